"""The statements of the marks ledger, made once: each serves a whole batch."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Final, cast

from sqlalchemy import Table, TextClause, bindparam, select, text, update

from competition.programme.models import Trade
from judging.models import JudgeSeat, LedgerHead, LedgerLine, Sheet, TradeSignature

LINE: Final = cast("Table", LedgerLine.__table__)
_HEAD: Final = cast("Table", LedgerHead.__table__)
_SHEET: Final = cast("Table", Sheet.__table__)
_SEAT: Final = cast("Table", JudgeSeat.__table__)
_SIGNATURE: Final = cast("Table", TradeSignature.__table__)
_TRADE: Final = cast("Table", Trade.__table__)

SHEETS: Final = (
    select(
        *(_SHEET.c[name] for name in ("id", "trade_id", "entry_id", "version", "state")),
        _SHEET.c.panel_id,
    )
    .where(_SHEET.c.id.in_(bindparam("sheets", expanding=True)))
    .order_by(_SHEET.c.id)
    .with_for_update()
)
BOOKS: Final = (
    select(_HEAD.c.trade_id, _HEAD.c.lines, _HEAD.c.hash, _HEAD.c.suspended_at)
    .where(_HEAD.c.trade_id.in_(bindparam("trades", expanding=True)))
    .order_by(_HEAD.c.trade_id)
    .with_for_update()
)
SIGNED: Final = select(_SIGNATURE.c.trade_id).where(
    _SIGNATURE.c.trade_id.in_(bindparam("trades", expanding=True))
)
SEATS: Final = select(_SEAT.c.panel_id, _SEAT.c.account_id, _SEAT.c.number).where(
    _SEAT.c.panel_id.in_(bindparam("panels", expanding=True))
)
SELECTED: Final = select(
    *(LINE.c[name] for name in ("uuid", "number", "sheet_id", "entry_id", "aspect_id", "seat")),
    *(LINE.c[name] for name in ("value", "version", "author_id", "device", "sequence")),
)
KNOWN: Final = SELECTED.where(LINE.c.uuid.in_(bindparam("uuids", expanding=True)))
NEW_VERSIONS: Final = (
    update(_SHEET)
    .where(_SHEET.c.id.in_(bindparam("sheets", expanding=True)))
    .values(version=_SHEET.c.version + bindparam("marks"))
)
NEW_HEAD: Final = (
    update(_HEAD)
    .where(_HEAD.c.trade_id == bindparam("at"))
    .values(lines=bindparam("new_lines"), hash=bindparam("new_hash"))
)
ADVANCE: Final = (
    update(_TRADE)
    .where(_TRADE.c.id.in_(bindparam("trades", expanding=True)))
    .values(version=_TRADE.c.version + bindparam("marks"))
    .returning(_TRADE.c.id, _TRADE.c.version)
)


@cache
def last_lines(pairs: int) -> TextClause:
    """Return the query for the last line of each cell of so many sheets with an aspect.

    A join with the pairs: where they are listed after IN, SQLite reads the whole table.
    """
    listed = ", ".join(f"(:p{2 * at}, :p{2 * at + 1})" for at in range(pairs))
    return text(
        f"{SELECTED} where ledger_line.id in (select max(line.id) from (values {listed}) as wanted"  # noqa: S608 - our words
        " join ledger_line as line on line.sheet_id = wanted.column1"
        " and line.aspect_id = wanted.column2 group by line.sheet_id, line.aspect_id, line.seat)"
    )


def by_count(counted: Iterable[tuple[int, int]]) -> Iterable[tuple[int, list[int]]]:
    """Return the numbers that were counted equally often together, those never counted left out."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for number, count in counted:
        if count:
            found[count].append(number)
    return found.items()
