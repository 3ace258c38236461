"""What the public reads of a person: their trade, their team, and what their result brought."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from competition.db import Database
from competition.registration.models import Entry
from scoreboard import results
from tests.builders import (
    ANY_DATABASE,
    a_locked_trade,
    a_roster,
    an_organiser,
    enrolled,
    settle,
)
from tests.scoreboard.intakes import a_file, published, said, taken_in
from tests.scoreboard.intakes import signed as signed_by_a_chief

RULES: dict[str, object] = {"team": {"kind": "sum", "best": 1}, "scale": None}
POINTS = {"01": ("90",), "02": ("80",), "03": ("70",)}
MEMBERS = {"01": {"team": "T1"}, "02": {"team": "T1"}, "03": {"team": "T2"}}
TEAMS = [
    {"code": "T1", "names": {"en": "First team"}, "delegation": "GZ"},
    {"code": "T2", "names": {"en": "Second team"}},
]
SUMMED = a_file(RULES, POINTS, MEMBERS, teams=TEAMS)
pytestmark = ANY_DATABASE


@pytest.fixture(autouse=True)
def _by_hand(app: Flask) -> None:
    """Let nobody push but the test itself."""
    app.extensions["publisher"].stop()


def number(house: Database, trade: int, code: str) -> int:
    """Return the number of the entry *code*."""
    with house.read() as session:
        return session.scalars(
            select(Entry.id).where(Entry.trade_id == trade, Entry.code == code)
        ).one()


def page(app: Flask, path: str, status: int = 200) -> str:
    """Return the text of a page in English, once everything that moved has been looked at."""
    settle(app.extensions["database"])
    while app.extensions["publisher"].publish_due() < 1:
        pass
    app.extensions["overview"].publish_due()
    answer = app.test_client().get(f"{path}?lang=en")
    assert answer.status_code == status
    return said(answer.text)


def person(app: Flask, house: Database, trade: int, code: str) -> str:
    """Return the text of the page of the entry *code*."""
    return page(app, f"/people/{number(house, trade, code)}")


def test_a_member_of_a_summed_team_has_the_teams_place_and_its_own_marks(
    app: Flask, house: Database
) -> None:
    trade = published(house, SUMMED)
    text = person(app, house, trade, "02")
    assert "Team First team" in text
    assert "Place 1 Total 90.00" in text
    assert "Module A 80.00 90.00 100" in text
    assert "Provisional" in text
    assert "stand here when the result is public" not in text


def test_before_the_result_a_member_has_a_team_and_no_state_of_a_result(
    app: Flask, house: Database
) -> None:
    trade = taken_in(house, SUMMED)
    text = person(app, house, trade, "02")
    assert "Team First team" in text
    assert "stand here when the result is public" in text


def test_members_of_a_frozen_team_stay_what_they_were(app: Flask, house: Database) -> None:
    trade = taken_in(house, SUMMED)
    by = signed_by_a_chief(house, trade)
    page(app, "/")
    assert app.extensions["curtain"].close([trade], by.id) == [None]
    before = person(app, house, trade, "02")
    assert "Competitor 02" in before
    assert "Team First team" in before
    house.write(results.publish, results.Publishing(trade, "provisional", by.id))
    assert person(app, house, trade, "02") == before
    with house.read() as session:
        competition = session.get_one(Entry, 1).trade_id
    assert "Competitor 01" in page(app, f"/boards/{competition}/delegations/GZ")


def test_a_team_names_its_members(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, entries=1)
    (row,) = a_roster(1)
    enrolled(house, trade.id, [replace(row, members=("甲", "乙"))])
    assert "Members 甲 · 乙" in person(app, house, trade.id, "01")
    by = an_organiser(house).id
    page(app, "/")
    assert app.extensions["curtain"].close([trade.id], by) == [None]
    enrolled(house, trade.id, [replace(row, members=("丙", "丁"))])
    assert "Members 甲 · 乙" in person(app, house, trade.id, "01")


def test_a_frozen_person_stays_with_the_delegation_of_the_picture(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house, entries=2)
    by = an_organiser(house).id
    page(app, "/")
    assert app.extensions["curtain"].close([trade.id], by) == [None]
    before = person(app, house, trade.id, "01")
    assert "Delegation 1" in before
    first, second = a_roster(2)
    moved = replace(first, delegation="QZ", delegation_names={"en": "Moved away"})
    enrolled(house, trade.id, [moved, second])
    assert person(app, house, trade.id, "01") == before
