"""Pairing tablets: codes that work once, the tablets that used them, and taking one out again."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.accounts.models import Account, Device, PairedOnly, PairingCode, SignIn
from competition.accounts.sign_in import end_where
from competition.audit import note
from competition.clock import now
from competition.db import announce, brief
from competition.errors import Refusal, sentence

# No letter or digit that is easily taken for another one.
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 8
FRESH: Final = timedelta(minutes=10)


class CodeUnknown(Refusal):
    """No pairing code is spelled so."""

    code, status = "code-unknown", HTTPStatus.UNPROCESSABLE_ENTITY
    text = sentence("There is no such pairing code. Look at the organiser's screen and type again.")


class CodeUsed(Refusal):
    """The pairing code has paired another tablet already."""

    code, status = "code-used", HTTPStatus.CONFLICT
    text = sentence(
        "This pairing code has paired another tablet already. Ask the organiser for a new one."
    )


class CodeExpired(Refusal):
    """The pairing code is too old."""

    code, status = "code-expired", HTTPStatus.GONE
    text = sentence(
        "This pairing code has expired after 10 minutes. Ask the organiser for a new one."
    )


class LabelTaken(Refusal):
    """Another tablet of the trade stands there."""

    code, status = "label-taken", HTTPStatus.CONFLICT
    text = sentence(
        "A tablet of this trade is called %(label)s already."
        " Revoke that one first, or choose another name."
    )


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """A device was paired, paired again or revoked."""

    device: int


@dataclass(frozen=True, slots=True)
class NewCode:
    """A pairing code to make for a tablet of *trade*; *label* says whose or where, or nothing."""

    trade: int
    label: str
    code: str
    by: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """A tablet that shows a pairing code.

    *tag* is the name that it gave itself, *name* what a person calls it;
    *sign_in* the session that is open on it already, *held* the device whose
    token it has, or None.
    """

    code: str
    token_hash: str
    tag: str
    name: str
    agent: str
    sign_in: int | None
    held: int | None = None


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """A tablet that is or was paired; its marks carry *tag* from then on."""

    id: int
    tag: str
    label: str
    name: str
    trade: int
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class Revocation:
    """A device that shall not be used any more."""

    device: int
    by: int


@dataclass(frozen=True, slots=True)
class Restriction:
    """Whether judges of *trade* sign in on paired tablets only."""

    trade: int
    is_paired_only: bool
    by: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a tablet says of itself: what only it holds, its battery in percent.

    *unsent* marks wait; *refused* ones were not accepted and wait for their
    judge; *remarks* wait or were not accepted, with or without a photo.
    """

    unsent: int
    battery: int | None
    charging: bool | None
    refused: int = 0
    remarks: int = 0

    @property
    def held(self) -> int:
        """Return how many marks and remarks only the tablet holds."""
        return self.unsent + self.refused + self.remarks


@dataclass(frozen=True, slots=True)
class Sighting:
    """A report and when it came."""

    device: int
    at: datetime
    report: Report


def fresh_code() -> str:
    """Return a random pairing code."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def plain_code(typed: str) -> str:
    """Return a code as it was made, however it was typed: small letters, gaps, hyphens."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def make_code(session: Session, codes: Sequence[NewCode]) -> Sequence[int | Exception]:
    """Make pairing codes; answer their ids, or LabelTaken where another tablet is called so.

    A code that still waits under the same label works no more.
    """
    return [_make_one(session, new) for new in codes]


def pair(session: Session, pairings: Sequence[Pairing]) -> Sequence[PairedDevice | Exception]:
    """Pair tablets; answer each with its device, or with what is wrong with its code."""
    return [_pair_one(session, each) for each in pairings]


def revoke(session: Session, revocations: Sequence[Revocation]) -> Sequence[None]:
    """Revoke devices; whoever is signed in there is signed out at once."""
    for each in revocations:
        device = session.get_one(Device, each.device)
        if device.revoked_at is not None:
            continue
        device.revoked_at = now()
        device.revoked_by = each.by
        end_where(session, SignIn.device_id == device.id)
        note(session, each.by, "tablet-revoked", trade=device.trade_id, device=device.id)
        announce(session, DeviceChanged(device.id))
    return [None] * len(revocations)


def restrict(session: Session, restrictions: Sequence[Restriction]) -> Sequence[None]:
    """Change whether trades take paired tablets only; open sessions stay open."""
    for each in restrictions:
        row = session.get(PairedOnly, each.trade)
        if (row is not None) == each.is_paired_only:
            continue
        if row is None:
            session.add(PairedOnly(trade_id=each.trade, account_id=each.by, since=now()))
        else:
            session.delete(row)
        session.flush()
        devices = "paired" if each.is_paired_only else "any"
        note(session, each.by, "devices-restricted", trade=each.trade, devices=devices)
    return [None] * len(restrictions)


@brief
def sight(session: Session, sightings: Sequence[Sighting]) -> Sequence[None]:
    """Keep what tablets say of themselves."""
    for each in sightings:
        session.execute(
            update(Device)
            .where(Device.id == each.device)
            .values(
                last_seen_at=each.at,
                unsent=each.report.unsent,
                refused=each.report.refused,
                remarks=each.report.remarks,
                battery=each.report.battery,
                charging=each.report.charging,
            )
        )
    return [None] * len(sightings)


