"""Screens and audiences are told in order, and nobody who gives marks waits for them."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.db import Database
from competition.programme import trades
from judging import ledger
from judging.models import LedgerLine
from scoreboard import ceremony, screens
from scoreboard.ceremony import Move
from scoreboard.screens import Order
from tests.builders import a_locked_trade, a_mark, an_organiser, settle
from tests.flows.callers import Desk
from tests.scoreboard.ceremonies import a_prized_trade, made
from tests.scoreboard.screens import Wall, heard, listener

PATIENCE_S = 20
"""After so long whoever is held up goes on, and the test fails."""


class SlowScreens:
    """Screens that take what is sent to them only once they are let."""

    def __init__(self, app: Flask, patch: pytest.MonkeyPatch) -> None:
        self.let = threading.Event()
        self.sent: list[tuple[str, Any]] = []
        self._send = app.extensions["socketio"].emit
        patch.setattr(app.extensions["socketio"], "emit", self._emit)

    def _emit(self, event: str, news: Any, **more: Any) -> None:
        if event in {"screen", "ceremony"}:
            self.let.wait(PATIENCE_S)
            self.sent.append((event, news))
        self._send(event, news, **more)


@pytest.fixture
def slow(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SlowScreens:
    return SlowScreens(app, monkeypatch)


def test_a_slow_screen_does_not_hold_up_a_mark(
    app: Flask, house: Database, slow: SlowScreens
) -> None:
    trade = a_locked_trade(house)
    screen = Wall(app).taken_in(Desk(app, an_organiser(house).code))
    house.write(screens.order, Order((screen,), 1, {"is_blank": True}))
    house.write(ledger.record, a_mark(trade, "A1.1", "1"))
    with house.read() as session:
        assert session.scalar(select(LedgerLine.id)) is not None
    assert slow.sent == []
    slow.let.set()
    settle(house)
    app.extensions["usher"].tell()
    assert [(event, news["version"]) for event, news in slow.sent] == [("screen", 2)]


def test_what_waits_is_told_in_the_order_of_its_commits(
    app: Flask, house: Database, slow: SlowScreens
) -> None:
    trade = a_prized_trade(house)
    number, screen = made(house, trade), Wall(app).taken_in(Desk(app, an_organiser(house).code))
    for step, is_blank in ((1, True), (2, False), (3, True)):
        house.write(ceremony.move, Move(number, step, step, trade.chief.id))
        house.write(screens.order, Order((screen,), 1, {"is_blank": is_blank}))
    slow.let.set()
    settle(house)
    app.extensions["usher"].tell()
    expected = [(kind, version) for version in (2, 3, 4) for kind in ("ceremony", "screen")]
    assert [(event, news["version"]) for event, news in slow.sent] == expected


def test_a_scene_that_waits_tells_no_name_that_was_hidden_meanwhile(
    app: Flask, house: Database, slow: SlowScreens
) -> None:
    trade = a_prized_trade(house)
    number, other, socket = made(house, trade), made(house, trade), listener(app)
    socket.emit("watch", {"ceremony": number}, callback=True)
    # While the first one is told, everything else waits.
    house.write(ceremony.move, Move(other, 1, 1, trade.chief.id))
    house.write(ceremony.move, Move(number, 8, 1, trade.chief.id))
    house.write(trades.show, trades.NewShows(trade.id, "codes", trade.chief.id))
    slow.let.set()
    for _, news in heard(house, socket):
        assert "Competitor" not in str(news)
        assert news["version"] == 2


def test_one_that_cannot_be_told_does_not_silence_the_others(
    app: Flask, house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(app, an_organiser(house).code)
    first, second = Wall(app).taken_in(desk), Wall(app).taken_in(desk)
    sent: list[str] = []

    def emit(_event: str, _news: Any, to: str) -> None:
        if to == f"screen:{first}":
            raise OSError
        sent.append(to)

    monkeypatch.setattr(app.extensions["socketio"], "emit", emit)
    house.write(screens.order, Order((first, second), 1, {"is_blank": True}))
    settle(house)
    app.extensions["usher"].tell()
    assert sent == [f"screen:{second}"]
