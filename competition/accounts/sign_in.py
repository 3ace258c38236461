"""Signing in and out: passwords and PINs, counted failures, sessions that can be ended."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from competition.accounts.models import Account, FailedSignIn, SignIn
from competition.audit import note
from competition.clock import now, written
from competition.db import announce
from competition.errors import Refusal, sentence
from competition.native import in_native_thread

# OWASP's second choice: 19 MiB, 2 passes; about 50 ms here.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
TRIES: Final = 5
_WINDOW: Final = timedelta(minutes=15)
LASTS: Final = {"password": timedelta(hours=12), "pin": timedelta(hours=16)}


class WrongSecret(Refusal):
    """The code or its PIN or password is wrong."""

    code, status = "wrong-pin", HTTPStatus.UNAUTHORIZED
    text = sentence("The code or the PIN is wrong.")


class WrongPassword(Refusal):
    """The name or the password is wrong."""

    code, status = "wrong-password", HTTPStatus.UNAUTHORIZED
    text = sentence("The name or the password is wrong.")


class LockedOut(Refusal):
    """Too many wrong tries; the account opens again by itself."""

    code, status = "locked-out", HTTPStatus.TOO_MANY_REQUESTS
    text = sentence("Too many wrong tries. Try again in %(minutes)s minutes, or ask the organiser.")


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody typed to sign in; *way* is ``password`` or ``pin``."""

    code: str
    text: str
    way: str
    agent: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A secret already compared: *is_right* says how it went."""

    account: int
    is_right: bool
    way: str
    agent: str


def secret_hash(secret: str) -> str:
    """Return the argon2id hash of a password or PIN."""
    return in_native_thread(_HASHER.hash, secret)


def compared(session: Session, secret: Secret) -> Attempt:
    """Return how *secret* compares with the account's; raises LockedOut, or the refusal itself.

    An unknown code takes as long as a known one, and is refused the same way.
    """
    account = session.scalar(select(Account).where(Account.code == secret.code.strip()))
    kept = None
    if account is not None:
        _refuse_locked(session, account.id)
        kept = account.password_hash if secret.way == "password" else account.pin_hash
    is_right = in_native_thread(_matches, kept or _NOBODYS, secret.text)
    if account is None:
        raise _REFUSALS[secret.way]
    return Attempt(account.id, is_right and kept is not None, secret.way, secret.agent[:200])


def attempt(session: Session, attempts: Sequence[Attempt]) -> Sequence[str | Exception]:
    """Record *attempts*; answer each with the token of a new session, or with its refusal.

    The lock is looked at again here, one attempt after the other, so that a
    burst of guesses gets no more tries than a patient guesser.
    """
    return [_settle(session, each) for each in attempts]


def end(session: Session, sign_ins: Sequence[int]) -> Sequence[None]:
    """End sessions by their ids."""
    ended = session.scalars(
        update(SignIn)
        .where(SignIn.id.in_(sign_ins), SignIn.ended_at.is_(None))
        .values(ended_at=now())
        .returning(SignIn.token_hash)
    ).all()
    announce(session, RolesChanged(tuple(ended)))
    return [None] * len(sign_ins)


def token_hash(token: str) -> str:
    """Return what is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RolesChanged:
    """Somebody's session or roles are not what they were; *tokens* names hashes, or () for all."""

    tokens: tuple[str, ...] = ()


def _settle(session: Session, made: Attempt) -> str | Exception:
    try:
        _refuse_locked(session, made.account)
    except LockedOut as refusal:
        return refusal
    return _begin(session, made) if made.is_right else _count(session, made)


def _begin(session: Session, right: Attempt) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            account_id=right.account,
            way=right.way,
            agent=right.agent,
            begun_at=now(),
            ends_at=now() + LASTS[right.way],
        )
    )
    session.execute(delete(FailedSignIn).where(FailedSignIn.account_id == right.account))
    note(session, right.account, "signed-in", way=right.way)
    return token


def _count(session: Session, wrong: Attempt) -> Exception:
    session.add(FailedSignIn(account_id=wrong.account, at=now()))
    session.flush()
    failures = _failures(session, wrong.account)
    note(session, wrong.account, "sign-in-failed", way=wrong.way, failures=len(failures))
    if len(failures) >= TRIES:
        return _locked(failures)
    return _REFUSALS[wrong.way]({"tries_left": TRIES - len(failures)})


def _failures(session: Session, account: int) -> Sequence[datetime]:
    return session.scalars(
        select(FailedSignIn.at)
        .where(FailedSignIn.account_id == account, FailedSignIn.at > now() - _WINDOW)
        .order_by(FailedSignIn.at)
    ).all()


def _refuse_locked(session: Session, account: int) -> None:
    failures = _failures(session, account)
    if len(failures) >= TRIES:
        raise _locked(failures)


def _locked(failures: Sequence[datetime]) -> LockedOut:
    until = failures[-TRIES] + _WINDOW
    minutes = max(1, -(-int((until - now()).total_seconds()) // 60))
    return LockedOut({"until": written(until)}, minutes=minutes)


def _matches(kept: str, typed: str) -> bool:
    try:
        return _HASHER.verify(kept, typed)
    except (VerifyMismatchError, InvalidHashError):
        return False


_REFUSALS: Final = {"password": WrongPassword, "pin": WrongSecret}
_NOBODYS: Final = _HASHER.hash(secrets.token_urlsafe(32))
