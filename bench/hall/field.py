"""Fields of entries with marks, made without any database."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from competition.scoring.rules import Rules
from competition.scoring.ties import NO_TRAITS
from competition.scoring.totals import Tally
from competition.scoring.trade import (
    Aspect,
    Criterion,
    Entry,
    Head,
    Mark,
    Scheme,
    SubCriterion,
    TradeFile,
)
from competition.scoring.values import SHARED, AspectId, AspectRule, EntryId, Kind, Seat, Status
from judging.ledger import Cell
from judging.plan import MarkingPlan, PlannedAspect, PlannedModule
from scoreboard.standing import Row, Standing
from scoreboard.visibility import Competitor

_MODULES: Final = "ABCD"
_EACH: Final = 6
_HOME: Final = {"zh": "广州", "en": "GZH"}
_MISSED: Final = 0.4


def a_marked_trade(entries: int, aspects: int, seed: int) -> TradeFile:
    """Return a trade with so many aspects, measured and judged, all marked for every entry."""
    chance = random.Random(seed)  # noqa: S311 - invented marks
    each = aspects // len(_MODULES)
    criteria = tuple(
        Criterion(
            code, judges=3, sub_criteria=(SubCriterion(f"{code}1", aspects=_mixed(code, each)),)
        )
        for code in _MODULES
    )
    scheme = Scheme(criteria)
    known = [aspect for _, _, aspect in scheme.aspects()]
    codes = [f"C{number:03}" for number in range(entries)]
    return TradeFile(
        Head("bench"),
        scheme,
        entries=tuple(Entry(code, delegation=code[:2]) for code in codes),
        marks=tuple(_mark(code, aspect, chance) for code in codes for aspect in known),
    )


def a_standing(entries: int) -> Standing:
    """Return the standing of a trade with 24 measured aspects, all marked for every entry."""
    modules = tuple(_module(at, code) for at, code in enumerate(_MODULES))
    plan = MarkingPlan(1, 1, is_locked=True, rules=Rules(), modules=modules, sheets={})
    numbers = [EntryId(number) for number in range(1, entries + 1)]
    codes = {f"C{number:05}": number for number in numbers}
    standing = Standing(
        trade=1,
        version=1,
        state="live",
        shows="names",
        competition={"zh": "测", "en": "Bench"},
        code="bench",
        names={"zh": "测", "en": "Bench"},
        group={},
        unit="person",
        plan=plan,
        given=TradeFile(Head("bench"), Scheme(())),
        ids=codes,
        rows=[Row(number, "ranked", _competitor(code)) for code, number in codes.items()],
        corrections={},
        traits=dict.fromkeys(numbers, NO_TRAITS),
        statuses=dict.fromkeys(numbers, Status.RANKED),
        needed=dict.fromkeys(_MODULES, frozenset(numbers)),
        members={},
    )
    standing.cells = {number: {} for number in numbers}
    standing.open(Tally([module.scored for module in modules], plan.rules))
    standing.take(_cells(standing))
    return standing


def _cells(standing: Standing) -> Iterator[Cell]:
    chance = random.Random(1)  # noqa: S311 - invented marks
    for entry in standing.cells:
        for module in standing.modules:
            for aspect in module.aspects:
                value = str(Decimal(chance.randrange(int(aspect.max * 4) + 1)) / 4)
                yield Cell(entry, aspect.id, SHARED, value, 1, 1)


def _module(at: int, code: str) -> PlannedModule:
    aspects = tuple(
        PlannedAspect(
            AspectRule(AspectId(_EACH * at + number), Kind.FREE, Decimal("4.25")),
            *(f"{code}1.{number}", f"{code}1", {}, 1, {}, {}, {}, ()),
        )
        for number in range(1, _EACH + 1)
    )
    return PlannedModule(at + 1, code, {"en": code}, "1", (1,), aspects, Seat(1))


def _mixed(code: str, many: int) -> tuple[Aspect, ...]:
    kinds = (Kind.PASS_FAIL, Kind.JUDGEMENT, Kind.FREE, Kind.DEDUCT)
    return tuple(
        Aspect(f"{code}1.{at}", kinds[at % len(kinds)], Decimal("0.50"))
        for at in range(1, many + 1)
    )


def _mark(code: str, aspect: Aspect, chance: random.Random) -> Mark:
    if aspect.kind is Kind.JUDGEMENT:
        return Mark(code, aspect.id, votes=tuple(chance.choice("23") for _ in range(3)))
    value = "0.35" if aspect.kind is Kind.FREE else "1"
    return Mark(code, aspect.id, "0" if chance.random() < _MISSED else value)


def _competitor(code: str) -> Competitor:
    names = {"zh": f"选手{code}", "en": f"Person {code}"}
    return Competitor(code, code[1:], names, "GZ", _HOME, _HOME)
