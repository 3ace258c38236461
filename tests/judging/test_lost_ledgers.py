"""What a mark was decided on is known again, and told from the same version of a lost ledger."""

import pytest
from flask import Flask

from competition.db import Database
from tests.builders import ANY_DATABASE, a_locked_trade
from tests.judging.callers import Tablet, a_panel

OTHER = "ab" * 32
"""The hash of a line that another ledger had."""


@pytest.fixture
def panel(app: Flask, house: Database) -> list[Tablet]:
    return a_panel(app, a_locked_trade(house, judges=2, entries=1))


@ANY_DATABASE
def test_a_sheet_and_a_receipt_tell_a_version_by_the_hash_of_its_line(panel: list[Tablet]) -> None:
    assert panel[0].sheet()["head"] == ""
    receipt = panel[0].mark("A1.2", "1").get_json()
    assert panel[1].sheet()["head"] == receipt["head"] != ""
    later = panel[1].mark("A1.1", "2").get_json()
    assert panel[0].sheet()["head"] == later["head"] != receipt["head"]


def test_a_repeat_is_told_the_hash_of_its_own_line(panel: list[Tablet]) -> None:
    letter = panel[0].letter("A1.2", "1")
    first, _, again = (
        panel[0].send(each).get_json()["answers"][0]["body"]
        for each in (letter, panel[0].letter("A2.1", "3"), letter)
    )
    assert (first["version"], first["head"]) == (again["version"], again["head"])


@ANY_DATABASE
def test_a_mark_decided_on_another_ledger_overwrites_nothing(panel: list[Tablet]) -> None:
    standing = panel[0].mark("A1.2", "1").get_json()
    panel[0].mark("A2.1", "3")
    answer = panel[1].mark("A1.2", "0", base=2, head=OTHER)
    told = answer.get_json()
    assert (answer.status_code, told["code"], told["lost"]) == (409, "stale-mark", True)
    assert (told["theirs"], told["yours"]) == ("1", "0")
    assert (told["version"], told["head"]) == (standing["version"], standing["head"])
    again = panel[1].mark("A1.2", "0", base=told["version"], head=told["head"])
    assert again.status_code == 201


@ANY_DATABASE
def test_a_mark_decided_on_this_ledger_replaces_what_its_judge_saw(panel: list[Tablet]) -> None:
    panel[0].mark("A1.2", "1")
    sheet = panel[1].sheet()
    panel[0].mark("A2.1", "3")
    answer = panel[1].mark("A1.2", "0", base=sheet["version"], head=sheet["head"])
    assert answer.status_code == 201
    moved = panel[0].mark("A1.2", "1", base=sheet["version"], head=sheet["head"], device="other")
    assert (moved.status_code, "lost" in moved.get_json()) == (409, False)


def test_where_nothing_stands_a_mark_of_another_ledger_is_taken(panel: list[Tablet]) -> None:
    panel[0].mark("A2.1", "3")
    assert panel[1].mark("A1.2", "0", base=1, head=OTHER).status_code == 201
    assert panel[0].mark("A2.1", "2", base=9, head=OTHER).status_code == 201


def test_a_base_that_was_never_reached_is_of_another_ledger(panel: list[Tablet]) -> None:
    panel[0].mark("A1.2", "1")
    assert panel[1].mark("A1.2", "0", base=31).get_json()["lost"] is True


def test_what_is_no_hash_is_refused(panel: list[Tablet]) -> None:
    answer = panel[0].mark("A1.2", "1", head="AB")
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, ["head"])
