"""Aspects that are placed across the field, and trades with a scale of another population."""

from sqlalchemy.orm import Session

from competition.db import Database
from judging.ledger import standing_cells
from scoreboard.standing import Standing
from scoreboard.standings import build
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    an_aspect,
    enrolled,
    recorded,
)

SCHEME = a_scheme(an_aspect("A1.1", "time", "10", points="4"), an_aspect("A1.2", "free", "10"))


def totals(standing: Standing, trade: LockedTrade) -> dict[str, str]:
    """Return the total of each entry by code."""
    codes = {number: code for code, number in trade.entries.items()}
    return {codes[entry]: str(total.points) for entry, total in standing.totals.items()}


def times(database: Database, trade: LockedTrade, **given: str) -> None:
    """Record the time of each entry."""
    recorded(
        database, [a_mark(trade, "A1.1", value, entry=entry[1:]) for entry, value in given.items()]
    )


def again(session: Session, standing: Standing, trade: LockedTrade) -> None:
    """Take in everything that stands in the ledger."""
    standing.take(standing_cells(session, trade.id))


def test_a_faster_one_moves_the_others_back(database: Database) -> None:
    trade = a_locked_trade(database, judges=1, entries=3, scheme=SCHEME)
    times(database, trade, E01="60", E02="70")
    with database.read() as session:
        standing = build(session, trade.id)
    assert totals(standing, trade) == {"01": "10", "02": "6", "03": "0"}
    times(database, trade, E03="50")
    with database.read() as session:
        again(session, standing, trade)
        fresh = build(session, trade.id)
    assert totals(standing, trade) == {"01": "6", "02": "2", "03": "10"}
    assert totals(fresh, trade) == totals(standing, trade)
    assert fresh.places == standing.places


def test_a_scale_may_count_guests(database: Database) -> None:
    rules: dict[str, object] = {"scale": {"population": ["ranked", "guest"], "zeros": False}}
    trade = a_locked_trade(database, judges=1, entries=4, scheme=SCHEME, rules=rules)
    enrolled(database, trade.id, a_roster(4, status={"03": "guest"}))
    marks = [("01", "1"), ("02", "2"), ("03", "9"), ("04", "0")]
    recorded(database, [a_mark(trade, "A1.2", value, entry=entry) for entry, value in marks])
    with database.read() as session:
        standing = build(session, trade.id)
    assert standing.scale is not None
    assert [standing.scale.median, standing.scale.mad] == [2, 1]
