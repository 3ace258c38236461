"""The marks ledger: lines are added, chained by their hashes, and never changed."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NamedTuple, cast

import orjson
from sqlalchemy import Table, bindparam, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from competition.clock import now, written
from competition.db import announce
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.scoring.values import AspectId, EntryId, Seat, TradeId
from judging.models import LedgerHead, LedgerLine, Sheet, TradeSignature

GENESIS: Final = "0" * 64
_LINE = cast("Table", LedgerLine.__table__)
_HEAD = cast("Table", LedgerHead.__table__)


class StaleMark(Refusal):
    """Somebody changed the cell after the judge last saw it; both values are answered."""

    code, status = "stale-mark", HTTPStatus.CONFLICT
    text = sentence(
        "This was changed on another tablet meanwhile: it says %(theirs)s, you entered %(yours)s."
    )


class SheetLocked(Refusal):
    """The chief judge has signed: marks stand as they are."""

    code, status = "sheet-locked", HTTPStatus.CONFLICT
    text = sentence("The chief judge has signed. Nothing was changed.")


class UuidReused(Refusal):
    """One uuid cannot stand for two different marks."""

    code, status = "uuid-reused", HTTPStatus.CONFLICT
    text = sentence("This mark's identity was used for another mark. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to record: already checked against its aspect, its judge and the judge's seat."""

    uuid: str
    sheet: int
    aspect: AspectId
    seat: Seat
    value: str
    base: int
    author: int
    device: str
    sequence: int
    taken_at: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The ledger line of a mark; *is_new* is False when the mark was known already."""

    line: int
    version: int
    is_new: bool


class Cell(NamedTuple):
    """The standing value of one aspect of one entry at one seat (0: the panel's shared one)."""

    entry: EntryId
    aspect: AspectId
    seat: Seat
    value: str
    version: int
    author: int


@dataclass(frozen=True, slots=True)
class MarksChanged:
    """Marks of a trade were recorded: its version went from *base* to *version*."""

    trade: TradeId
    base: int
    version: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Book:
    """One trade's ledger while a batch is written."""

    lines: int
    hash: str
    cells: list[Cell]


def record(session: Session, marks: Sequence[NewMark]) -> Sequence[Recorded | Exception]:
    """Append *marks* in order; answer each with its line, or with why it was refused.

    A known uuid answers the line it made.  Refused are a mark on a signed trade
    (SheetLocked) and one whose cell has changed since its base, other than by the
    same device earlier in its own sequence (StaleMark).
    """
    # The sheets are held first: a repeat that another program writes just now is known after it.
    sheets = _sheets(session, marks)
    known = _known(session, marks)
    books = _books(session, {sheet.trade_id for sheet in sheets.values()})
    signed = set(
        session.scalars(select(TradeSignature.trade_id).where(TradeSignature.trade_id.in_(books)))
    )
    standing = _standing(session, marks)
    rows: list[dict[str, object]] = []
    outcomes: list[Recorded | Exception] = []
    for mark in marks:
        outcome = _decide(mark, known, sheets, signed, standing)
        if outcome is None:
            row = _append(mark, sheets[mark.sheet], books)
            standing[mark.sheet, mark.aspect, mark.seat] = row
            known[mark.uuid] = row
            rows.append(row)
            outcome = Recorded(_whole(row["number"]), _whole(row["version"]), is_new=True)
        outcomes.append(outcome)
    if rows:
        _write(session, rows, books)
    return outcomes


def standing_cells(
    session: Session, trade: int, entries: Collection[int] | None = None
) -> list[Cell]:
    """Return the standing cells of *trade*, or of some of its *entries*: the last line of each."""
    last = select(func.max(LedgerLine.number)).where(LedgerLine.trade_id == trade)
    if entries is not None:
        last = last.where(LedgerLine.entry_id.in_(entries))
    last = last.group_by(LedgerLine.sheet_id, LedgerLine.aspect_id, LedgerLine.seat)
    query = select(
        LedgerLine.entry_id,
        LedgerLine.aspect_id,
        LedgerLine.seat,
        LedgerLine.value,
        LedgerLine.version,
        LedgerLine.author_id,
    ).where(LedgerLine.trade_id == trade, LedgerLine.number.in_(last))
    return [
        Cell(EntryId(entry), AspectId(aspect), Seat(seat), value, version, author)
        for entry, aspect, seat, value, version, author in session.execute(query)
    ]


def aspect_cells(session: Session, sheet: int, aspect: int) -> dict[Seat, Cell]:
    """Return the standing cells of one aspect of one sheet by seat."""
    query = (
        select(LedgerLine)
        .where(LedgerLine.sheet_id == sheet, LedgerLine.aspect_id == aspect)
        .order_by(LedgerLine.number)
    )
    return {
        Seat(line.seat): Cell(
            EntryId(line.entry_id),
            AspectId(line.aspect_id),
            Seat(line.seat),
            line.value,
            line.version,
            line.author_id,
        )
        for line in session.scalars(query)
    }


def head(session: Session, trade: int) -> tuple[int, str]:
    """Return how many lines *trade* has and the hash of the last one."""
    row = session.get(LedgerHead, trade)
    return (row.lines, row.hash) if row else (0, GENESIS)


def line_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over a line's content and the hash of the line before it."""
    return hashlib.sha256(orjson.dumps([row[name] for name in _HASHED])).hexdigest()


def verify(session: Session, trade: int) -> str | None:
    """Return what is wrong with the chain of *trade*, or None when every line stands.

    Finds any line that was changed, removed or put elsewhere.
    """
    previous, number = GENESIS, 0
    for line in session.execute(
        select(_LINE).where(_LINE.c.trade_id == trade).order_by(_LINE.c.number)
    ).mappings():
        number += 1
        if line["number"] != number:
            return f"line {number} is missing"
        if line["previous"] != previous or line["hash"] != line_hash(dict(line)):
            return f"line {number} was changed"
        previous = line["hash"]
    if head(session, trade) != (number, previous):
        return f"the ledger ends at line {number}, its head says otherwise"
    return None


_HASHED: Final = (
    "previous",
    "trade_id",
    "number",
    "uuid",
    "sheet_id",
    "entry_id",
    "aspect_id",
    "seat",
    "value",
    "base",
    "version",
    "author_id",
    "device",
    "sequence",
    "taken_at",
    "recorded_at",
)


def _known(session: Session, marks: Sequence[NewMark]) -> dict[str, Mapping[str, object]]:
    rows = session.execute(select(_LINE).where(_LINE.c.uuid.in_([mark.uuid for mark in marks])))
    return {row["uuid"]: dict(row) for row in rows.mappings()}


def _sheets(session: Session, marks: Sequence[NewMark]) -> dict[int, Sheet]:
    numbers = {mark.sheet for mark in marks}
    query = select(Sheet).where(Sheet.id.in_(numbers)).order_by(Sheet.id).with_for_update()
    return {sheet.id: sheet for sheet in session.scalars(query)}


def _books(session: Session, trades: set[int]) -> dict[int, _Book]:
    heads = session.scalars(
        select(LedgerHead)
        .where(LedgerHead.trade_id.in_(trades))
        .order_by(LedgerHead.trade_id)
        .with_for_update()
    )
    return {row.trade_id: _Book(row.lines, row.hash, []) for row in heads}


def _standing(
    session: Session, marks: Sequence[NewMark]
) -> dict[tuple[int, int, int], Mapping[str, object]]:
    wanted = {(mark.sheet, mark.aspect, mark.seat) for mark in marks}
    cell = tuple_(_LINE.c.sheet_id, _LINE.c.aspect_id, _LINE.c.seat)
    query = select(_LINE).where(cell.in_(wanted)).order_by(_LINE.c.number)
    return {
        (row["sheet_id"], row["aspect_id"], row["seat"]): dict(row)
        for row in session.execute(query).mappings()
    }


def _decide(
    mark: NewMark,
    known: Mapping[str, Mapping[str, object]],
    sheets: Mapping[int, Sheet],
    signed: set[int],
    standing: Mapping[tuple[int, int, int], Mapping[str, object]],
) -> Recorded | Exception | None:
    line = known.get(mark.uuid)
    if line is not None:
        return _repeat(mark, line)
    if mark.sheet not in sheets:
        return NotFound()
    if sheets[mark.sheet].trade_id in signed:
        return SheetLocked()
    current = standing.get((mark.sheet, mark.aspect, mark.seat))
    if current is not None and _is_stale(mark, current):
        extra = {
            "aspect": mark.aspect,
            "yours": mark.value,
            "theirs": current["value"],
            "author": current["author_id"],
            "version": current["version"],
        }
        return StaleMark(extra, yours=mark.value, theirs=current["value"])
    return None


def _repeat(mark: NewMark, line: Mapping[str, object]) -> Recorded | Exception:
    same = (mark.sheet, mark.aspect, mark.seat, mark.value, mark.author)
    there = tuple(line[key] for key in ("sheet_id", "aspect_id", "seat", "value", "author_id"))
    if same != there:
        return UuidReused()
    return Recorded(_whole(line["number"]), _whole(line["version"]), is_new=False)


def _is_stale(mark: NewMark, current: Mapping[str, object]) -> bool:
    if _whole(current["version"]) <= mark.base:
        return False
    is_own = (current["device"], current["author_id"]) == (mark.device, mark.author)
    return not (is_own and _whole(current["sequence"]) < mark.sequence)


def _append(mark: NewMark, sheet: Sheet, books: dict[int, _Book]) -> dict[str, object]:
    book = books[sheet.trade_id]
    sheet.version += 1
    book.lines += 1
    row: dict[str, object] = {
        "uuid": mark.uuid,
        "trade_id": sheet.trade_id,
        "number": book.lines,
        "sheet_id": sheet.id,
        "entry_id": sheet.entry_id,
        "aspect_id": mark.aspect,
        "seat": mark.seat,
        "value": mark.value,
        "base": mark.base,
        "version": sheet.version,
        "author_id": mark.author,
        "device": mark.device,
        "sequence": mark.sequence,
        "taken_at": mark.taken_at,
        "recorded_at": written(now()),
        "previous": book.hash,
    }
    row["hash"] = line_hash(row)
    book.hash = str(row["hash"])
    book.cells.append(
        Cell(
            EntryId(sheet.entry_id), mark.aspect, mark.seat, mark.value, sheet.version, mark.author
        )
    )
    return row


def _write(
    session: Session,
    rows: Sequence[dict[str, object]],
    books: Mapping[int, _Book],
) -> None:
    session.flush()
    session.execute(insert(_LINE), rows)
    changed = {trade: book for trade, book in books.items() if book.cells}
    connection = session.connection()
    connection.execute(
        update(_HEAD)
        .where(_HEAD.c.trade_id == bindparam("at_trade"))
        .values(lines=bindparam("new_lines"), hash=bindparam("new_hash")),
        [
            {"at_trade": trade, "new_lines": book.lines, "new_hash": book.hash}
            for trade, book in changed.items()
        ],
    )
    for trade, version in _advance(session, changed):
        book = changed[trade]
        announce(
            session,
            MarksChanged(TradeId(trade), version - len(book.cells), version, tuple(book.cells)),
        )


def _advance(session: Session, books: Mapping[int, _Book]) -> Iterable[tuple[int, int]]:
    by_count: defaultdict[int, list[int]] = defaultdict(list)
    for trade, book in books.items():
        by_count[len(book.cells)].append(trade)
    for count, trades in by_count.items():
        advanced = session.execute(
            update(Trade)
            .where(Trade.id.in_(trades))
            .values(version=Trade.version + count)
            .returning(Trade.id, Trade.version)
        )
        yield from ((trade, version) for trade, version in advanced)


def _whole(value: object) -> int:
    return int(str(value))
