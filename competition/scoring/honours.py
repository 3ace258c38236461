"""Honours and promotions that places, prizes or passing bring (docs/rulebook.md, 14)."""

from collections.abc import Mapping, Sequence

from competition.scoring.awards import ByField, ByPlaces, ByPrizes, Honour, LevelRule
from competition.scoring.field import Contender, groups

LOWEST = 6
"""One below the lowest skill level: what a person without a level is compared as."""


def honoured(
    rule: Honour, contenders: Sequence[Contender], prizes: Mapping[str, str], size: int
) -> list[tuple[str, int | None]]:
    """Return who gets an honour, in order, with the new skill level it brings.

    *contenders* are those who passed, in order; *size* is the number of all
    ranked entries.
    """
    candidates = [
        each for each in contenders if not (rule.move_up and rule.once and rule.code in each.held)
    ]
    found = []
    for each in _selected(rule, candidates, prizes, size):
        if rule.once and rule.code in each.held:
            continue
        level = None if rule.level is None else new_level(rule.level, each.level)
        if rule.level is None or level is not None:
            found.append((each.code, level))
    return found


def number_by_field(rule: ByField, size: int) -> int:
    """Return how many honours a field of *size* has."""
    reached = [step for step in rule.steps if step.entries <= size]
    return max(reached, key=lambda step: step.entries).number if reached else 0


def new_level(rule: LevelRule, held: int | None) -> int | None:
    """Return the skill level that *rule* brings, 1 the highest; None if it betters nothing."""
    offers = [] if rule.to is None else [rule.to]
    if rule.up is not None and held is not None:
        offers.append(held - rule.up)
    if not offers:
        return None
    level = max(min(offers), rule.at_most)
    return level if level < (LOWEST if held is None else held) else None


def _selected(
    rule: Honour, candidates: Sequence[Contender], prizes: Mapping[str, str], size: int
) -> list[Contender]:
    select = rule.select
    if isinstance(select, ByField):
        number = number_by_field(select, size)
        reaching = [group for group in groups(candidates) if group.reaches(number, rule.border)]
        return [each for group in reaching for each in group.members]
    if isinstance(select, ByPlaces):
        return [each for each in candidates if select.first <= each.place <= select.last]
    if isinstance(select, ByPrizes):
        return [each for each in candidates if prizes.get(each.code) in select.prizes]
    return list(candidates)
