"""A seat that passes while its judge marks or signs, or twice at once: one outcome, and whole."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from competition.access import Role
from competition.db import Database
from competition.errors import Refusal
from competition.scoring.values import Seat
from judging import ledger, readiness, reliefs, signatures
from judging.models import Sheet
from judging.refused import SeatPassed
from judging.reliefs import NewRelief, PassedMeanwhile
from judging.signatures import NewSignature
from tests.builders import a_mark, panel_signs, put_name, somebody
from tests.judging.stand_ins import Hall

ENTRIES = ("01", "02", "03")
Tries = Sequence[tuple[Callable[..., Any], object]]


class Programs:
    """A hall, and two programs that write its database, or one with two threads."""

    def __init__(self, *databases: Database) -> None:
        self.databases = databases
        self.hall = Hall(databases[0])

    def at_once(self, *tries: tuple[Callable[..., Any], object]) -> list[Any]:
        """Do everything at the same time; return the outcomes, refusals among them."""
        start = threading.Barrier(len(tries))

        def one(at: int) -> Any:
            start.wait()
            try:
                return self.databases[at % len(self.databases)].write(*tries[at])
            except Refusal as refusal:
                return refusal

        with ThreadPoolExecutor(len(tries)) as pool:
            return list(pool.map(one, range(len(tries))))

    def relief(self, judge: str = "1799") -> tuple[Callable[..., Any], object]:
        """Return how seat 2 passes on from whoever has it now."""
        hall = self.hall
        who = (hall.sits(2), judge, "Ill.", hall.trade.chief.id)
        return reliefs.relieve, NewRelief(hall.trade.id, "1", Seat(2), *who)

    def judge_of(self, entry: str) -> int | None:
        """Return who has seat 2 of a sheet."""
        hall = self.hall
        with hall.database.read() as session:
            plan = readiness.plan_of(session, hall.trade.id)
            return plan.sheets[hall.trade.sheet(entry, "A1.1")].judges[1]

    def version(self, entry: str) -> int:
        """Return the version of a sheet."""
        with self.hall.database.read() as session:
            return session.get_one(Sheet, self.hall.trade.sheet(entry, "A1.1")).version


@pytest.fixture(params=["sqlite", "postgres", pytest.param("two", marks=pytest.mark.postgres)])
def programs(request: pytest.FixtureRequest) -> Iterator[Programs]:
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    url = request.getfixturevalue(f"{kind}_url")
    opened = [Database(url) for _ in range(2 if request.param == "two" else 1)]
    yield Programs(*opened)
    for each in opened:
        each.close()


def back(programs: Programs) -> None:
    """Let seat 2 pass back to its first judge."""
    act, new = programs.relief("1702")
    programs.hall.database.write(act, new)


def test_the_last_vote_is_taken_and_its_sheet_stays_or_both_go(programs: Programs) -> None:
    hall = programs.hall
    first = hall.trade.judges[1].id
    for entry in ENTRIES:
        for aspect in ("A1.1", "A1.2"):
            for seat in (1, 2, 3):
                if (aspect, seat) != ("A1.2", 2):
                    hall.votes(seat, "2", aspect, entry=entry)
        hall.votes(1, "1", "A1.3", entry=entry)
        mark = a_mark(hall.trade, "A1.2", judge=2, entry=entry, sequence=9)
        taken, passed = programs.at_once((ledger.record, mark), programs.relief())
        assert isinstance(passed, int)
        if isinstance(taken, ledger.Recorded):
            assert programs.judge_of(entry) == first
        else:
            assert isinstance(taken, SeatPassed)
            assert programs.judge_of(entry) == hall.reserve.id
            hall.votes(2, "2", "A1.2", entry=entry, by=hall.reserve)
        assert hall.fault is None
        back(programs)
    assert hall.fault is None


def test_a_vote_that_is_taken_back_goes_with_the_seat_or_stays_with_its_judge(
    programs: Programs,
) -> None:
    hall = programs.hall
    first = hall.trade.judges[1].id
    for entry in ENTRIES:
        hall.whole(entry)
        gone = a_mark(hall.trade, "A1.2", "", judge=2, entry=entry, sequence=9, base=99)
        taken, passed = programs.at_once((ledger.record, gone), programs.relief())
        assert isinstance(taken, ledger.Recorded)
        assert isinstance(passed, int)
        who = programs.judge_of(entry)
        assert who in {first, hall.reserve.id}
        by = hall.reserve if who == hall.reserve.id else hall.trade.judges[1]
        hall.votes(2, "1", "A1.2", entry=entry, by=by, sequence=10)
        assert hall.fault is None
        back(programs)
    assert hall.fault is None


def test_who_signs_a_complete_sheet_signs_it_whoever_comes(programs: Programs) -> None:
    hall = programs.hall
    panel_signs(hall.database, hall.trade)
    for entry in ENTRIES:
        hall.whole(entry)
        put_name(hall.database, hall.trade, 1, entry=entry)
        put_name(hall.database, hall.trade, 3, entry=entry)
        by = hall.trade.judges[1].id
        sheet = hall.trade.sheet(entry, "A1.1")
        name = NewSignature(sheet, programs.version(entry), by, "d-2")
        signed, passed = programs.at_once((signatures.sign, name), programs.relief())
        assert signed.state == "signed"
        assert isinstance(passed, int)
        assert programs.judge_of(entry) == by
        if entry != ENTRIES[-1]:
            back(programs)
    assert hall.fault is None


def test_of_two_who_let_one_seat_pass_the_second_is_told(programs: Programs) -> None:
    hall = programs.hall
    other = somebody(hall.database, "1798", Role.JUDGE, hall.trade.id)
    hall.votes(1)
    outcomes = programs.at_once(programs.relief("1799"), programs.relief("1798"))
    assert sorted(map(type, outcomes), key=str) == sorted([int, PassedMeanwhile], key=str)
    assert hall.sits(2) == [hall.reserve.id, other.id][outcomes.index(3)]
    assert hall.fault is None


def test_a_form_that_is_sent_twice_at_once_passes_the_seat_once(programs: Programs) -> None:
    hall = programs.hall
    hall.votes(1)
    outcomes = programs.at_once(programs.relief(), programs.relief())
    assert [type(each) for each in outcomes].count(int) == 1
    with hall.database.read() as session:
        assert len(reliefs.of_trade(session, hall.trade.id)) == 1
    assert hall.fault is None
