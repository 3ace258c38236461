"""An open board stays right whatever happens besides marks: rulings, rosters, rules."""

from itertools import islice

import pytest

from competition.db import Database
from judging import rulings, suspension
from judging.rulings import NewRuling, Withdrawal
from judging.suspension import NewSuspension, Resumption
from tests.builders import LockedTrade, a_locked_trade, a_roster, enrolled, recorded
from tests.scoreboard.board import Board
from tests.scoreboard.halls import Room, random_marks

PENALTY: dict[str, object] = {"scope": "event", "points": "2", "reason": "late"}
PLAIN: dict[str, object] = {}
RULED: dict[str, object] = {
    "unresolved": "chief",
    "qualifier": {"part": "A", "top": 2, "counts": True},
}


def watched(database: Database, rules: dict[str, object]) -> tuple[LockedTrade, Room, Board]:
    """Return a trade that is being marked, and a board that has been open from the start."""
    trade = a_locked_trade(database, rules=rules)
    room = Room(database)
    board = Board(room.publisher.snapshot(trade.id)[1])
    recorded(database, list(islice(random_marks(trade, 5), 60)))
    return trade, room, board


def check(database: Database, room: Room, board: Board, trade: LockedTrade) -> None:
    """Let the board hear what is pushed; it must show what a new board would."""
    for event, payload in room.pushed():
        board.hear(event, payload)
    fresh = Board(Room(database).publisher.snapshot(trade.id)[1])
    assert board.shown == fresh.shown


@pytest.mark.parametrize("rules", [PLAIN, RULED])
def test_a_penalty_reaches_open_boards_and_so_does_its_withdrawal(
    database: Database, rules: dict[str, object]
) -> None:
    trade, room, board = watched(database, rules)
    check(database, room, board, trade)
    for entry in trade.entries:
        before = {row["code"]: row["total"] for row in board.picture["rows"]}
        new = NewRuling(trade.id, "penalty", {**PENALTY, "entry": entry}, trade.chief.id)
        number = database.write(rulings.rule, new)
        check(database, room, board, trade)
        after = {row["code"]: row["total"] for row in board.picture["rows"]}
        assert {code for code in after if after[code] != before[code]} <= {entry}
        database.write(rulings.withdraw, Withdrawal(trade.id, number, "wrong", trade.chief.id))
        check(database, room, board, trade)
        assert {row["code"]: row["total"] for row in board.picture["rows"]} == before


@pytest.mark.parametrize("rules", [PLAIN, RULED])
def test_marks_that_come_together_with_a_ruling_are_not_lost(
    database: Database, rules: dict[str, object]
) -> None:
    trade = a_locked_trade(database, rules=rules)
    room = Room(database)
    board = Board(room.publisher.snapshot(trade.id)[1])
    marks = random_marks(trade, 6)
    for entry in trade.entries:
        recorded(database, list(islice(marks, 7)))
        new = NewRuling(trade.id, "penalty", {**PENALTY, "entry": entry}, trade.chief.id)
        database.write(rulings.rule, new)
        recorded(database, list(islice(marks, 7)))
        check(database, room, board, trade)


def test_a_status_that_the_roster_changes_reaches_open_boards(database: Database) -> None:
    trade, room, board = watched(database, PLAIN)
    check(database, room, board, trade)
    count = len(trade.entries)
    enrolled(database, trade.id, a_roster(count, status={"01": "guest"}))
    for event, payload in room.pushed():
        if event == "delta":
            board.hear(event, payload)
    fresh = Board(Room(database).publisher.snapshot(trade.id)[1])
    assert fresh.picture["rows"][0]["status"] == "guest"


@pytest.mark.parametrize("rules", [PLAIN, RULED])
def test_a_suspension_reaches_open_boards_with_its_time_and_so_does_its_end(
    database: Database, rules: dict[str, object]
) -> None:
    trade, room, board = watched(database, rules)
    new = NewSuspension(trade.id, "Power cut.", trade.chief.id)
    database.write(suspension.suspend, new)
    check(database, room, board, trade)
    with database.read() as session:
        halted = suspension.of(session, trade.id)
    assert halted is not None
    assert (board.picture["state"], board.picture["since"]) == ("suspended", halted.since)
    database.write(suspension.resume, Resumption(trade.id, trade.chief.id))
    check(database, room, board, trade)
    assert board.picture["state"] == "live"
