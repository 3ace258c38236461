"""What a writer may rely on: an answer means safe on disk, and one fault harms nobody else."""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from competition import engines
from competition.audit import AuditLine, note
from competition.db import Act, Database, NotTried, announce, brief
from competition.errors import NotAllowed
from judging import plan, schemes
from tests.builders import a_scheme, a_trade, an_aspect, settle


@dataclass(frozen=True)
class Written:
    """A fact: a line was written."""

    name: str


def write_lines(session: Session, names: Sequence[str]) -> Sequence[str | Exception]:
    """Write a line for each name; "refused" is refused, "broken" breaks."""
    outcomes: list[str | Exception] = []
    for name in names:
        if name == "refused":
            outcomes.append(NotAllowed())
            continue
        note(session, None, name)
        announce(session, Written(name))
        if name == "broken":
            raise ZeroDivisionError(name)
        outcomes.append(name)
    session.flush()
    return outcomes


def break_always(session: Session, names: Sequence[str]) -> Sequence[str]:
    """Write a line and break."""
    note(session, None, names[0])
    session.flush()
    raise ZeroDivisionError


def lines(database: Database) -> list[str]:
    """Return what a connection of its own finds written."""
    with database.read() as session:
        return sorted(session.scalars(select(AuditLine.act)))


class Pause:
    """An act that holds the writer until it is let go, so that others queue up behind it."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, _session: Session, items: Sequence[object]) -> Sequence[object]:
        """Wait, and answer every item with itself."""
        self.begun.set()
        assert self.go_on.wait(10)
        return items


def written_together(database: Database, *items: tuple[Act[str, str], str]) -> list[object]:
    """Write every (act, name) in one commit; return each outcome or what was raised."""
    pause = Pause()
    with ThreadPoolExecutor(len(items) + 1) as crowd:
        crowd.submit(database.write, pause, None)
        assert pause.begun.wait(10)
        futures = [crowd.submit(database.write, act, name) for act, name in items]
        while database._queue.qsize() < len(items):  # noqa: SLF001 - nobody else needs to know
            threading.Event().wait(0.001)
        pause.go_on.set()
        return [future.exception() or future.result() for future in futures]


def test_an_answer_means_that_others_see_it(database: Database) -> None:
    assert database.write(write_lines, "one") == "one"
    other = Database(str(database.engine.url.render_as_string(hide_password=False)))
    assert lines(other) == ["one"]
    other.close()


def test_nobody_sees_what_is_not_committed(database: Database) -> None:
    written, go_on = threading.Event(), threading.Event()

    def slowly(session: Session, names: Sequence[str]) -> Sequence[str]:
        note(session, None, names[0])
        session.flush()
        written.set()
        assert go_on.wait(10)
        return names

    with ThreadPoolExecutor(1) as one:
        answer = one.submit(database.write, slowly, "slow")
        assert written.wait(10)
        assert lines(database) == []
        assert not answer.done()
        go_on.set()
        assert answer.result(10) == "slow"
    assert lines(database) == ["slow"]


def test_waiting_writes_are_committed_together(database: Database) -> None:
    calls: list[int] = []

    def count(session: Session, names: Sequence[str]) -> Sequence[str | Exception]:
        calls.append(len(names))
        return write_lines(session, names)

    outcomes = written_together(database, *((count, f"line {n}") for n in range(20)))
    assert outcomes == [f"line {n}" for n in range(20)]
    assert calls == [20]


def test_one_item_that_breaks_fails_alone(database: Database) -> None:
    names = ("one", "broken", "two", "refused", "three")
    outcomes = written_together(database, *((write_lines, name) for name in names))
    assert [type(outcome) for outcome in outcomes] == [
        str,
        ZeroDivisionError,
        str,
        NotAllowed,
        str,
    ]
    assert lines(database) == ["one", "three", "two"]


def test_what_is_written_at_once_is_one_commit_and_each_has_its_outcome(database: Database) -> None:
    told: list[list[str]] = []
    database.listen(Written, lambda _: told.append(lines(database)))
    names = ("one", "refused", "two")
    outcomes = database.write_each([(write_lines, name) for name in names])
    assert [type(outcome) for outcome in outcomes] == [str, NotAllowed, str]
    settle(database)
    assert told == [["one", "two"]] * 2
    outcomes = database.write_each([(write_lines, "three"), (break_always, "never")])
    assert outcomes[0] == "three"
    assert isinstance(outcomes[1], ZeroDivisionError)
    assert database.write_each([]) == []


def test_what_builds_on_something_that_broke_is_not_tried(database: Database) -> None:
    names = ("one", "broken", "two", "three", "refused", "four")
    places = ("here", "there", "here", "there", "elsewhere", "elsewhere")
    outcomes = database.write_each([(write_lines, name) for name in names], places)
    assert [type(outcome) for outcome in outcomes] == [
        *(str, ZeroDivisionError, str, NotTried, NotAllowed, str)
    ]
    assert lines(database) == ["four", "one", "two"]


def test_an_act_that_breaks_leaves_other_acts_whole(database: Database) -> None:
    outcomes = written_together(
        database, (write_lines, "before"), (break_always, "never"), (write_lines, "after")
    )
    assert outcomes[0::2] == ["before", "after"]
    assert isinstance(outcomes[1], ZeroDivisionError)
    assert lines(database) == ["after", "before"]


def test_the_writer_goes_on_after_a_fault(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        database.write(write_lines, "broken")
    assert database.write(write_lines, "next") == "next"
    assert lines(database) == ["next"]


def test_facts_are_told_once_and_only_of_what_was_committed(database: Database) -> None:
    heard: list[tuple[str, bool]] = []
    database.listen(Written, lambda fact: heard.append((fact.name, fact.name in lines(database))))
    names = ("one", "broken", "refused", "two")
    written_together(database, *((write_lines, name) for name in names))
    settle(database)
    assert heard == [("one", True), ("two", True)]


@pytest.mark.parametrize("way", [lambda act: act, brief], ids=["apart", "brief"])
def test_a_commit_that_fails_leaves_nothing_to_the_next(
    sqlite_url: str, way: Callable[[Any], Any]
) -> None:
    database, told = Database(sqlite_url), list[Written]()
    database.listen(Written, told.append)

    @way
    def write_for_nobody(session: Session, names: Sequence[str]) -> list[str]:
        session.execute(text("pragma defer_foreign_keys = on"))
        announce(session, Written(names[0]))
        note(session, -1, names[0])
        return list(names)

    with pytest.raises(Exception, match="FOREIGN KEY"):
        database.write(write_for_nobody, "lost")
    assert database.write(write_lines, "after") == "after"
    assert lines(database) == ["after"]
    assert told == [Written("after")]
    database.close()


def test_a_listener_that_breaks_silences_nobody(database: Database) -> None:
    def deaf(_fact: Written) -> None:
        raise ZeroDivisionError

    heard: list[Written] = []
    database.listen(Written, deaf)
    database.listen(Written, heard.append)
    database.write(write_lines, "one")
    settle(database)
    assert heard == [Written("one")]


def test_a_crowd_of_writers_loses_nothing(database: Database) -> None:
    def some_lines(writer: int) -> list[str]:
        return [database.write(write_lines, f"{writer}/{n}") for n in range(20)]

    with ThreadPoolExecutor(32) as crowd:
        answers = [name for names in crowd.map(some_lines, range(32)) for name in names]
    assert len(answers) == 640
    assert lines(database) == sorted(answers)


def test_closing_finishes_what_was_begun(database_url: str) -> None:
    database = Database(database_url)
    pause = Pause()
    with ThreadPoolExecutor(6) as crowd:
        crowd.submit(database.write, pause, None)
        assert pause.begun.wait(10)
        waiting = [crowd.submit(database.write, write_lines, f"line {n}") for n in range(4)]
        while database._queue.qsize() < 4:  # noqa: SLF001 - nobody else needs to know
            threading.Event().wait(0.001)
        closed = crowd.submit(database.close)
        pause.go_on.set()
        closed.result(10)
        assert [each.result(10) for each in waiting] == [f"line {n}" for n in range(4)]
    again = Database(database_url)
    assert len(lines(again)) == 4
    again.close()


def test_closing_waits_for_whoever_still_reads_and_lets_nobody_begin(database_url: str) -> None:
    database = Database(database_url)
    with ThreadPoolExecutor(1) as crowd:
        with database.read() as session:
            session.execute(text("select 1"))
            closed = crowd.submit(database.close)
            with pytest.raises(TimeoutError):
                closed.result(0.2)
        closed.result(10)
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="closed"), database.read():
        pass


def test_an_sqlite_writer_waits_while_another_program_writes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with (
        closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other,
        ThreadPoolExecutor(1) as crowd,
    ):
        other.isolation_level = None
        other.execute("begin immediate")
        writing = crowd.submit(database.write, write_lines, "after")
        with pytest.raises(TimeoutError):
            writing.result(0.3)
        other.execute("rollback")
        assert writing.result(10) == "after"
    assert lines(database) == ["after"]
    database.close()


def test_an_sqlite_writer_gives_up_when_another_program_does_not_end(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_WAIT_S", 0.1)
    database = Database(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("begin immediate")
        with pytest.raises(OperationalError, match="locked"):
            database.write(write_lines, "never")
    assert database.write(write_lines, "after") == "after"
    database.close()


def test_an_sqlite_reader_cannot_write(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.read() as session, pytest.raises(DatabaseError, match="readonly"):
        session.execute(text("delete from account"))
    database.close()


def test_an_sqlite_commit_waits_for_the_disk(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    def pragmas(session: Session, names: Sequence[str]) -> list[list[object]]:
        return [[session.scalar(text(f"pragma {each}")) for each in names[0].split()]]

    assert database.write(pragmas, "synchronous journal_mode foreign_keys") == [2, "wal", 1]
    database.close()


@pytest.mark.postgres
def test_a_postgresql_commit_waits_for_the_disk(postgres_url: str) -> None:
    database = Database(postgres_url)

    def setting(session: Session, _items: Sequence[None]) -> list[object]:
        return [session.scalar(text("show synchronous_commit"))]

    assert database.write(setting, None) == "on"
    database.close()


def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    with database.read() as session:
        assert session.scalar(text("select count(*) from audit_line")) == 0
        database.write(write_lines, "one")
        assert session.scalar(text("select count(*) from audit_line")) == 0
    assert lines(database) == ["one"]


def test_times_are_kept_to_the_microsecond_in_utc(database: Database) -> None:
    shanghai = timezone(timedelta(hours=8))
    moment = datetime(2026, 11, 21, 14, 32, 7, 123_456, shanghai)

    def keep(session: Session, moments: Sequence[datetime]) -> Sequence[None]:
        session.add_all(AuditLine(at=each, account_id=None, act="at", about={}) for each in moments)
        return [None] * len(moments)

    database.write(keep, moment)
    with database.read() as session:
        found = session.scalars(select(AuditLine.at)).one()
    assert found == moment
    assert found.tzinfo is UTC


@pytest.mark.parametrize("digits", ["0.10", "1E+2", "89.675", "0.1000000000000000055511151231"])
def test_decimals_are_kept_digit_by_digit(database: Database, digits: str) -> None:
    trade = a_trade(database)
    scheme = a_scheme(an_aspect("A1.1", "free", digits))
    database.write(schemes.store, schemes.NewScheme(trade, scheme, "", [], None))
    with database.read() as session:
        agreed = plan.read(session, trade)
    assert agreed is not None
    assert str(agreed.modules[0].aspects[0].rule.max) == digits
