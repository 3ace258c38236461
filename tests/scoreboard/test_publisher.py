"""What a board may rely on: a snapshot and its deltas are always the newest picture."""

import threading
import time
from itertools import islice

import orjson
import pytest
from flask import Flask

from competition.db import Database
from competition.programme import trades
from judging import ledger
from scoreboard import results
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    an_aspect,
    enrolled,
    everything_marked,
    recorded,
    settle,
    signed,
)
from tests.scoreboard.board import Board, MustFetch
from tests.scoreboard.halls import Room, random_marks


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_locked_trade(database)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def opened(room: Room, trade: LockedTrade) -> Board:
    """Return a board that has just fetched the snapshot."""
    return Board(room.publisher.snapshot(trade.id)[1])


def joined(board: Board, room: Room, trade: LockedTrade) -> Board:
    """Let *board* join and take in what it missed; return it."""
    epoch = board.picture["epoch"]
    answer = room.publisher.missed(trade.id, epoch, board.version)
    if answer.get("resync"):
        raise MustFetch
    deltas = answer.get("deltas", [])
    assert isinstance(deltas, list)
    for delta in deltas:
        board.hear("delta", delta)
    assert board.version == answer["version"]
    return board


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_board_that_applies_every_delta_shows_the_newest_snapshot(
    monkeypatch: pytest.MonkeyPatch, database: Database, seed: int
) -> None:
    monkeypatch.setattr("scoreboard.publisher._SHORTEST_PAUSE_S", 0.0)
    trade = a_locked_trade(database, entries=7)
    room = Room(database)
    board = opened(room, trade)
    marks = random_marks(trade, seed)
    for step in range(40):
        recorded(database, list(islice(marks, 1 + step % 4)))
        for event, payload in room.pushed():
            board.hear(event, payload)
        assert board.shown == opened(room, trade).shown
    assert board.shown == opened(Room(database), trade).shown


def test_a_board_that_was_away_catches_up_from_the_ring(
    monkeypatch: pytest.MonkeyPatch, database: Database, trade: LockedTrade, room: Room
) -> None:
    monkeypatch.setattr("scoreboard.publisher._SHORTEST_PAUSE_S", 0.0)
    boards = [opened(room, trade)]
    for mark in islice(random_marks(trade, 5), 12):
        recorded(database, [mark])
        room.pushed()
        boards.append(opened(room, trade))
    for board in boards:
        assert joined(board, room, trade).shown == boards[-1].shown


def test_a_board_that_was_away_too_long_must_fetch(
    monkeypatch: pytest.MonkeyPatch, database: Database, trade: LockedTrade
) -> None:
    monkeypatch.setattr("scoreboard.publisher._SHORTEST_PAUSE_S", 0.0)
    monkeypatch.setattr("scoreboard.channel.RING", 3)
    room = Room(database)
    old = opened(room, trade)
    boards = []
    for mark in islice(random_marks(trade, 6), 5):
        recorded(database, [mark])
        room.pushed()
        boards.append(opened(room, trade))
    with pytest.raises(MustFetch):
        joined(old, room, trade)
    with pytest.raises(MustFetch):
        joined(boards[0], room, trade)
    assert joined(boards[1], room, trade).shown == boards[-1].shown


def test_a_board_of_another_epoch_must_fetch(
    database: Database, trade: LockedTrade, room: Room
) -> None:
    board = opened(room, trade)
    restarted = Room(database)
    assert restarted.publisher.epoch != room.publisher.epoch
    with pytest.raises(MustFetch):
        joined(board, restarted, trade)


@pytest.mark.parametrize("version", [-1, 0, 10_000])
def test_a_board_with_a_version_that_never_was_must_fetch(
    trade: LockedTrade, room: Room, version: int
) -> None:
    opened(room, trade)
    answer = room.publisher.missed(trade.id, room.publisher.epoch, version)
    assert answer["resync"] is True


def test_a_board_that_is_current_is_told_so_and_nothing_more(
    trade: LockedTrade, room: Room
) -> None:
    board = opened(room, trade)
    answer = room.publisher.missed(trade.id, room.publisher.epoch, board.version)
    assert answer == {"epoch": room.publisher.epoch, "version": board.version}


