"""Scores 0 to 3 of one panel turned into points; the spread rule (docs/rulebook.md, 3)."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from competition.scoring.figures import ZERO, added, exact
from competition.scoring.values import NOT_ATTEMPTED, AspectRule

_TOP: Final = 3


def score(vote: str) -> Fraction:
    """Return the score of one vote; not attempted counts 0."""
    return ZERO if vote == NOT_ATTEMPTED else exact(vote)


def spread(votes: Sequence[str]) -> Fraction:
    """Return the widest disagreement of the panel in scale steps; *votes* holds at least one."""
    scores = [score(vote) for vote in votes]
    return max(scores) - min(scores)


def judged(aspect: AspectRule, votes: Sequence[str]) -> Fraction:
    """Return the points of a panel in agreement: the sum over 3 × judges, of the maximum."""
    return added(map(score, votes)) * exact(aspect.max) / (_TOP * len(votes))
