"""`ledger verify` finds whatever is changed, removed, moved or added in any kept line."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from click.testing import CliRunner
from sqlalchemy import JSON, Column, Table, delete, insert, select, text, update
from sqlalchemy.orm import Session

from competition.db import Database, Moment
from competition.scoring.values import AspectId, Seat
from judging import (
    acts,
    chain,
    corrections,
    dossier,
    intake,
    locks,
    remarks,
    rounds,
    rulings,
    settled,
    suspension,
)
from judging.commands import ledger as ledger_command
from judging.intake import Intake
from judging.models import LedgerHead, LedgerLine, Ruling, Sheet, SheetAct, VoteRound
from judging.plan import Stack
from judging.remark_models import Remark
from judging.rounds import NewRound
from judging.rulings import NewRuling, Withdrawal
from tests.builders import (
    TAKEN_AT,
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    sheet_signed,
    signed,
)
from tests.judging.ledgers import forge, record

KEPT: Final[dict[str, Table]] = {
    model.__tablename__: model.__table__  # type: ignore[misc]
    for model in (LedgerLine, SheetAct, Ruling, VoteRound, Remark)
}
# The tables' own numbers of rows: nothing refers to them, and no line knows its own.
NAMELESS: Final = {"id"}
KINDS: Final = {"sheet_act": ("lock", "unlock"), "ruling": ("penalty", "adjustment")}
SCHEME: Final = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("A1.2", "pass_fail", "1"))
PENALTY: Final = {"entry": "01", "scope": "event", "points": "0.50", "reason": "Late / 迟到"}


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    """Give a trade in which everything has happened that a line is written about."""
    found = a_locked_trade(database, judges=2, entries=2, scheme=SCHEME)
    panel_signs(database, found)
    everything_marked(database, found, {"A1.1": "2"})
    for votes in ("03", "30"):
        vote(database, found, votes)
        aspect, sheet = AspectId(found.aspects["A1.1"]), found.sheet("01", "A1.1")
        database.write(rounds.open_round, NewRound(found.id, sheet, aspect, found.chief.id))
    vote(database, found, "22")
    sheet_signed(database, found)
    sheet_signed(database, found, entry="02")
    new = corrections.NewRequest(
        sheet=found.sheet("01", "A1.1"),
        aspect=AspectId(found.aspects["A1.1"]),
        seat=Seat(1),
        value="3",
        reason="Misread.",
        by=found.judges[0].id,
        device="d-1",
    )
    request: int = database.write(corrections.ask, new)
    approval = corrections.Answer(found.id, request, is_approved=True, reason="", by=found.chief.id)
    database.write(corrections.answer, approval)
    for kind in ("penalty", "penalty", "penalty"):
        database.write(rulings.rule, NewRuling(found.id, kind, PENALTY, found.chief.id))
    database.write(rulings.withdraw, Withdrawal(found.id, 2, "wrong", found.chief.id))
    remark_on(database, found)
    return found


def remark_on(database: Database, trade: LockedTrade) -> None:
    """Let the first judge say three things about entry 01, and take the first one back."""
    sheet, author = trade.sheet("01", "A1.1"), trade.judges[0].id
    about = {"author": author, "device": "d-1", "taken_at": TAKEN_AT}
    kept = [str(uuid.uuid4()) for _ in range(3)]
    for each in kept:
        new = remarks.NewRemark(each, sheet, "A1", None, "Sharp edge.", None, **about)  # type: ignore[arg-type]
        database.write(remarks.keep, new)
    back = remarks.Withdrawal(str(uuid.uuid4()), kept[0], "Another one.", **about)  # type: ignore[arg-type]
    database.write(remarks.withdraw, back)


def vote(database: Database, trade: LockedTrade, votes: str) -> None:
    """Let each judge in turn vote on A1.1 of entry 01, having seen the sheet as it is."""
    for judge, value in enumerate(votes, 1):
        with database.read() as session:
            base = session.get_one(Sheet, trade.sheet("01", "A1.1")).version
        record(database, a_mark(trade, "A1.1", value, judge=judge, base=base, sequence=base))


@dataclass(frozen=True)
class Forgery:
    """Statements that somebody runs who owns the database, without its triggers and checks."""

    name: str
    statements: tuple[Any, ...]


class NotFoundOut(Exception):
    """Forgeries that nobody noticed; raising it takes everything back."""


def found_out(session: Session, trade: int) -> str | None:
    """Return what the command says is wrong."""
    session.expire_all()
    return (
        chain.verify(session, trade)
        or rulings.verify(session, trade)
        or acts.verify(session, trade)
        or settled.verify(session, trade)
        or remarks.verify(session, trade)
    )


def unguard(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("set local session_replication_role = replica"))
        return
    session.execute(text("pragma defer_foreign_keys = on"))
    for table in KEPT:
        for trigger in session.scalars(
            text("select name from sqlite_master where type = 'trigger' and tbl_name = :table"),
            {"table": table},
        ).all():
            session.execute(text(f"drop trigger {trigger}"))


def unnoticed(
    database: Database, trade: LockedTrade, forgeries: Callable[[Session], Iterable[Forgery]]
) -> list[str]:
    """Try *forgeries* one at a time; return the names of those that pass."""

    def try_all(session: Session, _items: Sequence[None]) -> Sequence[None]:
        unguard(session)
        assert found_out(session, trade.id) is None
        passed = []
        for forgery in forgeries(session):
            attempt = session.begin_nested()
            for statement in forgery.statements:
                session.execute(statement)
            if found_out(session, trade.id) is None:
                passed.append(forgery.name)
            attempt.rollback()
        raise NotFoundOut(*passed)

    with pytest.raises(NotFoundOut) as tried:
        database.write(try_all, None)
    return [str(name) for name in tried.value.args]


def rows_of(session: Session, table: str) -> list[dict[str, Any]]:
    rows = session.execute(select(KEPT[table]).order_by(KEPT[table].c.id)).mappings()
    return [dict(row) for row in rows]


def every(session: Session, table: str) -> list[Forgery]:
    """Return every forgery of *table*."""
    return [*changes(session, table), *moves(session, table)]


def changes(session: Session, table: str) -> Iterator[Forgery]:
    """Yield one forgery for every column of every row."""
    forged = KEPT[table]
    rows = rows_of(session, table)
    first, last = rows[0]["id"], rows[-1]["id"]
    # Of lines that say no more than their neighbours, some are enough.
    some = [row for row in rows if row["id"] in {first, last} or row["id"] % 3 == 0]
    for row in [*some, *(row for row in rows if row.get("reason") and row not in some)]:
        for column in forged.c:
            if column.name in NAMELESS:
                continue
            change = update(forged).where(forged.c.id == row["id"])
            other = another(column, row[column.name])
            name = f"{table} {row['id']}: {column.name} {row[column.name]!r} to {other!r}"
            yield Forgery(name, (change.values({column.name: other}),))


def another(column: "Column[Any]", value: Any) -> Any:
    """Return another value than *value* that *column* takes."""
    if column.name == "kind":
        return next(kind for kind in KINDS[column.table.name] if kind != value)
    if isinstance(column.type, JSON):
        return [*value, None] if isinstance(value, list) else {**value, "more": 1}
    if isinstance(column.type, Moment):
        assert isinstance(value, datetime)
        return value + timedelta(microseconds=1)
    if column.type.python_type is int:
        return 1 if value is None else value + 1000
    return f"{value}x"[-36:] if value is not None else "x"


def moves(session: Session, table: str) -> Iterator[Forgery]:
    """Yield forgeries that remove a row, let two change places, or add one."""
    forged, rows = KEPT[table], rows_of(session, table)
    for row in rows:
        gone = delete(forged).where(forged.c.id == row["id"])
        yield Forgery(f"{table} {row['id']} removed", (gone,))
    for one, other in [*pairwise(rows), (rows[0], rows[-1])]:
        places = ((one["id"], 9999), (other["id"], one["number"]), (one["id"], other["number"]))
        swap = tuple(
            update(forged).where(forged.c.id == row).values(number=number) for row, number in places
        )
        yield Forgery(f"{table} {one['id']} and {other['id']} changed places", swap)
    last = {**rows[-1], "id": 9999, "number": rows[-1]["number"] + 1}
    fresh: dict[str, object] = {}
    if "uuid" in last:
        fresh["uuid"] = "00000000-0000-4000-8000-000000000000"
    if "withdraws" in last:
        fresh["withdraws"] = None
    yield Forgery(f"{table} got one more", (insert(forged).values({**last, **fresh}),))


@pytest.mark.parametrize("table", KEPT)
def test_every_single_forgery_is_found(database: Database, trade: LockedTrade, table: str) -> None:
    with database.read() as session:
        assert len(rows_of(session, table)) >= 2
    assert unnoticed(database, trade, lambda session: every(session, table)) == []


@pytest.mark.parametrize("chain_of", ["", "rulings", "acts"])
def test_a_chain_that_goes_on_after_the_signature_is_found(
    database: Database, trade: LockedTrade, chain_of: str
) -> None:
    locking = locks.Locking(trade.id, Stack("A", 1), trade.chief.id)
    database.write(locks.lock, locking)
    signed(database, trade)
    number, last = (chain_of, f"{chain_of}_hash") if chain_of else ("lines", "hash")
    forgeries = [
        Forgery(words, (text(f"update trade_signature set {words}"),))  # noqa: S608 - our words
        for words in (f"{number} = {number} - 1", f"{last} = 'no'")
    ]
    assert unnoticed(database, trade, lambda _session: forgeries) == []


def test_a_row_that_says_otherwise_than_lines_and_acts_is_found(
    database: Database, trade: LockedTrade
) -> None:
    words = (
        "update sheet set version = version + 1",
        "update sheet set version = 0",
        "update ledger_head set suspended_at = '2026-11-21T06:32:07.000000Z'",
        "update ledger_head set remarks = remarks - 1",
    )
    forgeries = [Forgery(each, (text(each),)) for each in words]
    assert unnoticed(database, trade, lambda _session: forgeries) == []


def test_a_suspension_that_was_lifted_by_hand_is_found(
    database: Database, trade: LockedTrade
) -> None:
    new = suspension.NewSuspension(trade.id, "Power cut.", trade.chief.id)
    database.write(suspension.suspend, new)
    lifted = Forgery("lifted", (text("update ledger_head set suspended_at = null"),))
    assert unnoticed(database, trade, lambda _session: [lifted]) == []


def test_a_line_that_replaces_what_did_not_stand_there_is_found_though_it_is_hashed(
    database: Database, trade: LockedTrade
) -> None:
    def hashed(session: Session) -> list[Forgery]:
        lines = rows_of(session, "ledger_line")
        at = next(at for at, line in enumerate(lines) if line["replaces"] not in {None, ""})
        lines[at]["replaces"] = "1"
        changes, last = [], lines[at]["previous"]
        for line in lines[at:]:
            line["previous"], line["hash"] = last, ""
            line["hash"] = last = chain.line_hash(line)
            told = {name: line[name] for name in ("replaces", "previous", "hash")}
            changes.append(update(KEPT["ledger_line"]).filter_by(id=line["id"]).values(told))
        changes.append(update(LedgerHead).values(hash=last))
        return [Forgery("replaces another value", tuple(changes))]

    with database.read() as session:
        assert chain.verify(session, trade.id) is None
    found: list[str | None] = []

    def forged(session: Session, _items: Sequence[None]) -> Sequence[None]:
        unguard(session)
        for statement in hashed(session)[0].statements:
            session.execute(statement)
        found.append(chain.verify(session, trade.id))
        raise NotFoundOut

    with pytest.raises(NotFoundOut):
        database.write(forged, None)
    assert "replaces a value that did not stand there" in str(found[0])


def test_earlier_votes_that_came_in_with_a_trade_file_are_kept_too(
    database: Database, trade: LockedTrade
) -> None:
    with database.read() as session:
        document = json.loads(dossier.file_of(session, trade.id))
    document["trade"]["code"] = "18"
    given = intake.read(json.dumps(document).encode())
    taken = database.write(intake.take_in, Intake(given, "18.json", None, trade.chief.id))
    assert taken.is_open
    other = replace(trade, id=taken.trade)
    assert unnoticed(database, other, lambda session: theirs(session, taken.trade)) == []


def theirs(session: Session, trade: int) -> list[Forgery]:
    """Return every forgery of the earlier votes of *trade*."""
    query = select(VoteRound.id).join(Sheet, Sheet.id == VoteRound.sheet_id)
    mine = set(session.scalars(query.where(Sheet.trade_id == trade)))
    assert len(mine) == 2
    found = changes(session, "vote_round")
    return [forgery for forgery in found if int(forgery.name.split()[1].strip(":")) in mine]


@pytest.mark.usefixtures("trade")
def test_the_command_says_where_the_first_fault_is(
    database_url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGSAI_DATABASE_URL", database_url)
    intact = CliRunner().invoke(ledger_command, ["verify"])
    assert (intact.exit_code, intact.output.count("intact")) == (0, 4)
    database.write(forge, "update ledger_line set value = '1' where number = 2")
    broken = CliRunner().invoke(ledger_command, ["verify"])
    assert (broken.exit_code, broken.output.split(",")[1].strip().split("\n")[0]) == (
        1,
        "line 2 was changed",
    )


def test_the_command_misses_a_trade_whose_lines_are_kept(
    database_url: str, database: Database, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGSAI_DATABASE_URL", database_url)
    remove = f"delete from trade where id = {trade.id}"  # noqa: S608 - our own words
    if database_url.startswith("sqlite"):
        # Foreign keys are looked at only by connections that ask for it.
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            connection.execute(remove)
            connection.commit()
    else:
        database.write(forge, remove)
    broken = CliRunner().invoke(ledger_command, ["verify"])
    assert (broken.exit_code, broken.output) == (
        1,
        f"trade {trade.id}: is not there, but lines of it are\n",
    )
