"""A seat that has passed, as the tablets of both judges and the chief judge's page tell it."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from competition.access import Role
from competition.db import Database
from judging import rechecks, schemes
from judging.models import Sheet
from tests.builders import (
    PIN,
    LockedTrade,
    Somebody,
    a_competition,
    a_locked_trade,
    a_trade,
    an_organiser,
    panel_signs,
    signed_in,
    somebody,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import SMALL, Checker, asks_for
from tests.judging.desks import Desk

VOTED, COUNTED = "A1.1", "A1.2"


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=3, entries=2, scheme=SMALL)
    panel_signs(house, found)
    return found


@pytest.fixture(autouse=True)
def reserve(house: Database, trade: LockedTrade) -> Somebody:
    return somebody(house, "1799", Role.JUDGE, trade.id)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.fixture
def comer(app: Flask, trade: LockedTrade, reserve: Somebody) -> Tablet:
    return Tablet(app, reserve, trade)


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


def passes(chief: Desk, **form: str) -> TestResponse:
    """Let seat 2 pass to the reserve."""
    chair = f"2|{chief.trade.judges[1].id}|1"
    return chief.post(
        "reliefs", **{"chair": chair, "judge": "1799", "reason": "Taken ill.", **form}
    )


def told(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def marked_whole(tablets: list[Tablet], entry: str = "01") -> None:
    for tablet in tablets:
        assert tablet.mark(VOTED, "2", entry=entry).status_code == 201
    assert tablets[0].mark(COUNTED, "4", entry=entry).status_code == 201


def test_what_is_left_comes_to_the_newcomer_and_goes_from_the_other(
    panel: list[Tablet], comer: Tablet, chief: Desk
) -> None:
    marked_whole(panel)
    assert comer.sheets() == []
    assert passes(chief).status_code == 303
    here = [(each["entry"]["code"], each["criterion"]["code"]) for each in comer.sheets()]
    assert here == [("02", "A"), ("01", "B"), ("02", "B")]
    there = [(each["entry"]["code"], each["criterion"]["code"]) for each in panel[1].sheets()]
    assert there == [("01", "A")]
    assert comer.sheet(entry="02")["panel"]["seat"] == 2
    assert [one["judge"]["code"] for one in comer.sheet(entry="02")["signatures"]] == [
        *("1701", "1799", "1703")
    ]
    assert [one["judge"]["code"] for one in panel[0].sheet()["signatures"]] == [
        *("1701", "1702", "1703")
    ]


def test_whose_seat_has_passed_is_told_so_and_nothing_is_taken(
    trade: LockedTrade, panel: list[Tablet], chief: Desk
) -> None:
    passes(chief)
    assert told(panel[1].mark(VOTED, "2")) == (403, "seat-passed")
    assert told(panel[1].mark(COUNTED, "2")) == (403, "seat-passed")
    sheet = panel[1].client.get(f"/judging/sheets/{trade.sheets['01', 'A']}")
    assert told(sheet) == (403, "seat-passed")
    assert panel[0].cell(COUNTED)["value"] is None


def test_a_stranger_is_told_that_the_sheet_is_not_theirs(comer: Tablet) -> None:
    assert told(comer.mark(VOTED, "2")) == (403, "not-your-sheet")


def test_a_mark_whose_answer_was_lost_is_known_after_the_seat_has_passed(
    panel: list[Tablet], chief: Desk
) -> None:
    lost = {"uuid": "0b9e7f6a-1111-4222-8333-444455556666"}
    first = panel[1].mark(VOTED, "2", fields=lost, sequence=1)
    passes(chief)
    again = panel[1].mark(VOTED, "2", fields=lost, sequence=1)
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    missing = panel[1].client.post("/judging/received", json={"uuids": [lost["uuid"]]})
    assert missing.get_json() == {"missing": []}


def test_the_newcomer_is_told_who_gave_a_vote_before(
    panel: list[Tablet], comer: Tablet, chief: Desk
) -> None:
    panel[1].mark(VOTED, "2")
    passes(chief)
    cell = comer.cell(VOTED)
    assert (cell["value"], cell["earlier"]) == ("2", {"zh": "人员 1702", "en": "Person 1702"})
    assert told(comer.mark(VOTED, "3", base=99)) == (409, "earlier-vote")
    assert "earlier" not in panel[0].cell(VOTED)
    assert comer.mark(VOTED, "3", entry="02").status_code == 201
    assert "earlier" not in next(iter(comer.sheet(entry="02")["aspects"]))["cell"]


def mixed(panel: list[Tablet], comer: Tablet, chief: Desk) -> None:
    """Let a sheet be complete to which two judges of one seat have given something."""
    panel[1].mark(VOTED, "2")
    passes(chief)
    panel[0].mark(VOTED, "2")
    panel[2].mark(VOTED, "2")
    comer.mark(COUNTED, "4")


def test_a_mixed_sheet_is_signed_by_whoever_has_the_seat_now(
    panel: list[Tablet], comer: Tablet, chief: Desk
) -> None:
    mixed(panel, comer, chief)
    for tablet in (panel[0], comer):
        assert tablet.sign().status_code == 201
    assert panel[2].sign().get_json()["state"] == "signed"


def test_whose_seat_has_passed_is_told_so_at_another_judges_tablet(
    house: Database, trade: LockedTrade, panel: list[Tablet], comer: Tablet, chief: Desk
) -> None:
    somebody(house, "1798", Role.JUDGE, trade.id)
    mixed(panel, comer, chief)
    assert told(panel[0].sign(judge="1702", pin=PIN)) == (403, "seat-passed")
    assert told(panel[0].sign(judge="1798", pin=PIN)) == (403, "not-your-sheet")
    assert panel[0].sign(judge="1799", pin=PIN).status_code == 201


def test_a_correction_is_asked_for_by_whoever_has_the_seat(
    panel: list[Tablet], comer: Tablet, chief: Desk
) -> None:
    mixed(panel, comer, chief)
    for tablet in (panel[0], comer, panel[2]):
        tablet.sign()
    assert told(panel[1].correct(VOTED, "3")) == (403, "seat-passed")
    assert comer.correct(VOTED, "3").status_code == 201


def test_only_the_chief_judge_lets_a_seat_pass(app: Flask, house: Database, chief: Desk) -> None:
    organiser = signed_in(app, an_organiser(house))
    form = {"chair": "2|1|1", "judge": "1799", "reason": "Ill."}
    assert organiser.post(f"{chief.path}/reliefs", data=form).status_code == 403
    for nonsense in ("9|1|1", "two|1|1", "2|1", "2||1", ""):
        assert passes(chief, chair=nonsense).status_code == 404
    assert passes(chief, reason="").status_code == 422


def test_neither_of_both_is_the_second_person_of_what_they_may_have_seen(
    app: Flask,
    house: Database,
    trade: LockedTrade,
    reserve: Somebody,
    panel: list[Tablet],
    chief: Desk,
) -> None:
    asks_for(house, trade, "blind")
    passes(chief)
    marked_whole([panel[0], Tablet(app, reserve, trade), panel[2]])
    before = Checker(app, trade.judges[1], trade)
    assert told(before.client.get(before.path)) == (403, "sees-the-marks")
    now = Checker(app, reserve, trade)
    assert now.client.get(now.path).status_code == 403


def test_neither_of_both_checks_again_what_their_panel_marked(
    house: Database, trade: LockedTrade, reserve: Somebody, chief: Desk
) -> None:
    passes(chief)
    with house.read() as session:
        assert rechecks.may_check(session, trade.judges[1].id, trade.id) == set()
        assert rechecks.may_check(session, reserve.id, trade.id) == set()


def test_the_chiefs_page_tells_of_seats_that_have_passed(chief: Desk) -> None:
    assert "Seats that have passed" not in chief.page
    version = chief.version
    passes(chief)
    page = chief.page
    assert chief.version != version
    assert "Seats that have passed" in page
    assert "Person 1702 → Person 1799" in page
    assert "Panel 1, seat 2 · 4 sheets" in page
    assert "Taken ill." in page


def test_the_printed_sheet_says_whose_the_seat_was(
    trade: LockedTrade, panel: list[Tablet], chief: Desk
) -> None:
    panel[1].mark(VOTED, "2")
    passes(chief)
    path = f"{chief.path}/sheets/{trade.sheets['01', 'A']}"
    page = re.sub(r"\s+", " ", chief.client.get(path).text)
    assert "Seat passed to another judge · Seat 2 · Person 1702 → Person 1799: Taken ill." in page


def test_a_reserve_is_offered_before_those_who_have_a_seat(chief: Desk) -> None:
    page = chief.page
    listed = page[page.index('<select name="judge"') :]
    assert listed.index("Person 1799 · 1799") < listed.index("Person 1701 · Panel 1, seat 1")
    passes(chief)
    page = chief.page
    listed = page[page.index('<select name="judge"') :]
    assert listed.index("Person 1702 · 1702") < listed.index("Person 1799 · Panel 1, seat 2")


def test_an_absence_is_recorded_by_name(
    house: Database, trade: LockedTrade, panel: list[Tablet], chief: Desk
) -> None:
    marked_whole(panel)
    passes(chief)
    who = f"{trade.judges[1].id}|1|A"
    assert f'<option value="{who}">' in chief.page
    panel[0].sign()
    panel[2].sign()
    answer = chief.post("absences", who=who, reason="In hospital.")
    assert answer.status_code == 303
    with house.read() as session:
        assert session.get_one(Sheet, trade.sheets["01", "A"]).state == "signed"
    assert chief.post("absences", who=f"{trade.judges[1].id}|1|B", reason="Ill.").status_code == 409
    assert chief.post("absences", who="nobody", reason="Ill.").status_code == 404


def test_a_judge_is_waited_for_again_by_name_before_the_seat_passes(
    app: Flask, house: Database
) -> None:
    rules: dict[str, object] = {"judgement": {"missing": "ignore"}, "scale": None}
    trade = a_locked_trade(house, judges=3, entries=3, scheme=SMALL, code="24", rules=rules)
    desk = Desk(signed_in(app, trade.chief), trade)
    somebody(house, "2499", Role.JUDGE, trade.id)
    judge = trade.judges[1]
    who = f"{judge.id}|1|A"
    assert "Wait again on all of them" not in desk.page
    assert desk.post("absences", who=who, reason="Ill.").status_code == 303
    page = desk.page
    assert page.count("Wait again on all of them …") == 1
    assert re.search(r"Person 2402</p><p[^>]*>A · Day 1 · 3 sheets", page)
    chair = {"chair": f"2|{judge.id}|1", "judge": "2499", "reason": "Ill."}
    assert "Whoever has seat 2 is recorded as absent." in desk.post("reliefs", **chair).text
    again = {"who": who, "back": "1", "reason": "Somebody comes."}
    assert desk.post("absences", **again).status_code == 303
    assert "Every judge is waited for." in desk.page
    assert desk.post("reliefs", **chair).status_code == 303


def test_the_form_says_that_an_absence_waits_before_it_is_sent(app: Flask, house: Database) -> None:
    says = "The rules of this trade wait for every vote."
    waits = a_locked_trade(house, judges=2, entries=1, scheme=SMALL, code="21")
    assert says in Desk(signed_in(app, waits.chief), waits).page
    rules: dict[str, object] = {"judgement": {"missing": "ignore"}, "scale": None}
    goes_on = a_locked_trade(
        house,
        judges=2,
        entries=1,
        scheme=SMALL,
        code="22",
        rules=rules,
        competition=waits.competition,
    )
    assert says not in Desk(signed_in(app, goes_on.chief), goes_on).page


def test_who_locks_a_scheme_is_told_that_its_rules_wait_for_every_vote(
    app: Flask, house: Database
) -> None:
    organiser = signed_in(app, an_organiser(house))
    organiser.set_cookie("language", "en")
    trade = a_trade(house, a_competition(house), code="23")
    house.write(schemes.store, schemes.NewScheme(trade, SMALL, "test.xlsx", [], None))
    page = organiser.get(f"/organise/trades/{trade}/scheme").text
    assert "The rules wait for every vote." in page
