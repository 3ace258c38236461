"""Reading a roster from CSV or Excel: every row good, or every bad cell named."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from competition.errors import sentence

# The first heading of each column is the one that templates use.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "参赛号", "编号", "competitor number"),
    "station": ("station", "工位", "工位号"),
    "name_zh": ("name zh", "姓名", "名称", "中文名", "队名"),
    "name_en": ("name en", "英文名", "name", "english name"),
    "members": ("members", "队员", "成员"),
    "delegation": ("delegation", "代表队代码", "代表队"),
    "delegation_zh": ("delegation zh", "代表队名称", "代表队中文名"),
    "delegation_en": ("delegation en", "代表队英文名"),
    "short_zh": ("short zh", "代表队简称"),
    "short_en": ("short en", "代表队英文简称"),
    "status": ("status", "状态"),
}
_STATUSES: Final = {
    "": "ranked",
    "ranked": "ranked",
    "参赛": "ranked",
    "guest": "guest",
    "表演": "guest",
    "withdrawn": "withdrawn",
    "退赛": "withdrawn",
}
PROBLEMS: Final = {
    "unreadable": sentence("The file is neither CSV (UTF-8 or GB 18030) nor an Excel workbook."),
    "no-heading": sentence("The first row needs the headings “code” and “delegation”."),
    "no-rows": sentence("There is no row below the headings."),
    "empty": sentence("%(column)s is empty."),
    "no-name": sentence("There is no name: fill “name zh” or “name en”."),
    "repeated": sentence("%(column)s %(value)s stands in row %(other)s already."),
    "status": sentence("%(value)s is no status: use ranked, guest or withdrawn."),
    "too-many": sentence("The roster has more than %(limit)s rows."),
}
_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One entry of a roster."""

    code: str
    station: str
    names: dict[str, str]
    members: tuple[str, ...]
    delegation: str
    delegation_names: dict[str, str]
    delegation_short: dict[str, str]
    status: str


@dataclass(frozen=True, slots=True)
class BadCell:
    """What is wrong, where: row as the spreadsheet counts (1 is the heading), column by heading."""

    code: str
    row: int | None
    column: str | None
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows of a roster file, and everything that is wrong with it."""

    rows: tuple[RosterRow, ...]
    problems: tuple[BadCell, ...]


def read(data: bytes) -> Roster:
    """Return the roster that *data* holds; never raises for what a person put in it."""
    table = _table(data)
    if table is None:
        return _hopeless("unreadable")
    filled = [(number, row) for number, row in enumerate(table, 1) if any(row)]
    if not filled:
        return _hopeless("no-heading")
    columns = _columns(filled[0][1])
    if "code" not in columns or "delegation" not in columns:
        return _hopeless("no-heading")
    if len(filled) == 1:
        return _hopeless("no-rows")
    if len(filled) - 1 > _LIMIT:
        return Roster((), (BadCell("too-many", None, None, {"limit": _LIMIT}),))
    cells = [
        (number, {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()})
        for number, row in filled[1:]
    ]
    problems = [bad for number, row in cells for bad in _bad_cells(number, row)]
    for _, row in cells:
        row["station"] = row.get("station") or row["code"]
    problems += _repeated(cells, "code") + _repeated(cells, "station")
    problems.sort(key=lambda bad: bad.row or 0)
    return Roster(tuple(_row(row) for _, row in cells), tuple(problems))


def _hopeless(code: str) -> Roster:
    return Roster((), (BadCell(code, None, None, {}),))


def _table(data: bytes) -> list[list[str]] | None:
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheet = book.get_sheet_by_index(0)
            return [[_text(cell) for cell in row] for row in sheet.to_python()]
        except (CalamineError, OSError, ValueError):
            return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            return None
        separator = "\t" if "\t" in text.partition("\n")[0] else ","
        try:
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except csv.Error:
            return None
    return None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _columns(heading: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(heading):
        plain = " ".join(text.replace("_", " ").lower().split())
        for key, spellings in HEADINGS.items():
            if plain in spellings and key not in found:
                found[key] = at
    return found


def _bad_cells(number: int, row: Mapping[str, str]) -> Iterable[BadCell]:
    for key in ("code", "delegation"):
        if not row[key]:
            yield BadCell("empty", number, HEADINGS[key][0], {"column": HEADINGS[key][0]})
    if not row.get("name_zh") and not row.get("name_en"):
        yield BadCell("no-name", number, HEADINGS["name_zh"][0], {})
    if row.get("status", "").lower() not in _STATUSES:
        yield BadCell("status", number, "status", {"value": row["status"]})


def _repeated(cells: Sequence[tuple[int, Mapping[str, str]]], key: str) -> list[BadCell]:
    first: dict[str, int] = {}
    bad = []
    for number, row in cells:
        value = row.get(key, "")
        if value and value in first:
            values: dict[str, object] = {"column": key, "value": value, "other": first[value]}
            bad.append(BadCell("repeated", number, HEADINGS[key][0], values))
        elif value:
            first[value] = number
    return bad


def _row(row: Mapping[str, str]) -> RosterRow:
    members = row.get("members", "").replace("、", ";").replace("；", ";").split(";")
    return RosterRow(
        code=row["code"],
        station=row.get("station") or row["code"],
        names=_names(row, "name"),
        members=tuple(member.strip() for member in members if member.strip()),
        delegation=row["delegation"],
        delegation_names=_names(row, "delegation"),
        delegation_short=_names(row, "short"),
        status=_STATUSES.get(row.get("status", "").lower(), "ranked"),
    )


def _names(row: Mapping[str, str], key: str) -> dict[str, str]:
    pairs = {tag: row.get(f"{key}_{tag}", "") for tag in ("zh", "en")}
    return {tag: text for tag, text in pairs.items() if text}


def as_text(roster: Roster) -> str:
    """Return *roster* as CSV that reads back the same; empty when it has problems."""
    if roster.problems:
        return ""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([spellings[0] for spellings in HEADINGS.values()])
    for row in roster.rows:
        writer.writerow(
            [
                row.code,
                row.station,
                row.names.get("zh", ""),
                row.names.get("en", ""),
                ";".join(row.members),
                row.delegation,
                row.delegation_names.get("zh", ""),
                row.delegation_names.get("en", ""),
                row.delegation_short.get("zh", ""),
                row.delegation_short.get("en", ""),
                row.status,
            ]
        )
    return out.getvalue()
