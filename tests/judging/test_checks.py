"""A second person's check: never by whoever marked, void after a mark, and needed to sign."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from competition.db import Database
from competition.scoring.values import Seat
from judging import acts, formalities, rounds
from judging.formalities import CheckingFixed, NewChecking, NotAllChecked
from judging.rounds import NewAbsence
from judging.sheets import Signing
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    everything_marked,
    signed,
    somebody,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import SMALL, Checker, a_checker, a_trade_to_check, asks_for, reply


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_trade_to_check(house, "aloud")


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.fixture
def checker(app: Flask, house: Database, trade: LockedTrade) -> Checker:
    return a_checker(app, house, trade)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_nobody_signs_what_nobody_has_checked(panel: list[Tablet], checker: Checker) -> None:
    assert code(panel[0].sign()) == (409, "sheet-not-checked")
    assert checker.check().status_code == 201
    assert panel[0].sign().status_code == 201
    assert panel[1].sign().get_json()["state"] == "signed"


def test_whoever_marked_does_not_check(app: Flask, trade: LockedTrade) -> None:
    author = Checker(app, trade.judges[0], trade)
    assert code(author.check(9)) == (403, "own-marks")
    assert author.client.get(author.path).status_code == 403
    assert author.client.get("/judging/checks").get_json()["checks"] == []


def test_a_judge_of_another_trade_does_not_check(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    stranger = Checker(app, somebody(house, "stranger"), trade)
    assert code(stranger.check(9)) == (403, "not-allowed")
    assert stranger.client.get(stranger.path).status_code == 403


def test_the_checker_hears_each_value_and_each_vote(checker: Checker) -> None:
    read = checker.read()
    assert (read["complete"], read["check"]["done"]) == (True, False)
    assert [each["values"] for each in read["aspects"]] == [["2", "2"], ["4"]]
    listed = checker.client.get("/judging/checks").get_json()["checks"]
    assert {each["criterion"]["code"] for each in listed} == {"A", "B"}


def test_votes_that_wait_for_others_are_not_read(
    app: Flask, house: Database, checker: Checker
) -> None:
    other = a_locked_trade(house, judges=2, entries=1, scheme=SMALL, code="18")
    asks_for(house, other, "aloud")
    a_panel(app, other)[0].mark("A1.1", "3")
    reader = a_checker(app, house, other)
    read = reader.read()
    assert read["complete"] is False
    assert all(each["values"] is None for each in read["aspects"])
    assert code(reader.check()) == (409, "sheet-not-complete")
    assert all(each["trade"]["id"] != other.id for each in checker.sheets())


def test_a_mark_makes_the_check_void(panel: list[Tablet], checker: Checker) -> None:
    version = checker.read()["version"]
    checker.check()
    panel[0].mark("A1.2", "5", base=version)
    assert panel[0].sheet()["check"]["done"] is False
    assert code(panel[0].sign()) == (409, "sheet-not-checked")
    assert code(checker.check(version)) == (409, "sheet-moved")
    assert checker.check().status_code == 201
    assert panel[0].sign().status_code == 201


class Reader(Checker):
    """A judge of the panel who has marked nothing in module B, and reads its sheet back."""

    @property
    def path(self) -> str:
        """Return where the sheet is checked."""
        return f"/judging/checks/{self.trade.sheets['01', 'B']}"

    def change(self, value: str) -> TestResponse:
        """Mark the one aspect of module B as whoever sees what it says now."""
        return self.mark("B1.1", value, base=self.sheet("B")["version"])


@pytest.fixture
def reader(app: Flask, trade: LockedTrade) -> Reader:
    found = Reader(app, trade.judges[1], trade)
    assert found.check().status_code == 201
    return found


@pytest.mark.parametrize("value", ["0", "not_attempted", ""])
def test_a_judge_of_the_panel_who_checked_a_sheet_does_not_mark_it(
    panel: list[Tablet], reader: Reader, value: str
) -> None:
    before = panel[0].sheet("B")
    assert code(reader.change(value)) == (409, "own-check")
    after = panel[0].sheet("B")
    assert (after["version"], after["check"]) == (before["version"], before["check"])
    assert panel[0].sign("B").status_code == 201
    assert reader.sign("B").get_json()["state"] == "signed"


def test_whoever_checked_one_sheet_still_marks_the_others(reader: Reader) -> None:
    assert reader.mark("A1.2", "5", base=reader.sheet("A")["version"]).status_code == 201


def test_whoever_is_recorded_as_absent_is_no_second_person_there(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    reader = Reader(app, trade.judges[1], trade)
    sheet = trade.sheets["01", "B"]
    offered = reader.client.get("/judging/checks").get_json()["checks"]
    assert [each["id"] for each in offered] == [sheet]
    version = reader.read()["version"]
    away = NewAbsence(trade.id, (sheet,), Seat(2), "Ill.", trade.chief.id)
    house.write(rounds.excuse, away)
    assert code(reader.check(version)) == (409, "judge-absent")
    assert code(reader.client.get(reader.path)) == (409, "judge-absent")
    objection = {"aspect": trade.aspects["B1.1"], "reason": "The paper says no."}
    sent = {**objection, "version": version, "device": reader.device}
    assert code(reader.client.post(f"{reader.path}/objections", json=sent)) == (409, "judge-absent")
    assert reader.client.get("/judging/checks").get_json()["checks"] == []
    house.write(rounds.expect, away)
    assert reader.check().status_code == 201


def test_whose_check_is_void_may_mark_and_then_checks_no_more(
    panel: list[Tablet], reader: Reader
) -> None:
    assert panel[0].mark("B1.1", "0", base=panel[0].sheet("B")["version"]).status_code == 201
    assert reader.check().status_code == 201
    assert code(reader.change("1")) == (409, "own-check")
    assert reader.object_to("B1.1").status_code == 201
    assert reader.change("1").status_code == 201
    assert code(reader.check(9)) == (403, "own-marks")
    assert code(panel[0].sign("B")) == (409, "sheet-not-checked")


def test_a_sheet_that_was_reopened_is_marked_by_whoever_checked_it(
    app: Flask, panel: list[Tablet], trade: LockedTrade, reader: Reader
) -> None:
    for tablet in panel:
        tablet.sign("B")
    desk = Tablet(app, trade.chief, trade).client
    form = {"sheet": trade.sheets["01", "B"], "reason": "A late finding."}
    desk.post(f"/organise/trades/{trade.id}/reopenings", data=form)
    assert reader.change("0").status_code == 201


def test_checking_again_is_harmless(house: Database, trade: LockedTrade, checker: Checker) -> None:
    assert checker.check().get_json() == checker.check().get_json()
    with house.read() as session:
        assert acts.head(session, trade.id)[0] == 1
        assert acts.verify(session, trade.id) is None


def test_an_objection_goes_to_the_judges_until_the_value_is_marked_again(
    panel: list[Tablet], checker: Checker
) -> None:
    assert checker.object_to("A1.2").status_code == 201
    (waits,) = panel[1].sheet()["check"]["objections"]
    assert waits["reason"] == "The paper says 5."
    assert code(checker.check()) == (409, "objections-wait")
    assert code(panel[0].sign()) == (409, "sheet-not-checked")
    panel[0].mark("A1.2", "5", base=panel[0].sheet()["version"])
    assert panel[0].sheet()["check"]["objections"] == []
    assert checker.check().status_code == 201


def test_whoever_is_recorded_as_absent_answers_no_objection(
    house: Database, trade: LockedTrade, panel: list[Tablet], checker: Checker
) -> None:
    number = checker.object_to("A1.2").get_json()["number"]
    sheet = trade.sheets["01", "A"]
    house.write(rounds.excuse, NewAbsence(trade.id, (sheet,), Seat(1), "Ill.", trade.chief.id))
    assert code(reply(panel[0], objection=number)) == (409, "judge-absent")
    assert reply(panel[1], objection=number).status_code == 201


def test_a_judge_keeps_the_value_with_a_reason_and_it_is_checked_again(
    panel: list[Tablet], checker: Checker
) -> None:
    number = checker.object_to("A1.2").get_json()["number"]
    assert reply(panel[1], objection=number, reason=" ").status_code == 422
    assert code(reply(checker, objection=number)) == (403, "not-your-sheet")
    assert reply(panel[1], objection=number).status_code == 201
    assert code(reply(panel[0], objection=number)) == (409, "nothing-to-answer")
    assert code(panel[0].sign()) == (409, "sheet-not-checked")
    assert checker.check().status_code == 201


def test_an_objection_makes_an_earlier_check_void(panel: list[Tablet], checker: Checker) -> None:
    checker.check()
    first = checker.object_to("A1.1").get_json()
    assert checker.object_to("A1.1").get_json() == first
    assert code(panel[0].sign()) == (409, "sheet-not-checked")


def test_a_reopened_sheet_is_checked_again(
    app: Flask, panel: list[Tablet], trade: LockedTrade, checker: Checker
) -> None:
    checker.check()
    for tablet in panel:
        tablet.sign()
    assert code(checker.object_to("A1.1")) == (409, "sheet-signed")
    desk = Tablet(app, trade.chief, trade).client
    form = {"sheet": trade.sheets["01", "A"], "reason": "A late finding."}
    desk.post(f"/organise/trades/{trade.id}/reopenings", data=form)
    assert panel[0].sheet()["check"]["done"] is False
    assert code(panel[0].sign()) == (409, "sheet-not-checked")


def test_a_correction_after_the_signatures_has_its_own_two_persons(
    app: Flask, panel: list[Tablet], trade: LockedTrade, checker: Checker
) -> None:
    checker.check()
    for tablet in panel:
        tablet.sign()
    number = panel[0].correct("A1.2", "5").get_json()["number"]
    desk = Tablet(app, trade.chief, trade).client
    desk.post(f"/organise/trades/{trade.id}/corrections/{number}", data={"answer": "approve"})
    assert panel[0].sheet()["check"]["done"] is True
    assert panel[1].sign().status_code == 201


def test_the_chief_signs_only_what_was_checked(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="19")
    asks_for(house, trade, "aloud")
    everything_marked(house, trade)
    signing = Signing(trade.id, trade.chief.id)
    with pytest.raises(NotAllChecked) as refused:
        house.write(formalities.sign, signing)
    assert refused.value.values == {"codes": "01"}
    checker = a_checker(app, house, trade)
    checker.check()
    other = f"/judging/checks/{trade.sheets['01', 'B']}"
    assert checker.client.post(other, json={"version": 1, "device": "d"}).status_code == 201
    house.write(formalities.sign, signing)


def test_nobody_checks_where_nobody_asks_for_it(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="20")
    everything_marked(house, trade)
    checker = a_checker(app, house, trade)
    assert code(checker.check(1)) == (409, "not-to-be-checked")
    assert a_panel(app, trade)[0].sheet()["check"] is None


@pytest.mark.parametrize("by", ["check", "object"])
def test_what_comes_before_is_settled_before_the_first_check(
    house: Database, trade: LockedTrade, checker: Checker, by: str
) -> None:
    assert (checker.check() if by == "check" else checker.object_to("A1.1")).status_code == 201
    change = NewChecking(trade.id, "none", "none", trade.chief.id)
    with pytest.raises(CheckingFixed):
        house.write(formalities.settle, change)


def test_a_checker_signed_out_checks_nothing(app: Flask, trade: LockedTrade) -> None:
    client = app.test_client()
    assert client.get("/judging/checks").status_code == 401
    assert client.get(f"/judging/checks/{trade.sheets['01', 'A']}").status_code == 401


def test_nobody_reads_a_sheet_where_nobody_is_to_check_it(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="21")
    everything_marked(house, trade)
    for reader in (a_checker(app, house, trade), Checker(app, trade.judges[0], trade)):
        assert code(reader.client.get(reader.path)) == (409, "not-to-be-checked")


def test_a_sheet_that_is_closed_is_read_no_more(
    house: Database, panel: list[Tablet], checker: Checker
) -> None:
    checker.check()
    for tablet in panel:
        tablet.sign()
    read = checker.read()
    assert (read["locked"], read["check"]["done"]) == (True, True)
    assert [each["values"] for each in read["aspects"]] == [None, None]
    other = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="22")
    assert checker.client.get(f"/judging/checks/{other.sheets['01', 'A']}").status_code == 403


def test_nothing_is_read_once_the_chief_has_signed(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="23")
    asks_for(house, trade, "aloud")
    everything_marked(house, trade)
    reader = a_checker(app, house, trade)
    assert reader.read()["aspects"][0]["values"] == ["2"]
    signed(house, trade)
    assert all(each["values"] is None for each in reader.read()["aspects"])
