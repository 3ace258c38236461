"""A panel that votes again, and a panel that goes on without one of its judges."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now, written
from competition.errors import NotAllowed, NotFound, Refusal, sentence
from competition.scoring.rules import Missing
from competition.scoring.values import ABSENT, SHARED, AspectId, EntryId, Kind, Seat
from judging import acts, ledger, sheets, signatures
from judging import plan as plans
from judging.ledger import WITHDRAWN, Because, Cell, NewMark, standing_cells
from judging.models import Sheet, SheetAct, VoteRound
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet
from judging.reason import reasoned
from judging.refused import JudgeAbsent, SheetSigned

DESK = "desk"
"""The device that a line names which no tablet has sent."""


class NoConflict(Refusal):
    """Only votes too far apart are given anew."""

    code, status = "no-conflict", HTTPStatus.CONFLICT
    text = sentence("These votes are not too far apart.")


class NotLeader(NotAllowed):
    """Besides the chief judge, only who leads the panel has it vote again."""

    code = "not-leader"
    text = sentence("Only the leader of this panel or the chief judge opens another round.")


class RulesWait(Refusal):
    """The rules count nothing without every vote."""

    code, status = "rules-wait", HTTPStatus.CONFLICT
    text = sentence(
        "The rules of this trade wait for every vote. Say in the rules what a missing vote means."
    )


class NobodyLeft(Refusal):
    """Somebody of the panel is there."""

    code, status = "nobody-left", HTTPStatus.CONFLICT
    text = sentence(
        "Nobody of this panel would be left. Let the seat pass to another judge instead."
    )


class NoSuchSeat(Refusal):
    """The panel has fewer seats."""

    code = "no-such-seat"
    text = sentence("This panel has the seats 1 to %(seats)s.")


class NothingOpen(Refusal):
    """Absences are for sheets that are open."""

    code, status = "nothing-open", HTTPStatus.CONFLICT
    text = sentence("No sheet is open there. Reopen the sheet first.")


class AsItIs(Refusal):
    """The judge is absent already, or is not."""

    code, status = "as-it-is", HTTPStatus.CONFLICT
    text = sentence("That is recorded already.")


@dataclass(frozen=True, slots=True)
class NewRound:
    """A panel votes again on an aspect whose votes are too far apart.

    The chief judge wants it; or *leads*: who leads the panel, if *by* does.
    *number* is that of the new round where the answer may have been lost.
    """

    trade: int
    sheet: int
    aspect: AspectId
    by: int
    leads: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class NewAbsence:
    """Nobody waits for the judge at *seat* on some open sheets; or does again."""

    trade: int
    sheets: tuple[int, ...]
    seat: Seat
    reason: str
    by: int


Votes = Sequence[str | None]


def open_round(session: Session, rounds: Sequence[NewRound]) -> Sequence[int | Exception]:
    """Take back votes too far apart, to be given anew; answer the number of the new round.

    The votes that stood are kept as the round before.
    """
    return acts.each(session, rounds, _open_one)


def excuse(session: Session, absences: Sequence[NewAbsence]) -> Sequence[int | Exception]:
    """Wait no more for judges who are absent; answer on how many sheets.

    What they have voted stands; for the rest the rules say what a missing vote means.
    """
    return acts.each(session, absences, _excuse_one)


def expect(session: Session, absences: Sequence[NewAbsence]) -> Sequence[int | Exception]:
    """Wait again for judges who were absent; answer on how many sheets."""
    return acts.each(session, absences, _expect_one)


def of_trade(
    session: Session, trade: int, among: Collection[int] | None = None
) -> Mapping[tuple[int, AspectId], Sequence[Votes]]:
    """Return the votes of earlier rounds by sheet and aspect, the first round first."""
    found: defaultdict[tuple[int, AspectId], list[Votes]] = defaultdict(list)
    query = (
        select(VoteRound.sheet_id, VoteRound.aspect_id, VoteRound.votes)
        .join(Sheet, Sheet.id == VoteRound.sheet_id)
        .where(Sheet.trade_id == trade)
        .order_by(VoteRound.sheet_id, VoteRound.aspect_id, VoteRound.number)
    )
    if among is not None:
        query = query.where(VoteRound.sheet_id.in_(among))
    for sheet, aspect, votes in session.execute(query):
        found[sheet, AspectId(aspect)].append(votes)
    return found


def _open_one(session: Session, new: NewRound) -> int:
    (row,) = _held(session, new.trade, [new.sheet])
    plan = _plan(session, new.trade)
    sheet = plan.sheets[row.id]
    aspect = next((each for each in sheet.aspects if each.rule.id == new.aspect), None)
    if aspect is None:
        raise NotFound
    away = acts.absent(session, new.trade, [row.id])[row.id]
    if new.leads:
        _check_leader(sheet, new.by, away)
    number = _rounds(session, row, new.aspect)
    if new.number == number:
        return number
    cells = _cells(session, plan, row).get(new.aspect, {})
    is_apart = sheets.standing(aspect, sheet.module, cells, plan).conflict
    if not is_apart or new.number not in {None, number + 1}:
        raise NoConflict
    stood = {at: cell for at, cell in cells.items() if cell.value != ABSENT}
    votes: list[str | None] = [stood[Seat(at)].value if at in stood else None for at in sheet.seats]
    kept = VoteRound(
        sheet_id=row.id, aspect_id=new.aspect, number=number, votes=votes, closed_at=now()
    )
    session.add(kept)
    session.flush()
    why = f"round {number + 1}"
    lines = [
        _line(
            row,
            cell.aspect,
            at,
            ABSENT if at in away else WITHDRAWN,
            Because(cell.value, why),
            new.by,
        )
        for at, cell in stood.items()
    ]
    version = _write(session, lines)
    _act(session, row, acts.Kind.ROUND, new.by, version=version, document=acts.told_of(kept))
    return number + 1


def _check_leader(sheet: PlannedSheet, account: int, away: Collection[Seat]) -> None:
    if sheet.seat(account) != sheet.module.leader:
        raise NotLeader
    if sheet.module.leader in away:
        raise JudgeAbsent


def _rounds(session: Session, row: Sheet, aspect: AspectId) -> int:
    """Return the number of the round that an aspect is in."""
    earlier = select(VoteRound.number).where(
        VoteRound.sheet_id == row.id, VoteRound.aspect_id == aspect
    )
    return len(session.scalars(earlier).all()) + 1


def _excuse_one(session: Session, new: NewAbsence) -> int:
    if not new.sheets:
        raise NothingOpen
    rows = _held(session, new.trade, new.sheets)
    plan = _plan(session, new.trade)
    away = acts.absent(session, new.trade, new.sheets)
    reason = reasoned(new.reason)
    fresh = [row for row in rows if new.seat not in away.get(row.id, ())]
    if not fresh:
        raise AsItIs
    for row in fresh:
        missing = _missing(session, plan, row, new.seat)
        _check_absence(plan, plan.sheets[row.id], new.seat, away.get(row.id, set()), missing)
    for row in fresh:
        aspects = [each.rule.id for each in _missing(session, plan, row, new.seat)]
        because = Because(WITHDRAWN, reason)
        lines = [_line(row, each, new.seat, ABSENT, because, new.by) for each in aspects]
        told = {"version": _write(session, lines) or row.version, "document": {"reason": reason}}
        _act(session, row, acts.Kind.ABSENCE, new.by, seat=new.seat, **told)
        signatures.close_without(session, row, plan.sheets[row.id])
    return len(fresh)


def _missing(session: Session, plan: MarkingPlan, row: Sheet, seat: Seat) -> list[PlannedAspect]:
    """Return the aspects of a sheet on which the vote of *seat* is not in."""
    cells = _cells(session, plan, row)
    return [
        each
        for each in plan.sheets[row.id].aspects
        if each.rule.kind.is_voted and not {SHARED, seat} & cells.get(each.rule.id, {}).keys()
    ]


def _expect_one(session: Session, new: NewAbsence) -> int:
    if not new.sheets:
        raise NothingOpen
    rows = _held(session, new.trade, new.sheets)
    plan = _plan(session, new.trade)
    away = acts.absent(session, new.trade, new.sheets)
    reason = reasoned(new.reason)
    fresh = [row for row in rows if new.seat in away.get(row.id, ())]
    if not fresh:
        raise AsItIs
    for row in fresh:
        because = Because(ABSENT, reason)
        _write(
            session,
            [
                _line(row, aspect, new.seat, WITHDRAWN, because, new.by)
                for aspect, cells in _cells(session, plan, row).items()
                if new.seat in cells and cells[new.seat].value == ABSENT
            ],
        )
        document: dict[str, object] = {"reason": reason}
        _act(session, row, acts.Kind.PRESENCE, new.by, seat=new.seat, document=document)
    return len(fresh)


def _check_absence(
    plan: MarkingPlan,
    sheet: PlannedSheet,
    seat: Seat,
    away: set[Seat],
    missing: Sequence[PlannedAspect],
) -> None:
    if seat not in sheet.seats:
        raise NoSuchSeat({"field": "seat"}, seats=len(sheet.seats))
    if not set(sheet.seats) - away - {seat}:
        raise NobodyLeft
    if any(_waits(plan, aspect) for aspect in missing):
        raise RulesWait


def awaits_votes(plan: MarkingPlan) -> bool:
    """Answer whether the rules count something of *plan* only when every vote is in."""
    voted = (each for each in plan.aspects.values() if each.rule.kind.is_voted)
    return any(_waits(plan, each) for each in voted)


def _waits(plan: MarkingPlan, aspect: PlannedAspect) -> bool:
    is_judged = aspect.rule.kind is Kind.JUDGEMENT
    rule = plan.rules.judgement if is_judged else plan.rules.panel
    return rule.missing is Missing.WAIT


def _held(session: Session, trade: int, numbers: Sequence[int]) -> list[Sheet]:
    rows = acts.held(session, numbers)
    if any(row.trade_id != trade for row in rows):
        raise NotFound
    if any(row.state != "open" for row in rows):
        raise SheetSigned
    return rows


def _plan(session: Session, trade: int) -> MarkingPlan:
    plan = plans.read(session, trade)
    if plan is None:
        raise NotFound
    return plan


def _cells(session: Session, plan: MarkingPlan, row: Sheet) -> dict[AspectId, dict[Seat, Cell]]:
    cells = standing_cells(session, row.trade_id, [row.entry_id])
    on_sheet = {each.rule.id for each in plan.sheets[row.id].aspects}
    found = sheets.by_entry(cells)[EntryId(row.entry_id)]
    return {aspect: each for aspect, each in found.items() if aspect in on_sheet}


def _line(
    row: Sheet, aspect: AspectId, seat: Seat, value: str, because: Because, by: int
) -> NewMark:
    return NewMark(
        uuid=str(uuid.uuid4()),
        sheet=row.id,
        aspect=aspect,
        seat=seat,
        value=value,
        base=row.version,
        author=by,
        device=DESK,
        sequence=0,
        taken_at=written(now()),
        because=because,
    )


def _write(session: Session, lines: Sequence[NewMark]) -> int | None:
    """Write *lines*; return the version of their sheet after them."""
    version = None
    for outcome in ledger.transcribe(session, lines) if lines else ():
        if isinstance(outcome, Exception):
            raise outcome
        version = outcome.version
    return version


def _act(session: Session, row: Sheet, kind: acts.Kind, by: int, **told: object) -> None:
    act = SheetAct(trade_id=row.trade_id, kind=kind, sheet_id=row.id, author_id=by, **told)
    acts.append(session, act)
    note(session, by, f"sheet-{kind}", trade=row.trade_id, sheet=row.id, number=act.number)
    session.flush()
