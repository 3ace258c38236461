"""What entries bring their delegations, in one trade and over all (docs/rulebook.md, 12, 15)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from competition.scoring.awards import DelegationRule, Medal, MedalPoints, Shared
from competition.scoring.field import Contender, Group, groups
from competition.scoring.figures import ZERO, added, exact


@dataclass(frozen=True, slots=True)
class Earned:
    """What one delegation earned in one trade."""

    delegation: str
    place: int
    points: Fraction
    medal_points: Fraction
    entries: int
    medals: Mapping[Medal, int]
    best: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one ranked entry came off in one trade."""

    entry: str
    delegation: str
    scale: Fraction | None = None
    medal: Medal | None = None


@dataclass(frozen=True, slots=True)
class Indicators:
    """One delegation over all trades."""

    delegation: str
    entries: int
    medal_points: Fraction
    points: Fraction
    medals: Mapping[Medal, int] = field(default_factory=dict)

    @property
    def average_medal_points(self) -> Fraction:
        """Return medal points by entry."""
        return self.medal_points / self.entries

    @property
    def average_points(self) -> Fraction:
        """Return scale scores by entry."""
        return self.points / self.entries


def earned(
    contenders: Sequence[Contender], medals: Mapping[str, Medal], rule: DelegationRule
) -> list[Earned]:
    """Return what each delegation earned, by place, then code; *contenders* are in order."""
    points: dict[str, list[Fraction]] = {}
    for group in groups(contenders):
        worth = _worth(group, rule)
        for each in group.members:
            if each.delegation is not None:
                points.setdefault(each.delegation, []).append(worth)
    sums = {
        code: (added(brought), _medal_points(contenders, medals, code, rule.medal_points))
        for code, brought in points.items()
    }
    found = []
    for code in sorted(sums, key=lambda code: ([-each for each in sums[code]], code)):
        mine = [each for each in contenders if each.delegation == code]
        place = 1 + sum(other > sums[code] for other in sums.values())
        found.append(
            Earned(
                code,
                place,
                *sums[code],
                entries=len(mine),
                medals=Counter(medals[each.code] for each in mine if each.code in medals),
                best=_best_of_one(mine),
            )
        )
    return found


def indicators(outcomes: Iterable[Outcome], points: MedalPoints | None = None) -> list[Indicators]:
    """Return every delegation's figures over all trades, by code."""
    rule = points or MedalPoints()
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        found.setdefault(each.delegation, []).append(each)
    return [
        Indicators(
            code,
            len(mine),
            added(medal_worth(each.medal, rule) for each in mine),
            added(each.scale or ZERO for each in mine),
            Counter(each.medal for each in mine if each.medal is not None),
        )
        for code, mine in sorted(found.items())
    ]


REPORTS: Mapping[str, Callable[[Indicators], Fraction]] = {
    "alphabetical": lambda _each: ZERO,
    "total_medal_points": lambda each: each.medal_points,
    "average_medal_points": lambda each: each.average_medal_points,
    "total_points": lambda each: each.points,
    "average_points": lambda each: each.average_points,
}


def report(of: Sequence[Indicators], name: str) -> list[Indicators]:
    """Return the report *name* of REPORTS: the most first, equals by code."""
    return sorted(of, key=lambda each: (-REPORTS[name](each), each.delegation))


def best_of_delegations(outcomes: Iterable[Outcome]) -> dict[str, tuple[Outcome, ...]]:
    """Return each delegation's entries with its highest scale score, by code."""
    by_code: dict[str, list[Outcome]] = {}
    for each in outcomes:
        by_code.setdefault(each.delegation, []).append(each)
    return {code: best_of_all(mine) for code, mine in sorted(by_code.items())}


def best_of_all(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return the entries with the highest scale score of all, in the order given."""
    scored = [(each.scale, each) for each in outcomes if each.scale is not None]
    highest = max((score for score, _ in scored), default=None)
    return tuple(each for score, each in scored if score == highest)


def medal_worth(medal: Medal | None, rule: MedalPoints) -> Fraction:
    """Return what *medal* brings."""
    return ZERO if medal is None else exact(getattr(rule, medal.value))


def _worth(group: Group, rule: DelegationRule) -> Fraction:
    last = group.last if rule.shared is Shared.MEAN else group.first
    worth = [exact(each) for each in rule.place_points[group.first - 1 : last]]
    return added(worth) / (last - group.first + 1)


def _medal_points(
    contenders: Sequence[Contender], medals: Mapping[str, Medal], code: str, rule: MedalPoints
) -> Fraction:
    return added(
        medal_worth(medals.get(each.code), rule) for each in contenders if each.delegation == code
    )


def _best_of_one(mine: Sequence[Contender]) -> tuple[str, ...]:
    scores = {each.code: each.scale for each in mine if each.scale is not None}
    figures = scores or {each.code: each.total for each in mine}
    highest = max(figures.values())
    return tuple(sorted(code for code, figure in figures.items() if figure == highest))
