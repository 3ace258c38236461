"""What keeps a trade from being complete, or is doubtful (docs/trade-file.md, problems)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from competition.scoring.awards import MeritAboveMedian
from competition.scoring.figures import plain
from competition.scoring.limits import sections_off
from competition.scoring.totals import Gap, Tally
from competition.scoring.trade import TradeFile

BLOCKING: Final = frozenset({*Gap, "tie-unresolved", "decision-missing"})
_GAPS: Final[Mapping[Gap, str]] = {
    Gap.UNMARKED: "Not marked.",
    Gap.VOTES_MISSING: "Votes are missing.",
    Gap.TOO_FEW_VOTES: "Fewer votes are in than the rule wants.",
    Gap.CONFLICT: "The judges are too far apart; they have to score again.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: of an entry, an aspect, both or the trade; *at* is the aspect's position."""

    code: str
    detail: str
    entry: str | None = None
    aspect: str | None = None
    at: int = -1

    @property
    def is_blocking(self) -> bool:
        """Answer whether the trade is incomplete while this stands."""
        return self.code in BLOCKING


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Return *problems* by entry, aspect, code and detail."""
    return sorted(
        problems,
        key=lambda one: (one.entry is not None, one.entry or "", one.at, one.code, one.detail),
    )


def gap(reason: Gap, entry: str, aspect: str, at: int) -> Problem:
    """Return the problem of an aspect that does not count yet."""
    return Problem(reason.value, _GAPS[reason], entry, aspect, at)


def unknown_parts(given: TradeFile, tally: Tally) -> list[Problem]:
    """Return a problem for everything rules name that the scheme lacks."""
    rules = given.rules
    known = {f"criterion:{code}" for code in tally.codes}
    known |= {f"part:{code}" for code in (*tally.codes, *rules.parts)}
    for criterion in given.scheme.criteria:
        known |= {f"sub_criterion:{sub.code}" for sub in criterion.sub_criteria}
    known |= {f"aspect:{aspect.id}" for _, _, aspect in given.scheme.aspects()}
    criteria = [*rules.weights, *rules.modules]
    criteria += [code for codes in rules.parts.values() for code in codes]
    parts = [mark.part for mark in rules.pass_marks]
    parts += [] if rules.qualifier is None else [rules.qualifier.part]
    merit = rules.awards.prizes.merit if rules.awards.prizes else None
    parts += [merit.part] if isinstance(merit, MeritAboveMedian) else []
    unknown = {code for code in criteria if code not in tally.codes}
    unknown |= {part for part in parts if not tally.knows_part(part)}
    unknown |= {key.key for key in rules.ties if key.of and key.key not in known}
    return [
        Problem("unknown-part", f"The rules name {name}, which the scheme lacks.")
        for name in sorted(unknown)
    ]


def doubts(given: TradeFile) -> list[Problem]:
    """Return what is doubtful in the scheme of *given*."""
    found = [
        Problem("unconfirmed-rule", "The chief has to confirm its rule.", None, aspect.id, at)
        for at, (_, _, aspect) in enumerate(given.scheme.aspects())
        if aspect.confirm
    ]
    return found + _off_limits(given)


def _off_limits(given: TradeFile) -> list[Problem]:
    limits = given.rules.limits
    if limits is None:
        return []
    aspects = [aspect for _, _, aspect in given.scheme.aspects()]
    found = [
        Problem("aspect-over-limit", f"Its {plain(each.max)} is too much.", None, each.id, at)
        for at, each in enumerate(aspects)
        if limits.aspect is not None and each.max > limits.aspect
    ]
    total = sum((each.max for each in aspects), Decimal(0))
    if limits.total is not None and total != limits.total:
        found.append(Problem("total-off-limit", f"All aspects add up to {plain(total)}."))
    marked: dict[str, Decimal] = {}
    for each in aspects:
        if each.section is not None:
            marked[each.section] = marked.get(each.section, Decimal(0)) + each.max
    declared = {
        each.code: each.declared for each in given.scheme.sections if each.declared is not None
    }
    found += [
        Problem("section-off", f"Section {code} is off: {plain(marked.get(code, Decimal(0)))}.")
        for code in sections_off(limits, declared, marked)
    ]
    return found
