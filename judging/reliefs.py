"""A seat of a panel passes to another judge while its modules are marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts.models import Account
from competition.accounts.people import grant
from competition.audit import note
from competition.clock import read as read_time
from competition.errors import NotFound, Refusal, sentence
from competition.programme.trades import touch
from competition.scoring.values import EntryId, Seat, TradeId
from judging import acts, avoidance, ledger, readiness, seats, sheets, signatures
from judging.acts import Kind
from judging.models import JudgeSeat, KeptSeat, Panel, Sheet, SheetAct
from judging.panels import SeatAbsent, SeatTaken, called, ensure_one_seat
from judging.plan import MarkingPlan
from judging.reason import reasoned


class PassedMeanwhile(Refusal):
    """Whoever lets a seat pass knows whose it is."""

    code, status = "passed-meanwhile", HTTPStatus.CONFLICT
    text = sentence("Meanwhile %(code)s has this seat. Nothing was changed.")


class NothingToPass(Refusal):
    """The judge has the seat already, on every sheet that is not complete."""

    code, status = "nothing-to-pass", HTTPStatus.CONFLICT
    text = sentence(
        "%(code)s has this seat already, on every sheet that is not complete. Those that are "
        "complete and lack the signature pass only if you say so in the form."
    )


class NothingUnsigned(Refusal):
    """The judge has the seat on every sheet for which it has still to sign."""

    code, status = "nothing-to-pass", HTTPStatus.CONFLICT
    text = sentence("%(code)s has this seat already, on every sheet that lacks its signature.")


@dataclass(frozen=True, slots=True)
class NewRelief:
    """The seat of a panel passes from *before* to the judge with the code *judge*, from now on.

    *complete*: complete sheets go with it too where the seat has still to sign.
    """

    trade: int
    panel: str
    seat: Seat
    before: int
    judge: str
    reason: str
    by: int
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Relief:
    """A seat that has passed: of which panel, from whom to whom, why, by whom and when.

    *sheets* went to the newcomer, of them *complete* were complete; every other
    one of the panel stayed as it was.
    *before* is None where a judge who had the seat took over sheets that had stayed.
    """

    panel: str
    seat: Seat
    before: Account | None
    after: Account
    sheets: Sequence[int]
    reason: str
    by: Account
    at: datetime
    complete: Sequence[int]


class _Going(NamedTuple):
    """The sheets that go with a seat."""

    unfinished: list[int]
    complete: list[int]

    @property
    def sheets(self) -> list[int]:
        return [*self.unfinished, *self.complete]


def relieve(session: Session, reliefs: Sequence[NewRelief]) -> Sequence[int | Exception]:
    """Let seats pass to other judges; answer each with how many sheets went with it.

    Sheets that are not complete go: what was voted on them stands as the seat's
    votes.  Complete, signed and locked ones stay with whoever had the seat; where
    it is wanted so complete ones go too for which that judge has still to sign.
    """
    return acts.each(session, reliefs, _relieve_one)


def of_trade(session: Session, trade: int) -> list[Relief]:
    """Return the seats of *trade* that have passed, in order."""
    names = {
        panel.id: panel.name
        for panel in session.scalars(select(Panel).where(Panel.trade_id == trade))
    }
    found = []
    for act in acts.of(session, trade, [Kind.RELIEF]):
        told: Mapping[str, Any] = act.document
        found.append(
            Relief(
                panel=names[told["panel"]],
                seat=Seat(act.seat or 0),
                before=None if told["from"] is None else session.get(Account, told["from"]),
                after=session.get_one(Account, told["to"]),
                sheets=told["sheets"],
                reason=told["reason"],
                by=session.get_one(Account, act.author_id),
                at=read_time(act.recorded_at),
                complete=told.get("complete", ()),
            )
        )
    return found


def _relieve_one(session: Session, new: NewRelief) -> int:
    panel = session.scalar(
        select(Panel).where(Panel.trade_id == new.trade, Panel.name == new.panel)
    )
    if panel is None:
        raise NotFound
    rows = _held(session, panel)
    chair = session.scalar(
        select(JudgeSeat)
        .where(JudgeSeat.panel_id == panel.id, JudgeSeat.number == new.seat)
        .execution_options(populate_existing=True)
    )
    if chair is None or chair.account_id is None:
        raise NotFound
    (comer,) = called(session, new.trade, [new.judge.strip()])
    if chair.account_id not in {new.before, comer.id}:
        raise PassedMeanwhile(code=session.get_one(Account, chair.account_id).code)
    _check_person(session, panel, chair, comer)
    plan = readiness.plan_of(session, new.trade)
    going = _going(session, plan, rows, new, comer)
    if not going.sheets and chair.account_id == comer.id:
        raise (NothingUnsigned if new.complete else NothingToPass)(code=comer.code)
    away = acts.absent(session, new.trade, going.unfinished)
    if any(new.seat in away.get(each, ()) for each in going.unfinished):
        raise SeatAbsent(seat=new.seat)
    return _pass_on(session, new, chair, comer, rows=rows, going=going)


def _held(session: Session, panel: Panel) -> list[Sheet]:
    """Return the sheets of *panel*, held with the head of the ledger: no mark slips in.

    In a suspension too: that somebody fell ill may be why nobody marks.
    """
    query = select(Sheet).where(Sheet.panel_id == panel.id).order_by(Sheet.id).with_for_update()
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    acts.hold(session, panel.trade_id)
    return rows


def _check_person(session: Session, panel: Panel, chair: JudgeSeat, comer: Account) -> None:
    elsewhere = select(JudgeSeat.id).where(
        JudgeSeat.panel_id == panel.id,
        JudgeSeat.account_id == comer.id,
        JudgeSeat.number != chair.number,
    )
    if session.scalar(elsewhere) is not None:
        raise SeatTaken(code=comer.code, panel=panel.name)
    ensure_one_seat(session, panel.trade_id, panel, {Seat(chair.number): comer})
    refusal = avoidance.why_not_seated(session, panel.trade_id, panel.name, [comer.id])
    if refusal is not None:
        raise refusal


def _going(
    session: Session,
    plan: MarkingPlan,
    rows: Sequence[Sheet],
    new: NewRelief,
    comer: Account,
) -> _Going:
    """Return the sheets that go with a seat: those that are open and not complete.

    And, where it is wanted so, complete ones that lack its signature.
    """
    marks = sheets.by_entry(ledger.standing_cells(session, plan.trade))
    going = _Going([], [])
    for row in rows:
        planned = plan.sheets[row.id]
        # An entry that has withdrawn may come back, and its sheets with it.
        state = sheets.counted(plan, planned, marks[EntryId(planned.entry)])
        if row.state == "open" and planned.judges[new.seat - 1] != comer.id:
            (going.complete if state.is_complete else going.unfinished).append(row.id)
    if not new.complete:
        return _Going(going.unfinished, [])
    return _Going(going.unfinished, _unsigned(session, going.complete, new))


def _unsigned(session: Session, complete: Sequence[int], new: NewRelief) -> list[int]:
    """Return those of the *complete* sheets for which a seat has still to sign."""
    given = signatures.standing(session, new.trade, complete)
    away = acts.absent(session, new.trade, complete)
    return [
        each
        for each in complete
        if new.seat not in given.get(each, {}) and new.seat not in away.get(each, ())
    ]


def _pass_on(
    session: Session,
    new: NewRelief,
    chair: JudgeSeat,
    comer: Account,
    *,
    rows: Sequence[Sheet],
    going: _Going,
) -> int:
    before = None if chair.account_id == comer.id else chair.account_id
    known = seats.kept(session, new.trade)
    staying = (each.id for each in rows if each.id not in going.sheets)
    fresh = [each for each in staying if new.seat not in known.get(each, {})]
    kept = [] if before is None else fresh
    people = {"from": before, "to": comer.id}
    told = {"panel": chair.panel_id, **people, "reason": reasoned(new.reason)}
    act = SheetAct(
        trade_id=new.trade,
        kind=Kind.RELIEF,
        seat=new.seat,
        author_id=new.by,
        document={**told, "sheets": going.sheets, "kept": kept, **_completed(going)},
    )
    acts.append(session, act)
    session.execute(
        delete(KeptSeat).where(KeptSeat.sheet_id.in_(going.sheets), KeptSeat.number == new.seat)
    )
    session.add_all(KeptSeat(sheet_id=each, number=new.seat, account_id=before) for each in kept)
    chair.account_id = comer.id
    grant(session, comer.id, Role.JUDGE, new.trade)
    seat = {"panel": new.panel, "seat": new.seat}
    note(session, new.by, "seat-passed", trade=new.trade, **seat, **people, number=act.number)
    session.flush()
    touch(session, TradeId(new.trade))
    return len(going.sheets)


def _completed(going: _Going) -> dict[str, object]:
    return {"complete": going.complete} if going.complete else {}


def kept_by(found: Sequence[SheetAct]) -> dict[tuple[int, int], int]:
    """Return who keeps which seat on which sheet, as the acts *found* have brought it about."""
    kept: dict[tuple[int, int], int] = {}
    for act in found:
        if act.kind == Kind.RELIEF:
            told: Mapping[str, Any] = act.document
            seat = act.seat or 0
            kept |= {(each, seat): told["from"] for each in told["kept"]}
            for each in told["sheets"]:
                kept.pop((each, seat), None)
    return kept
