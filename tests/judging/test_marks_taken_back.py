"""A judge takes a mark back before anybody signs: nothing is marked, and the ledger keeps both."""

import pytest
from flask import Flask

from competition.db import Database
from competition.scoring.values import EntryId
from judging.ledger import MarksChanged
from scoreboard.standings import build
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    panel_signs,
    settle,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.ledgers import verified

SCHEME = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A1.2", "pass_fail", "2"),
    an_aspect("A1.3", "time", "20", points="5", step="0.01"),
)


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, scheme=SCHEME)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@ANY_DATABASE
def test_a_shared_mark_is_taken_back_and_both_lines_stand(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    given = panel[0].mark("A1.2", "1").get_json()
    taken = panel[0].mark("A1.2", "", base=given["version"])
    assert taken.status_code == 201
    cell = taken.get_json()["cell"]
    assert (cell["value"], cell["version"], cell["points"]) == (None, given["version"] + 1, None)
    assert panel[1].cell("A1.2")["value"] is None
    assert panel[1].sheets()[0]["marked"] == 0
    assert panel[1].mark("A1.2", "0", base=given["version"] + 1).status_code == 201
    assert verified(house, trade) is None


@ANY_DATABASE
def test_a_vote_taken_back_hides_the_others_again(panel: list[Tablet]) -> None:
    for tablet in panel:
        assert tablet.mark("A1.1", "2").status_code == 201
    version = panel[0].sheet()["version"]
    assert panel[0].cell("A1.1")["votes"] == ["2", "2", "2"]
    assert panel[0].mark("A1.1", "", base=version).status_code == 201
    cell = panel[1].cell("A1.1")
    assert (cell["value"], cell["votes_in"], cell["votes"]) == ("2", 2, None)


def test_taking_back_what_somebody_else_changed_is_refused(panel: list[Tablet]) -> None:
    seen = panel[0].mark("A1.2", "1").get_json()["version"]
    assert panel[1].mark("A1.2", "0", base=seen).status_code == 201
    answer = panel[0].mark("A1.2", "", base=seen)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "stale-mark")
    assert panel[0].cell("A1.2")["value"] == "0"


@ANY_DATABASE
def test_a_board_forgets_a_time_that_was_taken_back(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    first = panel[0].mark("A1.3", "60").get_json()["version"]
    panel[0].mark("A1.3", "70", entry="02")
    with house.read() as session:
        live = build(session, trade.id)
    heard: list[MarksChanged] = []
    house.listen(MarksChanged, heard.append)
    panel[0].mark("A1.3", "", base=first)
    settle(house)
    live.take(heard[-1].cells)
    with house.read() as session:
        anew = build(session, trade.id)
    assert live.totals == anew.totals
    assert live.totals[EntryId(trade.entries["02"])].points == 20


def test_nothing_is_taken_back_from_a_signed_sheet(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    panel_signs(house, trade)
    for tablet in panel:
        tablet.mark("A1.1", "2")
    panel[0].mark("A1.2", "1")
    panel[0].mark("A1.3", "60")
    for tablet in panel:
        assert tablet.sign().status_code == 201
    answer = panel[0].mark("A1.2", "", base=panel[0].sheet()["version"])
    assert (answer.status_code, answer.get_json()["code"]) == (409, "sheet-signed")
