"""Stations of a trade: which there are, and whether judges scan one before they mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.programme.models import Trade
from competition.registration.models import Entry
from competition.scoring.values import Status
from judging.remark_models import StationScan


@dataclass(frozen=True, slots=True)
class NewScan:
    """Whether the judges of *trade* scan a station before the first mark on its sheet."""

    trade: int
    is_wanted: bool
    by: int


def settle(session: Session, changes: Sequence[NewScan]) -> Sequence[None]:
    """Change whether stations are scanned first; tablets learn it with the next look at a sheet."""
    for each in changes:
        row = session.get(StationScan, each.trade)
        if (row is not None) == each.is_wanted:
            continue
        if row is None:
            session.add(StationScan(trade_id=each.trade, account_id=each.by, since=now()))
        else:
            session.delete(row)
        session.flush()
        note(session, each.by, "station-scan", trade=each.trade, wanted=each.is_wanted)
    return [None] * len(changes)


def is_scanned(session: Session, trade: int) -> bool:
    """Answer whether the judges of *trade* scan the station first."""
    return session.get(StationScan, trade) is not None


def of_trade(session: Session, trade: int) -> list[str]:
    """Return the stations at which entries of *trade* are marked, each once."""
    marked = [status for status in Status if status.is_marked]
    found = session.scalars(
        select(Entry.station)
        .where(Entry.trade_id == trade, Entry.status.in_(marked), Entry.station.is_not(None))
        .distinct()
    )
    return sorted((each for each in found if each), key=lambda each: (len(each), each))


def fragment(trade: Trade, station: str) -> str:
    """Return what comes after the number sign in the address of a station."""
    return f"station-{_spelled(trade.code)}-{_spelled(station)}"


def _spelled(code: str) -> str:
    # The hyphen parts trade and station.
    return quote(code, safe="").replace("-", "%2D")
