"""Equals that wait for a decision or a lot are named on the chief's desk before anybody signs."""

import re
from dataclasses import replace

from flask import Flask

from competition.db import Database
from competition.scoring.problems import Problem
from competition.scoring.standings import Row, Standings
from competition.scoring.values import Status
from judging.equals import Remembered
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_roster,
    a_scheme,
    an_aspect,
    enrolled,
    everything_marked,
    signed_in,
)
from tests.judging.callers import a_panel
from tests.judging.desks import Desk

SMALL = a_scheme(an_aspect("A1.1", "count", "10", points="1"))
AT_ONE_PLACE = Standings(
    [Row(code, Status.RANKED, None, place=1) for code in ("01", "02")],
    [Problem("tie-unresolved", "", code) for code in ("01", "02")],
    *([], [], [], []),
)


def a_trade_that(
    house: Database, unresolved: str, entries: int = 4, **rules: object
) -> LockedTrade:
    rules = {"unresolved": unresolved, **rules}
    return a_locked_trade(house, judges=1, entries=entries, scheme=SMALL, rules=rules)


def a_chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


def words(page: str, number: str, ends: str) -> str:
    """Return the words of the page between an id and what *ends* the part."""
    inside = page.partition(f'id="{number}"')[2].partition(ends)[0].partition(">")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inside)).strip()


def marked(app: Flask, trade: LockedTrade, *readings: str) -> None:
    panel = a_panel(app, trade)
    for at, reading in enumerate(readings, 1):
        assert panel[0].mark("A1.1", reading, entry=f"{at:02d}").status_code == 201


def test_ties_that_the_chief_decides_keep_the_button_back_and_are_named(
    app: Flask, house: Database
) -> None:
    trade = a_trade_that(house, "chief", entries=5)
    marked(app, trade, "9", "9", "5", "4", "4")
    desk = a_chief(app, trade)
    page = desk.page
    why = words(page, "why-not", "</ul>")
    assert why.startswith("2 ties wait for the chief judge's decision")
    assert "place 1: 01, 02; place 4: 04, 05" in why
    assert f"{desk.path}/rulings#ties-head" in page.partition('id="why-not"')[2]
    assert "2 ties wait" in words(page, "rulings", "</section>")
    assert "place 1: 01, 02" in words(page, "rulings", "</section>")
    assert "Ties 2" in words(page, "jumps", "</nav>")
    assert "Sign the marks …" not in page
    refused = desk.post("signature")
    assert (refused.status_code, "01, 02, 04, 05" in refused.text) == (409, True)


def test_once_they_are_decided_the_chief_may_sign(app: Flask, house: Database) -> None:
    trade = a_trade_that(house, "chief", entries=2)
    marked(app, trade, "9", "9")
    desk = a_chief(app, trade)
    version = desk.version
    form = {"form": "order", "at.01": "2", "at.02": "1", "reason": "By the earlier result."}
    assert desk.post("rulings", **form).status_code == 303
    page = desk.page
    assert desk.version != version
    assert "Ties 0" in words(page, "jumps", "</nav>")
    assert "Sign the marks …" in page
    assert desk.post("signature").status_code == 303


def test_what_changes_the_places_changes_who_is_equal(app: Flask, house: Database) -> None:
    trade = a_trade_that(house, "never", entries=3, ties=[{"key": "draw"}])
    marked(app, trade, "9", "9", "4")
    desk = a_chief(app, trade)
    assert "place 1: 01, 02" in desk.page
    (judge,) = a_panel(app, trade)
    assert judge.mark("A1.1", "4", base=1, entry="02").status_code == 201
    assert "place 2: 02, 03" in desk.page
    rows = a_roster(3)
    lots = [replace(row, columns=row.columns | {"lot"}, lot=at) for at, row in enumerate(rows, 1)]
    enrolled(house, trade.id, lots)
    assert "Ties 0" in words(desk.page, "jumps", "</nav>")
    enrolled(house, trade.id, [replace(row, lot=None) for row in lots])
    assert "Ties 1" in words(desk.page, "jumps", "</nav>")
    enrolled(house, trade.id, a_roster(3, status={"03": "withdrawn"}))
    assert "Ties 0" in words(desk.page, "jumps", "</nav>")


def test_a_trade_is_scored_once_for_each_of_its_versions() -> None:
    scored: list[int] = []
    remembered = Remembered()

    def looks(trade: int, version: int) -> list[int]:
        def score() -> Standings:
            scored.append(trade)
            return AT_ONE_PLACE

        assert [each.place for each in remembered.of(trade, version, score)] == [1]
        return scored

    assert looks(1, 7) == [1]
    assert looks(1, 7) == [1]
    assert looks(2, 7) == [1, 2]
    assert looks(1, 8) == [1, 2, 1]
    assert looks(1, 7) == [1, 2, 1, 1]


def test_where_a_lot_is_drawn_the_desk_says_so(app: Flask, house: Database) -> None:
    trade = a_trade_that(house, "never", entries=2)
    marked(app, trade, "9", "9")
    page = a_chief(app, trade).page
    assert "1 tie waits for a lot (place 1: 01, 02)." in words(page, "why-not", "</ul>")
    assert "enter it in the roster" in words(page, "rulings", "</section>")


def test_before_everything_is_marked_nobody_knows_who_is_equal(app: Flask, house: Database) -> None:
    trade = a_trade_that(house, "chief", entries=3)
    marked(app, trade, "9", "9")
    page = a_chief(app, trade).page
    assert "Ties –" in words(page, "jumps", "</nav>")
    assert words(page, "why-not", "</ul>") == "1 aspect left to mark"


def test_equals_that_share_their_place_wait_for_nobody(app: Flask, house: Database) -> None:
    trade = a_trade_that(house, "shared", entries=2)
    everything_marked(house, trade)
    page = a_chief(app, trade).page
    assert "Ties" not in words(page, "jumps", "</nav>")
    assert "Sign the marks …" in page
