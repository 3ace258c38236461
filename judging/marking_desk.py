"""What the chief judge does with sheets: rounds, absences, seats, corrections, locks."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.errors import NotFound
from competition.scoring.values import AspectId, Seat, TradeId
from competition.web import database, permit
from judging import corrections, locks, reliefs, reopeners, rounds, signatures, suspension
from judging import plan as plans
from judging.desk import done, on_chiefs_page
from judging.plan import PlannedSheet, Stack

blueprint = Blueprint("marking", __name__, url_prefix="/organise/trades/<int:trade>")
_MOST: Final = 2**31 - 1


@blueprint.post("/signing")
def settle_signing(trade: int) -> Answer:
    """Settle whether the chief judge alone signs, or each sheet's panel first."""
    somebody = permit(Act.ORGANISE)
    signing = request.form.get("signing", "")
    if signing not in {"chief", "panel"}:
        raise NotFound
    change = signatures.NewSigning(trade, signing, somebody.id)
    return on_chiefs_page(trade, signatures.settle_signing, change)


@blueprint.post("/suspensions")
def suspend(trade: int) -> Answer:
    """Suspend the marking of a trade, for a reason."""
    somebody = permit(Act.OVERSEE, TradeId(trade))
    new = suspension.NewSuspension(trade, request.form.get("reason", ""), somebody.id)
    return on_chiefs_page(trade, suspension.suspend, new)


@blueprint.post("/resumptions")
def resume(trade: int) -> Answer:
    """Let the marking of a trade go on."""
    somebody = permit(Act.OVERSEE, TradeId(trade))
    return on_chiefs_page(trade, suspension.resume, suspension.Resumption(trade, somebody.id))


@blueprint.post("/locks")
def lock(trade: int) -> Answer:
    """Lock the sheets of one module and day."""
    somebody = permit(Act.SIGN, TradeId(trade))
    return on_chiefs_page(trade, locks.lock, locks.Locking(trade, _stack(), somebody.id))


@blueprint.post("/unlocks")
def unlock(trade: int) -> Answer:
    """Unlock the sheets of one module and day, for a reason."""
    somebody = permit(Act.REOPEN, TradeId(trade))
    unlocking = locks.Unlocking(trade, _stack(), *_why(), by=somebody.id)
    return on_chiefs_page(trade, locks.unlock, unlocking)


@blueprint.post("/reopenings")
def reopen(trade: int) -> Answer:
    """Let a signed sheet be marked again, for a reason."""
    somebody = permit(Act.REOPEN, TradeId(trade))
    reopening = locks.Reopening(trade, _number("sheet"), *_why(), by=somebody.id)
    return on_chiefs_page(trade, locks.reopen, reopening)


@blueprint.post("/reopeners")
def settle_reopener(trade: int) -> Answer:
    """Give a chief judge the right to reopen sheets, or withhold it."""
    somebody = permit(Act.ORGANISE)
    is_given = request.form.get("may") == "1"
    change = reopeners.NewReopener(trade, _number("account"), is_given, somebody.id)
    return done("desk.panels", trade, reopeners.settle, change)


@blueprint.post("/sheets/<int:sheet>/rounds")
def open_round(trade: int, sheet: int) -> Answer:
    """Have the panel vote again on an aspect whose votes are too far apart."""
    somebody = permit(Act.SIGN, TradeId(trade))
    # The page says which round it would open: a form that was sent twice opens it once.
    number = _number("round") if request.form.get("round") else None
    aspect = AspectId(_number("aspect"))
    new = rounds.NewRound(trade, sheet, aspect, somebody.id, number=number)
    return on_chiefs_page(trade, rounds.open_round, new)


@blueprint.post("/absences")
def settle_absence(trade: int) -> Answer:
    """Wait no more for a judge on a sheet, or on a whole module and day; or wait again."""
    somebody = permit(Act.SIGN, TradeId(trade))
    reason, _ = _why()
    sheets, seat = _of_judge(trade) if request.form.get("who") else (_sheets(trade), _seat())
    absence = rounds.NewAbsence(trade, tuple(sheets), seat, reason, somebody.id)
    act = rounds.expect if request.form.get("back") else rounds.excuse
    return on_chiefs_page(trade, act, absence)


@blueprint.post("/reliefs")
def relieve(trade: int) -> Answer:
    """Let a seat of a panel pass to another judge, for a reason."""
    somebody = permit(Act.SIGN, TradeId(trade))
    seat, before, panel = (*request.form.get("chair", "").split("|", 2), "", "")[:3]
    chair = (panel, Seat(_counted(seat)), _counted(before))
    reason, _ = _why()
    comer, is_complete = request.form.get("judge", ""), bool(request.form.get("complete"))
    new = reliefs.NewRelief(trade, *chair, comer, reason, somebody.id, complete=is_complete)
    return on_chiefs_page(trade, reliefs.relieve, new)


@blueprint.post("/corrections/<int:number>")
def answer_correction(trade: int, number: int) -> Answer:
    """Approve or decline a correction that a judge asked for."""
    somebody = permit(Act.SIGN, TradeId(trade))
    is_approved = request.form.get("answer") == "approve"
    reason, _ = _why()
    given = corrections.Answer(trade, number, is_approved, reason, somebody.id)
    return on_chiefs_page(trade, corrections.answer, given)


def _why() -> tuple[str, str]:
    """Return the reason that was given, and the code of who asked for it."""
    return request.form.get("reason", ""), request.form.get("asked_by", "")


def _stack() -> Stack:
    day = request.form.get("day", "")
    return Stack(request.form.get("module", ""), _number("day") if day else None)


def _seat() -> Seat:
    return Seat(_number("seat"))


def _sheets(trade: int) -> Sequence[int]:
    """Return the sheet that is named, or the open ones of a module and day: an entry's, or all."""
    if request.form.get("sheet"):
        return [_number("sheet")]
    module, _, day = request.form.get("stack", "").partition("|")
    return [each.id for each in _open(trade, module, day)]


def _of_judge(trade: int) -> tuple[Sequence[int], Seat]:
    """Return the open sheets of a module and day on which a judge has a seat, and that seat."""
    account, day, module = (*request.form["who"].split("|", 2), "", "")[:3]
    judge = _counted(account)
    found = {each.id: each.seat(judge) for each in _open(trade, module, day)}
    seats = {number: seat for number, seat in found.items() if seat is not None}
    return list(seats), next(iter(seats.values()), Seat(0))


def _open(trade: int, module: str, day: str) -> Sequence[PlannedSheet]:
    """Return the open sheets of a module and day: of the entry that is named, or of all."""
    entry = _number("entry") if request.form.get("entry") else None
    with database().read() as session:
        agreed = plans.read(session, trade)
        stack = Stack(module, _counted(day) if day else None)
        found = agreed.stacks.get(stack, ()) if agreed else ()
        wanted = {each.id: each for each in found if entry in {None, each.entry}}
        return [wanted[each] for each in locks.open_among(session, list(wanted))]


def _number(name: str) -> int:
    """Return the number in a field; raises NotFound where it is none that a table could hold."""
    return _counted(request.form.get(name, ""))


def _counted(text: str) -> int:
    is_short = len(text) <= len(str(_MOST))
    if not is_short or not text.isascii() or not text.isdecimal() or int(text) > _MOST:
        raise NotFound
    return int(text)
