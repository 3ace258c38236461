"""The marks ledger: lines are added, chained by their hashes, and never changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from itertools import chain, repeat
from typing import Final, NamedTuple, cast

from sqlalchemy import Connection, Table, TextClause, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from competition.clock import now, written
from competition.db import announce, brief
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.scoring.values import AspectId, EntryId, Seat, TradeId
from judging.chain import HASHED, line_hash
from judging.models import LedgerHead, LedgerLine, Sheet, TradeSignature

_LINE = cast("Table", LedgerLine.__table__)
_HEAD = cast("Table", LedgerHead.__table__)
_SHEET = cast("Table", Sheet.__table__)
_SIGNATURE = cast("Table", TradeSignature.__table__)
_TRADE = cast("Table", Trade.__table__)


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


class Cell(NamedTuple):
    """The standing value of one aspect of one entry at one seat (0: the panel's shared one)."""

    entry: EntryId
    aspect: AspectId
    seat: Seat
    value: str
    version: int
    author: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """The ledger line of a mark; *is_new* is False when the mark was known already.

    *cells* are the standing cells of its aspect by seat, as they are after it.
    """

    line: int
    version: int
    is_new: bool
    cells: Mapping[Seat, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarksChanged:
    """Marks of a trade were recorded: its version went from *base* to *version*."""

    trade: TradeId
    base: int
    version: int
    cells: tuple[Cell, ...]


class _Line(NamedTuple):
    """What deciding about a mark needs of a line, in the order in which it is selected."""

    uuid: str
    number: int
    sheet: int
    entry: int
    aspect: int
    seat: int
    value: str
    version: int
    author: int
    device: str
    sequence: int

    @property
    def cell(self) -> Cell:
        """Return what boards and tablets are told of the line."""
        entry, aspect, seat = EntryId(self.entry), AspectId(self.aspect), Seat(self.seat)
        return Cell(entry, aspect, seat, self.value, self.version, self.author)


@dataclass(slots=True)
class _Sheet:
    """One sheet while a batch is written."""

    trade: int
    entry: int
    version: int
    marks: int = 0


@dataclass(slots=True)
class _Book:
    """One trade's ledger while a batch is written."""

    lines: int
    hash: str
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Opened:
    """All that a batch of marks touches: held since it was read, written back at the end."""

    sheets: dict[int, _Sheet]
    known: dict[str, _Line]
    books: dict[int, _Book]
    signed: set[int]
    standing: defaultdict[tuple[int, int], dict[Seat, _Line]]
    moment: str
    rows: list[dict[str, object]] = field(default_factory=list)


@brief
def record(session: Session, marks: Sequence[NewMark]) -> Sequence[Recorded | Exception]:
    """Append *marks* in order; answer each with its line, or with why it was refused.

    A known uuid answers the line it made.  Refused are a mark on a signed trade
    (SheetLocked) and one whose cell has changed since its base, other than by the
    same device earlier in its own sequence (StaleMark).
    """
    connection = session.connection()
    opened = _open(connection, marks)
    outcomes = [_record_one(mark, opened) for mark in marks]
    if opened.rows:
        _write(connection, opened)
        for trade, version in _advance(connection, opened.books):
            cells = tuple(opened.books[trade].cells)
            announce(session, MarksChanged(TradeId(trade), version - len(cells), version, cells))
    return outcomes


def standing_cells(
    session: Session, trade: int, entries: Collection[int] | None = None
) -> list[Cell]:
    """Return the standing cells of *trade*, or of some of its *entries*: the last line of each."""
    last = select(func.max(_LINE.c.number)).where(_LINE.c.trade_id == trade)
    if entries is not None:
        last = last.where(_LINE.c.entry_id.in_(entries))
    last = last.group_by(_LINE.c.sheet_id, _LINE.c.aspect_id, _LINE.c.seat)
    query = _SELECTED.where(_LINE.c.trade_id == trade, _LINE.c.number.in_(last))
    return [_Line._make(row).cell for row in session.execute(query)]


_SHEETS: Final = (
    select(_SHEET.c.id, _SHEET.c.trade_id, _SHEET.c.entry_id, _SHEET.c.version)
    .where(_SHEET.c.id.in_(bindparam("sheets", expanding=True)))
    .order_by(_SHEET.c.id)
    .with_for_update()
)
_BOOKS: Final = (
    select(_HEAD.c.trade_id, _HEAD.c.lines, _HEAD.c.hash)
    .where(_HEAD.c.trade_id.in_(bindparam("trades", expanding=True)))
    .order_by(_HEAD.c.trade_id)
    .with_for_update()
)
_SIGNED: Final = select(_SIGNATURE.c.trade_id).where(
    _SIGNATURE.c.trade_id.in_(bindparam("trades", expanding=True))
)
_SELECTED: Final = select(
    *(_LINE.c[name] for name in ("uuid", "number", "sheet_id", "entry_id", "aspect_id", "seat")),
    *(_LINE.c[name] for name in ("value", "version", "author_id", "device", "sequence")),
)
_KNOWN: Final = _SELECTED.where(_LINE.c.uuid.in_(bindparam("uuids", expanding=True)))
_NEW_VERSIONS: Final = (
    update(_SHEET)
    .where(_SHEET.c.id.in_(bindparam("sheets", expanding=True)))
    .values(version=_SHEET.c.version + bindparam("marks"))
)
_NEW_HEAD: Final = (
    update(_HEAD)
    .where(_HEAD.c.trade_id == bindparam("at"))
    .values(lines=bindparam("new_lines"), hash=bindparam("new_hash"))
)
_ADVANCE: Final = (
    update(_TRADE)
    .where(_TRADE.c.id.in_(bindparam("trades", expanding=True)))
    .values(version=_TRADE.c.version + bindparam("marks"))
    .returning(_TRADE.c.id, _TRADE.c.version)
)


def _open(connection: Connection, marks: Sequence[NewMark]) -> _Opened:
    # The sheets are held first: a repeat that another program writes just now is known after it.
    numbers = {mark.sheet for mark in marks}
    sheets = {
        number: _Sheet(trade, entry, version)
        for number, trade, entry, version in connection.execute(_SHEETS, {"sheets": list(numbers)})
    }
    uuids = [mark.uuid for mark in marks]
    known = {row[0]: _Line._make(row) for row in connection.execute(_KNOWN, {"uuids": uuids})}
    trades = {"trades": list({sheet.trade for sheet in sheets.values()})}
    books = {trade: _Book(lines, last) for trade, lines, last in connection.execute(_BOOKS, trades)}
    signed = set(connection.scalars(_SIGNED, trades))
    standing: defaultdict[tuple[int, int], dict[Seat, _Line]] = defaultdict(dict)
    wanted = sorted({(mark.sheet, mark.aspect) for mark in marks})
    for line in _standing(connection, wanted):
        standing[line.sheet, line.aspect][Seat(line.seat)] = line
    return _Opened(sheets, known, books, signed, standing, written(now()))


def _standing(connection: Connection, wanted: Sequence[tuple[int, int]]) -> Iterable[_Line]:
    # One statement for every number of pairs would be one to prepare each time.
    rows = 1 << (len(wanted) - 1).bit_length()
    pairs = chain(wanted, repeat(wanted[-1], rows - len(wanted)))
    parameters = {f"p{at}": number for at, number in enumerate(chain.from_iterable(pairs))}
    return map(_Line._make, connection.execute(_last_lines(rows), parameters))


@cache
def _last_lines(pairs: int) -> TextClause:
    """Return the query for the last line of each cell of so many sheets with an aspect.

    A join with the pairs: where they are listed after IN, SQLite reads the whole table.
    """
    listed = ", ".join(f"(:p{2 * at}, :p{2 * at + 1})" for at in range(pairs))
    return text(
        f"{_SELECTED} where ledger_line.id in (select max(line.id) from (values {listed}) as wanted"  # noqa: S608 - our words
        " join ledger_line as line on line.sheet_id = wanted.column1"
        " and line.aspect_id = wanted.column2 group by line.sheet_id, line.aspect_id, line.seat)"
    )


def _record_one(mark: NewMark, opened: _Opened) -> Recorded | Exception:
    line = opened.known.get(mark.uuid)
    is_new = line is None
    if line is None:
        refusal = _refusal(mark, opened)
        if refusal is not None:
            return refusal
        line = _append(mark, opened)
    elif (mark.sheet, mark.aspect, mark.seat, mark.value, mark.author) != (
        *(line.sheet, line.aspect, line.seat, line.value, line.author),
    ):
        return UuidReused()
    standing = opened.standing[mark.sheet, mark.aspect]
    cells = {seat: each.cell for seat, each in standing.items()}
    return Recorded(line.number, line.version, is_new, cells)


def _refusal(mark: NewMark, opened: _Opened) -> Exception | None:
    if mark.sheet not in opened.sheets:
        return NotFound()
    if opened.sheets[mark.sheet].trade in opened.signed:
        return SheetLocked()
    current = opened.standing[mark.sheet, mark.aspect].get(mark.seat)
    if current is None or not _is_stale(mark, current, opened.sheets[mark.sheet].version):
        return None
    extra = {"aspect": mark.aspect, "yours": mark.value, "theirs": current.value}
    extra |= {"author": current.author, "version": current.version}
    return StaleMark(extra, yours=mark.value, theirs=current.value)


def _is_stale(mark: NewMark, current: _Line, version: int) -> bool:
    # A base that the sheet has not reached is of another ledger, a lost one: it saw nothing here.
    base = mark.base if mark.base <= version else 0
    if current.version <= base:
        return False
    is_own = (current.device, current.author) == (mark.device, mark.author)
    return not (is_own and current.sequence < mark.sequence)


def _append(mark: NewMark, opened: _Opened) -> _Line:
    sheet = opened.sheets[mark.sheet]
    book = opened.books[sheet.trade]
    sheet.version += 1
    sheet.marks += 1
    book.lines += 1
    values = (
        *(book.hash, sheet.trade, book.lines, mark.uuid, mark.sheet, sheet.entry, mark.aspect),
        *(mark.seat, mark.value, mark.base, sheet.version, mark.author, mark.device),
        *(mark.sequence, mark.taken_at, opened.moment),
    )
    row: dict[str, object] = dict(zip(HASHED, values, strict=True))
    row["hash"] = book.hash = line_hash(row)
    line = _Line(
        *(mark.uuid, book.lines, mark.sheet, sheet.entry, mark.aspect, mark.seat, mark.value),
        *(sheet.version, mark.author, mark.device, mark.sequence),
    )
    opened.rows.append(row)
    opened.known[mark.uuid] = opened.standing[mark.sheet, mark.aspect][mark.seat] = line
    book.cells.append(line.cell)
    return line


def _write(connection: Connection, opened: _Opened) -> None:
    connection.execute(insert(_LINE), opened.rows)
    for marks, sheets in _by_count((n, sheet.marks) for n, sheet in opened.sheets.items()):
        connection.execute(_NEW_VERSIONS, {"sheets": sheets, "marks": marks})
    heads = [(trade, book) for trade, book in opened.books.items() if book.cells]
    connection.execute(
        _NEW_HEAD,
        [{"at": at, "new_lines": book.lines, "new_hash": book.hash} for at, book in heads],
    )


def _advance(connection: Connection, books: Mapping[int, _Book]) -> Iterable[tuple[int, int]]:
    for marks, trades in _by_count((trade, len(book.cells)) for trade, book in books.items()):
        advanced = connection.execute(_ADVANCE, {"trades": trades, "marks": marks})
        yield from ((trade, version) for trade, version in advanced)


def _by_count(counted: Iterable[tuple[int, int]]) -> Iterable[tuple[int, list[int]]]:
    """Return the numbers that were counted equally often together, those never counted left out."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, count in counted:
        if count:
            found[count].append(number)
    return found.items()
