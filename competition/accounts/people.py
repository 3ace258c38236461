"""Adding people who sign in, and giving them roles."""

import secrets
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import lock_out
from competition.accounts.models import Account, Grant, SignIn
from competition.accounts.sign_in import RolesChanged
from competition.audit import note
from competition.clock import now
from competition.db import announce
from competition.errors import Refusal, sentence


class CodeTaken(Refusal):
    """Two accounts cannot sign in by one code."""

    code, status = "code-taken", HTTPStatus.CONFLICT
    text = sentence("The code %(code)s belongs to somebody else already.")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody to add; the hashes are made before the write, outside the writer's thread."""

    code: str
    names: dict[str, str]
    password_hash: str | None
    pin_hash: str | None
    role: Role | None
    trade: int | None
    by: int | None


@dataclass(frozen=True, slots=True)
class NewPin:
    """A new PIN for an account."""

    account: int
    pin_hash: str
    by: int


def fresh_pin() -> str:
    """Return a random PIN of six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def add(session: Session, people: Sequence[NewAccount]) -> Sequence[int | Exception]:
    """Add accounts; answer each with its id, or with CodeTaken."""
    return [_add_one(session, person) for person in people]


def set_pin(session: Session, pins: Sequence[NewPin]) -> Sequence[None]:
    """Give accounts new PINs; a lock-out and every session end with it."""
    for pin in pins:
        account = session.get_one(Account, pin.account)
        account.pin_hash = pin.pin_hash
        if account.password_hash is not None:
            # A chief judge's PIN is the password as well.
            account.password_hash = pin.pin_hash
        session.execute(
            update(SignIn)
            .where(SignIn.account_id == pin.account, SignIn.ended_at.is_(None))
            .values(ended_at=now())
        )
        announce(session, RolesChanged())
        lock_out.forget(session, pin.account)
        note(session, pin.by, "pin-set", account=pin.account)
    return [None] * len(pins)


def grant(session: Session, account: int, role: Role, trade: int | None) -> None:
    """Give *account* a role in *trade* (None: in all trades) unless it has it already.

    Whoever becomes chief judge may reopen sheets too, until that is withheld.
    """
    held = session.scalar(
        select(Grant.id).where(
            Grant.account_id == account, Grant.role == role, Grant.trade_id == trade
        )
    )
    if held is None:
        session.add(Grant(account_id=account, role=role, trade_id=trade))
        announce(session, RolesChanged())
        if role is Role.CHIEF:
            session.flush()
            grant(session, account, Role.REOPENER, trade)


def withdraw(session: Session, account: int, role: Role, trade: int) -> None:
    """Take a role in *trade* from *account*."""
    session.execute(
        delete(Grant).where(
            Grant.account_id == account, Grant.role == role, Grant.trade_id == trade
        )
    )
    announce(session, RolesChanged())


def is_organiser(session: Session, account: int) -> bool:
    """Answer whether *account* may set up competitions."""
    query = select(Grant.id).where(Grant.account_id == account, Grant.role == Role.ORGANISER)
    return session.scalar(query.limit(1)) is not None


def holding(session: Session, roles: AbstractSet[Role], trade: int) -> list[tuple[Account, Role]]:
    """Return who holds one of *roles* in *trade*, by code."""
    rows = session.execute(
        select(Account, Grant.role)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role.in_(roles), Grant.trade_id == trade)
        .order_by(Account.code)
    )
    return [(account, Role(role)) for account, role in rows]


def _add_one(session: Session, person: NewAccount) -> int | Exception:
    if session.scalar(select(Account.id).where(Account.code == person.code)) is not None:
        return CodeTaken(code=person.code)
    account = Account(
        code=person.code,
        names=person.names,
        password_hash=person.password_hash,
        pin_hash=person.pin_hash,
        created_at=now(),
    )
    session.add(account)
    session.flush()
    if person.role is not None:
        grant(session, account.id, person.role, person.trade)
    note(session, person.by, "account-added", account=account.id, code=person.code)
    return account.id
