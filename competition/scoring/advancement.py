"""Who goes on to the next tier (docs/rulebook.md, 16)."""

from collections.abc import Sequence

from competition.scoring.awards import Border, QuotaAdvance, ShareAdvance, TopAdvance
from competition.scoring.field import Contender, groups
from competition.scoring.figures import exact
from competition.scoring.rounding import whole


def advancing(
    rule: TopAdvance | ShareAdvance | QuotaAdvance, contenders: Sequence[Contender]
) -> list[str]:
    """Return the codes of those who go on, of all ranked *contenders* in order."""
    if isinstance(rule, TopAdvance):
        return _codes(_first(contenders, rule.number, rule.border))
    if isinstance(rule, ShareAdvance):
        number = whole(exact(rule.share) * len(contenders), rule.rounding)
        return _codes(_first(contenders, number, rule.border))
    teams = {each.delegation for each in contenders if each.delegation is not None}
    chosen = {
        each.code
        for team in teams
        for each in _first(
            [one for one in contenders if one.delegation == team], rule.per_delegation, rule.border
        )
    }
    left = [each for each in contenders if each.code in chosen]
    return _codes(left if rule.number is None else _first(left, rule.number, rule.border))


def _first(contenders: Sequence[Contender], number: int, border: Border) -> list[Contender]:
    reaching = [group for group in groups(contenders) if group.reaches(number, border)]
    return [each for group in reaching for each in group.members]


def _codes(contenders: Sequence[Contender]) -> list[str]:
    return [each.code for each in contenders]
