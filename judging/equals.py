"""Equals whom the rules want parted: they wait for the chief judge's decision, or for a lot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from competition.scoring.standings import Standings
from judging.kept import Kept

WAITING: Final = frozenset({"tie-unresolved", "decision-missing"})
"""The problems of standings that say so."""

_MOST: Final = 20_000
"""So many trades and equals are kept."""


@dataclass(frozen=True, slots=True)
class Equals:
    """Entries, or teams, that are still equal after every tie key, at the place they share."""

    place: int
    entries: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what tells them from other equals."""
        return " ".join(self.entries)


class Remembered:
    """The equals of trades as they were worked out last: a whole trade is scored for them.

    They hold for one version of their trade, which every mark, ruling, rule and
    line of the roster counts on.
    """

    def __init__(self) -> None:
        self._kept: Kept[Sequence[Equals]] = Kept(_MOST, lambda found: len(found) + 1)

    def of(self, trade: int, version: int, scored: Callable[[], Standings]) -> Sequence[Equals]:
        """Return the equals that wait in *trade* at its *version*, by what *scored* returns."""
        return self._kept.of(trade, version, lambda: waiting(scored()))


def waiting(found: Standings) -> list[Equals]:
    """Return the equals that wait in *found*, by their place."""
    codes = {one.entry for one in found.problems if one.code in WAITING}
    by_place: dict[int, list[str]] = {}
    for row in found.rows:
        if row.code in codes and row.place is not None:
            by_place.setdefault(row.place, []).append(row.code)
    return [Equals(place, tuple(entries)) for place, entries in by_place.items()]
