"""Wrong secrets, counted where they were typed: nobody elsewhere locks a judge out of a tablet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from competition.accounts.models import FailedSignIn
from competition.clock import now, written
from competition.errors import Refusal, sentence

TRIES: Final = 5
TRIES_ELSEWHERE: Final = 25
"""Wrong tries on one account from all addresses together; paired tablets do not count."""
_WINDOW: Final = timedelta(minutes=15)


class LockedOut(Refusal):
    """Too many wrong tries; the account opens again by itself."""

    code, status = "locked-out", HTTPStatus.TOO_MANY_REQUESTS
    text = sentence("Too many wrong tries. Try again in %(minutes)s minutes, or ask the organiser.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs in: on a paired device, or else from an address of the network."""

    device: int | None = None
    address: str = ""

    def is_where(self) -> ColumnElement[bool]:
        """Return the condition that a failure happened here."""
        if self.device is not None:
            return FailedSignIn.device_id == self.device
        return FailedSignIn.device_id.is_(None) & (FailedSignIn.address == self.address)


NOWHERE: Final = Place()


def refuse_locked(session: Session, account: int, place: Place) -> None:
    """Raise LockedOut while *account* is locked at *place*."""
    if (until := _locked_until(session, account, place)) is not None:
        raise _locked(until)


def count(session: Session, account: int, place: Place) -> int:
    """Count one more failure at *place* and return the tries left; raises LockedOut at none."""
    at = now()
    session.add(
        FailedSignIn(account_id=account, device_id=place.device, address=place.address, at=at)
    )
    session.flush()
    refuse_locked(session, account, place)
    left = TRIES - len(_failures(session, account, place.is_where()))
    if place.device is None:
        elsewhere = _failures(session, account, FailedSignIn.device_id.is_(None))
        left = min(left, TRIES_ELSEWHERE - len(elsewhere))
    return left


def forget(session: Session, account: int, place: Place | None = None) -> None:
    """Forget the failures of *account* at *place*, or everywhere."""
    query = delete(FailedSignIn).where(FailedSignIn.account_id == account)
    session.execute(query if place is None else query.where(place.is_where()))


def _locked_until(session: Session, account: int, place: Place) -> datetime | None:
    here = _failures(session, account, place.is_where())
    until = [here[-TRIES] + _WINDOW] if len(here) >= TRIES else []
    if place.device is None:
        elsewhere = _failures(session, account, FailedSignIn.device_id.is_(None))
        if len(elsewhere) >= TRIES_ELSEWHERE:
            until.append(elsewhere[-TRIES_ELSEWHERE] + _WINDOW)
    return max(until, default=None)


def _failures(session: Session, account: int, where: ColumnElement[bool]) -> Sequence[datetime]:
    return session.scalars(
        select(FailedSignIn.at)
        .where(FailedSignIn.account_id == account, FailedSignIn.at > now() - _WINDOW, where)
        .order_by(FailedSignIn.at)
    ).all()


def _locked(until: datetime) -> LockedOut:
    minutes = max(1, -(-int((until - now()).total_seconds()) // 60))
    return LockedOut({"until": written(until)}, minutes=minutes)
