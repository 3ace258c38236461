"""What the jury rules besides the marks: lines are added, chained by their hashes, and stay."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import AuditLine, note
from competition.clock import now, written
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.registration.models import Entry, Team
from competition.scoring import trade as files
from competition.scoring.corrections import ADJUSTMENT, DECISION, PENALTY, check_corrections
from competition.scoring.rules_document import rules_of
from competition.scoring.shapes import Shape, UnusableDocument
from competition.scoring.trade import TradeFile
from competition.scoring.values import Kind, TradeId
from judging.chain import GENESIS, Link, content_hash, walked
from judging.models import (
    Aspect,
    Criterion,
    LedgerHead,
    Ruling,
    SchemeLock,
    TradeSignature,
)
from judging.reason import ReasonMissing, reasoned
from judging.refused import SheetLocked

SHAPES: Final[Mapping[str, Shape[Any]]] = {
    "penalty": PENALTY,
    "adjustment": ADJUSTMENT,
    "decision": DECISION,
}
"""How a trade file spells each kind of ruling."""

_LISTS: Final = {"penalty": "penalties", "adjustment": "adjustments", "decision": "decisions"}
_WITHDRAWAL: Final = "withdrawal"
_ACTS: Final = ("ruled", "ruling-withdrawn")
_FIELD: Final = re.compile(r"\$(?:\.(?:penalties|adjustments|decisions)\[0\])?\.(\w+)")


class NotOpen(Refusal):
    """Rulings name modules and aspects, so the scheme comes first."""

    code, status = "not-open", HTTPStatus.CONFLICT
    text = sentence("The scheme is not locked yet. Rulings come after that.")


class UnusableRuling(Refusal):
    """Something in a ruling cannot be taken; the extra *field* says where."""

    code = "unusable-ruling"
    text = sentence("This cannot be taken here: %(value)s")


class UnknownEntrant(UnusableRuling):
    """The ruling names somebody who is not in the trade, or whom it cannot be about."""

    code = "unknown-entrant"
    text = sentence("There is no entry %(value)s for which this can be ruled.")


class UnknownAspect(UnusableRuling):
    """The ruling names an aspect that the scheme lacks, or none."""

    code = "unknown-aspect"
    text = sentence("There is no aspect %(value)s in the scheme.")


class UnknownModule(UnusableRuling):
    """The ruling names a module that the scheme lacks, or none."""

    code = "unknown-module"
    text = sentence("There is no module %(value)s in the scheme.")


class UnusablePoints(UnusableRuling):
    """A penalty takes points or makes void, an adjustment takes points."""

    code = "unusable-points"
    text = sentence("Give the points as a number such as 0.5. A penalty may make void instead.")


class NotEquals(UnusableRuling):
    """A decision on equals names them, each once."""

    code = "not-equals"
    text = sentence("Name at least two entries that are ranked here, each once.")


class UnknownRuling(NotFound):
    """There is no ruling with this number that could be withdrawn."""

    code = "unknown-ruling"
    text = sentence("There is no ruling %(number)s to withdraw.")


class AlreadyWithdrawn(Refusal):
    """A ruling is withdrawn once."""

    code, status = "already-withdrawn", HTTPStatus.CONFLICT
    text = sentence("Ruling %(number)s is withdrawn already.")


_REFUSALS: Final[Mapping[str, type[Refusal]]] = {
    "reason": ReasonMissing,
    "entry": UnknownEntrant,
    "entries": NotEquals,
    "aspect": UnknownAspect,
    "module": UnknownModule,
    "points": UnusablePoints,
}


@dataclass(frozen=True, slots=True)
class NewRuling:
    """A penalty, an adjustment or a decision, as a trade file spells it."""

    trade: int
    kind: str
    document: Mapping[str, object]
    by: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Somebody takes a ruling back."""

    trade: int
    number: int
    reason: str
    by: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling with who made it and when; *withdrawn* where it was taken back."""

    number: int
    kind: str
    document: Mapping[str, Any]
    account: str
    names: Mapping[str, str]
    at: str
    withdrawn: "Ruled | None" = None


@dataclass(slots=True)
class _Book:
    """One trade's rulings while a batch is written."""

    lines: int
    hash: str
    known: TradeFile


