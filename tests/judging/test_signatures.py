"""What a panel's signatures promise: complete, for what was read, and closed until reopened."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from competition.access import Role
from competition.db import Database
from competition.errors import NotFound
from judging import acts, locks, panels, sheets, signatures
from judging.locks import (
    Locking,
    NotAllSigned,
    NothingToLock,
    NothingToReopen,
    NothingToUnlock,
    Reopening,
    UnknownAsker,
    Unlocking,
)
from judging.models import Sheet
from judging.plan import Stack
from judging.readiness import SheetMoved, SheetNotComplete
from judging.reason import ReasonMissing
from judging.refused import NotYourSheet, SheetLocked, SheetSigned
from judging.signatures import NewSigning, PanelDoesNotSign, SigningFixed
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    put_name,
    sheet_signed,
    signed,
    somebody,
)
from tests.judging.ledgers import forge, record, verified

SMALL = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A1.2", "pass_fail", "1"),
    an_aspect("A2.1", "count", "10", points="1"),
    an_aspect("B1.1", "pass_fail", "1"),
    days={"A2": 2},
)
SWAPPED = "; ".join(
    f"update sheet_act set number = {new} where number = {old}"  # noqa: S608 - our words
    for old, new in ((1, 9), (2, 1), (9, 2))
)
ANOTHER_LEDGER = (
    "update ledger_line set hash = '0' where number = (select max(number) from ledger_line)"
)
DAY_1, DAY_2 = Stack("A", 1), Stack("A", 2)


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    found = a_locked_trade(database, judges=2, entries=2, scheme=SMALL)
    panel_signs(database, found)
    return found


def state(database: Database, trade: LockedTrade, entry: str = "01", aspect: str = "A1.1") -> str:
    with database.read() as session:
        return session.get_one(Sheet, trade.sheet(entry, aspect)).state


def standing(database: Database, trade: LockedTrade, aspect: str = "A1.1") -> set[int]:
    """Return the seats whose signature stands on entry 01's sheet."""
    with database.read() as session:
        found = signatures.standing(session, trade.id)
    return set(found.get(trade.sheet("01", aspect), {}))


def lock(database: Database, trade: LockedTrade, stack: Stack = DAY_1) -> int:
    found: int = database.write(locks.lock, Locking(trade.id, stack, trade.chief.id))
    return found


def reopen(database: Database, trade: LockedTrade, **how: Any) -> None:
    facts = {"reason": "The jig was off.", "asked_by": trade.judges[0].code, **how}
    sheet = facts.pop("sheet", trade.sheet("01", "A1.1"))
    database.write(locks.reopen, Reopening(trade.id, sheet, **facts, by=trade.chief.id))


def unlock(database: Database, trade: LockedTrade, reason: str = "A late finding.") -> None:
    database.write(locks.unlock, Unlocking(trade.id, DAY_1, reason, "", trade.chief.id))


def fault(database: Database, trade: LockedTrade) -> str | None:
    with database.read() as session:
        return acts.verify(session, trade.id)


def test_a_module_of_several_days_has_a_sheet_for_each(
    database: Database, trade: LockedTrade
) -> None:
    assert trade.sheet("01", "A1.1") == trade.sheet("01", "A1.2")
    assert trade.sheet("01", "A1.1") != trade.sheet("01", "A2.1")
    with database.read() as session:
        assert session.get_one(Sheet, trade.sheet("01", "A2.1")).day == 2


def test_what_has_no_day_stands_on_a_sheet_of_its_own(database: Database) -> None:
    scheme = a_scheme(
        an_aspect("A1.1", "pass_fail", "1"), an_aspect("A2.1", "pass_fail", "1"), days={"A2": None}
    )
    trade = a_locked_trade(database, judges=1, entries=1, scheme=scheme)
    assert len(set(trade.places.values())) == 2
    everything_marked(database, trade)
    signed(database, trade)


def test_the_last_signature_of_the_panel_closes_the_sheet(
    database: Database, trade: LockedTrade
) -> None:
    everything_marked(database, trade)
    assert put_name(database, trade, 1).state == "open"
    assert put_name(database, trade, 2).state == "signed"
    assert state(database, trade) == "signed"
    assert state(database, trade, aspect="A2.1") == "open"


