"""The chief judge's desk: what waits is shown, and each act is for those with the right to it."""

import pytest
from flask import Flask

from competition.db import Database
from judging.models import Sheet
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    an_organiser,
    everything_marked,
    panel_signs,
    put_name,
    sheet_signed,
    signed_in,
)
from tests.judging.callers import a_panel
from tests.judging.desks import Desk

SMALL = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A2.1", "panel", "10", step="1"),
    an_aspect("B1.1", "pass_fail", "1"),
    days={"A2": 2},
)
IGNORE: dict[str, object] = {"judgement": {"missing": "ignore"}, "panel": {"missing": "ignore"}}


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=2, scheme=SMALL, rules=IGNORE)
    panel_signs(house, found)
    return found


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


def state(house: Database, trade: LockedTrade, aspect: str = "A1.1") -> str:
    with house.read() as session:
        return session.get_one(Sheet, trade.sheet("01", aspect)).state


def test_a_module_is_locked_and_unlocked_at_the_desk(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_marked(house, trade)
    assert "2 to sign" in chief.page
    for entry in trade.entries:
        sheet_signed(house, trade, entry=entry)
    assert "Lock A" in chief.page
    assert chief.post("locks", module="A", day="1").status_code == 303
    assert state(house, trade) == "locked"
    assert "Unlock A Day 1 …" in chief.page
    refused = chief.post("unlocks", module="A", day="1", reason="")
    assert (refused.status_code, "Give the reason" in refused.text) == (422, True)
    chief.post("unlocks", module="A", day="1", reason="Late finding.", asked_by="")
    assert state(house, trade) == "signed"


def test_a_signed_sheet_is_reopened_at_the_desk(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_marked(house, trade)
    sheet_signed(house, trade)
    assert "Reopen a signed sheet …" in chief.page
    sheet = trade.sheet("01", "A1.1")
    form = {"sheet": sheet, "reason": "A wrong jig.", "asked_by": trade.judges[0].code}
    assert chief.post("reopenings", **form).status_code == 303
    assert state(house, trade) == "open"
    assert chief.post("reopenings", **form).status_code == 409


def test_a_conflict_gets_a_second_round_and_both_are_shown(
    app: Flask, trade: LockedTrade, chief: Desk
) -> None:
    panel = a_panel(app, trade)
    for tablet, vote in zip(panel, "30", strict=True):
        tablet.mark("A1.1", vote)
    assert "Second round" in chief.page
    sheet, aspect = trade.sheet("01", "A1.1"), trade.aspects["A1.1"]
    assert chief.post(f"sheets/{sheet}/rounds", aspect=aspect).status_code == 303
    page = chief.page
    assert "not all votes are in" in page
    assert 'aria-label="Votes: 3, 0"' in page
    version = panel[0].sheet()["version"]
    panel[0].mark("A1.1", "2", base=version)
    assert 'aria-label="Votes: 2' not in chief.page
    panel[1].mark("A1.1", "2", base=version)
    assert 'aria-label="Votes: 2, 2"' in chief.page


def test_a_correction_is_answered_at_the_desk(
    app: Flask, house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_marked(house, trade)
    sheet_signed(house, trade, aspect="B1.1")
    tablet = a_panel(app, trade)[0]
    number = tablet.correct("B1.1", "0", "It fell off.").get_json()["number"]
    assert "It fell off." in chief.page
    assert chief.post(f"corrections/{number}", answer="decline", reason="").status_code == 422
    assert chief.post(f"corrections/{number}", answer="approve").status_code == 303
    assert tablet.cell("B1.1")["value"] == "0"
    assert chief.post(f"corrections/{number}", answer="approve").status_code == 409
    assert chief.post("corrections/99", answer="approve").status_code == 404


def test_an_absence_is_recorded_for_a_module_and_taken_back_for_a_sheet(
    trade: LockedTrade, chief: Desk
) -> None:
    answer = chief.post("absences", stack="A|1", seat="2", reason="Taken ill.")
    assert answer.status_code == 303
    assert chief.page.count("Wait again …") == 2
    sheet = trade.sheet("01", "A1.1")
    chief.post("absences", sheet=sheet, seat="2", reason="Back.", back="1")
    assert chief.page.count("Wait again …") == 1
    one = chief.post("absences", stack="A|2", entry=trade.entries["02"], seat="1", reason="Ill.")
    assert one.status_code == 303
    assert chief.page.count("Wait again …") == 2


def test_an_absence_is_told_to_the_panel_and_printed(
    app: Flask, trade: LockedTrade, chief: Desk
) -> None:
    sheet = trade.sheet("01", "A1.1")
    chief.post("absences", sheet=sheet, seat="2", reason="Taken ill.")
    (gone,) = a_panel(app, trade)[0].sheet()["away"]
    assert (gone["seat"], gone["reason"], gone["by"]["code"]) == (2, "Taken ill.", "1700")
    path = f"{chief.path}/sheets/{sheet}"
    assert "Taken ill." in chief.client.get(path).text
    chief.post("absences", sheet=sheet, seat="2", reason="Back.", back="1")
    assert a_panel(app, trade)[0].sheet()["away"] == []


def test_the_page_has_another_version_after_everything_that_it_shows(
    app: Flask, house: Database, trade: LockedTrade, chief: Desk
) -> None:
    seen = [chief.version]
    everything_marked(house, trade)
    seen.append(chief.version)
    put_name(house, trade, 1)
    seen.append(chief.version)
    put_name(house, trade, 2)
    seen.append(chief.version)
    a_panel(app, trade)[0].correct("A1.1", "3")
    seen.append(chief.version)
    assert len(set(seen)) == len(seen)
    assert chief.version == seen[-1]


ACTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("locks", {"module": "A", "day": "1"}),
    ("unlocks", {"module": "A", "day": "1", "reason": "x"}),
    ("reopenings", {"sheet": 1, "reason": "x"}),
    ("sheets/1/rounds", {"aspect": 1}),
    ("absences", {"sheet": 1, "seat": 1, "reason": "x"}),
    ("corrections/1", {"answer": "approve"}),
)


@pytest.mark.parametrize(("where", "form"), ACTS)
def test_only_the_chief_of_the_trade_does_these(
    app: Flask, house: Database, trade: LockedTrade, where: str, form: dict[str, object]
) -> None:
    other = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="18")
    for person in (trade.judges[0], other.chief, an_organiser(house)):
        assert Desk(signed_in(app, person), trade).post(where, **form).status_code == 403


@pytest.mark.parametrize(("where", "form"), ACTS)
def test_what_is_not_there_is_not_found(
    app: Flask, house: Database, trade: LockedTrade, where: str, form: dict[str, object]
) -> None:
    other = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="18")
    desk = Desk(signed_in(app, other.chief), other)
    wrong = {**form, "module": "Z"} if "module" in form else form
    number = trade.sheet("01", "A1.1")
    wrong = {**wrong, "sheet": number} if "sheet" in form else wrong
    assert desk.post(where.replace("sheets/1", f"sheets/{number}"), **wrong).status_code == 404
    if "sheet" in form:
        assert desk.post(where, **{**form, "sheet": "one"}).status_code == 404


