"""What everybody may rely on: no line of a ledger is changed, removed or moved unnoticed."""

import threading
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from competition.db import Database
from judging import chain, ledger
from judging.chain import GENESIS
from judging.ledger import NewMark
from tests.builders import LockedTrade, a_locked_trade, a_mark, everything_marked, recorded
from tests.judging.ledgers import count, record, standing, verified


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_locked_trade(database)


@pytest.mark.parametrize("act", ["update ledger_line set value = '3'", "delete from ledger_line"])
def test_the_database_refuses_to_touch_a_line(
    database: Database, trade: LockedTrade, act: str
) -> None:
    recorded(database, [a_mark(trade, value="2")])
    with pytest.raises(DatabaseError, match="lines are only added"):
        database.write(_execute, act)
    assert standing(database, trade) == {1: "2"}


@pytest.mark.parametrize("act", ["update audit_line set act = 'x'", "delete from audit_line"])
def test_the_database_refuses_to_touch_the_audit_log(
    database: Database, trade: LockedTrade, act: str
) -> None:
    assert trade.id
    with pytest.raises(DatabaseError, match="lines are only added"):
        database.write(_execute, act)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["ledger_line", "audit_line"])
def test_postgresql_refuses_to_empty_the_ledger(postgres_url: str, table: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(DatabaseError, match="lines are only added"):
        database.write(_execute, f"truncate {table} cascade")
    database.close()


def test_a_ledger_that_nobody_touched_is_intact(database: Database, trade: LockedTrade) -> None:
    assert verified(database, trade) is None
    everything_marked(database, trade)
    assert verified(database, trade) is None
    with database.read() as session:
        lines, last = chain.head(session, trade.id)
    assert lines == count(database)
    assert last != GENESIS


FORGED = {
    "uuid": f"'{uuid.uuid4()}'",
    "sheet_id": "sheet_id + 1",
    "entry_id": "entry_id + 1",
    "aspect_id": "aspect_id + 1",
    "seat": "seat + 1",
    "value": "'3'",
    "base": "base + 1",
    "version": "version + 1",
    "author_id": "author_id + 1",
    "device": "'other'",
    "sequence": "sequence + 1",
    "taken_at": "'2026-11-21T06:32:08.000000Z'",
    "recorded_at": "'2026-11-21T06:32:08.000000Z'",
    "previous": "hash",
    "hash": "previous",
}


@pytest.mark.parametrize("column", FORGED)
def test_any_changed_field_of_a_line_is_found(
    database: Database, trade: LockedTrade, column: str
) -> None:
    recorded(database, [a_mark(trade, value=vote, sequence=n) for n, vote in enumerate("0121")])
    forgery = f"update ledger_line set {column} = {FORGED[column]} where number = 2"  # noqa: S608
    database.write(_forge, forgery)
    assert verified(database, trade) == "line 2 was changed"


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        (["delete from ledger_line where number = 1"], "line 1 is missing"),
        (["delete from ledger_line where number = 2"], "line 2 is missing"),
        (
            ["delete from ledger_line where number = 4"],
            "the ledger ends at line 3, its head says otherwise",
        ),
        (
            [
                "update ledger_line set number = 9 where number = 2",
                "update ledger_line set number = 2 where number = 3",
                "update ledger_line set number = 3 where number = 9",
            ],
            "line 2 was changed",
        ),
        (["delete from ledger_line"], "the ledger ends at line 0, its head says otherwise"),
        (
            ["update ledger_head set lines = 3"],
            "the ledger ends at line 4, its head says otherwise",
        ),
        (
            ["update ledger_head set hash = 'no'"],
            "the ledger ends at line 4, its head says otherwise",
        ),
    ],
)
def test_a_line_removed_or_put_elsewhere_is_found(
    database: Database, trade: LockedTrade, forgery: list[str], found: str
) -> None:
    recorded(database, [a_mark(trade, value=vote, sequence=n) for n, vote in enumerate("0121")])
    database.write(_forge, "; ".join(forgery))
    assert verified(database, trade) == found


@pytest.mark.parametrize("writers", [1, 8])
def test_a_crowd_of_judges_keeps_one_chain(database: Database, writers: int) -> None:
    trade = a_locked_trade(database, judges=8)
    _mark_at_once(database, trade, [database] * writers)
    assert verified(database, trade) is None


@pytest.mark.postgres
def test_two_programs_that_write_one_trade_keep_one_chain(postgres_url: str) -> None:
    first, second = Database(postgres_url), Database(postgres_url)
    trade = a_locked_trade(first, judges=8)
    _mark_at_once(first, trade, [first, second] * 4)
    assert verified(first, trade) is None
    first.close()
    second.close()


@pytest.mark.postgres
def test_a_mark_sent_to_two_programs_at_once_counts_once(postgres_url: str) -> None:
    programs = [Database(postgres_url), Database(postgres_url)]
    trade = a_locked_trade(programs[0])
    for sequence in range(20):
        mark = a_mark(trade, value="2", sequence=sequence)
        start = threading.Barrier(2)

        def send(
            program: Database, mark: NewMark = mark, start: threading.Barrier = start
        ) -> ledger.Recorded:
            start.wait()
            return record(program, mark)

        with ThreadPoolExecutor(2) as crowd:
            one, other = crowd.map(send, programs)
        assert one.line == other.line == sequence + 1
        assert one.is_new != other.is_new
    assert verified(programs[0], trade) is None
    for program in programs:
        program.close()


def _mark_at_once(database: Database, trade: LockedTrade, programs: Sequence[Database]) -> None:
    def some_marks(writer: int) -> None:
        for n in range(15):
            entry = f"{1 + (writer + n) % 5:02d}"
            mark = a_mark(trade, "A1.1", str(n % 4), entry=entry, judge=1 + writer)
            record(programs[writer], replace(mark, device=f"d-{writer}", sequence=n))

    with ThreadPoolExecutor(len(programs)) as crowd:
        list(crowd.map(some_marks, range(len(programs))))
    assert count(database) == 15 * len(programs)
    assert count(database, "distinct number") == 15 * len(programs)


def _execute(session: Session, statements: Sequence[str]) -> Sequence[None]:
    for statement in statements:
        session.execute(text(statement))
    return [None] * len(statements)


def _forge(session: Session, forgeries: Sequence[str]) -> Sequence[None]:
    """Change lines as somebody could who owns the database: without its triggers and checks."""
    unguard = {
        "sqlite": [
            "drop trigger ledger_line_no_update",
            "drop trigger ledger_line_no_delete",
            "pragma defer_foreign_keys = on",
        ],
        "postgresql": ["set session_replication_role = replica"],
    }
    for statement in unguard[session.get_bind().dialect.name]:
        session.execute(text(statement))
    for forgery in forgeries:
        for statement in forgery.split("; "):
            session.execute(text(statement))
    return [None] * len(forgeries)
