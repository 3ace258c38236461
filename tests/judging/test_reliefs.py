"""A seat passes to another judge in mid-module: what was given stays, what is left goes on."""

import pytest

from competition.db import Database
from competition.errors import NotFound
from competition.scoring.values import AspectId, Seat
from judging import ledger, panels, reliefs, rounds, suspension, ties
from judging.avoidance import JudgesTied, TiesOf
from judging.models import Sheet
from judging.panels import (
    HadAnotherSeat,
    PanelInUse,
    SeatAbsent,
    Seating,
    SeatTaken,
    UnknownJudge,
)
from judging.reason import ReasonMissing
from judging.refused import EarlierVote, SeatPassed, SheetLocked, SheetStayed
from judging.reliefs import NothingToPass
from judging.rounds import NewAbsence, NewRound
from judging.ties import NewException, NewTies
from tests.builders import (
    everything_marked,
    panel_signs,
    put_name,
    sheet_signed,
    signed,
)
from tests.judging.ledgers import count, forge, standing
from tests.judging.stand_ins import Hall


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def test_a_seat_passes_after_the_first_mark_of_its_panel(hall: Hall) -> None:
    hall.votes(1, "1", "A1.3")
    with pytest.raises(PanelInUse):
        hall.database.write(
            panels.seat,
            Seating(hall.trade.id, "1", ("1701", "1799", "1703"), ("A",), hall.trade.chief.id),
        )
    assert hall.passes() == 3
    hall.votes(2, by=hall.reserve)
    assert standing(hall.database, hall.trade) == {2: "2"}
    with pytest.raises(SeatPassed):
        hall.votes(2, aspect="A1.2")
    assert hall.fault is None


def test_who_passed_it_when_and_why_is_told(hall: Hall) -> None:
    hall.passes(reason=" Taken ill. ")
    with hall.database.read() as session:
        (told,) = reliefs.of_trade(session, hall.trade.id)
    assert (told.panel, told.seat, told.reason) == ("1", 2, "Taken ill.")
    assert told.before is not None
    assert (told.before.code, told.after.code, told.by.code) == ("1702", "1799", "1700")
    assert sorted(told.sheets) == sorted(hall.trade.sheets.values())


def test_a_vote_that_was_given_counts_once_as_the_vote_of_its_seat(hall: Hall) -> None:
    for seat in (1, 2, 3):
        hall.votes(seat, "2")
    hall.votes(1, "1", "A1.2")
    hall.votes(3, "1", "A1.2")
    hall.passes()
    hall.votes(2, "1", "A1.2", by=hall.reserve)
    with hall.database.read() as session:
        cells = ledger.standing_cells(session, hall.trade.id)
    by = {(cell.aspect, cell.seat): (cell.value, cell.author) for cell in cells}
    first, second = (hall.trade.aspects[code] for code in ("A1.1", "A1.2"))
    assert by[AspectId(first), Seat(2)] == ("2", hall.trade.judges[1].id)
    assert by[AspectId(second), Seat(2)] == ("1", hall.reserve.id)
    assert len(by) == 6


def test_the_newcomer_does_not_change_a_vote_that_was_given_before(hall: Hall) -> None:
    hall.votes(2, "2")
    hall.passes()
    with pytest.raises(EarlierVote) as refused:
        hall.votes(2, "3", by=hall.reserve)
    assert (refused.value.extra["theirs"], refused.value.extra["yours"]) == ("2", "3")
    with pytest.raises(EarlierVote):
        hall.votes(2, "", by=hall.reserve)
    assert standing(hall.database, hall.trade) == {2: "2"}


def test_the_newcomer_votes_anew_in_the_next_round(hall: Hall) -> None:
    for seat, value in ((1, "0"), (2, "3"), (3, "0")):
        hall.votes(seat, value)
    hall.passes()
    aspect = AspectId(hall.trade.aspects["A1.1"])
    sheet = hall.trade.sheet("01", "A1.1")
    new = NewRound(hall.trade.id, sheet, aspect, hall.trade.chief.id)
    hall.database.write(rounds.open_round, new)
    hall.votes(2, "0", by=hall.reserve)
    assert standing(hall.database, hall.trade) == {2: "0"}
    assert hall.fault is None


def test_complete_signed_and_locked_sheets_stay_with_their_judge(hall: Hall) -> None:
    panel_signs(hall.database, hall.trade)
    hall.whole("01")
    hall.whole("02")
    sheet_signed(hall.database, hall.trade, entry="01")
    assert hall.passes() == 1
    put_name(hall.database, hall.trade, 1, entry="02")
    put_name(hall.database, hall.trade, 3, entry="02")
    with pytest.raises(SheetStayed):
        put_name(hall.database, hall.trade, by=hall.reserve.id, entry="02")
    assert put_name(hall.database, hall.trade, 2, entry="02").state == "signed"
    assert hall.fault is None


def test_an_absence_stands_for_the_signature_on_a_sheet_that_stayed(hall: Hall) -> None:
    panel_signs(hall.database, hall.trade)
    hall.whole("01")
    hall.passes()
    put_name(hall.database, hall.trade, 1)
    put_name(hall.database, hall.trade, 3)
    sheet = hall.trade.sheet("01", "A1.1")
    new = NewAbsence(hall.trade.id, (sheet,), Seat(2), "In hospital.", hall.trade.chief.id)
    assert hall.database.write(rounds.excuse, new) == 1
    with hall.database.read() as session:
        assert session.get_one(Sheet, sheet).state == "signed"
    assert hall.fault is None