def test_the_organiser_settles_who_signs(app: Flask, house: Database, trade: LockedTrade) -> None:
    desk = Desk(signed_in(app, an_organiser(house)), trade)
    assert desk.post("signing", signing="chief").status_code == 303
    assert desk.post("signing", signing="nobody").status_code == 404
    assert "Corrections asked for" not in desk.page
    desk.post("signing", signing="panel")
    everything_marked(house, trade)
    sheet_signed(house, trade)
    assert desk.post("signing", signing="chief").status_code == 409
    chief = Desk(signed_in(app, trade.chief), trade)
    assert chief.post("signing", signing="chief").status_code == 403


def test_a_number_that_no_table_holds_is_nothing_that_is_there(
    app: Flask, house: Database, chief: Desk
) -> None:
    big = "9" * 5000
    assert chief.post("absences", stack=f"A|{big}", seat="1", reason="r").status_code == 404
    assert chief.post("absences", stack="A|1", seat=big, reason="r").status_code == 404
    organiser = signed_in(app, an_organiser(house), "password")
    answer = organiser.post("/organise/trades/999/signing", data={"signing": "panel"})
    assert answer.status_code == 404


def test_an_absence_that_cannot_be_says_why_on_the_page(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    answer = chief.post("absences", stack="A|1", seat="9", reason="r")
    assert (answer.status_code, "This panel has the seats 1 to 2." in answer.text) == (422, True)
    everything_marked(house, trade)
    for entry in trade.entries:
        sheet_signed(house, trade, entry=entry, aspect="B1.1")
    answer = chief.post("absences", stack="B|1", seat="1", reason="r")
    assert (answer.status_code, "No sheet is open there." in answer.text) == (409, True)


def test_a_correction_is_read_in_words(
    app: Flask, house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_marked(house, trade)
    sheet_signed(house, trade, aspect="B1.1")
    sheet_signed(house, trade)
    tablet = a_panel(app, trade)[0]
    tablet.correct("B1.1", "0")
    tablet.correct("A1.1", "not_attempted")
    assert "Yes, met → No, not met" in chief.page
    assert "2 → Not attempted" in chief.page


def test_a_closed_sheet_still_says_who_was_absent(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_marked(house, trade)
    put_name(house, trade)
    chief.post("absences", stack="A|1", entry=trade.entries["01"], seat="2", reason="Ill.")
    assert state(house, trade) == "signed"
    absent = chief.page.partition('id="absent"')[2].partition("</ul>")[0]
    assert f"Person {trade.judges[1].code} Seat 2" in absent
    assert "Wait again" not in absent
