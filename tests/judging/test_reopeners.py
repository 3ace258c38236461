"""Reopening is a right of its own: chief judges have it until the organiser withholds it."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import people
from competition.db import Database
from judging import reopeners
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    an_organiser,
    everything_marked,
    panel_signs,
    sheet_signed,
    somebody,
)
from tests.flows.callers import Desk

pytestmark = ANY_DATABASE
SMALL = a_scheme(an_aspect("A1.1", "pass_fail", "1"))


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    made = a_locked_trade(house, judges=1, entries=1, scheme=SMALL)
    panel_signs(house, made)
    everything_marked(house, made)
    sheet_signed(house, made)
    return made


def settle(desk: Desk, trade: LockedTrade, may: str, account: int | None = None) -> int:
    form = {"account": str(trade.chief.id if account is None else account), "may": may}
    return desk.fill(f"/organise/trades/{trade.id}/reopeners", form).status_code


def reopen(desk: Desk, trade: LockedTrade) -> int:
    form = {"sheet": str(trade.sheet("01", "A1.1")), "reason": "The jig was off."}
    return desk.fill(f"/organise/trades/{trade.id}/reopenings", form).status_code


def test_a_chief_judge_reopens_until_the_organiser_withholds_it(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    organiser, chief = Desk(app, an_organiser(house).code), Desk(app, trade.chief.code)
    assert settle(chief, trade, "0") == 403
    assert "may reopen sheets" in organiser.page(f"/organise/trades/{trade.id}/panels")
    assert settle(organiser, trade, "0") == 303
    assert "may not reopen sheets" in organiser.page(f"/organise/trades/{trade.id}/panels")
    assert reopen(chief, trade) == 403
    assert "Reopen a signed sheet" not in chief.page(f"/organise/trades/{trade.id}/chief")
    assert settle(organiser, trade, "1") == 303
    assert reopen(chief, trade) == 303


def test_a_second_chief_judge_of_the_trade_may_be_the_one_who_reopens(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    organiser = Desk(app, an_organiser(house).code)
    deputy = somebody(house, "deputy", Role.CHIEF, trade.id)
    assert settle(organiser, trade, "0") == 303
    assert reopen(Desk(app, deputy.code), trade) == 303


def test_what_was_withheld_stays_so_when_the_chief_is_named_again(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    settle(Desk(app, an_organiser(house).code), trade, "0")
    house.write(named_again, trade)
    with house.read() as session:
        assert reopeners.of(session, trade.id) == frozenset()


def named_again(session: Session, trades: Sequence[LockedTrade]) -> Sequence[None]:
    for trade in trades:
        people.grant(session, trade.chief.id, Role.CHIEF, trade.id)
    return [None] * len(trades)


def test_nobody_but_a_chief_judge_gets_the_right(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    organiser = Desk(app, an_organiser(house).code)
    assert settle(organiser, trade, "1", trade.judges[0].id) == 404
    assert settle(organiser, trade, "1", 9999) == 404
