"""The register of a trade: who takes part, in which team, for which delegation."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.programme.models import Trade
from competition.registration import cells
from competition.registration.models import Delegation, Entry, Member, Team
from competition.registration.roster import FACTS, TIES

_LISTS: Final = frozenset({"honours", "coaches"})
TEAM_FACTS: Final = ("lot", "earlier", "scale", "level", "honours")
"""Where teams are summed, these are the team's own (docs/rulebook.md, 8)."""


@dataclass(slots=True)
class Line:
    """One entry, or one team, in which *station*, *members* and *team* stay empty.

    *facts* are what only the rules ask for, by column of a roster.
    """

    names: dict[str, str] = field(default_factory=dict)
    status: str = "ranked"
    delegation: str | None = None
    station: str | None = None
    members: tuple[str, ...] = ()
    team: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Named:
    """What a delegation is called, in full and for the board, and its colours."""

    names: dict[str, str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)
    colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """The entries and teams of a trade and the delegations of its competition, by code."""

    entries: dict[str, Line]
    teams: dict[str, Line]
    delegations: dict[str, Named]

    def copy(self) -> "Register":
        """Return a register that can be changed without changing this one."""
        return Register(
            {code: _copied(line) for code, line in self.entries.items()},
            {code: _copied(line) for code, line in self.teams.items()},
            {code: replace(each) for code, each in self.delegations.items()},
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is not what it was; *kind* is entry, team or delegation."""

    kind: str
    code: str
    names: Mapping[str, str]
    column: str
    before: str
    after: str


def register_of(session: Session, trade: Trade) -> Register:
    """Return the register of *trade* as it is kept now."""
    delegations = session.scalars(
        select(Delegation).where(Delegation.competition_id == trade.competition_id)
    ).all()
    teams = session.scalars(select(Team).where(Team.trade_id == trade.id)).all()
    entries = session.scalars(select(Entry).where(Entry.trade_id == trade.id)).all()
    members = _members(session, trade.id)
    homes = {each.id: each.code for each in delegations}
    sides = {each.id: each.code for each in teams}
    return Register(
        {
            each.code: Line(
                each.names,
                each.status,
                homes.get(each.delegation_id or 0),
                each.station,
                tuple(members[each.id]),
                sides.get(each.team_id or 0),
                facts_of(each),
            )
            for each in entries
        },
        {
            each.code: Line(
                each.names,
                each.status,
                homes.get(each.delegation_id or 0),
                facts=team_facts_of(each),
            )
            for each in teams
        },
        {each.code: Named(each.names, each.short, tuple(each.colours)) for each in delegations},
    )


def _members(session: Session, trade: int) -> Mapping[int, list[str]]:
    """Return the names of the members of each entry of *trade*, in order."""
    members: defaultdict[int, list[str]] = defaultdict(list)
    for member in session.scalars(
        select(Member)
        .join(Entry, Entry.id == Member.entry_id)
        .where(Entry.trade_id == trade)
        .order_by(Member.entry_id, Member.position)
    ):
        members[member.entry_id].append(next(iter(member.names.values()), ""))
    return members


def facts_of(entry: Entry) -> dict[str, Any]:
    """Return what only rules and judges' ties ask for of *entry*, by column of a roster."""
    return {fact: getattr(entry, fact) for fact in (*FACTS, *TIES)}


def team_facts_of(team: Team) -> dict[str, Any]:
    """Return what only the rules ask for of *team*, by column of a roster."""
    return {fact: getattr(team, fact) for fact in TEAM_FACTS}


def keep(session: Session, trade: Trade, before: Register, after: Register) -> None:
    """Bring the tables from *before*, which they hold, to *after*."""
    homes = _keep_delegations(session, trade.competition_id, after)
    sides = _keep_teams(session, trade.id, after, homes)
    changed = {
        code: line for code, line in after.entries.items() if line != before.entries.get(code)
    }
    found = {
        each.code: each
        for each in session.scalars(select(Entry).where(Entry.trade_id == trade.id))
        if each.code in changed
    }
    for code, entry in found.items():
        # Stations may swap within one roster: each is free before it is given.
        if entry.station != changed[code].station:
            entry.station = None
    session.flush()
    for code, line in changed.items():
        if code not in found:
            found[code] = Entry(trade_id=trade.id, code=code)
            session.add(found[code])
        entry = found[code]
        entry.station, entry.team_id = line.station, sides.get(line.team or "")
        _keep_line(entry, line, homes)
    session.flush()
    for code, line in changed.items():
        if line.members != before.entries.get(code, Line()).members:
            _keep_members(session, found[code].id, line.members)
    lost = before.teams.keys() - after.teams.keys()
    session.execute(delete(Team).where(Team.trade_id == trade.id, Team.code.in_(lost)))


def changes(before: Register, after: Register) -> Iterator[Change]:
    """Yield every cell in which *after* differs; what is new there is no change."""
    for code, line in before.entries.items():
        now = after.entries[code]
        yield from _differences("entry", code, now.names, _entry_cells(line), _entry_cells(now))
    for code, line in before.teams.items():
        left = after.teams.get(code)
        if left is None:
            yield Change("team", code, line.names, "team", code, "")
        else:
            yield from _differences("team", code, left.names, _team_cells(line), _team_cells(left))
    for code, each in before.delegations.items():
        named = after.delegations[code]
        yield from _differences(
            "delegation", code, named.names, _delegation_cells(each), _delegation_cells(named)
        )


def _keep_delegations(session: Session, competition: int, after: Register) -> dict[str, int]:
    """Bring the delegations up to date, and return their ids by code."""
    query = select(Delegation).where(Delegation.competition_id == competition)
    found = {each.code: each for each in session.scalars(query)}
    for code, named in after.delegations.items():
        if code not in found:
            found[code] = Delegation(competition_id=competition, code=code)
            session.add(found[code])
        found[code].names, found[code].short = named.names, named.short
        found[code].colours = list(named.colours)
    session.flush()
    return {code: each.id for code, each in found.items()}


def _keep_teams(
    session: Session, trade: int, after: Register, homes: Mapping[str, int]
) -> dict[str, int]:
    """Bring the teams up to date, and return their ids by code."""
    query = select(Team).where(Team.trade_id == trade)
    found = {each.code: each for each in session.scalars(query)}
    for code, line in after.teams.items():
        if code not in found:
            found[code] = Team(trade_id=trade, code=code, honours=[])
            session.add(found[code])
        _keep_line(found[code], line, homes)
    session.flush()
    return {code: each.id for code, each in found.items()}


def _keep_line(row: Entry | Team, line: Line, homes: Mapping[str, int]) -> None:
    row.names, row.status = line.names, line.status
    row.delegation_id = homes.get(line.delegation or "")
    for fact, value in line.facts.items():
        setattr(row, fact, list(value or ()) if fact in _LISTS else value)


def _keep_members(session: Session, entry: int, members: Sequence[str]) -> None:
    session.execute(delete(Member).where(Member.entry_id == entry))
    session.add_all(
        Member(entry_id=entry, position=position, names={"zh": member})
        for position, member in enumerate(members, 1)
    )


def _copied(line: Line) -> Line:
    return replace(line, facts=dict(line.facts))


def _differences(
    kind: str,
    code: str,
    names: Mapping[str, str],
    *cells_of: Mapping[str, str],
) -> Iterator[Change]:
    before, after = cells_of
    for column, text in before.items():
        if text != after[column]:
            yield Change(kind, code, names, column, text, after[column])


def _entry_cells(line: Line) -> dict[str, str]:
    return {
        "station": line.station or "",
        **_names(line.names, "name"),
        "members": cells.spelled(line.members),
        "delegation": line.delegation or "",
        "status": line.status,
        "team": line.team or "",
        **{fact: cells.spelled(line.facts.get(fact)) for fact in (*FACTS, *TIES)},
    }


def _team_cells(line: Line) -> dict[str, str]:
    return {
        **_names(line.names, "team"),
        "team_status": line.status,
        **{fact: cells.spelled(line.facts.get(fact)) for fact in TEAM_FACTS},
    }


def _delegation_cells(named: Named) -> dict[str, str]:
    names = {**_names(named.names, "delegation"), **_names(named.short, "short")}
    return {**names, "colours": cells.spelled(named.colours)}


def _names(names: Mapping[str, str], key: str) -> dict[str, str]:
    return {f"{key}_{tag}": names.get(tag, "") for tag in ("zh", "en")}
