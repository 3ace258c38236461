"""What people had before them who act on a sheet or a trade, told from a ledger that was lost."""

import re
from http import HTTPStatus
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.errors import Refusal, sentence
from judging import ledger_statements, rulings
from judging.chain import GENESIS, content_hash
from judging.models import Ruling, SheetAct

_TOLD: Final = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,9})-([0-9a-f]{16})", re.ASCII)


class LedgerLost(Refusal):
    """Whoever acts has seen what stands now, not what a server from a backup has lost."""

    code, status = "ledger-lost", HTTPStatus.CONFLICT
    text = sentence(
        "The server was put back from a backup, and what you saw is lost there. Nothing was done. "
        "Look at what stands here now, then do it again if it is still right."
    )


def ensure_sheet(session: Session, sheet: int, version: int | None, head: str | None) -> None:
    """Raise LedgerLost where *head* is not the line that brought *sheet* to its *version*.

    Whoever names no line is believed, as pages from before an update have to be.
    """
    if version is None or head is None:
        return
    if ledger_statements.head_at(session.connection(), sheet, version) != head:
        raise LedgerLost


def of_trade(session: Session, trade: int) -> str:
    """Return where *trade* stands: how many lines, acts and rulings there are, and their hash."""
    head = ledger_statements.head(session.connection(), trade)
    ruled, last_ruling = rulings.head(session, trade)
    ends = _digest(head.hash, head.acts_hash, last_ruling)
    return f"{head.lines}-{head.acts}-{ruled}-{ends}"


def ensure_trade(session: Session, trade: int, told: str) -> None:
    """Raise LedgerLost where *trade* has not come by what of_trade() has *told* once."""
    found = _TOLD.fullmatch(told)
    if found is None:
        raise LedgerLost
    lines, made, ruled = (int(each) for each in found.groups()[:3])
    ends = (
        ledger_statements.hashes(session.connection(), trade, [lines]).get(lines),
        session.scalar(
            select(SheetAct.hash).where(SheetAct.trade_id == trade, SheetAct.number == made)
        ),
        session.scalar(select(Ruling.hash).where(Ruling.trade_id == trade, Ruling.number == ruled)),
    )
    if found[4] != _digest(*(end or GENESIS for end in ends)):
        raise LedgerLost


def _digest(*ends: str) -> str:
    return content_hash(ends)[:16]