def test_one_changed_mark_of_sixty_entries_takes_at_most_300_bytes(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setattr("scoreboard.publisher._SHORTEST_PAUSE_S", 0.0)
    trade = a_locked_trade(database, entries=60)
    room = Room(database)
    board = opened(room, trade)
    marks = random_marks(trade, 60)
    sizes = []
    for already in (1, 200, 2000):
        recorded(database, list(islice(marks, already)))
        room.pushed()
        board = opened(room, trade)
        for mark in islice(marks, 15):
            recorded(database, [mark])
            for event, payload in room.pushed():
                assert event == "delta"
                sizes.append(len(orjson.dumps(payload)))
                board.hear(event, payload)
        assert board.shown == opened(room, trade).shown
    assert len(sizes) == 45
    assert max(sizes) <= 300


def test_a_delta_holds_what_changed_and_nothing_else(database: Database) -> None:
    scheme = a_scheme(an_aspect("A1.1", "free", "9"), an_aspect("B1.1", "free", "9"))
    trade = a_locked_trade(database, judges=1, entries=3, scheme=scheme)
    room = Room(database)
    version = opened(room, trade).version
    recorded(database, [a_mark(trade, "B1.1", "4.5", entry="02")])
    assert room.pushed() == [
        (
            "delta",
            {
                "trade": trade.id,
                "base": version,
                "version": version + 1,
                "rows": [[1, "4.50", {"1": "4.50"}]],
                "order": [1, [0, 2]],
            },
        )
    ]


def test_marks_that_come_together_make_one_delta(
    database: Database, trade: LockedTrade, room: Room
) -> None:
    board = opened(room, trade)
    recorded(database, list(islice(random_marks(trade, 7), 50)))
    ((event, payload),) = room.pushed()
    assert (event, payload["base"], payload["version"]) == (
        "delta",
        board.version,
        board.version + 50,
    )


def test_a_trade_is_pushed_at_most_every_50_ms(
    database: Database, trade: LockedTrade, room: Room
) -> None:
    version = opened(room, trade).version
    running = threading.Thread(target=room.publisher.run)
    running.start()
    begun = time.monotonic()
    for mark in random_marks(trade, 8):
        recorded(database, [mark])
        version += 1
        took = time.monotonic() - begun
        # A busy machine takes its time for four pushes.
        if (took > 0.5 and len(room.times) >= 4) or took > 30:
            break
    while room.heard[-1][1]["version"] < version and time.monotonic() < begun + 40:
        time.sleep(0.005)
    room.publisher.stop()
    running.join(5)
    assert not running.is_alive()
    assert len(room.times) >= 4
    # Counted from when a push began, a little before the room hears of it.
    assert room.times[-1] - room.times[0] >= 0.05 * (len(room.times) - 1) - 0.01
    board = opened(room, trade)
    assert room.heard[-1][1]["version"] == board.version


def test_a_mark_is_pushed_at_once_where_nothing_was_pushed_lately(
    database: Database, trade: LockedTrade, room: Room
) -> None:
    opened(room, trade)
    running = threading.Thread(target=room.publisher.run)
    running.start()
    begun = time.monotonic()
    recorded(database, [a_mark(trade, "A1.2", "1")])
    while not room.heard and time.monotonic() < begun + 5:
        time.sleep(0.001)
    took = time.monotonic() - begun
    room.publisher.stop()
    running.join(5)
    assert took < 0.5


def test_a_signature_and_a_publication_are_told_as_a_new_state(
    database: Database, trade: LockedTrade, room: Room
) -> None:
    everything_marked(database, trade)
    board = opened(room, trade)
    assert board.picture["state"] == "live"
    states = []
    for state in ("signed", "provisional", "official"):
        if state == "signed":
            signed(database, trade)
        else:
            database.write(results.publish, results.Publishing(trade.id, state, trade.chief.id))
        ((event, payload),) = room.pushed()
        assert set(payload) == {"trade", "base", "version", "state"}
        board.hear(event, payload)
        states.append(board.picture["state"])
    assert states == ["signed", "provisional", "official"]
    assert board.shown == opened(room, trade).shown


def test_new_names_are_fetched_whole(database: Database, trade: LockedTrade, room: Room) -> None:
    board = opened(room, trade)
    enrolled(database, trade.id, a_roster(5, status={"02": "withdrawn"}))
    ((event, payload),) = room.pushed()
    assert event == "pulse"
    with pytest.raises(MustFetch):
        board.hear(event, payload)
    with pytest.raises(MustFetch):
        joined(board, room, trade)
    assert opened(room, trade).picture["rows"][1]["status"] == "withdrawn"


def test_a_board_that_is_opened_again_after_it_was_hidden_is_fetched_whole(
    database: Database, trade: LockedTrade, room: Room
) -> None:
    everything_marked(database, trade)
    board = opened(room, trade)
    for shows, rows in (("nothing", 0), ("names", 5)):
        database.write(trades.show, trades.NewShows(trade.id, shows, trade.chief.id))
        ((event, payload),) = room.pushed()
        with pytest.raises(MustFetch):
            board.hear(event, payload)
        board = opened(room, trade)
        assert len(board.picture["rows"]) == rows


def test_nobody_hears_of_marks_on_a_hidden_board(database: Database) -> None:
    trade = a_locked_trade(database, shows="nothing")
    room = Room(database)
    before = room.publisher.snapshot(trade.id)
    recorded(database, list(islice(random_marks(trade, 9), 60)))
    assert room.pushed() == []
    assert room.publisher.snapshot(trade.id) == before


def test_marks_that_another_program_recorded_are_found(
    database: Database, database_url: str, trade: LockedTrade, room: Room
) -> None:
    opened(room, trade)
    other = Database(database_url)
    recorded(other, [a_mark(trade, "A1.2", "1", entry="03")])
    other.close()
    recorded(database, [a_mark(trade, "A1.2", "1", entry="04")])
    room.pushed()
    totals = {row["code"]: row["total"] for row in opened(room, trade).picture["rows"]}
    assert (totals["03"], totals["04"]) == ("0.50", "0.50")


def test_a_board_that_breaks_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, database: Database, trade: LockedTrade, room: Room
) -> None:
    opened(room, trade)
    with monkeypatch.context() as broken:
        broken.setattr("scoreboard.publisher.delta", lambda *_: 1 / 0)
        recorded(database, [a_mark(trade, "A1.2", "1")])
        assert room.pushed() == []
    assert opened(room, trade).picture["rows"][0]["total"] == "0.50"


