"""Tables of the scoreboard."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base


class Publication(Base):
    """One edition of a trade's result, as it was published; the newest stands."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("trade_id", "edition"),
        CheckConstraint("state in ('provisional', 'official')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    edition: Mapped[int]
    state: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class Freeze(Base):
    """One act that keeps a trade's public picture still, or lets it go; the newest one counts.

    A *plan* says from when on, a *freeze* since when and what the public keeps
    (*document*, the public *version* it has and the newest *edition* of the
    result by then), a *lift* that the public follows again, or that a plan is
    off.  The database refuses to change or remove a row.
    """

    # "freeze" alone is a word of PostgreSQL's own.
    __tablename__ = "board_freeze"
    __table_args__ = (
        CheckConstraint("kind in ('plan', 'freeze', 'lift')", name="kind_known"),
        CheckConstraint(
            "(kind = 'freeze') = (document is not null and version is not null"
            " and edition is not null)",
            name="picture_kept",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    document: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int | None]
    edition: Mapped[int | None]
