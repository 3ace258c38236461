"""Tables of judging: schemes, panels, sheets and the ledger."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db import Base


class Scheme(Base):
    """One version of a trade's marking scheme, as it was imported."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("trade_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    title: Mapped[str]
    source: Mapped[str]
    declared_total: Mapped[Decimal | None]
    warnings: Mapped[list[dict[str, object]]]
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SchemeLock(Base):
    """A trade is marked by this scheme, and the scheme is closed, when this row exists."""

    __tablename__ = "scheme_lock"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), unique=True)
    locked_at: Mapped[datetime]
    locked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    accepted: Mapped[list[dict[str, object]]]


class Section(Base):
    """A section of the occupational standards, with the marks the scheme declares for it."""

    __tablename__ = "scheme_section"
    __table_args__ = (UniqueConstraint("scheme_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    code: Mapped[str]
    names: Mapped[dict[str, str]]
    declared: Mapped[Decimal | None]


class Criterion(Base):
    """A module of a scheme; *judges* where the scheme itself says how many mark it."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("scheme_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    position: Mapped[int]
    code: Mapped[str]
    names: Mapped[dict[str, str]]
    declared: Mapped[Decimal | None]
    judges: Mapped[int | None]


class SubCriterion(Base):
    """Aspects of a module that are marked together, on one day."""

    __tablename__ = "sub_criterion"
    __table_args__ = (UniqueConstraint("criterion_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    position: Mapped[int]
    code: Mapped[str]
    names: Mapped[dict[str, str]]
    day: Mapped[int | None]


class Aspect(Base):
    """One thing that is marked, and how."""

    __tablename__ = "aspect"
    __table_args__ = (
        UniqueConstraint("sub_criterion_id", "code"),
        Index("ix_aspect_criterion_id", "criterion_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sub_criterion_id: Mapped[int] = mapped_column(ForeignKey("sub_criterion.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    position: Mapped[int]
    code: Mapped[str]
    kind: Mapped[str]
    names: Mapped[dict[str, str]]
    extra: Mapped[dict[str, str]]
    requirement: Mapped[dict[str, str]]
    section: Mapped[str | None]
    max: Mapped[Decimal]
    levels: Mapped[list[dict[str, object]]]
    parameters: Mapped[dict[str, object]]


class Panel(Base):
    """A group of judges who mark some modules of a trade together; one seat leads."""

    __tablename__ = "panel"
    __table_args__ = (
        UniqueConstraint("trade_id", "name"),
        CheckConstraint("leader >= 1", name="leader_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    name: Mapped[str]
    leader: Mapped[int] = mapped_column(default=1, server_default="1")


class PanelDuty(Base):
    """A panel marks the modules with this code; one module has one panel."""

    __tablename__ = "panel_duty"
    __table_args__ = (UniqueConstraint("trade_id", "criterion_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    criterion_code: Mapped[str]


class JudgeSeat(Base):
    """A seat on a panel, counted from 1, and the judge in it; None while nobody is."""

    __tablename__ = "judge_seat"
    __table_args__ = (
        UniqueConstraint("panel_id", "number"),
        UniqueConstraint("panel_id", "account_id"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    number: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Sheet(Base):
    """What one panel marks of one entry in one module on one day.

    A sheet without a *day* holds what no sheet of a day does.  *version* grows
    with each mark; *state* says what the acts on it have come to, for those
    who have no time to read them.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("entry_id", "criterion_id", "day"),
        CheckConstraint("state in ('open', 'signed', 'locked')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"))
    day: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="open", server_default="open")


class KeptSeat(Base):
    """A seat of a sheet that stayed with its judge when the seat of the panel passed to another.

    Whose the seat is where there is none: whoever has it on the panel.
    """

    __tablename__ = "kept_seat"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class LedgerHead(Base):
    """Where a trade's ledger ends: the number of its lines and the hash of the last.

    *acts* and *acts_hash* say the same of what was done with its sheets,
    *remarks* and *remarks_hash* of what judges remarked about them;
    *suspended_at* since when the trade is suspended, as its acts spell it.
    """

    __tablename__ = "ledger_head"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    lines: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    acts: Mapped[int] = mapped_column(default=0, server_default="0")
    acts_hash: Mapped[str | None] = mapped_column(String(64))
    suspended_at: Mapped[str | None]
    remarks: Mapped[int] = mapped_column(default=0, server_default="0")
    remarks_hash: Mapped[str | None] = mapped_column(String(64))


