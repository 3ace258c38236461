"""Whoever left is replaced on complete sheets too: who has the seat since signs them."""

import re

import pytest
from flask import Flask

from competition.access import Role
from competition.db import Database
from competition.scoring.values import Seat
from judging import locks, rounds
from judging.locks import Locking, NotAllSigned, Reopening
from judging.models import Sheet
from judging.plan import Stack
from judging.refused import EarlierVote, SeatPassed, SheetStayed
from judging.reliefs import NothingToPass, NothingUnsigned
from judging.rounds import NewAbsence, NobodyLeft
from tests.builders import (
    LockedTrade,
    Somebody,
    a_locked_trade,
    panel_signs,
    put_name,
    sheet_signed,
    signed_in,
    somebody,
)
from tests.judging.callers import Tablet
from tests.judging.checkers import SMALL, Checker, asks_for, confirm, reply
from tests.judging.desks import Desk
from tests.judging.stand_ins import Hall
from tests.judging.test_reliefs_on_tablets import told


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


@pytest.fixture
def lonely(database: Database) -> Hall:
    """Return a panel of one judge, who has marked a sheet whole and leaves."""
    found = Hall(database, judges=1, entries=1)
    panel_signs(database, found.trade)
    found.whole("01")
    return found


def state(hall: Hall, entry: str = "01") -> str:
    with hall.database.read() as session:
        return session.get_one(Sheet, hall.trade.sheet(entry, "A1.1")).state


def reopened(hall: Hall) -> None:
    sheet = hall.trade.sheet("01", "A1.1")
    new = Reopening(hall.trade.id, sheet, "Misread.", "", hall.trade.chief.id)
    hall.database.write(locks.reopen, new)


def locked(hall: Hall) -> None:
    sheet = hall.trade.sheet("01", "A1.1")
    with hall.database.read() as session:
        day = session.get_one(Sheet, sheet).day
    hall.database.write(locks.lock, Locking(hall.trade.id, Stack("A", day), hall.trade.chief.id))


def test_a_panel_of_one_is_finished_by_whoever_comes_after_its_judge(lonely: Hall) -> None:
    lonely.passes(1)
    with pytest.raises(SheetStayed):
        put_name(lonely.database, lonely.trade, by=lonely.reserve.id)
    with pytest.raises(NothingToPass):
        lonely.passes(1)
    with pytest.raises(NotAllSigned):
        locked(lonely)
    assert lonely.passes(1, complete=True) == 1
    with pytest.raises(SeatPassed):
        put_name(lonely.database, lonely.trade, 1)
    done = put_name(lonely.database, lonely.trade, by=lonely.reserve.id)
    assert (done.state, done.signatures[Seat(1)].account) == ("signed", lonely.reserve.id)
    locked(lonely)
    assert state(lonely) == "locked"
    assert lonely.fault is None


def test_the_complete_sheets_may_go_with_the_seat_at_once(lonely: Hall) -> None:
    assert lonely.passes(1, complete=True) == 1
    assert put_name(lonely.database, lonely.trade, by=lonely.reserve.id).state == "signed"
    with pytest.raises(NothingUnsigned):
        lonely.passes(1, complete=True)
    assert lonely.fault is None


def test_a_vote_on_a_sheet_that_was_taken_over_stays_the_other_judges(lonely: Hall) -> None:
    lonely.passes(1, complete=True)
    with pytest.raises(EarlierVote):
        lonely.votes(1, "0", by=lonely.reserve)
    lonely.votes(1, "0", "A1.3", by=lonely.reserve)
    assert put_name(lonely.database, lonely.trade, by=lonely.reserve.id).state == "signed"
    assert lonely.fault is None


def test_a_sheet_that_is_reopened_after_its_judge_has_left_is_signed_again(lonely: Hall) -> None:
    sheet_signed(lonely.database, lonely.trade, entry="01")
    lonely.passes(1)
    with pytest.raises(NothingUnsigned):
        lonely.passes(1, complete=True)
    reopened(lonely)
    assert lonely.passes(1, complete=True) == 1
    assert put_name(lonely.database, lonely.trade, by=lonely.reserve.id).state == "signed"
    assert lonely.fault is None


