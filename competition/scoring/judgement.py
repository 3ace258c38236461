"""Scores 0 to 3 of one panel turned into points; the spread rule (docs/rulebook.md, judgement)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from competition.scoring.values import NOT_ATTEMPTED

_TOP: Final = Decimal(3)


def score(vote: str) -> Decimal:
    """Return the score of one vote, 0 to 3 scale steps; not attempted counts 0."""
    return Decimal(0) if vote == NOT_ATTEMPTED else Decimal(vote)


def spread(votes: Sequence[str]) -> Decimal:
    """Return the widest disagreement of the panel in scale steps; *votes* holds at least one."""
    scores = [score(vote) for vote in votes]
    return max(scores) - min(scores)


def judged(votes: Sequence[str], maximum: Decimal) -> Decimal:
    """Return the points of a panel in agreement: the sum over 3 × judges, of *maximum*."""
    total = sum((score(vote) for vote in votes), Decimal(0))
    return total * maximum / (_TOP * len(votes))
