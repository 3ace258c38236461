"""The re-check beside what comes before signatures: after every check, and void by none of it."""

from typing import Any

import pytest
from flask import Flask

from competition.access import Role
from competition.db import Database
from competition.scoring.values import Seat
from judging import acts, formalities, locks, rounds, signatures
from judging.checks import SheetNotChecked
from judging.confirmations import ProtestsOpen
from judging.formalities import NotAllChecked, NotAllConfirmed
from judging.plan import Stack
from judging.second_person import SeesTheMarks
from judging.sheets import Signing
from tests.builders import (
    LockedTrade,
    Somebody,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    sheet_signed,
    signed,
    somebody,
)
from tests.judging.callers import a_panel
from tests.judging.checkers import DRAWN, Checker, asks_for, confirm, protest
from tests.judging.ledgers import record
from tests.judging.test_rechecks import a_difference, answer, drawn, find, sheet_of, state, value

ONE = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("B1.1", "count", "20"))
RULES: dict[str, object] = {"recheck": {"top": 1, "sample": "0", "error_limit": "1"}}


def a_trade(house: Database, **how: Any) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=1, scheme=ONE, **{"rules": RULES, **how})
    everything_marked(house, found)
    return found


def other_judge(house: Database, trade: LockedTrade, code: str = "other") -> Somebody:
    return somebody(house, code, Role.JUDGE, trade.id)


def check(app: Flask, trade: LockedTrade, by: Somebody, modules: str = "AB") -> None:
    """Have both sheets of entry 01 read back, or some of them."""
    reader = Checker(app, by, trade)
    for module in modules:
        path = f"/judging/checks/{trade.sheets['01', module]}"
        document = {"version": reader.client.get(path).get_json()["version"], "device": "d"}
        assert reader.client.post(path, json=document).status_code == 201


def enter(app: Flask, trade: LockedTrade, by: Somebody) -> Checker:
    """Have both sheets of entry 01 entered a second time, and compared."""
    checker = Checker(app, by, trade)
    for seat in (1, 2):
        assert checker.enter("A1.1", "2", seat).status_code == 201
    path = f"/judging/checks/{trade.sheets['01', 'B']}"
    assert checker.enter("B1.1", "4", sheet=trade.sheets["01", "B"]).status_code == 201
    assert checker.check().get_json()["done"] is True
    document = {"version": checker.client.get(path).get_json()["version"], "device": "d"}
    assert checker.client.post(path, json=document).get_json()["done"] is True
    return checker


def test_nothing_is_drawn_before_a_second_person_has_checked_everything(
    app: Flask, house: Database
) -> None:
    trade = a_trade(house)
    asks_for(house, trade, "aloud")
    with pytest.raises(NotAllChecked):
        drawn(house, trade)
    check(app, trade, trade.chief)
    assert drawn(house, trade).draw is not None


def test_nothing_is_drawn_before_every_competitor_was_asked_and_every_protest_answered(
    app: Flask, house: Database
) -> None:
    trade = a_trade(house)
    asks_for(house, trade, confirming="competitor")
    (tablet, _) = a_panel(app, trade)
    with pytest.raises(NotAllConfirmed):
        drawn(house, trade)
    confirm(tablet, "B")
    protest(tablet)
    with pytest.raises(ProtestsOpen):
        drawn(house, trade)


def test_what_a_recheck_puts_right_needs_no_new_check_and_no_new_word(
    app: Flask, house: Database
) -> None:
    trade = a_trade(house)
    asks_for(house, trade, "blind", "competitor")
    checker = enter(app, trade, other_judge(house, trade))
    (tablet, _) = a_panel(app, trade)
    for module in "AB":
        assert confirm(tablet, module).status_code == 201
    drawn(house, trade)
    finder = other_judge(house, trade, "finder")
    for sheet in state(house, trade).left:
        told = [a_difference(trade)] if sheet == sheet_of(house, trade, "01") else []
        find(house, trade, sheet, finder, *told)
    request = state(house, trade).findings[sheet_of(house, trade, "01")].differences[0].request
    answer(house, trade, request, is_approved=True)
    assert value(house, trade) == "5"
    shown = tablet.sheet("B")
    assert (shown["check"]["done"], shown["check"]["differences"]) == (True, [])
    assert shown["confirmation"]["way"] == "drawn"
    assert checker.client.get("/judging/checks").get_json()["checks"] == []
    house.write(formalities.sign, Signing(trade.id, trade.chief.id))


