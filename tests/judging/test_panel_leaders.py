"""Who leads a panel has it vote again on the tablet; nobody else of the panel does."""

import pytest
from flask import Flask

from competition.db import Database
from competition.scoring.values import AspectId, Seat
from judging import rounds
from judging.rounds import NewAbsence, NewRound
from tests.builders import LockedTrade, a_locked_trade, an_organiser, signed_in
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import SMALL, a_checker, again
from tests.judging.desks import Desk


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, judges=2, entries=1, scheme=SMALL)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    found = a_panel(app, trade)
    for tablet, vote in zip(found, "30", strict=True):
        tablet.mark("A1.1", vote)
    return found


def test_the_leader_opens_a_second_round_and_both_are_kept(panel: list[Tablet]) -> None:
    assert again(panel[0]).get_json() == {"number": 2}
    aspect = panel[1].sheet()["aspects"][0]
    assert (aspect["rounds"], aspect["cell"]["value"]) == ([["3", "0"]], None)


def test_another_judge_opens_none(panel: list[Tablet]) -> None:
    assert panel[1].sheet()["panel"]["leader"] == 1
    refused = again(panel[1])
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not-leader")
    assert panel[0].sheet()["aspects"][0]["rounds"] == []


def test_a_leader_who_is_recorded_as_absent_opens_none(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    sheet = trade.sheets["01", "A"]
    away = NewAbsence(trade.id, (sheet,), Seat(1), "Called away.", trade.chief.id)
    house.write(rounds.excuse, away)
    refused = again(panel[0])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "judge-absent")
    new = NewRound(trade.id, sheet, AspectId(trade.aspects["A1.1"]), trade.chief.id)
    assert house.write(rounds.open_round, new) == 2


def test_a_judge_from_outside_the_panel_opens_none(
    app: Flask, house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    assert again(a_checker(app, house, trade)).status_code == 403
    assert panel[0].sheet()["aspects"][0]["rounds"] == []


def test_the_organiser_says_who_leads(
    app: Flask, house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    desk = Desk(signed_in(app, an_organiser(house)), trade)
    assert desk.post("panels/leader", panel="1", seat="2").status_code == 303
    assert again(panel[0]).status_code == 403
    assert again(panel[1]).status_code == 201
    for wrong in ({"panel": "1", "seat": "3"}, {"panel": "9", "seat": "1"}, {"seat": "x"}):
        assert desk.post("panels/leader", **wrong).status_code == 404
    chief = Desk(signed_in(app, trade.chief), trade)
    assert chief.post("panels/leader", panel="1", seat="1").status_code == 403


def test_a_lost_answer_opens_no_third_round(panel: list[Tablet]) -> None:
    assert again(panel[0]).get_json() == again(panel[0]).get_json()
    for tablet, vote in zip(panel, "30", strict=True):
        tablet.mark("A1.1", vote, base=tablet.sheet()["version"])
    assert again(panel[0]).get_json() == {"number": 2}
    assert len(panel[0].sheet()["aspects"][0]["rounds"]) == 1
    assert again(panel[0], number=3).get_json() == {"number": 3}
    assert again(panel[0], number=9).status_code == 409


def test_where_votes_agree_there_is_no_round(app: Flask, trade: LockedTrade) -> None:
    found = a_panel(app, trade)
    for tablet in found:
        tablet.mark("A1.1", "2")
    refused = again(found[0])
    assert (refused.status_code, refused.get_json()["code"]) == (409, "no-conflict")
