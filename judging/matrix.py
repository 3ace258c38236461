"""What the chief judge sees of a trade's sheets: each one's state, and all that waits for them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.clock import read as read_time
from competition.programme.models import Trade
from competition.scoring.values import AspectId, EntryId, Seat
from judging import remarks, requests, rounds, sheets, signatures
from judging.headway import Headway
from judging.ledger import standing_cells
from judging.memory import Deeds, Earlier, Memory
from judging.models import LedgerHead, LedgerLine
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet, Stack
from judging.requests import Asked
from judging.sheets import Progress, SheetState

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

    @property
    def count_of(self) -> Counter[str]:
        """Return how many sheets each word is said of."""
        return Counter(self.words.values())

    @property
    def not_locked(self) -> int:
        """Return how many sheets are not locked."""
        return sum(word != "locked" for word in self.words.values())


def read(session: Session, found: Headway, memory: Memory | None = None) -> Matrix:
    """Return the matrix of a trade whose headway *session* has *found*.

    What *memory* holds of the trade is not read again where nothing about it has changed.
    """
    known = memory or Memory()
    plan, progress = found.plan, found.progress
    idle = known.excused.of(session, found, progress.states)
    excuses = {(plan.sheets[each].entry, plan.sheets[each].stack) for each in idle}
    progress = replace(progress, excused=excuses)
    states, versions = sheets.stages(session, plan.trade)
    given = known.signatures.of(session, plan.trade, versions)
    deeds = known.deeds(session, plan.trade)
    words = _words(session, plan, progress, states, partial(_is_owed, given, deeds.away))
    asked = _requests(session, plan, requests.still_meant(session, plan.trade, deeds.unanswered))
    return Matrix(
        progress,
        words,
        _stacks(session, plan, words, asked, deeds),
        _spreads(session, progress, deeds.earlier),
        _rounds(session, plan, deeds.earlier),
        asked,
        _absences(session, plan, deeds.away, states),
        [each for each in plan.sheets.values() if states[each.id] == "signed"],
    )


def _is_owed(
    given: signatures.Signatures, away: Mapping[int, AbstractSet[Seat]], sheet: PlannedSheet
) -> bool:
    """Answer whether *sheet* still needs a signature."""
    return bool(signatures.owed(sheet, given, away.get(sheet.id, ())))


def _words(
    session: Session,
    plan: MarkingPlan,
    progress: Progress,
    states: Mapping[int, str],
    is_owed: Callable[[PlannedSheet], bool],
) -> dict[tuple[int, Stack], str]:
    is_over = sheets.is_signed(session, plan.trade)
    words: dict[tuple[int, Stack], str] = {}
    for sheet in plan.sheets.values():
        at = (sheet.entry, sheet.stack)
        if at in progress.states:
            is_excused, state = at in progress.excused, states[sheet.id]
            if state == "signed" and is_owed(sheet):
                state = "complete"
            elif state == "open" and is_over and not is_excused:
                state = "signed"
            words[at] = _word(progress.states[at], state, is_excused=is_excused)
    return words


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
    if state.is_complete:
        return "complete"
    return "part" if state.begun else "none"


def _stacks(
    session: Session,
    plan: MarkingPlan,
    words: Mapping[tuple[int, Stack], str],
    asked: Sequence[Request],
    deeds: Deeds,
) -> list[StackState]:
    corrections = Counter(each.sheet.stack for each in asked)
    protests = Counter(plan.sheets[each].stack for each in deeds.protests)
    found = []
    for stack, of in plan.stacks.items():
        said = [words[each.entry, stack] for each in of if (each.entry, stack) in words]
        left = sum(word not in {"excused", "signed", "locked"} for word in said)
        is_locked = bool(said) and set(said) == {"locked"}
        waits = corrections[stack], protests[stack]
        lock = deeds.locks.get(stack) if is_locked else None
        locked = lock and Locked(session.get_one(Account, lock[0]), read_time(lock[1]))
        found.append(StackState(stack, of, left, *waits, is_locked, locked))
    return found


def _spreads(session: Session, found: Progress, earlier: Earlier) -> list[Spread]:
    """Return the votes too far apart, those that have stood longest first."""
    if not found.conflicts:
        return []
    last = (
        select(LedgerLine.sheet_id, LedgerLine.aspect_id, func.max(LedgerLine.recorded_at))
        .where(
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


def _requests(session: Session, plan: MarkingPlan, waiting: Sequence[Asked]) -> list[Request]:
    return [
        Request(
            each,
            plan.sheets[each.sheet],
            plan.aspects[AspectId(each.aspect)],
            session.get_one(Account, each.by),
        )
        for each in waiting
    ]


def _absences(
    session: Session,
    plan: MarkingPlan,
    away: Mapping[int, AbstractSet[Seat]],
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
