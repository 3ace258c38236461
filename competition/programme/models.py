"""Tables of the programme."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base
from competition.scoring.values import TIES


class Competition(Base):
    """One event: a provincial final, a company's heat."""

    __tablename__ = "competition"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    names: Mapped[dict[str, str]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Trade(Base):
    """One trade (a skill) of a competition, with its rules as data.

    *version* grows with everything that its boards show; *shows* says whether
    the public sees names, only codes, or nothing yet; *signing* whether the
    chief judge alone signs the marks, or first each sheet's panel; *checking*
    whether a second person checks each sheet, read aloud or entered blind again;
    *confirming* whether the competitor confirms what the sheet says; *avoids*
    which ties keep a judge from marking an entry: delegation, unit, coach.
    """

    __tablename__ = "trade"
    __table_args__ = (
        UniqueConstraint("competition_id", "code"),
        CheckConstraint("unit in ('person', 'team')", name="unit_known"),
        CheckConstraint("shows in ('names', 'codes', 'nothing')", name="shows_known"),
        CheckConstraint("signing in ('chief', 'panel')", name="signing_known"),
        CheckConstraint("checking in ('none', 'aloud', 'blind')", name="checking_known"),
        CheckConstraint("confirming in ('none', 'competitor')", name="confirming_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id"))
    code: Mapped[str]
    names: Mapped[dict[str, str]]
    group_names: Mapped[dict[str, str]]
    unit: Mapped[str]
    shows: Mapped[str]
    rules: Mapped[dict[str, object]]
    signing: Mapped[str] = mapped_column(default="chief", server_default="chief")
    checking: Mapped[str] = mapped_column(default="none", server_default="none")
    confirming: Mapped[str] = mapped_column(default="none", server_default="none")
    avoids: Mapped[list[str]] = mapped_column(
        default=lambda: list(TIES), server_default='["delegation", "unit", "coach"]'
    )
    version: Mapped[int] = mapped_column(default=0)
