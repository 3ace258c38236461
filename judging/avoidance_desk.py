"""The desk page of conflicts of interest: what judges avoid, their ties, the chief's exceptions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act, Role, may
from competition.accounts import people
from competition.accounts.models import Account
from competition.registration import cells
from competition.registration.enrol import delegations_of
from competition.scoring.values import Tie, TradeId
from competition.web import database, permit, person
from judging import avoidance, ties
from judging.avoidance import TiesOf
from judging.desk import carried_out, shared
from judging.ties import Avoiding, NewException, NewTies

blueprint = Blueprint("avoidance", __name__, url_prefix="/organise/trades/<int:trade>")
_LONGEST = 200


@blueprint.get("/avoidance")
def show(trade: int) -> str:
    """Show what judges of a trade avoid, every conflict, and the forms that settle them."""
    permit(Act.OVERSEE, TradeId(trade))
    return _page(trade)


@blueprint.post("/avoidance")
def settle(trade: int) -> Answer:
    """Settle which ties judges avoid."""
    somebody = permit(Act.ORGANISE)
    wanted = request.form.getlist("avoids")
    kept = frozenset(tie for tie in Tie if tie.value in wanted)
    return _done(trade, ties.settle, Avoiding(trade, kept, somebody.id))


@blueprint.post("/ties")
def tell(trade: int) -> Answer:
    """Keep whom the judges of a trade belong with."""
    somebody = permit(Act.ORGANISE)
    with database().read() as session:
        shared(session, trade)
        judges = people.holding(session, {Role.JUDGE, Role.CHIEF}, trade)
    told = tuple(_ties(number) for number in dict.fromkeys(judge.id for judge, _ in judges))
    said = tuple(each for each in told if f"unit.{each.account}" in request.form)
    return _done(trade, ties.tell, NewTies(trade, said, somebody.id))


@blueprint.post("/exceptions")
def excuse(trade: int) -> Answer:
    """Record that a judge sits on a panel although they are tied to entries."""
    somebody = permit(Act.SIGN, TradeId(trade))
    form = request.form
    panel, judge = form.get("panel", "").strip(), form.get("judge", "").strip()
    new = NewException(trade, panel or "1", judge, form.get("reason", ""), somebody.id)
    return _done(trade, ties.excuse, new)


def _ties(account: int) -> TiesOf:
    def said(field: str) -> str:
        return request.form.get(f"{field}.{account}", "").replace("\0", "").strip()[:_LONGEST]

    coached = said("coached").replace(",", ";").replace("，", ";")
    return TiesOf(account, said("delegation"), said("unit"), tuple(cells.parted(coached)))


def _done(trade: int, act: Callable[..., Any], item: object) -> Answer:
    with database().read() as session:
        shared(session, trade)
    return carried_out(act, item, partial(_page, trade), url_for("avoidance.show", trade=trade))


def _page(trade: int, refusal: str | None = None) -> str:
    with database().read() as session:
        common = shared(session, trade)
        held = people.holding(session, {Role.JUDGE, Role.CHIEF}, trade)
        tied = avoidance.seated(session, trade)
        known = avoidance.exceptions_of(session, trade)
        numbers = {each.account_id for each in known} | {each.author_id for each in known}
        judges = {account.id: account for account, _ in held}
        sitting = {each.conflict.account for each in tied}
        may_come = avoidance.conflicts(session, trade, judges)
        return render_template(
            "judging/avoidance.html",
            **common,
            judges=list(judges.values()),
            ties=avoidance.ties_of(session, trade),
            open=avoidance.open_groups(tied),
            tied=tied,
            seats=avoidance.seats(session, trade),
            unseated=avoidance.grouped(
                (None, each) for each in may_come if each.account not in sitting
            ),
            tied_judges=list(dict.fromkeys(each.judge for each in may_come)),
            exceptions=known,
            people={number: session.get_one(Account, number) for number in numbers},
            delegations=delegations_of(session, trade),
            may_except=may(person(), Act.SIGN, TradeId(trade)),
            sent=request.form,
            refusal=refusal,
        )
