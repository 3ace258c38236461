"""Builders of marking scheme workbooks, in the layouts seen in the field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True)
class Formula:
    """A formula cell and the value Excel last computed for it."""

    text: str
    value: float


Value = str | float | bool | date | Formula | None
Row = Mapping[str, Value]

SHEET = "CIS Marking Scheme Import"
HEADER: Row = {
    "A": "Sub\nCriterion\nID",
    "B": "Sub Criterion\nName or Description",
    "C": "Day of Marking",
    "D": "Aspect\nType\nM = Meas\nJ = Judg",
    "E": "Aspect - Description",
    "F": "Judg Score",
    "G": "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "H": "Requirement\n(Measurement Only)",
    "I": "WSOS Section",
    "J": "Calculation Row \n(Export only)",
    "K": "Max\nMark",
}
SECTIONS: Row = {
    "A": "Section",
    "B": "WSOS Marks",
    "I": "WSOS Marks",
    "J": "Aspect Marks",
    "K": "Variation",
}


def workbook(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """Return a workbook with these sheets, each a list of rows by column letter."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "default_date_format": "d mmm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for position, row in enumerate(rows, 1):
            for column, value in row.items():
                put(sheet, f"{column}{position}", value)
    book.close()
    return buffer.getvalue()


def put(sheet: Worksheet, place: str, value: Value) -> None:
    """Write one cell as what it is."""
    if isinstance(value, Formula):
        sheet.write_formula(place, value.text, None, value.value)
    elif isinstance(value, bool):
        sheet.write_boolean(place, value)
    elif isinstance(value, str):
        sheet.write_string(place, value)
    elif isinstance(value, date):
        sheet.write_datetime(place, value)
    elif value is not None:
        sheet.write_number(place, value)


def scheme(*rows: Row, calculations: Sequence[Row] = (), name: str = SHEET) -> bytes:
    """Return a CIS workbook whose criterion A holds *rows*, from row 6 on."""
    lines: list[Row] = [
        {"A": "99 Bricklaying"},
        {"A": "Criteria"},
        {"A": "ID", "B": "Name", "K": "Mark"},
        {"A": "A", "B": "Walls"},
        {**HEADER, "L": "Criterion A", "M": "Total\nMark"},
        *rows,
    ]
    return workbook({name: lines, "Calculations": calculations})


def sub(code: Value = "A1", name: str = "First wall", day: Value = 1) -> Row:
    """Return the row of a sub-criterion."""
    return {"A": code, "B": name, "C": day}


def measured(max_mark: Value = 1, **cells: Value) -> Row:
    """Return the row of a measured aspect."""
    return {"D": "M", "E": "The wall is plumb", "K": max_mark, **cells}


def judged(max_mark: Value = 1, **cells: Value) -> Row:
    """Return the row of a judged aspect, without its levels."""
    return {"D": "J", "E": "The joints are even", "K": max_mark, **cells}


def level(score: Value, text: str | None = None) -> Row:
    """Return the row that says what a score means."""
    return {"F": score, "G": f"Joints as for score {score}" if text is None else text}


def levels() -> list[Row]:
    """Return the four rows every judgement needs."""
    return [level(score) for score in range(4)]


_TRAINERS_HEADER: Row = {
    "A": "Sub Criteria ID",
    "B": "Sub Criteria Name or Description",
    "C": "Aspect Type\nM=Meas J=Judg",
    "D": "Aspect - Description",
    "E": "Judg Score",
    "F": "Extra Aspect Description (Meas or Judg)\nOR Judgement Score",
    "G": "Requirement (how to measure)",
    "H": "",
    "I": "Max Mark",
}
_TRAINERS_SUMS: Sequence[Row] = (
    {"A": "Skill: Bricklaying"},
    {"A": "Test Project: Garden wall"},
    {},
    {"A": "Criterion", "B": "Description", "C": "Meas (M)", "D": "Judg (J)", "E": "Total"},
    {"A": "A", "B": "Walls", "C": "60", "D": "0", "E": "60"},
    {"A": "B", "B": "Finish", "C": "0", "D": "40", "E": "40"},
    {"B": "Total", "C": "60", "D": "40", "E": "100"},
    {},
)


def trainers() -> bytes:
    """Return a scheme in the trainers' layout: no day, no sections, sums on top."""
    walls: Sequence[Row] = (
        {**_TRAINERS_HEADER, "J": "Criterion A", "K": 60},
        {"A": "A", "B": "Walls"},
        {"A": "A1", "B": "First wall"},
        {"C": "M", "D": "Plumb", "F": "Less 10 a fault", "G": "Level", "I": "60", "J": "A"},
    )
    finish: Sequence[Row] = (
        {**_TRAINERS_HEADER, "J": "Criterion B", "K": "40"},
        {"A": "B", "B": "Finish"},
        {"A": "B1", "B": "Joints"},
        {"C": "J", "D": "Even", "I": "40,0", "J": "B"},
        *({"E": str(score), "F": f"As for {score}"} for score in range(4)),
        {"A": "Judgement aspects: mark = (score / 3) x Max Mark."},
    )
    return workbook({"Scheme": [*_TRAINERS_SUMS, *walls, *finish]})


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with one part of its archive replaced or added."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Return one part of a workbook's archive."""
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name)
