"""Judges are added with whom they belong with, and nobody says "no conflict" of the unknown."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from competition.db import Database
from competition.programme.models import Trade
from competition.scoring.values import Tie
from judging import avoidance, newcomers, schemes, ties
from judging.avoidance import TiesOf
from judging.newcomers import SurplusColumns
from judging.ties import Avoiding, NewTies
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_roster,
    a_scheme,
    a_trade,
    an_aspect,
    an_organiser,
    enrolled,
    signed_in,
)
from tests.flows.callers import Desk

SMALL = a_scheme(an_aspect("A1.1", "pass_fail", "1"))


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def trade(house: Database) -> int:
    """Return a trade with four entries of the delegations D1 to D4, before anybody judges."""
    number = a_trade(house)
    enrolled(house, number, a_roster(4))
    house.write(schemes.store, schemes.NewScheme(number, SMALL, "x.xlsx", [], None))
    return number


def said(database: Database, trade: int) -> list[tuple[str, str]]:
    """Return delegation and unit of each judge of whom something is said, by account."""
    with database.read() as session:
        found = avoidance.ties_of(session, trade)
        return [(each.delegation, each.unit) for _, each in sorted(found.items())]


def unknown(database: Database, trade: int) -> tuple[int, list[str]]:
    """Return how many judges are seated, and the codes of those nothing is known of."""
    with database.read() as session:
        found = avoidance.seats(session, trade)
        return found.judges, [judge.code for judge in found.unknown]


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("J1", ("J1", {"en": "J1"}, "", "")),
        ("J1, 王芳", ("J1", {"zh": "王芳"}, "", "")),
        (
            "J1\t王芳\tWang Fang\tGZ\tGree 电器",
            ("J1", {"zh": "王芳", "en": "Wang Fang"}, "GZ", "Gree 电器"),
        ),
        ("J1，，Wang Fang，，Gree", ("J1", {"en": "Wang Fang"}, "", "Gree")),
        ("J1,,,GZ,", ("J1", {"en": "J1"}, "GZ", "")),
        ("J1,王芳,Wang Fang,GZ,Gree,,", ("J1", {"zh": "王芳", "en": "Wang Fang"}, "GZ", "Gree")),
    ],
)
def test_a_line_names_a_judge_and_whom_they_belong_with(
    line: str, expected: tuple[str, dict[str, str], str, str]
) -> None:
    (found,) = newcomers.read(f"\n{line}\n , \n")
    assert (found.line, found.code) == (2, expected[0])
    assert (found.names, found.delegation, found.unit) == expected[1:]


def test_a_line_with_a_sixth_column_is_refused_by_its_number() -> None:
    with pytest.raises(SurplusColumns) as refused:
        newcomers.read("J1,王芳\nJ2,韦国梁,Wei, Guoliang,GZ,Gree")
    assert str(refused.value).startswith("Line 2 (J2) has 6 columns.")


def test_what_is_said_with_a_new_judge_keeps_them_from_marking_their_own(
    desk: Desk, house: Database, trade: int
) -> None:
    here = f"/organise/trades/{trade}"
    lines = "J1,王芳,Wang Fang,D3,\nJ2,韦国梁,,,Gree\nJ3"
    answer = desk.fill(f"{here}/judges", {"judges": lines})
    assert answer.status_code == 201
    assert said(house, trade) == [("D3", ""), ("", "Gree")]
    refused = desk.fill(f"{here}/panels", {"panel": "1", "judges": "J1", "modules": ["A"]})
    assert (refused.status_code, "J1 → 03" in refused.text) == (409, True)
    seats = {"panel": "1", "judges": "J2 J3", "modules": ["A"]}
    assert desk.fill(f"{here}/panels", seats).status_code == 303
    assert unknown(house, trade) == (2, ["J3"])


def test_a_delegation_that_is_not_there_is_named_and_nobody_is_added(
    desk: Desk, house: Database, trade: int
) -> None:
    here = f"/organise/trades/{trade}"
    answer = desk.fill(f"{here}/judges", {"judges": "J1,王芳,,D3,\nJ2,韦国梁,,XX,Gree"})
    assert answer.status_code == 422
    text = plain(answer.text)
    assert "Line 2 (J2): there is no delegation with the code XX in this competition." in text
    assert "J2,韦国梁,,XX,Gree" in answer.text
    assert said(house, trade) == []
    # Nobody was added: both codes are free.
    assert desk.fill(f"{here}/judges", {"judges": "J1\nJ2"}).status_code == 201


def test_a_program_is_told_the_refusal(desk: Desk, trade: int) -> None:
    answer = desk.client.post(
        f"/organise/trades/{trade}/judges",
        data={"judges": "J1,,,XX"},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (422, "unknown-home")


def test_a_judge_may_belong_with_a_delegation_that_has_no_entry_here(
    desk: Desk, house: Database, trade: int
) -> None:
    with house.read() as session:
        competition = session.get_one(Trade, trade).competition_id
    other = a_trade(house, competition, code="18")
    here = f"/organise/trades/{other}"
    assert desk.fill(f"{here}/judges", {"judges": "J1,,,D3"}).status_code == 201
    page = desk.page(f"{here}/avoidance")
    assert re.search(r'<option value="D3" selected>', page)


@pytest.fixture
def staged(house: Database) -> LockedTrade:
    """Return a trade with two seated judges of whom nothing is said."""
    return a_locked_trade(house, judges=2, entries=2, scheme=SMALL)


def tell(database: Database, trade: LockedTrade, seat: int, delegation: str, unit: str) -> None:
    told = TiesOf(trade.judges[seat - 1].id, delegation, unit, ())
    database.write(ties.tell, NewTies(trade.id, (told,), trade.chief.id))


def test_of_judges_nothing_is_known_of_nobody_says_that_they_have_no_conflict(
    desk: Desk, house: Database, staged: LockedTrade
) -> None:
    here = f"/organise/trades/{staged.id}"
    first, second = (judge.code for judge in staged.judges)
    both = f"Nothing is known of 2 judges' delegation or unit: {first}"
    for page in ("chief", "avoidance", "panels"):
        text = plain(desk.page(f"{here}/{page}")).replace("&#39;", "'")
        assert both in text
        assert "No judge marks their own." not in text
    assert f"Delegation or unit is not known of: {first}, {second}." in plain(desk.page(here))
    tell(house, staged, 1, "", "Gree")
    for page in ("chief", "avoidance"):
        text = plain(desk.page(f"{here}/{page}")).replace("&#39;", "'")
        assert "1 judge of whom it is known marks none of their own." in text
        assert f"Nothing is known of 1 judge's delegation or unit: {second}" in text
    tell(house, staged, 2, "", "independent")
    for page in ("chief", "avoidance"):
        text = plain(desk.page(f"{here}/{page}"))
        assert "No judge marks their own." in text
        assert "delegation or unit" not in text
    assert "not known of" not in desk.page(here)


@pytest.mark.parametrize(
    ("avoided", "silent"),
    [
        ({Tie.DELEGATION, Tie.UNIT}, ["J2"]),
        ({Tie.DELEGATION, Tie.COACH}, ["J2"]),
        ({Tie.UNIT}, ["J1", "J2"]),
        ({Tie.COACH}, []),
        (set(), []),
    ],
)
def test_what_is_not_avoided_need_not_be_known(
    desk: Desk, house: Database, trade: int, avoided: set[Tie], silent: list[str]
) -> None:
    here = f"/organise/trades/{trade}"
    desk.fill(f"{here}/judges", {"judges": "J1,,,D1\nJ2"})
    house.write(ties.settle, Avoiding(trade, frozenset(avoided), an_organiser(house, "o2").id))
    enrolled(house, trade, [replace(a_roster(1)[0], status="withdrawn")])
    seats = {"panel": "1", "judges": "J1 J2", "modules": ["A"]}
    assert desk.fill(f"{here}/panels", seats).status_code == 303
    assert unknown(house, trade) == (2, silent)


def test_missing_ties_keep_nobody_from_going_on(desk: Desk, trade: int) -> None:
    here = f"/organise/trades/{trade}"
    desk.fill(f"{here}/judges", {"judges": "J1"})
    desk.fill(f"{here}/panels", {"panel": "1", "judges": "J1", "modules": ["A"]})
    page = plain(desk.page(here))
    assert re.search(r"Judges Delegation or unit is not known of: J1\. Done", page)
    assert desk.fill(f"{here}/scheme/lock", {"accept_warnings": "1"}).status_code == 303


def test_before_anybody_sits_nobody_says_that_there_is_no_conflict(
    desk: Desk, house: Database, trade: int
) -> None:
    page = desk.page(f"/organise/trades/{trade}/avoidance")
    assert "No judge sits on a panel that marks something yet." in page
    house.write(ties.settle, Avoiding(trade, frozenset(), an_organiser(house, "o2").id))
    page = desk.page(f"/organise/trades/{trade}/avoidance")
    assert "In this trade judges need not avoid anybody." in page


def test_a_program_is_told_the_pins_of_those_who_were_added_before_a_refusal(
    app: Flask, house: Database, trade: int
) -> None:
    client = signed_in(app, an_organiser(house))
    client.environ_base["HTTP_ACCEPT"] = "application/json"
    path = f"/organise/trades/{trade}/judges"
    assert client.post(path, data={"judges": "J1"}).status_code == 201
    refused = client.post(path, data={"judges": "J2\nJ1\nJ3"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "code-taken")
    assert list(refused.get_json()["pins"]) == ["J2"]
