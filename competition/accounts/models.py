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
    way: Mapped[str]
    agent: Mapped[str]
    begun_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """A wrong password or PIN; enough of them in a short time lock the account."""

    __tablename__ = "failed_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
