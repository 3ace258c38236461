"""A trade's marking as it is agreed: modules, aspects, panels, seats and sheets."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db import Database
from competition.programme.models import Trade
from competition.programme.trades import TradeChanged
from competition.scoring.rules import Missing, Rules
from competition.scoring.rules_document import rules_of
from competition.scoring.totals import Module
from competition.scoring.values import SHARED, AspectId, AspectRule, Kind, Seat
from judging import seats
from judging.models import (
    Aspect,
    Criterion,
    JudgeSeat,
    Panel,
    PanelDuty,
    Scheme,
    SchemeLock,
    Sheet,
    SubCriterion,
    TradeSignature,
)

_LAST_DAY: Final = 2**31
_PanelFacts = tuple[str | None, tuple[int | None, ...], Seat, Mapping[int, Seat]]
_NO_PANEL: Final[_PanelFacts] = (None, (), Seat(1), {})


@dataclass(frozen=True, slots=True)
class PlannedAspect:
    """One aspect: its rule, and what the judge reads about it."""

    rule: AspectRule
    code: str
    sub_code: str
    sub_names: Mapping[str, str]
    day: int | None
    names: Mapping[str, str]
    extra: Mapping[str, str]
    requirement: Mapping[str, str]
    levels: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class PlannedModule:
    """One criterion, the panel that marks it and its judges, seat 1 first; None: nobody yet.

    *leader* is the seat of the judge who leads the panel, *relieved* are
    accounts whose seat there has passed to another judge, with that seat.
    """

    id: int
    code: str
    names: Mapping[str, str]
    panel: str | None
    judges: tuple[int | None, ...]
    aspects: tuple[PlannedAspect, ...]
    leader: Seat
    relieved: Mapping[int, Seat] = field(default_factory=dict)

    @property
    def max(self) -> Decimal:
        """Return the most points the module's aspects can earn, unweighted."""
        return sum((aspect.rule.max for aspect in self.aspects), Decimal(0))

    @property
    def day(self) -> int | None:
        """Return the first day on which the module is marked."""
        return min((aspect.day for aspect in self.aspects if aspect.day), default=None)

    @property
    def scored(self) -> Module:
        """Return the module as the rulebook sees it."""
        return Module(
            self.code,
            tuple(aspect.rule for aspect in self.aspects),
            len(self.judges),
            tuple(aspect.code for aspect in self.aspects),
            tuple(aspect.sub_code for aspect in self.aspects),
        )


class Stack(NamedTuple):
    """The sheets of one module and day: what is locked together."""

    module: str
    day: int | None


@dataclass(frozen=True, slots=True)
class PlannedSheet:
    """Which entry, module and day a sheet is for, and the aspects on it.

    *kept* are the seats that stayed with their judges here when they passed to others.
    """

    id: int
    entry: int
    module: PlannedModule
    stack: Stack
    aspects: tuple[PlannedAspect, ...]
    kept: Mapping[Seat, int] = field(default_factory=dict)

    @property
    def judges(self) -> tuple[int | None, ...]:
        """Return who has the seats of this sheet, seat 1 first; None: nobody yet."""
        seated = self.module.judges
        if not self.kept:
            return seated
        return tuple(self.kept.get(Seat(at), judge) for at, judge in enumerate(seated, 1))

    @property
    def day(self) -> int | None:
        """Return the first day on which the sheet is marked."""
        days = (aspect.day for aspect in self.aspects if aspect.day)
        return self.stack.day or min(days, default=None)

    @property
    def seats(self) -> range:
        """Return the seats of the sheet's panel."""
        return range(1, len(self.module.judges) + 1)

    def seat(self, account: int) -> Seat | None:
        """Return the seat of *account* on the sheet, or None."""
        judges = self.judges
        return Seat(judges.index(account) + 1) if account in judges else None


@dataclass(frozen=True, slots=True)
class MarkingPlan:
    """Everything about a trade's marking that stays as it is while marks come in."""

    trade: int
    scheme: int
    is_locked: bool
    rules: Rules
    modules: tuple[PlannedModule, ...]
    sheets: Mapping[int, PlannedSheet]

    @property
    def stacks(self) -> Mapping[Stack, tuple[PlannedSheet, ...]]:
        """Return the sheets by module and day, in the order of the scheme, then of the days."""
        order = {module.code: at for at, module in enumerate(self.modules)}
        found: defaultdict[Stack, list[PlannedSheet]] = defaultdict(list)
        for sheet in self.sheets.values():
            found[sheet.stack].append(sheet)
        ordered = sorted(found, key=lambda each: (order[each.module], each.day or _LAST_DAY))
        return {stack: tuple(found[stack]) for stack in ordered}

    @property
    def aspects(self) -> dict[AspectId, PlannedAspect]:
        """Return the aspects by id."""
        return {aspect.rule.id: aspect for module in self.modules for aspect in module.aspects}


