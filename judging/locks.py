"""Sheets locked by the chief judge, module by module and day, and reopened for a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.registration.models import Entry
from judging import acts, confirmations, requests, sheets, signatures
from judging import plan as plans
from judging.acts import Kind
from judging.models import Sheet, SheetAct
from judging.plan import PlannedSheet, Stack
from judging.reason import reasoned


class NotAllSigned(Refusal):
    """A module is locked when every sheet of it is signed."""

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
    stack = _stack(session, locking.trade, locking.stack)
    rows = {row.id: row for row in acts.held(session, [each.id for each in stack])}
    to_mark = set(sheets.entries_to_mark(session, locking.trade))
    marked = [each for each in stack if each.entry in to_mark]
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
    if not signed:
        raise NothingToLock
    return _turn(session, Kind.LOCK, locking, signed, "locked")


def _unlock_one(session: Session, unlocking: Unlocking) -> int:
    stack = _stack(session, unlocking.trade, unlocking.stack)
    rows = acts.held(session, [each.id for each in stack])
    locked = [row for row in rows if row.state == "locked"]
    if not locked:
        raise NothingToUnlock
    why = _why(session, unlocking.reason, unlocking.asked_by)
    return _turn(session, Kind.UNLOCK, unlocking, locked, "signed", why)


def _turn(
    session: Session,
    kind: Kind,
    turning: Locking | Unlocking,
    rows: Sequence[Sheet],
    state: str,
    why: Mapping[str, object] | None = None,
) -> int:
    """Give the sheets *rows* of a stack another *state*; return how many they are."""
    module, day = turning.stack
    numbers = [row.id for row in rows]
    document: dict[str, object] = {"module": module, "day": day, "sheets": numbers, **(why or {})}
    act = SheetAct(trade_id=turning.trade, kind=kind, author_id=turning.by, document=document)
    acts.append(session, act)
    for row in rows:
        row.state = state
    note(session, turning.by, f"module-{state}", trade=turning.trade, module=module, day=day)
    session.flush()
    return len(rows)


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


def _stack(session: Session, trade: int, stack: Stack) -> Sequence[PlannedSheet]:
    plan = plans.read(session, trade)
    found = plan.stacks.get(stack, ()) if plan else ()
    if not found:
        raise NotFound
    return found


def _codes(session: Session, found: Sequence[PlannedSheet]) -> str:
    numbers = {each.entry for each in found}
    return ", ".join(
        session.scalars(select(Entry.code).where(Entry.id.in_(numbers)).order_by(Entry.code))
    )
