"""Which tablets have a sheet open: two that would fill the same cells know of each other."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.accounts.models import Account, Device
from competition.clock import now, written
from competition.db import Database, brief
from judging.plan import PlannedSheet
from judging.remark_models import OpenSheet

SILENT: Final = timedelta(seconds=60)
_TOLD_EVERY_S: Final = 20.0
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Opening:
    """What a tablet says: its judge has this sheet open there, or (None) no sheet."""

    device: str
    account: int
    sheet: int | None


class _Said(NamedTuple):
    opening: Opening
    at: float


class Company:
    """Hears the tablets of one database; what they say is written where it is news, or is old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._said: dict[str, _Said] = {}

    def hear(self, opening: Opening) -> None:
        """Take in what a tablet has open, for every process to see."""
        before = self._said.get(opening.device)
        is_same = before is not None and before.opening == opening
        is_fresh = before is not None and time.monotonic() - before.at < _TOLD_EVERY_S
        if is_same and (is_fresh or opening.sheet is None):
            return
        if len(self._said) >= _MOST:
            self._said.clear()
        self._said[opening.device] = _Said(opening, time.monotonic())
        self._database.write(note_down, opening)


@brief
def note_down(session: Session, openings: Sequence[Opening]) -> Sequence[None]:
    """Keep what tablets have open now."""
    for each in openings:
        if each.sheet is None:
            session.execute(delete(OpenSheet).where(OpenSheet.device == each.device))
            continue
        row = session.get(OpenSheet, each.device)
        is_same = row is not None and (row.account_id, row.sheet_id) == (each.account, each.sheet)
        is_awake = row is not None and row.seen_at > now() - SILENT
        session.merge(
            OpenSheet(
                device=each.device,
                account_id=each.account,
                sheet_id=each.sheet,
                since=row.since if row is not None and is_same and is_awake else now(),
                seen_at=now(),
            )
        )
        session.flush()
    return [None] * len(openings)


def beside(
    session: Session, sheet: PlannedSheet, account: int, device: str
) -> list[dict[str, object]]:
    """Return who else has *sheet* open on another tablet and may fill the same cells there.

    That is the same judge, or anybody where the sheet has cells that the panel
    shares; who only vote beside each other are no news to each other.
    """
    is_shared = any(not each.rule.kind.is_voted for each in sheet.aspects)
    rows = session.execute(
        select(OpenSheet.since, Account.id, Account.names, Device.label, Device.name, Device.agent)
        .join(Account, Account.id == OpenSheet.account_id)
        .outerjoin(Device, Device.tag == OpenSheet.device)
        .where(
            OpenSheet.sheet_id == sheet.id,
            OpenSheet.device != device,
            OpenSheet.seen_at > now() - SILENT,
        )
        .order_by(OpenSheet.since, OpenSheet.device)
    )
    return [
        {
            "by": row.names,
            "same_judge": row.id == account,
            "device": row.label or row.name or row.agent or "",
            "since": written(row.since),
        }
        for row in rows
        if is_shared or row.id == account
    ]
