"""What a judge is warned of before signing a sheet; nothing of it keeps anybody from signing."""

from sqlalchemy.orm import Session

from competition.scoring.oddities import is_at_edge, stands_out
from competition.scoring.values import ABSENT, EntryId, Seat
from judging.ledger import standing_cells
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet, cell_seat
from judging.sheets import by_entry


def of_sheet(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, account: int
) -> list[dict[str, object]]:
    """Return the odd readings on *sheet* by aspect: at an edge, or far from the field.

    A panel's shared reading is looked at beside those of the other entries; a
    vote only beside the votes that the same judge has given them.
    """
    marks = by_entry(standing_cells(session, plan.trade))
    seat = sheet.seat(account) or Seat(0)
    found: list[dict[str, object]] = []
    for aspect in sheet.aspects:
        at = cell_seat(aspect.rule, seat)
        given = {
            entry: cells[aspect.rule.id][at].value
            for entry, cells in marks.items()
            if at in cells.get(aspect.rule.id, {}) and cells[aspect.rule.id][at].value != ABSENT
        }
        mine = given.pop(EntryId(sheet.entry), None)
        if mine is not None:
            kinds = _kinds(aspect, mine, list(given.values()))
            found += [{"aspect": aspect.rule.id, "kind": kind} for kind in kinds]
    return found


def _kinds(aspect: PlannedAspect, mine: str, others: list[str]) -> list[str]:
    kinds = []
    if is_at_edge(aspect.rule, mine):
        kinds.append("edge")
    if stands_out(aspect.rule, mine, others):
        kinds.append("own" if aspect.rule.kind.is_voted else "field")
    return kinds
