"""What is remembered of a trade is what stands in the database, whatever happened meanwhile."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts.sessions import SignedIn
from competition.db import Database
from competition.scoring.values import TradeId
from judging import (
    acts,
    avoidance,
    excused,
    formalities,
    headway,
    ledger,
    matrix,
    readback,
    sheets,
    signatures,
    tablet,
    timetable,
)
from judging import memory as memories
from judging.headway import Headway
from judging.kept import Kept
from judging.memory import Memory
from tests.builders import (
    LockedTrade,
    a_competition,
    a_locked_trade,
    a_mark,
    a_roster,
    enrolled,
    everything_marked,
    panel_signs,
    put_name,
)
from tests.judging.ledgers import record
from tests.judging.turmoil import ENTRIES, RULES, SCHEME, STACKS, Turmoil

OFTEN = 50


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_trade(database)


@pytest.fixture
def other(tmp_path: Path, migrated_file: Path) -> Iterator[Database]:
    """Give another database, as it is after a restore."""
    folder = tmp_path / "other"
    shutil.copytree(migrated_file.parent, folder)
    opened = Database(f"sqlite:///{folder / migrated_file.name}")
    yield opened
    opened.close()


def a_trade(database: Database) -> LockedTrade:
    return a_locked_trade(database, judges=2, entries=3, scheme=SCHEME, rules=RULES)


def seen(session: Session, trade: int, memory: Memory, people: Any = ()) -> list[object]:
    """Return what the chief judge's page and the tablets of *people* are told by *memory*."""
    found = memory.headway.of(session, trade)
    assert found is not None
    state = matrix.read(session, found, memory)
    told: list[object] = [state, found, formalities.overview(session, found)]
    told += [(each.begun_at, each.last_at) for each in timetable.paces(session, found, state.words)]
    told += [tablet.my_sheets(session, memory, judge) for judge in people]
    told += [readback.to_check(session, memory, each, each.id) for each in people]
    return told


def agrees(session: Session, trade: int, memory: Memory) -> None:
    """Compare each part of *memory* with what the acts of the hall go by."""
    found = memory.headway.of(session, trade)
    assert found is not None
    plan, progress = found.plan, sheets.progress(session, found.plan)
    assert found.progress == progress
    assert memory.signatures.of(session, trade, sheets.stages(session, trade)[1]) == (
        signatures.standing(session, trade)
    )
    idle = excused.excused(session, plan, progress.states)
    assert memory.excused.of(session, found, progress.states) == idle
    assert memory.deeds(session, trade) == memories.deeds(session, trade)
    assert avoidance.seated(session, trade, memory.conflicts) == avoidance.seated(session, trade)


def looked(database: Database, trade: LockedTrade, memory: Memory) -> Headway:
    """Look at a trade, and compare what is remembered with what there is."""
    with database.read() as session:
        assert seen(session, trade.id, memory) == seen(session, trade.id, Memory())
        found = memory.headway.of(session, trade.id)
    assert found is not None
    return found


def counted(found: Headway) -> int:
    """Return how many aspects count."""
    return sum(state.counted for state in found.progress.states.values())


def idle(database: Database, trade: LockedTrade, memory: Memory) -> set[str]:
    """Return whose sheets nobody need mark."""
    with database.read() as session:
        found = memory.headway.of(session, trade.id)
        assert found is not None
        out = {entry for entry, _ in matrix.read(session, found, memory).progress.excused}
    return {code for code, number in trade.entries.items() if number in out}


@pytest.mark.parametrize(("seed", "checking"), [(7, "none"), (2, "aloud")])
def test_whatever_happens_what_is_remembered_is_what_stands(
    database: Database, seed: int, checking: str
) -> None:
    hall, memory = Turmoil(database, seed, checking), Memory()
    judges = [
        SignedIn(each.id, each.code, {}, frozenset({(Role.JUDGE, TradeId(hall.trade.id))}), 1)
        for each in (hall.people[0], hall.people[-1])
    ]
    told: list[str] = []
    while hall.never or len(told) < OFTEN:
        assert len(told) < 10 * OFTEN, f"{hall.never} never happened"
        told.append(hall.happen())
        with database.read() as session:
            fresh = seen(session, hall.trade.id, Memory(), judges)
            assert seen(session, hall.trade.id, memory, judges) == fresh, told
            agrees(session, hall.trade.id, memory)