def test_every_board_hears_a_pulse(
    monkeypatch: pytest.MonkeyPatch, trade: LockedTrade, room: Room
) -> None:
    monkeypatch.setattr("scoreboard.publisher._PULSE_S", 0.05)
    board = opened(room, trade)
    running = threading.Thread(target=room.publisher.run)
    running.start()
    until = time.monotonic() + 5
    while not room.heard and time.monotonic() < until:
        time.sleep(0.005)
    room.publisher.stop()
    running.join(5)
    pulse = {"trade": trade.id, "epoch": room.publisher.epoch, "version": board.version}
    assert room.heard[0] == ("pulse", pulse, trade.id)


def test_a_snapshot_is_sent_again_only_when_it_changed(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    path = f"/live/trades/{trade.id}"
    first = app.test_client().get(path)
    found = first.get_json()
    assert first.headers["ETag"] == f'"{found["epoch"]}-{found["version"]}"'
    assert first.headers["Cache-Control"] == "public, max-age=1"
    known = {"If-None-Match": first.headers["ETag"]}
    again = app.test_client().get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    house.write(ledger.record, a_mark(trade, "A1.2", "1"))
    settle(house)
    until = time.monotonic() + 5
    while app.test_client().get(path, headers=known).status_code == 304:
        assert time.monotonic() < until
        time.sleep(0.01)
    after = app.test_client().get(path, headers=known).get_json()
    assert after["version"] == found["version"] + 1
    assert after["rows"][0]["total"] == "0.50"


def test_there_is_no_snapshot_of_a_trade_that_is_not_there(app: Flask) -> None:
    answer = app.test_client().get("/live/trades/9", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not-found")
