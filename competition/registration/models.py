"""Tables of registration."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base

_STATUSES = "status in ('ranked', 'guest', 'withdrawn', 'excluded', 'void')"


class Delegation(Base):
    """A province, city, company or school that sends competitors.

    *colours* are three at most, ``#rrggbb``, as they stand in its flag from the
    top; a mark beside its name, never in its place.
    """

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("competition_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    code: Mapped[str]
    names: Mapped[dict[str, str]]
    short: Mapped[dict[str, str]]
    colours: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class Team(Base):
    """A team whose members are marked one by one; what it earns follows from theirs.

    *earlier*, *time*, *scale* (an imported scale score) and *lot* are what tie
    chains and scales may ask for; *level* is the skill level held, 1 the highest.
    """

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("trade_id", "code"),
        CheckConstraint(_STATUSES, name="status_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    code: Mapped[str]
    names: Mapped[dict[str, str]]
    status: Mapped[str]
    earlier: Mapped[Decimal | None]
    lot: Mapped[int | None]
    time: Mapped[Decimal | None]
    scale: Mapped[Decimal | None]
    honours: Mapped[list[str]]
    level: Mapped[int | None]


class Entry(Base):
    """One person or one team in one trade; judges know it by *code* and *station* only.

    The columns after *status* are those of Team; *birth* too is for tie chains.
    *unit* is the company or school, *coaches* are codes or names: judges avoid
    whom they belong with.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("trade_id", "code"),
        UniqueConstraint("trade_id", "station"),
        CheckConstraint(_STATUSES, name="status_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    code: Mapped[str]
    station: Mapped[str | None]
    names: Mapped[dict[str, str]]
    status: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    birth: Mapped[date | None]
    earlier: Mapped[Decimal | None]
    lot: Mapped[int | None]
    time: Mapped[Decimal | None]
    scale: Mapped[Decimal | None]
    honours: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    level: Mapped[int | None]
    unit: Mapped[str | None]
    coaches: Mapped[list[str]] = mapped_column(default=list, server_default="[]")


class RegistrationClose(Base):
    """No entry can be added to a trade any more when this row exists."""

    __tablename__ = "registration_close"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    closed_at: Mapped[datetime]


class RegistrationSeal(Base):
    """Nothing that a trade's result depends on can change in its register when this row exists."""

    __tablename__ = "registration_seal"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    sealed_at: Mapped[datetime]


class Member(Base):
    """A person of a team, in the order of the roster; the first is the main competitor."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("entry_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    position: Mapped[int]
    names: Mapped[dict[str, str]]