def test_a_signature_that_was_given_is_nobody_elses(hall: Hall) -> None:
    panel_signs(hall.database, hall.trade)
    hall.whole("01")
    hall.whole("02")
    put_name(hall.database, hall.trade, 2, entry="01")
    assert hall.passes(complete=True) == 2
    with pytest.raises(SheetStayed):
        put_name(hall.database, hall.trade, by=hall.reserve.id, entry="01")
    for seat in (1, 3):
        put_name(hall.database, hall.trade, seat, entry="01")
    assert state(hall) == "signed"
    assert hall.fault is None


def test_where_an_absence_stands_for_the_signature_the_sheet_stays(hall: Hall) -> None:
    panel_signs(hall.database, hall.trade)
    hall.whole("01")
    sheet = hall.trade.sheet("01", "A1.1")
    away = NewAbsence(hall.trade.id, (sheet,), Seat(2), "Ill.", hall.trade.chief.id)
    hall.database.write(rounds.excuse, away)
    assert hall.passes(complete=True) == 2
    for seat in (1, 3):
        put_name(hall.database, hall.trade, seat, entry="01")
    assert state(hall) == "signed"
    assert hall.fault is None


def marked_alone(app: Flask, house: Database, checking: str) -> tuple[Hall, Tablet, Checker]:
    """Return a hall with a sheet that one judge marked, that judge, and who comes to check it."""
    hall = Hall(house, judges=1, entries=1, scheme=SMALL)
    panel_signs(house, hall.trade)
    asks_for(house, hall.trade, checking)
    tablet = Tablet(app, hall.trade.judges[0], hall.trade)
    tablet.mark("A1.1", "2")
    tablet.mark("A1.2", "4")
    return hall, tablet, Checker(app, hall.reserve, hall.trade)


def test_the_second_person_may_come_to_sign_and_their_check_stands(
    app: Flask, house: Database
) -> None:
    hall, _, checker = marked_alone(app, house, "aloud")
    assert checker.check().status_code == 201
    assert hall.passes(1, complete=True) == 2
    comer = Tablet(app, hall.reserve, hall.trade)
    assert told(comer.mark("A1.2", "5", base=comer.sheet()["version"])) == (409, "own-check")
    assert comer.sign().get_json()["state"] == "signed"
    assert hall.fault is None


def test_whose_second_entry_differs_does_not_come_to_answer_it_themselves(
    app: Flask, house: Database
) -> None:
    hall, tablet, checker = marked_alone(app, house, "blind")
    checker.enter_all(count="5", votes="2")
    assert checker.check().get_json()["differ"] == 1
    (found,) = tablet.sheet()["check"]["differences"]
    assert hall.passes(1, complete=True) == 2
    comer = Tablet(app, hall.reserve, hall.trade)
    assert comer.sheet()["check"]["differences"] == []
    assert told(reply(comer, entry=found["entry"])) == (409, "nothing-to-answer")
    assert told(comer.sign()) == (409, "sheet-not-checked")
    other = Checker(app, somebody(house, "1798", Role.JUDGE, hall.trade.id), hall.trade)
    other.enter_all(votes="2")
    assert other.check().get_json()["done"] is True
    assert comer.sign().get_json()["state"] == "signed"
    assert hall.fault is None


def test_the_last_seat_is_not_left_empty_but_passes(lonely: Hall) -> None:
    sheet = lonely.trade.sheet("01", "A1.1")
    away = NewAbsence(lonely.trade.id, (sheet,), Seat(1), "Ill.", lonely.trade.chief.id)
    with pytest.raises(NobodyLeft) as refused:
        lonely.database.write(rounds.excuse, away)
    assert "Let the seat pass to another judge instead." in str(refused.value)


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=1, entries=1, scheme=SMALL)
    panel_signs(house, found)
    return found


@pytest.fixture
def reserve(house: Database, trade: LockedTrade) -> Somebody:
    return somebody(house, "1799", Role.JUDGE, trade.id)


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


