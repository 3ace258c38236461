"""The statements of the marks ledger, made once: each serves a whole batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Final, NamedTuple, cast

from sqlalchemy import (
    Connection,
    Table,
    bindparam,
    func,
    insert,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)

from competition.prepared import Among, Prepared
from competition.programme.models import Trade
from judging.chain import BESIDE, GENESIS, HASHED
from judging.models import (
    LedgerHead,
    LedgerLine,
    RefusedMark,
    Sheet,
    SheetAct,
    TradeSignature,
)

LINE: Final = cast("Table", LedgerLine.__table__)
_REFUSED: Final = cast("Table", RefusedMark.__table__)
_HEAD: Final = cast("Table", LedgerHead.__table__)
_SHEET: Final = cast("Table", Sheet.__table__)
_SIGNATURE: Final = cast("Table", TradeSignature.__table__)
_ACT: Final = cast("Table", SheetAct.__table__)
_TRADE: Final = cast("Table", Trade.__table__)
_PRESENCES: Final = ("absence", "presence")
_FINDINGS: Final = ("check", "objection", "reopening")

SHEETS: Final = Prepared(
    select(
        *(_SHEET.c[name] for name in ("id", "trade_id", "entry_id", "version", "state")),
        _SHEET.c.panel_id,
    )
    .where(Among(_SHEET.c.id, "sheets"))
    .order_by(_SHEET.c.id)
    .with_for_update()
)
BOOKS: Final = Prepared(
    select(_HEAD.c.trade_id, _HEAD.c.lines, _HEAD.c.hash, _HEAD.c.suspended_at)
    .where(Among(_HEAD.c.trade_id, "trades"))
    .order_by(_HEAD.c.trade_id)
    .with_for_update()
)
SIGNED: Final = Prepared(
    select(_SIGNATURE.c.trade_id).where(Among(_SIGNATURE.c.trade_id, "trades"))
)
_ACTS: Final = Prepared(
    select(*(_ACT.c[name] for name in ("sheet_id", "kind", "seat", "author_id", "version")))
    .where(Among(_ACT.c.sheet_id, "sheets"))
    .where(or_(*(_ACT.c.kind == kind for kind in (*_PRESENCES, *_FINDINGS))))
    .order_by(_ACT.c.number)
)
SELECTED: Final = select(
    *(LINE.c[name] for name in ("uuid", "number", "sheet_id", "entry_id", "aspect_id", "seat")),
    *(LINE.c[name] for name in ("value", "version", "author_id", "device", "sequence")),
)
_CELLS: Final = select(
    *(LINE.c[name] for name in ("sheet_id", "aspect_id", "seat", "entry_id", "value")),
    *(LINE.c[name] for name in ("version", "author_id")),
).order_by(LINE.c.number)
_OF_TRADE: Final = _CELLS.where(LINE.c.trade_id == bindparam("trade"))
_WHOLE: Final = Prepared(_OF_TRADE)
_UNTIL: Final = Prepared(_OF_TRADE.where(LINE.c.recorded_at <= bindparam("until")))
# By the sheets, which an index knows: SQLite would read the whole trade for one of its entries.
_OF_ENTRIES: Final = Prepared(
    _CELLS.where(
        LINE.c.sheet_id.in_(
            select(_SHEET.c.id).where(
                _SHEET.c.trade_id == bindparam("trade"), Among(_SHEET.c.entry_id, "entries")
            )
        )
    )
)
_TRADE_HEAD: Final = Prepared(
    select(_TRADE.c.version, *(_HEAD.c[name] for name in ("lines", "hash", "acts", "acts_hash")))
    .outerjoin(_HEAD, _HEAD.c.trade_id == _TRADE.c.id)
    .where(_TRADE.c.id == bindparam("trade"))
)
_SINCE: Final = Prepared(
    select(*(LINE.c[name] for name in ("number", "hash", "entry_id", "sheet_id", "recorded_at")))
    .where(LINE.c.trade_id == bindparam("trade"), LINE.c.number >= bindparam("number"))
    .order_by(LINE.c.number)
)
_SPANS: Final = Prepared(
    select(
        LINE.c.sheet_id,
        func.min(LINE.c.recorded_at),
        func.max(LINE.c.recorded_at),
        func.max(LINE.c.number),
    )
    .where(LINE.c.trade_id == bindparam("trade"))
    .group_by(LINE.c.sheet_id)
)
_HASHES: Final = Prepared(
    select(LINE.c.number, LINE.c.hash).where(
        LINE.c.trade_id == bindparam("trade"), Among(LINE.c.number, "numbers")
    )
)
_STATES: Final = Prepared(
    select(_SHEET.c.id, _SHEET.c.state, _SHEET.c.version).where(
        _SHEET.c.trade_id == bindparam("trade")
    )
)
_OF_ASPECT: Final = Prepared(
    SELECTED.where(
        LINE.c.sheet_id == bindparam("sheet"), LINE.c.aspect_id == bindparam("aspect")
    ).order_by(LINE.c.number)
)
_HEAD_AT: Final = Prepared(
    select(LINE.c.hash).where(
        LINE.c.sheet_id == bindparam("sheet"), LINE.c.version == bindparam("version")
    )
)
# One statement for both: each costs a mark its time.
_KNOWN: Final = Prepared(
    union_all(
        SELECTED.where(Among(LINE.c.uuid, "uuids")),
        select(_REFUSED.c.uuid, *(null() for _ in list(SELECTED.selected_columns)[1:])).where(
            Among(_REFUSED.c.uuid, "uuids")
        ),
    )
)
NEW_LINE: Final = Prepared(insert(LINE).inline(), [*HASHED, *BESIDE, "hash"])
NEW_VERSIONS: Final = Prepared(
    update(_SHEET)
    .where(Among(_SHEET.c.id, "sheets"))
    .values(version=_SHEET.c.version + bindparam("marks"))
)
NEW_HEAD: Final = Prepared(
    update(_HEAD)
    .where(_HEAD.c.trade_id == bindparam("at"))
    .values(lines=bindparam("new_lines"), hash=bindparam("new_hash"))
)
_ADVANCE: Final = Prepared(
    update(_TRADE)
    .where(Among(_TRADE.c.id, "trades"))
    .values(version=_TRADE.c.version + bindparam("marks"))
    .returning(_TRADE.c.id, _TRADE.c.version)
)


class Line(NamedTuple):
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


Entered = tuple[int, int, int, int, str, int, int]
"""What a line says of its cell: sheet, aspect, seat, entry, value, the sheet's version, author."""


