"""Tables of what is arranged around a trade's marking: judges' ties, exceptions, the timetable."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base


class JudgeTies(Base):
    """Whom a judge belongs with in a trade: a delegation, a unit, the entries they coached.

    *coached* holds codes of entries and teams.
    """

    __tablename__ = "judge_ties"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"))
    unit: Mapped[str]
    coached: Mapped[list[str]]


class SeatException(Base):
    """The chief judge lets a judge sit on a panel all the same; the database keeps it as it is.

    *conflicts* are those that were known: each an ``entry`` by code and a ``tie``.
    """

    __tablename__ = "seat_exception"

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), index=True)
    panel: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    conflicts: Mapped[list[dict[str, object]]]
    reason: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class MarkingWindow(Base):
    """When the sheets of a module and day are meant to be marked."""

    __tablename__ = "marking_window"
    __table_args__ = (
        UniqueConstraint("trade_id", "criterion_code", "day"),
        CheckConstraint("ends_at > begins_at", name="ends_after_beginning"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    criterion_code: Mapped[str]
    day: Mapped[int | None]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