def described(device: Device) -> PairedDevice:
    """Return *device* as a value that outlives its session."""
    is_revoked = device.revoked_at is not None
    place = device.trade_id
    return PairedDevice(device.id, device.tag, device.label, device.name, place, is_revoked)


def of_trade(session: Session, trade: int) -> list[tuple[Device, Account | None]]:
    """Return the devices of *trade* and who is signed in on each: by label, revoked ones last."""
    open_sessions = session.execute(
        select(SignIn.device_id, Account)
        .join(Account, Account.id == SignIn.account_id)
        .join(Device, Device.id == SignIn.device_id)
        .where(
            Device.trade_id == trade,
            SignIn.way == "pin",
            SignIn.ended_at.is_(None),
            SignIn.ends_at > now(),
        )
        .order_by(SignIn.id)
    )
    seated = {row.device_id: row.Account for row in open_sessions}
    found = session.scalars(select(Device).where(Device.trade_id == trade)).all()
    ordered = sorted(found, key=lambda each: (each.revoked_at is not None, *_by_label(each)))
    return [(each, seated.get(each.id)) for each in ordered]


def labels(session: Session, trade: int) -> set[str]:
    """Return what the paired tablets of *trade* are called, in small letters."""
    found = session.scalars(
        select(Device.label).where(Device.trade_id == trade, Device.revoked_at.is_(None))
    )
    return {label.casefold() for label in found if label}


def waiting_codes(session: Session, trade: int) -> Sequence[PairingCode]:
    """Return the codes of *trade* that can still be used, the newest first."""
    return session.scalars(
        select(PairingCode)
        .where(
            PairingCode.trade_id == trade,
            PairingCode.used_at.is_(None),
            PairingCode.ends_at > now(),
        )
        .order_by(PairingCode.id.desc())
    ).all()


def is_paired_only(session: Session, trade: int) -> bool:
    """Answer whether judges of *trade* sign in on paired tablets only."""
    return session.get(PairedOnly, trade) is not None


def _make_one(session: Session, new: NewCode) -> int | Exception:
    if new.label.casefold() in labels(session, new.trade):
        return LabelTaken(label=new.label)
    for waiting in waiting_codes(session, new.trade):
        if new.label and waiting.label.casefold() == new.label.casefold():
            waiting.ends_at = now()
    made = PairingCode(
        code_hash=_hash(new.code),
        trade_id=new.trade,
        label=new.label,
        made_by=new.by,
        made_at=now(),
        ends_at=now() + FRESH,
    )
    session.add(made)
    session.flush()
    note(session, new.by, "pairing-code-made", trade=new.trade, label=new.label)
    return made.id


def _pair_one(session: Session, new: Pairing) -> PairedDevice | Exception:
    code = session.scalar(
        select(PairingCode).where(PairingCode.code_hash == _hash(new.code)).with_for_update()
    )
    if code is None:
        return CodeUnknown()
    device = _known(session, new)
    # The answer may have been lost on its way: the same tablet may ask once more.
    is_repeat = device is not None and device.revoked_at is None and code.device_id == device.id
    if code.used_at is not None and not is_repeat:
        return CodeUsed()
    if code.ends_at <= now():
        return CodeExpired()
    if device is not None and not is_repeat and _is_anothers(device, new):
        # A tablet made from another one's image: both are there, each with its own row.
        device = _fresh(f"{_own_name(new.tag)}~{secrets.token_hex(4)}")
    device = device or _fresh(new.tag)
    _take_in(session, device, code, new)
    code.used_at, code.device_id = now(), device.id
    note(session, code.made_by, "tablet-paired", trade=code.trade_id, device=device.id)
    session.flush()
    announce(session, DeviceChanged(device.id))
    return described(device)


def _known(session: Session, new: Pairing) -> Device | None:
    """Return the device that the tablet is: by its token, else by the name it gave itself."""
    held = session.get(Device, new.held) if new.held is not None else None
    if held is not None and _own_name(held.tag) == _own_name(new.tag):
        return held
    return session.scalar(select(Device).where(Device.tag == new.tag))


def _own_name(tag: str) -> str:
    """Return the name that a tablet gave itself, which its images share."""
    return tag.partition("~")[0]


def _fresh(tag: str) -> Device:
    return Device(tag=tag, unsent=0, refused=0, remarks=0)


def _is_anothers(device: Device, new: Pairing) -> bool:
    return device.revoked_at is None and device.id != new.held


def _take_in(session: Session, device: Device, code: PairingCode, new: Pairing) -> None:
    device.token_hash = new.token_hash
    device.trade_id, device.label, device.paired_by = code.trade_id, code.label, code.made_by
    device.name, device.agent = new.name, new.agent
    device.paired_at = device.last_seen_at = now()
    device.revoked_at = device.revoked_by = None
    session.add(device)
    session.flush()
    # Whoever is signed in on it already goes on, now on a paired tablet.
    session.execute(
        update(SignIn)
        .where(SignIn.id == new.sign_in, SignIn.way == "pin")
        .values(device_id=device.id)
    )


def _by_label(device: Device) -> tuple[bool, int, str, int]:
    named = device.label or device.name
    return not named, len(named), named, device.id


def _hash(code: str) -> str:
    return hashlib.sha256(plain_code(code).encode()).hexdigest()
