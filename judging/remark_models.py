"""Tables of what helps judges besides marks: remarks, photos, open sheets, stations to scan."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base


class Picture(Base):
    """A photo, kept once by the hash of its bytes.  The database refuses to change or remove it."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("type in ('image/jpeg', 'image/png', 'image/webp')", name="type_known"),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)


class Remark(Base):
    """What a judge says about a sheet, in words, in a photo or both; it stays as it is.

    It is about a sub-criterion, or about one aspect of it.  One that *withdraws*
    another says why.  Remarks of a trade are chained by their hashes.
    """

    __tablename__ = "remark"
    __table_args__ = (UniqueConstraint("trade_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    sub_code: Mapped[str]
    aspect_id: Mapped[int | None] = mapped_column(ForeignKey("aspect.id"))
    text: Mapped[str]
    picture_sha256: Mapped[str | None] = mapped_column(ForeignKey("picture.sha256"))
    withdraws: Mapped[str | None] = mapped_column(ForeignKey("remark.uuid"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    taken_at: Mapped[str]
    recorded_at: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class OpenSheet(Base):
    """A tablet has a sheet open, as it last said; one row a tablet, which comes and goes."""

    __tablename__ = "open_sheet"

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime]


class StationScan(Base):
    """Judges of the trade scan the station before they mark a sheet while this row exists."""

    __tablename__ = "station_scan"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    since: Mapped[datetime]
