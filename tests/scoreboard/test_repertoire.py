"""Which boards there are, and that a screen which asks for a few does not have all looked up."""

import re

import pytest
from flask import Flask

from competition.db import Database
from scoreboard import repertoire
from scoreboard.ceremony import Closing, close
from tests.builders import LockedTrade, a_competition, a_locked_trade, a_trade, an_organiser
from tests.flows.callers import Desk
from tests.scoreboard.ceremonies import made
from tests.scoreboard.screens import CONSOLE, Wall, told
from tests.scoreboard.statements import statements


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house)
    made(house, found, is_rehearsal=True)
    return found


def test_every_board_is_found_by_its_key(house: Database, trade: LockedTrade) -> None:
    del trade
    with house.read() as session:
        every = {each.key: each for _, boards in repertoire.boards(session) for each in boards}
        assert {key.partition(":")[0] for key in every} == {
            *("trade", "course", "overview", "medals", "points"),
            *("ceremony", "delegation", "progress"),
        }
        assert repertoire.by_key(session, every) == every
        for key, board in every.items():
            assert repertoire.by_key(session, [key]) == {key: board}


def test_a_screen_keeps_a_ceremony_that_is_closed_and_no_other_is_offered_it(
    app: Flask, desk: Desk, house: Database, trade: LockedTrade
) -> None:
    ceremony = made(house, trade, is_rehearsal=True)
    wall = Wall(app)
    number = wall.taken_in(desk)
    told(desk, number, "show", board=f"ceremony:{ceremony}")
    before = wall.beat()["shows"]
    assert [each["address"] for each in before] == [f"/ceremony/{ceremony}"]
    house.write(close, Closing(ceremony, trade.chief.id))
    assert wall.beat()["shows"] == before
    assert wall.state()["shows"] == before
    with house.read() as session:
        offered = [each.key for _, boards in repertoire.boards(session) for each in boards]
    assert f"ceremony:{ceremony}" not in offered


@pytest.mark.parametrize(
    "key",
    [
        *("", "x", "trade", "trade:", "trade:0", "trade:999", "trade:01", "trade:x", "trade:-1"),
        *(f"trade:{2**31}", f"course:{10**40}", "trade:1:1", "course:\u0663", "trade:\0"),
        *("delegation:D1", "delegation:9:D1", "delegation:1:\0", "medals:x", "ceremony:999"),
    ],
)
def test_a_key_of_no_board_finds_none(house: Database, trade: LockedTrade, key: str) -> None:
    del trade
    with house.read() as session:
        assert repertoire.by_key(session, [key]) == {}


def test_a_heartbeat_looks_up_what_its_screen_shows_and_nothing_else(
    app: Flask, desk: Desk, house: Database, trade: LockedTrade
) -> None:
    wall = Wall(app)
    number = wall.taken_in(desk)
    told(desk, number, "show", board=f"trade:{trade.id}")
    with statements() as asked:
        assert [each["board"] for each in wall.beat()["shows"]] == [f"trade:{trade.id}"]
    assert not [each for each in asked if "FROM delegation" in each or "FROM ceremony" in each]
    counts = []
    for code in ("18", "19"):
        with statements() as asked:
            wall.beat()
        counts.append(len(asked))
        a_trade(house, trade.competition, code=code)
    assert counts[0] == counts[1]


def test_a_screen_shows_the_chart_of_a_trade(app: Flask, desk: Desk, trade: LockedTrade) -> None:
    wall = Wall(app)
    number = wall.taken_in(desk)
    boards = [f"trade:{trade.id}", f"course:{trade.id}"]
    assert told(desk, number, "show", board=boards, seconds=["15", "30"]).status_code == 303
    addresses = [(each["address"], each["seconds"]) for each in wall.state()["shows"]]
    assert addresses == [(f"/board/{trade.id}", 15), (f"/board/{trade.id}/course", 30)]
    for language, words in (("zh", "得分走势"), ("en", "Course of the scores")):
        page = desk.client.get(f"{CONSOLE}/{number}?lang={language}")
        assert f"· {words}" in page.text


def test_trades_stand_by_their_number_wherever_they_are_listed(
    app: Flask, desk: Desk, house: Database
) -> None:
    competition = a_competition(house)
    numbers = {code: a_trade(house, competition, code=code) for code in ("T10", "T2", "T1", "A9")}
    wanted = [numbers[code] for code in ("A9", "T1", "T2", "T10")]
    with house.read() as session:
        kinds = {heading: list(boards) for heading, boards in repertoire.boards(session)}
    found = [[each.key for each in boards] for boards in kinds.values()]
    for kind in ("trade", "course"):
        assert [f"{kind}:{number}" for number in wanted] in found
    told = app.test_client().get(f"/live/boards/{competition}").get_json()
    assert [each["trade"] for each in told["trades"]] == wanted
    here = f"/organise/competitions/{competition}"
    for path, row in {
        f"{here}/freeze": r'name="trade" value="(\d+)"',
        f"{here}/progress": r"/trades/(\d+)/chief",
        "/organise/ceremonies": r'<option value="(\d+)"',
        "/": r'data-trade="(\d+)"',
    }.items():
        page = desk.client.get(path).text
        assert [int(number) for number in re.findall(row, page)] == wanted, path
