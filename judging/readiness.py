"""Whether a sheet is ready to be checked, confirmed or signed: complete, and as it was read."""

from http import HTTPStatus

from sqlalchemy.orm import Session

from competition.errors import NotFound, Refusal, sentence
from competition.scoring.values import EntryId
from judging import plan as plans
from judging import sheets
from judging.ledger import standing_cells
from judging.models import Sheet
from judging.plan import MarkingPlan
from judging.sheets import CellsOfEntry


class SheetNotComplete(Refusal):
    """Whoever puts a name to marks has all of them before them, agreed."""

    code, status = "sheet-not-complete", HTTPStatus.CONFLICT
    text = sentence(
        "Not complete: %(unmarked)s aspects do not count yet, %(conflicts)s in conflict."
    )


class SheetMoved(Refusal):
    """Whoever signs has seen what the sheet says now."""

    code, status = "sheet-moved", HTTPStatus.CONFLICT
    text = sentence("The sheet has changed since you read it. Read it again, then sign.")


def plan_of(session: Session, trade: int) -> MarkingPlan:
    """Return the plan of *trade*; raises NotFound where it has none."""
    plan = plans.read(session, trade)
    if plan is None:
        raise NotFound
    return plan


def cells_of(session: Session, row: Sheet) -> CellsOfEntry:
    """Return the standing cells of the entry that a sheet is about."""
    return sheets.by_entry(standing_cells(session, row.trade_id, [row.entry_id]))[
        EntryId(row.entry_id)
    ]


def complete(session: Session, plan: MarkingPlan, row: Sheet) -> CellsOfEntry:
    """Return the cells of the entry whose sheet is complete; raises SheetNotComplete."""
    cells = cells_of(session, row)
    found = sheets.counted(plan, plan.sheets[row.id], cells)
    if found.counted < found.of:
        unmarked = found.of - found.counted - found.conflicts
        raise SheetNotComplete(unmarked=unmarked, conflicts=found.conflicts)
    return cells


def as_read(session: Session, plan: MarkingPlan, row: Sheet, version: int) -> CellsOfEntry:
    """Return the cells of a complete sheet that is as it was read; raises SheetMoved too."""
    cells = complete(session, plan, row)
    if row.version != version:
        raise SheetMoved({"version": row.version})
    return cells
