"""Totals put in order: places 1, 2, 2, 4 (docs/rulebook.md, ranking)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from competition.scoring.rules import Rules
from competition.scoring.ties import tie_keys
from competition.scoring.totals import Total


@dataclass(frozen=True, slots=True)
class Place:
    """Entries that share one place; *rank* is the lowest number of the group."""

    rank: int
    totals: tuple[Total, ...]


def rank(totals: Iterable[Total], codes: Sequence[str], rules: Rules) -> list[Place]:
    """Return *totals* as places, best first; what the tie chain leaves equal shares a place.

    Within a shared place entries stand by their number, so the order of
    *totals* never matters.
    """

    def key(total: Total) -> tuple[Decimal, tuple[Decimal, ...]]:
        return -total.points, tie_keys(total, codes, rules)

    ordered = sorted(totals, key=lambda total: (key(total), total.entry))
    places: list[Place] = []
    first = 1
    for _, tied in groupby(ordered, key=key):
        group = tuple(tied)
        places.append(Place(first, group))
        first += len(group)
    return places
