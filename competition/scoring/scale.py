"""The 700 scale: a robust standard score around the median (docs/rulebook.md, 11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from competition.scoring.figures import ZERO, added, exact, middle, ratio
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
    near = _nearest(points, twice, half + 1)
    # Twice the two distances in the middle; of an odd number they are one and the same.
    outer = max(_apart(points, near, twice))
    inner = outer if odd else _second(points, near, twice)
    if not outer + inner:
        return None
    return Scale(rule, ratio(twice, 2 * _UNITS), ratio(outer + inner, 4 * _UNITS))


def _nearest(points: Sequence[Sortable], twice: Sortable, many: int) -> range:
    """Return where the *many* of *points* stand that are nearest to half of *twice*."""
    # The first window of so many neighbours whose next one is no nearer than its first.
    low, high = 0, len(points) - many
    while low < high:
        at = (low + high) // 2
        if twice - 2 * points[at] <= 2 * points[at + many] - twice:
            high = at
        else:
            low = at + 1
    return range(low, low + many)


def _apart(points: Sequence[Sortable], window: range, twice: Sortable) -> tuple[Sortable, Sortable]:
    """Return twice how far the ends of *window* lie below and above half of *twice*."""
    return twice - 2 * points[window[0]], 2 * points[window[-1]] - twice


def _second(points: Sequence[Sortable], window: range, twice: Sortable) -> Sortable:
    """Return twice the second largest distance in *window*: that without the farther end."""
    below, above = _apart(points, window, twice)
    return max(_apart(points, window[1:] if below > above else window[:-1], twice))
