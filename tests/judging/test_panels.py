"""Panels keep their judges once anything of theirs is marked."""

import pytest
from flask import Flask

from competition.access import Role
from competition.db import Database
from judging import panels
from judging.panels import ModulesLeftBare, NoJudgeHere, PanelInUse, Seating
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_trade,
    an_organiser,
    everything_marked,
    signed,
    somebody,
)
from tests.flows.callers import Desk
from tests.judging.ledgers import record


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house)


def seat(database: Database, trade: LockedTrade, panel: str, *modules: str) -> None:
    judges = tuple(judge.code for judge in reversed(trade.judges))
    database.write(panels.seat, Seating(trade.id, panel, judges, modules, trade.chief.id))


def test_a_marked_module_cannot_move_to_another_panel(house: Database, trade: LockedTrade) -> None:
    record(house, a_mark(trade, "A1.1", "2"))
    with pytest.raises(PanelInUse):
        seat(house, trade, "2", "A")


def test_a_signed_trade_keeps_every_panel(house: Database, trade: LockedTrade) -> None:
    everything_marked(house, trade)
    signed(house, trade)
    with pytest.raises(PanelInUse):
        seat(house, trade, "2", "A", "B")


def test_no_module_is_left_without_judges_once_sheets_are_open(
    house: Database, trade: LockedTrade
) -> None:
    with pytest.raises(ModulesLeftBare):
        seat(house, trade, "1", "A")


def test_a_panel_that_is_refused_is_not_there(house: Database, trade: LockedTrade) -> None:
    everything_marked(house, trade)
    with pytest.raises(PanelInUse):
        house.write(panels.seat, Seating(trade.id, "2", ("1701",), ("A",), trade.chief.id))
    with house.read() as session:
        assert [panel.name for panel in panels.panels_of(session, trade.id)] == ["1"]


def test_an_unmarked_module_may_get_other_judges(house: Database, trade: LockedTrade) -> None:
    seat(house, trade, "2", "A")


@ANY_DATABASE
def test_judges_and_chief_judges_of_the_competition_may_be_seated_and_nobody_else(
    house: Database, trade: LockedTrade
) -> None:
    beside = a_trade(house, trade.competition, code="18")
    elsewhere = a_trade(house, code="19")
    for code, role, of in (
        ("desk", Role.ORGANISER, None),
        ("wall", Role.OPERATOR, None),
        ("none", None, None),
        ("1901", Role.JUDGE, elsewhere),
        ("1900", Role.CHIEF, elsewhere),
    ):
        somebody(house, code, role, of)
        with pytest.raises(NoJudgeHere):
            house.write(panels.seat, Seating(trade.id, "2", ("1701", code), ("A",), trade.chief.id))
    somebody(house, "1801", Role.JUDGE, beside)
    codes = ("1701", trade.chief.code, "1801")
    house.write(panels.seat, Seating(trade.id, "2", codes, ("A",), trade.chief.id))
    with house.read() as session:
        (second,) = (each for each in panels.panels_of(session, trade.id) if each.name == "2")
    assert tuple(judge.code for judge in second.judges if judge) == codes


def test_whoever_seats_somebody_else_is_told_why_not(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    desk = Desk(app, an_organiser(house).code)
    form = {"panel": "2", "judges": "1701 organiser", "modules": ["A"]}
    for language, words in (
        ("en", "organiser is neither a judge nor a chief judge of this competition."),
        ("zh", "organiser 不是本赛事的裁判或裁判长。"),
    ):
        desk.client.set_cookie("language", language)
        answer = desk.fill(f"/organise/trades/{trade.id}/panels", form)
        assert (answer.status_code, words in answer.text) == (409, True)