def test_signing_again_is_harmless(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    sheet_signed(database, trade)
    put_name(database, trade, 1)
    with database.read() as session:
        assert acts.head(session, trade.id)[0] == 2


def test_what_is_not_complete_cannot_be_signed(database: Database, trade: LockedTrade) -> None:
    record(database, a_mark(trade, "A1.2", "1"))
    record(database, a_mark(trade, "A1.1", "2"))
    with pytest.raises(SheetNotComplete) as refused:
        put_name(database, trade)
    assert refused.value.values == {"unmarked": 1, "conflicts": 0}
    record(database, a_mark(trade, "A1.1", "0", judge=2))
    with pytest.raises(SheetNotComplete) as refused:
        put_name(database, trade)
    assert refused.value.values == {"unmarked": 0, "conflicts": 1}


def test_a_judge_signs_what_they_have_read(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    with pytest.raises(SheetMoved):
        put_name(database, trade, version=1)


def test_only_the_panel_signs(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    with pytest.raises(NotYourSheet):
        put_name(database, trade, by=trade.chief.id)


def test_where_the_chief_signs_no_panel_does(database: Database) -> None:
    trade = a_locked_trade(database, judges=1, entries=1, scheme=SMALL)
    everything_marked(database, trade)
    with pytest.raises(PanelDoesNotSign):
        put_name(database, trade)
    signed(database, trade)


def test_a_mark_after_a_signature_makes_it_void(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    put_name(database, trade, 1)
    assert standing(database, trade) == {1}
    record(database, a_mark(trade, "A1.2", "0", base=99, sequence=9))
    assert standing(database, trade) == set()
    assert put_name(database, trade, 2).state == "open"
    assert put_name(database, trade, 1).state == "signed"


def test_nothing_is_marked_on_a_signed_sheet(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    sheet_signed(database, trade)
    with pytest.raises(SheetSigned):
        record(database, a_mark(trade, "A1.2", "0", sequence=9))
    record(database, a_mark(trade, "A2.1", "1", sequence=9))


def test_a_repeat_is_answered_after_the_signature(database: Database, trade: LockedTrade) -> None:
    mark = a_mark(trade, "A1.2", "1", sequence=0)
    record(database, mark)
    everything_marked(database, trade)
    sheet_signed(database, trade)
    assert record(database, mark).is_new is False


def test_a_judge_who_left_the_seat_marks_no_more(database: Database, trade: LockedTrade) -> None:
    mark = a_mark(trade, "A1.2", "1")
    other = somebody(database, "late", Role.JUDGE, trade.id)
    codes = (other.code, trade.judges[1].code)
    database.write(panels.seat, panels.Seating(trade.id, "1", codes, ("A", "B"), trade.chief.id))
    with pytest.raises(NotYourSheet):
        record(database, mark)
    record(database, a_mark(trade, "A1.2", "1", author=other.id))


def test_a_judge_fills_no_other_seat(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(NotYourSheet):
        record(database, a_mark(trade, "A1.1", "2", author=trade.judges[1].id))


def test_a_module_is_locked_when_every_sheet_is_signed(
    database: Database, trade: LockedTrade
) -> None:
    everything_marked(database, trade)
    sheet_signed(database, trade)
    with pytest.raises(NotAllSigned) as refused:
        lock(database, trade)
    assert refused.value.values == {"codes": "02"}
    sheet_signed(database, trade, entry="02")
    assert lock(database, trade) == 2
    assert state(database, trade) == "locked"
    assert state(database, trade, aspect="A2.1") == "open"
    with pytest.raises(NothingToLock):
        lock(database, trade)


def test_a_day_that_is_not_there_cannot_be_locked(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(NotFound):
        lock(database, trade, Stack("A", 7))


def test_a_signed_sheet_is_reopened_for_a_reason(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    sheet_signed(database, trade)
    for reason in (" ", "\0", "x" * 4001):
        with pytest.raises(ReasonMissing):
            reopen(database, trade, reason=reason)
    for nobody in ("nobody", "\0"):
        with pytest.raises(UnknownAsker):
            reopen(database, trade, asked_by=nobody)
    reopen(database, trade)
    assert (state(database, trade), standing(database, trade)) == ("open", set())
    record(database, a_mark(trade, "A1.2", "0", base=99, sequence=9))
    with database.read() as session:
        (act,) = acts.of(session, trade.id, [acts.Kind.REOPENING])
    assert act.document == {"reason": "The jig was off.", "asked_by": trade.judges[0].code}
    assert act.author_id == trade.chief.id


def test_signatures_before_a_reopening_never_come_back(
    database: Database, trade: LockedTrade
) -> None:
    everything_marked(database, trade)
    sheet_signed(database, trade)
    reopen(database, trade)
    assert put_name(database, trade, 1).state == "open"


def test_an_open_sheet_cannot_be_reopened(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(NothingToReopen):
        reopen(database, trade)


def test_no_sheet_is_reopened_in_another_trade(database: Database, trade: LockedTrade) -> None:
    other = a_locked_trade(database, judges=1, entries=1, scheme=SMALL, code="18")
    with pytest.raises(NotFound):
        reopen(database, trade, sheet=other.sheet("01", "A1.1"))


def test_a_locked_module_is_unlocked_for_a_reason_and_its_signatures_stand(
    database: Database, trade: LockedTrade
) -> None:
    everything_marked(database, trade)
    for entry in trade.entries:
        sheet_signed(database, trade, entry=entry)
    with pytest.raises(NothingToUnlock):
        unlock(database, trade)
    lock(database, trade)
    with pytest.raises(NothingToReopen):
        reopen(database, trade)
    with pytest.raises(ReasonMissing):
        unlock(database, trade, reason="")
    unlock(database, trade)
    assert (state(database, trade), standing(database, trade)) == ("signed", {1, 2})
    reopen(database, trade)
    assert state(database, trade) == "open"


def test_the_chief_signs_when_every_module_is_locked(
    database: Database, trade: LockedTrade
) -> None:
    everything_marked(database, trade)
    with pytest.raises(sheets.NotLocked):
        signed(database, trade)
    for entry in trade.entries:
        for aspect in ("A1.1", "A2.1", "B1.1"):
            sheet_signed(database, trade, entry=entry, aspect=aspect)
    for stack in (DAY_1, DAY_2):
        lock(database, trade, stack)
    with pytest.raises(sheets.NotLocked) as refused:
        signed(database, trade)
    assert refused.value.values == {"count": 2}
    lock(database, trade, Stack("B", 1))
    signed(database, trade)
    with pytest.raises(SheetLocked):
        unlock(database, trade)
    with pytest.raises(SheetLocked):
        reopen(database, trade)
    assert fault(database, trade) is None


def test_who_signs_is_settled_before_the_first_signature(
    database: Database, trade: LockedTrade
) -> None:
    everything_marked(database, trade)
    put_name(database, trade)
    with pytest.raises(SigningFixed):
        database.write(signatures.settle_signing, NewSigning(trade.id, "chief", trade.chief.id))


def test_acts_see_the_ledger_they_stand_on(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    put_name(database, trade)
    with database.read() as session:
        (act,) = acts.of(session, trade.id)
        lines = session.scalar(text("select count(*) from ledger_line"))
    assert act.lines == lines
    assert (fault(database, trade), verified(database, trade)) == (None, None)


@pytest.mark.parametrize("change", ["update sheet_act set seat = 2", "delete from sheet_act"])
def test_the_database_refuses_to_change_an_act(
    database: Database, trade: LockedTrade, change: str
) -> None:
    everything_marked(database, trade)
    put_name(database, trade)
    with pytest.raises(DBAPIError, match="lines are only added"):
        database.write(_execute, change)


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("update sheet_act set author_id = 1 where number = 1", "act 1 was changed"),
        ("update sheet_act set version = 1 where number = 2", "act 2 was changed"),
        ("delete from sheet_act where number = 1", "act 1 is missing"),
        ("delete from sheet_act where number = 2", "the acts end at 1, their head says otherwise"),
        (SWAPPED, "act 1 was changed"),
        (ANOTHER_LEDGER, "act 1 saw another ledger"),
    ],
)
def test_whoever_changes_an_act_is_found_out(
    database: Database, trade: LockedTrade, forgery: str, found: str
) -> None:
    everything_marked(database, trade)
    sheet_signed(database, trade)
    database.write(forge, forgery)
    assert fault(database, trade) == found


def _execute(session: Session, statements: Sequence[str]) -> Sequence[None]:
    for statement in statements:
        session.execute(text(statement))
    return [None] * len(statements)
