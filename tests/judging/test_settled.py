"""Whoever changes what sheets, trades and signatures say of themselves is found out."""

import pytest

from competition.db import Database
from judging import acts, locks, settled
from judging.plan import Stack
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    put_name,
    sheet_signed,
    signed,
)
from tests.judging.ledgers import forge

SMALL = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("B1.1", "pass_fail", "1"))


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    found = a_locked_trade(database, judges=2, entries=1, scheme=SMALL)
    panel_signs(database, found)
    everything_marked(database, found)
    return found


def lock(database: Database, trade: LockedTrade, module: str = "A") -> None:
    database.write(locks.lock, locks.Locking(trade.id, Stack(module, 1), trade.chief.id))


def fault(database: Database, trade: LockedTrade) -> str | None:
    with database.read() as session:
        assert acts.verify(session, trade.id) is None
        return settled.verify(session, trade.id)


def test_what_the_acts_brought_about_is_what_the_rows_say(
    database: Database, trade: LockedTrade
) -> None:
    sheet = trade.sheet("01", "A1.1")
    assert fault(database, trade) is None
    put_name(database, trade)
    assert fault(database, trade) is None
    put_name(database, trade, 2)
    assert fault(database, trade) is None
    lock(database, trade)
    assert fault(database, trade) is None
    unlocking = locks.Unlocking(trade.id, Stack("A", 1), "Late.", "", trade.chief.id)
    database.write(locks.unlock, unlocking)
    assert fault(database, trade) is None
    reopening = locks.Reopening(trade.id, sheet, "The jig was off.", "", trade.chief.id)
    database.write(locks.reopen, reopening)
    assert fault(database, trade) is None
    sheet_signed(database, trade)
    sheet_signed(database, trade, aspect="B1.1")
    lock(database, trade)
    lock(database, trade, "B")
    signed(database, trade)
    assert fault(database, trade) is None


@pytest.mark.parametrize("state", ["open", "signed"])
def test_a_sheet_that_was_unlocked_by_hand_is_found(
    database: Database, trade: LockedTrade, state: str
) -> None:
    sheet_signed(database, trade)
    lock(database, trade)
    number = trade.sheet("01", "A1.1")
    database.write(forge, f"update sheet set state = '{state}' where id = {number}")  # noqa: S608
    assert fault(database, trade) == f"sheet {number} is {state}, its acts make it locked"


def test_a_sheet_that_was_closed_by_hand_is_found(database: Database, trade: LockedTrade) -> None:
    put_name(database, trade)
    number = trade.sheet("01", "A1.1")
    database.write(forge, f"update sheet set state = 'signed' where id = {number}")  # noqa: S608
    assert fault(database, trade) == f"sheet {number} is signed, its acts make it open"


def test_a_trade_whose_panels_need_not_sign_any_more_is_found(
    database: Database, trade: LockedTrade
) -> None:
    put_name(database, trade)
    database.write(forge, "update trade set signing = 'chief'")
    assert fault(database, trade) == "panels have signed, the trade says that they do not"


def test_a_chiefs_signature_that_was_taken_away_is_found(database: Database) -> None:
    trade = a_locked_trade(database, judges=1, entries=1, scheme=SMALL)
    everything_marked(database, trade)
    signed(database, trade)
    assert fault(database, trade) is None
    database.write(forge, "delete from trade_signature")
    assert fault(database, trade) == "the chief judge has signed in act 1, the signature is gone"
