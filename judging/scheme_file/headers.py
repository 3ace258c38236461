"""The header rows of a scheme sheet, told by what they say, not where."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from judging.scheme_file.cells import Cell, label, number

ASPECT_HEADERS: Final = {
    "id": r"sub criteri(on|a) id",
    "name": r"sub criteri(on|a) name.*",
    "day": r"day of marking.*",
    "type": r"aspect type.*",
    "text": r"aspect\W* ?description",
    "score": r"judge?(ment)? score",
    "extra": r"extra (aspect )?description.*",
    "requirement": r"requirement.*",
    "section": r"ws\w* section",
    "calculation": r"calculation row.*",
    "max": r"max(imum)? mark.*",
}
NEEDED: Final = {
    "id": "Sub Criterion ID",
    "type": "Aspect Type",
    "text": "Aspect - Description",
    "max": "Max Mark",
}
TELLING: Final = frozenset({"id", "type"})  # a row with both of them is a header
HEADING: Final = r"criteria|world ?skills .*(standards|specification).*"
TOTAL: Final = r"total( marks?)? ?:?"


@dataclass(frozen=True, slots=True)
class AspectHeader:
    """Which column holds what, and which criterion begins here if it says so."""

    columns: dict[str, int] = field(default_factory=dict)
    criterion: str | None = None
    declared: Decimal | None = None

    @property
    def missing(self) -> list[str]:
        """Return the headers without which no aspect can be read."""
        return [said for key, said in NEEDED.items() if key not in self.columns]


@dataclass(frozen=True, slots=True)
class ListHeader:
    """The columns of a short table: a code, a name and declared marks."""

    code: int
    name: int
    declared: int


def aspect_header(row: list[Cell]) -> AspectHeader | None:
    """Return what a header row of the aspect table says; None for other rows."""
    labels = [label(cell) for cell in row]
    columns: dict[str, int] = {}
    for column, said in enumerate(labels):
        for key, pattern in ASPECT_HEADERS.items():
            if key not in columns and re.fullmatch(pattern, said):
                columns[key] = column
                break
    if not columns.keys() >= TELLING:
        return None
    for column, said in enumerate(labels):
        named = re.fullmatch(r"criterion ([a-z]{1,2})", said)
        if named:
            return AspectHeader(columns, named[1].upper(), last_number(row[column:]))
    return AspectHeader(columns)


def section_header(row: list[Cell]) -> ListHeader | None:
    """Return the columns of the section table if *row* is its header."""
    labels = [label(cell) for cell in row]
    marks = [i for i, said in enumerate(labels) if re.fullmatch(r"ws\w* marks", said)]
    if "section" not in labels or not marks:
        return None
    code = labels.index("section")
    return ListHeader(code, code + 1, marks[-1])


def criteria_header(row: list[Cell]) -> ListHeader | None:
    """Return the columns of the criteria table if *row* is its header.

    Both spellings count: ID, Name, Mark; and Criterion, Description, Total.
    """
    labels = [label(cell) for cell in row]
    for code, name, declared in (("id", "name", "mark"), ("criterion", "description", "total")):
        if {code, name, declared} <= set(labels):
            return ListHeader(labels.index(code), labels.index(name), labels.index(declared))
    return None


def declared_total(row: list[Cell]) -> Decimal | None:
    """Return the grand total a row declares ("Total Mark", then a number)."""
    for column, cell in enumerate(row):
        if re.fullmatch(TOTAL, label(cell)):
            return last_number(row[column:])
    return None


def is_heading(cell: Cell) -> bool:
    """Tell whether the cell only announces the table below it."""
    return re.fullmatch(HEADING, label(cell)) is not None


def last_number(row: list[Cell]) -> Decimal | None:
    """Return the rightmost number of a row."""
    numbers = [value for cell in row if (value := number(cell)) is not None]
    return numbers[-1] if numbers else None