def test_a_mark_is_counted_without_a_look_at_the_other_entries(
    database: Database, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    looked(database, trade, memory)
    record(database, a_mark(trade, "A2.1", "3", entry="02"))
    asked = []
    cells = ledger.standing_cells

    def some(session: Session, number: int, entries: Any = None) -> Any:
        asked.append(entries)
        return cells(session, number, entries)

    monkeypatch.setattr(headway, "standing_cells", some)
    with database.read() as session:
        for _ in range(2):
            found = memory.headway.of(session, trade.id)
            assert found is not None
            assert counted(found) == 1
    assert asked == [{trade.entries["02"]}]


def test_acts_are_read_once_whoever_looks(
    database: Database, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    looked(database, trade, memory)
    asked: list[str] = []
    monkeypatch.setattr(memories, "deeds", lambda *_: asked.append("deeds"))
    monkeypatch.setattr(acts, "of", lambda *_, **__: asked.append("acts"))
    record(database, a_mark(trade, "A2.1", "3"))
    with database.read() as session:
        found = memory.headway.of(session, trade.id)
        assert found is not None
        assert "complete" in matrix.read(session, found, memory).words.values()
    assert asked == []


def test_what_another_program_writes_is_seen_at_the_next_look(
    database: Database, database_url: str, trade: LockedTrade
) -> None:
    memory, other = Memory(), Database(database_url)
    looked(database, trade, memory)
    record(other, a_mark(trade, "A2.1", "3"))
    assert counted(looked(database, trade, memory)) == 1
    enrolled(other, trade.id, a_roster(3, status={"01": "withdrawn"}))
    assert counted(looked(database, trade, memory)) == 0
    other.close()


def test_whoever_began_to_look_before_a_mark_sees_none_of_it(
    database: Database, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    record(database, a_mark(trade, "A2.1", "3"))
    with database.read() as early:
        before = memory.headway.of(early, trade.id)
        record(database, a_mark(trade, "B1.2", "1"))
        assert counted(looked(database, trade, memory)) == 2
        monkeypatch.delattr(headway, "by_plan")
        assert memory.headway.of(early, trade.id) == before
        with database.read() as late:
            found = memory.headway.of(late, trade.id)
    assert found is not None
    assert counted(found) == 2


def test_another_ledger_of_the_same_length_is_another_one(
    database: Database, other: Database, trade: LockedTrade
) -> None:
    restored, memory = other, Memory()
    twin = a_trade(restored)
    assert (twin.id, twin.sheets) == (trade.id, trade.sheets)
    for where, votes in ((database, "22"), (restored, "03")):
        for seat, vote in enumerate(votes, 1):
            record(where, a_mark(trade, "A1.1", vote, judge=seat))
        found = looked(where, trade, memory)
        assert len(found.progress.conflicts) == (votes == "03")
    memory = Memory()
    looked(database, trade, memory)
    record(restored, a_mark(trade, "A2.1", "3", entry="02"))
    found = looked(restored, trade, memory)
    assert (len(found.progress.conflicts), counted(found)) == (1, 1)
    assert counted(looked(database, trade, memory)) == 1


def test_acts_of_another_past_count_for_nothing(
    database: Database, other: Database, trade: LockedTrade
) -> None:
    a_trade(other)
    memory = Memory()
    for where in (database, other):
        panel_signs(where, trade)
        everything_marked(where, trade)
    for where, entry, judges in ((database, "01", (1,)), (other, "02", (1, 2))):
        for judge in judges:
            put_name(where, trade, judge, entry=entry)
        with where.read() as session:
            given = memory.signatures.of(session, trade.id, {})
        assert {sheet: set(seats) for sheet, seats in given.items()} == {
            trade.sheet(entry, "A1.1"): set(judges)
        }
        looked(where, trade, memory)


def test_who_qualified_is_asked_again_when_the_part_is_marked_otherwise(
    database: Database, trade: LockedTrade
) -> None:
    memory = Memory()
    everything = {"A1.1": "2", "B1.1": "2", "B1.2": "1"}
    for entry, count in zip(ENTRIES, "531", strict=True):
        marks = {**everything, "A2.1": count} if entry != "03" else {"A1.1": "2", "A2.1": count}
        for aspect, value in marks.items():
            for seat in trade.seats(aspect):
                record(database, a_mark(trade, aspect, value, entry=entry, judge=seat))
    looked(database, trade, memory)
    assert idle(database, trade, memory) == {"03"}
    for base, count in ((1, "9"), (2, "0")):
        record(database, a_mark(trade, "A2.1", count, entry="03", base=base, sequence=base))
        looked(database, trade, memory)
        assert idle(database, trade, memory) == (set() if count == "9" else {"03"})


def test_more_marks_than_one_looks_through_are_counted_all(
    database: Database, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headway, "_MOST_LINES", 3)
    memory = Memory()
    looked(database, trade, memory)
    everything_marked(database, trade)
    assert counted(looked(database, trade, memory)) == len(ENTRIES) * len(trade.aspects)


def test_nobody_sees_half_of_what_is_remembered(database: Database, trade: LockedTrade) -> None:
    memory, stop = Memory(), threading.Event()
    wrong: list[object] = []

    def look() -> None:
        while not stop.is_set():
            with database.read() as session:
                fresh = seen(session, trade.id, Memory())
                if seen(session, trade.id, memory) != fresh:
                    wrong.append(fresh)

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for each in lookers:
        each.start()
    try:
        for at in range(24):
            entry, aspect = ENTRIES[at % 3], ("A2.1", "B1.2")[at % 2]
            mark = a_mark(trade, aspect, str(at % 2), entry=entry, base=at // 6, sequence=at)
            record(database, mark)
    finally:
        stop.set()
        for each in lookers:
            each.join()
    assert not wrong
    assert counted(looked(database, trade, memory)) == 6


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    kept: Kept[str] = Kept(5, len)
    for trade, word in ((1, "aa"), (2, "bb"), (1, "aa"), (3, "cc")):
        kept.of(trade, word, partial(str, word))
    assert [kept.last(each) for each in (1, 2, 3)] == ["aa", None, "cc"]
    kept.put(3, "c" * 9)
    assert [kept.last(each) for each in (1, 2, 3)] == [None, None, "c" * 9]
    kept.put(3, "c")
    kept.put(1, "aaaa")
    assert [kept.last(each) for each in (1, 2, 3)] == ["aaaa", None, "c"]


def test_of_many_trades_those_looked_at_last_are_remembered(database: Database) -> None:
    competition = a_competition(database)
    trades = [
        a_locked_trade(database, 1, 3, code=f"T{at}", scheme=SCHEME, competition=competition)
        for at in range(3)
    ]
    weight = len(ENTRIES) * len(STACKS) + len(trades[0].aspects) + 1
    remembered = headway.Remembered(most=2 * weight)
    with database.read() as session:
        first = [remembered.of(session, each.id) for each in trades]
        assert remembered.of(session, trades[2].id) is first[2]
        assert remembered.of(session, trades[1].id) is first[1]
        assert remembered.of(session, trades[0].id) is not first[0]
