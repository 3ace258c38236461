"""What the rows of a roster make of a trade's register; nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from competition.registration import cells
from competition.registration.register import (
    TEAM_FACTS,
    Change,
    Line,
    Named,
    Register,
    changes,
)
from competition.registration.roster import FACTS, TIES, BadCell, RosterRow, bad_cell

_NOTHING: Final = (None, ())


@dataclass(frozen=True, slots=True)
class Intake:
    """The register with the rows taken in, what is new and changed in it, and what is wrong."""

    before: Register
    after: Register
    fresh: tuple[str, ...]
    fresh_teams: tuple[str, ...]
    changes: tuple[Change, ...]
    problems: tuple[BadCell, ...]

    @property
    def lost_teams(self) -> tuple[str, ...]:
        """Return the codes of the teams that lose their last member."""
        return tuple(
            each.code for each in self.changes if each.kind == "team" and each.column == "team"
        )


def take_in(before: Register, rows: Sequence[RosterRow], *, sums_teams: bool) -> Intake:
    """Return what *rows* make of *before*; columns that a roster lacks stay as they are."""
    after = before.copy()
    facts = [fact for fact in FACTS if not (sums_teams and fact in TEAM_FACTS)] + [*TIES]
    for row in rows:
        _take_entry(after, row, facts)
        _name_delegation(after, row)
    problems = [bad for row in rows for bad in _bad_entries(before, after, row)]
    if sums_teams:
        problems += _take_teams(before, after, rows)
    else:
        problems += _unwanted_teams(rows)
    order = {row.code: at for at, row in enumerate(rows)}
    found = sorted(
        changes(before, after),
        key=lambda each: order.get(each.code, -1) if each.kind == "entry" else len(order),
    )
    return Intake(
        before,
        after,
        tuple(row.code for row in rows if row.code not in before.entries),
        tuple(code for code in after.teams if code not in before.teams),
        tuple(found),
        tuple(sorted(problems, key=lambda bad: bad.row or 0)),
    )


def _take_entry(after: Register, row: RosterRow, facts: Iterable[str]) -> None:
    line = after.entries.get(row.code)
    if line is None:
        line = Line(station=row.code)
        after.entries[row.code] = line
    if "station" in row.columns:
        line.station = row.station
    if "members" in row.columns:
        line.members = row.members
    if "delegation" in row.columns:
        line.delegation = row.delegation
    if "status" in row.columns:
        line.status = row.status
    read = {tag for tag in ("zh", "en") if f"name_{tag}" in row.columns}
    kept = {tag: text for tag, text in line.names.items() if tag not in read}
    line.names = {**kept, **row.names}
    for fact in row.columns.intersection(facts):
        line.facts[fact] = getattr(row, fact)


def _name_delegation(after: Register, row: RosterRow) -> None:
    # Named once is enough, so an empty cell takes no name away.
    if "delegation" in row.columns:
        found = after.delegations.get(row.delegation, Named())
        names = {**found.names, **row.delegation_names} or {"zh": row.delegation}
        named = Named(names, {**found.short, **row.delegation_short}, found.colours)
        after.delegations[row.delegation] = named
    home = after.entries[row.code].delegation
    if row.colours and home:
        colours = () if row.colours == cells.NO_COLOURS else row.colours
        after.delegations[home] = replace(after.delegations[home], colours=colours)


def _bad_entries(before: Register, after: Register, row: RosterRow) -> Iterator[BadCell]:
    if row.code not in before.entries and "delegation" not in row.columns:
        yield bad_cell("new-bare", row.number, "delegation", code=row.code)
    if not after.entries[row.code].names:
        yield bad_cell("no-name", row.number, "name_zh")


def _unwanted_teams(rows: Iterable[RosterRow]) -> list[BadCell]:
    named = (row for row in rows if row.team)
    return [bad_cell("team-unwanted", row.number, "team", value=row.team) for row in named][:1]


def _take_teams(before: Register, after: Register, rows: Sequence[RosterRow]) -> list[BadCell]:
    problems = [bad for row in rows for bad in _join_team(before, after, row)]
    by_team: defaultdict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        by_team[after.entries[row.code].team or ""].append(row)
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for line in after.entries.values():
        homes[line.team or ""] |= {line.delegation} if line.delegation else set()
    for code, mine in by_team.items():
        if code:
            team = after.teams.setdefault(code, Line())
            problems += _take_team(code, team, mine)
            if mine[0].columns & {"team", "delegation"}:
                team.delegation = min(homes[code], default=None)
                problems += _parted(after, code, mine, homes[code])
    for code in {line.team or "" for line in before.entries.values()} - homes.keys():
        after.teams.pop(code, None)
    return problems


def _join_team(before: Register, after: Register, row: RosterRow) -> Iterator[BadCell]:
    line = after.entries[row.code]
    if "team" in row.columns:
        line.team = row.team or None
    if line.team is None:
        yield bad_cell("team-missing", row.number, "team", code=row.code)
    elif line.team in after.entries:
        yield bad_cell("team-is-entry", row.number, "team", value=line.team)
    if row.code in before.teams:
        yield bad_cell("team-is-entry", row.number, "code", value=row.code)


def _take_team(code: str, team: Line, rows: Sequence[RosterRow]) -> Iterator[BadCell]:
    for row in rows:
        team.names = {**team.names, **row.team_names}
    team.names = team.names or {"zh": code}
    for column in ("team_status", *TEAM_FACTS):
        if column not in rows[0].columns:
            continue
        # One cell is enough for a team; what stands in two must agree.
        said: dict[str, tuple[object, RosterRow]] = {}
        for row in rows:
            value = getattr(row, column)
            if value not in _NOTHING:
                said.setdefault(cells.spelled(value), (value, row))
        if len(said) > 1:
            first, second = list(said)[:2]
            number = said[second][1].number
            yield bad_cell("team-differs", number, column, team=code, value=second, other=first)
        found = next(iter(said.values()))[0] if said else None
        if column == "team_status":
            team.status = str(found or "ranked")
        else:
            team.facts[column] = found


def _parted(
    after: Register, code: str, rows: Sequence[RosterRow], homes: Collection[str]
) -> Iterator[BadCell]:
    if len(homes) > 1:
        mine = after.entries[rows[-1].code].delegation or min(homes)
        other = min(home for home in homes if home != mine)
        number = rows[-1].number
        yield bad_cell("team-parted", number, "delegation", team=code, value=mine, other=other)
