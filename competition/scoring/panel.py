"""Free scores of several judges, extremes dropped, the rest averaged (docs/rulebook.md, 4)."""

from collections.abc import Sequence
from fractions import Fraction

from competition.scoring.figures import added, exact
from competition.scoring.judgement import score
from competition.scoring.rules import PanelRule
from competition.scoring.values import AspectRule


def trimmed_mean(votes: Sequence[str], drop_high: int, drop_low: int) -> Fraction:
    """Return the mean of *votes* without the *drop_high* highest and *drop_low* lowest.

    Of equal extremes only one is dropped for each step.  At least one vote is
    always kept: with too few votes nothing is dropped.
    """
    scores = sorted(map(score, votes))
    if len(scores) > drop_high + drop_low:
        scores = scores[drop_low : len(scores) - drop_high]
    return added(scores) / len(scores)


def voted(aspect: AspectRule, votes: Sequence[str], rule: PanelRule) -> Fraction:
    """Return the points of a panel: its trimmed mean, from its own scale to the maximum."""
    top = exact(aspect.number("top", str(aspect.max)))
    mean = trimmed_mean(votes, rule.drop_high, rule.drop_low)
    return mean * exact(aspect.max) / top if top else mean
