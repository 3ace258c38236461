"""The 700 scale: a robust standard score around the median (docs/rulebook.md, 11)."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from competition.scoring.figures import ZERO, added, exact, middle
from competition.scoring.rules import Fallback, ScaleRule
from competition.scoring.ties import Sortable, sortable

_UNITS: Final = sortable(exact(1))
_UNIT: Final = exact(1) / _UNITS
_MEAN_FACTOR: Final = exact("1.2533")


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of one field: its rule, the median total and the median absolute deviation.

    *deviation* is what one robust deviation is worth in points: c × *mad*, or
    what the fallback puts in its place.
    """

    rule: ScaleRule
    median: Fraction
    mad: Fraction
    deviation: Fraction | None = None

    def exact_score(self, points: Fraction) -> Fraction:
        """Return the score of *points*, rounded half up to the rule's decimals, not capped."""
        rule = self.rule
        deviation = exact(rule.c) * self.mad if self.deviation is None else self.deviation
        score = exact(rule.centre) + exact(rule.k) * (points - self.median) / deviation
        return half_up(score, rule.decimals)

    def score(self, points: Fraction) -> int:
        """Return the whole scale score of *points*, of a rule without decimals."""
        return self.exact_score(points).__floor__()


def half_up(score: Fraction, decimals: int) -> Fraction:
    """Return *score* rounded, halves towards more."""
    step = 10**decimals
    return Fraction((score * step + Fraction(1, 2)).__floor__(), step)


def scale_of(points: Sequence[Fraction], rule: ScaleRule) -> Scale | None:
    """Return the scale of a field from the totals of its population.

    None for an empty field, and where there is no deviation: there is no
    scale then, and nothing is invented.
    """
    if not points:
        return None
    centre = middle(points)
    mad = middle([abs(total - centre) for total in points])
    if mad:
        return Scale(rule, centre, mad)
    if rule.fallback is not Fallback.MEAN_DEVIATION:
        return None
    mean = added(abs(total - centre) for total in points) / len(points)
    return Scale(rule, centre, ZERO, _MEAN_FACTOR * mean) if mean else None


def scale_of_ordered(points: Sequence[Sortable], rule: ScaleRule) -> Scale | None:
    """Return the same for *points* of a Ranking, in ascending order, without sorting."""
    if not points or rule.fallback is Fallback.MEAN_DEVIATION:
        return scale_of([each * _UNIT for each in points], rule)
    half = len(points) // 2
    odd = len(points) % 2
    twice = 2 * points[half] if odd else points[half - 1] + points[half]
    mad = _nearest(points, twice, half + 1)
    if not odd:
        mad = (mad + _nearest(points, twice, half)) / Fraction(2)
    if not mad:
        return None
    return Scale(rule, _halved(twice), _halved(mad))


def _halved(twice: Sortable) -> Fraction:
    return Fraction(twice, 2 * _UNITS)


def _nearest(points: Sequence[Sortable], twice: Sortable, many: int) -> Sortable:
    """Return twice the distance of the *many*-th nearest of *points* to half of *twice*."""

    def is_near(start: int) -> bool:
        return twice - 2 * points[start] <= 2 * points[start + many] - twice

    # The first window of so many neighbours whose next one is no nearer than its first.
    at = bisect_left(range(len(points) - many), 1, key=is_near)
    return max(twice - 2 * points[at], 2 * points[at + many - 1] - twice)
