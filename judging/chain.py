"""The ledger's chain: each line holds the hash of the line before it."""

import hashlib
from collections.abc import Mapping
from typing import Final, cast

import orjson
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from judging.models import LedgerHead, LedgerLine

GENESIS: Final = "0" * 64
_LINE = cast("Table", LedgerLine.__table__)
HASHED: Final = (
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
BESIDE: Final = ("replaces", "reason", "requester_id", "approver_id")
"""What only a line has that changes a mark otherwise than by marking; hashed where it is there."""


def head(session: Session, trade: int) -> tuple[int, str]:
    """Return how many lines *trade* has and the hash of the last one."""
    row = session.get(LedgerHead, trade)
    return (row.lines, row.hash) if row else (0, GENESIS)


def line_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over a line's content and the hash of the line before it."""
    told = [row[name] for name in HASHED]
    beside = {name: row[name] for name in BESIDE if row.get(name) is not None}
    return hashlib.sha256(orjson.dumps([*told, beside] if beside else told)).hexdigest()


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
