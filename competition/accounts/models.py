"""Tables of accounts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base


class Account(Base):
    """Somebody who signs in by *code*: with a password, with a PIN, or both."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, str]]
    password_hash: Mapped[str | None]
    pin_hash: Mapped[str | None]
    created_at: Mapped[datetime]


class Grant(Base):
    """An account holds a role: in one trade, or in all of them where no trade is named."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "trade_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    trade_id: Mapped[int | None] = mapped_column(ForeignKey("trade.id"))


class SignIn(Base):
    """A browser is signed in while this row has no end; only the token's hash is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("way in ('password', 'pin')", name="way_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    way: Mapped[str]
    agent: Mapped[str]
    begun_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """A wrong password or PIN, on a paired device or else from an address of the network."""

    __tablename__ = "failed_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    address: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]


class Device(Base):
    """A tablet that was paired for a trade; only its token's hash is kept.

    *tag* is the name that the tablet gave itself, or was given where another one
    has that name; its marks carry it, and by it the tablet is the same device
    when it is paired again.  *battery* is a percentage; *unsent*, *refused* and
    *remarks* count what only the tablet holds.
    """

    __tablename__ = "device"
    __table_args__ = (
        CheckConstraint("battery between 0 and 100", name="battery_percent"),
        CheckConstraint("unsent >= 0", name="unsent_counted"),
        CheckConstraint("refused >= 0", name="refused_counted"),
        CheckConstraint("remarks >= 0", name="remarks_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), index=True)
    label: Mapped[str]
    name: Mapped[str]
    agent: Mapped[str]
    paired_at: Mapped[datetime]
    paired_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    last_seen_at: Mapped[datetime]
    unsent: Mapped[int]
    refused: Mapped[int] = mapped_column(server_default="0")
    remarks: Mapped[int] = mapped_column(server_default="0")
    battery: Mapped[int | None]
    charging: Mapped[bool | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class PairingCode(Base):
    """A code that pairs one tablet while it is fresh; only its hash is kept."""

    __tablename__ = "pairing_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), index=True)
    label: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))


class PairedOnly(Base):
    """Judges of the trade sign in by PIN on paired tablets only while this row exists."""

    __tablename__ = "paired_only"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    since: Mapped[datetime]
