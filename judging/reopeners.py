"""Who may reopen sheets: each chief judge of a trade, until the organiser withholds it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import people
from competition.audit import note
from competition.errors import NotFound


@dataclass(frozen=True, slots=True)
class NewReopener:
    """A chief judge of a trade may reopen and unlock its sheets, or (not *may*) no more."""

    trade: int
    account: int
    may: bool
    by: int


def settle(session: Session, changes: Sequence[NewReopener]) -> Sequence[Exception | None]:
    """Give chief judges the right to reopen, or withhold it; NotFound for anybody else."""
    return [_settle_one(session, change) for change in changes]


def of(session: Session, trade: int) -> frozenset[int]:
    """Return the accounts that may reopen sheets of *trade*."""
    return frozenset(account.id for account, _ in people.holding(session, {Role.REOPENER}, trade))


def _settle_one(session: Session, change: NewReopener) -> Exception | None:
    chiefs = {account.id for account, _ in people.holding(session, {Role.CHIEF}, change.trade)}
    if change.account not in chiefs:
        return NotFound()
    if (change.account in of(session, change.trade)) == change.may:
        return None
    if change.may:
        people.grant(session, change.account, Role.REOPENER, change.trade)
    else:
        people.withdraw(session, change.account, Role.REOPENER, change.trade)
    act = "reopening-given" if change.may else "reopening-withheld"
    note(session, change.by, act, trade=change.trade, account=change.account)
    session.flush()
    return None
