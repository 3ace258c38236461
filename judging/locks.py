"""Sheets locked by the chief judge, module by module and day, and reopened for a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.registration.models import Entry
from judging import acts, confirmations, excused, requests, sheets, signatures
from judging import plan as plans
from judging.acts import Kind
from judging.models import Sheet, SheetAct
from judging.plan import MarkingPlan, PlannedSheet, Stack
from judging.reason import reasoned


class NotAllSigned(Refusal):
    """A module is locked when every sheet of it is signed that must be marked."""

    code, status = "not-all-signed", HTTPStatus.CONFLICT
    text = sentence("Not signed by their panel yet: %(codes)s.")


class CorrectionsOpen(Refusal):
    """A correction that was asked for is answered before the module is locked."""

    code, status = "corrections-open", HTTPStatus.CONFLICT
    text = sentence("Answer the corrections that were asked for first: %(codes)s.")


class NothingToLock(Refusal):
    """The module is locked already, or nobody in it is marked."""

    code, status = "nothing-to-lock", HTTPStatus.CONFLICT
    text = sentence("There is nothing to lock here.")


class NothingToReopen(Refusal):
    """The sheet is open, or its module is locked."""

    code, status = "nothing-to-reopen", HTTPStatus.CONFLICT
    text = sentence("Only a signed sheet can be reopened. Unlock its module first.")


class NothingToUnlock(Refusal):
    """No sheet of the module is locked."""

    code, status = "nothing-to-unlock", HTTPStatus.CONFLICT
    text = sentence("This module is not locked.")


class UnknownAsker(Refusal):
    """Whoever asked for a sheet to be reopened has an account."""

    code = "unknown-asker"
    text = sentence("There is nobody with the code %(code)s.")


@dataclass(frozen=True, slots=True)
class Locking:
    """The chief judge locks the sheets of one module and day."""

    trade: int
    stack: Stack
    by: int


@dataclass(frozen=True, slots=True)
class Unlocking:
    """Locked sheets are merely signed again; *asked_by* is the code of who asked for it, or ""."""

    trade: int
    stack: Stack
    reason: str
    asked_by: str
    by: int


@dataclass(frozen=True, slots=True)
class Reopening:
    """A signed sheet may be marked again; *asked_by* as in Unlocking."""

    trade: int
    sheet: int
    reason: str
    asked_by: str
    by: int


def open_among(session: Session, numbers: Sequence[int]) -> Sequence[int]:
    """Return those of some sheets that are open."""
    query = select(Sheet.id).where(Sheet.id.in_(numbers), Sheet.state == "open").order_by(Sheet.id)
    return session.scalars(query).all()


def lock(session: Session, lockings: Sequence[Locking]) -> Sequence[int | Exception]:
    """Lock modules on a day; answer how many sheets each has, or why not."""
    return acts.each(session, lockings, _lock_one)


def unlock(session: Session, unlockings: Sequence[Unlocking]) -> Sequence[int | Exception]:
    """Unlock modules on a day, their signatures stand; answer how many sheets each has."""
    return acts.each(session, unlockings, _unlock_one)


def reopen(session: Session, reopenings: Sequence[Reopening]) -> Sequence[Exception | None]:
    """Let signed sheets be marked again; their signatures are void."""
    return acts.each(session, reopenings, _reopen_one)


def _lock_one(session: Session, locking: Locking) -> int:
    plan, stack = _stack(session, locking.trade, locking.stack)
    rows = {row.id: row for row in acts.held(session, [each.id for each in stack])}
    states = sheets.progress(session, plan).states
    idle = excused.excused(session, plan, states).intersection(rows)
    marked = [each for each in stack if (each.entry, each.stack) in states and each.id not in idle]
    given = signatures.standing(session, locking.trade, rows)
    away = acts.absent(session, locking.trade, rows)
    unsigned = [
        each
        for each in marked
        if rows[each.id].state == "open" or signatures.owed(each, given, away.get(each.id, ()))
    ]
    if unsigned:
        raise NotAllSigned(codes=_codes(session, unsigned))
    asked = {each.sheet for each in requests.waiting(session, locking.trade, rows)}
    if asked:
        raise CorrectionsOpen(codes=_codes(session, [each for each in stack if each.id in asked]))
    confirmations.ensure_answered(session, locking.trade, rows)
    signed = [rows[each.id] for each in marked if rows[each.id].state == "signed"]
    signed += [rows[each] for each in sorted(idle) if rows[each].state != "locked"]
    if not signed:
        raise NothingToLock
    told = {"unmarked": sorted(idle)} if idle else None
    return _turn(session, Kind.LOCK, locking, signed, told)


def _unlock_one(session: Session, unlocking: Unlocking) -> int:
    _, stack = _stack(session, unlocking.trade, unlocking.stack)
    rows = acts.held(session, [each.id for each in stack])
    locked = [row for row in rows if row.state == "locked"]
    if not locked:
        raise NothingToUnlock
    why = _why(session, unlocking.reason, unlocking.asked_by)
    idle = _closed_unmarked(session, unlocking).intersection(row.id for row in locked)
    told = {**why, **({"unmarked": sorted(idle)} if idle else {})}
    return _turn(session, Kind.UNLOCK, unlocking, locked, told)


def _turn(
    session: Session,
    kind: Kind,
    turning: Locking | Unlocking,
    rows: Sequence[Sheet],
    told: Mapping[str, object] | None,
) -> int:
    """Give the sheets *rows* of a stack the state that *kind* brings; return how many they are."""
    module, day = turning.stack
    numbers = [row.id for row in rows]
    document: dict[str, object] = {"module": module, "day": day, "sheets": numbers, **(told or {})}
    act = SheetAct(trade_id=turning.trade, kind=kind, author_id=turning.by, document=document)
    acts.append(session, act)
    states = turned(act)
    for row in rows:
        row.state = states[row.id]
    word = "module-locked" if kind is Kind.LOCK else "module-signed"
    note(session, turning.by, word, trade=turning.trade, module=module, day=day)
    session.flush()
    return len(rows)


def turned(act: SheetAct) -> dict[int, str]:
    """Return the states that a lock or its end brings, by sheet.

    What was locked unmarked, because nobody need mark it, is open once it is
    unlocked; everything else has its signatures still.
    """
    document: Mapping[str, Any] = act.document
    if act.kind == Kind.LOCK:
        return dict.fromkeys(document.get("sheets", ()), "locked")
    unmarked = document.get("unmarked", ())
    return {each: "open" if each in unmarked else "signed" for each in document["sheets"]}


def _closed_unmarked(session: Session, unlocking: Unlocking) -> set[int]:
    """Return the sheets that the last lock of a stack closed though they were not marked whole."""
    found: set[int] = set()
    for act in acts.of(session, unlocking.trade, [Kind.LOCK]):
        document: Mapping[str, Any] = act.document
        if (document.get("module"), document.get("day")) == tuple(unlocking.stack):
            found = set(document.get("unmarked", ()))
    return found


def _reopen_one(session: Session, reopening: Reopening) -> None:
    (sheet,) = acts.held(session, [reopening.sheet])
    if sheet.trade_id != reopening.trade:
        raise NotFound
    if sheet.state != "signed":
        raise NothingToReopen
    act = SheetAct(
        trade_id=sheet.trade_id,
        kind=Kind.REOPENING,
        sheet_id=sheet.id,
        version=sheet.version,
        author_id=reopening.by,
        document=_why(session, reopening.reason, reopening.asked_by),
    )
    acts.append(session, act)
    sheet.state = "open"
    note(session, reopening.by, "sheet-reopened", trade=sheet.trade_id, sheet=sheet.id)
    session.flush()


def _why(session: Session, reason: str, asked_by: str) -> dict[str, object]:
    code = asked_by.strip()
    if "\0" in code or (
        code and session.scalar(select(Account.id).where(Account.code == code)) is None
    ):
        raise UnknownAsker({"field": "asked_by"}, code=code)
    return {"reason": reasoned(reason), "asked_by": code or None}


def _stack(
    session: Session, trade: int, stack: Stack
) -> tuple[MarkingPlan, Sequence[PlannedSheet]]:
    plan = plans.read(session, trade)
    found = plan.stacks.get(stack, ()) if plan else ()
    if plan is None or not found:
        raise NotFound
    return plan, found


def _codes(session: Session, found: Sequence[PlannedSheet]) -> str:
    numbers = {each.entry for each in found}
    return ", ".join(
        session.scalars(select(Entry.code).where(Entry.id.in_(numbers)).order_by(Entry.code))
    )