def rule(session: Session, rulings: Sequence[NewRuling]) -> Sequence[int | Exception]:
    """Add rulings in order; answer each with its number, or with why not.

    Refused are rulings before the scheme is locked (NotOpen), after the chief
    has signed (SheetLocked), and those that the trade file would not take.
    """
    books: dict[int, _Book | Refusal] = {}
    outcomes: list[int | Exception] = []
    for new in rulings:
        book = books.get(new.trade) or books.setdefault(new.trade, _opened(session, new.trade))
        outcomes.append(book if isinstance(book, Refusal) else _rule_one(session, new, book))
    return outcomes


def withdraw(session: Session, withdrawals: Sequence[Withdrawal]) -> Sequence[int | Exception]:
    """Take rulings back; answer each with the number of its own line, or with why not."""
    return [_withdraw_one(session, withdrawal) for withdrawal in withdrawals]


def all_of(session: Session, trade: int) -> list[Ruled]:
    """Return every penalty, adjustment and decision of *trade* in order, withdrawn or not."""
    rows = session.execute(
        select(Ruling, Account.code, Account.names)
        .join(Account, Account.id == Ruling.author_id)
        .where(Ruling.trade_id == trade)
        .order_by(Ruling.number)
    )
    lines = [
        Ruled(row.number, row.kind, row.document, code, names, row.recorded_at)
        for row, code, names in rows
    ]
    back = {each.document["ruling"]: each for each in lines if each.kind == _WITHDRAWAL}
    return [
        replace(each, withdrawn=back.get(each.number)) for each in lines if each.kind != _WITHDRAWAL
    ]


def standing(session: Session, trade: int) -> list[Ruled]:
    """Return the rulings of *trade* that stand, in the order in which they were made."""
    return [each for each in all_of(session, trade) if each.withdrawn is None]


def head(session: Session, trade: int) -> tuple[int, str]:
    """Return how many lines the rulings of *trade* have, withdrawals too, and the last hash."""
    row = session.execute(
        select(Ruling.number, Ruling.hash)
        .where(Ruling.trade_id == trade)
        .order_by(Ruling.number.desc())
        .limit(1)
    ).first()
    return (row.number, row.hash) if row else (0, GENESIS)


def line_hash(row: Ruling) -> str:
    """Return the SHA-256 over a ruling's content and the hash of the one before it."""
    content = (row.previous, row.trade_id, row.number, row.kind, row.document)
    return content_hash([*content, row.author_id, row.recorded_at])


def verify(session: Session, trade: int) -> str | None:
    """Return what is wrong with the rulings of *trade*, or None when every line stands.

    Finds any line that was changed, removed or put elsewhere: each is noted in
    the audit log too, and what the chief signed has the hash of the last.
    """
    lines = session.scalars(
        select(Ruling).where(Ruling.trade_id == trade).order_by(Ruling.number)
    ).all()
    links = (Link(line.number, line.previous, line.hash, line_hash(line)) for line in lines)
    number, last, fault = walked(links, "ruling")
    fault = fault or _unnoted(session, trade, {line.number: line.hash for line in lines})
    signed = session.get(TradeSignature, trade)
    seen = None if signed is None else (signed.rulings, signed.rulings_hash or GENESIS)
    if fault is None and seen not in {None, (number, last)}:
        return f"the rulings end at line {number}, the chief's signature says otherwise"
    return fault


def _unnoted(session: Session, trade: int, hashes: dict[object, str]) -> str | None:
    """Return what the audit log knows otherwise than *hashes*, or None."""
    for about in session.scalars(
        select(AuditLine.about).where(
            AuditLine.act.in_(_ACTS), AuditLine.about["trade"].as_integer() == trade
        )
    ):
        noted = about.get("number")
        if hashes.pop(noted, None) != about.get("hash"):
            return f"ruling {noted} is not the one that the audit log knows"
    if hashes:
        return f"ruling {next(iter(hashes))} is not in the audit log"
    return None


def _rule_one(session: Session, new: NewRuling, book: _Book) -> int | Exception:
    try:
        document = _checked(new, book.known)
    except Refusal as refusal:
        return refusal
    return _append(session, book, new.trade, new.by, new.kind, document)