def test_whoever_has_the_seat_when_a_sheet_is_complete_signs_it(hall: Hall) -> None:
    panel_signs(hall.database, hall.trade)
    hall.votes(2, "2")
    hall.passes()
    hall.votes(1, "2")
    hall.votes(3, "2")
    for seat, by in ((1, None), (2, hall.reserve), (3, None)):
        hall.votes(seat, "2", "A1.2", by=by)
    hall.votes(1, "1", "A1.3")
    put_name(hall.database, hall.trade, 1)
    put_name(hall.database, hall.trade, 3)
    with pytest.raises(SeatPassed):
        put_name(hall.database, hall.trade, 2)
    done = put_name(hall.database, hall.trade, by=hall.reserve.id)
    assert done.state == "signed"
    assert done.signatures[Seat(2)].account == hall.reserve.id
    assert hall.fault is None


def test_a_sheet_that_is_reopened_later_can_pass_too(hall: Hall) -> None:
    hall.whole("01")
    assert hall.passes() == 2
    with pytest.raises(NothingToPass):
        hall.passes()
    hall.votes(1, "", "A1.3", sequence=9)
    with pytest.raises(SheetStayed):
        hall.votes(2, "1", "A1.2", by=hall.reserve)
    assert hall.passes() == 1
    with pytest.raises(EarlierVote):
        hall.votes(2, "1", "A1.2", by=hall.reserve)
    assert hall.fault is None


def test_a_judge_who_is_well_again_gets_the_seat_back(hall: Hall) -> None:
    hall.votes(2, "2")
    hall.passes()
    hall.votes(2, "1", "A1.2", by=hall.reserve)
    hall.passes(judge="1702", reason="Well again.")
    hall.votes(2, "3", sequence=2)
    with pytest.raises(EarlierVote):
        hall.votes(2, "3", "A1.2", sequence=3)
    with pytest.raises(SeatPassed):
        hall.votes(2, "3", "A1.2", by=hall.reserve, entry="02")
    assert standing(hall.database, hall.trade) == {2: "3"}
    assert hall.fault is None


def test_nobody_votes_at_two_seats(hall: Hall) -> None:
    with pytest.raises(SeatTaken):
        hall.passes(judge="1703")
    hall.votes(2, "2")
    hall.passes()
    with pytest.raises(HadAnotherSeat):
        hall.passes(3, judge="1702")


def test_what_keeps_a_seat_from_passing(hall: Hall) -> None:
    with pytest.raises(ReasonMissing):
        hall.passes(reason=" ")
    with pytest.raises(UnknownJudge):
        hall.passes(judge="nobody")
    with pytest.raises(NotFound):
        hall.passes(4)
    with pytest.raises(NotFound):
        hall.passes(panel="2")
    assert count(hall.database) == 0
    with hall.database.read() as session:
        assert reliefs.of_trade(session, hall.trade.id) == []


def test_a_newcomer_is_not_tied_to_whom_they_would_mark(database: Database) -> None:
    hall = Hall(database)
    told = TiesOf(hall.reserve.id, "", "", ("02",))
    database.write(ties.tell, NewTies(hall.trade.id, (told,), hall.trade.chief.id))
    with pytest.raises(JudgesTied):
        hall.passes()
    new = NewException(hall.trade.id, "1", "1799", "Nobody else can.", hall.trade.chief.id)
    database.write(ties.excuse, new)
    assert hall.passes() == 3


def test_a_seat_passes_while_marking_is_suspended(hall: Hall) -> None:
    new = suspension.NewSuspension(hall.trade.id, "A judge fell ill.", hall.trade.chief.id)
    hall.database.write(suspension.suspend, new)
    assert hall.passes() == 3
    assert hall.fault is None


def test_a_seat_that_is_recorded_as_absent_passes_when_it_is_waited_for_again(
    database: Database,
) -> None:
    hall = Hall(database, rules={"judgement": {"missing": "ignore"}, "scale": None})
    sheet = hall.trade.sheet("01", "A1.1")
    away = NewAbsence(hall.trade.id, (sheet,), Seat(2), "Ill.", hall.trade.chief.id)
    database.write(rounds.excuse, away)
    with pytest.raises(SeatAbsent):
        hall.passes()
    database.write(rounds.expect, away)
    assert hall.passes() == 3
    hall.votes(2, by=hall.reserve)
    assert hall.fault is None


def test_nothing_passes_once_the_chief_has_signed(hall: Hall) -> None:
    everything_marked(hall.database, hall.trade)
    signed(hall.database, hall.trade)
    with pytest.raises(SheetLocked):
        hall.passes()


@pytest.mark.parametrize(
    "forgery", ["update kept_seat set account_id = account_id + 1", "delete from kept_seat"]
)
def test_a_seat_kept_by_hand_is_found(hall: Hall, forgery: str) -> None:
    hall.whole("01")
    hall.passes()
    assert hall.fault is None
    hall.database.write(forge, forgery)
    sheet = hall.trade.sheet("01", "A1.1")
    assert hall.fault == f"seat 2 of sheet {sheet} has another judge than its acts give it"
