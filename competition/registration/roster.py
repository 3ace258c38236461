"""Reading a roster from CSV or Excel: every row good, or every bad cell named (docs/roster.md)."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as day_time
from decimal import Decimal
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from competition.errors import sentence
from competition.registration import cells

# The first two headings of each column are those that pages use, in English and Chinese.
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
    "colours": ("colours", "代表队颜色", "颜色", "colors"),
    "status": ("status", "状态"),
    "team": ("team", "团队编号", "团队", "团队代码"),
    "team_zh": ("team zh", "团队名称", "团队中文名"),
    "team_en": ("team en", "团队英文名"),
    "team_status": ("team status", "团队状态"),
    "lot": ("lot", "抽签号"),
    "birth": ("date of birth", "出生日期", "birth"),
    "earlier": ("earlier result", "预赛成绩", "上届成绩", "上届/预赛成绩", "earlier"),
    "time": ("time", "用时"),
    "scale": ("scale score", "量表分", "scale"),
    "level": ("level", "技能等级", "skill level"),
    "honours": ("honours", "已获荣誉", "荣誉"),
    "unit": ("unit", "单位", "工作单位", "所在单位", "选送单位", "company", "school"),
    "coaches": ("coach", "指导教师", "教练", "指导老师", "coaches"),
}
FACTS: Final = ("lot", "birth", "earlier", "time", "scale", "level", "honours")
"""The columns that only the rules ask for."""
TIES: Final = ("unit", "coaches")
"""The columns by which judges know whom to avoid."""
TEAM: Final = ("team", "team_zh", "team_en", "team_status")
PLAIN: Final = frozenset(HEADINGS) - {*FACTS, *TEAM, *TIES, "colours"}
_CODES: Final = ("code", "delegation", "team")
_NAMES: Final = ("members", *(each for each in HEADINGS if each.endswith(("_zh", "_en"))))
_LONGEST: Final = dict.fromkeys(_CODES, cells.LONGEST_CODE) | dict.fromkeys(
    _NAMES, cells.LONGEST_NAME
)
_NUMBER: Final = sentence(
    "%(value)s is no exact number: write it such as 61.42, with at most 8 decimals."
)
_STATUS: Final = sentence("%(value)s is no status: use ranked, guest, withdrawn, excluded or void.")
PROBLEMS: Final = {
    "unreadable": sentence("The file is neither CSV (UTF-8 or GB 18030) nor an Excel workbook."),
    "no-heading": sentence("The first row needs the heading “code”."),
    "no-rows": sentence("There is no row below the headings."),
    "empty": sentence("%(column)s is empty."),
    "no-name": sentence("There is no name: fill “name zh” or “name en”."),
    "repeated": sentence("%(column)s %(value)s stands in row %(other)s already."),
    "too-many": sentence("The roster has more than %(limit)s rows."),
    "too-long": sentence("%(column)s has more than %(limit)s characters."),
    "unseen": sentence("%(column)s has no character that can be seen."),
    "status": _STATUS,
    "team_status": _STATUS,
    "lot": sentence("%(value)s is no lot: write the whole number that was drawn, from 1."),
    "birth": sentence("%(value)s is no date of birth: write it such as 2001-02-03."),
    "earlier": _NUMBER,
    "time": sentence(
        "%(value)s is no time: write seconds such as 185.2, "
        "or minutes and seconds such as 3:05.2 in a cell formatted as text."
    ),
    "scale": _NUMBER,
    "level": sentence(
        "%(value)s is no skill level: write 1 to 5, of which 1 is the highest, or its Chinese name."
    ),
    "honours": sentence(
        "%(value)s cannot be taken: write codes of at most 40 characters, parted by semicolons."
    ),
    "unit": sentence("%(value)s is too long for a unit: write at most 200 characters."),
    "coaches": sentence(
        "%(value)s cannot be taken: write coaches' codes or names of at most 200 characters, "
        "parted by semicolons."
    ),
    "colours": sentence(
        "%(value)s cannot be taken: write one to three colours such as #c8281c, parted by "
        "semicolons, or none to take them away."
    ),
    "new-bare": sentence("Entry %(code)s is new: the roster needs its %(column)s."),
    "team-missing": sentence("Entry %(code)s has no team: this trade adds up its teams."),
    "team-unwanted": sentence(
        "%(value)s is a team, but this trade does not add up teams: empty the column."
    ),
    "team-is-entry": sentence("%(value)s is the code of an entry: give the team one of its own."),
    "team-differs": sentence(
        "Team %(team)s has two values for %(column)s: %(value)s and %(other)s. Keep one."
    ),
    "team-parted": sentence(
        "The members of team %(team)s come from %(value)s and %(other)s: a team has one delegation."
    ),
}
_LIMIT: Final = 20_000


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One entry of a roster; *columns* are those that the roster has at all.

    *number* is the row as the spreadsheet counts it, 1 being the headings.
    """

    code: str
    station: str
    names: dict[str, str]
    members: tuple[str, ...]
    delegation: str
    delegation_names: dict[str, str]
    delegation_short: dict[str, str]
    status: str
    team: str = ""
    team_names: dict[str, str] = field(default_factory=dict)
    team_status: str | None = None
    lot: int | None = None
    birth: date | None = None
    earlier: Decimal | None = None
    time: Decimal | None = None
    scale: Decimal | None = None
    level: int | None = None
    honours: tuple[str, ...] = ()
    unit: str | None = None
    coaches: tuple[str, ...] = ()
    colours: tuple[str, ...] | None = None
    columns: frozenset[str] = PLAIN
    number: int | None = None


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
    if "code" not in columns:
        return _hopeless("no-heading")
    if len(filled) == 1:
        return _hopeless("no-rows")
    if len(filled) - 1 > _LIMIT:
        return Roster((), (BadCell("too-many", None, None, {"limit": _LIMIT}),))
    lines = [
        (number, {key: row[at].strip() if at < len(row) else "" for key, at in columns.items()})
        for number, row in filled[1:]
    ]
    problems = [bad for number, line in lines for bad in _bad_cells(number, line)]
    for _, line in lines:
        if "station" in line:
            line["station"] = line["station"] or line["code"]
    problems += _repeated(lines, "code") + _repeated(lines, "station")
    read_lines = [_row(number, line, problems) for number, line in lines]
    problems.sort(key=lambda bad: bad.row or 0)
    return Roster(tuple(read_lines), tuple(problems))


