"""What the desk does around signatures: checks and confirmations settled, protests, one sheet."""

from datetime import datetime
from functools import partial

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act, may
from competition.errors import NotFound
from competition.scoring.values import TradeId
from competition.web import database, permit, person
from judging import checks, confirmations, formalities, paper
from judging import panels as seating
from judging.deed_words import deed
from judging.desk import carried_out, done, on_chiefs_page, shared
from judging.doorkeeper import planned
from judging.wording import names_of

blueprint = Blueprint("checking_desk", __name__, url_prefix="/organise/trades/<int:trade>")

_CHECKING = frozenset({"none", "aloud", "blind"})
_CONFIRMING = frozenset({"none", "competitor"})


@blueprint.post("/checking")
def settle(trade: int) -> Answer:
    """Settle what comes before the signatures: a second person's check, the competitor's word."""
    somebody = permit(Act.ORGANISE)
    checking = request.form.get("checking", "none")
    confirming = request.form.get("confirming", "none")
    if checking not in _CHECKING or confirming not in _CONFIRMING:
        raise NotFound
    change = formalities.NewChecking(trade, checking, confirming, somebody.id)
    return done("desk.panels", trade, formalities.settle, change)


@blueprint.post("/panels/leader")
def lead(trade: int) -> Answer:
    """Say who leads a panel: the judge in one of its seats."""
    somebody = permit(Act.ORGANISE)
    seat = request.form.get("seat", "")
    if not seat.isascii() or not seat.isdecimal() or int(seat) >= 2**31:
        raise NotFound
    new = seating.NewLeader(trade, request.form.get("panel", ""), int(seat), somebody.id)
    return done("desk.panels", trade, seating.lead, new)


@blueprint.post("/protests/<int:number>")
def answer_protest(trade: int, number: int) -> Answer:
    """Answer the protest of a competitor."""
    somebody = permit(Act.SIGN, TradeId(trade))
    outcome, reason = request.form.get("outcome", ""), request.form.get("reason", "")
    given = confirmations.NewAnswer(trade, number, outcome, reason, somebody.id)
    return on_chiefs_page(trade, confirmations.answer, given)


@blueprint.post("/sheets/<int:sheet>/second-entry")
def enter_anew(trade: int, sheet: int) -> Answer:
    """Have a sheet entered a second time anew, for a reason."""
    somebody = permit(Act.SIGN, TradeId(trade))
    wanted = checks.NewAnew(trade, sheet, request.form.get("reason", ""), somebody.id)
    address = url_for("checking_desk.sheet_page", trade=trade, sheet=sheet)
    return carried_out(checks.have_anew, wanted, partial(_sheet_page, trade, sheet), address)


@blueprint.get("/sheets/<int:sheet>")
def sheet_page(trade: int, sheet: int) -> str:
    """Show one sheet whole, to be read or printed: marks, rounds, absences, checks, names."""
    permit(Act.OVERSEE, TradeId(trade))
    return _sheet_page(trade, sheet)


def _sheet_page(trade: int, sheet: int, refusal: str | None = None) -> str:
    plan, found = planned(sheet)
    if plan.trade != trade:
        raise NotFound
    with database().read() as session:
        common = shared(session, trade)
        written = paper.of_sheet(session, plan, found)
    return render_template(
        "judging/sheet.html",
        **common,
        sheet=found,
        paper=written,
        deed=deed,
        moment=datetime.fromisoformat,
        names_of=names_of,
        may_sign=may(person(), Act.SIGN, TradeId(trade)),
        refusal=refusal,
    )
