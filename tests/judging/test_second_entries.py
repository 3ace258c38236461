"""A sheet entered twice: unseen, once per repeat, and checked when both say the same."""

import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from competition.access import Role
from competition.db import Database
from competition.scoring.values import Seat
from judging import acts, rounds, second_entry
from judging.rounds import NewAbsence
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    an_organiser,
    signed_in,
    somebody,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import (
    SMALL,
    Checker,
    a_checker,
    a_trade_to_check,
    again,
    asks_for,
    reply,
)
from tests.judging.desks import Desk
from tests.judging.ledgers import count


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_trade_to_check(house, "blind")


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


@pytest.fixture
def checker(app: Flask, house: Database, trade: LockedTrade) -> Checker:
    return a_checker(app, house, trade)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_equal_entries_are_a_check(
    house: Database, trade: LockedTrade, panel: list[Tablet], checker: Checker
) -> None:
    before = count(house)
    checker.enter_all()
    assert checker.check().get_json()["done"] is True
    assert count(house) == before
    assert panel[0].sheet()["check"]["by"]["code"] == f"checker-{trade.id}"
    assert panel[0].sign().status_code == 201


def test_the_checker_sees_no_mark(checker: Checker) -> None:
    read = checker.read()
    assert [each["values"] for each in read["aspects"]] == [None, None]
    assert [each["seats"] for each in read["aspects"]] == [[1, 2], [0]]
    checker.enter_all(count="5")
    answer = checker.check().get_json()
    assert (answer["done"], answer["differ"]) == (False, 1)
    read = checker.read()
    assert (read["check"]["differ"], read["check"]["differences"]) == (1, [])
    assert {each["value"] for each in read["entries"]} == {"2", "5"}


def test_nobody_of_the_panel_enters_again(app: Flask, house: Database, trade: LockedTrade) -> None:
    other = a_locked_trade(house, judges=2, entries=1, scheme=SMALL, code="18")
    asks_for(house, other, "blind")
    seated = Checker(app, other.judges[1], other)
    assert code(seated.enter("A1.2", "4")) == (403, "sees-the-marks")
    assert seated.client.get(seated.path).status_code == 403
    author = Checker(app, trade.judges[0], trade)
    assert code(author.enter("A1.2", "4")) == (403, "own-marks")


def test_only_a_whole_entry_is_compared(checker: Checker) -> None:
    checker.enter("A1.2", "4")
    assert code(checker.check()) == (409, "not-all-entered")


def test_a_repeat_is_answered_with_its_line(checker: Checker) -> None:
    same: dict[str, Any] = {"uuid": str(uuid.uuid4()), "sequence": 7}
    first, second = checker.enter("A1.2", "4", **same), checker.enter("A1.2", "4", **same)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert code(checker.enter("A1.2", "5", **same)) == (409, "uuid-reused")


@pytest.mark.parametrize(
    ("aspect", "value", "seat"), [("A1.2", "4.5", 0), ("A1.1", "9", 1), ("A1.1", "2", 3)]
)
def test_what_no_judge_could_enter_is_refused(
    checker: Checker, aspect: str, value: str, seat: int
) -> None:
    assert checker.enter(aspect, value, seat).status_code == 422


def test_the_panel_marks_anew_and_both_are_equal(panel: list[Tablet], checker: Checker) -> None:
    checker.enter_all(count="5")
    checker.check()
    (apart,) = panel[1].sheet()["check"]["differences"]
    assert (apart["first"], apart["second"], apart["seat"]) == ("4", "5", 0)
    assert code(panel[0].sign()) == (409, "sheet-not-checked")
    panel[0].mark("A1.2", "5", base=panel[0].sheet()["version"])
    assert panel[0].sheet()["check"]["done"] is True
    assert panel[0].sign().status_code == 201


