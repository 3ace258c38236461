"""What the chief judge sees of a trade's sheets: each one's state, and all that waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.clock import read as read_time
from competition.programme.models import Trade
from competition.scoring.values import AspectId, EntryId, Seat
from judging import acts, confirmations, excused, remarks, requests, rounds, sheets, signatures
from judging.acts import Kind
from judging.ledger import standing_cells
from judging.models import LedgerHead, LedgerLine, Sheet
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet, Stack
from judging.requests import Asked
from judging.sheets import Progress, SheetState

Earlier = Mapping[tuple[int, AspectId], Sequence[rounds.Votes]]

WORDS = ("none", "part", "conflict", "excused", "complete", "signed", "locked")
"""What a sheet's place in the matrix says, from the first mark to the lock.

Excused are sheets that nobody need mark.
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """Who locked the sheets of a module and day last, and when."""

    by: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class StackState:
    """How far the sheets of a module and day are, and what keeps them from being locked.

    *left* are the sheets that are not signed, *corrections* and *protests*
    those that wait for an answer; *locked* is None while it is not.
    """

    stack: Stack
    sheets: Sequence[PlannedSheet]
    left: int
    corrections: int
    protests: int
    is_locked: bool
    locked: Locked | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Votes too far apart *since* the last of them; *next* is the number of the round to come."""

    sheet: PlannedSheet
    aspect: PlannedAspect
    votes: Sequence[str]
    since: datetime
    next: int


@dataclass(frozen=True, slots=True)
class Round:
    """An aspect that was voted on again: the earlier votes, and those that stand if all are in."""

    sheet: PlannedSheet
    aspect: PlannedAspect
    earlier: Sequence[rounds.Votes]
    votes: rounds.Votes | None


@dataclass(frozen=True, slots=True)
class Request:
    """A correction that waits, with the aspect it is about and who asked."""

    asked: Asked
    sheet: PlannedSheet
    aspect: PlannedAspect
    by: Account


@dataclass(frozen=True, slots=True)
class Absence:
    """A judge whom nobody waits for on a sheet; on an open one they can be waited for again."""

    sheet: PlannedSheet
    seat: Seat
    judge: Account | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Everything about the sheets of a trade, by entry, module and day."""

    progress: Progress
    words: Mapping[tuple[int, Stack], str]
    stacks: Sequence[StackState]
    spreads: Sequence[Spread]
    rounds: Sequence[Round]
    requests: Sequence[Request]
    absences: Sequence[Absence]
    signed: Sequence[PlannedSheet]
    not_locked: int


def read(session: Session, plan: MarkingPlan) -> Matrix:
    """Return the matrix of the trade of *plan* as it is now."""
    found = sheets.progress(session, plan)
    idle = excused.excused(session, plan, found.states)
    found.excused = {(plan.sheets[each].entry, plan.sheets[each].stack) for each in idle}
    states = _states(session, plan.trade)
    given = signatures.standing(session, plan.trade)
    away = acts.absent(session, plan.trade)
    is_over = sheets.is_signed(session, plan.trade)
    words: dict[tuple[int, Stack], str] = {}
    for sheet in plan.sheets.values():
        at = (sheet.entry, sheet.stack)
        if at in found.states:
            is_owed = bool(signatures.owed(sheet, given, away.get(sheet.id, ())))
            state = "complete" if states[sheet.id] == "signed" and is_owed else states[sheet.id]
            state = "signed" if is_over and state == "open" and at not in found.excused else state
            words[at] = _word(found.states[at], state, is_excused=at in found.excused)
    requests = _requests(session, plan)
    earlier = rounds.of_trade(session, plan.trade)
    return Matrix(
        found,
        words,
        _stacks(session, plan, words, requests),
        _spreads(session, plan.trade, found, earlier),
        _rounds(session, plan, earlier),
        requests,
        _absences(session, plan, away, states),
        [each for each in plan.sheets.values() if states[each.id] == "signed"],
        sum(word != "locked" for word in words.values()),
    )


def version(session: Session, trade: int) -> str:
    """Return what changes whenever anything on the chief judge's page does."""
    row = session.get_one(Trade, trade)
    head = session.get(LedgerHead, trade)
    remarked, _ = remarks.head(session, trade)
    ways = f"{row.signing}-{row.checking}-{row.confirming}"
    return f"{row.version}-{head.acts if head else 0}-{remarked}-{ways}"


