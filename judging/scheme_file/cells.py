"""What a spreadsheet cell says: a text, a number, a code, a day."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

Cell = int | float | str | bool | time | date | datetime | timedelta

MOST: Final = Decimal(1_000_000)
FINEST: Final = Decimal("0.00000001")  # CIS keeps eight decimals; more is noise of formulas.
FIRST_LETTER: Final = ord("A")
LETTERS: Final = 26
SHOWN: Final = 60  # characters of a text repeated in a sentence
LOOKALIKES: Final = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")  # Cyrillic, typed by mistake


def text(cell: Cell) -> str:
    """Return the cell as clean text: plain line breaks, nothing around it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        exact = number(cell)
        return str(cell) if exact is None else plain(exact)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return clean(str(cell))


def clean(written: str) -> str:
    """Return *written* with Unix line breaks, without marks nobody can see."""
    written = re.sub("_x000D_", "", written, flags=re.IGNORECASE)
    written = written.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\u200b\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]", "", written).strip()


def label(cell: Cell) -> str:
    """Return a header's text in lower case on one line."""
    return " ".join(unicodedata.normalize("NFKC", text(cell)).casefold().split())


def number(cell: Cell) -> Decimal | None:
    """Return the exact number a cell shows, or None if it is no number.

    Text counts too, with a point or a comma ("1,5").  What formulas add beyond
    the eighth decimal is taken away.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    written = unicodedata.normalize("NFKC", clean(cell)) if isinstance(cell, str) else repr(cell)
    written = written.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", written, re.IGNORECASE):
        return None
    value = Decimal(written)
    if abs(value) >= MOST:
        return None
    return Decimal(plain(value.quantize(FINEST)))


def whole(cell: Cell) -> int | None:
    """Return the cell's number if it is a whole one."""
    value = number(cell)
    return int(value) if value is not None and value == value.to_integral_value() else None


def plain(value: Decimal) -> str:
    """Return the shortest way to write *value* without an exponent."""
    return format(value.normalize(), "f") if value else "0"


def points(value: Decimal) -> str:
    """Return marks as people read them, with two decimals."""
    return str(value.quantize(Decimal("0.01")))


def shown(cell: Cell) -> str:
    """Return the beginning of the cell's text on one line, to be repeated in a sentence."""
    return " ".join(text(cell).split())[:SHOWN]


def code(cell: Cell) -> str:
    """Return a code in capital letters without spaces: "a 1" is "A1"."""
    written = unicodedata.normalize("NFKC", text(cell)).upper().translate(LOOKALIKES)
    return "".join(written.split())


def section(cell: Cell) -> str | None:
    """Return a section's code, "1" for 1.0 and for "WSOS 1"; None if blank."""
    exact = number(cell)
    if exact is not None:
        return plain(exact)
    named = re.sub(r"^(ws\w*|section)\s+(?=\d)", "", text(cell), flags=re.IGNORECASE)
    return named or None


def day(cell: Cell) -> int | None:
    """Return the competition day: 1 for 1.0, "1", "Day 1" and "C1"."""
    written = re.fullmatch(r"(?:DAY|C|第)?([+-]?\d{1,2})(?:\.0*)?(?:天|日)?", code(cell))
    return int(written[1]) if written else None


def letter(column: int) -> str:
    """Return the letters of a column counted from 0."""
    before, last = divmod(column, LETTERS)
    return (letter(before - 1) if before else "") + chr(FIRST_LETTER + last)


def at(row: list[Cell], column: int | None) -> Cell:
    """Return one cell of a row, blank where the row or the column ends."""
    return row[column] if column is not None and column < len(row) else ""
