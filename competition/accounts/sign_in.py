"""Signing in and out: passwords and PINs, counted failures, sessions that can be ended."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import lock_out
from competition.accounts.lock_out import NOWHERE, LockedOut, Place
from competition.accounts.models import Account, Device, Grant, PairedOnly, SignIn
from competition.audit import note
from competition.clock import now
from competition.db import announce
from competition.errors import Refusal, sentence
from competition.native import Pool

# OWASP's second choice: 19 MiB, 2 passes; about 50 ms here.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# A hall signing in at once waits three seconds at most; a flood is told to come back.
_HASHING: Final = Pool(threads=2, waiting=128)
LASTS: Final = {"password": timedelta(hours=12), "pin": timedelta(hours=16)}


class WrongSecret(Refusal):
    """The code or its PIN or password is wrong."""

    code, status = "wrong-pin", HTTPStatus.UNAUTHORIZED
    text = sentence("The code or the PIN is wrong.")


class WrongPassword(Refusal):
    """The name or the password is wrong."""

    code, status = "wrong-password", HTTPStatus.UNAUTHORIZED
    text = sentence("The name or the password is wrong.")


class NotPaired(Refusal):
    """The judge's trade takes paired tablets only, and this is none of its own."""

    code, status = "not-paired", HTTPStatus.FORBIDDEN
    text = sentence(
        "Only paired tablets are used here. Ask the organiser for a pairing code, then sign in."
    )


class Revoked(Refusal):
    """The organiser has revoked this tablet."""

    code, status = "device-revoked", HTTPStatus.FORBIDDEN
    text = sentence(
        "This tablet has been revoked. Ask the organiser for a pairing code, then sign in."
    )


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody typed to sign in, and where; *way* is ``password`` or ``pin``.

    *replaces* is the session that the browser had before, or None.
    """

    code: str
    text: str
    way: str
    agent: str
    place: Place
    replaces: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """A secret with what is kept of its account's: None where there is none."""

    account: int | None
    kept: str | None
    secret: Secret


@dataclass(frozen=True, slots=True)
class Attempt:
    """A secret already compared: *is_right* says how it went."""

    account: int
    is_right: bool
    way: str
    agent: str
    place: Place = NOWHERE
    replaces: int | None = None


def secret_hash(secret: str) -> str:
    """Return the argon2id hash of a password or PIN; raises Busy when too many wait."""
    return _HASHING.run(_HASHER.hash, secret)


def known(session: Session, secret: Secret) -> Known:
    """Return what *secret* is to be compared with; raises LockedOut or NotPaired."""
    account = session.scalar(select(Account).where(Account.code == secret.code.strip()))
    if account is None:
        return Known(None, None, secret)
    if secret.way == "pin":
        # Before the PIN is looked at: elsewhere it cannot even be guessed.
        refuse_unpaired(session, account.id, secret.place)
    lock_out.refuse_locked(session, account.id, secret.place)
    kept = account.password_hash if secret.way == "password" else account.pin_hash
    return Known(account.id, kept, secret)


def compared(found: Known) -> Attempt:
    """Return how the secret compares; raises its refusal, or Busy when too many wait.

    An unknown code takes as long as a known one.  So does one whose account has no
    such secret: there is nothing to guess, and nobody is locked out by trying.
    Needs no database: a comparison takes longer than any question to it.
    """
    secret = found.secret
    is_right = _HASHING.run(_matches, found.kept or _NOBODYS, secret.text)
    if found.account is None or found.kept is None:
        raise _REFUSALS[secret.way]
    return Attempt(
        found.account,
        is_right,
        secret.way,
        secret.agent[:200],
        secret.place,
        secret.replaces,
    )


def attempt(session: Session, attempts: Sequence[Attempt]) -> Sequence[str | Exception]:
    """Record *attempts*; answer each with the token of a new session, or with its refusal.

    The lock is looked at again here, one attempt after the other, so that a
    burst of guesses gets no more tries than a patient guesser.
    """
    return [_settle(session, each) for each in attempts]


