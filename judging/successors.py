"""Whose seat on a sheet was whose before, and who signs there what another judge has marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.scoring.values import SHARED, Seat
from judging import acts
from judging.acts import Kind
from judging.models import SheetAct
from judging.plan import PlannedSheet
from judging.sheets import CellsOfEntry


@dataclass(frozen=True, slots=True)
class Handover:
    """A seat of one sheet has passed by *act*: whose it was there, and whose it is since."""

    act: SheetAct
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class Predecessors:
    """Whose marks stand at a seat that has passed to another judge, since when and why."""

    judges: Sequence[Account]
    reason: str
    at: str


def of_sheet(session: Session, trade: int, sheet: int) -> list[Handover]:
    """Return in order how the seats of a sheet have passed with it.

    Whoever took it over later had it from the judge with whom it had stayed.
    """
    stayed: dict[int, int] = {}
    found = []
    for act in acts.of(session, trade, [Kind.RELIEF]):
        told: Mapping[str, Any] = act.document
        seat = act.seat or 0
        if sheet in told["kept"]:
            stayed[seat] = told["from"]
        if sheet in told["sheets"]:
            found.append(Handover(act, stayed.pop(seat, told["from"]), told["to"]))
    return found


def predecessors(
    session: Session, trade: int, sheet: PlannedSheet, cells: CellsOfEntry
) -> Mapping[Seat, Predecessors]:
    """Return by seat of *sheet* whose marks whoever sits there now signs besides their own."""
    if not (sheet.module.relieved or sheet.kept):
        return {}
    found: dict[Seat, Predecessors] = {}
    before: dict[Seat, list[int]] = {}
    for each in of_sheet(session, trade, sheet.id):
        seat = Seat(each.act.seat or 0)
        gone = before.setdefault(seat, [])
        if each.before is not None and each.before not in gone:
            gone.append(each.before)
        marked = [judge for judge in gone if _stand(sheet, cells, judge, seat)]
        reason = str(each.act.document["reason"])
        people = [session.get_one(Account, judge) for judge in marked if judge != each.after]
        found[seat] = Predecessors(people, reason, each.act.recorded_at)
    return {seat: each for seat, each in found.items() if each.judges}


def _stand(sheet: PlannedSheet, cells: CellsOfEntry, judge: int, seat: Seat) -> bool:
    """Answer whether marks of *judge* stand on *sheet*, at a seat or in the panel's one cell."""
    return any(
        cell.author == judge
        for aspect in sheet.aspects
        for at, cell in cells.get(aspect.rule.id, {}).items()
        if at in {SHARED, seat}
    )
