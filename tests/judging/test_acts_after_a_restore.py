"""What was decided on a ledger that was lost is not done: neither at tablets nor at the desk."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from competition.db import Database
from judging import acts, ledger_statements, rulings
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    everything_marked,
    panel_signs,
    sheet_signed,
    signed_in,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import DRAWN, SMALL, Checker, a_checker, asks_for, protest
from tests.judging.desks import Desk

OTHER = "ab" * 32
"""The hash of a line that another ledger had."""


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=1, scheme=SMALL)
    panel_signs(house, found)
    everything_marked(house, found)
    return found


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.fixture
def checker(app: Flask, house: Database, trade: LockedTrade) -> Checker:
    asks_for(house, trade, checking="aloud")
    return a_checker(app, house, trade)


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


def stands(database: Database, trade: LockedTrade) -> list[object]:
    """Return where everything that is kept of *trade* ends."""
    with database.read() as session:
        lines = ledger_statements.head(session.connection(), trade.id)
        return [lines, acts.head(session, trade.id), rulings.head(session, trade.id)]


def refused_then_done(
    database: Database, tablet: Tablet, where: str, said: dict[str, Any], seen: dict[str, Any]
) -> None:
    """Do something at a tablet by another ledger's sheet, then by the one that is *seen*."""
    before = stands(database, tablet.trade)
    document = {"version": seen["version"], **said}
    lost = tablet.client.post(where, json={**document, "head": OTHER})
    assert (lost.status_code, lost.get_json()["code"]) == (409, "ledger-lost")
    assert stands(database, tablet.trade) == before
    done = tablet.client.post(where, json={**document, "head": seen["head"]})
    assert done.status_code == 201, done.text
    assert stands(database, tablet.trade) != before


def test_nobody_signs_what_another_ledger_said(house: Database, panel: list[Tablet]) -> None:
    sheet = panel[0].sheet()
    where = f"/judging/sheets/{sheet['id']}/signature"
    refused_then_done(house, panel[0], where, {"device": "d-1"}, sheet)


def test_who_says_no_line_signs_as_before(panel: list[Tablet]) -> None:
    assert panel[0].sign().status_code == 201


def test_a_sheet_that_has_moved_on_in_this_ledger_has_moved(panel: list[Tablet]) -> None:
    seen = panel[0].sheet()
    panel[0].mark("A1.2", "3", base=seen["version"])
    answer = panel[0].sign(version=seen["version"], head=seen["head"])
    assert (answer.status_code, answer.get_json()["code"]) == (409, "sheet-moved")


def test_nobody_objects_to_what_another_ledger_said(house: Database, checker: Checker) -> None:
    said = {"device": "d-9", "aspect": checker.trade.aspects["A1.2"], "reason": "It says 5."}
    seen = checker.read()
    refused_then_done(house, checker, f"{checker.path}/objections", said, seen)


def test_a_check_is_of_this_ledger(house: Database, checker: Checker) -> None:
    refused_then_done(house, checker, checker.path, {"device": "d-9"}, checker.read())


def test_no_value_is_kept_against_an_objection_that_was_lost(
    house: Database, checker: Checker, panel: list[Tablet]
) -> None:
    number = checker.object_to("A1.2").get_json()["number"]
    said = {"device": "d-1", "objection": number, "reason": "Counted again."}
    sheet = panel[0].sheet()
    where = f"/judging/sheets/{sheet['id']}/replies"
    refused_then_done(house, panel[0], where, said, sheet)


@pytest.mark.parametrize(
    ("where", "said"),
    [("confirmation", {"strokes": DRAWN}), ("protests", {"reason": "The link did work."})],
)
def test_the_competitor_speaks_of_this_ledger(
    house: Database, trade: LockedTrade, panel: list[Tablet], where: str, said: dict[str, Any]
) -> None:
    asks_for(house, trade, confirming="competitor")
    sheet = panel[0].sheet()
    address = f"/judging/sheets/{sheet['id']}/{where}"
    refused_then_done(house, panel[0], address, {"device": "d-1", **said}, sheet)