def _withdraw_one(session: Session, withdrawal: Withdrawal) -> int | Exception:
    book = _opened(session, withdrawal.trade)
    if isinstance(book, Refusal):
        return book
    try:
        reason = reasoned(withdrawal.reason)
    except ReasonMissing as refusal:
        return refusal
    number = withdrawal.number
    made = {each.number: each for each in all_of(session, withdrawal.trade)}
    if number not in made:
        return UnknownRuling(number=number)
    if made[number].withdrawn is not None:
        return AlreadyWithdrawn(number=number)
    document: dict[str, object] = {"ruling": number, "reason": reason}
    return _append(session, book, withdrawal.trade, withdrawal.by, _WITHDRAWAL, document)


def _opened(session: Session, trade: int) -> _Book | Refusal:
    # Whoever holds the head of the ledger is alone: no other ruling, mark or signature slips in.
    held = session.get(LedgerHead, trade, with_for_update=True, populate_existing=True)
    lock = session.get(SchemeLock, trade)
    if held is None or lock is None:
        return NotOpen()
    if session.get(TradeSignature, trade, populate_existing=True) is not None:
        return SheetLocked()
    return _Book(*head(session, trade), _known(session, trade, lock.scheme_id))


def _known(session: Session, trade: int, scheme: int) -> TradeFile:
    """Return as much of *trade* as tells whether what a ruling names is there."""
    modules = session.execute(
        select(Criterion.id, Criterion.code).where(Criterion.scheme_id == scheme)
    ).all()
    aspects = session.execute(
        select(Aspect.criterion_id, Aspect.code)
        .join(Criterion, Criterion.id == Aspect.criterion_id)
        .where(Criterion.scheme_id == scheme)
    ).all()
    entries = session.scalars(select(Entry.code).where(Entry.trade_id == trade))
    teams = session.scalars(select(Team.code).where(Team.trade_id == trade))
    row = session.get_one(Trade, trade)
    return TradeFile(
        files.Head(row.code),
        files.Scheme(
            tuple(
                files.Criterion(
                    code,
                    sub_criteria=(
                        files.SubCriterion(
                            code,
                            aspects=tuple(
                                files.Aspect(one, Kind.FREE, Decimal(0))
                                for within, one in aspects
                                if within == number
                            ),
                        ),
                    ),
                )
                for number, code in modules
            )
        ),
        rules_of(row.rules),
        entries=tuple(files.Entry(code) for code in entries),
        teams=tuple(files.Team(code) for code in teams),
    )


def _checked(new: NewRuling, known: TradeFile) -> dict[str, object]:
    """Return the document of *new* in its one spelling; raises the refusal of its field."""
    shape = SHAPES.get(new.kind)
    if shape is None:
        raise UnusableRuling({"field": "kind"}, value=new.kind)
    try:
        found = shape.read(new.document, "$")
        check_corrections(_with(known, new.kind, found))
    except UnusableDocument as fault:
        named = _FIELD.match(fault.path)
        field = named[1] if named else "kind"
        refusal = _REFUSALS.get(field, UnusableRuling)
        raise refusal({"field": field}, value=new.document.get(field, "")) from None
    written_so: dict[str, object] = shape.write(found)  # type: ignore[assignment]
    return written_so


def _with(known: TradeFile, kind: str, found: Any) -> TradeFile:
    ruled: dict[str, Any] = {_LISTS[kind]: (found,)}
    return replace(known, **ruled)


def _append(
    session: Session, book: _Book, trade: int, by: int, kind: str, document: dict[str, object]
) -> int:
    line = Ruling(
        trade_id=trade,
        number=book.lines + 1,
        kind=kind,
        document=document,
        author_id=by,
        recorded_at=written(now()),
        previous=book.hash,
    )
    line.hash = line_hash(line)
    book.lines, book.hash = line.number, line.hash
    session.add(line)
    act = "ruling-withdrawn" if kind == _WITHDRAWAL else "ruled"
    note(session, by, act, trade=trade, number=line.number, kind=kind, hash=line.hash)
    session.flush()
    touch(session, TradeId(trade))
    return line.number
