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
