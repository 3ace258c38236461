"""The entries of a trade in their final order, as medals, prizes and honours see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition.scoring.awards import Border


@dataclass(frozen=True, slots=True)
class Contender:
    """A ranked entry or team: where it stands, and what awards ask of it.

    *modules* are raw points in the order of the scheme; *position* is 1 + the
    number of entries in better places, *place* what is shown.
    """

    code: str
    place: int
    position: int
    total: Fraction
    modules: Sequence[Fraction]
    scale: Fraction | None = None
    delegation: str | None = None
    gets_prizes: bool = True
    gets_honours: bool = True
    held: frozenset[str] = frozenset()
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Contenders who share a place, on the positions *first* to *last* of some order."""

    first: int
    last: int
    members: tuple[Contender, ...]

    def reaches(self, limit: int, border: Border) -> bool:
        """Answer whether the group is within *limit* positions, by the rule for borders."""
        return (self.last if border is Border.LOWER else self.first) <= limit


def groups(contenders: Iterable[Contender]) -> list[Group]:
    """Return *contenders*, in order, as groups by place, positions counted anew from 1."""
    found: list[Group] = []
    by_place: dict[int, list[Contender]] = {}
    for each in contenders:
        by_place.setdefault(each.position, []).append(each)
    first = 1
    for members in by_place.values():
        found.append(Group(first, first + len(members) - 1, tuple(members)))
        first += len(members)
    return found
