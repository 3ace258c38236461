"""The ledger of a trade from its first line on, for whoever tells how marks came in."""

import time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.scoring.values import AspectId, EntryId, Seat
from judging.ledger import Cell
from judging.ledger_statements import LINE

_AT_ONCE: Final = 1000


def lines(session: Session, trade: int) -> list[tuple[str, Cell]]:
    """Return every line of *trade* in order: when it was recorded, and its cell as it was then.

    Of a long ledger others' work goes on in between.
    """
    query = (
        select(
            *(LINE.c[name] for name in ("recorded_at", "entry_id", "aspect_id", "seat")),
            *(LINE.c[name] for name in ("value", "version", "author_id")),
        )
        .where(LINE.c.trade_id == trade)
        .order_by(LINE.c.number)
    )
    found: list[tuple[str, Cell]] = []
    for part in session.execute(query).partitions(_AT_ONCE):
        found += [
            (at, Cell(EntryId(entry), AspectId(aspect), Seat(seat), *rest))
            for at, entry, aspect, seat, *rest in part
        ]
        time.sleep(0)
    return found