def test_the_panel_keeps_its_value_with_a_reason(
    house: Database, trade: LockedTrade, panel: list[Tablet], checker: Checker
) -> None:
    checker.enter_all(votes="23")
    checker.check()
    (apart,) = panel[0].sheet()["check"]["differences"]
    assert (apart["seat"], apart["second"]) == (2, "3")
    assert code(reply(panel[0], entry=str(uuid.uuid4()))) == (409, "nothing-to-answer")
    assert reply(panel[0], entry=apart["entry"]).status_code == 201
    assert panel[0].sheet()["check"]["done"] is True
    assert panel[0].sign().status_code == 201
    with house.read() as session:
        kinds = [act.kind for act in acts.of(session, trade.id)]
        assert acts.verify(session, trade.id) is None
    assert kinds == ["objection", "objection", "check", "signature"]


def test_a_value_kept_against_one_entry_is_compared_again_after_the_next_mark(
    panel: list[Tablet], checker: Checker
) -> None:
    checker.enter_all(count="5")
    checker.check()
    reply(panel[0], entry=panel[0].sheet()["check"]["differences"][0]["entry"])
    panel[0].mark("A1.2", "6", base=panel[0].sheet()["version"])
    sheet = panel[0].sheet()
    assert (sheet["check"]["done"], len(sheet["check"]["differences"])) == (False, 1)
    assert code(panel[0].sign()) == (409, "sheet-not-checked")
    assert code(checker.enter("A1.2", "6")) == (409, "entry-compared")
    reply(panel[1], entry=sheet["check"]["differences"][0]["entry"])
    assert panel[0].sign().status_code == 201


def test_what_was_compared_is_entered_no_more(panel: list[Tablet], checker: Checker) -> None:
    same: dict[str, Any] = {"uuid": str(uuid.uuid4()), "sequence": 99}
    checker.enter_all(count="5")
    checker.enter("A1.2", "5", **same)
    assert not any(each["fixed"] for each in checker.read()["entries"])
    checker.check()
    assert all(each["fixed"] for each in checker.read()["entries"])
    for value in ("4", "5"):
        assert code(checker.enter("A1.2", value)) == (409, "entry-compared")
    assert checker.enter("A1.2", "5", **same).status_code == 200
    assert (checker.check().get_json()["differ"], checker.read()["check"]["differ"]) == (1, 1)
    (apart,) = panel[0].sheet()["check"]["differences"]
    assert apart["second"] == "5"


def test_another_persons_comparison_fixes_nobody_elses_entry(
    app: Flask, house: Database, trade: LockedTrade, checker: Checker
) -> None:
    checker.enter_all(count="5")
    checker.check()
    other = Checker(app, somebody(house, "second", Role.JUDGE, trade.id), trade)
    assert other.read()["check"]["differ"] == 0
    other.enter_all(count="6")
    assert other.enter("A1.2", "4").status_code == 201
    assert other.check().get_json()["done"] is True
    assert code(checker.enter("A1.2", "4")) == (409, "entry-compared")


def test_a_vote_that_came_later_is_entered_and_compared_once(app: Flask, house: Database) -> None:
    rules: dict[str, object] = {"judgement": {"missing": "ignore"}}
    trade = a_locked_trade(house, judges=2, entries=1, scheme=SMALL, rules=rules, code="18")
    asks_for(house, trade, "blind")
    first, second = a_panel(app, trade)
    first.mark("A1.1", "2")
    first.mark("A1.2", "4")
    absence = NewAbsence(trade.id, (trade.sheets["01", "A"],), Seat(2), "Late.", trade.chief.id)
    house.write(rounds.excuse, absence)
    checker = a_checker(app, house, trade)
    checker.enter_all(count="5", votes="2")
    assert checker.check().get_json()["differ"] == 1
    house.write(rounds.expect, absence)
    second.mark("A1.1", "2", base=second.sheet()["version"])
    for vote in "31":
        assert checker.enter("A1.1", vote, 2).status_code == 201
        assert checker.read()["check"]["differ"] == 1
    assert checker.check().get_json()["differ"] == 2
    assert code(checker.enter("A1.1", "2", 2)) == (409, "entry-compared")


