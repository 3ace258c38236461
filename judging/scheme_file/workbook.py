"""A workbook opened with care: bytes in, sheets of cells out."""

import re
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from struct import error as UnpackingError  # noqa: N812 -- an exception reads as one
from typing import Final
from zipfile import BadZipFile, ZipFile
from zlib import error as InflatingError  # noqa: N812 -- an exception reads as one

from python_calamine import CalamineError, CalamineWorkbook

from judging.draft import Problem
from judging.scheme_file.cells import Cell

MEGABYTE: Final = 1024 * 1024
LARGEST_FILE: Final = 20  # megabytes
LARGEST_CONTENT: Final = 200  # megabytes
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 500
OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
CELL: Final = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})(\d{1,9})["']""")  # cells and rows
WORKBOOK: Final = "xl/workbook.xml"
OTHERS: Final = {"xl/workbook.bin", "content.xml"}  # the library would open these kinds too
DAMAGE: Final = (
    CalamineError,
    BadZipFile,
    InflatingError,
    LZMAError,
    UnpackingError,
    EOFError,
    OSError,
    RuntimeError,  # parts that are encrypted or packed in an unknown way
    ValueError,  # names and places in the archive that make no sense
)


class Unreadable(Exception):
    """The file cannot be opened; *problem* says why."""

    def __init__(self, code: str, **values: str) -> None:
        """Keep the one problem that stopped the reading."""
        super().__init__(code)
        self.problem = Problem("error", code, values=values)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; its first row is row 1 of the file even if it is blank."""

    name: str
    rows: list[list[Cell]]


def sheets(data: bytes) -> list[Sheet]:
    """Return the sheets of a workbook in order; raises Unreadable."""
    check_kind(data)
    try:
        check_size(data)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return [
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except DAMAGE as reason:
        raise Unreadable("file-damaged") from reason


def check_kind(data: bytes) -> None:
    """Refuse what is no workbook, before anything tries to open it."""
    if not data:
        raise Unreadable("file-empty")
    if len(data) > LARGEST_FILE * MEGABYTE:
        raise Unreadable("file-too-large", limit=str(LARGEST_FILE))
    if data.startswith(OLE) and ENCRYPTED in data:
        raise Unreadable("file-password")
    if not data.startswith(b"PK"):
        raise Unreadable("file-not-xlsx")


def check_size(data: bytes) -> None:
    """Refuse archives that unpack to far more than they seem to hold.

    The reading library keeps a sheet as one rectangle: a single cell in the last
    corner of an otherwise blank sheet would take all the memory there is.
    """
    left = LARGEST_CONTENT * MEGABYTE
    with ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        if WORKBOOK not in names or names & OTHERS:
            raise Unreadable("file-not-xlsx")
        for entry in archive.infolist():
            with archive.open(entry) as part:
                content = part.read(left + 1)
            left -= len(content)
            if left < 0:
                raise Unreadable("content-too-large", limit=str(LARGEST_CONTENT))
            check_extent(content)  # a sheet may hide under any name


def check_extent(content: bytes) -> None:
    """Refuse a sheet whose filled cells reach further than any scheme does.

    Cells that are only formatted take no room.  A cell that does not plainly
    say where it stands makes every place named in the sheet count.
    """
    filled = []
    for cell in CELL.findall(content):
        place = PLACE.search(cell)
        if place is None:
            filled = [found.groups() for found in PLACE.finditer(content)]
            break
        if not cell.endswith(b"/"):
            filled.append(place.groups())
    if max((int(row) for _, row in filled), default=0) > MOST_ROWS:
        raise Unreadable("too-many-rows", limit=str(MOST_ROWS))
    if max((column_number(letters.decode()) for letters, _ in filled), default=0) > MOST_COLUMNS:
        raise Unreadable("too-many-columns", limit=str(MOST_COLUMNS))


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1: "AA" is 27."""
    position = 0
    for character in letters.upper():
        position = position * 26 + ord(character) - ord("A") + 1
    return position
