"""Teams as what their members add up to (docs/rulebook.md, 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition.scoring import ties
from competition.scoring.figures import ZERO, added
from competition.scoring.penalties import Corrections
from competition.scoring.rounding import rounded
from competition.scoring.rules import Rules, TeamKind, TeamRule
from competition.scoring.ties import Breakdown, Traits
from competition.scoring.totals import ModuleTotal, Tally, Total, held
from competition.scoring.values import EntryId


@dataclass(frozen=True, slots=True)
class Member:
    """A ranked member of a team: total, and the time it needed if that is known."""

    code: str
    total: Total
    time: Fraction | None


def counted(rule: TeamRule, members: Sequence[Member]) -> list[Member]:
    """Return the members that count: the best by total, then time, then code."""
    ordered = sorted(
        members,
        key=lambda one: (-one.total.points, one.time is None, one.time or ZERO, one.code),
    )
    return ordered if rule.best is None else ordered[: rule.best]


def team_total(
    team: EntryId,
    members: Sequence[Member],
    tally: Tally,
    corrections: Corrections,
    traits: Traits,
) -> Total:
    """Return the total of *team* from the *members* that count."""
    rules = tally.rules
    divisor = _divisor(rules, members)
    points = added(one.total.points for one in members) / divisor + corrections.total
    points = held(points, rules.total, capped=False)
    points = rounded(points, rules.rounding.total, rules.rounding.mode)
    modules = tuple(
        _module([one.total.modules[at] for one in members], divisor)
        for at in range(len(tally.modules))
    )
    own = Breakdown((), (), _times(members), traits)
    values = tuple(
        ties.TRAITS[key.name](own)
        if key.name in ties.TRAITS
        else added(one.total.ties[at] or ZERO for one in members) / divisor
        for at, key in enumerate(rules.ties)
    )
    return Total(team, modules, points, values, ties.sort_key(points, rules.ties, values))


def _divisor(rules: Rules, members: Sequence[Member]) -> int:
    if rules.team is None or rules.team.kind is not TeamKind.MEAN:
        return 1
    return rules.team.best or len(members) or 1


def _module(parts: Sequence[ModuleTotal], divisor: int) -> ModuleTotal:
    return ModuleTotal(
        added(part.points for part in parts) / divisor,
        sum(part.counted for part in parts),
        sum(part.conflicts for part in parts),
        sum(part.of for part in parts),
    )


def _times(members: Sequence[Member]) -> list[Fraction]:
    times = [one.time for one in members if one.time is not None]
    return times if len(times) == len(members) else []