def test_a_sheet_that_is_to_be_entered_blind_is_shown_to_nobody(
    app: Flask, house: Database
) -> None:
    trade = a_trade(house)
    asks_for(house, trade, "blind")
    checker = enter(app, trade, other_judge(house, trade))
    drawn(house, trade)
    sheet = sheet_of(house, trade, "01")
    path = f"/organise/trades/{trade.id}/recheck/sheets/{sheet}"
    assert checker.client.get(path).status_code == 200
    record(house, a_mark(trade, "B1.1", "6", base=9, sequence=2))
    refused = checker.client.get(path)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "sheet-not-checked")
    with pytest.raises(SheetNotChecked):
        find(house, trade, sheet, other_judge(house, trade, "second"))


def test_whoever_has_rechecked_a_sheet_does_not_enter_it_blind(app: Flask, house: Database) -> None:
    trade = a_trade(house)
    asks_for(house, trade, "blind")
    enter(app, trade, other_judge(house, trade))
    drawn(house, trade)
    finder = other_judge(house, trade, "finder")
    find(house, trade, sheet_of(house, trade, "01"), finder)
    record(house, a_mark(trade, "B1.1", "6", base=9, sequence=2))
    tried = Checker(app, finder, trade)
    refused = tried.enter("B1.1", "6", sheet=trade.sheets["01", "B"])
    assert (refused.status_code, refused.get_json()["code"]) == (403, SeesTheMarks.code)
    assert tried.client.get("/judging/checks").get_json()["checks"] == []


def locked(house: Database, trade: LockedTrade) -> None:
    for aspect in trade.aspects:
        sheet_signed(house, trade, aspect=aspect)
    for module in "AB":
        house.write(locks.lock, locks.Locking(trade.id, Stack(module, 1), trade.chief.id))


def test_a_correction_of_a_recheck_leaves_the_panels_signatures(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house, judges=2, entries=1, scheme=ONE, rules=RULES)
    panel_signs(house, trade)
    everything_marked(house, trade)
    locked(house, trade)
    drawn(house, trade)
    finder, sheet = other_judge(house, trade), sheet_of(house, trade, "01")
    find(house, trade, sheet, finder, a_difference(trade))
    find(house, trade, trade.sheet("01", "A1.1"), finder)
    request = state(house, trade).findings[sheet].differences[0].request
    answer(house, trade, request, is_approved=True)
    with house.read() as session:
        assert set(signatures.standing(session, trade.id)[sheet]) == {1, 2}
        assert acts.verify(session, trade.id) is None
    desk = Checker(app, trade.chief, trade).client
    desk.set_cookie("language", "en")
    page = desk.get(
        f"/organise/trades/{trade.id}/sheets/{sheet}", headers={"Accept": "text/html"}
    ).text
    assert page.count("Signed before the re-check corrected a mark") == 2
    signed(house, trade)


def test_whoever_only_recorded_an_absence_or_a_round_may_check(house: Database) -> None:
    rules = {**RULES, "judgement": {"missing": "ignore"}}
    trade = a_locked_trade(house, judges=3, entries=1, scheme=ONE, rules=rules)
    sheet = trade.sheet("01", "A1.1")
    record(house, a_mark(trade, "A1.1", "2"))
    record(house, a_mark(trade, "A1.1", "2", judge=2))
    record(house, a_mark(trade, "B1.1", "4"))
    absence = rounds.NewAbsence(trade.id, (sheet,), Seat(3), "Ill.", trade.chief.id)
    house.write(rounds.excuse, absence)
    drawn(house, trade)
    find(house, trade, sheet, trade.chief)
    assert sheet in state(house, trade).findings


def test_where_some_need_not_be_marked_the_others_are_checked_all_the_same(
    app: Flask, house: Database
) -> None:
    qualifier = {"part": "A", "top": 1, "counts": True}
    rules: dict[str, object] = {**RULES, "qualifier": qualifier}
    trade = a_locked_trade(house, judges=1, entries=2, scheme=ONE, rules=rules)
    asks_for(house, trade, "aloud", "competitor")
    (tablet,) = a_panel(app, trade)
    for entry, vote in (("01", "3"), ("02", "1")):
        record(house, a_mark(trade, "A1.1", vote, entry=entry))
    record(house, a_mark(trade, "B1.1", "4"))
    signing = Signing(trade.id, trade.chief.id)
    with pytest.raises(NotAllConfirmed) as refused:
        house.write(formalities.sign, signing)
    assert refused.value.values == {"codes": "01, 02"}
    reader = Checker(app, trade.chief, trade)
    for sheet in (*(trade.sheets["01", at] for at in "AB"), trade.sheets["02", "A"]):
        with pytest.raises(NotAllConfirmed):
            drawn(house, trade)
        path = f"/judging/checks/{sheet}"
        seen = {"version": reader.client.get(path).get_json()["version"], "device": "d"}
        assert reader.client.post(path, json=seen).status_code == 201
        said = {**seen, "strokes": DRAWN}
        path = f"/judging/sheets/{sheet}/confirmation"
        assert tablet.client.post(path, json=said).status_code == 201
    assert drawn(house, trade).drawn == {"01"}
