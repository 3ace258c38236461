"""Totals put in order: places 1, 2, 2, 4 or 1, 2, 2, 3 (docs/rulebook.md, 10)."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from competition.scoring.rules import Counting
from competition.scoring.ties import Sortable
from competition.scoring.totals import Total
from competition.scoring.values import EntryId

_BY_KEY = attrgetter("key")
_BY_ENTRY = attrgetter("entry")
_MANY = 8


class Place(NamedTuple):
    """Entries that share one place: the *rank* they are shown with, the best first."""

    rank: int
    totals: tuple[Total, ...]


class Ranking:
    """The places of one trade, kept up total by total.

    *places* is as the latest totals want it.  Within a shared place entries
    stand by their number, so the order in which totals come never matters.
    """

    def __init__(self, counting: Counting = Counting.STANDARD) -> None:
        self.places: list[Place] = []
        self.points: list[Sortable] = []
        self._counting = counting
        self._rows: dict[EntryId, tuple[tuple[Sortable, ...], EntryId]] = {}
        self._order: list[tuple[tuple[Sortable, ...], EntryId]] = []
        self._totals: dict[EntryId, Total] = {}

    def put(self, totals: Iterable[Total]) -> None:
        """Take in the newest *totals*, of entries known or new."""
        changed = list(totals)
        few = len(changed) <= _MANY and self._counting is Counting.STANDARD
        if few and all(total.entry in self._rows for total in changed):
            for total in changed:
                self._move(total)
        else:
            self._sort(changed)

    def _sort(self, changed: Sequence[Total]) -> None:
        for total in changed:
            self._totals[total.entry] = total
            self._rows[total.entry] = (total.key, total.entry)
        self._order = sorted(self._rows.values())
        self.points = [-key[0] for key, _ in reversed(self._order)]
        ordered = [self._totals[entry] for _, entry in self._order]
        self.places = _grouped(ordered, self._counting, 1)

    def _move(self, total: Total) -> None:
        row, order = self._rows[total.entry], self._order
        self._totals[total.entry] = total
        before = bisect_left(order, row)
        del order[before]
        del self.points[bisect_left(self.points, -row[0][0])]
        row = self._rows[total.entry] = (total.key, total.entry)
        after = bisect_left(order, row)
        order.insert(after, row)
        insort(self.points, -row[0][0])
        self._regroup(min(before, after), max(before, after))

    def _regroup(self, first: int, last: int) -> None:
        """Group anew the places that hold the positions *first* to *last*, and their neighbours."""
        # Equals may now reach over the ends of what moved.
        first, last = max(0, first - 1), min(len(self._order) - 1, last + 1)
        low = bisect_left(self.places, first + 2, key=lambda place: place.rank) - 1
        high = bisect_left(self.places, last + 2, key=lambda place: place.rank)
        start = self.places[low].rank - 1
        end = self.places[high].rank - 1 if high < len(self.places) else len(self._order)
        ordered = [self._totals[entry] for _, entry in self._order[start:end]]
        self.places[low:high] = _grouped(ordered, self._counting, start + 1)


def rank(totals: Iterable[Total], counting: Counting = Counting.STANDARD) -> list[Place]:
    """Return *totals* as places, best first; what the tie chain leaves equal shares a place."""
    ordered = sorted(sorted(totals, key=_BY_ENTRY), key=_BY_KEY)
    return _grouped(ordered, counting, 1)


def _grouped(ordered: Sequence[Total], counting: Counting, first: int) -> list[Place]:
    places: list[Place] = []
    for _, tied in groupby(ordered, key=_BY_KEY):
        group = tuple(tied)
        places.append(Place(first, group))
        first += len(group) if counting is Counting.STANDARD else 1
    return places
