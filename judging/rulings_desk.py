"""The desk page of the jury's rulings: penalties, adjustments, decisions; and the trade file."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act, may
from competition.clock import read as read_time
from competition.errors import NotAllowed, Refusal, sentence
from competition.i18n import translated
from competition.native import in_native_thread
from competition.scoring.rules import Unresolved
from competition.scoring.standings import score
from competition.scoring.trade import Team, TradeFile
from competition.scoring.values import TradeId
from competition.web import database, permit, person
from judging import equals, panels, rulings, schemes, sheets
from judging.award_words import award_words
from judging.desk import shared, write_as_seen
from judging.dossier import file_of, shown_trade
from judging.problem_words import grouped
from judging.rulings import NewRuling, Withdrawal

blueprint = Blueprint("rulings", __name__, url_prefix="/organise/trades/<int:trade>")

_MEDALS: Final = ("gold", "silver", "bronze", "medallion")
_NONE: Final = "none"
_BAD_ORDER: Final = sentence("Give each of the equals a place of its own: 1, 2, 3 …")
_MINUS: Final = str.maketrans({"−": "-", "–": "-"})
Form = Mapping[str, str]


class PendingVotes(NotAllowed):
    """Votes are seen by nobody on a panel before all are in; the file holds every one."""

    code = "pending-votes"
    text = sentence(
        "You sit on a panel of this trade, and the file shows votes that are not all in. "
        "The organiser can keep it; you can when the trade is signed."
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one of the page's forms: which form, which field, the sentence."""

    form: str
    field: str
    text: str


@blueprint.get("/rulings")
def show(trade: int) -> str:
    """Show every ruling of a trade, what waits for one, and the forms that add one."""
    permit(Act.OVERSEE, TradeId(trade))
    return _shown(trade)


