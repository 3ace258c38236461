"""Where everybody stands is what anybody gets who counts the ledger again."""

from dataclasses import replace
from itertools import islice

import orjson
import pytest

from competition.db import Database
from competition.scoring.values import EntryId
from scoreboard.standings import build
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    a_trade,
    an_aspect,
    enrolled,
    everything_marked,
    recorded,
)
from tests.scoreboard.board import Board
from tests.scoreboard.halls import Room, random_marks
from tests.scoreboard.recount import Recount, Setting, recount

WORLD = Setting()
CHINA = Setting(
    judges=5, weights=(("A", "0.3"), ("B", "0.7")), dropped=1, tie_breaker="B", has_scale=False
)
CHINESE_RULES: dict[str, object] = {
    "weights": {"A": "0.3", "B": "0.7"},
    "panel": {"drop_high": 1, "drop_low": 1},
    "ties": [{"key": "criterion:B", "order": "desc"}],
    "scale": None,
}


def on_board(board: Board) -> Recount:
    """Return what a board shows, in the shape of a recount."""
    rows = board.picture["rows"]
    groups = [each if isinstance(each, list) else [each] for each in board.picture["order"]]
    return Recount(
        {row["code"]: row["total"] for row in rows},
        {row["code"]: row["marks"] for row in rows},
        [sorted(rows[at]["code"] for at in group) for group in groups],
        None,
    )


def counted(database: Database, trade: LockedTrade, setting: Setting) -> Recount:
    """Return the recount without the scores, which boards work out by themselves."""
    return replace(recount(database, trade.id, setting), scores=None)


@pytest.mark.parametrize(("setting", "rules"), [(WORLD, {}), (CHINA, CHINESE_RULES)])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_board_shows_what_a_recount_of_the_ledger_says(
    database: Database, setting: Setting, rules: dict[str, object], seed: int
) -> None:
    trade = a_locked_trade(database, judges=setting.judges, rules=rules)
    room = Room(database)
    board = Board(room.publisher.snapshot(trade.id)[1])
    marks = random_marks(trade, seed)
    for size in (1, 5, 40, 1, 90, 90):
        recorded(database, list(islice(marks, size)))
        for event, payload in room.pushed():
            board.hear(event, payload)
        assert on_board(board) == counted(database, trade, setting)
    fresh = Board(Room(database).publisher.snapshot(trade.id)[1])
    assert board.shown == fresh.shown


@pytest.mark.parametrize("seed", [3, 4])
def test_scores_on_the_scale_are_what_a_recount_says(database: Database, seed: int) -> None:
    trade = a_locked_trade(database, entries=9)
    recorded(database, list(islice(random_marks(trade, seed), 300)))
    with database.read() as session:
        standing = build(session, trade.id)
    assert standing.scale is not None
    scores = {
        code: standing.scale.score(standing.totals[EntryId(number)].points)
        for code, number in trade.entries.items()
    }
    assert scores == recount(database, trade.id, WORLD).scores


def test_a_conflict_counts_nothing_until_it_is_settled(database: Database) -> None:
    trade = a_locked_trade(database, entries=1)
    votes = [a_mark(trade, value=vote, judge=judge) for judge, vote in enumerate("013", 1)]
    recorded(database, votes)
    board = Board(Room(database).publisher.snapshot(trade.id)[1])
    assert (board.picture["rows"][0]["total"], board.picture["rows"][0]["marks"]) == (
        "0.00",
        ["~0.00", None, None],
    )


@pytest.mark.parametrize(("marked", "done"), [("01 02 03", 1), ("01 02", 1), ("01 03", 0)])
def test_a_withdrawn_entry_neither_holds_up_nor_stands_in_for_another(
    database: Database, marked: str, done: int
) -> None:
    scheme = a_scheme(an_aspect("A1.1", "pass_fail", "1"))
    trade = a_locked_trade(database, judges=1, entries=3, scheme=scheme)
    recorded(database, [a_mark(trade, "A1.1", "1", entry=entry) for entry in marked.split()])
    enrolled(database, trade.id, a_roster(3, status={"03": "withdrawn"}))
    board = Board(Room(database).publisher.snapshot(trade.id)[1])
    assert board.picture["criteria"][0]["done"] == done
    assert [row["status"] for row in board.picture["rows"]] == ["ranked", "ranked", "withdrawn"]
    assert 2 not in board.picture["order"]


def test_a_guest_is_marked_but_takes_no_place(database: Database) -> None:
    trade = a_locked_trade(database, entries=3)
    enrolled(database, trade.id, a_roster(3, status={"01": "guest"}))
    everything_marked(database, trade)
    board = Board(Room(database).publisher.snapshot(trade.id)[1])
    assert board.picture["order"] == [[1, 2]]
    assert board.picture["rows"][0]["total"] == board.picture["rows"][1]["total"]
    assert [each["done"] for each in board.picture["criteria"]] == [4, 4, 3]


def test_a_trade_without_a_scheme_has_an_empty_board(database: Database) -> None:
    number = a_trade(database)
    enrolled(database, number, a_roster(2))
    board = Board(Room(database).publisher.snapshot(number)[1])
    assert (board.picture["state"], board.picture["criteria"]) == ("draft", [])
    assert [row["code"] for row in board.picture["rows"]] == ["01", "02"]


@pytest.mark.parametrize("shows", ["codes", "nothing"])
def test_what_is_hidden_is_nowhere_in_the_snapshot(database: Database, shows: str) -> None:
    trade = a_locked_trade(database, shows=shows)
    everything_marked(database, trade)
    body = Room(database).publisher.snapshot(trade.id)[1].decode()
    assert "选手" not in body
    assert "代表队" not in body
    found = orjson.loads(body)
    if shows == "nothing":
        assert (found["rows"], found["order"]) == ([], [])
        assert [each["done"] for each in found["criteria"]] == [0, 0, 0]
    else:
        assert found["rows"][0] | {"total": "", "marks": []} == {
            "code": "01",
            "station": None,
            "name": None,
            "delegation": None,
            "status": "ranked",
            "total": "",
            "marks": [],
        }