def test_a_reopened_sheet_is_entered_anew(
    panel: list[Tablet], checker: Checker, chief: Desk
) -> None:
    checker.enter_all()
    checker.check()
    for tablet in panel:
        tablet.sign()
    chief.post("reopenings", sheet=panel[0].sheet()["id"], reason="The paper was another one.")
    assert checker.enter("A1.2", "5").status_code == 201
    assert checker.check().get_json()["differ"] == 1


def test_the_chief_has_a_sheet_entered_anew_for_a_reason(
    house: Database, panel: list[Tablet], checker: Checker, chief: Desk
) -> None:
    sheet = panel[0].sheet()["id"]
    where, form = f"sheets/{sheet}/second-entry", {"reason": "Keyed in from another paper."}
    assert chief.post(where, **form).status_code == 409
    checker.enter_all(count="9")
    checker.check()
    assert (
        "Both entries differ in 1 value." in chief.client.get(f"{chief.path}/sheets/{sheet}").text
    )
    assert chief.post(where, reason=" ").status_code == 422
    assert chief.post(where, **form).status_code == 303
    assert panel[0].sheet()["check"]["differences"] == []
    assert not any(each["fixed"] for each in checker.read()["entries"])
    page = chief.client.get(f"{chief.path}/sheets/{sheet}").text
    assert "Keyed in from another paper." in page
    assert checker.enter("A1.2", "4").status_code == 201
    assert checker.check().get_json()["done"] is True
    assert chief.post(where, **form).status_code == 409
    with house.read() as session:
        assert second_entry.verify(session, checker.trade.id) is None


def test_only_the_chief_has_a_sheet_entered_anew(
    app: Flask, trade: LockedTrade, checker: Checker
) -> None:
    checker.enter_all(count="9")
    checker.check()
    judge = Desk(signed_in(app, trade.judges[0]), trade)
    where = f"sheets/{trade.sheets['01', 'A']}/second-entry"
    assert judge.post(where, reason="Let me.").status_code == 403


def test_a_vote_that_waits_for_others_shows_in_no_difference(
    panel: list[Tablet], checker: Checker
) -> None:
    version = panel[0].sheet()["version"]
    panel[0].mark("A1.1", "0", base=version)
    checker.enter_all(votes="32")
    assert code(checker.check()) == (409, "sheet-not-complete")
    panel[0].mark("A1.1", "2", base=99)
    checker.check()
    assert len(panel[1].sheet()["check"]["differences"]) == 1
    panel[1].mark("A1.1", "0", base=panel[1].sheet()["version"])
    assert again(panel[0]).status_code == 201
    panel[0].mark("A1.1", "1", base=panel[0].sheet()["version"])
    assert panel[1].sheet()["check"]["differences"] == []


def test_comparing_twice_is_one_act(house: Database, trade: LockedTrade, checker: Checker) -> None:
    checker.enter_all(count="5")
    assert checker.check().get_json() == checker.check().get_json()
    with house.read() as session:
        assert acts.head(session, trade.id)[0] == 1


def test_each_second_person_has_entries_of_their_own(
    app: Flask, house: Database, trade: LockedTrade, checker: Checker
) -> None:
    checker.enter("A1.2", "5")
    other = Checker(app, somebody(house, "second", Role.JUDGE, trade.id), trade)
    assert other.read()["entries"] == []
    other.enter_all()
    assert other.check().get_json()["done"] is True


def test_somebody_elses_entries_wait_for_their_own_person(
    trade: LockedTrade, checker: Checker
) -> None:
    answer = checker.enter("A1.2", "4", judge=trade.chief.id)
    assert code(answer) == (401, "signed-out")


def test_whoever_may_open_the_sheets_at_the_desk_does_not_enter_them_blind(
    app: Flask, house: Database, trade: LockedTrade, checker: Checker
) -> None:
    assert len(checker.client.get("/judging/checks").get_json()["checks"]) == 2
    chief = Checker(app, trade.chief, trade)
    assert code(chief.enter("A1.2", "4")) == (403, "sees-the-marks")
    assert chief.client.get("/judging/checks").get_json()["checks"] == []
    organiser = an_organiser(house)
    assert code(Checker(app, organiser, trade).enter("A1.2", "4")) == (403, "not-allowed")
