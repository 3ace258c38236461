"""The 700 scale: a robust standard score around the median (docs/rulebook.md, 700 scale)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from competition.scoring.rules import ScaleRule


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of one field: its rule, the median total and the median absolute deviation."""

    rule: ScaleRule
    median: Decimal
    mad: Decimal

    def score(self, points: Decimal) -> int:
        """Return the whole scale score of *points*, rounded half up, not capped."""
        rule = self.rule
        exact = Fraction(rule.centre) + Fraction(rule.k) * Fraction(points - self.median) / (
            Fraction(rule.c) * Fraction(self.mad)
        )
        return (exact + Fraction(1, 2)).__floor__()


def scale_of(points: Sequence[Decimal], rule: ScaleRule | None) -> Scale | None:
    """Return the scale of a field from the totals of its ranked entries.

    None without a rule, for an empty field, and where the median absolute
    deviation is 0: there is no scale then, and nothing is invented.
    """
    if rule is None or not points:
        return None
    centre = median(points)
    mad = median([abs(total - centre) for total in points])
    return Scale(rule, centre, mad) if mad else None
