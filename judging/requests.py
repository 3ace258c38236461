"""Corrections that were asked for and wait, and how far sheets were marked without any."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.scoring.values import AspectId, EntryId, Seat
from judging import acts
from judging.acts import Kind
from judging.ledger import standing_cells
from judging.models import LedgerLine, Sheet, SheetAct


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction that was asked for: where, from what to what, why, who asked and when.

    *is_found*: by a re-check, which corrects locked and open sheets too.
    """

    number: int
    sheet: int
    aspect: AspectId
    seat: Seat
    replaces: str
    value: str
    reason: str
    by: int
    device: str
    at: str
    is_found: bool


def waiting(session: Session, trade: int, among: Collection[int] | None = None) -> list[Asked]:
    """Return the corrections of *trade* that wait, in order; on some sheets *among* all, or all.

    One whose mark says something else by now waits for nobody: it lapses.
    """
    return still_meant(session, trade, unanswered(session, trade, among))


def still_meant(session: Session, trade: int, found: Sequence[Asked]) -> list[Asked]:
    """Return those of the corrections *found* whose mark says what it said."""
    stands = values(session, trade, {one.sheet for one in found})
    return [one for one in found if stands.get((one.sheet, one.aspect, one.seat)) == one.replaces]


def unanswered(session: Session, trade: int, among: Collection[int] | None = None) -> list[Asked]:
    """Return the corrections that were neither approved nor declined, lapsed ones among them.

    On a sheet that was reopened since there are none.
    """
    kinds = (Kind.REQUEST, Kind.APPROVAL, Kind.DECLINE, Kind.REOPENING)
    found: dict[int, Asked] = {}
    for act in acts.of(session, trade, kinds, among):
        if act.kind == Kind.REQUEST:
            found[act.number] = _asked(act)
        elif act.kind == Kind.REOPENING:
            found = {at: one for at, one in found.items() if one.sheet != act.sheet_id}
        else:
            found.pop(_number(act.document["request"]), None)
    return list(found.values())


def values(
    session: Session, trade: int, sheets: Collection[int]
) -> Mapping[tuple[int, AspectId, Seat], str]:
    """Return what stands in the cells of the entries that *sheets* are about, by sheet."""
    if not sheets:
        return {}
    entries: dict[EntryId, list[int]] = {}
    for sheet, entry in session.execute(
        select(Sheet.id, Sheet.entry_id).where(Sheet.id.in_(sheets))
    ):
        entries.setdefault(EntryId(entry), []).append(sheet)
    return {
        (sheet, cell.aspect, cell.seat): cell.value
        for cell in standing_cells(session, trade, entries)
        for sheet in entries[cell.entry]
    }


def moved(session: Session, trade: int, among: Collection[int] | None = None) -> Mapping[int, int]:
    """Return the version of each sheet after which nothing but corrections came.

    A sheet of which nothing was marked is left out.
    """
    query = (
        select(LedgerLine.sheet_id, func.max(LedgerLine.version))
        .where(LedgerLine.trade_id == trade, LedgerLine.approver_id.is_(None))
        .group_by(LedgerLine.sheet_id)
    )
    if among is not None:
        query = query.where(LedgerLine.sheet_id.in_(among))
    return {sheet: version for sheet, version in session.execute(query)}  # noqa: C416 - a row is not a pair to mypy


def _asked(act: SheetAct) -> Asked:
    document: dict[str, Any] = act.document
    return Asked(
        number=act.number,
        sheet=act.sheet_id or 0,
        aspect=AspectId(document["aspect"]),
        seat=Seat(act.seat or 0),
        replaces=document["replaces"],
        value=document["value"],
        reason=document["reason"],
        by=act.author_id,
        device=act.device,
        at=act.recorded_at,
        is_found="finding" in document,
    )


def _number(value: object) -> int:
    return int(str(value))