@blueprint.post("/rulings")
def rule(trade: int) -> Answer:
    """Add a penalty, an adjustment or a decision."""
    somebody = permit(Act.RULE, TradeId(trade))
    name = request.form.get("form", "")
    make = _DOCUMENTS.get(name, _of_penalty)
    kind = "decision" if name in {"order", "share", "medal"} else name
    document = make(request.form)
    if document is None:
        fault = Fault(_place(request.form), "order", translated(_BAD_ORDER))
        return make_response(_shown(trade, fault), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _done(trade, rulings.rule, NewRuling(trade, kind, document, somebody.id))


@blueprint.post("/rulings/<int:number>/withdrawal")
def withdraw(trade: int, number: int) -> Answer:
    """Take a ruling back, with the reason."""
    somebody = permit(Act.RULE, TradeId(trade))
    reason = request.form.get("reason", "")
    return _done(trade, rulings.withdraw, Withdrawal(trade, number, reason, somebody.id))


@blueprint.get("/trade-file")
def trade_file(trade: int) -> Response:
    """Answer the trade whole as a trade file to keep."""
    somebody = permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        if panels.sits(session, trade, somebody.id) and not sheets.is_signed(session, trade):
            raise PendingVotes
        body = file_of(session, trade)
    answer = make_response(body)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="trade-{trade}.json"'
    return answer


def _done(trade: int, act: Callable[..., Any], item: NewRuling | Withdrawal) -> Answer:
    try:
        write_as_seen(act, item)
    except rulings.UnknownRuling:
        raise
    except Refusal as refusal:
        text = translated(refusal.text, refusal.values)
        fault = Fault(_place(request.form), str(refusal.extra.get("field", "")), text)
        return make_response(_shown(trade, fault), refusal.status)
    return redirect(url_for("rulings.show", trade=trade), HTTPStatus.SEE_OTHER)


def _place(form: Form) -> str:
    """Return which of the page's forms was sent: a tie has its own by its entries."""
    return form.get("place") or form.get("form", "")


def _shown(trade: int, fault: Fault | None = None) -> str:
    with database().read() as session:
        common = shared(session, trade)
        given = shown_trade(session, trade)
        made = rulings.all_of(session, trade)
        is_locked, is_signed = schemes.is_locked(session, trade), sheets.is_signed(session, trade)
    found = in_native_thread(score, given)
    units = _units(given)
    return render_template(
        "judging/rulings.html",
        **common,
        rulings=[{"ruled": each, "at": read_time(each.at)} for each in reversed(made)],
        read_time=read_time,
        given=given,
        names={each.code: each.names for each in (*given.teams, *given.entries)},
        units=units,
        everybody=_everybody(given),
        ties=equals.waiting(found),
        by_lot=given.rules.unresolved is Unresolved.NEVER,
        problems=grouped(one for one in found.problems if one.code not in equals.WAITING),
        aspects=[aspect for _, _, aspect in given.scheme.aspects()],
        has_scale=given.rules.scale is not None,
        has_medals=given.rules.awards.medals is not None,
        medals=_MEDALS,
        words=award_words(),
        is_locked=is_locked,
        is_signed=is_signed,
        may_rule=may(person(), Act.RULE, TradeId(trade)),
        fault=fault,
        sent=request.form if fault else {},
    )


def _units(given: TradeFile) -> Sequence[Team]:
    """Return what is ranked: entries, or teams that are summed."""
    return given.teams if given.rules.sums_teams else given.entries


def _everybody(given: TradeFile) -> Sequence[Team]:
    """Return whoever can be penalised: entries, and teams that are summed."""
    return (*given.entries, *given.teams) if given.rules.sums_teams else given.entries


def _number(text: str) -> str:
    """Return what was typed as documents spell it: figures of any width, one kind of minus."""
    return unicodedata.normalize("NFKC", text).translate(_MINUS).strip().removeprefix("+")


def _of_penalty(form: Form) -> dict[str, object] | None:
    scope = form.get("scope", "")
    found: dict[str, object] = {
        "entry": form.get("entry", ""),
        "scope": scope,
        "reason": form.get("reason", "").strip(),
    }
    if scope in {"aspect", "module"}:
        found[scope] = form.get(scope, "")
    if form.get("takes") == "void":
        return {**found, "void": True}
    return {**found, "points": _number(form.get("points", ""))}


def _of_adjustment(form: Form) -> dict[str, object] | None:
    scope = form.get("scope", "")
    found: dict[str, object] = {
        "entry": form.get("entry", ""),
        "scope": scope,
        "points": _number(form.get("points", "")),
        "reason": form.get("reason", "").strip(),
    }
    return {**found, "module": form.get("module", "")} if scope == "module" else found


def _of_order(form: Form) -> dict[str, object] | None:
    """Return the equals in the order that was entered; None unless each has its own place."""
    positions = {
        name.removeprefix("at."): _number(text)
        for name, text in form.items()
        if name.startswith("at.")
    }
    wanted = [str(at) for at in range(1, len(positions) + 1)]
    if sorted(positions.values()) != sorted(wanted):
        return None
    entries = sorted(positions, key=lambda code: int(positions[code]))
    return {"kind": "order", "entries": entries, "reason": form.get("reason", "").strip()}


def _of_share(form: Form) -> dict[str, object] | None:
    entries = [name.removeprefix("at.") for name in form if name.startswith("at.")]
    return {"kind": "share", "entries": entries, "reason": form.get("reason", "").strip()}


def _of_medal(form: Form) -> dict[str, object] | None:
    medal = form.get("medal", "")
    return {
        "kind": "medal",
        "entry": form.get("entry", ""),
        "medal": None if medal == _NONE else medal,
        "reason": form.get("reason", "").strip(),
    }


_DOCUMENTS: Final[Mapping[str, Callable[[Form], dict[str, object] | None]]] = {
    "penalty": _of_penalty,
    "adjustment": _of_adjustment,
    "order": _of_order,
    "share": _of_share,
    "medal": _of_medal,
}
