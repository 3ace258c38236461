"""What a competitor says to a sheet: seen without votes, void after a mark, needed to sign."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from competition.db import Database
from competition.scoring.values import Seat
from judging import formalities, rounds
from judging.formalities import NotAllConfirmed
from judging.rounds import NewAbsence
from judging.sheets import Signing
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    an_organiser,
    everything_marked,
    panel_signs,
    signed_in,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import DRAWN, SMALL, a_checker, asks_for, confirm, protest
from tests.judging.desks import Desk


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=1, scheme=SMALL)
    panel_signs(house, found)
    asks_for(house, found, confirming="competitor")
    everything_marked(house, found)
    return found


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_the_panel_signs_after_the_competitor(panel: list[Tablet]) -> None:
    assert code(panel[0].sign()) == (409, "sheet-not-confirmed")
    assert confirm(panel[0]).status_code == 201
    assert panel[0].sheet()["confirmation"]["way"] == "drawn"
    assert panel[0].sign().status_code == 201
    assert panel[1].sign().get_json()["state"] == "signed"


def test_whoever_is_recorded_as_absent_witnesses_nothing(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    sheet = trade.sheets["01", "A"]
    house.write(rounds.excuse, NewAbsence(trade.id, (sheet,), Seat(1), "Ill.", trade.chief.id))
    assert code(confirm(panel[0])) == (409, "judge-absent")
    assert code(protest(panel[0])) == (409, "judge-absent")
    assert code(protest(panel[0], silent=True)) == (409, "judge-absent")
    assert confirm(panel[1]).status_code == 201


def test_a_drawn_signature_is_kept_as_it_was_drawn(panel: list[Tablet]) -> None:
    assert confirm(panel[0], strokes=DRAWN).status_code == 201
    assert panel[1].sheet()["confirmation"]["strokes"] == DRAWN


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"strokes": "M1 1"}, "not-drawn"),
        ({"strokes": "<script>"}, "not-drawn"),
        ({"strokes": "M1 1L2 2\n"}, "not-drawn"),
        ({"strokes": "M1 1" + "L2 2" * 4000}, "invalid"),
        ({"strokes": None}, "invalid"),
        ({"code": "01"}, "invalid"),
    ],
)
def test_what_is_no_signature_is_refused(
    panel: list[Tablet], said: dict[str, Any], why: str
) -> None:
    assert code(confirm(panel[0], **said)) == (422, why)
    assert panel[0].sheet()["confirmation"]["way"] is None


def test_a_mark_makes_the_competitors_word_void(panel: list[Tablet]) -> None:
    version = panel[0].sheet()["version"]
    confirm(panel[0])
    panel[0].mark("A1.2", "5", base=version)
    assert panel[0].sheet()["confirmation"]["way"] is None
    assert code(confirm(panel[0], version=version)) == (409, "sheet-moved")
    assert code(panel[0].sign()) == (409, "sheet-not-confirmed")


def test_saying_it_again_is_harmless(panel: list[Tablet]) -> None:
    assert confirm(panel[0]).get_json() == confirm(panel[0]).get_json()
    assert protest(panel[0]).get_json() == protest(panel[0]).get_json()


def test_a_protest_lets_the_panel_sign_and_waits_for_the_chief(
    panel: list[Tablet], chief: Desk
) -> None:
    number = protest(panel[0]).get_json()["number"]
    for tablet in panel:
        assert tablet.sign().status_code == 201
    assert "The link did work." in chief.page
    refused = chief.post("locks", module="A", day="1")
    assert (refused.status_code, "protests" in refused.text) == (409, True)
    form = {"outcome": "dismissed", "reason": "Tried twice: it does not."}
    assert chief.post(f"protests/{number}", **{**form, "reason": ""}).status_code == 422
    assert chief.post(f"protests/{number}", **{**form, "outcome": "x"}).status_code == 404
    assert chief.post(f"protests/{number}", **form).status_code == 303
    assert chief.post(f"protests/{number}", **form).status_code == 409
    assert chief.post("locks", module="A", day="1").status_code == 303
    assert panel[0].sheet()["confirmation"]["answer"]["reason"] == form["reason"]


def answer(chief: Desk, number: int, outcome: str = "dismissed") -> TestResponse:
    return chief.post(f"protests/{number}", outcome=outcome, reason="Looked at it.")


def test_a_protest_waits_for_the_chief_whatever_is_said_or_marked_after_it(
    panel: list[Tablet], chief: Desk
) -> None:
    number = protest(panel[0]).get_json()["number"]
    assert code(confirm(panel[0])) == (409, "protest-waits")
    panel[0].mark("A1.2", "4", base=panel[0].sheet()["version"])
    assert panel[0].sheet()["confirmation"] == {"way": None, "waits": 1}
    assert code(confirm(panel[0])) == (409, "protest-waits")
    assert code(panel[0].sign()) == (409, "protest-waits")
    assert answer(chief, number).status_code == 303
    assert panel[0].sheet()["confirmation"] == {"way": None, "waits": 0}
    assert code(panel[0].sign()) == (409, "sheet-not-confirmed")
    assert confirm(panel[0]).status_code == 201
    assert panel[0].sign().status_code == 201


def test_a_protest_waits_through_a_reopening(panel: list[Tablet], chief: Desk) -> None:
    number = protest(panel[0]).get_json()["number"]
    for tablet in panel:
        tablet.sign()
    chief.post("reopenings", sheet=panel[0].sheet()["id"], reason="Looked again.")
    assert panel[0].sheet()["confirmation"] == {"way": None, "waits": 1}
    assert "The link did work." in chief.page
    assert answer(chief, number).status_code == 303
    assert confirm(panel[0]).status_code == 201


def test_another_protest_leaves_the_first_one_waiting(panel: list[Tablet], chief: Desk) -> None:
    first = protest(panel[0]).get_json()["number"]
    second = protest(panel[0], "And the form.").get_json()["number"]
    assert answer(chief, second).status_code == 303
    assert code(confirm(panel[0])) == (409, "protest-waits")
    assert answer(chief, first).status_code == 303
    assert confirm(panel[0]).status_code == 201


def test_where_the_answer_is_to_mark_anew_the_competitor_is_asked_again(
    panel: list[Tablet], chief: Desk
) -> None:
    number = protest(panel[0]).get_json()["number"]
    for tablet in panel:
        tablet.sign()
    assert answer(chief, number, "reopened").status_code == 409
    chief.post("reopenings", sheet=panel[0].sheet()["id"], reason="The link does work.")
    assert answer(chief, number, "reopened").status_code == 303
    assert code(panel[0].sign()) == (409, "sheet-not-confirmed")
    panel[0].mark("A1.2", "5", base=panel[0].sheet()["version"])
    assert confirm(panel[0]).status_code == 201
    assert panel[0].sign().status_code == 201


def test_a_sheet_to_be_marked_anew_needs_another_word(panel: list[Tablet], chief: Desk) -> None:
    number = protest(panel[0]).get_json()["number"]
    assert answer(chief, number, "reopened").status_code == 303
    assert panel[0].sheet()["confirmation"]["way"] is None
    assert code(panel[0].sign()) == (409, "sheet-not-confirmed")


def test_a_silent_competitor_is_witnessed_by_the_judge(panel: list[Tablet]) -> None:
    assert protest(panel[0], "Shook the head.", silent=True).get_json()["way"] == "silent"
    said = panel[0].sheet()["confirmation"]
    assert (said["way"], said["witness"]["code"]) == ("silent", "1701")
    assert panel[0].sign().status_code == 201


def test_only_the_chief_answers_a_protest(
    app: Flask, house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    number = protest(panel[0]).get_json()["number"]
    for person in (trade.judges[0], an_organiser(house)):
        desk = Desk(signed_in(app, person), trade)
        answer = desk.post(f"protests/{number}", outcome="dismissed", reason="No.")
        assert answer.status_code == 403


def test_only_the_panel_shows_a_sheet_to_its_competitor(
    app: Flask, house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    stranger = a_checker(app, house, trade)
    path = f"/judging/sheets/{trade.sheets['01', 'A']}/confirmation"
    version = panel[0].sheet()["version"]
    document = {"version": version, "device": "d", "strokes": DRAWN}
    assert code(stranger.client.post(path, json=document)) == (403, "not-your-sheet")


def test_where_a_check_is_asked_for_it_comes_first(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="18")
    panel_signs(house, trade)
    asks_for(house, trade, "aloud", "competitor")
    everything_marked(house, trade)
    (tablet,) = a_panel(app, trade)
    assert code(confirm(tablet)) == (409, "sheet-not-checked")
    a_checker(app, house, trade).check()
    assert confirm(tablet).status_code == 201
    assert tablet.sign().get_json()["state"] == "signed"


def test_nobody_is_asked_where_it_is_not_settled(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="19")
    everything_marked(house, trade)
    (tablet,) = a_panel(app, trade)
    assert code(confirm(tablet)) == (409, "not-to-be-confirmed")
    assert tablet.sheet()["confirmation"] is None


def test_the_chief_alone_signs_after_every_competitor(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="20")
    asks_for(house, trade, confirming="competitor")
    everything_marked(house, trade)
    (tablet,) = a_panel(app, trade)
    confirm(tablet)
    signing = Signing(trade.id, trade.chief.id)
    with pytest.raises(NotAllConfirmed):
        house.write(formalities.sign, signing)
    confirm(tablet, "B")
    house.write(formalities.sign, signing)


def test_the_sheet_on_paper_tells_everything(
    app: Flask, house: Database, panel: list[Tablet], trade: LockedTrade, chief: Desk
) -> None:
    confirm(panel[0], strokes=DRAWN)
    panel[0].sign()
    path = f"/organise/trades/{trade.id}/sheets/{trade.sheets['01', 'A']}"
    page = chief.client.get(path)
    assert page.status_code == 200
    assert all(word in page.text for word in (DRAWN, "Agreed", "A1.1", "Person 1701"))
    assert Desk(signed_in(app, trade.judges[0]), trade).client.get(path).status_code == 403
    other = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="18")
    wrong = f"/organise/trades/{trade.id}/sheets/{other.sheets['01', 'A']}"
    assert chief.client.get(wrong).status_code == 404