def bad_cell(code: str, row: int | None, column: str, /, **values: object) -> BadCell:
    """Return what is wrong with the cell of *column*, a key of HEADINGS."""
    heading = HEADINGS[column][0]
    return BadCell(code, row, heading, {"column": heading, **values})


def _hopeless(code: str) -> Roster:
    return Roster((), (BadCell(code, None, None, {}),))


def _table(data: bytes) -> list[list[str]] | None:
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheet = book.get_sheet_by_index(0)
            table = [[_text(cell) for cell in row] for row in sheet.to_python()]
        except (CalamineError, OSError, ValueError):
            return None
        # No database keeps the character 0.
        return None if any("\x00" in cell for row in table for cell in row) else table
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
    if isinstance(cell, float):
        # As many digits as the spreadsheet itself shows: its 0.30000000000000004 is a 0.3.
        return str(int(cell)) if cell.is_integer() else format(Decimal(f"{cell:.15g}"), "f")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(cell.total_seconds(), 60)
        return (
            f"{minutes // 60:.0f}:{minutes % 60:02.0f}:{f'{seconds:.3f}'.removesuffix('.000'):0>2}"
        )
    if isinstance(cell, datetime) and cell.time() == day_time():
        return str(cell.date())
    return str(cell)


def _columns(heading: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(heading):
        plain = " ".join(text.replace("_", " ").lower().split())
        for key, spellings in HEADINGS.items():
            if plain in spellings and key not in found:
                found[key] = at
    return found


def _bad_cells(number: int, line: Mapping[str, str]) -> Iterable[BadCell]:
    for key in ("code", "delegation"):
        if key in line and not line[key]:
            yield bad_cell("empty", number, key)
    if {"name_zh", "name_en"} <= line.keys() and not line["name_zh"] and not line["name_en"]:
        yield bad_cell("no-name", number, "name_zh")
    for key, longest in _LONGEST.items():
        text = line.get(key, "")
        words = cells.parted(text) if key == "members" else [text]
        if any(len(each) > longest for each in words):
            yield bad_cell("too-long", number, key, limit=longest)
        elif text and not all(map(cells.is_visible, words)):
            yield bad_cell("unseen", number, key)


def _repeated(lines: Sequence[tuple[int, Mapping[str, str]]], key: str) -> list[BadCell]:
    first: dict[str, int] = {}
    bad = []
    for number, line in lines:
        value = line.get(key, "")
        if value and value in first:
            bad.append(bad_cell("repeated", number, key, value=value, other=first[value]))
        elif value:
            first[value] = number
    return bad


def _row(number: int, line: Mapping[str, str], problems: list[BadCell]) -> RosterRow:
    read_cells: dict[str, Any] = {}
    for column in cells.READERS.keys() & line.keys():
        try:
            read_cells[column] = cells.taken(column, line[column])
        except cells.UnusableCell:
            problems.append(bad_cell(column, number, column, value=line[column]))
    return RosterRow(
        code=line["code"],
        station=line.get("station", ""),
        names=_names(line, "name"),
        members=tuple(cells.parted(line.get("members", ""))),
        delegation=line.get("delegation", ""),
        delegation_names=_names(line, "delegation"),
        delegation_short=_names(line, "short"),
        team=line.get("team", ""),
        team_names=_names(line, "team"),
        columns=frozenset(line),
        number=number,
        **{"status": "ranked", **read_cells},
    )


def _names(line: Mapping[str, str], key: str) -> dict[str, str]:
    pairs = {tag: line.get(f"{key}_{tag}", "") for tag in ("zh", "en")}
    return {tag: text for tag, text in pairs.items() if text}


def as_text(roster: Roster) -> str:
    """Return *roster* as CSV that reads back the same; empty when it has problems."""
    if roster.problems or not roster.rows:
        return ""
    columns = [column for column in HEADINGS if column in roster.rows[0].columns]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([HEADINGS[column][0] for column in columns])
    for row in roster.rows:
        held = texts(row)
        writer.writerow([held[column] for column in columns])
    return out.getvalue()


def texts(row: RosterRow) -> dict[str, str]:
    """Return the cells of *row* by column, as a file holds them."""
    names = {
        f"{key}_{tag}": held.get(tag, "")
        for key, held in (
            ("name", row.names),
            ("delegation", row.delegation_names),
            ("short", row.delegation_short),
            ("team", row.team_names),
        )
        for tag in ("zh", "en")
    }
    others = {column: getattr(row, column) for column in HEADINGS if column not in names}
    return names | {column: cells.spelled(value) for column, value in others.items()}