@pytest.fixture
def gone(app: Flask, trade: LockedTrade, reserve: Somebody) -> Tablet:
    """Return the tablet of the reserve, the only judge having marked a sheet whole."""
    tablet = Tablet(app, trade.judges[0], trade)
    tablet.mark("A1.1", "2")
    tablet.mark("A1.2", "4")
    return Tablet(app, reserve, trade)


def passes(chief: Desk, whose: Somebody, **form: str) -> int:
    chair = {"chair": f"1|{whose.id}|1", "judge": "1799", "reason": "Taken ill."}
    return chief.post("reliefs", **chair, **form).status_code


def test_whoever_comes_is_told_why_a_complete_sheet_is_not_theirs(
    trade: LockedTrade, chief: Desk, gone: Tablet
) -> None:
    assert passes(chief, trade.judges[0]) == 303
    path = f"/judging/sheets/{trade.sheets['01', 'A']}"
    assert told(gone.client.get(path)) == (403, "sheet-stayed")
    assert told(gone.mark("A1.2", "5")) == (403, "sheet-stayed")
    assert told(gone.client.post(f"{path}/signature", json={"version": 2, "device": "d"})) == (
        403,
        "sheet-stayed",
    )


def test_who_marked_and_who_signs_what_they_marked_is_shown(
    trade: LockedTrade, chief: Desk, gone: Tablet
) -> None:
    passes(chief, trade.judges[0], complete="1")
    (seat,) = gone.sheet()["signatures"]
    assert seat["judge"]["code"] == "1799"
    assert seat["before"]["judges"] == [{"zh": "人员 1701", "en": "Person 1701"}]
    assert seat["before"]["reason"] == "Taken ill."
    assert gone.cell("A1.1")["earlier"] == {"zh": "人员 1701", "en": "Person 1701"}
    assert gone.sign().get_json()["state"] == "signed"
    page = chief.page
    assert "Person 1701 → Person 1799" in page
    assert "2 sheets, 1 of them complete" in page
    path = f"{chief.path}/sheets/{trade.sheets['01', 'A']}"
    page = re.sub(r"\s+", " ", chief.client.get(path).text)
    assert "Signs what Person 1701 marked, too. The seat has passed: Taken ill." in page
    assert "Seat passed to another judge · Seat 1 · Person 1701 → Person 1799: Taken ill." in page


def test_who_had_the_sheet_is_named_where_it_is_taken_over_later(
    trade: LockedTrade, reserve: Somebody, chief: Desk, gone: Tablet
) -> None:
    passes(chief, trade.judges[0])
    assert passes(chief, reserve, complete="1") == 303
    path = f"{chief.path}/sheets/{trade.sheets['01', 'A']}"
    page = re.sub(r"\s+", " ", chief.client.get(path).text)
    assert "Seat passed to another judge · Seat 1 · Person 1701 → Person 1799: Taken ill." in page
    (seat,) = gone.sheet()["signatures"]
    assert seat["before"]["judges"] == [{"zh": "人员 1701", "en": "Person 1701"}]


def test_a_sheet_that_nobody_of_two_marked_says_nothing_of_another_judge(
    app: Flask, trade: LockedTrade, reserve: Somebody, chief: Desk
) -> None:
    passes(chief, trade.judges[0], complete="1")
    comer = Tablet(app, reserve, trade)
    comer.mark("A1.1", "2")
    comer.mark("A1.2", "4")
    (seat,) = comer.sheet()["signatures"]
    assert seat["before"] is None


def test_whoever_comes_shows_a_sheet_to_its_competitor(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL)
    asks_for(house, trade, confirming="competitor")
    comer = Tablet(app, somebody(house, "1799", Role.JUDGE, trade.id), trade)
    tablet = Tablet(app, trade.judges[0], trade)
    tablet.mark("A1.1", "2")
    tablet.mark("A1.2", "4")
    desk = Desk(signed_in(app, trade.chief), trade)
    passes(desk, trade.judges[0], complete="1")
    assert confirm(comer).status_code == 201
    path = f"/judging/sheets/{trade.sheets['01', 'A']}"
    assert told(tablet.client.get(path)) == (403, "seat-passed")
