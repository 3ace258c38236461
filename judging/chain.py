"""Chains of lines: each line holds the hash of the line before it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

import orjson
from sqlalchemy import RowMapping, Table, select
from sqlalchemy.orm import Session

from competition.scoring.values import TradeId
from judging.models import LedgerHead, LedgerLine, TradeSignature

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


class Link(NamedTuple):
    """One line of a chain: its place, its hashes, and the hash that its content really has."""

    number: int
    previous: str
    hash: str
    content: str


def content_hash(told: Sequence[object]) -> str:
    """Return the SHA-256 over what a line tells, the hash of the line before it among it."""
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def walked(links: Iterable[Link], name: str) -> tuple[int, str, str | None]:
    """Return where a chain ends, its number of lines and last hash, and what is wrong in it.

    *name* says what a line is called.  Finds any line that was changed,
    removed or put elsewhere, but for those at the end.
    """
    number, previous = 0, GENESIS
    for link in links:
        number += 1
        if link.number != number:
            return number, previous, f"{name} {number} is missing"
        if link.previous != previous or link.hash != link.content:
            return number, previous, f"{name} {number} was changed"
        previous = link.hash
    return number, previous, None


def head(session: Session, trade: int) -> tuple[int, str]:
    """Return how many lines *trade* has and the hash of the last one."""
    row = session.get(LedgerHead, trade)
    return (row.lines, row.hash) if row else (0, GENESIS)


def trades(session: Session) -> set[TradeId]:
    """Return the trades of which lines are kept."""
    heads, lines = select(LedgerHead.trade_id), select(LedgerLine.trade_id).distinct()
    return {TradeId(trade) for trade in session.scalars(heads.union(lines))}


def line_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 over a line's content and the hash of the line before it."""
    told = [row[name] for name in HASHED]
    beside = {name: row[name] for name in BESIDE if row.get(name) is not None}
    return hashlib.sha256(orjson.dumps([*told, beside] if beside else told)).hexdigest()


def verify(session: Session, trade: int) -> str | None:
    """Return what is wrong with the chain of *trade*, or None when every line stands.

    Finds any line that was changed, removed or put elsewhere, and one that says
    it replaces another value than stood there.
    """
    lines = session.execute(
        select(_LINE).where(_LINE.c.trade_id == trade).order_by(_LINE.c.number)
    ).mappings()
    replaced: list[str] = []
    number, last, fault = walked(_links(lines, replaced), "line")
    fault = fault or next(iter(replaced), None)
    if fault is None and head(session, trade) != (number, last):
        return f"the ledger ends at line {number}, its head says otherwise"
    signed = session.get(TradeSignature, trade)
    if fault is None and signed is not None and (signed.lines, signed.hash) != (number, last):
        return f"the ledger ends at line {number}, the chief's signature says otherwise"
    return fault


def _links(lines: Iterable[RowMapping], faults: list[str]) -> Iterator[Link]:
    """Yield the links of *lines*; add to *faults* where one replaces what did not stand there."""
    standing: dict[tuple[int, int, int], str] = {}
    for line in lines:
        cell = line["sheet_id"], line["aspect_id"], line["seat"]
        stood, standing[cell] = standing.get(cell, ""), line["value"]
        if line["replaces"] not in {None, stood}:
            faults.append(f"line {line['number']} replaces a value that did not stand there")
        yield Link(line["number"], line["previous"], line["hash"], line_hash(dict(line)))
