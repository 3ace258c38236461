"""From the bytes of a workbook to a draft of its scheme, and what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from judging.draft import Problem, SchemeDraft, SectionDraft
from judging.scheme_file import cells, checks, headers, workbook
from judging.scheme_file.calculations import Calculation, calculations
from judging.scheme_file.cells import Cell
from judging.scheme_file.headers import AspectHeader, ListHeader
from judging.scheme_file.table import CRITERION, Table
from judging.scheme_file.workbook import Sheet

SHEET_NAMES: Final = ("cis marking scheme import", "marking scheme import")
CALCULATIONS: Final = "calculations"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: a draft, unless it holds no scheme, and its problems.

    With an error among the problems the draft is for looking at only: aspects
    that could not be marked are left out of it.
    """

    draft: SchemeDraft | None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return what must be mended in the file."""
        return tuple(one for one in self.problems if one.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Return what needs a second look."""
        return tuple(one for one in self.problems if one.severity == "warning")


@dataclass(slots=True)
class Page:
    """A scheme sheet while it is being read from top to bottom."""

    table: Table
    title: list[str] = field(default_factory=list)
    sections: list[SectionDraft] = field(default_factory=list)
    total: Decimal | None = None
    untouched: bool = True  # no table and no heading yet: what is written here is the title
    open: AspectHeader | ListHeader | None = None
    of_sections: bool = False


def read(data: bytes) -> Reading:
    """Return the scheme in a workbook; bad content becomes a problem, never an exception."""
    try:
        sheets = workbook.sheets(data)
        sheet = scheme_sheet(sheets)
    except workbook.Unreadable as reason:
        return Reading(None, (reason.problem,))
    listed = [one for one in sheets if cells.label(one.name) == CALCULATIONS and one is not sheet]
    return read_sheet(sheet, calculations(listed[0].rows) if listed else {})


def scheme_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet with the scheme: by its name, else the only one with its header."""
    for name in SHEET_NAMES:
        for sheet in sheets:
            if cells.label(sheet.name) == name:
                return sheet
    found = [sheet for sheet in sheets if any(map(headers.aspect_header, sheet.rows))]
    if len(found) > 1:
        named = ", ".join(sheet.name for sheet in found)
        raise workbook.Unreadable("sheet-unclear", sheets=named)
    if not found:
        raise workbook.Unreadable("sheet-missing")
    return found[0]


def read_sheet(sheet: Sheet, listed: Mapping[int, Calculation]) -> Reading:
    """Return the scheme of one sheet with its problems, errors first."""
    page = Page(Table(sheet.name, listed))
    for number, row in enumerate(sheet.rows, 1):
        read_row(page, row, number)
    if not page.table.header.columns:
        return Reading(None, (Problem("error", "header-missing", sheet.name),))
    title = " / ".join(page.title)
    draft = page.table.closed(title, tuple(page.sections), page.total)
    found = [*page.table.problems, *checks.warnings(draft, sheet.name)]
    if not title:
        found.append(Problem("error", "title-missing", sheet.name, 1))
    if not draft.aspects:
        found.append(Problem("error", "aspects-missing", sheet.name))
    found.sort(key=lambda problem: (problem.severity, problem.row or len(sheet.rows) + 1))
    return Reading(draft, tuple(found))


def read_row(page: Page, row: list[Cell], number: int) -> None:
    """Take one row: a header opens a table, what follows belongs to it."""
    header = headers.aspect_header(row)
    if header:
        page.open, page.untouched = header, False
        page.table.begin(header, number)
        return
    listing = headers.section_header(row) or headers.criteria_header(row)
    if listing:
        page.open, page.untouched = listing, False
        page.of_sections = headers.section_header(row) is not None
        return
    if not any(cells.text(cell) for cell in row):
        return
    if isinstance(page.open, AspectHeader):
        read_aspect_row(page, row, number)
    elif page.open is None or not read_listing(page, page.open, row):
        read_loose_row(page, row)


def read_aspect_row(page: Page, row: list[Cell], number: int) -> None:
    """Take a row below the header of the aspects; the total closes the sheet."""
    described = any(page.table.says(row, key) for key in ("id", "type", "text"))
    total = None if described else headers.declared_total(row)
    if total is None:
        page.table.read(row, number)
    else:
        page.total = total


def read_listing(page: Page, listing: ListHeader, row: list[Cell]) -> bool:
    """Take a row of the sections or criteria; False if the table ends here."""
    name = cells.text(cells.at(row, listing.name))
    declared = cells.number(cells.at(row, listing.declared))
    if page.of_sections:
        section = cells.section(cells.at(row, listing.code))
        if section is None or headers.is_heading(section):
            return False
        page.sections.append(SectionDraft(section, name, declared))
        return True
    code = cells.code(cells.at(row, listing.code))
    if not re.fullmatch(CRITERION, code):
        return False
    criterion = page.table.criterion(code)
    criterion.name, criterion.declared = name, declared
    return True


def read_loose_row(page: Page, row: list[Cell]) -> None:
    """Take a row outside all tables: the title, a heading or the grand total."""
    page.open = None
    first = next(cell for cell in row if cells.text(cell))
    if headers.is_heading(first):
        page.untouched = False
        return
    total = headers.declared_total(row)
    if total is not None:
        page.total = total
        return
    said, labelled = (
        cells.text(first),
        re.match(r"(?i)(skill|test project)\s*:\s*", cells.text(first)),
    )
    if page.untouched and (labelled or not page.title):
        page.title.append(said[labelled.end() :] if labelled else said)
