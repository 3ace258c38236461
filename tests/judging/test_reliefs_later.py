"""A seat that has passed, and what comes to light, is tried or is tampered with afterwards."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from competition.access import Role
from competition.accounts import people
from competition.db import Database
from competition.registration.models import Entry
from competition.scoring.values import AspectId, Seat
from judging import avoidance, checks, dossier, headway, panels, readiness, suspension, ties
from judging.avoidance import ConflictsOpen, TiesOf
from judging.checks import NewCheck, Verdict
from judging.models import Sheet
from judging.panels import CannotSignIn, HadAnotherSeat, Seating
from judging.refused import EarlierVote, SeatPassed, TradeSuspended
from judging.reliefs import NothingToPass, PassedMeanwhile
from judging.second_entry import NewEntry
from judging.suspension import NewSuspension
from judging.ties import NewException, NewTies
from tests.builders import TAKEN_AT, a_roster, enrolled, everything_marked, signed, somebody
from tests.judging.checkers import asks_for
from tests.judging.ledgers import forge, standing
from tests.judging.stand_ins import Hall

LATER = "2099-01-01T00:00:00.000000Z"


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def test_a_seat_passes_only_from_whom_the_chief_saw_in_it(hall: Hall) -> None:
    first = hall.trade.judges[1].id
    somebody(hall.database, "1798", Role.JUDGE, hall.trade.id)
    hall.passes(before=first)
    with pytest.raises(NothingToPass):
        hall.passes(before=first)
    with pytest.raises(PassedMeanwhile, match="1799"):
        hall.passes(before=first, judge="1798")
    assert hall.sits(2) == hall.reserve.id
    assert hall.passes(before=hall.reserve.id, judge="1798") == 3
    assert hall.fault is None


def test_a_newcomer_is_relieved_like_anybody(hall: Hall) -> None:
    last = somebody(hall.database, "1798", Role.JUDGE, hall.trade.id)
    hall.votes(2)
    hall.passes()
    hall.votes(2, "2", "A1.2", by=hall.reserve)
    assert hall.passes(judge="1798") == 3
    with pytest.raises(SeatPassed):
        hall.votes(2, "1", "A1.2", by=hall.reserve, sequence=2)
    for aspect in ("A1.1", "A1.2"):
        with pytest.raises(EarlierVote):
            hall.votes(2, "1", aspect, by=last)
    hall.votes(2, "2", by=last, entry="02")
    assert hall.passes(judge="1702") == 3
    hall.votes(2, "1", sequence=3)
    assert standing(hall.database, hall.trade) == {2: "1"}
    assert hall.fault is None


def nobody_sits(hall: Hall, seat: int) -> None:
    """Leave a seat empty, as an import does."""
    words = f"update judge_seat set account_id = null where number = {seat}"  # noqa: S608
    hall.database.write(forge, words)


def seats(hall: Hall, *codes: str) -> None:
    """Seat the panel."""
    hall.database.write(panels.seat, Seating(hall.trade.id, "1", codes, ("A",), 1))


def test_who_had_a_seat_does_not_fill_another_one_that_is_empty(hall: Hall) -> None:
    hall.votes(2)
    nobody_sits(hall, 3)
    hall.passes()
    with pytest.raises(HadAnotherSeat):
        seats(hall, "1701", "1799", "1702")
    seats(hall, "1701", "1799", "1703")
    assert hall.sits(3) == hall.trade.judges[2].id


def test_before_anything_is_marked_who_had_a_seat_may_have_another(hall: Hall) -> None:
    hall.passes()
    seats(hall, "1701", "1799", "1702")
    hall.votes(3, by=hall.trade.judges[1])
    hall.passes(3, judge="1703", before=hall.trade.judges[1].id)
    assert hall.passes(3, judge="1702", before=hall.trade.judges[2].id) == 3
    assert hall.fault is None


@pytest.mark.parametrize("act", [Hall.passes, lambda hall, **how: seats(hall, how["judge"])])
def test_whoever_cannot_sign_in_gets_no_seat(hall: Hall, act: Callable[..., Any]) -> None:
    nobody = people.NewAccount("1797", {"en": "No PIN"}, None, None, None, None, None)
    hall.database.write(people.add, nobody)
    with pytest.raises(CannotSignIn):
        act(hall, judge="1797")


def tied(hall: Hall, *entries: str) -> None:
    """Let it come to light whom the judge who had seat 2 has coached."""
    told = TiesOf(hall.trade.judges[1].id, "", "", entries)
    hall.database.write(ties.tell, NewTies(hall.trade.id, (told,), hall.trade.chief.id))


def open_conflicts(hall: Hall) -> list[str]:
    with hall.database.read() as session:
        found = avoidance.seated(session, hall.trade.id)
    return [each.conflict.entry for each in found if each.exception is None]


def test_a_tie_found_later_is_open_where_a_sheet_stayed_with_its_judge(hall: Hall) -> None:
    everything_marked(hall.database, hall.trade)
    assert hall.passes() == 0
    tied(hall, "02")
    assert open_conflicts(hall) == ["02"]
    with pytest.raises(ConflictsOpen):
        signed(hall.database, hall.trade)
    new = NewException(hall.trade.id, "1", "1702", "It was too late.", hall.trade.chief.id)
    hall.database.write(ties.excuse, new)
    signed(hall.database, hall.trade)


def test_a_tie_found_later_is_open_where_a_vote_of_its_judge_stands(hall: Hall) -> None:
    hall.votes(2)
    hall.votes(2, entry="03")
    hall.votes(2, "", entry="03", sequence=9)
    hall.passes()
    tied(hall, "01", "02", "03")
    assert open_conflicts(hall) == ["01"]


def test_of_whose_marks_stand_it_must_be_known_whom_they_belong_with(hall: Hall) -> None:
    def unknown() -> list[str]:
        with hall.database.read() as session:
            return [judge.code for judge in avoidance.seats(session, hall.trade.id).unknown]

    somebody(hall.database, "1798", Role.JUDGE, hall.trade.id)
    hall.votes(2)
    hall.passes()
    hall.passes(1, judge="1798")
    assert unknown() == ["1702", "1703", "1798", "1799"]


def test_what_is_made_in_a_suspension_at_a_seat_that_has_passed_waits_for_nothing(
    hall: Hall,
) -> None:
    new = NewSuspension(hall.trade.id, "A judge fell ill.", hall.trade.chief.id)
    hall.database.write(suspension.suspend, new)
    with pytest.raises(TradeSuspended):
        hall.votes(2, taken_at=LATER)
    hall.passes()
    with pytest.raises(SeatPassed):
        hall.votes(2, taken_at=LATER)
    with pytest.raises(TradeSuspended):
        hall.votes(2, taken_at=LATER, by=hall.reserve)


def test_a_complete_sheet_of_an_entry_that_is_out_stays_too(hall: Hall) -> None:
    hall.whole("01")
    enrolled(hall.database, hall.trade.id, a_roster(3, status={"01": "withdrawn"}))
    assert hall.passes() == 2
    enrolled(hall.database, hall.trade.id, a_roster(3))
    with hall.database.read() as session:
        assert session.get_one(Entry, hall.trade.entries["01"]).status == "ranked"
        sheet = readiness.plan_of(session, hall.trade.id).sheets[hall.trade.sheet("01", "A1.1")]
    assert sheet.judges[1] == hall.trade.judges[1].id


def verdict(hall: Hall) -> Verdict:
    with hall.database.read() as session:
        found = headway.by_plan(session, readiness.plan_of(session, hall.trade.id))
        return checks.of_trade(session, found)[hall.trade.sheet("01", "A1.1")][1]


def test_who_entered_a_sheet_blind_and_marks_it_later_is_no_second_person(hall: Hall) -> None:
    asks_for(hall.database, hall.trade, "blind")
    hall.whole("01")
    sheet = hall.trade.sheet("01", "A1.1")
    values = {(code, seat): "2" for code in ("A1.1", "A1.2") for seat in (1, 2, 3)}
    for (code, seat), value in {**values, ("A1.2", 2): "3", ("A1.3", 0): "1"}.items():
        aspect, by = AspectId(hall.trade.aspects[code]), hall.reserve.id
        what: dict[str, Any] = {"device": "d-9", "sequence": 1, "taken_at": TAKEN_AT}
        what |= {"uuid": str(uuid.uuid4()), "sheet": sheet, "aspect": aspect, "by": by}
        hall.database.write(checks.enter, NewEntry(seat=Seat(seat), value=value, **what))
    with hall.database.read() as session:
        version = session.get_one(Sheet, sheet).version
    compared = hall.database.write(checks.check, NewCheck(sheet, version, hall.reserve.id, "d-9"))
    assert (compared.differences, len(verdict(hall).differences)) == (1, 1)
    hall.votes(2, "", "A1.2", sequence=9)
    assert hall.passes() == 3
    hall.votes(2, "3", "A1.2", by=hall.reserve)
    assert not verdict(hall).is_checked
    assert verdict(hall).differences == ()


def test_a_seat_given_by_hand_is_found(hall: Hall) -> None:
    hall.votes(1)
    hall.passes()
    assert hall.fault is None
    chief = hall.trade.chief.id
    words = f"update judge_seat set account_id = {chief} where number = 2"  # noqa: S608
    hall.database.write(forge, words)
    assert hall.fault == "seat 2 of panel 1 has another judge than act 1 gave it"


def test_a_panel_that_was_seated_anew_before_its_first_mark_is_no_fault(hall: Hall) -> None:
    hall.passes()
    seats(hall, "1701", "1702", "1703")
    hall.votes(2)
    assert hall.fault is None


def test_a_trade_file_holds_the_votes_of_a_seat_that_has_passed_as_any(hall: Hall) -> None:
    everything_marked(hall.database, hall.trade)
    with hall.database.read() as session:
        before = dossier.file_of(session, hall.trade.id)
    hall.votes(2, "", "A1.2", sequence=9)
    hall.passes()
    hall.votes(2, "2", "A1.2", by=hall.reserve)
    with hall.database.read() as session:
        assert dossier.file_of(session, hall.trade.id) == before
