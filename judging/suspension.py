"""A trade suspended for a while: what is marked before counts, nothing after until it goes on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import written
from competition.errors import Refusal, sentence
from competition.programme.trades import touch
from competition.scoring.values import TradeId
from judging import acts
from judging.acts import Kind
from judging.models import LedgerHead, SheetAct
from judging.reason import reasoned


class AlreadySuspended(Refusal):
    """A trade is suspended once."""

    code, status = "already-suspended", HTTPStatus.CONFLICT
    text = sentence("Marking is suspended already.")


class NotSuspended(Refusal):
    """Only what is suspended can go on."""

    code, status = "not-suspended", HTTPStatus.CONFLICT
    text = sentence("Marking is not suspended.")


@dataclass(frozen=True, slots=True)
class NewSuspension:
    """Somebody suspends the marking of a trade, for a reason."""

    trade: int
    reason: str
    by: int


@dataclass(frozen=True, slots=True)
class Resumption:
    """Somebody lets the marking of a trade go on."""

    trade: int
    by: int


@dataclass(frozen=True, slots=True)
class Suspended:
    """Since when a trade is suspended, why and by whom."""

    since: str
    reason: str
    by: int


def suspend(session: Session, suspensions: Sequence[NewSuspension]) -> Sequence[int | Exception]:
    """Suspend trades; answer each with the number of its act."""
    return acts.each(session, suspensions, _suspend_one)


def resume(session: Session, resumptions: Sequence[Resumption]) -> Sequence[int | Exception]:
    """Let trades go on; answer each with the number of its act."""
    return acts.each(session, resumptions, _resume_one)


def of(session: Session, trade: int) -> Suspended | None:
    """Return since when and why *trade* is suspended, or None."""
    head = session.get(LedgerHead, trade)
    if head is None or head.suspended_at is None:
        return None
    act = acts.of(session, trade, [Kind.SUSPENSION])[-1]
    return Suspended(act.recorded_at, str(act.document["reason"]), act.author_id)


def standing(
    session: Session, trades: Collection[int], until: datetime | None = None
) -> dict[int, str]:
    """Return since when each of *trades* is suspended, where it is: now, or just before *until*."""
    if until is None:
        rows = session.execute(
            select(LedgerHead.trade_id, LedgerHead.suspended_at).where(
                LedgerHead.trade_id.in_(trades), LedgerHead.suspended_at.is_not(None)
            )
        )
        return {trade: since for trade, since in rows if since is not None}
    found: dict[int, str] = {}
    for act in session.scalars(
        select(SheetAct)
        .where(
            SheetAct.trade_id.in_(trades),
            SheetAct.kind.in_([Kind.SUSPENSION, Kind.RESUMPTION]),
            SheetAct.recorded_at < written(until),
        )
        .order_by(SheetAct.number)
    ):
        found.pop(act.trade_id, None)
        if act.kind == Kind.SUSPENSION:
            found[act.trade_id] = act.recorded_at
    return found


def _suspend_one(session: Session, new: NewSuspension) -> int:
    head = acts.hold(session, new.trade)
    if head.suspended_at is not None:
        raise AlreadySuspended
    reason = reasoned(new.reason)
    act = _act(session, new.trade, Kind.SUSPENSION, new.by, {"reason": reason})
    head.suspended_at = act.recorded_at
    _tell(session, new.trade, new.by, "trade-suspended")
    return act.number


def _resume_one(session: Session, resumption: Resumption) -> int:
    head = acts.hold(session, resumption.trade)
    if head.suspended_at is None:
        raise NotSuspended
    since: dict[str, object] = {"since": head.suspended_at}
    act = _act(session, resumption.trade, Kind.RESUMPTION, resumption.by, since)
    head.suspended_at = None
    _tell(session, resumption.trade, resumption.by, "trade-resumed")
    return act.number


def _act(
    session: Session, trade: int, kind: Kind, by: int, document: dict[str, object]
) -> SheetAct:
    act = SheetAct(trade_id=trade, kind=kind, author_id=by, document=document)
    acts.append(session, act)
    return act


def _tell(session: Session, trade: int, by: int, what: str) -> None:
    note(session, by, what, trade=trade)
    session.flush()
    touch(session, TradeId(trade))
