"""What the public may read of delegations and competitors: names where they are shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.errors import NotFound
from competition.programme.models import Trade
from competition.programme.trades import of_competition
from competition.registration.models import Delegation, Entry
from scoreboard import results
from scoreboard.freeze import veil_of
from scoreboard.visibility import Veil


@dataclass(frozen=True, slots=True)
class Person:
    """A competitor (or a team that is marked as one), and their row of the public result.

    *result* is that row, None before it is out; *state* its state, *centre*
    that of its scale.
    """

    entry: int
    competition: int
    code: str
    names: Mapping[str, str]
    trade: Trade
    home: Delegation | None
    result: Mapping[str, Any] | None
    state: str | None
    criteria: tuple[Mapping[str, Any], ...]
    centre: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """A delegation and its competitors, by trade; those of trades that show names only."""

    code: str
    names: Mapping[str, str]
    short: Mapping[str, str]
    colours: Sequence[str]
    people: tuple[Person, ...]


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
        for person in _people(session, trade, home)
    ]
    if not found:
        raise NotFound
    return Home(home.code, home.names, home.short, home.colours, tuple(found))


def of_entry(session: Session, number: int) -> Person:
    """Return a competitor; raises NotFound, also while only codes may be shown."""
    entry = session.get(Entry, number)
    if entry is None:
        raise NotFound
    trade = session.get_one(Trade, entry.trade_id)
    home = session.get(Delegation, entry.delegation_id) if entry.delegation_id else None
    for each in _people(session, trade, None):
        if each.entry == number:
            return replace(each, home=home) if each.home is None else each
    raise NotFound


def _people(session: Session, trade: Trade, home: Delegation | None) -> Iterator[Person]:
    """Yield the people of *trade*, or those of *home* among them, as far as they may be named.

    While the trade is frozen they are those of the picture that the public keeps.
    """
    query = select(Entry).where(Entry.trade_id == trade.id).order_by(Entry.code)
    veil = veil_of(session, trade.id)
    if veil.shows != "names":
        return
    kept = None
    if veil.frozen is not None:
        kept = {row["code"]: row for row in veil.frozen.document["rows"]}
    elif home is not None:
        query = query.where(Entry.delegation_id == home.id)
    entries = session.scalars(query).all()
    if not entries:
        return
    told = _result(session, trade, veil)
    for entry in entries:
        if kept is None:
            yield _person(entry, trade, entry.names, home, told)
        elif (row := kept.get(entry.code)) is not None and _is_from(row, home):
            yield _person(entry, trade, row["name"], home, told)


def _is_from(row: Mapping[str, Any], home: Delegation | None) -> bool:
    return home is None or (row["delegation"] or {}).get("code") == home.code


@dataclass(frozen=True, slots=True)
class _Result:
    state: str | None
    rows: Mapping[str, Mapping[str, Any]]
    criteria: tuple[Mapping[str, Any], ...]
    centre: str | None = None


def _result(session: Session, trade: Trade, veil: Veil) -> _Result:
    found = results.public(session, trade.id, veil)
    if found is None:
        return _Result(None, {}, ())
    row, document = found
    rows = {each["code"]: each for each in document["rows"]}
    centre = (document["scale"] or {}).get("centre")
    return _Result(row.state, rows, tuple(document["criteria"]), centre)


def _person(
    entry: Entry,
    trade: Trade,
    names: Mapping[str, str],
    home: Delegation | None,
    told: _Result,
) -> Person:
    row = told.rows.get(entry.code)
    return Person(
        entry=entry.id,
        competition=trade.competition_id,
        code=entry.code,
        names=names,
        trade=trade,
        home=home,
        result=row,
        state=told.state if row else None,
        criteria=told.criteria,
        centre=told.centre,
    )
