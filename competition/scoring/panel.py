"""Free scores of several judges, extremes dropped, the rest averaged (docs/rulebook.md, panel)."""

from collections.abc import Sequence
from decimal import Decimal

from competition.scoring.judgement import score


def trimmed_mean(votes: Sequence[str], drop_high: int, drop_low: int) -> Decimal:
    """Return the mean of *votes* without the *drop_high* highest and *drop_low* lowest.

    Of equal extremes only one is dropped for each step.  At least one vote is
    always kept: with too few votes nothing is dropped.
    """
    scores = sorted(score(vote) for vote in votes)
    if len(scores) > drop_high + drop_low:
        scores = scores[drop_low : len(scores) - drop_high]
    return sum(scores, Decimal(0)) / len(scores)
