"""What is told of judges: whom they belong with, and the exceptions of the chief judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import AuditLine, note
from competition.clock import now, written
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.registration.models import Delegation, Entry, Team
from competition.scoring.values import Tie, TradeId
from judging import avoidance
from judging.arrangements import JudgeTies, SeatException
from judging.avoidance import TiesOf
from judging.models import SchemeLock
from judging.reason import reasoned

_EXCEPTED: Final = "seat-excepted"


class NothingToExcept(Refusal):
    """An exception is for a conflict that is there."""

    code, status = "nothing-to-except", HTTPStatus.CONFLICT
    text = sentence("%(code)s has no open conflict of interest.")


class UnknownInTies(Refusal):
    """Ties name delegations, entries and teams that the competition has."""

    code = "unknown-in-ties"
    text = sentence("%(judge)s: there is no delegation, entry or team %(code)s here.")


class TiesFixed(Refusal):
    """What is told of judges is not taken back once the sheets are open."""

    code, status = "ties-fixed", HTTPStatus.CONFLICT
    text = sentence(
        "The sheets are open: what is said of %(judge)s can only be added to. If it is wrong, let "
        "the chief judge record an exception."
    )


class OwnException(Refusal):
    """Nobody lifts a conflict of interest of their own."""

    code, status = "own-exception", HTTPStatus.CONFLICT
    text = sentence(
        "You cannot except yourself. Another chief judge of this trade can; else somebody else "
        "takes the seat."
    )


class AvoidanceFixed(Refusal):
    """What judges avoid is not loosened once the sheets are open."""

    code, status = "avoidance-fixed", HTTPStatus.CONFLICT
    text = sentence("The sheets are open: what judges must avoid can only be added to.")


@dataclass(frozen=True, slots=True)
class NewTies:
    """What is said of judges in a trade."""

    trade: int
    ties: tuple[TiesOf, ...]
    by: int


@dataclass(frozen=True, slots=True)
class NewException:
    """The chief judge lets the judge with a code sit on a panel all the same, for a reason."""

    trade: int
    panel: str
    judge: str
    reason: str
    by: int


@dataclass(frozen=True, slots=True)
class Avoiding:
    """Which ties judges of a trade avoid from now on."""

    trade: int
    ties: frozenset[Tie]
    by: int


def tell(session: Session, told: Sequence[NewTies]) -> Sequence[Exception | None]:
    """Keep what is said of judges; refused where it names what is not there.

    Once sheets are open nothing that was said is taken back.
    """
    return [_tell(session, each) for each in told]


def excuse(session: Session, exceptions: Sequence[NewException]) -> Sequence[int | Exception]:
    """Record exceptions; answer each with how many conflicts it covers.

    Refused is one that a chief judge would make for themself.
    """
    return [_excuse(session, each) for each in exceptions]


def settle(session: Session, changes: Sequence[Avoiding]) -> Sequence[Exception | None]:
    """Settle what judges avoid; once sheets are open nothing is taken away."""
    return [_settle(session, each) for each in changes]


def verify(session: Session, trade: int) -> str | None:
    """Return which exception of *trade* is not the one that the audit log knows, or None."""
    noted = session.execute(
        select(AuditLine.account_id, AuditLine.about)
        .where(AuditLine.act == _EXCEPTED, AuditLine.about["trade"].as_integer() == trade)
        .order_by(AuditLine.id)
    ).all()
    kept = avoidance.exceptions_of(session, trade)
    if len(noted) != len(kept):
        return f"the audit log knows {len(noted)} exceptions from conflicts of interest"
    codes = select(Account.id, Account.code).where(Account.id.in_([row.account_id for row in kept]))
    names: dict[int, str] = dict(session.execute(codes).all())
    for at, ((author, about), row) in enumerate(zip(noted, kept, strict=True), 1):
        told = _excepted(row, names.get(row.account_id, ""))
        # What was noted before the reason was says less.
        if author != row.author_id or any(about.get(key, one) != one for key, one in told.items()):
            return f"exception {at} from a conflict of interest was changed"
    return None


def _excepted(row: SeatException, judge: str) -> dict[str, object]:
    """Return what the audit log is told of an exception."""
    return {
        "panel": row.panel,
        "judge": judge,
        "reason": row.reason,
        "conflicts": row.conflicts,
        "recorded_at": written(row.recorded_at),
    }


def _tell(session: Session, told: NewTies) -> Exception | None:
    trade = session.get_one(Trade, told.trade)
    homes = {
        code: number
        for number, code in session.execute(
            select(Delegation.id, Delegation.code).where(
                Delegation.competition_id == trade.competition_id
            )
        )
    }
    codes = {
        *session.scalars(select(Entry.code).where(Entry.trade_id == trade.id)),
        *session.scalars(select(Team.code).where(Team.trade_id == trade.id)),
    }
    before = avoidance.ties_of(session, trade.id)
    is_locked = session.get(SchemeLock, trade.id) is not None
    for each in told.ties:
        judge = session.get(Account, each.account)
        if judge is None:
            return NotFound()
        wrong = [code for code in each.coached if code not in codes]
        wrong += [each.delegation] if each.delegation and each.delegation not in homes else []
        if wrong:
            return UnknownInTies(judge=judge.code, code=wrong[0])
        if is_locked and _takes_back(before.get(each.account), each):
            return TiesFixed(judge=judge.code)
    for each in told.ties:
        session.merge(
            JudgeTies(
                account_id=each.account,
                trade_id=trade.id,
                delegation_id=homes.get(each.delegation),
                unit=each.unit,
                coached=list(each.coached),
            )
        )
        _note(session, told, before.get(each.account), each)
    session.flush()
    touch(session, TradeId(trade.id))
    return None


def _takes_back(old: TiesOf | None, new: TiesOf) -> bool:
    if old is None:
        return False
    is_kept = old.delegation in {"", new.delegation} and old.unit in {"", new.unit}
    return not is_kept or not set(old.coached) <= set(new.coached)


def _note(session: Session, told: NewTies, old: TiesOf | None, new: TiesOf) -> None:
    """Note what was said of a judge before and what is now, where that is another thing."""
    if old != new:
        values = {"old": _spelled(old) if old else None, "new": _spelled(new)}
        note(session, told.by, "judge-ties-told", trade=told.trade, account=new.account, **values)


def _spelled(said: TiesOf) -> dict[str, object]:
    return {"delegation": said.delegation, "unit": said.unit, "coached": list(said.coached)}


def _excuse(session: Session, new: NewException) -> int | Exception:
    account = session.scalar(select(Account.id).where(Account.code == new.judge))
    if account is None:
        return NothingToExcept(code=new.judge)
    if account == new.by:
        return OwnException()
    try:
        reason = reasoned(new.reason)
    except Refusal as refusal:
        return refusal
    known = avoidance.exceptions_of(session, new.trade)
    found = [
        each
        for each in avoidance.conflicts(session, new.trade, [account])
        if avoidance.exception(known, new.panel, each) is None
    ]
    if not found:
        return NothingToExcept(code=new.judge)
    row = SeatException(
        trade_id=new.trade,
        panel=new.panel,
        account_id=account,
        conflicts=[{"entry": each.entry, "tie": each.tie.value} for each in found],
        reason=reason,
        author_id=new.by,
        recorded_at=now(),
    )
    session.add(row)
    note(session, new.by, _EXCEPTED, trade=new.trade, **_excepted(row, new.judge))
    session.flush()
    touch(session, TradeId(new.trade))
    return len(found)


def _settle(session: Session, change: Avoiding) -> Exception | None:
    trade = session.get_one(Trade, change.trade)
    kept = [tie.value for tie in Tie if tie in change.ties]
    if set(trade.avoids) - set(kept) and session.get(SchemeLock, trade.id) is not None:
        return AvoidanceFixed()
    trade.avoids = kept
    note(session, change.by, "avoidance-settled", trade=trade.id, avoids=kept)
    session.flush()
    touch(session, TradeId(trade.id))
    return None
