"""Tables of what stands in the hall: screens, and ceremonies on them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base


class Screen(Base):
    """A browser on a wall that was taken in, and what it shall show; only its token's hash is kept.

    *version* grows with every order; *shows* is a playlist of boards with the
    seconds each stays; *reloads* counts the orders to load the page anew.
    """

    __tablename__ = "screen"
    __table_args__ = (
        CheckConstraint("theme in ('dark', 'light', 'contrast')", name="theme_known"),
        CheckConstraint("language in ('zh', 'en', 'both')", name="language_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    name: Mapped[str]
    place: Mapped[str]
    version: Mapped[int]
    shows: Mapped[list[dict[str, object]]]
    theme: Mapped[str]
    language: Mapped[str]
    is_blank: Mapped[bool]
    message: Mapped[dict[str, str]]
    reloads: Mapped[int]
    identified_at: Mapped[datetime]
    taken_in_at: Mapped[datetime]
    taken_in_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    last_seen_at: Mapped[datetime]
    report: Mapped[dict[str, object]]


class Ceremony(Base):
    """The result of a trade told scene by scene; *step* is the scene that is shown.

    *scenes* are fixed when the ceremony is made, from the ledger whose last hash
    is *ledger_hash*; a rehearsal has invented ones and no hash.
    """

    __tablename__ = "ceremony"
    __table_args__ = (CheckConstraint("step >= 0", name="step_counted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), index=True)
    is_rehearsal: Mapped[bool]
    scenes: Mapped[list[dict[str, object]]]
    step: Mapped[int]
    version: Mapped[int]
    ledger_hash: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None]
