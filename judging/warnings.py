"""What is worth a second look before a signature; nothing of it keeps anybody from signing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.clock import read as read_time
from competition.scoring.oddities import (
    LONG_RUN,
    is_apart_at_an_end,
    is_at_edge,
    runs,
    stands_out,
)
from competition.scoring.values import ABSENT, NOT_ATTEMPTED, SHARED, AspectId, EntryId, Seat
from judging.ledger import Cell, standing_cells
from judging.models import LedgerLine
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet, cell_seat

Values = Mapping[EntryId, str]


class Odd(NamedTuple):
    """A mark to look at twice: on which sheet, for which aspect, at which seat, and why."""

    sheet: PlannedSheet
    aspect: PlannedAspect
    seat: Seat
    author: int
    value: str
    kinds: tuple[str, ...]


class End(NamedTuple):
    """The ``first`` or the ``last`` mark of a long run, and what the rest of the run says."""

    kind: str
    rest: Sequence[str]


@dataclass
class Field:
    """What stands for one aspect in the whole trade: readings, or the votes of so many *seats*.

    *entries* is how many are to be marked; *taken* says when a judge first marked one.
    """

    aspect: PlannedAspect
    seats: int
    entries: int = 0
    cells: dict[EntryId, dict[Seat, Cell]] = field(default_factory=dict)
    taken: dict[tuple[int, EntryId], str] = field(default_factory=dict)

    def shown(self, entry: EntryId) -> Mapping[Seat, Cell]:
        """Return the cells of *entry* that everybody may see: of votes all, or none."""
        found = self.cells.get(entry, {})
        if not self.aspect.rule.kind.is_voted:
            return {at: cell for at, cell in found.items() if at == SHARED}
        votes = {at: cell for at, cell in found.items() if at != SHARED}
        return votes if len(votes) >= self.seats else {}

    def kinds(self, cell: Cell) -> Iterator[str]:
        """Yield why *cell* is odd."""
        rule = self.aspect.rule
        if cell.value == ABSENT:
            return
        others = _without(self._middles, cell.entry)
        if is_at_edge(rule, cell.value, list(others.values())):
            yield "edge"
        if stands_out(rule, cell.value, list(others.values())):
            yield "field"
        own = _without(self._by_author[cell.author], cell.entry)
        # Where one judge has read them all, the field says it already.
        is_told = not rule.kind.is_voted and own.keys() == others.keys()
        if not is_told and stands_out(rule, cell.value, list(own.values())):
            yield "own"
        for end in self._ends[cell.author].get(cell.entry, ()):
            if is_apart_at_an_end(rule, cell.value, end.rest):
                yield end.kind

    @cached_property
    def _middles(self) -> Values:
        """Return what each entry has: the reading, or the middle of votes that are all in."""
        shown = {entry: self.shown(entry) for entry in self.cells}
        return {
            entry: _middle([cell.value for cell in cells.values()])
            for entry, cells in shown.items()
            if cells
        }

    @cached_property
    def _by_author(self) -> Mapping[int, dict[EntryId, str]]:
        found: defaultdict[int, dict[EntryId, str]] = defaultdict(dict)
        for entry, cells in self.cells.items():
            for cell in cells.values():
                if cell.value != ABSENT:
                    found[cell.author][entry] = cell.value
        return found

    @cached_property
    def _ends(self) -> Mapping[int, Mapping[EntryId, Sequence[End]]]:
        return defaultdict(dict, {by: self._ends_of(by) for by in self._by_author})

    def _ends_of(self, author: int) -> Mapping[EntryId, Sequence[End]]:
        values = self._by_author[author]
        times = sorted(
            (read_time(self.taken[author, entry]), entry)
            for entry in values
            if (author, entry) in self.taken
        )
        spans = runs([moment for moment, _ in times])
        found: defaultdict[EntryId, list[End]] = defaultdict(list)
        for span in spans:
            run = [times[at][1] for at in span]
            if len(run) < LONG_RUN:
                continue
            given = [values[entry] for entry in run]
            found[run[0]].append(End("first", given[1:]))
            # While the run goes on nobody knows its last.
            if span is not spans[-1] or len(values) >= self.entries:
                found[run[-1]].append(End("last", given[:-1]))
        return found


Fields = Mapping[AspectId, Field]


def fields(session: Session, plan: MarkingPlan, aspects: Sequence[PlannedAspect] = ()) -> Fields:
    """Return what stands for some *aspects* in the trade of *plan*, or for all of them."""
    wanted = {each.rule.id for each in aspects} or set(plan.aspects)
    found = {
        each.rule.id: Field(each, len(module.judges))
        for module in plan.modules
        for each in module.aspects
        if each.rule.id in wanted
    }
    for sheet in plan.sheets.values():
        for each in sheet.aspects:
            if each.rule.id in wanted:
                found[each.rule.id].entries += 1
    for cell in standing_cells(session, plan.trade):
        if cell.aspect in wanted:
            found[cell.aspect].cells.setdefault(cell.entry, {})[cell.seat] = cell
    line = LedgerLine
    query = select(line.entry_id, line.aspect_id, line.author_id, line.taken_at)
    query = query.where(line.trade_id == plan.trade, line.aspect_id.in_(wanted))
    # A mark that was changed, or a vote that was given anew, keeps its place in the run.
    for entry, aspect, author, taken_at in session.execute(query.order_by(line.number)):
        found[AspectId(aspect)].taken.setdefault((author, EntryId(entry)), taken_at)
    return found


def of_sheet(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, account: int
) -> list[dict[str, object]]:
    """Return what is odd about *sheet* by aspect, for the judge who fills it or has a vote.

    ``edge``: near where it would earn something else.  ``field``: far from what
    other entries have.  ``own``: far from the other marks of whoever gave it.
    ``first``, ``last``: apart from the rest of that judge's long run.  Of others'
    votes only those count that are all in.
    """
    seat = sheet.seat(account) or SHARED
    known = fields(session, plan, sheet.aspects)
    found: list[dict[str, object]] = []
    for aspect in sheet.aspects:
        here = known[aspect.rule.id]
        cell = here.cells.get(EntryId(sheet.entry), {}).get(cell_seat(aspect.rule, seat))
        kinds = here.kinds(cell) if cell else ()
        found += [{"aspect": aspect.rule.id, "kind": kind} for kind in kinds]
    return found


def of_trade(plan: MarkingPlan, known: Fields) -> list[Odd]:
    """Return every odd mark of a trade, but for votes on aspects that not all have voted on."""
    return [
        Odd(sheet, aspect, at, cell.author, cell.value, kinds)
        for sheet in plan.sheets.values()
        for aspect in sheet.aspects
        for at, cell in sorted(known[aspect.rule.id].shown(EntryId(sheet.entry)).items())
        if (kinds := tuple(known[aspect.rule.id].kinds(cell)))
    ]


def _without(values: Values, entry: EntryId) -> Values:
    return {each: value for each, value in values.items() if each != entry}


def _middle(given: Sequence[str]) -> str:
    numbers = [Decimal(each) for each in given if each not in {ABSENT, NOT_ATTEMPTED}]
    if len(given) == 1:
        return given[0]
    return str(median(numbers)) if numbers else NOT_ATTEMPTED