def entered(
    connection: Connection, trade: int, entries: Collection[int] | None, until: str
) -> Sequence[Entered]:
    """Return what the lines of *trade*, or of its *entries*, say, in order.

    Of a whole trade nothing that was recorded after *until*, if that is given.
    """
    if entries is not None:
        return _OF_ENTRIES.rows(connection, {"trade": trade, "entries": list(entries)})
    return (_UNTIL if until else _WHOLE).rows(connection, {"trade": trade, "until": until})


class Head(NamedTuple):
    """Where a trade stands: its version, and where its ledger and its acts end."""

    version: int
    lines: int
    hash: str
    acts: int
    acts_hash: str

    @property
    def changes(self) -> int:
        """Return how many changes of the trade were no mark.

        Each mark counts the version one on, as each other change does.
        """
        return self.version - self.lines


class Since(NamedTuple):
    """A line of the ledger, by what it changes and where it stands."""

    number: int
    hash: str
    entry: int
    sheet: int
    recorded_at: str


def head(connection: Connection, trade: int) -> Head:
    """Return where *trade* stands; without sheets its ledger has no lines."""
    ((version, lines, last, acts, last_act),) = _TRADE_HEAD.rows(connection, {"trade": trade})
    return Head(version, lines or 0, last or GENESIS, acts or 0, last_act or GENESIS)


def since(connection: Connection, trade: int, number: int) -> list[Since]:
    """Return the lines of *trade* from the one with *number* on, in order."""
    rows = _SINCE.rows(connection, {"trade": trade, "number": number})
    return [Since(*row) for row in rows]


def spans(connection: Connection, trade: int) -> Sequence[tuple[int, str, str, int]]:
    """Return of each sheet with marks when it was marked first and last, and its last line."""
    return _SPANS.rows(connection, {"trade": trade})


