"""What is done with sheets besides marking: lines are added, chained by their hashes, and stay."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.clock import now, written
from competition.errors import NotFound, Refusal
from competition.scoring.recheck import Sizes, drawn
from competition.scoring.values import Seat
from judging import seats
from judging.chain import GENESIS, Link, content_hash, walked
from judging.models import LedgerHead, LedgerLine, Sheet, SheetAct, TradeSignature, VoteRound
from judging.refused import JudgeAbsent, SheetLocked, TradeSuspended

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Kind(StrEnum):
    """What was done.

    signature: a judge signed what a sheet says.  reopening: a sheet may be
    marked again, its signatures are void.  lock, unlock: the sheets of a module
    and day; lock also all of them, by the chief judge's signature.
    round: votes too far apart were taken back, to be given anew.
    absence, presence: nobody waits for a judge's votes, or one does again.
    request, approval, decline: a correction was asked for, made, or refused.
    check: a second person found a sheet to be right.  objection: that person
    found something else, or a judge answered that.  confirmation: the competitor
    agreed with the sheet.  protest: did not, or the chief judge answered that.
    suspension, resumption: nobody marks in the trade for a while, then they do.
    recheck: who is checked again was drawn.  finding: a sheet was checked again.
    relief: a seat of a panel passed to another judge.
    """

    SIGNATURE = "signature"
    REOPENING = "reopening"
    LOCK = "lock"
    UNLOCK = "unlock"
    ROUND = "round"
    ABSENCE = "absence"
    PRESENCE = "presence"
    REQUEST = "request"
    APPROVAL = "approval"
    DECLINE = "decline"
    CHECK = "check"
    OBJECTION = "objection"
    CONFIRMATION = "confirmation"
    PROTEST = "protest"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    RECHECK = "recheck"
    FINDING = "finding"
    RELIEF = "relief"


def each(
    session: Session, items: Sequence[Item], act: Callable[[Session, Item], Outcome]
) -> list[Outcome | Exception]:
    """Do *act* for each of *items*; answer each with its outcome, or with why it was refused.

    A refusal is raised before anything is written.
    """
    outcomes: list[Outcome | Exception] = []
    for item in items:
        try:
            outcomes.append(act(session, item))
        except Refusal as refusal:
            outcomes.append(refusal)
    return outcomes


def held(session: Session, sheets: Sequence[int]) -> list[Sheet]:
    """Return *sheets* of one trade, held with the head of its ledger until the commit.

    No mark, seat, ruling or signature changes meanwhile.  Raises NotFound where
    there are none, SheetLocked where the chief judge has signed their trade,
    TradeSuspended while it is suspended.
    """
    found, head = _held(session, sheets)
    if head.suspended_at is not None:
        raise TradeSuspended({"since": head.suspended_at})
    return found


def held_at(session: Session, sheets: Sequence[int], taken_at: str) -> list[Sheet]:
    """Return *sheets* as held() does, for what a tablet took in at *taken_at*.

    As with marks TradeSuspended is raised only for what was taken in while the
    trade was suspended, and is still.
    """
    found, head = _held(session, sheets)
    if head.suspended_at is not None and taken_at >= head.suspended_at:
        raise TradeSuspended({"since": head.suspended_at})
    return found


def _held(session: Session, sheets: Sequence[int]) -> tuple[list[Sheet], LedgerHead]:
    found = list(
        session.scalars(
            select(Sheet)
            .where(Sheet.id.in_(sheets))
            .order_by(Sheet.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if not found:
        raise NotFound
    return found, hold(session, found[0].trade_id)


def hold(session: Session, trade: int) -> LedgerHead:
    """Return where the ledger of *trade* ends, held until the commit.

    Raises NotFound where no sheets are open, SheetLocked where the chief judge
    has signed.
    """
    found = session.get(LedgerHead, trade, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if session.get(TradeSignature, trade, populate_existing=True) is not None:
        raise SheetLocked
    return found


def append(session: Session, act: SheetAct) -> int:
    """Add *act* to its trade's acts, whose sheets are held; return its number."""
    head = session.get_one(LedgerHead, act.trade_id, populate_existing=True)
    act.number, act.previous = head.acts + 1, head.acts_hash or GENESIS
    act.lines, act.marks = head.lines, head.hash
    act.recorded_at = written(now())
    act.document = act.document or {}
    act.device = act.device or ""
    act.hash = line_hash(act)
    head.acts, head.acts_hash = act.number, act.hash
    session.add(act)
    session.flush()
    return act.number


def told_of(kept: VoteRound) -> dict[str, object]:
    """Return what the act that took votes back tells of them, so that they stay what they were."""
    return {
        "aspect": kept.aspect_id,
        "number": kept.number,
        "votes": kept.votes,
        "closed_at": written(kept.closed_at),
    }


