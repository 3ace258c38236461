"""A sheet entered a second time by somebody who has not seen the first, and where both differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.clock import now, written
from competition.scoring.values import ABSENT, SHARED, AspectId, Seat
from judging import acts
from judging.acts import Kind
from judging.chain import content_hash
from judging.models import SecondEntry
from judging.plan import PlannedSheet
from judging.refused import UuidReused
from judging.sheets import CellsOfEntry

Place = tuple[AspectId, Seat]
Entries = Mapping[Place, SecondEntry]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A value as a second person entered it; already checked against its aspect."""

    uuid: str
    sheet: int
    aspect: AspectId
    seat: Seat
    value: str
    by: int
    device: str
    sequence: int
    taken_at: str


class Entered(NamedTuple):
    """The line of a second entry; *is_new* is False when it was known already."""

    line: int
    is_new: bool


class Difference(NamedTuple):
    """A cell in which the sheet says *first*, and the second entry *entry* says *second*."""

    aspect: AspectId
    seat: Seat
    first: str
    second: str
    entry: str


def known(session: Session, new: NewEntry) -> Entered | None:
    """Return the line that the same entry has made already; raises UuidReused for another one."""
    row = session.scalar(select(SecondEntry).where(SecondEntry.uuid == new.uuid))
    if row is None:
        return None
    if (row.sheet_id, row.aspect_id, row.seat, row.value, row.author_id) != (
        *(new.sheet, new.aspect, new.seat, new.value, new.by),
    ):
        raise UuidReused
    return Entered(row.id, is_new=False)


def keep(session: Session, new: NewEntry) -> Entered:
    """Add a second entry."""
    row = SecondEntry(
        uuid=new.uuid,
        sheet_id=new.sheet,
        aspect_id=new.aspect,
        seat=new.seat,
        value=new.value,
        author_id=new.by,
        device=new.device,
        sequence=new.sequence,
        taken_at=new.taken_at,
        recorded_at=written(now()),
    )
    session.add(row)
    session.flush()
    return Entered(row.id, is_new=True)


def of_sheet(session: Session, sheet: int, author: int, last: int | None = None) -> Entries:
    """Return what *author* has entered of *sheet*, up to the line *last*: the last of each cell."""
    return _by_place(_lines(session, sheet, author, last))


def is_compared(session: Session, new: NewEntry, last: int) -> bool:
    """Answer whether the author's entry of this cell is among those compared, up to line *last*."""
    return (new.aspect, new.seat) in of_sheet(session, new.sheet, new.by, last)


def places(sheet: PlannedSheet, cells: CellsOfEntry) -> list[Place]:
    """Return the cells of *sheet* that hold a value: each seat's vote, but of nobody absent."""
    found: list[Place] = []
    for aspect in sheet.aspects:
        mine = cells.get(aspect.rule.id, {})
        seats = [SHARED]
        if aspect.rule.kind.is_voted and SHARED not in mine:
            absent = {at for at, cell in mine.items() if cell.value == ABSENT}
            seats = [Seat(at) for at in sheet.seats if at not in absent]
        found += [(aspect.rule.id, seat) for seat in seats]
    return found


def differences(
    sheet: PlannedSheet, cells: CellsOfEntry, entries: Entries, dismissed: Mapping[str, str]
) -> Sequence[Difference]:
    """Return where *entries* say otherwise than the sheet, but for those declared wrong."""
    found = []
    for aspect, seat in places(sheet, cells):
        cell, entry = cells.get(aspect, {}).get(seat), entries.get((aspect, seat))
        if cell is None or entry is None or cell.value == entry.value:
            continue
        if dismissed.get(entry.uuid) != cell.value:
            found.append(Difference(aspect, seat, cell.value, entry.value, entry.uuid))
    return found


def compared(
    session: Session, sheet: int, author: int, last: int | None = None
) -> dict[str, object]:
    """Return what an act tells of the entries it compares: all, or those up to the line *last*."""
    lines = _lines(session, sheet, author, last)
    end = max((row.id for row in lines), default=0)
    return {"way": "blind", "last": end, "lines": _lines_hash(lines)}


def verify(session: Session, trade: int) -> str | None:
    """Return what is wrong with the second entries of *trade* that were compared, or None."""
    for act in acts.of(session, trade, (Kind.CHECK, Kind.OBJECTION)):
        told: dict[str, object] = act.document
        if "last" not in told:
            continue
        lines = _lines(session, act.sheet_id or 0, act.author_id, int(str(told["last"])))
        # Acts before lines had a hash as a whole name that of the cells.
        is_kept = (
            _lines_hash(lines) == told["lines"]
            if "lines" in told
            else _cells_hash(_by_place(lines)) == told["hash"]
        )
        if not is_kept:
            return f"the second entries that act {act.number} compared are not those kept"
    return None


def missing(sheet: PlannedSheet, cells: CellsOfEntry, entries: Entries) -> int:
    """Return how many cells of *sheet* have not been entered a second time."""
    return sum(place not in entries for place in places(sheet, cells))


def _lines(
    session: Session, sheet: int, author: int, last: int | None = None
) -> Sequence[SecondEntry]:
    query = select(SecondEntry).where(
        SecondEntry.sheet_id == sheet, SecondEntry.author_id == author
    )
    if last is not None:
        query = query.where(SecondEntry.id <= last)
    return session.scalars(query.order_by(SecondEntry.id)).all()


def _by_place(lines: Sequence[SecondEntry]) -> Entries:
    return {(AspectId(row.aspect_id), Seat(row.seat)): row for row in lines}


def _lines_hash(lines: Sequence[SecondEntry]) -> str:
    told = [
        [
            *(row.uuid, row.sheet_id, row.aspect_id, row.seat, row.value, row.author_id),
            *(row.device, row.sequence, row.taken_at, row.recorded_at),
        ]
        for row in lines
    ]
    return content_hash(told)


def _cells_hash(entries: Entries) -> str:
    """Return the SHA-256 over *entries*, cell by cell."""
    told = [
        (aspect, seat, row.value, row.uuid, row.author_id)
        for (aspect, seat), row in sorted(entries.items())
    ]
    return content_hash(told)
