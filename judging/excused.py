"""Sheets that nobody need mark: those of entries that did not qualify (docs/rulebook.md, 6)."""

from collections.abc import Callable, Container, Hashable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.native import in_native_thread
from competition.registration.models import Entry
from competition.scoring.rules import Rules
from competition.scoring.standings import Standings, score
from competition.scoring.ties import part_codes
from competition.scoring.values import Status
from judging import dossier
from judging.headway import Headway
from judging.kept import Kept
from judging.plan import MarkingPlan, PlannedSheet, Stack
from judging.sheets import SheetState

States = Mapping[tuple[int, Stack], SheetState]
_MOST_ENTRIES: Final = 20_000
"""Of so many entries it is kept that they did not qualify."""


class Remembered:
    """Who did not qualify in trades, as it was worked out last: a whole trade is scored for that.

    It hangs on the marks of the qualifier's part alone, and on what is no mark.
    """

    def __init__(self) -> None:
        self._kept: Kept[frozenset[int]] = Kept(_MOST_ENTRIES, lambda out: len(out) + 1)

    def of(self, session: Session, found: Headway, states: States) -> frozenset[int]:
        """Return what excused() does for the trade of *found*, with its *states*."""
        plan = found.plan

        def out() -> frozenset[int]:
            given = dossier.trade_of(session, plan.trade)
            return _not_qualified(session, plan.trade, in_native_thread(score, given))

        return _excused(plan, states, lambda: self._kept.of(plan.trade, _hangs_on(found), out))


def excused(session: Session, plan: MarkingPlan, states: States) -> frozenset[int]:
    """Return the sheets of *plan* that are not marked whole and need not be.

    Their entries did not qualify, which is known once the qualifier's part is
    marked whole for everybody who is marked.
    """
    return _excused(
        plan,
        states,
        lambda: _not_qualified(session, plan.trade, score(dossier.trade_of(session, plan.trade))),
    )


def _excused(
    plan: MarkingPlan, states: States, out: Callable[[], Container[int]]
) -> frozenset[int]:
    part = _part(plan.rules)
    left = [] if plan.rules.qualifier is None else _left(plan, states)
    if not left or any(sheet.module.code in part for sheet in left):
        return frozenset()
    entries = out()
    return frozenset(sheet.id for sheet in left if sheet.entry in entries)


def _part(rules: Rules) -> Container[str]:
    return () if rules.qualifier is None else part_codes(rules, rules.qualifier.part)


def _hangs_on(found: Headway) -> Hashable:
    """Return what changes whenever somebody else may have qualified."""
    rules = found.plan.rules
    if rules.sums_teams:
        # Who counts for a team may go by the total of all modules.
        return found.changes, found.hash
    part = _part(rules)
    marks = frozenset(span.hash for stack, span in found.spans.items() if stack.module in part)
    return found.changes, marks


def _left(plan: MarkingPlan, states: States) -> list[PlannedSheet]:
    return [
        sheet
        for sheet in plan.sheets.values()
        if (state := states.get((sheet.entry, sheet.stack))) and not state.is_complete
    ]


def _not_qualified(session: Session, trade: int, found: Standings) -> frozenset[int]:
    codes = [row.code for row in found.rows if row.status is Status.NOT_QUALIFIED]
    query = select(Entry.id).where(Entry.trade_id == trade, Entry.code.in_(codes))
    return frozenset(session.scalars(query))
