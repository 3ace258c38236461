"""Places within one aspect: who was faster, or got more (docs/rulebook.md, 2)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from competition.scoring.figures import ZERO, exact
from competition.scoring.values import NOT_ATTEMPTED, AspectRule, Kind


@dataclass(frozen=True, slots=True)
class Race:
    """The readings of the ranked entries in one aspect, in ascending order."""

    readings: tuple[Fraction, ...] = ()
    descending: bool = True

    def place(self, reading: Fraction) -> int:
        """Return 1 more than the number of better readings."""
        if self.descending:
            return 1 + len(self.readings) - bisect_right(self.readings, reading)
        return 1 + bisect_left(self.readings, reading)


def race_of(aspect: AspectRule, readings: Iterable[str]) -> Race:
    """Return the race of a placed *aspect*; who did not attempt it is not in it."""
    numbers = sorted(exact(reading) for reading in readings if reading != NOT_ATTEMPTED)
    descending = aspect.kind is Kind.RANK and aspect.parameters.get("order", "desc") == "desc"
    return Race(tuple(numbers), descending)


def points_of(aspect: AspectRule, reading: Fraction, race: Race) -> Fraction:
    """Return what the place of *reading* earns: so much less a place, not below the floor."""
    less = (race.place(reading) - 1) * exact(aspect.number("points"))
    return max(exact(aspect.max) - less, exact(aspect.number("floor")), ZERO)