def _word(state: SheetState, word: str, *, is_excused: bool) -> str:
    if word != "open":
        return word
    if is_excused:
        return "excused"
    if state.conflicts:
        return "conflict"
    if state.counted == state.of:
        return "complete"
    return "part" if state.begun else "none"


def _stacks(
    session: Session,
    plan: MarkingPlan,
    words: Mapping[tuple[int, Stack], str],
    requests: Sequence[Request],
) -> list[StackState]:
    asked = [each.sheet.stack for each in requests]
    protested = [
        plan.sheets[word.sheet].stack for word in confirmations.waiting(session, plan.trade)
    ]
    locks = _locks(session, plan.trade)
    found = []
    for stack, of in plan.stacks.items():
        said = [words[each.entry, stack] for each in of if (each.entry, stack) in words]
        left = sum(word not in {"excused", "signed", "locked"} for word in said)
        is_locked = bool(said) and set(said) == {"locked"}
        waits = asked.count(stack), protested.count(stack)
        found.append(
            StackState(stack, of, left, *waits, is_locked, locks.get(stack) if is_locked else None)
        )
    return found


def _locks(session: Session, trade: int) -> dict[Stack, Locked]:
    """Return the last lock of each module and day, whether or not it still holds."""
    found: dict[Stack, Locked] = {}
    for act in acts.of(session, trade, [Kind.LOCK]):
        told: Mapping[str, Any] = act.document
        if "module" in told:
            by = session.get_one(Account, act.author_id)
            found[Stack(told["module"], told["day"])] = Locked(by, read_time(act.recorded_at))
    return found


def _spreads(session: Session, trade: int, found: Progress, earlier: Earlier) -> list[Spread]:
    """Return the votes too far apart, those that have stood longest first."""
    if not found.conflicts:
        return []
    last = (
        select(LedgerLine.sheet_id, LedgerLine.aspect_id, func.max(LedgerLine.recorded_at))
        .where(
            LedgerLine.trade_id == trade,
            LedgerLine.sheet_id.in_({each.sheet.id for each in found.conflicts}),
            LedgerLine.aspect_id.in_({each.aspect.rule.id for each in found.conflicts}),
        )
        .group_by(LedgerLine.sheet_id, LedgerLine.aspect_id)
    )
    since = {(sheet, aspect): at for sheet, aspect, at in session.execute(last)}
    spreads = []
    for each in found.conflicts:
        at = each.sheet.id, each.aspect.rule.id
        known = len(earlier.get(at, ()))
        spreads.append(Spread(*each, read_time(since[at]), known + 2))
    return sorted(spreads, key=lambda each: each.since)


def _rounds(session: Session, plan: MarkingPlan, earlier: Earlier) -> list[Round]:
    if not earlier:
        return []
    entries = {plan.sheets[sheet].entry for sheet, _ in earlier}
    marks = sheets.by_entry(standing_cells(session, plan.trade, entries))
    found = []
    for (number, aspect), votes in earlier.items():
        sheet = plan.sheets[number]
        cells = marks[EntryId(sheet.entry)].get(aspect, {})
        is_complete = all(Seat(at) in cells for at in sheet.seats)
        stands = [cells[Seat(at)].value for at in sheet.seats] if is_complete else None
        found.append(Round(sheet, plan.aspects[aspect], votes, stands))
    return found


def _requests(session: Session, plan: MarkingPlan) -> list[Request]:
    return [
        Request(
            each,
            plan.sheets[each.sheet],
            plan.aspects[AspectId(each.aspect)],
            session.get_one(Account, each.by),
        )
        for each in requests.waiting(session, plan.trade)
    ]


def _absences(
    session: Session,
    plan: MarkingPlan,
    away: Mapping[int, set[Seat]],
    states: Mapping[int, str],
) -> list[Absence]:
    found = []
    for number, seats in away.items():
        sheet = plan.sheets[number]
        for seat in sorted(seats):
            account = sheet.judges[seat - 1]
            judge = session.get(Account, account) if account else None
            found.append(Absence(sheet, seat, judge, states[number] == "open"))
    return found


def _states(session: Session, trade: int) -> dict[int, str]:
    rows = session.execute(select(Sheet.id, Sheet.state).where(Sheet.trade_id == trade))
    return {row.id: row.state for row in rows}
