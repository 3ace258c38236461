"""One trade scored whole: from a trade file to standings, awards and problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition.scoring import medals, prizes
from competition.scoring.advancement import advancing
from competition.scoring.awards import Medal, MeritAboveMedian, ScaleMedals, Withheld
from competition.scoring.ballot import Ballot, ballot_of
from competition.scoring.delegations import Earned, earned
from competition.scoring.entrants import Entrants, MemberRow, entrants_of
from competition.scoring.field import Contender
from competition.scoring.figures import ZERO, exact
from competition.scoring.honours import honoured
from competition.scoring.placing import Placed, placed
from competition.scoring.problems import Problem, doubts, ordered, unknown_parts
from competition.scoring.rules import Effect, Fallback, ImportedScale, Rules
from competition.scoring.scale import Scale, half_up, scale_of
from competition.scoring.totals import Tally, Total
from competition.scoring.trade import MedalDecision, TradeFile
from competition.scoring.values import Status


@dataclass(frozen=True, slots=True)
class Row:
    """One entry or team of the standings."""

    code: str
    status: Status
    total: Total | None
    place: int | None = None
    scale: Fraction | None = None
    medal: Medal | None = None
    prize: str | None = None
    broken_by: str | None = None


@dataclass(frozen=True, slots=True)
class Honoured:
    """An honour, who gets it, and the skill level it brings."""

    honour: str
    entry: str
    level: int | None


@dataclass(frozen=True, slots=True)
class Standings:
    """Everything a trade file comes to; *scale* is None where no scores were worked out."""

    rows: Sequence[Row]
    problems: Sequence[Problem]
    members: Sequence[MemberRow]
    honours: Sequence[Honoured]
    delegations: Sequence[Earned]
    advancement: Sequence[str]
    scale: Scale | None = None

    @property
    def is_complete(self) -> bool:
        """Answer whether no problem is blocking."""
        return not any(problem.is_blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Scores:
    """Scale scores by code; *is_raw* where the trade goes by raw ranks."""

    by_code: Mapping[str, Fraction]
    is_raw: bool
    problems: Sequence[Problem]
    scale: Scale | None = None


def score(given: TradeFile) -> Standings:
    """Return the standings of a trade file."""
    ballot = ballot_of(given)
    return concluded(given, ballot, entrants_of(given, ballot))


def concluded(given: TradeFile, ballot: Ballot, entrants: Entrants) -> Standings:
    """Return what the *entrants* of a trade file, counted already, come to."""
    totals = [entrants.totals[code] for code in entrants.ranked]
    order, tie_problems = placed(totals, entrants.ids, given.rules, given.decisions)
    scores = _scores(given.rules, entrants, ballot)
    field = [_contender(each, entrants, scores) for each in order]
    won = _medals(given, field, scores)
    prized, doubtful = _prizes(given.rules, field, ballot.tally)
    problems = [*entrants.gaps, *tie_problems, *scores.problems, *doubtful, *doubts(given)]
    problems += unknown_parts(given, ballot.tally) + _too_small(given.rules, len(field))
    awards = given.rules.awards
    return Standings(
        _rows(order, entrants, scores, won, prized),
        ordered(problems),
        entrants.members,
        _honours(given.rules, field, prized),
        earned(field, won, awards.delegations) if awards.delegations else (),
        advancing(awards.advancement, field) if awards.advancement else (),
        scores.scale,
    )


def _scores(rules: Rules, entrants: Entrants, ballot: Ballot) -> _Scores:
    """Return the scale scores of ranked entries, adjustments included."""
    rule, ranked = rules.scale, entrants.ranked
    if isinstance(rule, ImportedScale):
        return _imported(rule, entrants, ballot)
    if rule is None:
        return _Scores({}, is_raw=True, problems=())
    population = [
        total.points
        for code, total in entrants.totals.items()
        if entrants.statuses[code] in rule.population and (rule.zeros or total.points)
    ]
    scale = scale_of(population, rule)
    if scale is None:
        is_raw = rule.fallback is Fallback.RAW_RANKS
        refused = [Problem("no-scale", "Too many totals are the same: there is no scale.")]
        return _Scores({}, is_raw, refused if ranked and not is_raw else ())
    scores = {
        code: half_up(
            scale.exact_score(entrants.totals[code].points) + ballot.of(code).scale, rule.decimals
        )
        for code in ranked
    }
    return _Scores(scores, is_raw=False, problems=(), scale=scale)


def _imported(rule: ImportedScale, entrants: Entrants, ballot: Ballot) -> _Scores:
    given = {code: entrants.units[code].scale for code in entrants.ranked}
    scores = {
        code: half_up(half_up(exact(score), rule.decimals) + ballot.of(code).scale, rule.decimals)
        for code, score in given.items()
        if score is not None
    }
    missing = [
        Problem("scale-missing", "Its scale score was not imported.", code)
        for code, score in given.items()
        if score is None
    ]
    return _Scores(scores, is_raw=False, problems=missing)


def _contender(each: Placed, entrants: Entrants, scores: _Scores) -> Contender:
    unit, effect = entrants.units[each.code], entrants.effects.get(each.code)
    return Contender(
        code=each.code,
        place=each.place,
        position=each.position,
        total=each.total.points,
        modules=tuple(module.points for module in each.total.modules),
        scale=scores.by_code.get(each.code),
        delegation=unit.delegation,
        gets_prizes=effect is not Effect.PRIZES,
        gets_honours=effect is None,
        held=frozenset(unit.honours),
        level=unit.level,
    )


def _withholds(rules: Rules, size: int, *, prizes_too: bool) -> bool:
    rule = rules.awards.minimum_field
    if rule is None or size >= rule.entries:
        return False
    return not prizes_too or rule.effect is Withheld.PRIZES


def _medals(given: TradeFile, field: Sequence[Contender], scores: _Scores) -> dict[str, Medal]:
    size, rule, scale = len(field), given.rules.awards.medals, given.rules.scale
    if _withholds(given.rules, size, prizes_too=True):
        return {}
    eligible = [each for each in field if each.gets_prizes]
    centre = ZERO if scale is None else exact(scale.centre)
    if rule is None:
        won = {}
    elif not isinstance(rule, ScaleMedals):
        won = medals.by_places(eligible, rule, size, centre)
    elif scores.is_raw:
        won = medals.by_raw_ranks(eligible, rule, size)
    else:
        won = medals.by_scale(eligible, rule, size, centre)
    ranked = {each.code for each in field}
    for decision in given.decisions:
        if isinstance(decision, MedalDecision) and decision.entry in ranked:
            won.pop(decision.entry, None)
            won |= {} if decision.medal is None else {decision.entry: decision.medal}
    return won


def _prizes(
    rules: Rules, field: Sequence[Contender], tally: Tally
) -> tuple[dict[str, str], list[Problem]]:
    rule, size = rules.awards.prizes, len(field)
    if rule is None or _withholds(rules, size, prizes_too=True):
        return {}, []
    eligible = [each for each in field if each.gets_prizes]
    found, doubtful = prizes.prizes_of(eligible, rule, size)
    if isinstance(rule.merit, MeritAboveMedian) and tally.knows_part(rule.merit.part):
        part = rule.merit.part
        points = {each.code: tally.part(each.modules, part) for each in field}
        found = prizes.above_median(found, eligible, points)
    detail = "It shares a place across the border of a prize."
    return found, [Problem("prize-border-tie", detail, code) for code in doubtful]


def _honours(rules: Rules, field: Sequence[Contender], prized: Mapping[str, str]) -> list[Honoured]:
    if _withholds(rules, len(field), prizes_too=False):
        return []
    passed = [each for each in field if each.gets_honours]
    return [
        Honoured(rule.code, code, level)
        for rule in rules.awards.honours
        for code, level in honoured(rule, passed, prized, len(field))
    ]


def _too_small(rules: Rules, size: int) -> list[Problem]:
    withheld = _withholds(rules, size, prizes_too=False)
    void = medals.is_void(rules.awards.medals, size)
    return [
        Problem("field-too-small", detail)
        for detail, applies in (
            ("The field is below the minimum.", withheld),
            ("The field is too small for medals.", void),
        )
        if applies
    ]


def _rows(
    order: Sequence[Placed],
    entrants: Entrants,
    scores: _Scores,
    won: Mapping[str, Medal],
    prized: Mapping[str, str],
) -> list[Row]:
    ranked = [
        Row(
            each.code,
            Status.RANKED,
            each.total,
            each.place,
            scores.by_code.get(each.code),
            won.get(each.code),
            prized.get(each.code),
            each.broken_by,
        )
        for each in order
    ]
    others = [
        Row(code, entrants.statuses[code], entrants.totals.get(code))
        for code in sorted(entrants.units)
        if entrants.statuses[code] is not Status.RANKED
    ]
    return ranked + others
