"""Sheets that nobody need mark: those of entries that did not qualify (docs/rulebook.md, 6)."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.registration.models import Entry
from competition.scoring.standings import score
from competition.scoring.ties import part_codes
from competition.scoring.values import Status
from judging import dossier
from judging.plan import MarkingPlan, PlannedSheet, Stack
from judging.sheets import SheetState

States = Mapping[tuple[int, Stack], SheetState]


def excused(session: Session, plan: MarkingPlan, states: States) -> frozenset[int]:
    """Return the sheets of *plan* that are not marked whole and need not be.

    Their entries did not qualify, which is known once the qualifier's part is
    marked whole for everybody who is marked.
    """
    rule = plan.rules.qualifier
    left = [] if rule is None else _left(plan, states)
    part = () if rule is None else part_codes(plan.rules, rule.part)
    if not left or any(sheet.module.code in part for sheet in left):
        return frozenset()
    out = _not_qualified(session, plan.trade)
    return frozenset(sheet.id for sheet in left if sheet.entry in out)


def _left(plan: MarkingPlan, states: States) -> list[PlannedSheet]:
    return [
        sheet
        for sheet in plan.sheets.values()
        if (state := states.get((sheet.entry, sheet.stack))) and state.counted < state.of
    ]


def _not_qualified(session: Session, trade: int) -> set[int]:
    rows = score(dossier.trade_of(session, trade)).rows
    codes = [row.code for row in rows if row.status is Status.NOT_QUALIFIED]
    query = select(Entry.id).where(Entry.trade_id == trade, Entry.code.in_(codes))
    return set(session.scalars(query))
