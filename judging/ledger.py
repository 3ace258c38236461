"""The marks ledger: lines are added, chained by their hashes, and never changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Final, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from competition.clock import now, written
from competition.db import announce, brief
from competition.errors import NotFound, Refusal
from competition.scoring.totals import MISSING
from competition.scoring.values import ABSENT, SHARED, AspectId, EntryId, Seat, TradeId
from judging import ledger_statements as statements
from judging import refused, seats
from judging.chain import BESIDE, HASHED, line_hash
from judging.ledger_statements import Line
from judging.seats import Seats
from judging.turned_away import TurnedAway
from judging.voting import Voting

_NOTHING: Final = (None,) * len(BESIDE)

WITHDRAWN: Final = MISSING
"""The value of a line that takes a mark back: nothing is marked there, a seat's vote is not in."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a cell changes otherwise than by marking: what it said, the reason, who wanted it.

    *requester* and *approver* are accounts; None where nobody had to be asked.
    """

    replaces: str
    reason: str
    requester: int | None = None
    approver: int | None = None


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to record, checked already; *voting* says when the votes beside it are apart.

    *head* is the hash of the sheet's line at *base*; None where nobody says.
    """

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
    because: Because | None = None
    voting: Voting | None = None
    head: str | None = None


class Cell(NamedTuple):
    """The standing value of one aspect of one entry at one seat (0: the panel's shared one).

    WITHDRAWN where a mark was taken back and none has come in its place.
    """

    entry: EntryId
    aspect: AspectId
    seat: Seat
    value: str
    version: int
    author: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """The ledger line of a mark; *is_new* is False when the mark was known already.

    *head* is the hash of the line, *cells* are the standing cells of its aspect
    by seat, as they are after it.
    """

    line: int
    version: int
    is_new: bool
    head: str = ""
    cells: Mapping[Seat, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarksChanged:
    """Marks of a trade were recorded: its version went from *base* to *version*."""

    trade: TradeId
    base: int
    version: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Sheet:
    """One sheet while a batch is written."""

    trade: int
    entry: int
    version: int
    state: str
    panel: int
    marks: int = 0


@dataclass(slots=True)
class _Book:
    """One trade's ledger while a batch is written."""

    lines: int
    hash: str
    suspended_at: str | None
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class _Opened:
    """All that a batch of marks touches: held since it was read, written back at the end."""

    connection: Connection
    sheets: dict[int, _Sheet]
    known: dict[str, Line]
    turned_away: TurnedAway
    books: dict[int, _Book]
    signed: set[int]
    seats: Seats
    told: statements.Told
    standing: defaultdict[tuple[int, int], dict[Seat, Line]]
    moment: str
    rows: list[dict[str, object]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    heads: dict[tuple[int, int], str] = field(default_factory=dict)


@brief
def record(session: Session, marks: Sequence[NewMark]) -> Sequence[Recorded | Exception]:
    """Append *marks* in order; answer each with its line, or with why it was refused.

    A known uuid answers the line it made.  Refused are a mark on a signed trade
    (SheetLocked) or sheet (SheetSigned), one taken in a suspension that lasts still
    (TradeSuspended), one whose author sits elsewhere by now (NotYourSheet), has left the
    seat to another judge (SeatPassed), is recorded as absent there, whatever the cell
    (JudgeAbsent), or has checked the sheet as it is (OwnCheck), one on a vote of whoever
    had the seat before (EarlierVote), one whose cell has changed since its base, other
    than by the same device earlier in its own sequence (StaleMark; with *lost* where its
    base is one of a ledger that was lost), and a vote changed by
    whoever could see that the panel's votes are too far apart (VotesApart).

    What was refused for anything but a suspension stays refused whenever it comes
    again (RefusedBefore): its judge was told so, and decides what shall be sent.
    """
    return _enter(session, marks, _why_not_marked)


def transcribe(session: Session, marks: Sequence[NewMark]) -> Sequence[Recorded | Exception]:
    """Append what is not marked at a seat: an import, a correction, a vote taken back.

    Whoever calls has made sure that the sheet and the author may do this; refused
    are stale marks and marks on a signed trade.
    """
    return _enter(session, marks, _why_not_transcribed)


def _enter(
    session: Session,
    marks: Sequence[NewMark],
    why_not: Callable[[NewMark, "_Opened"], Exception | None],
) -> Sequence[Recorded | Exception]:
    connection = session.connection()
    opened = _open(connection, marks)
    outcomes = [_enter_one(mark, opened, why_not) for mark in marks]
    if opened.rows:
        _write(connection, opened)
        counted = ((trade, len(book.cells)) for trade, book in opened.books.items())
        for trade, version in statements.advance(connection, counted):
            cells = tuple(opened.books[trade].cells)
            announce(session, MarksChanged(TradeId(trade), version - len(cells), version, cells))
    opened.turned_away.write(connection)
    return outcomes


def standing_cells(
    session: Session, trade: int, entries: Collection[int] | None = None, until: str = ""
) -> list[Cell]:
    """Return the standing cells of *trade*, or of some of its *entries*: the last line of each.

    Marks that were taken back are left out, and of a whole trade what was recorded after *until*.
    """
    # In order, and the last one kept: a join with the highest numbers takes a PostgreSQL that
    # has not looked at a large trade yet half a minute.
    last: dict[tuple[int, int, int], statements.Entered] = {}
    for line in statements.entered(session.connection(), trade, entries, until):
        place = line[:3]
        last.pop(place, None)
        last[place] = line
    return [
        Cell(EntryId(entry), AspectId(aspect), Seat(seat), value, version, author)
        for _, aspect, seat, entry, value, version, author in last.values()
        if value != WITHDRAWN
    ]


def _open(connection: Connection, marks: Sequence[NewMark]) -> _Opened:
    # The sheets are held first: a repeat that another program writes just now is known after it.
    numbers = {mark.sheet for mark in marks}
    sheets = {
        number: _Sheet(*rest)
        for number, *rest in statements.SHEETS.rows(connection, {"sheets": list(numbers)})
    }
    uuids = [mark.uuid for mark in marks]
    known, refused_uuids = statements.known(connection, uuids)
    trades = {"trades": list({sheet.trade for sheet in sheets.values()})}
    books = {trade: _Book(*rest) for trade, *rest in statements.BOOKS.rows(connection, trades)}
    signed = {trade for (trade,) in statements.SIGNED.rows(connection, trades)}
    # Whoever seats judges holds the head too: these are the seats until this is committed.
    found = seats.opened(connection, list(sheets), list({one.panel for one in sheets.values()}))
    told = statements.told(connection, list(sheets))
    standing: defaultdict[tuple[int, int], dict[Seat, Line]] = defaultdict(dict)
    wanted = sorted({(mark.sheet, mark.aspect) for mark in marks})
    for line in statements.standing(connection, wanted):
        standing[line.sheet, line.aspect][Seat(line.seat)] = line
    beside = (TurnedAway(refused_uuids), books, signed, found, told, standing)
    return _Opened(connection, sheets, known, *beside, written(now()))


def _enter_one(
    mark: NewMark, opened: _Opened, why_not: Callable[[NewMark, _Opened], Exception | None]
) -> Recorded | Exception:
    line = opened.known.get(mark.uuid)
    is_new = line is None
    if line is None:
        refusal = why_not(mark, opened) or opened.turned_away.why_not(mark.uuid)
        if refusal is not None:
            opened.turned_away.add(mark.uuid, refusal, opened.moment)
            return refusal
        line = _append(mark, opened)
    elif (mark.sheet, mark.aspect, mark.seat, mark.value, mark.author) != (
        *(line.sheet, line.aspect, line.seat, line.value, line.author),
    ):
        return refused.UuidReused()
    standing = opened.standing[mark.sheet, mark.aspect]
    cells = {seat: _cell(each) for seat, each in standing.items() if each.value != WITHDRAWN}
    head = _head(mark.sheet, line.version, opened)
    return Recorded(line.number, line.version, is_new, head, cells)


def _why_not_marked(mark: NewMark, opened: _Opened) -> Exception | None:
    sheet = opened.sheets.get(mark.sheet)
    if sheet is None:
        return NotFound()
    refusal = _why_closed(sheet, opened) or _why_not_by_them(mark, sheet, opened)
    refusal = refusal or _why_not_theirs(mark, sheet, opened) or _why_not_written(mark, opened)
    return refusal or _why_not_alone(mark, opened)


def _why_not_by_them(mark: NewMark, sheet: _Sheet, opened: _Opened) -> Refusal | None:
    """Return why whoever has given *mark* gives none there now, or None."""
    seat = opened.seats.of(mark.sheet, sheet.panel, mark.author)
    if seat is None or mark.seat not in {SHARED, seat}:
        return opened.seats.why_not(sheet.trade, mark.sheet, sheet.panel, mark.author)
    # After the seat: a mark that is made in a suspension waits to be sent again.
    since = opened.books[sheet.trade].suspended_at
    if since and mark.taken_at >= since:
        return refused.TradeSuspended({"since": since})
    if (mark.sheet, seat) in opened.told.away:
        return refused.JudgeAbsent()
    is_checked = opened.told.checked.get(mark.sheet) == (mark.author, sheet.version)
    return refused.OwnCheck() if is_checked else None


def _why_not_theirs(mark: NewMark, sheet: _Sheet, opened: _Opened) -> Refusal | None:
    """Return that the vote stays with the judge who had the seat before and gave it, or None."""
    current = opened.standing[mark.sheet, mark.aspect].get(mark.seat)
    if mark.seat == SHARED or current is None or current.value in {WITHDRAWN, ABSENT}:
        return None
    author, extra = current.author, {"aspect": mark.aspect, "theirs": current.value}
    if author == mark.author or not opened.seats.had(sheet.trade, sheet.panel, author):
        return None
    return refused.EarlierVote({**extra, "yours": mark.value})


def _why_not_alone(mark: NewMark, opened: _Opened) -> Refusal | None:
    """Return that the panel votes again together, unless *mark* was decided before it saw why."""
    cells = opened.standing[mark.sheet, mark.aspect]
    if mark.voting is None or mark.seat not in cells:
        return None
    if not mark.voting.is_apart({seat: line.value for seat, line in cells.items()}):
        return None
    since = mark.voting.apart_since(_history(mark, opened))
    if since is None or (_seen(mark, opened) or 0) < since:
        return None
    extra = {"aspect": mark.aspect, "yours": mark.value, "theirs": cells[mark.seat].value}
    return refused.VotesApart(extra)


def _history(mark: NewMark, opened: _Opened) -> list[tuple[Seat, str, int]]:
    here = (mark.sheet, mark.aspect)
    kept = statements.of_aspect(opened.connection, *here)
    fresh = (line for line in opened.lines if (line.sheet, line.aspect) == here)
    return [(Seat(line.seat), line.value, line.version) for line in (*kept, *fresh)]


def _why_closed(sheet: _Sheet, opened: _Opened) -> Refusal | None:
    if sheet.trade in opened.signed:
        return refused.SheetLocked()
    return refused.SheetSigned() if sheet.state != "open" else None


def _why_not_transcribed(mark: NewMark, opened: _Opened) -> Exception | None:
    if mark.sheet not in opened.sheets:
        return NotFound()
    if opened.sheets[mark.sheet].trade in opened.signed:
        return refused.SheetLocked()
    return _why_not_written(mark, opened)


def _why_not_written(mark: NewMark, opened: _Opened) -> Refusal | None:
    current = opened.standing[mark.sheet, mark.aspect].get(mark.seat)
    if current is None or not _is_stale(mark, current, opened):
        return None
    extra = {"aspect": mark.aspect, "yours": mark.value, "theirs": current.value or None}
    extra |= {"author": current.author, "version": current.version}
    extra |= {"head": _head(mark.sheet, current.version, opened)}
    extra |= {"lost": True} if _seen(mark, opened) is None else {}
    return refused.StaleMark(extra, yours=mark.value, theirs=current.value or "–")


def _is_stale(mark: NewMark, current: Line, opened: _Opened) -> bool:
    if mark.because and mark.because.replaces != current.value:
        return True
    is_own = (current.device, current.author) == (mark.device, mark.author)
    if is_own and current.sequence < mark.sequence:
        return False
    return current.version > (_seen(mark, opened) or 0)


def _seen(mark: NewMark, opened: _Opened) -> int | None:
    """Return the version that the judge saw, None where it was one of a ledger that was lost."""
    if mark.base > opened.sheets[mark.sheet].version:
        return None
    is_known = mark.head is None or mark.head == _head(mark.sheet, mark.base, opened)
    return mark.base if is_known else None


def _head(sheet: int, version: int, opened: _Opened) -> str:
    """Return the hash of the line that brought *sheet* to *version*, "" where none has."""
    fresh = opened.heads.get((sheet, version))
    return fresh or statements.head_at(opened.connection, sheet, version)


def _append(mark: NewMark, opened: _Opened) -> Line:
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
    row |= dict(zip(BESIDE, astuple(mark.because) if mark.because else _NOTHING, strict=True))
    row["hash"] = book.hash = opened.heads[mark.sheet, sheet.version] = line_hash(row)
    line = Line(
        *(mark.uuid, book.lines, mark.sheet, sheet.entry, mark.aspect, mark.seat, mark.value),
        *(sheet.version, mark.author, mark.device, mark.sequence),
    )
    opened.rows.append(row)
    opened.lines.append(line)
    opened.known[mark.uuid] = opened.standing[mark.sheet, mark.aspect][mark.seat] = line
    book.cells.append(_cell(line))
    return line


def _cell(line: Line) -> Cell:
    entry, aspect, seat = EntryId(line.entry), AspectId(line.aspect), Seat(line.seat)
    return Cell(entry, aspect, seat, line.value, line.version, line.author)


def _write(connection: Connection, opened: _Opened) -> None:
    statements.NEW_LINE.for_each(connection, opened.rows)
    counted = ((number, sheet.marks) for number, sheet in opened.sheets.items())
    for marks, sheets in statements.by_count(counted):
        statements.NEW_VERSIONS.rows(connection, {"sheets": sheets, "marks": marks})
    heads = [(trade, book) for trade, book in opened.books.items() if book.cells]
    statements.NEW_HEAD.for_each(
        connection,
        ({"at": at, "new_lines": book.lines, "new_hash": book.hash} for at, book in heads),
    )