class LedgerLine(Base):
    """One mark as one judge gave it.  The database refuses to change or remove a line.

    What changes a mark otherwise says why: it *replaces* a value for a
    *reason*; a correction names who asked for it and who approved it.
    """

    __tablename__ = "ledger_line"
    __table_args__ = (
        UniqueConstraint("trade_id", "number"),
        Index("ix_ledger_line_cell", "sheet_id", "aspect_id", "seat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    aspect_id: Mapped[int] = mapped_column(ForeignKey("aspect.id"))
    seat: Mapped[int]
    value: Mapped[str]
    base: Mapped[int]
    version: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    sequence: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[str]
    recorded_at: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    replaces: Mapped[str | None]
    reason: Mapped[str | None]
    requester_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RefusedMark(Base):
    """A mark that was refused for good; when the network brings it once more, it stays so."""

    __tablename__ = "refused_mark"

    uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str]
    refused_at: Mapped[str]


class SheetAct(Base):
    """One thing done with sheets besides marking; the database refuses to change or remove it.

    A signature is given at a *seat* for what the sheet says at its *version*.
    *lines* and *marks* are where the ledger ended: the number and the hash of
    the line last seen.  Acts of a trade are chained by their hashes.
    """

    __tablename__ = "sheet_act"
    __table_args__ = (
        UniqueConstraint("trade_id", "number"),
        CheckConstraint(
            "kind in ('signature', 'reopening', 'lock', 'unlock', 'round', 'absence', 'presence',"
            " 'request', 'approval', 'decline', 'suspension', 'resumption', 'check', 'objection',"
            " 'confirmation', 'protest', 'recheck', 'finding', 'relief')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    kind: Mapped[str]
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("sheet.id"), index=True)
    seat: Mapped[int | None]
    version: Mapped[int | None]
    document: Mapped[dict[str, object]]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    recorded_at: Mapped[str]
    lines: Mapped[int]
    marks: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class SecondEntry(Base):
    """A value of a sheet as a second person entered it who has not seen the first.

    The database refuses to change or remove a line; the last one of a cell stands.
    """

    __tablename__ = "second_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"), index=True)
    aspect_id: Mapped[int] = mapped_column(ForeignKey("aspect.id"))
    seat: Mapped[int]
    value: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    sequence: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[str]
    recorded_at: Mapped[str]


class VoteRound(Base):
    """The votes of one aspect in a round before the one that stands; *number* counts from 1."""

    __tablename__ = "vote_round"
    __table_args__ = (UniqueConstraint("sheet_id", "aspect_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    aspect_id: Mapped[int] = mapped_column(ForeignKey("aspect.id"))
    number: Mapped[int]
    votes: Mapped[list[str | None]]
    closed_at: Mapped[datetime]


class Ruling(Base):
    """One thing the jury ruled besides the marks; the database refuses to change or remove it.

    *document* is a penalty, an adjustment or a decision as a trade file spells
    it, or of the kind withdrawal the number of the ruling that is taken back,
    with the reason.  Rulings of a trade are chained by their hashes.
    """

    __tablename__ = "ruling"
    __table_args__ = (
        UniqueConstraint("trade_id", "number"),
        CheckConstraint(
            "kind in ('penalty', 'adjustment', 'decision', 'withdrawal')", name="kind_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    kind: Mapped[str]
    document: Mapped[dict[str, object]]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class TradeSignature(Base):
    """The chief judge has signed a trade's marks as they stood after *lines* ledger lines.

    *rulings* and *rulings_hash* say the same of its rulings, *acts* and
    *acts_hash* of what was done with its sheets.
    """

    __tablename__ = "trade_signature"

    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime]
    lines: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    rulings: Mapped[int] = mapped_column(default=0, server_default="0")
    rulings_hash: Mapped[str | None] = mapped_column(String(64))
    acts: Mapped[int] = mapped_column(default=0, server_default="0")
    acts_hash: Mapped[str | None] = mapped_column(String(64))
