"""When modules are meant to be marked, and how far their sheets are against that."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.clock import read as read_time
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.scoring.values import TradeId
from judging.arrangements import MarkingWindow
from judging.headway import Headway
from judging.plan import MarkingPlan, Stack

FINISHED: Final = frozenset({"excused", "complete", "signed", "locked"})
"""The words of the matrix for sheets on which nothing is left to mark."""
_TOLERATED: Final = 0.1
_ENOUGH_SHEETS: Final = 3
_ENOUGH_TIME: Final = timedelta(minutes=10)


class WindowBackwards(Refusal):
    """What is planned ends after it begins."""

    code = "window-backwards"
    text = sentence("%(module)s: give both times, the end after the beginning.")


@dataclass(frozen=True, slots=True)
class Window:
    """When the sheets of a module and day are meant to be marked; without times: not planned."""

    stack: Stack
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewTimetable:
    """The planned times of some modules; those that are not named stay as they are."""

    trade: int
    windows: tuple[Window, ...]
    by: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How far the sheets of a module and day are at *moment*, against what was planned.

    *begun_at* and *last_at* are the first and the last mark, or None.
    """

    window: Window
    of: int
    done: int
    begun_at: datetime | None
    last_at: datetime | None
    moment: datetime

    @property
    def left(self) -> int:
        """Return how many sheets are not complete."""
        return self.of - self.done

    @property
    def share(self) -> float:
        """Return the share of the sheets that are complete, 0 to 1."""
        return self.done / self.of if self.of else 0.0

    @property
    def elapsed(self) -> float:
        """Return the share of the planned time that is over, 0 to 1; 0 where nothing is planned."""
        begins, ends = self.window.begins_at, self.window.ends_at
        if begins is None or ends is None:
            return 0.0
        return min(1.0, max(0.0, (self.moment - begins) / (ends - begins)))

    @property
    def word(self) -> str:
        """Return what there is to say: see the words of docs/operations.md, timetable."""
        ends = self.window.ends_at
        if self.of and not self.left:
            is_late = ends is not None and self.last_at is not None and self.last_at > ends
            return "done-late" if is_late else "done"
        if ends is None:
            return "unplanned"
        if self.elapsed == 0 and not self.done:
            return "to-come"
        if self.moment > ends:
            return "overdue"
        return "behind" if self.share + _TOLERATED < self.elapsed else "on-time"

    @property
    def is_late(self) -> bool:
        """Answer whether somebody should look after it."""
        return self.word in {"overdue", "behind"}

    @property
    def expected(self) -> datetime | None:
        """Return when it ends at the pace so far; None while there is too little to tell."""
        if self.begun_at is None or self.done < _ENOUGH_SHEETS or not self.left:
            return None
        taken = self.moment - self.begun_at
        return None if taken < _ENOUGH_TIME else self.moment + taken * self.left / self.done


def keep(session: Session, timetables: Sequence[NewTimetable]) -> Sequence[Exception | None]:
    """Keep the planned times of modules; refused whole where one of them cannot be."""
    return [_keep_one(session, each) for each in timetables]


def windows_of(session: Session, plan: MarkingPlan) -> list[Window]:
    """Return the planned times of the trade of *plan*, by module and day; some without times."""
    query = select(MarkingWindow).where(MarkingWindow.trade_id == plan.trade)
    planned = {Stack(row.criterion_code, row.day): row for row in session.scalars(query)}
    return [
        Window(stack, planned[stack].begins_at, planned[stack].ends_at)
        if stack in planned
        else Window(stack)
        for stack in _stacks(plan)
    ]


def is_planned(session: Session, trade: int) -> bool:
    """Answer whether any time of *trade* is planned."""
    query = select(MarkingWindow.id).where(MarkingWindow.trade_id == trade).limit(1)
    return session.scalar(query) is not None


def paces(session: Session, found: Headway, words: Mapping[tuple[int, Stack], str]) -> list[Pace]:
    """Return how far each module and day is; *words* are those of the matrix."""
    of = Counter(stack for _, stack in words)
    done = Counter(stack for (_, stack), word in words.items() if word in FINISHED)
    moment = now()
    return [
        Pace(
            window,
            of[window.stack],
            done[window.stack],
            *_marked(found, window.stack),
            moment,
        )
        for window in windows_of(session, found.plan)
    ]


def _marked(found: Headway, stack: Stack) -> tuple[datetime | None, datetime | None]:
    span = found.spans.get(stack)
    return (read_time(span.first), read_time(span.last)) if span else (None, None)


def _stacks(plan: MarkingPlan) -> Iterable[Stack]:
    """Return every module and day; before the sheets are open, as they will be."""
    if plan.sheets:
        return plan.stacks
    days = {module.code: {aspect.day for aspect in module.aspects} for module in plan.modules}
    return [
        Stack(code, day)
        for code, held in days.items()
        for day in sorted(held or {None}, key=lambda day: (day is None, day))
    ]


def _keep_one(session: Session, new: NewTimetable) -> Exception | None:
    if session.get(Trade, new.trade, with_for_update={"key_share": True}) is None:
        return NotFound()
    for window in new.windows:
        both = (window.begins_at, window.ends_at)
        if (None in both and both != (None, None)) or (
            window.begins_at and window.ends_at and window.ends_at <= window.begins_at
        ):
            return WindowBackwards(module=window.stack.module)
    query = select(MarkingWindow).where(MarkingWindow.trade_id == new.trade)
    known = {Stack(row.criterion_code, row.day): row for row in session.scalars(query)}
    for window in new.windows:
        _put(session, new.trade, window, known.get(window.stack))
    note(session, new.by, "timetable-kept", trade=new.trade, windows=len(new.windows))
    session.flush()
    touch(session, TradeId(new.trade))
    return None


def _put(session: Session, trade: int, window: Window, row: MarkingWindow | None) -> None:
    if window.begins_at is None or window.ends_at is None:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = MarkingWindow(
            trade_id=trade, criterion_code=window.stack.module, day=window.stack.day
        )
        session.add(row)
    row.begins_at, row.ends_at = window.begins_at, window.ends_at
