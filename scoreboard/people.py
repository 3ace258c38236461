"""What the public may read of delegations and competitors: names where they are shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from competition.errors import NotFound
from competition.programme.models import Trade
from competition.programme.trades import of_competition
from competition.registration.models import Delegation, Entry, Member, Team
from scoreboard import results
from scoreboard.freeze import veil_of
from scoreboard.visibility import Veil

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A competitor (or a team that is marked as one), and their row of the public result.

    *result* is that row, None before it is out; *state* its state, *centre*
    that of its scale.  For a member of a summed team it is the team's, *team*
    are the team's names, and *own* is the member's own total and marks.
    *members* are the persons of a team.
    """

    entry: int
    competition: int
    code: str
    names: Names
    trade: Trade
    home: Mapping[str, Any] | None
    team: Names | None
    members: Sequence[Names]
    result: Mapping[str, Any] | None
    own: Mapping[str, Any] | None
    state: str | None
    criteria: tuple[Mapping[str, Any], ...]
    centre: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """A delegation and its competitors, by trade; those of trades that show names only."""

    code: str
    names: Names
    short: Names
    colours: Sequence[str]
    people: tuple[Person, ...]


class _Named(NamedTuple):
    """What an entry may be called: *row* is the code of its row on the board."""

    row: str
    names: Names
    home: Mapping[str, Any] | None
    team: Names | None = None


def of_delegation(session: Session, competition: int, code: str) -> Home:
    """Return the delegation *code* with its people, by trade; raises NotFound.

    Of a delegation without anybody to be named nothing is said.
    """
    home = session.scalar(
        select(Delegation).where(Delegation.competition_id == competition, Delegation.code == code)
    )
    if home is None:
        raise NotFound
    found = [
        person
        for trade in of_competition(session, competition)
        for person in _people(session, trade, home=home)
    ]
    if not found:
        raise NotFound
    return Home(home.code, home.names, home.short, home.colours, tuple(found))


def of_entry(session: Session, number: int) -> Person:
    """Return a competitor; raises NotFound, also while only codes may be shown."""
    entry = session.get(Entry, number)
    if entry is None:
        raise NotFound
    for each in _people(session, session.get_one(Trade, entry.trade_id), entry=entry):
        return each
    raise NotFound


def _people(
    session: Session, trade: Trade, *, home: Delegation | None = None, entry: Entry | None = None
) -> Iterator[Person]:
    """Yield the people of *trade* who are from *home*, or who are *entry*, if they may be named.

    While the trade is frozen they are those of the picture that the public keeps.
    """
    veil = veil_of(session, trade.id)
    if veil.shows != "names":
        return
    pictured = None if veil.frozen is None else _pictured(veil.frozen.document)
    query = _listed(trade)
    if entry is not None:
        query = query.where(Entry.id == entry.id)
    elif home is not None and pictured is None:
        query = query.where(Delegation.id == home.id)
    found = session.execute(query).all()
    told = _result(session, trade, veil) if found else None
    members = _members(session, entry, veil) if entry else ()
    for one, team, sent in found:
        named = _named(one, team, sent) if pictured is None else pictured.get(one.code)
        if told is not None and named is not None and _is_from(named, home):
            yield _person(one, trade, named, members, told)


def _listed(trade: Trade) -> Select[Entry, Team, Delegation]:
    return (
        select(Entry, Team, Delegation)
        .outerjoin(Team, Team.id == Entry.team_id)
        .outerjoin(
            Delegation, Delegation.id == func.coalesce(Entry.delegation_id, Team.delegation_id)
        )
        .where(Entry.trade_id == trade.id)
        .order_by(Entry.code)
    )


def _named(entry: Entry, team: Team | None, sent: Delegation | None) -> _Named:
    home = {"code": sent.code, "names": sent.names, "colours": sent.colours} if sent else None
    if team is None:
        return _Named(entry.code, entry.names, home)
    return _Named(team.code, entry.names, home, team.names)


def _pictured(document: Mapping[str, Any]) -> dict[str, _Named]:
    """Return what the picture of a frozen trade calls its entries, by code."""
    rows = {row["code"]: row for row in document["rows"]}
    found = {code: _Named(code, row["name"], row["delegation"]) for code, row in rows.items()}
    for team, members in document.get("members", {}).items():
        row = rows.get(team, {})
        found |= {
            each["code"]: _Named(
                team, each["name"], each["delegation"] or row.get("delegation"), row.get("name")
            )
            for each in members
            if each["code"] is not None
        }
    return found


def _members(session: Session, entry: Entry, veil: Veil) -> Sequence[Names]:
    """Return the names of the persons of *entry*, where it is a team."""
    if veil.frozen is not None:
        kept = veil.frozen.document.get("members", {}).get(entry.code, ())
        return [each["name"] for each in kept]
    return session.scalars(
        select(Member.names).where(Member.entry_id == entry.id).order_by(Member.position)
    ).all()


def _is_from(named: _Named, home: Delegation | None) -> bool:
    return home is None or (named.home or {}).get("code") == home.code


@dataclass(frozen=True, slots=True)
class _Result:
    state: str | None
    rows: Mapping[str, Mapping[str, Any]]
    members: Mapping[str, Mapping[str, Any]]
    criteria: tuple[Mapping[str, Any], ...]
    centre: str | None = None


def _result(session: Session, trade: Trade, veil: Veil) -> _Result:
    found = results.public(session, trade.id, veil)
    if found is None:
        return _Result(None, {}, {}, ())
    row, document = found
    rows = {each["code"]: each for each in document["rows"]}
    members = {each["entry"]: each for each in document.get("members", ())}
    centre = (document["scale"] or {}).get("centre")
    return _Result(row.state, rows, members, tuple(document["criteria"]), centre)


def _person(
    entry: Entry, trade: Trade, named: _Named, members: Sequence[Names], told: _Result
) -> Person:
    row = told.rows.get(named.row)
    return Person(
        entry=entry.id,
        competition=trade.competition_id,
        code=entry.code,
        names=named.names,
        trade=trade,
        home=named.home,
        team=named.team,
        members=members,
        result=row,
        own=told.members.get(entry.code),
        state=told.state if row else None,
        criteria=told.criteria,
        centre=told.centre,
    )
