"""What the acts of a trade have come to, compared with what its rows say of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.programme.models import Trade
from competition.scoring.values import Seat
from judging import locks, reliefs, seats, signatures
from judging import plan as plans
from judging.acts import Kind, of
from judging.models import JudgeSeat, LedgerHead, LedgerLine, Sheet, SheetAct, TradeSignature
from judging.plan import MarkingPlan
from judging.signatures import Signature

_SIGNING = (Kind.SIGNATURE, Kind.REOPENING, Kind.APPROVAL)


@dataclass(slots=True)
class _Told:
    """What the acts on one sheet say so far."""

    state: str = "open"
    given: dict[Seat, Signature] = field(default_factory=dict)
    away: set[Seat] = field(default_factory=set)


def verify(session: Session, trade: int) -> str | None:
    """Return what the rows of *trade* say otherwise than its acts, or None.

    Finds a sheet in another state or version than acts and lines have brought
    about, a suspension that no act began or ended, a seat that stayed with a judge
    to whom no act left it, or has passed to one to whom no act gave it, a trade
    that says its panels do not sign, or nobody checks or confirms, though they
    have, and a chief judge's signature that was taken away.
    """
    found = of(session, trade)
    signed = [act for act in found if act.kind == Kind.LOCK and "signature" in act.document]
    if signed and session.get(TradeSignature, trade) is None:
        return f"the chief judge has signed in act {signed[-1].number}, the signature is gone"
    is_panels = session.get_one(Trade, trade).signing == "panel"
    if not is_panels and any(act.kind == Kind.SIGNATURE for act in found):
        return "panels have signed, the trade says that they do not"
    return (
        _unsettled(session, trade, found)
        or _suspended(session, trade, found)
        or _kept(session, trade, found)
        or _passed(session, trade, found)
        or _sheets(session, trade, found)
    )


def _unsettled(session: Session, trade: int, found: Sequence[SheetAct]) -> str | None:
    """Return that what comes before signatures was taken away from the trade, or None."""
    row, kinds = session.get_one(Trade, trade), {act.kind for act in found}
    if row.checking == "none" and kinds & {Kind.CHECK, Kind.OBJECTION}:
        return "sheets were checked, the trade says that nobody checks"
    if row.confirming == "none" and kinds & {Kind.CONFIRMATION, Kind.PROTEST}:
        return "competitors were asked, the trade says that they are not"
    return None


def _suspended(session: Session, trade: int, found: Sequence[SheetAct]) -> str | None:
    """Return that the head says otherwise since when the trade is suspended, or None."""
    kinds = (Kind.SUSPENSION, Kind.RESUMPTION)
    last = next((act for act in reversed(found) if act.kind in kinds), None)
    since = last.recorded_at if last and last.kind == Kind.SUSPENSION else None
    head = session.get(LedgerHead, trade)
    if head is not None and head.suspended_at != since:
        return "the acts say otherwise whether the trade is suspended, or since when"
    return None


def _kept(session: Session, trade: int, found: Sequence[SheetAct]) -> str | None:
    """Return whose seat on which sheet stays otherwise than the acts let it, or None."""
    told = reliefs.kept_by(found)
    rows = {
        (sheet, int(seat)): account
        for sheet, judges in seats.kept(session, trade).items()
        for seat, account in judges.items()
    }
    for sheet, seat in sorted(told.keys() | rows.keys()):
        if told.get((sheet, seat)) != rows.get((sheet, seat)):
            return f"seat {seat} of sheet {sheet} has another judge than its acts give it"
    return None


def _passed(session: Session, trade: int, found: Sequence[SheetAct]) -> str | None:
    """Return which seat has another judge than the act by which it passed last, or None.

    Before anything is marked the organiser seats a panel anew without any act.
    """
    query = select(Sheet.panel_id, func.min(LedgerLine.number)).join_from(LedgerLine, Sheet)
    query = query.where(LedgerLine.trade_id == trade).group_by(Sheet.panel_id)
    marked: dict[int, int] = dict(session.execute(query).all())
    last: dict[tuple[int, int], SheetAct] = {}
    told: Any
    for act in found:
        if act.kind == Kind.RELIEF:
            told = act.document
            last[told["panel"], act.seat or 0] = act
    for (panel, number), act in last.items():
        at = (JudgeSeat.panel_id == panel, JudgeSeat.number == number)
        judge = session.scalar(select(JudgeSeat.account_id).where(*at))
        if marked.get(panel, act.lines + 1) <= act.lines and judge != act.document["to"]:
            return f"seat {number} of panel {panel} has another judge than act {act.number} gave it"
    return None


def _sheets(session: Session, trade: int, found: Sequence[SheetAct]) -> str | None:
    """Return which sheet is in another state or version than acts and lines make it, or None."""
    plan = plans.read(session, trade)
    told = _told(found, plan) if plan else {}
    query = select(LedgerLine.sheet_id, func.max(LedgerLine.version)).group_by(LedgerLine.sheet_id)
    lines: dict[int, int] = dict(session.execute(query.where(LedgerLine.trade_id == trade)).all())
    rows = select(Sheet.id, Sheet.state, Sheet.version).where(Sheet.trade_id == trade)
    for sheet, state, version in session.execute(rows.order_by(Sheet.id)):
        said = told[sheet].state if sheet in told else "open"
        if said != state:
            return f"sheet {sheet} is {state}, its acts make it {said}"
        if lines.get(sheet, 0) != version:
            return f"sheet {sheet} has version {version}, its lines make it {lines.get(sheet, 0)}"
    return None


def _told(found: Sequence[SheetAct], plan: MarkingPlan) -> Mapping[int, _Told]:
    told: defaultdict[int, _Told] = defaultdict(_Told)
    for act in found:
        if act.kind in {Kind.LOCK, Kind.UNLOCK}:
            for sheet, state in locks.turned(act).items():
                told[sheet].state = state
        elif act.sheet_id is not None and act.sheet_id in plan.sheets:
            _take(act, told[act.sheet_id], plan)
    return told


def _take(act: SheetAct, told: _Told, plan: MarkingPlan) -> None:
    seat, sheet = Seat(act.seat or 0), plan.sheets[act.sheet_id or 0]
    if act.kind in _SIGNING:
        told.given = signatures.after(act, told.given)
    if act.kind == Kind.REOPENING:
        told.state = "open"
    if act.kind == Kind.PRESENCE:
        told.away.discard(seat)
    if act.kind == Kind.ABSENCE:
        told.away.add(seat)
        told.given = {at: one for at, one in told.given.items() if one.version == act.version}
    is_last = act.kind in {Kind.SIGNATURE, Kind.ABSENCE} and told.given and told.state == "open"
    if is_last and not signatures.owed(sheet, {sheet.id: told.given}, told.away):
        told.state = "signed"
