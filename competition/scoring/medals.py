"""Gold, silver, bronze and medallions (docs/rulebook.md, 12)."""

from collections.abc import Sequence
from fractions import Fraction

from competition.scoring.awards import CENTRE, Medal, PlaceMedals, ScaleMedals, SmallField
from competition.scoring.field import Contender, groups
from competition.scoring.figures import exact

Medals = dict[str, Medal]
_AFTER_TWO = 2


def by_scale(
    contenders: Sequence[Contender], rule: ScaleMedals, size: int, centre: Fraction
) -> Medals:
    """Return the medals of *contenders* by their scale scores; who has none gets nothing.

    *size* is the number of all ranked entries, *centre* the middle of the scale.
    """
    scored = sorted(
        ((each.scale, each.code) for each in contenders if each.scale is not None),
        key=lambda pair: (-pair[0], pair[1]),
    )
    levels: list[list[tuple[Fraction, str]]] = []
    for pair in scored:
        measured_to = None if not levels else levels[-1][-1 if rule.chain else 0][0]
        if measured_to is not None and measured_to - pair[0] <= exact(rule.tie_distance):
            levels[-1].append(pair)
        else:
            levels.append([pair])

    def is_near(at: int) -> bool:
        return levels[at - 1][-1][0] - levels[at][0][0] <= exact(rule.tie_distance)

    near = [at > 0 and is_near(at) for at in range(len(levels))]
    found = _shared_out([[code for _, code in level] for level in levels], near, rule)
    found = _in_small_field(found, rule.small_field, size)
    return _with_medallions(found, contenders, _threshold(rule, centre), rule.small_field, size)


def by_raw_ranks(contenders: Sequence[Contender], rule: ScaleMedals, size: int) -> Medals:
    """Return the medals of a field without a scale: level is who shares a place."""
    levels = [[each.code for each in group.members] for group in groups(contenders)]
    found = _shared_out(levels, [False] * len(levels), rule)
    return _in_small_field(found, rule.small_field, size)


def by_places(
    contenders: Sequence[Contender], rule: PlaceMedals, size: int, centre: Fraction
) -> Medals:
    """Return so many medals of each kind, equals sharing the better one."""
    found: Medals = {}
    limits = [
        (rule.gold, Medal.GOLD),
        (rule.gold + rule.silver, Medal.SILVER),
        (rule.gold + rule.silver + rule.bronze, Medal.BRONZE),
    ]
    for group in groups(contenders):
        medal = next((medal for limit, medal in limits if group.first <= limit), None)
        if medal is not None:
            found |= dict.fromkeys((each.code for each in group.members), medal)
    found = _in_small_field(found, rule.small_field, size)
    return _with_medallions(found, contenders, _threshold(rule, centre), rule.small_field, size)


def is_void(rule: ScaleMedals | PlaceMedals | None, size: int) -> bool:
    """Answer whether the field is too small for any medal."""
    return rule is not None and rule.small_field is not None and size < rule.small_field.gold


def _shared_out(levels: Sequence[Sequence[str]], near: Sequence[bool], rule: ScaleMedals) -> Medals:
    """Return the medals of *levels*; *near* ones are within the distance of the one before."""
    found: Medals = {}

    def give(at: int, medal: Medal) -> None:
        found.update(dict.fromkeys(levels[at], medal))

    if not levels:
        return found
    give(0, Medal.GOLD)
    if len(levels) > 1 and len(levels[0]) == 1:
        give(1, Medal.SILVER)
        bound = rule.silver_rule and len(levels[1]) > 1
        if len(levels) > _AFTER_TWO and (not bound or near[2]):
            give(2, Medal.BRONZE)
    elif len(levels) > 1 and (len(levels[0]) == _AFTER_TWO or near[1]):
        give(1, Medal.BRONZE)
    return found


def _in_small_field(found: Medals, rule: SmallField | None, size: int) -> Medals:
    if rule is None:
        return found
    least = {Medal.GOLD: rule.gold, Medal.SILVER: rule.silver, Medal.BRONZE: rule.bronze}
    least[Medal.SILVER] = max(least[Medal.SILVER], rule.gold)
    least[Medal.BRONZE] = max(least[Medal.BRONZE], least[Medal.SILVER])
    return {code: medal for code, medal in found.items() if size >= least[medal]}


def _threshold(rule: ScaleMedals | PlaceMedals, centre: Fraction) -> Fraction | None:
    if rule.medallion is None:
        return None
    return centre if rule.medallion == CENTRE else exact(rule.medallion)


def _with_medallions(
    found: Medals,
    contenders: Sequence[Contender],
    threshold: Fraction | None,
    small: SmallField | None,
    size: int,
) -> Medals:
    if threshold is None or (small is not None and size < small.gold):
        return found
    medallions = {
        each.code: Medal.MEDALLION
        for each in contenders
        if each.scale is not None and each.scale >= threshold and each.code not in found
    }
    return {**found, **medallions}
