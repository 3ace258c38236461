"""Sheets of entries that did not qualify are not asked for, and keep no module from its lock."""

import pytest
from flask import Flask

from competition.db import Database
from judging import acts, headway, locks, matrix, signatures
from judging.locks import Locking, NotAllSigned, Unlocking
from judging.models import Sheet
from judging.plan import Stack
from judging.refused import SheetLocked, SheetSigned
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    panel_signs,
    sheet_signed,
    signed,
    signed_in,
)
from tests.judging.ledgers import record

SCHEME = a_scheme(
    an_aspect("A1.1", "count", "20", points="1"),
    an_aspect("B1.1", "pass_fail", "1"),
    an_aspect("B1.2", "pass_fail", "1"),
)
RULES: dict[str, object] = {"qualifier": {"part": "A", "top": 2}}
THEORY, PRACTICE = Stack("A", 1), Stack("B", 1)


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_qualifier(database)


def a_qualifier(database: Database) -> LockedTrade:
    """Return a trade in which two of three qualify; the third has no marks in theory yet."""
    found = a_locked_trade(database, judges=1, entries=3, scheme=SCHEME, rules=RULES)
    panel_signs(database, found)
    for entry, value in (("01", "9"), ("02", "7")):
        theory(database, found, entry, value)
    return found


def theory(database: Database, trade: LockedTrade, entry: str, value: str) -> None:
    record(database, a_mark(trade, "A1.1", value, entry=entry))
    sheet_signed(database, trade, entry=entry)


def practise(database: Database, trade: LockedTrade, *entries: str) -> None:
    for entry in entries:
        for aspect in ("B1.1", "B1.2"):
            record(database, a_mark(trade, aspect, "1", entry=entry))
        sheet_signed(database, trade, entry=entry, aspect="B1.1")


def lock(database: Database, trade: LockedTrade, stack: Stack = PRACTICE) -> int:
    found: int = database.write(locks.lock, Locking(trade.id, stack, trade.chief.id))
    return found


def state(database: Database, trade: LockedTrade, entry: str) -> str:
    with database.read() as session:
        return session.get_one(Sheet, trade.sheet(entry, "B1.1")).state


def words(database: Database, trade: LockedTrade, stack: Stack = PRACTICE) -> list[str]:
    """Return the words of the matrix for the sheets of a stack, by entry."""
    with database.read() as session:
        progress = headway.read(session, trade.id)
        assert progress is not None
        found = matrix.read(session, progress)
    return [found.words[number, stack] for _, number in sorted(trade.entries.items())]


def unmarked(database: Database, trade: LockedTrade) -> tuple[int, int]:
    """Return how many aspects the matrix says are left, and sheets of practice."""
    with database.read() as session:
        progress = headway.read(session, trade.id)
        assert progress is not None
        found = matrix.read(session, progress)
    (stack,) = (each for each in found.stacks if each.stack == PRACTICE)
    return found.progress.unmarked, stack.left


def fault(database: Database, trade: LockedTrade) -> str | None:
    with database.read() as session:
        return acts.verify(session, trade.id)


def test_a_trade_with_a_qualifier_is_locked_and_signed_whole(
    database: Database, trade: LockedTrade
) -> None:
    theory(database, trade, "03", "5")
    practise(database, trade, "01", "02")
    assert words(database, trade) == ["signed", "signed", "excused"]
    assert unmarked(database, trade) == (0, 0)
    assert (lock(database, trade, THEORY), lock(database, trade)) == (3, 3)
    assert state(database, trade, "03") == "locked"
    signed(database, trade)
    assert fault(database, trade) is None


def test_the_chiefs_page_asks_for_no_such_sheet(app: Flask, house: Database) -> None:
    trade = a_qualifier(house)
    theory(house, trade, "03", "5")
    practise(house, trade, "01", "02")
    chief = signed_in(app, trade.chief, "password")
    chief.set_cookie("language", "en")
    page = chief.get(f"/organise/trades/{trade.id}/chief").get_data(as_text=True)
    assert 'data-state="excused"' in page
    assert page.count("Need not be marked: did not qualify") == 1
    assert "to sign" not in page
    assert "left to mark" not in page


def test_nobody_is_excused_before_the_whole_part_is_marked(
    database: Database, trade: LockedTrade
) -> None:
    practise(database, trade, "01", "02")
    assert words(database, trade) == ["signed", "signed", "none"]
    with pytest.raises(NotAllSigned) as refused:
        lock(database, trade)
    assert refused.value.values == {"codes": "03"}


def test_who_qualified_is_still_asked_for(database: Database, trade: LockedTrade) -> None:
    theory(database, trade, "03", "5")
    practise(database, trade, "01")
    assert words(database, trade) == ["signed", "none", "excused"]
    assert unmarked(database, trade) == (2, 1)
    with pytest.raises(NotAllSigned) as refused:
        lock(database, trade)
    assert refused.value.values == {"codes": "02"}


def test_a_sheet_that_was_begun_all_the_same_holds_nothing_up(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, "B1.1", "1", entry="03"))
    theory(database, trade, "03", "5")
    practise(database, trade, "01", "02")
    assert lock(database, trade) == 3
    with pytest.raises((SheetLocked, SheetSigned)):
        record(database, a_mark(trade, "B1.2", "1", entry="03"))


def test_a_sheet_that_was_marked_whole_is_signed_like_any_other(
    database: Database, trade: LockedTrade
) -> None:
    for aspect in ("B1.1", "B1.2"):
        record(database, a_mark(trade, aspect, "1", entry="03"))
    theory(database, trade, "03", "5")
    practise(database, trade, "01", "02")
    assert words(database, trade) == ["signed", "signed", "complete"]
    with pytest.raises(NotAllSigned):
        lock(database, trade)


def test_what_was_locked_unmarked_can_be_marked_once_it_is_unlocked(
    database: Database, trade: LockedTrade
) -> None:
    theory(database, trade, "03", "5")
    practise(database, trade, "01", "02")
    lock(database, trade)
    unlocking = Unlocking(trade.id, PRACTICE, "A paper was found.", "", trade.chief.id)
    assert database.write(locks.unlock, unlocking) == 3
    assert [state(database, trade, each) for each in ("01", "02", "03")] == [
        "signed",
        "signed",
        "open",
    ]
    assert fault(database, trade) is None
    practise(database, trade, "03")
    assert lock(database, trade) == 3
    with database.read() as session:
        assert len(signatures.standing(session, trade.id)[trade.sheet("03", "B1.1")]) == 1
    assert fault(database, trade) is None
