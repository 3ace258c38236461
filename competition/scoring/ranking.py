"""Totals put in order: places 1, 2, 2, 4 or 1, 2, 2, 3 (docs/rulebook.md, 10)."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
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

    Within a shared place entries stand by their number, so the order in which
    totals come never matters.  *order* says the same in short: the rows of the
    entries, best first, equals together in a tuple.
    """

    def __init__(
        self, counting: Counting = Counting.STANDARD, rows: Mapping[EntryId, int] | None = None
    ) -> None:
        self.points: list[Sortable] = []
        self.order: list[int | tuple[int, ...]] = []
        self._counting = counting
        self._rows: Mapping[EntryId, int] = {} if rows is None else rows
        self._keys: list[tuple[Sortable, ...]] = []
        self._groups: list[tuple[Total, ...]] = []
        self._totals: dict[EntryId, Total] = {}

    @property
    def places(self) -> list[Place]:
        """Return the places as the latest totals want them."""
        return _counted(self._groups, self._counting)

    def put(self, totals: Iterable[Total]) -> None:
        """Take in the newest *totals*, of entries known or new."""
        changed = list(totals)
        if len(changed) <= _MANY and all(total.entry in self._totals for total in changed):
            for total in changed:
                self._move(total)
        else:
            self._sort(changed)

    def _sort(self, changed: Sequence[Total]) -> None:
        self._totals.update((total.entry, total) for total in changed)
        self._groups = _grouped(self._totals.values())
        self._keys = [group[0].key for group in self._groups]
        self.order = [self._in_short(group) for group in self._groups]
        self.points = [-group[0].key[0] for group in reversed(self._groups) for _ in group]

    def _move(self, total: Total) -> None:
        old = self._totals[total.entry]
        self._totals[total.entry] = total
        at = bisect_left(self._keys, old.key)
        left = tuple(each for each in self._groups[at] if each.entry != total.entry)
        self._put_group(at, old.key, left, is_known=True)
        at = bisect_left(self._keys, total.key)
        is_known = at < len(self._keys) and self._keys[at] == total.key
        equals = sorted((*self._groups[at], total), key=_BY_ENTRY) if is_known else [total]
        self._put_group(at, total.key, tuple(equals), is_known=is_known)
        if old.key[0] != total.key[0]:
            del self.points[bisect_left(self.points, -old.key[0])]
            insort(self.points, -total.key[0])

    def _put_group(
        self, at: int, key: tuple[Sortable, ...], group: tuple[Total, ...], *, is_known: bool
    ) -> None:
        over = slice(at, at + is_known)
        self._keys[over] = [key] if group else []
        self._groups[over] = [group] if group else []
        self.order[over] = [self._in_short(group)] if group else []

    def _in_short(self, group: tuple[Total, ...]) -> int | tuple[int, ...]:
        rows = [self._rows.get(each.entry, each.entry) for each in group]
        return rows[0] if len(rows) == 1 else tuple(sorted(rows))


def rank(totals: Iterable[Total], counting: Counting = Counting.STANDARD) -> list[Place]:
    """Return *totals* as places, best first; what the tie chain leaves equal shares a place."""
    return _counted(_grouped(totals), counting)


def _grouped(totals: Iterable[Total]) -> list[tuple[Total, ...]]:
    ordered = sorted(sorted(totals, key=_BY_ENTRY), key=_BY_KEY)
    return [tuple(group) for _, group in groupby(ordered, key=_BY_KEY)]


def _counted(groups: Iterable[tuple[Total, ...]], counting: Counting) -> list[Place]:
    places: list[Place] = []
    first = 1
    for group in groups:
        places.append(Place(first, group))
        first += len(group) if counting is Counting.STANDARD else 1
    return places
