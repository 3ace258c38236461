"""The states that boards show: of one trade or of many, now or as they were at a moment."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from judging import schemes, sheets, suspension
from scoreboard.models import Publication


class State(NamedTuple):
    """A trade's state: draft, live, suspended, signed, provisional or official.

    *since* is when marking was suspended, where it is.
    """

    name: str
    since: str | None = None


def state_of(session: Session, trade: int, until: datetime | None = None) -> State:
    """Return the state of *trade*: now, or as it was before *until*."""
    return states_of(session, [trade], until)[trade]


def states_of(
    session: Session, trades: Collection[int], until: datetime | None = None
) -> dict[int, State]:
    """Return the states of *trades*: now, or as they were before *until*."""
    published = {
        trade: state
        for trade, state, at in session.execute(
            select(Publication.trade_id, Publication.state, Publication.published_at)
            .where(Publication.trade_id.in_(trades))
            .order_by(Publication.edition)
        )
        if until is None or at < until
    }
    signed = _by(sheets.signed(session, trades), until)
    locked = _by(schemes.locked(session, trades), until)
    suspended = suspension.standing(session, trades, until)
    found = {}
    for trade in trades:
        if trade in published:
            found[trade] = State(published[trade])
        elif trade in signed:
            found[trade] = State("signed")
        elif trade in suspended:
            found[trade] = State("suspended", suspended[trade])
        else:
            found[trade] = State("live" if trade in locked else "draft")
    return found


def _by(moments: dict[int, datetime], until: datetime | None) -> Collection[int]:
    return [trade for trade, at in moments.items() if until is None or at < until]
