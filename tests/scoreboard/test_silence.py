"""Boards hear of a publisher that died, and nobody waits for anybody else's board."""

import threading
import time

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from competition.db import Database
from scoreboard.display import Display, displayed
from scoreboard.publisher import Publisher
from tests.builders import LockedTrade, a_locked_trade, a_mark, recorded, signed_in
from tests.scoreboard.ceremonies import a_prized_trade, made
from tests.scoreboard.halls import Room


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_locked_trade(database)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def test_officials_who_cannot_be_told_keep_nobody_from_hearing(
    monkeypatch: pytest.MonkeyPatch, database: Database, trade: LockedTrade
) -> None:
    monkeypatch.setattr("scoreboard.publisher._PULSE_S", 0.05)
    heard: list[str] = []

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    publisher = Publisher(database, lambda event, *_: heard.append(event), fails)
    publisher.private_snapshot(trade.id)
    running = threading.Thread(target=publisher.run)
    running.start()
    recorded(database, [a_mark(trade, "A1.2", "1")])
    until = time.monotonic() + 5
    # Where the mark took its time, three pulses may have come before it.
    while (heard.count("pulse") < 3 or "delta" not in heard) and time.monotonic() < until:
        time.sleep(0.005)
    publisher.stop()
    running.join(5)
    assert heard.count("pulse") >= 3
    assert heard.count("delta") == 1


def test_nothing_is_pushed_once_the_publisher_has_stopped(
    database: Database, trade: LockedTrade
) -> None:
    under_way, goes_on, told = threading.Event(), threading.Event(), list[str]()

    def slowly(event: str, *_: object) -> None:
        under_way.set()
        goes_on.wait(5)
        told.append(event)

    publisher = Publisher(database, slowly)
    publisher.snapshot(trade.id)
    running = threading.Thread(target=publisher.run)
    running.start()
    recorded(database, [a_mark(trade, "A1.2", "1")])
    assert under_way.wait(5)
    threading.Timer(0.05, goes_on.set).start()
    publisher.stop()
    assert told == ["delta"]
    running.join(5)
    assert not running.is_alive()


def test_a_publisher_is_silent_that_nobody_runs(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    monkeypatch.setattr("scoreboard.publisher._PULSE_S", 0.02)
    monkeypatch.setattr("scoreboard.publisher.SILENT_S", 5)
    assert not room.publisher.is_silent
    monkeypatch.setattr("scoreboard.publisher.SILENT_S", 0)
    assert room.publisher.is_silent
    room.publisher.stop()
    assert not room.publisher.is_silent


def test_no_board_is_live_while_the_publisher_is_silent(
    monkeypatch: pytest.MonkeyPatch, app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house)
    client, chief = app.test_client(), signed_in(app, trade.chief)
    paths = [f"/live/trades/{trade.id}", f"/live/trades/{trade.id}/course"]
    paths += [f"/live/boards/{trade.competition}", "/health"]
    official = f"/organise/trades/{trade.id}/live.json"
    known = {path: client.get(path).headers.get("ETag", "") for path in paths}
    monkeypatch.setattr("scoreboard.publisher.SILENT_S", -1)
    for path in paths:
        asked = {"If-None-Match": known[path], "Accept": "application/json"}
        answer = client.get(path, headers=asked)
        assert (answer.status_code, answer.get_json()["code"]) == (503, "boards-silent")
        assert answer.headers["Cache-Control"] == "no-store"
    assert chief.get(official).status_code == 503
    monkeypatch.undo()
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_no_ceremony_is_told_while_the_publisher_is_silent(
    monkeypatch: pytest.MonkeyPatch, app: Flask, house: Database
) -> None:
    path = f"/live/ceremonies/{made(house, a_prized_trade(house))}"
    client = app.test_client()
    known = client.get(path).headers["ETag"]
    monkeypatch.setattr("scoreboard.publisher.SILENT_S", -1)
    answer = client.get(path, headers={"If-None-Match": known, "Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (503, "boards-silent")
    assert answer.headers["Cache-Control"] == "no-store"
    monkeypatch.undo()
    assert client.get(path).status_code == 200


def test_a_board_that_is_asked_for_by_many_is_made_once(
    monkeypatch: pytest.MonkeyPatch, database: Database, trade: LockedTrade, room: Room
) -> None:
    made: list[int] = []
    others = a_locked_trade(database, code="18")
    room.publisher.snapshot(others.id)
    goes_on = threading.Event()

    def slowly(session: Session, number: int, last: int) -> Display:
        made.append(number)
        goes_on.wait(5)
        return displayed(session, number, last)

    monkeypatch.setattr("scoreboard.publisher.displayed", slowly)
    asking = [threading.Thread(target=room.publisher.snapshot, args=[trade.id]) for _ in range(5)]
    for each in asking:
        each.start()
    # Whoever looks at another board waits for nobody.
    assert room.publisher.missed(others.id, room.publisher.epoch, 0)["resync"] is True
    goes_on.set()
    for each in asking:
        each.join(5)
    assert made == [trade.id]


def test_a_board_of_no_trade_is_not_found(app: Flask, house: Database) -> None:
    del house
    socket = app.extensions["socketio"].test_client(app)
    for wanted, code in ((9, "not-found"), (2**40, "invalid"), (-1, "invalid"), ("1", "invalid")):
        assert socket.emit("join", {"trade": wanted}, callback=True) == {"code": code}
