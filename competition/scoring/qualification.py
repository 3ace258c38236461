"""Who is in: the qualifier and the pass marks (docs/rulebook.md, 6)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from competition.scoring.rules import Effect, PassMark, Qualifier

_WEIGHT = {Effect.HONOURS: 1, Effect.PRIZES: 2, Effect.RANK: 3}


def not_qualified(rule: Qualifier, points: Mapping[str, Fraction]) -> set[str]:
    """Return who is beyond the last qualifying place by the *points* of the part."""
    ordered = sorted(points.values(), reverse=True)
    if len(ordered) <= rule.top:
        return set()
    least = ordered[rule.top - 1]
    return {code for code, mine in points.items() if mine < least}


def failed(marks: Iterable[tuple[PassMark, Fraction]]) -> Effect | None:
    """Return the gravest effect of the pass marks that points do not reach, or None."""
    missed = [mark.effect for mark, points in marks if points < Fraction(mark.points)]
    return max(missed, key=_WEIGHT.__getitem__, default=None)