class Plans:
    """The marking plans of one database, read once and again after every change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._plans: dict[int, MarkingPlan | None] = {}
        self._trade_of: dict[int, int] = {}
        self._changes = 0
        database.listen(TradeChanged, self._forget)

    def of_trade(self, trade: int) -> MarkingPlan | None:
        """Return the plan of *trade*, or None while it has no scheme."""
        if trade in self._plans:
            return self._plans[trade]
        changes = self._changes
        with self._database.read() as session:
            plan = read(session, trade)
        if changes == self._changes:
            self._plans[trade] = plan
            self._trade_of.update(dict.fromkeys(plan.sheets if plan else (), trade))
        return plan

    def _forget(self, fact: TradeChanged) -> None:
        self._changes += 1
        self._plans.pop(fact.trade, None)

    def of_sheet(self, sheet: int) -> tuple[MarkingPlan, PlannedSheet] | None:
        """Return the plan that *sheet* belongs to and the sheet, or None."""
        if sheet not in self._trade_of:
            with self._database.read() as session:
                trade = session.scalar(select(Sheet.trade_id).where(Sheet.id == sheet))
            if trade is None:
                return None
            self._trade_of[sheet] = trade
        plan = self.of_trade(self._trade_of[sheet])
        return (plan, plan.sheets[sheet]) if plan and sheet in plan.sheets else None


def cell_seat(aspect: AspectRule, seat: Seat) -> Seat:
    """Return the seat whose cell a judge in *seat* fills: their own, or the shared one."""
    return seat if aspect.kind.is_voted else SHARED


def read(session: Session, trade_id: int) -> MarkingPlan | None:
    """Return the plan of a trade by its locked scheme, else by its newest; None without any."""
    trade = session.get_one(Trade, trade_id)
    lock = session.get(SchemeLock, trade_id)
    scheme = (
        lock.scheme_id
        if lock
        else session.scalar(
            select(Scheme.id)
            .where(Scheme.trade_id == trade_id)
            .order_by(Scheme.number.desc())
            .limit(1)
        )
    )
    if scheme is None:
        return None
    modules = _modules(session, trade_id, scheme)
    rules = rules_of(trade.rules)
    if session.get(TradeSignature, trade_id) is None:
        rules = _waiting(rules)
    sheets = _sheets(session, trade_id, modules)
    return MarkingPlan(trade_id, scheme, lock is not None, rules, modules, sheets)


def _waiting(rules: Rules) -> Rules:
    """Return *rules* with every vote awaited: a panel's marks stay hidden until all are in."""
    return replace(
        rules,
        judgement=replace(rules.judgement, awaits=rules.judgement.missing is not Missing.WAIT),
        panel=replace(rules.panel, awaits=rules.panel.missing is not Missing.WAIT),
    )


def _sheets(
    session: Session, trade: int, modules: Sequence[PlannedModule]
) -> dict[int, PlannedSheet]:
    by_id = {module.id: module for module in modules}
    rows = session.execute(
        select(Sheet.id, Sheet.entry_id, Sheet.criterion_id, Sheet.day)
        .where(Sheet.trade_id == trade, Sheet.criterion_id.in_(by_id))
        .order_by(Sheet.id)
    ).all()
    kept = seats.kept(session, trade)
    days: defaultdict[int, set[int | None]] = defaultdict(set)
    for _, _, criterion, day in rows:
        days[criterion].add(day)
    parts = {
        (criterion, day): (
            Stack(by_id[criterion].code, day),
            _on_day(by_id[criterion], day, days[criterion]),
        )
        for _, _, criterion, day in rows
    }
    return {
        number: PlannedSheet(
            *(number, entry, by_id[criterion], *parts[criterion, day]), kept.get(number, {})
        )
        for number, entry, criterion, day in rows
    }


def _on_day(
    module: PlannedModule, day: int | None, days: Container[int | None]
) -> tuple[PlannedAspect, ...]:
    """Return what is marked on *day*; None: on none of the other *days*."""
    if day is None:
        return tuple(each for each in module.aspects if each.day is None or each.day not in days)
    return tuple(each for each in module.aspects if each.day == day)


def _modules(session: Session, trade: int, scheme: int) -> tuple[PlannedModule, ...]:
    panels = _panels(session, trade)
    aspects = _aspects(session, scheme)
    criteria = session.scalars(
        select(Criterion).where(Criterion.scheme_id == scheme).order_by(Criterion.position)
    )
    modules = []
    for criterion in criteria:
        panel, judges, leader, before = panels.get(criterion.code, _NO_PANEL)
        modules.append(
            PlannedModule(
                *(criterion.id, criterion.code, criterion.names, panel, judges),
                tuple(aspects[criterion.id]),
                leader,
                before,
            )
        )
    return tuple(modules)


def _panels(session: Session, trade: int) -> dict[str, _PanelFacts]:
    judges: defaultdict[int, list[int | None]] = defaultdict(list)
    for panel, account in session.execute(
        select(JudgeSeat.panel_id, JudgeSeat.account_id)
        .join(Panel, Panel.id == JudgeSeat.panel_id)
        .where(Panel.trade_id == trade)
        .order_by(JudgeSeat.number)
    ):
        judges[panel].append(account)
    duties = session.execute(
        select(PanelDuty.criterion_code, Panel.id, Panel.name, Panel.leader)
        .join(Panel, Panel.id == PanelDuty.panel_id)
        .where(PanelDuty.trade_id == trade)
    )
    before = seats.relieved(session, trade)
    return {
        code: (name, tuple(judges[panel]), Seat(leader), before.get(panel, {}))
        for code, panel, name, leader in duties
    }


def _aspects(session: Session, scheme: int) -> defaultdict[int, list[PlannedAspect]]:
    found: defaultdict[int, list[PlannedAspect]] = defaultdict(list)
    query = (
        select(Aspect, SubCriterion)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .where(Criterion.scheme_id == scheme)
        .order_by(Criterion.position, SubCriterion.position, Aspect.position)
    )
    for row, sub in session.execute(query):
        rule = AspectRule(AspectId(row.id), Kind(row.kind), row.max, row.parameters)
        found[sub.criterion_id].append(
            PlannedAspect(
                rule,
                row.code,
                sub.code,
                sub.names,
                sub.day,
                row.names,
                row.extra,
                row.requirement,
                row.levels,
            )
        )
    return found