def vouch(session: Session, attempts: Sequence[Attempt]) -> Sequence[int | Exception]:
    """Record *attempts* that begin no session; answer each with its account, or why not."""
    return [_vouch_one(session, each) for each in attempts]


def end(session: Session, sign_ins: Sequence[int]) -> Sequence[None]:
    """End sessions by their ids."""
    end_where(session, SignIn.id.in_(sign_ins))
    return [None] * len(sign_ins)


def end_where(session: Session, condition: ColumnElement[bool]) -> None:
    """End the open sessions that meet *condition*, here at once."""
    ended = session.scalars(
        update(SignIn)
        .where(condition, SignIn.ended_at.is_(None))
        .values(ended_at=now())
        .returning(SignIn.token_hash)
    ).all()
    if ended:
        announce(session, RolesChanged(tuple(ended)))


def token_hash(token: str) -> str:
    """Return what is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class RolesChanged:
    """Somebody's session or roles are not what they were; *tokens* names hashes, or () for all."""

    tokens: tuple[str, ...] = ()


def _settle(session: Session, made: Attempt) -> str | Exception:
    try:
        lock_out.refuse_locked(session, made.account, made.place)
    except LockedOut as refusal:
        return refusal
    return _begin(session, made) if made.is_right else _count(session, made)


def _vouch_one(session: Session, made: Attempt) -> int | Exception:
    try:
        lock_out.refuse_locked(session, made.account, made.place)
    except LockedOut as refusal:
        return refusal
    if not made.is_right:
        return _count(session, made)
    lock_out.forget(session, made.account, made.place)
    note(session, made.account, "vouched", way=made.way, device=made.place.device)
    return made.account


def _begin(session: Session, right: Attempt) -> str | Exception:
    device = right.place.device
    if device is not None and session.get_one(Device, device).revoked_at is not None:
        return Revoked()
    # One browser is one person: whoever sat there before has left.
    if right.replaces is not None:
        end_where(session, SignIn.id == right.replaces)
    if device is not None:
        end_where(session, SignIn.device_id == device)
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            account_id=right.account,
            device_id=device,
            way=right.way,
            agent=right.agent,
            begun_at=now(),
            ends_at=now() + LASTS[right.way],
        )
    )
    lock_out.forget(session, right.account, right.place)
    note(session, right.account, "signed-in", way=right.way, device=device)
    return token


def _count(session: Session, wrong: Attempt) -> Exception:
    answer: Exception
    try:
        left = lock_out.count(session, wrong.account, wrong.place)
        answer = _REFUSALS[wrong.way]({"tries_left": left})
    except LockedOut as refusal:
        left, answer = 0, refusal
    note(
        session,
        wrong.account,
        "sign-in-failed",
        way=wrong.way,
        device=wrong.place.device,
        tries_left=left,
    )
    return answer


def refuse_unpaired(session: Session, account: int, place: Place) -> None:
    """Raise NotPaired where the account judges in trades for paired tablets, on none of theirs."""
    closed = session.scalars(
        select(PairedOnly.trade_id)
        .join(Grant, Grant.trade_id == PairedOnly.trade_id)
        .where(Grant.account_id == account, Grant.role.in_((Role.JUDGE, Role.CHIEF)))
    ).all()
    if not closed:
        return
    device = None if place.device is None else session.get(Device, place.device)
    if device is None or device.revoked_at is not None or device.trade_id not in closed:
        raise NotPaired


def _matches(kept: str, typed: str) -> bool:
    try:
        return _HASHER.verify(kept, typed)
    except (VerifyMismatchError, InvalidHashError):
        return False


_REFUSALS: Final = {"password": WrongPassword, "pin": WrongSecret}
_NOBODYS: Final = _HASHER.hash(secrets.token_urlsafe(32))
