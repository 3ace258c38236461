"""The course of a trade ends with what its board shows, and tells no more than the board did."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from competition.clock import now
from competition.db import Database
from competition.programme import trades
from judging import rulings
from judging.rulings import NewRuling
from scoreboard.course import MOST
from tests.builders import LockedTrade, a_locked_trade, a_mark, an_organiser, recorded
from tests.scoreboard.public_bytes import Public


@pytest.fixture(autouse=True)
def _by_hand(app: Flask) -> None:
    """Let nobody push but the test itself."""
    app.extensions["publisher"].stop()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Give a clock that moves as the test says."""
    with time_machine.travel(now() + timedelta(minutes=1), tick=False) as traveller:
        yield traveller


def pushed(app: Flask) -> None:
    """Return when everything was pushed."""
    Public(app, {}).waits()


def course(app: Flask, trade: LockedTrade) -> list[tuple[datetime, list[str | None]]]:
    """Return the moments of the public course."""
    pushed(app)
    answer = app.test_client().get(f"/live/trades/{trade.id}/course").get_json()
    return [(datetime.fromisoformat(at), totals) for at, totals in answer["moments"]]


def board(app: Flask, trade: LockedTrade) -> dict[str, Any]:
    """Return the public snapshot."""
    pushed(app)
    found: dict[str, Any] = app.test_client().get(f"/live/trades/{trade.id}").get_json()
    return found


def totals(app: Flask, trade: LockedTrade) -> list[str | None]:
    """Return the totals on the board, by row."""
    return [row["total"] for row in board(app, trade)["rows"]]


def mark(house: Database, trade: LockedTrade, entry: str, value: str) -> None:
    recorded(house, [a_mark(trade, "B2.1", value, entry=entry, sequence=int(now().timestamp()))])


def test_a_course_read_from_the_ledger_has_every_step(
    app: Flask, house: Database, clock: time_machine.Traveller
) -> None:
    trade = a_locked_trade(house, entries=2)
    begun = now()
    for minutes, entry, value in ((0, "01", "1"), (7, "02", "2.5"), (5, "01", "4")):
        clock.shift(timedelta(minutes=minutes))
        mark(house, trade, entry, value)
    found = [((at - begun) / timedelta(minutes=1), marks) for at, marks in course(app, trade)]
    assert found == [
        (0, ["0.00", "0.00"]),
        (0, ["1.00", "0.00"]),
        (7, ["1.00", "2.50"]),
        (12, ["4.00", "2.50"]),
    ]


def test_a_course_grows_with_the_board_and_ends_where_it_stands(
    app: Flask, house: Database, clock: time_machine.Traveller
) -> None:
    trade = a_locked_trade(house, entries=3)
    before = len(course(app, trade))
    for entry in trade.entries:
        clock.shift(timedelta(minutes=3))
        mark(house, trade, entry, "3")
        assert course(app, trade)[-1][1] == totals(app, trade)
    assert len(course(app, trade)) == before + 3


def test_a_long_course_keeps_its_ends_and_has_a_bounded_number_of_moments(
    app: Flask, house: Database, clock: time_machine.Traveller
) -> None:
    trade = a_locked_trade(house, entries=1)
    for at in range(MOST + 40):
        clock.shift(timedelta(minutes=1))
        mark(house, trade, "01", str(at % 5))
    read = course(app, trade)
    grown = read
    for at in range(20):
        clock.shift(timedelta(minutes=1))
        mark(house, trade, "01", str(at % 4))
        grown = course(app, trade)
    for found in (read, grown):
        assert MOST - 10 < len(found) <= MOST
        assert found[0][1] == ["0.00"]
    assert grown[-1][1] == totals(app, trade)


@pytest.mark.parametrize("rules", [{}, {"unresolved": "chief"}])
def test_a_course_ends_with_the_places_that_rules_conclude(
    app: Flask, house: Database, rules: dict[str, object]
) -> None:
    trade = a_locked_trade(house, entries=2, rules=rules)
    mark(house, trade, "01", "2")
    assert course(app, trade)[-1][1] == totals(app, trade) == ["2.00", "0.00"]


def test_a_frozen_course_stays_and_goes_on_when_the_freeze_is_lifted(
    app: Flask, house: Database, clock: time_machine.Traveller
) -> None:
    trade = a_locked_trade(house, entries=2)
    curtain, by = app.extensions["curtain"], an_organiser(house).id
    mark(house, trade, "01", "1")
    clock.shift(timedelta(minutes=4))
    mark(house, trade, "02", "2")
    live = course(app, trade)
    clock.shift(timedelta(minutes=1))
    assert curtain.close([trade.id], by) == [None]
    frozen = course(app, trade)
    assert frozen == live
    clock.shift(timedelta(minutes=4))
    mark(house, trade, "01", "4.5")
    deduction: dict[str, object] = {"scope": "event", "points": "1", "reason": "late"}
    house.write(
        rulings.rule, NewRuling(trade.id, "penalty", {**deduction, "entry": "02"}, trade.chief.id)
    )
    assert course(app, trade) == frozen
    assert "course" not in board(app, trade)
    assert curtain.open([trade.id], by) == [None]
    assert course(app, trade)[-1][1] == totals(app, trade) == ["4.50", "1.00"]
    assert ["4.50", "1.00"] not in [marks for _, marks in frozen]


def test_a_trade_that_nobody_looked_at_before_the_freeze_has_the_frozen_totals(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house, entries=2)
    mark(house, trade, "01", "1")
    app.extensions["curtain"].close([trade.id], an_organiser(house).id)
    mark(house, trade, "02", "2")
    assert [marks for _, marks in course(app, trade)] == [["1.00", "0.00"]]


def test_a_hidden_ranking_has_no_course_and_codes_have_the_same(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house, entries=2)
    mark(house, trade, "01", "1")
    by = an_organiser(house).id
    named = course(app, trade)
    house.write(trades.show, trades.NewShows(trade.id, "codes", by))
    assert course(app, trade)[-1][1] == named[-1][1]
    house.write(trades.show, trades.NewShows(trade.id, "nothing", by))
    assert course(app, trade) == []


def test_a_course_that_stands_is_not_sent_again(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, entries=2)
    address, browser = f"/live/trades/{trade.id}/course", app.test_client()
    pushed(app)
    held = {"If-None-Match": browser.get(address).headers["ETag"]}
    assert browser.get(address, headers=held).status_code == 304
    mark(house, trade, "01", "1")
    pushed(app)
    answer = browser.get(address, headers=held)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=1")
    assert browser.get("/live/trades/999/course").status_code == 404
