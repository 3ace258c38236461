"""The pages of the re-check: the chief draws, a judge of another panel goes through the sheets."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.access import Role
from competition.db import Database
from competition.scoring import recheck
from competition.scoring.recheck import Sizes
from tests.builders import (
    EVERY_KIND,
    LockedTrade,
    Somebody,
    a_locked_trade,
    an_organiser,
    everything_marked,
    signed_in,
    somebody,
)

RULES: dict[str, object] = {"recheck": {"top": 1, "sample": "0.5"}}


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=2, scheme=EVERY_KIND, rules=RULES)
    everything_marked(house, found)
    return found


def desk(app: Flask, person: Somebody) -> FlaskClient:
    """Return a browser that asks for pages in English."""
    found = signed_in(app, person)
    found.set_cookie("language", "en")
    found.environ_base["HTTP_ACCEPT"] = "text/html"
    return found


def test_the_seed_and_all_that_it_draws_from_is_there_for_anybody(
    app: Flask, trade: LockedTrade
) -> None:
    path = f"/organise/trades/{trade.id}/recheck"
    chief = desk(app, trade.chief)
    assert "Draw who is checked again" in chief.get(path).text
    assert chief.post(path).status_code == 303
    refused = chief.post(path)
    assert (refused.status_code, "drawn already" in refused.text) == (409, True)
    told = chief.get(path, headers={"Accept": "application/json"}).get_json()
    draw = told["draw"]
    found = recheck.drawn(draw["seed"], draw["ranking"], Sizes(1, 1))
    assert [list(found.top), list(found.sample)] == [draw["top"], draw["sample"]]
    assert draw["seed"] in chief.get(path).text
    assert told["left"] == 6


def test_a_judge_of_the_trade_checks_a_sheet_and_tells_a_difference(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    path = f"/organise/trades/{trade.id}/recheck"
    chief = desk(app, trade.chief)
    chief.post(path)
    checker = desk(app, somebody(house, "other", Role.JUDGE, trade.id))
    assert "not checked yet" in checker.get(path).text
    sheet, aspect = trade.sheet("01", "B1.1"), trade.aspects["B1.1"]
    page = checker.get(f"{path}/sheets/{sheet}").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    form = {"version": version, f"found.{aspect}.0": "80.1", f"reason.{aspect}.0": ""}
    assert checker.post(f"{path}/sheets/{sheet}", data=form).status_code == 422
    form[f"reason.{aspect}.0"] = "Read the other line."
    assert checker.post(f"{path}/sheets/{sheet}", data=form).status_code == 303
    assert "waits for the chief judge" in checker.get(path).text
    page = chief.get(f"/organise/trades/{trade.id}/chief").text
    assert "Read the other line." in page
    assert "1 difference waits for an answer" in page
    other = trade.sheet("01", "C1.1")
    page = checker.get(f"{path}/sheets/{other}").text
    assert "all right" in page
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert checker.post(f"{path}/sheets/{other}", data={"version": version}).status_code == 303
    assert "as recorded" in checker.get(path).text


def test_whoever_marked_sees_that_the_sheet_is_for_somebody_else(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    path = f"/organise/trades/{trade.id}/recheck"
    desk(app, trade.chief).post(path)
    judge = desk(app, trade.judges[0])
    assert "for somebody else" in judge.get(path).text
    sheet = trade.sheet("01", "A1.1")
    assert judge.get(f"{path}/sheets/{sheet}").status_code == 403
    assert judge.post(f"{path}/sheets/{sheet}", data={"version": "1"}).status_code == 403
    organiser = desk(app, an_organiser(house))
    assert "Somebody else checks this sheet." in organiser.get(f"{path}/sheets/{sheet}").text
    assert organiser.post(f"{path}/sheets/{sheet}", data={"version": "1"}).status_code == 403


def test_only_the_chief_draws_and_only_people_of_the_trade_look(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    path = f"/organise/trades/{trade.id}/recheck"
    for person in (trade.judges[0], an_organiser(house)):
        assert desk(app, person).post(path).status_code == 403
    other = a_locked_trade(house, judges=1, entries=1, code="18")
    assert desk(app, other.judges[0]).get(path).status_code == 403
    chief = desk(app, other.chief)
    assert "ask for no re-check" in chief.get(f"/organise/trades/{other.id}/recheck").text
    missing = chief.get(f"/organise/trades/{other.id}/recheck/sheets/{trade.sheet('01', 'A1.1')}")
    assert missing.status_code == 404


def test_what_is_not_a_version_or_not_there_is_not_found(app: Flask, trade: LockedTrade) -> None:
    path = f"/organise/trades/{trade.id}/recheck"
    chief = desk(app, trade.chief)
    assert chief.post(f"{path}/sheets/1", data={"version": "one"}).status_code == 404
    assert chief.post(f"{path}/sheets/9999", data={"version": "1"}).status_code == 404
