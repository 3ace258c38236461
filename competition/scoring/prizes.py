"""First, second, third prizes and merit (docs/rulebook.md, 13)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from competition.scoring.awards import (
    MERIT,
    PRIZES,
    Merit,
    MeritAboveMedian,
    MeritNumber,
    NumberPrizes,
    RatioPrizes,
    SharePrizes,
)
from competition.scoring.field import Contender, groups
from competition.scoring.figures import exact, middle
from competition.scoring.rounding import Mode, whole

PrizeRule = NumberPrizes | SharePrizes | RatioPrizes


def numbers_of(rule: PrizeRule, size: int) -> list[int]:
    """Return how many prizes of each kind a field of *size* ranked entries has."""
    if isinstance(rule, NumberPrizes):
        return list(rule.numbers)
    if isinstance(rule, RatioPrizes):
        within = whole(exact(rule.share) * size, Mode.DOWN)
        unit = within // sum(rule.ratio)
        return [unit * part for part in rule.ratio]
    counts = [whole(exact(share) * size, rule.rounding) for share in rule.shares]
    caps = rule.caps or (None,) * len(counts)
    return [
        count if cap is None else min(count, cap) for count, cap in zip(counts, caps, strict=True)
    ]


def merit_limit(merit: Merit | None, prizes: int, size: int) -> int:
    """Return how many of the field hold a prize when merit by number or share is given."""
    if merit is None or isinstance(merit, MeritAboveMedian):
        return prizes
    if isinstance(merit, MeritNumber):
        return prizes + merit.number
    return max(prizes, whole(exact(merit.share) * size, merit.rounding))


def prizes_of(
    contenders: Sequence[Contender], rule: PrizeRule, size: int
) -> tuple[dict[str, str], list[str]]:
    """Return the prizes of *contenders*, in order, and the codes of equals across a border.

    *size* is the number of all ranked entries.
    """
    borders, sum_so_far = [], 0
    for name, count in zip(PRIZES, numbers_of(rule, size), strict=False):
        sum_so_far += count
        borders.append((sum_so_far, name))
    borders.append((merit_limit(rule.merit, sum_so_far, size), MERIT))
    found: dict[str, str] = {}
    doubtful: list[str] = []
    for group in groups(contenders):
        prize = next((name for limit, name in borders if group.reaches(limit, rule.border)), None)
        codes = [each.code for each in group.members]
        if prize is not None:
            found |= dict.fromkeys(codes, prize)
        if any(group.first <= limit < group.last for limit, _ in borders):
            doubtful += codes
    return found, doubtful


def above_median(
    found: Mapping[str, str],
    contenders: Sequence[Contender],
    points: Mapping[str, Fraction],
) -> dict[str, str]:
    """Return *found*, and merit for every other contender above the median of all *points*."""
    if not points:
        return dict(found)
    median = middle(list(points.values()))
    merit = {
        each.code: MERIT
        for each in contenders
        if each.code not in found and points[each.code] > median
    }
    return {**found, **merit}
