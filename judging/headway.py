"""How far the sheets of trades are, from look to look: only what was marked since is counted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from judging import ledger_statements as statements
from judging import plan as plans
from judging import sheets
from judging.kept import Kept
from judging.ledger import standing_cells
from judging.ledger_statements import Head, Since
from judging.plan import MarkingPlan, Stack
from judging.sheets import Progress, SheetState

_MOST: Final = 200_000
"""So many sheets and aspects are kept; 300 entries in 5 modules of 30 aspects have 1,650."""
_STEPS: Final = 4
"""So many states of a trade are kept, for whoever began to look a moment before another."""
_MOST_LINES: Final = 2_000
"""More new lines than that are not looked through: everything is counted anew."""


class Span(NamedTuple):
    """When a module and day was marked first and last; *hash* is that of the last line."""

    first: str
    last: str
    hash: str


@dataclass(frozen=True, slots=True)
class Headway:
    """How far the sheets of a trade are after the first *lines* of its ledger.

    *hash* is that of the last of these lines: it stands for all of them.
    *changes* is the number of changes that were no mark.  *entries* are those
    that are marked, *states* says how far each sheet is, *spans* when each
    module and day that is begun was marked.
    """

    changes: int
    lines: int
    hash: str
    plan: MarkingPlan
    entries: frozenset[int]
    states: Mapping[int, SheetState]
    spans: Mapping[Stack, Span]

    @property
    def progress(self) -> Progress:
        """Return how far the trade is; withdrawn entries are left out."""
        return sheets.among(self.plan, self.states, self.entries)


class Remembered:
    """The headway of trades as it was read last, and a little before.

    It hangs on nothing but what the reading session sees: on the changes of the
    trade, and on the last line of what is known, which must still be in the
    ledger where it was.  So no other program, no restored ledger and no writer
    who is ahead can make it wrong.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._kept: Kept[tuple[Headway, ...]] = Kept(most, _weight)

    def of(self, session: Session, trade: int) -> Headway | None:
        """Return the headway of *trade* as *session* sees it; None while it has no scheme."""
        head = statements.head(session.connection(), trade)
        known = self._kept.last(trade) or ()
        caught_up = (_caught_up(session, head, each) for each in known)
        found = next(filter(None, caught_up), None) or read(session, trade)
        if found is None:
            return None
        if not any(each is found for each in known):
            # Whoever began to look a moment earlier finds what was known by then.
            steps = (each for each in known if each.changes == found.changes)
            known = (found, *steps)[:_STEPS]
        self._kept.put(trade, known)
        return found


def _weight(found: Sequence[Headway]) -> int:
    """Return how many sheets and aspects *found* keeps: the steps share nearly all of them."""
    latest = found[0]
    return len(latest.states) + len(latest.plan.aspects) + 1


def read(session: Session, trade: int) -> Headway | None:
    """Return the headway of *trade* by its whole ledger; None while it has no scheme."""
    plan = plans.read(session, trade)
    return None if plan is None else by_plan(session, plan)


def by_plan(session: Session, plan: MarkingPlan) -> Headway:
    """Return the headway of the trade of *plan* by its whole ledger."""
    head = statements.head(session.connection(), plan.trade)
    marks = sheets.by_entry(standing_cells(session, plan.trade))
    return Headway(
        head.changes,
        head.lines,
        head.hash,
        plan,
        frozenset(sheets.entries_to_mark(session, plan.trade)),
        sheets.states(plan, plan.sheets.values(), marks),
        _spans(session, plan),
    )


def _caught_up(session: Session, head: Head, known: Headway) -> Headway | None:
    """Return *known* with what *session* sees besides, or None where it sees another past."""
    if head.changes != known.changes:
        return None
    if (head.lines, head.hash) == (known.lines, known.hash):
        return known
    if not 0 < head.lines - known.lines <= _MOST_LINES:
        return None
    found = statements.since(session.connection(), known.plan.trade, known.lines)
    if not found or found[-1].number != head.lines:
        return None
    if known.lines and found[0].hash != known.hash:
        return None
    return _counted_on(session, known, found[1:] if known.lines else found)


def _counted_on(session: Session, known: Headway, fresh: Sequence[Since]) -> Headway:
    """Return *known* with the lines *fresh* after it: their entries are counted anew."""
    plan, entries = known.plan, {line.entry for line in fresh}
    marks = sheets.by_entry(standing_cells(session, plan.trade, entries))
    moved = [sheet for sheet in plan.sheets.values() if sheet.entry in entries]
    spans = dict(known.spans)
    for line in fresh:
        stack, at = plan.sheets[line.sheet].stack, line.recorded_at
        before = spans.get(stack, Span(at, at, ""))
        spans[stack] = Span(min(at, before.first), max(at, before.last), line.hash)
    return replace(
        known,
        lines=fresh[-1].number,
        hash=fresh[-1].hash,
        states={**known.states, **sheets.states(plan, moved, marks)},
        spans=spans,
    )


def _spans(session: Session, plan: MarkingPlan) -> dict[Stack, Span]:
    found: defaultdict[Stack, list[tuple[str, str, int]]] = defaultdict(list)
    for sheet, first, last, number in statements.spans(session.connection(), plan.trade):
        found[plan.sheets[sheet].stack].append((first, last, number))
    numbers = {stack: max(number for *_, number in rows) for stack, rows in found.items()}
    hashes = statements.hashes(session.connection(), plan.trade, list(numbers.values()))
    return {
        stack: Span(
            min(first for first, _, _ in rows),
            max(last for _, last, _ in rows),
            hashes[numbers[stack]],
        )
        for stack, rows in found.items()
    }
