"""The chain of keys that separates equal totals (docs/rulebook.md, 9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from competition.scoring.figures import added, exact
from competition.scoring.rules import Rules, TieKey

_UNIT: Final = 10**8

Values = tuple[Fraction | None, ...]
Sortable = int | Fraction


@dataclass(frozen=True, slots=True)
class Traits:
    """What the chain may ask of an entry besides its marks."""

    time: Decimal | None = None
    birth: date | None = None
    earlier: Decimal | None = None
    lot: int | None = None


NO_TRAITS: Final = Traits()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One entry's points in the order of the scheme, and its own traits.

    *points* has one figure an aspect, 0 where none counts; *times* are the
    readings of its aspects of the kind time.
    """

    points: Sequence[Fraction]
    modules: Sequence[Fraction]
    times: Sequence[Fraction]
    traits: Traits


Reader = Callable[[Breakdown], Fraction | None]


def time_of(one: Breakdown) -> Fraction | None:
    """Return the time of an entry: its own, else what it needed in timed aspects, else None."""
    if one.traits.time is not None:
        return exact(one.traits.time)
    return added(one.times) if one.times else None


TRAITS: Final[dict[str, Reader]] = {
    "time": time_of,
    "age": lambda one: None if one.traits.birth is None else -exact(one.traits.birth.toordinal()),
    "earlier": lambda one: None if one.traits.earlier is None else exact(one.traits.earlier),
    "draw": lambda one: None if one.traits.lot is None else exact(one.traits.lot),
}


def sum_of_modules(at: Sequence[int]) -> Reader:
    """Return what adds up the modules *at* these positions."""
    return lambda one: added(one.modules[each] for each in at)


def sum_of_aspects(at: Sequence[int]) -> Reader:
    """Return what adds up the aspects *at* these positions."""
    return lambda one: added(one.points[each] for each in at)


def sortable(points: Fraction) -> Sortable:
    """Return *points* in hundred-millionths: a whole number, quick to compare, where it is one."""
    units = points.numerator * _UNIT
    if units % points.denominator:
        return Fraction(units, points.denominator)
    return units // points.denominator


def sort_key(points: Fraction, chain: Sequence[TieKey], values: Values) -> tuple[Sortable, ...]:
    """Return what puts an entry in order: smaller is better, what is missing comes last."""
    key = [-sortable(points)]
    for step, value in zip(chain, values, strict=True):
        if value is None:
            key += (1, 0)
        else:
            key += (0, -sortable(value) if step.descending else sortable(value))
    return tuple(key)


def parting_key(chain: Sequence[TieKey], one: Values, other: Values) -> int | None:
    """Return the position of the first key in which two entries differ, or None."""
    for at in range(len(chain)):
        if one[at] != other[at]:
            return at
    return None


def part_codes(rules: Rules, name: str) -> tuple[str, ...]:
    """Return the criteria of the part *name*: as the rules say, else itself."""
    return rules.parts.get(name, (name,))
