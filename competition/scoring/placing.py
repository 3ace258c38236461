"""Places after the chief's decisions, and what broke each tie (docs/rulebook.md, 9, 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.scoring.problems import Problem
from competition.scoring.ranking import rank
from competition.scoring.rules import Counting, Rules, TieKey, Unresolved
from competition.scoring.ties import parting_key
from competition.scoring.totals import Total
from competition.scoring.trade import Decision, MedalDecision, OrderDecision
from competition.scoring.values import EntryId

DECIDED = "decision"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one entry stands: the place shown, its position, and what broke its tie."""

    code: str
    total: Total
    place: int
    position: int
    broken_by: str | None


@dataclass(slots=True)
class _Chief:
    """The decisions on equals, and which of them were used."""

    rules: Rules
    decisions: Sequence[Decision]
    used: set[int]
    problems: list[Problem]

    def settle(self, group: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return *group*, equal to the end of the chain, as the groups it falls into."""
        if len(group) == 1 or self.rules.unresolved is Unresolved.SHARED:
            return [group]
        if self.rules.unresolved is Unresolved.NEVER:
            self._report(group, "tie-unresolved", "Nothing separates it from equals; draw lots.")
            return [group]
        for at in reversed(range(len(self.decisions))):
            decision = self.decisions[at]
            if isinstance(decision, MedalDecision) or not set(group) <= set(decision.entries):
                continue
            self.used.add(at)
            if isinstance(decision, OrderDecision):
                return [(code,) for code in decision.entries if code in group]
            return [group]
        self._report(group, "decision-missing", "The chief has to decide on its tie.")
        return [group]

    def _report(self, group: Sequence[str], code: str, detail: str) -> None:
        self.problems += [Problem(code, detail, entry) for entry in group]


def placed(
    totals: Sequence[Total],
    codes: Mapping[EntryId, str],
    rules: Rules,
    decisions: Sequence[Decision],
) -> tuple[list[Placed], list[Problem]]:
    """Return *totals* in their final order, and the problems of ties."""
    chief = _Chief(rules, decisions, set(), [])
    by_code = {codes[total.entry]: total for total in totals}
    groups: list[tuple[str, ...]] = []
    for place in rank(totals):
        groups += chief.settle(tuple(codes[total.entry] for total in place.totals))
    parts = [[by_code[code] for code in group] for group in groups]
    found: list[Placed] = []
    for at, group in enumerate(groups):
        position = len(found) + 1
        shown = position if rules.ranking is Counting.STANDARD else at + 1
        parted = broken_by(parts, at, rules.ties)
        found += [Placed(code, by_code[code], shown, position, parted) for code in sorted(group)]
    unused = [
        Problem("decision-unused", f"Decision {at + 1} settles no tie.")
        for at, decision in enumerate(decisions)
        if not isinstance(decision, MedalDecision) and at not in chief.used
    ]
    return found, chief.problems + unused


def broken_by(groups: Sequence[Sequence[Total]], at: int, chain: Sequence[TieKey]) -> str | None:
    """Return the latest key that parts the group *at* from others with as many points, or None.

    *groups* are in order, so those that agree longest with one stand beside it.
    """
    own, deepest = groups[at][0], -1
    for beside in (at - 1, at + 1):
        if not 0 <= beside < len(groups) or groups[beside][0].points != own.points:
            continue
        parting = parting_key(chain, own.ties, groups[beside][0].ties)
        deepest = max(deepest, len(chain) if parting is None else parting)
    if deepest < 0:
        return None
    return DECIDED if deepest == len(chain) else chain[deepest].key
