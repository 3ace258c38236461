"""Votes too far apart that the panel has seen are given anew together, and in no other way."""

import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from competition.db import Database
from judging import plan as plans
from judging.refused import VotesApart
from judging.voting import Voting
from tests.builders import LockedTrade, a_locked_trade, a_mark, recorded
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import SMALL, again
from tests.judging.ledgers import count, standing


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, judges=3, entries=1, scheme=SMALL)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


def votes(panel: list[Tablet], given: str) -> None:
    for tablet, vote in zip(panel, given, strict=True):
        assert seen(tablet, vote).status_code == 201


def seen(tablet: Tablet, vote: str) -> TestResponse:
    """Vote on A1.1 as somebody does who sees the sheet as it is now."""
    return tablet.mark("A1.1", vote, base=tablet.sheet()["version"])


def test_nobody_mends_a_spread_alone_once_it_is_seen(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    votes(panel, "013")
    answer = seen(panel[2], "1")
    assert answer.status_code == 409
    found = answer.get_json()
    assert found.pop("detail")
    aspect = trade.aspects["A1.1"]
    assert found == {"code": "votes-apart", "aspect": aspect, "yours": "1", "theirs": "3"}
    assert standing(house, trade) == {1: "0", 2: "1", 3: "3"}


def test_a_vote_of_a_spread_is_not_taken_back_either(panel: list[Tablet]) -> None:
    votes(panel, "013")
    assert seen(panel[2], "").get_json()["code"] == "votes-apart"


def test_the_second_round_keeps_what_was_voted_before(panel: list[Tablet]) -> None:
    votes(panel, "013")
    assert again(panel[0]).status_code == 201
    votes(panel, "111")
    aspect = panel[1].sheet()["aspects"][0]
    assert (aspect["rounds"], aspect["cell"]["votes"]) == ([["0", "1", "3"]], ["1", "1", "1"])


def test_votes_that_agree_may_be_changed_until_they_are_signed(panel: list[Tablet]) -> None:
    votes(panel, "112")
    assert seen(panel[2], "1").status_code == 201
    assert seen(panel[0], "2").status_code == 201


def test_a_change_from_before_the_votes_were_seen_is_taken_whenever_it_comes(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    base = panel[0].sheet()["version"]
    votes(panel, "013")
    assert panel[0].mark("A1.1", "1", base=base).status_code == 201
    assert standing(house, trade) == {1: "1", 2: "1", 3: "3"}


def test_who_has_seen_a_spread_waits_also_when_an_older_change_comes_between(
    panel: list[Tablet],
) -> None:
    votes(panel, "013")
    saw = panel[1].sheet()["version"]
    panel[0].mark("A1.1", "1", base=0)
    assert panel[1].mark("A1.1", "2", base=saw).get_json()["code"] == "votes-apart"


def test_a_change_from_before_the_votes_parted_is_taken(panel: list[Tablet]) -> None:
    votes(panel, "222")
    base = panel[0].sheet()["version"]
    assert seen(panel[2], "0").status_code == 201
    assert panel[0].mark("A1.1", "1", base=base).status_code == 201


def test_a_repeated_vote_of_a_spread_is_answered_as_it_was(
    house: Database, panel: list[Tablet]
) -> None:
    panel[0].mark("A1.1", "0")
    panel[1].mark("A1.1", "1")
    same = {"uuid": str(uuid.uuid4()), "sequence": 7}
    first = panel[2].mark("A1.1", "3", **same).get_json()
    answer = panel[2].mark("A1.1", "3", **same)
    assert (answer.status_code, answer.get_json()["line"]) == (200, first["line"])
    assert count(house) == 3


def test_a_vote_that_was_refused_stays_so_when_the_network_brings_it_again(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    votes(panel, "111")
    base = panel[0].sheet()["version"]
    assert panel[0].mark("A1.1", "3", base=base, sequence=7).status_code == 201
    same = {"uuid": str(uuid.uuid4()), "base": panel[1].sheet()["version"], "sequence": 9}
    assert panel[1].mark("A1.1", "0", **same).get_json()["code"] == "votes-apart"
    # The next tap of the first judge, who had not seen the others: the votes are together again.
    assert panel[0].mark("A1.1", "1", base=base, sequence=8).status_code == 201
    answer = panel[1].mark("A1.1", "0", **same)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "refused-before")
    assert standing(house, trade) == {1: "1", 2: "1", 3: "1"}
    assert seen(panel[1], "0").status_code == 201


def test_a_spread_that_is_recorded_in_the_same_commit_counts_too(
    house: Database, trade: LockedTrade
) -> None:
    with house.read() as session:
        plan = plans.read(session, trade.id)
    assert plan is not None
    rule = plan.modules[0].aspects[0].rule
    how: dict[str, Any] = {"voting": Voting(rule, 3, plan.rules)}
    given = [a_mark(trade, value=vote, judge=at, **how) for at, vote in enumerate("013", 1)]
    with pytest.raises(VotesApart):
        recorded(house, [*given, a_mark(trade, value="1", judge=3, base=3, sequence=2, **how)])


def test_an_aspect_whose_votes_are_apart_holds_up_no_other(panel: list[Tablet]) -> None:
    votes(panel, "013")
    assert panel[0].mark("A1.2", "4", base=panel[0].sheet()["version"]).status_code == 201