def hashes(connection: Connection, trade: int, numbers: Sequence[int]) -> dict[int, str]:
    """Return the hashes of the lines of *trade* with some *numbers*."""
    return dict(_HASHES.rows(connection, {"trade": trade, "numbers": numbers}))


def states(connection: Connection, trade: int) -> Sequence[tuple[int, str, int]]:
    """Return each sheet of *trade* with its state and its version."""
    return _STATES.rows(connection, {"trade": trade})


def known(connection: Connection, uuids: Sequence[str]) -> tuple[dict[str, Line], set[str]]:
    """Return the lines with one of *uuids*, and those uuids that were refused."""
    lines: dict[str, Line] = {}
    refused: set[str] = set()
    for uuid, number, *rest in _KNOWN.rows(connection, {"uuids": uuids}):
        if number is None:
            refused.add(uuid)
        else:
            lines[uuid] = Line(uuid, number, *rest)
    return lines, refused


class Told(NamedTuple):
    """What acts on sheets say of their judges.

    *away* are the seats, each with its sheet, of those recorded as absent there;
    *checked* is by sheet who found it right last, and at which version.
    """

    away: set[tuple[int, int]]
    checked: dict[int, tuple[int, int]]


def told(connection: Connection, sheets: Sequence[int]) -> Told:
    """Return what the acts on *sheets* say of their judges."""
    found = Told(set(), {})
    for sheet, kind, seat, author, version in _ACTS.rows(connection, {"sheets": sheets}):
        if kind in _PRESENCES:
            (found.away.add if kind == "absence" else found.away.discard)((sheet, seat))
        elif kind == "check":
            found.checked[sheet] = author, version
        else:
            found.checked.pop(sheet, None)
    return found


def standing(connection: Connection, wanted: Sequence[tuple[int, int]]) -> Iterable[Line]:
    """Return the last line of each cell of sheets with an aspect; at least one is *wanted*."""
    # One statement for every number of pairs would be one to prepare each time.
    rows = 1 << (len(wanted) - 1).bit_length()
    pairs = chain(wanted, repeat(wanted[-1], rows - len(wanted)))
    parameters = {f"p{at}": number for at, number in enumerate(chain.from_iterable(pairs))}
    return map(Line._make, _last_lines(rows).rows(connection, parameters))


def of_aspect(connection: Connection, sheet: int, aspect: int) -> Iterable[Line]:
    """Return all that was recorded for one aspect of a sheet, in order."""
    place = {"sheet": sheet, "aspect": aspect}
    return map(Line._make, _OF_ASPECT.rows(connection, place))


def head_at(connection: Connection, sheet: int, version: int) -> str:
    """Return the hash of the line that brought *sheet* to *version*, "" where none has."""
    rows = _HEAD_AT.rows(connection, {"sheet": sheet, "version": version})
    return next((found for (found,) in rows), "")


def advance(
    connection: Connection, counted: Iterable[tuple[int, int]]
) -> Iterable[tuple[int, int]]:
    """Raise the versions of trades, each by its count of marks; return those that have any."""
    for marks, trades in by_count(counted):
        yield from _ADVANCE.rows(connection, {"trades": trades, "marks": marks})


@cache
def _last_lines(pairs: int) -> Prepared:
    """Return the query for the last line of each cell of so many sheets with an aspect.

    A join with the pairs: where they are listed after IN, SQLite reads the whole table.
    """
    listed = ", ".join(f"(:p{2 * at}, :p{2 * at + 1})" for at in range(pairs))
    query = (
        f"{SELECTED} join (select min(line.trade_id) as trade_id, max(line.number) as number"  # noqa: S608 - our words
        f" from (values {listed}) as wanted join ledger_line as line"
        " on line.sheet_id = wanted.column1 and line.aspect_id = wanted.column2"
        " group by line.sheet_id, line.aspect_id, line.seat) as latest"
        " on ledger_line.trade_id = latest.trade_id and ledger_line.number = latest.number"
    )
    return Prepared(text(query))


def by_count(counted: Iterable[tuple[int, int]]) -> Iterable[tuple[int, list[int]]]:
    """Return the numbers that were counted equally often together, those never counted left out."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, count in counted:
        if count:
            found[count].append(number)
    return found.items()
