"""What a signed sheet says put right: asked for by a judge, approved by the chief judge."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.scoring.values import SHARED, AspectId, EntryId, Seat
from judging import acts, ledger, requests, sheets
from judging import plan as plans
from judging.acts import Kind
from judging.ledger import Because, Cell, NewMark, standing_cells
from judging.models import Sheet, SheetAct
from judging.reason import reasoned
from judging.refused import NotYourSheet, SheetSigned
from judging.requests import Asked


class SheetOpen(Refusal):
    """What is open is marked, not corrected."""

    code, status = "sheet-open", HTTPStatus.CONFLICT
    text = sentence("This sheet is open: mark it anew.")


class NothingToCorrect(Refusal):
    """The sheet says so already."""

    code, status = "nothing-to-correct", HTTPStatus.CONFLICT
    text = sentence("The sheet says so already.")


class AlreadyAsked(Refusal):
    """One correction of a mark waits at a time."""

    code, status = "already-asked", HTTPStatus.CONFLICT
    text = sentence("Another correction of this mark waits for the chief judge.")


class AlreadyAnswered(Refusal):
    """A correction is approved or declined once; a reopened sheet needs none."""

    code, status = "already-answered", HTTPStatus.CONFLICT
    text = sentence("This correction does not wait any more.")


class ValueMoved(Refusal):
    """A correction replaces the value that it was asked for, and no other."""

    code, status = "value-moved", HTTPStatus.CONFLICT
    text = sentence(
        "The correction was asked for %(asked)s; by now the sheet says %(stands)s. "
        "Nothing was changed, and this correction does not wait any more."
    )


class OwnCorrection(Refusal):
    """Two persons stand for a correction."""

    code, status = "own-correction", HTTPStatus.CONFLICT
    text = sentence("You asked for this correction yourself. Somebody else must approve it.")


class LeavesConflict(Refusal):
    """A correction keeps its sheet complete."""

    code, status = "leaves-conflict", HTTPStatus.CONFLICT
    text = sentence("With this the votes would be too far apart. Reopen the sheet instead.")


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A judge asks for another value in a cell of a signed sheet; the value is checked already."""

    sheet: int
    aspect: AspectId
    seat: Seat
    value: str
    reason: str
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The chief judge approves or declines the correction with the number *request*."""

    trade: int
    request: int
    is_approved: bool
    reason: str
    by: int


def ask(session: Session, requests: Sequence[NewRequest]) -> Sequence[int | Exception]:
    """Ask for corrections; answer each with its number, or with why it cannot be asked for.

    Asking for the same again is harmless while it waits.
    """
    return acts.each(session, requests, _ask_one)


def answer(session: Session, answers: Sequence[Answer]) -> Sequence[int | Exception]:
    """Approve or decline corrections; answer each with the number of its own act.

    An approved one is a line of the ledger, with the value it replaces, the
    reason, who asked and who approved; the sheet stays closed.  Raises ValueMoved
    where the sheet says something else by now than when it was asked for.
    """
    return acts.each(session, answers, _answer_one)


def _ask_one(session: Session, new: NewRequest) -> int:
    (sheet,) = acts.held(session, [new.sheet])
    if sheet.state == "open":
        raise SheetOpen
    if sheet.state == "locked":
        raise SheetSigned
    if new.seat not in {SHARED, acts.present(session, sheet, new.by)}:
        raise NotYourSheet
    reason = reasoned(new.reason)
    known = [
        each
        for each in requests.waiting(session, sheet.trade_id, [sheet.id])
        if (each.aspect, each.seat) == (new.aspect, new.seat)
    ]
    if known and (known[0].by, known[0].value) == (new.by, new.value):
        return known[0].number
    if known:
        raise AlreadyAsked
    cell = _cell(session, sheet, new.aspect, new.seat)
    if cell is None or cell.value == new.value:
        raise NothingToCorrect
    document: dict[str, object] = {"aspect": new.aspect, "value": new.value}
    act = SheetAct(
        trade_id=sheet.trade_id,
        kind=Kind.REQUEST,
        sheet_id=sheet.id,
        seat=new.seat,
        version=sheet.version,
        author_id=new.by,
        device=new.device,
        document={**document, "replaces": cell.value, "reason": reason},
    )
    return acts.append(session, act)


def _answer_one(session: Session, given: Answer) -> int:
    asked = next(
        (
            act
            for act in acts.of(session, given.trade, [Kind.REQUEST])
            if act.number == given.request
        ),
        None,
    )
    if asked is None or asked.sheet_id is None:
        raise NotFound
    (sheet,) = acts.held(session, [asked.sheet_id])
    still = {each.number: each for each in requests.unanswered(session, given.trade, [sheet.id])}
    one = still.get(given.request)
    if one is None or (sheet.state != "signed" and not one.is_found):
        raise AlreadyAnswered
    stands = requests.values(session, given.trade, [sheet.id]).get((sheet.id, one.aspect, one.seat))
    if stands != one.replaces:
        raise ValueMoved(asked=one.replaces, stands=stands or "–")
    if given.is_approved:
        return _approve(session, sheet, one, given.by)
    document: dict[str, object] = {"request": given.request}
    act = SheetAct(
        trade_id=sheet.trade_id,
        kind=Kind.DECLINE,
        sheet_id=sheet.id,
        seat=asked.seat,
        author_id=given.by,
        document={**document, "reason": reasoned(given.reason)},
    )
    return acts.append(session, act)


def _approve(session: Session, sheet: Sheet, asked: Asked, by: int) -> int:
    if asked.by == by:
        raise OwnCorrection
    if not _stays_complete(session, sheet, asked):
        raise LeavesConflict
    mark = NewMark(
        uuid=str(uuid.uuid4()),
        sheet=sheet.id,
        aspect=asked.aspect,
        seat=asked.seat,
        value=asked.value,
        base=sheet.version,
        author=asked.by,
        device=asked.device,
        sequence=0,
        taken_at=asked.at,
        because=Because(asked.replaces, asked.reason, asked.by, by),
    )
    (line,) = ledger.transcribe(session, [mark])
    if isinstance(line, Exception):
        raise line
    document: dict[str, object] = {"request": asked.number, "requester": asked.by}
    act = SheetAct(
        trade_id=sheet.trade_id,
        kind=Kind.APPROVAL,
        sheet_id=sheet.id,
        seat=asked.seat,
        version=line.version,
        author_id=by,
        document={**document, "line": line.line, "seat": asked.seat, "found": asked.is_found},
    )
    note(session, by, "correction-approved", trade=sheet.trade_id, sheet=sheet.id, line=line.line)
    return acts.append(session, act)


def _stays_complete(session: Session, sheet: Sheet, asked: Asked) -> bool:
    plan = plans.read(session, sheet.trade_id)
    if plan is None:
        raise NotFound
    cells = sheets.by_entry(standing_cells(session, sheet.trade_id, [sheet.entry_id]))
    mine = cells[EntryId(sheet.entry_id)]
    old = mine[asked.aspect][asked.seat]
    mine[asked.aspect][asked.seat] = old._replace(value=asked.value)
    found = sheets.counted(plan, plan.sheets[sheet.id], mine)
    return found.counted == found.of


def _cell(session: Session, sheet: Sheet, aspect: AspectId, seat: Seat) -> Cell | None:
    cells = sheets.by_entry(standing_cells(session, sheet.trade_id, [sheet.entry_id]))
    return cells[EntryId(sheet.entry_id)].get(aspect, {}).get(seat)
