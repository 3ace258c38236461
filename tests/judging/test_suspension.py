"""A trade suspended: nothing of before is lost, nothing new counts, and then it goes on."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.db import Database
from judging import acts, locks, sheets, suspension
from judging.acts import Kind
from judging.models import LedgerHead
from judging.plan import Stack
from judging.reason import ReasonMissing
from judging.refused import SheetLocked, TradeSuspended
from judging.suspension import (
    AlreadySuspended,
    NewSuspension,
    NotSuspended,
    Resumption,
)
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    an_organiser,
    everything_marked,
    panel_signs,
    put_name,
    signed,
    signed_in,
)
from tests.judging.callers import a_panel
from tests.judging.checkers import SMALL, a_checker, asks_for
from tests.judging.ledgers import record

LATER = "2099-01-01T00:00:00.000000Z"


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, judges=1, entries=1)


def suspend(house: Database, trade: LockedTrade, reason: str = "Power cut.") -> None:
    house.write(suspension.suspend, NewSuspension(trade.id, reason, trade.chief.id))


def resume(house: Database, trade: LockedTrade) -> None:
    house.write(suspension.resume, Resumption(trade.id, trade.chief.id))


def test_a_mark_taken_before_is_recorded_when_it_arrives(
    house: Database, trade: LockedTrade
) -> None:
    suspend(house, trade)
    assert record(house, a_mark(trade)).is_new


def test_a_mark_taken_since_is_refused_and_taken_after(house: Database, trade: LockedTrade) -> None:
    suspend(house, trade)
    mark = a_mark(trade, taken_at=LATER)
    with pytest.raises(TradeSuspended):
        record(house, mark)
    resume(house, trade)
    assert record(house, mark).is_new


def test_a_mark_that_was_acknowledged_is_acknowledged_again(
    house: Database, trade: LockedTrade
) -> None:
    mark = a_mark(trade, taken_at=LATER)
    record(house, mark)
    suspend(house, trade)
    assert not record(house, mark).is_new


def test_a_second_entry_is_taken_as_a_mark_is(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=2, entries=1, scheme=SMALL, code="18")
    asks_for(house, trade, "blind")
    checker = a_checker(app, house, trade)
    known: dict[str, Any] = {
        "uuid": "6f1c7a52-5f2b-4d0c-9f56-0d5f3f3a8a01",
        "taken_at": LATER,
        "sequence": 1,
    }
    assert checker.enter("A1.2", "4", **known).status_code == 201
    suspend(house, trade)
    assert checker.enter("A1.2", "4", **known).status_code == 200
    assert checker.enter("A1.1", "2", 1).status_code == 201
    refused = checker.enter("A1.1", "2", 2, taken_at=LATER)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "trade-suspended")
    assert refused.get_json()["since"]
    resume(house, trade)
    assert checker.enter("A1.1", "2", 2, taken_at=LATER).status_code == 201


def test_nothing_is_signed_or_locked_meanwhile(house: Database, trade: LockedTrade) -> None:
    everything_marked(house, trade)
    suspend(house, trade)
    with pytest.raises(TradeSuspended):
        signed(house, trade)
    resume(house, trade)
    panel_signs(house, trade)
    suspend(house, trade)
    with pytest.raises(TradeSuspended):
        put_name(house, trade)
    with pytest.raises(TradeSuspended):
        house.write(locks.lock, locks.Locking(trade.id, Stack("A", 1), trade.chief.id))


def test_both_are_acts_with_the_reason(house: Database, trade: LockedTrade) -> None:
    suspend(house, trade, " Fire alarm. ")
    with house.read() as session:
        found = suspension.of(session, trade.id)
        assert found is not None
        assert (found.reason, found.by) == ("Fire alarm.", trade.chief.id)
    resume(house, trade)
    with house.read() as session:
        kinds = [act.kind for act in acts.of(session, trade.id)]
        assert kinds == [Kind.SUSPENSION, Kind.RESUMPTION]
        assert acts.verify(session, trade.id) is None
        head = session.scalars(select(LedgerHead)).one()
        assert head.suspended_at is None


def test_it_is_suspended_once_for_a_reason_and_before_the_signature(
    house: Database, trade: LockedTrade
) -> None:
    with pytest.raises(ReasonMissing):
        suspend(house, trade, " ")
    with pytest.raises(NotSuspended):
        resume(house, trade)
    suspend(house, trade)
    with pytest.raises(AlreadySuspended):
        suspend(house, trade)
    resume(house, trade)
    everything_marked(house, trade)
    house.write(sheets.sign, sheets.Signing(trade.id, trade.chief.id))
    with pytest.raises(SheetLocked):
        suspend(house, trade)


def test_a_tablet_is_told_why_and_offers_no_entry(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    (tablet,) = a_panel(app, trade)
    assert tablet.sheet()["suspended"] is None
    suspend(house, trade)
    sheet = tablet.sheet()
    assert (sheet["suspended"]["reason"], sheet["locked"]) == ("Power cut.", True)


def test_chief_and_organiser_suspend_and_judges_do_not(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    path = f"/organise/trades/{trade.id}"
    judge = signed_in(app, trade.judges[0])
    assert judge.post(f"{path}/suspensions", data={"reason": "x"}).status_code == 403
    organiser = signed_in(app, an_organiser(house))
    assert organiser.post(f"{path}/suspensions", data={"reason": "x"}).status_code == 303
    chief = signed_in(app, trade.chief)
    page = chief.get(f"{path}/chief?lang=en", headers={"Accept": "text/html"}).text
    assert "Marking is suspended since" in page
    assert chief.post(f"{path}/resumptions").status_code == 303
    assert chief.post(f"{path}/resumptions").status_code == 409
