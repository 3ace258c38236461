"""Desk pages tell whoever sits on a panel nothing of votes that are not all in."""

import re
from typing import Any

import pytest
from flask import Flask

from competition.db import Database
from competition.scoring.values import Seat
from judging import dossier, panels, rounds
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    an_organiser,
    recorded,
)
from tests.flows.callers import Desk
from tests.judging.callers import Tablet
from tests.judging.test_remarks import remark

pytestmark = ANY_DATABASE
SMALL = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("A1.2", "count", "10", points="1"))
IGNORE: dict[str, Any] = {"judgement": {"missing": "ignore"}, "scale": None, "unresolved": "chief"}


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    """Give a trade in which the chief judge has the third seat and has not voted."""
    made = a_locked_trade(house, judges=2, entries=2, scheme=SMALL, rules=IGNORE)
    codes = (*(judge.code for judge in made.judges), made.chief.code)
    house.write(panels.seat, panels.Seating(made.id, "1", codes, ("A",), made.chief.id))
    return made


def votes(house: Database, trade: LockedTrade, given: str) -> None:
    recorded(house, [a_mark(trade, value=vote, judge=at) for at, vote in enumerate(given, 1)])


def test_the_rulings_page_names_no_spread_of_votes_that_are_not_all_in(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    here = f"/organise/trades/{trade.id}/rulings"
    chief = Desk(app, trade.chief.code)
    before = without_count(chief.page(here))
    votes(house, trade, "03")
    assert without_count(chief.page(here)) == before


def without_count(page: str) -> str:
    """Return *page* without how many lines it showed, which tells of no vote."""
    return re.sub(r'name="seen" value="[^"]*"', "", page)


def test_the_preview_of_rules_adds_up_no_votes_that_are_not_all_in(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    desk = Desk(app, an_organiser(house).code)
    here = f"/organise/trades/{trade.id}/rules/preview"
    before = desk.fill(here, {}).text
    votes(house, trade, "33")
    assert desk.fill(here, {}).text == before


def test_votes_count_at_the_desk_where_nobody_waits_for_the_one_that_is_missing(
    house: Database, trade: LockedTrade
) -> None:
    votes(house, trade, "33")
    away = rounds.NewAbsence(
        trade.id, (trade.sheet("01", "A1.1"),), Seat(3), "Taken ill.", trade.chief.id
    )
    with house.read() as session:
        assert dossier.shown_trade(session, trade.id).marks == ()
    house.write(rounds.excuse, away)
    with house.read() as session:
        (mark,) = dossier.shown_trade(session, trade.id).marks
    assert mark.votes == ("3", "3", None)


def test_a_seated_chief_reads_no_remark_beside_a_vote_that_is_pending(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    judge = Tablet(app, trade.judges[0], trade)
    sent = remark(judge, says="Untidy: a 1 for me.", aspect=trade.aspects["A1.1"]).get_json()
    measured = remark(judge, says="Four of ten.", aspect=trade.aspects["A1.2"])
    assert measured.status_code == 201
    here = f"/organise/trades/{trade.id}/remarks"
    photo = f"{here}/{sent['uuid']}/photo"
    chief, organiser = Desk(app, trade.chief.code), Desk(app, an_organiser(house).code)
    assert "Untidy" not in chief.page(here)
    assert "Four of ten." in chief.page(here)
    assert chief.client.get(photo).status_code == 404
    assert "Untidy" in organiser.page(here)
    votes(house, trade, "12")
    assert "Untidy" not in chief.page(here)
    third = a_mark(trade, value="1", judge=1, author=trade.chief.id, seat=3, device="d-3")
    recorded(house, [third])
    assert "Untidy" in chief.page(here)