def of(
    session: Session,
    trade: int,
    kinds: Collection[Kind] = tuple(Kind),
    sheets: Collection[int] | None = None,
    *,
    after: int = 0,
) -> Sequence[SheetAct]:
    """Return the acts of some *kinds* in *trade*, on some *sheets* or anywhere, in order.

    Those alone whose number is greater than *after*.
    """
    query = select(SheetAct).where(SheetAct.trade_id == trade, SheetAct.kind.in_(kinds))
    if after:
        query = query.where(SheetAct.number > after)
    if sheets is not None:
        query = query.where(SheetAct.sheet_id.in_(sheets))
    return session.scalars(query.order_by(SheetAct.number)).all()


def absent(
    session: Session, trade: int, among: Collection[int] | None = None
) -> dict[int, set[Seat]]:
    """Return the seats that nobody waits for, by sheet; of some sheets *among* all, or of all."""
    found: defaultdict[int, set[Seat]] = defaultdict(set)
    for act in of(session, trade, (Kind.ABSENCE, Kind.PRESENCE), among):
        away = found[act.sheet_id or 0]
        (away.add if act.kind == Kind.ABSENCE else away.discard)(Seat(act.seat or 0))
    return found


def present(session: Session, sheet: Sheet, account: int) -> Seat:
    """Return the seat of *account* on *sheet*; raises JudgeAbsent where nobody waits for it.

    And what seats.own raises where there is none.  *sheet* is held.
    """
    seat = seats.own(session, sheet, account)
    if seat in absent(session, sheet.trade_id, [sheet.id])[sheet.id]:
        raise JudgeAbsent
    return seat


def head(session: Session, trade: int) -> tuple[int, str]:
    """Return how many acts *trade* has and the hash of the last one."""
    row = session.get(LedgerHead, trade)
    return (row.acts, row.acts_hash or GENESIS) if row else (0, GENESIS)


def has(session: Session, trade: int, number: int, last: str) -> bool:
    """Answer whether the act of *trade* with a *number* has the hash *last*: none has number 0.

    With it, all acts before it are what they were.
    """
    if number == 0:
        return True
    query = select(SheetAct.hash).where(SheetAct.trade_id == trade, SheetAct.number == number)
    return session.scalar(query) == last


def line_hash(act: SheetAct) -> str:
    """Return the SHA-256 over an act's content and the hash of the one before it."""
    told = [
        *(act.previous, act.trade_id, act.number, act.kind, act.sheet_id, act.seat, act.version),
        *(act.document, act.author_id, act.device, act.recorded_at, act.lines, act.marks),
    ]
    return content_hash(told)


def verify(session: Session, trade: int) -> str | None:
    """Return what is wrong with the acts of *trade*, or None when every line stands.

    Finds any act that was changed, removed or put elsewhere, one that saw
    another ledger than there is, and earlier votes that are not those taken back.
    """
    found = of(session, trade)
    links = (Link(act.number, act.previous, act.hash, line_hash(act)) for act in found)
    number, previous, fault = walked(links, "act")
    rows = select(LedgerLine.number, LedgerLine.hash).where(LedgerLine.trade_id == trade)
    lines = {0: GENESIS, **{row.number: row.hash for row in session.execute(rows)}}
    fault = fault or next(filter(None, (_fault(session, act, lines) for act in found)), None)
    if fault is not None:
        return fault
    if _rounds(session, trade) != sum(act.kind == Kind.ROUND for act in found):
        return "there are votes of an earlier round that no act took back"
    if head(session, trade) != (number, previous):
        return f"the acts end at {number}, their head says otherwise"
    signed = session.get(TradeSignature, trade)
    if signed is not None and (signed.acts, signed.acts_hash or GENESIS) != (number, previous):
        return f"the acts end at {number}, the chief's signature says otherwise"
    return None


def _fault(session: Session, act: SheetAct, lines: Mapping[int, str]) -> str | None:
    if lines.get(act.lines) != act.marks:
        return f"act {act.number} saw another ledger"
    if act.kind == Kind.ROUND and not _has_round(session, act):
        return f"the votes that act {act.number} took back are not kept"
    if act.kind == Kind.RECHECK and not _is_drawn(act.document):
        return f"the seed of act {act.number} draws others than it names"
    return None


def _is_drawn(document: Mapping[str, Any]) -> bool:
    size = Sizes(document["sizes"]["top"], document["sizes"]["sample"])
    found = drawn(document["seed"], document["ranking"], size)
    return [list(found.top), list(found.sample)] == [document["top"], document["sample"]]


def _has_round(session: Session, act: SheetAct) -> bool:
    told = act.document
    kept = session.execute(
        select(VoteRound.votes, VoteRound.closed_at).where(
            VoteRound.sheet_id == act.sheet_id,
            VoteRound.aspect_id == told["aspect"],
            VoteRound.number == told["number"],
        )
    ).first()
    if kept is None or kept.votes != told["votes"]:
        return False
    return told.get("closed_at") in {None, written(kept.closed_at)}


def _rounds(session: Session, trade: int) -> int:
    query = select(func.count(VoteRound.id)).join(Sheet, Sheet.id == VoteRound.sheet_id)
    return session.scalar(query.where(Sheet.trade_id == trade)) or 0