def test_no_correction_is_asked_for_of_what_another_ledger_said(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    sheet_signed(house, trade)
    said = {"aspect": trade.aspects["A1.2"], "value": "7", "reason": "Misread.", "device": "d-1"}
    sheet = panel[0].sheet()
    refused_then_done(house, panel[0], f"/judging/sheets/{sheet['id']}/corrections", said, sheet)


def test_no_panel_votes_again_for_votes_that_were_lost(house: Database, app: Flask) -> None:
    trade = a_locked_trade(house, judges=2, entries=1, scheme=SMALL)
    leader, other = a_panel(app, trade)
    leader.mark("A1.1", "3")
    other.mark("A1.1", "0")
    sheet = leader.sheet()
    said = {"aspect": trade.aspects["A1.1"], "number": 2}
    refused_then_done(house, leader, f"/judging/sheets/{sheet['id']}/rounds", said, sheet)


def seen_at(client: FlaskClient, path: str) -> str:
    """Return what a page says that it showed: the same in every form of it."""
    told = re.findall(r'name="seen" value="([^"]*)"', client.get(path).text)
    assert len(set(told)) == 1
    return str(told[0])


def another(seen: str) -> str:
    """Return what a page says that showed as many lines of another ledger."""
    return f"{seen.rpartition('-')[0]}-{OTHER[:16]}"


def is_refused(answer: TestResponse) -> bool:
    return answer.status_code == 409 and "put back from a backup" in answer.text


def test_no_correction_is_approved_that_another_ledger_had(
    house: Database, trade: LockedTrade, panel: list[Tablet], chief: Desk
) -> None:
    sheet_signed(house, trade)
    number = panel[0].correct("A1.2", "7").get_json()["number"]
    where, seen = f"corrections/{number}", seen_at(chief.client, f"{chief.path}/chief")
    before = stands(house, trade)
    assert is_refused(chief.post(where, answer="approve", seen=another(seen)))
    assert stands(house, trade) == before
    panel[1].correct("A1.1", "3")
    assert chief.post(where, answer="approve", seen=seen).status_code == 303
    assert panel[0].cell("A1.2")["value"] == "7"


def test_a_page_of_more_than_there_is_does_nothing(
    house: Database, trade: LockedTrade, panel: list[Tablet], chief: Desk
) -> None:
    asks_for(house, trade, confirming="competitor")
    number = protest(panel[0]).get_json()["number"]
    seen = seen_at(chief.client, f"{chief.path}/chief")
    lines, _, rest = seen.partition("-")
    said = {"outcome": "dismissed", "reason": "It did not."}
    longer = f"{int(lines) + 1}-{rest}"
    for wrong in (longer, another(seen), "9" * 30, "x"):
        assert is_refused(chief.post(f"protests/{number}", **said, seen=wrong))
    assert chief.post(f"protests/{number}", **said, seen=seen).status_code == 303


def test_no_ruling_is_made_or_withdrawn_by_what_was_lost(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    path = f"/organise/trades/{trade.id}/rulings"
    ruling = {"form": "penalty", "entry": "01", "scope": "event", "takes": "points"}
    ruling |= {"points": "1", "reason": "Late."}
    seen = seen_at(chief.client, path)
    assert is_refused(chief.post("rulings", **ruling, seen=another(seen)))
    assert chief.post("rulings", **ruling, seen=seen).status_code == 303
    seen = seen_at(chief.client, path)
    before = stands(house, trade)
    assert is_refused(chief.post("rulings/1/withdrawal", reason="No.", seen=another(seen)))
    assert stands(house, trade) == before
    assert chief.post("rulings/1/withdrawal", reason="No.", seen=seen).status_code == 303


def test_every_form_that_changes_marks_says_what_its_page_showed(
    house: Database, trade: LockedTrade, panel: list[Tablet], chief: Desk
) -> None:
    asks_for(house, trade, checking="none", confirming="competitor")
    protest(panel[0])
    for page in ("chief", "rulings"):
        text = chief.client.get(f"{chief.path}/{page}").text
        forms = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', text, re.DOTALL)
        ours = [each for each in forms if f"/organise/trades/{trade.id}/" in each]
        # To suspend is right whatever was lost.
        bare = [each for each in ours if 'name="seen"' not in each and "/suspensions" not in each]
        assert ours
        assert bare == []


def test_the_chiefs_page_is_drawn_anew_when_the_server_was_started_anew(
    app: Flask, chief: Desk
) -> None:
    before = chief.version
    app.extensions["epoch"] = "another"
    assert chief.version != before
