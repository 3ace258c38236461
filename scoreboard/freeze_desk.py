"""Desk pages of freezes: what the public sees of each trade, and what officials see meanwhile."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.clock import now
from competition.errors import NotFound, Refusal, sentence
from competition.i18n import TIME_ZONE, date_span, translated
from competition.programme.models import Competition, Trade
from competition.programme.trades import competitions, of_competition
from competition.scoring.values import TradeId
from competition.web import database, permit, polled
from scoreboard import freeze
from scoreboard.curtain import Curtain
from scoreboard.publisher import Publisher
from scoreboard.states import states_of

blueprint = Blueprint("freeze", __name__, url_prefix="/organise", template_folder="templates")


@blueprint.app_context_processor
def _frozen() -> dict[str, Callable[[int], datetime | None]]:
    """Let every desk page of a trade say that its board is frozen."""
    return {"frozen_since": _frozen_since}


def _frozen_since(trade: int) -> datetime | None:
    with database().read() as session:
        last = freeze.newest(session, trade)
    return last.at if last is not None and last.kind == "freeze" else None


class NothingChosen(Refusal):
    """An act on trades names none."""

    code, status = "nothing-chosen", HTTPStatus.UNPROCESSABLE_ENTITY
    text = sentence("Choose the trades first.")


class NoMoment(Refusal):
    """A freeze that is set needs its day and time."""

    code, status = "no-moment", HTTPStatus.UNPROCESSABLE_ENTITY
    text = sentence("Say from when on, as day and time.")


@blueprint.get("/freeze")
def current() -> Answer:
    """Lead to the freezes of the competition that is not over, or to the choice of several."""
    permit(Act.SHOW)
    today = now().astimezone(ZoneInfo(TIME_ZONE)).date()
    with database().read() as session:
        events = competitions(session)
    if not events:
        raise NotFound
    found = [each for each in events if each.ends_on >= today] or events
    if len(found) > 1:
        return redirect(url_for("freeze.choice"))
    return redirect(url_for("freeze.listed", competition=found[0].id))


@blueprint.get("/freeze/competitions")
def choice() -> str:
    """Show every competition, and how many of its trades are frozen or will be."""
    permit(Act.SHOW)
    with database().read() as session:
        stands = freeze.standing(session)
        rows = [
            {
                "competition": event,
                "dates": date_span(event.starts_on, event.ends_on),
                "trades": len(trades),
                "kinds": Counter(stands[each.id].kind for each in trades if each.id in stands),
            }
            for event in competitions(session)
            for trades in [of_competition(session, event.id)]
        ]
    return render_template("scoreboard/freeze_choice.html", rows=rows)


@blueprint.get("/competitions/<int:competition>/freeze")
def listed(competition: int) -> str:
    """Show what the public sees of each trade, and the buttons that freeze and lift.

    They are the organisers' and the screen operators'.
    """
    permit(Act.SHOW)
    return _page(competition)


@blueprint.post("/competitions/<int:competition>/freeze")
def change(competition: int) -> Answer:
    """Freeze the chosen trades now or at a moment, or lift; show the page again with a refusal."""
    somebody = permit(Act.SHOW)
    try:
        trades = _chosen(competition)
        outcomes = _act(request.form.get("act", ""))(trades, somebody.id)
    except Refusal as refusal:
        return _again(competition, refusal)
    refused = next((each for each in outcomes if each is not None), None)
    # Some of many may have been frozen already: the others are all the same.
    if refused is not None and all(outcomes):
        return _again(competition, refused)
    return redirect(url_for("freeze.listed", competition=competition), HTTPStatus.SEE_OTHER)


@blueprint.get("/trades/<int:trade>/live")
def live(trade: int) -> str:
    """Show the ranking as it is now to the trade's officials, whatever the public sees."""
    permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        found = session.get(Trade, trade)
        if found is None:
            raise NotFound
        event = session.get_one(Competition, found.competition_id)
    return render_template("scoreboard/officials.html", trade=found, competition=event)


@blueprint.get("/trades/<int:trade>/live.json")
def live_snapshot(trade: int) -> Answer:
    """Answer the snapshot that officials get: all of it, for nobody else to keep."""
    permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        if session.get(Trade, trade) is None:
            raise NotFound
    publisher: Publisher = current_app.extensions["publisher"]
    publisher.attest()
    version, body = publisher.private_snapshot(trade)
    return polled(f"{publisher.epoch}-{version}", body, "private, no-store")


def _page(competition: int, refusal: str = "") -> str:
    with database().read() as session:
        event = session.get(Competition, competition)
        if event is None:
            raise NotFound
        stands = freeze.standing(session)
        trades = of_competition(session, competition)
        states = states_of(session, [each.id for each in trades])
        rows = [
            {"trade": each, "stand": stands.get(each.id), "state": states[each.id]}
            for each in trades
        ]
        has_others = len(competitions(session)) > 1
    return render_template(
        "scoreboard/freeze.html",
        competition=event,
        has_others=has_others,
        rows=rows,
        refusal=refusal,
        asked=request.form,
        moment=now().astimezone(ZoneInfo(TIME_ZONE)),
    )


def _again(competition: int, refusal: Refusal) -> Answer:
    page = _page(competition, translated(refusal.text, refusal.values))
    return make_response(page, refusal.status)


def _chosen(competition: int) -> list[int]:
    wanted = set(request.form.getlist("trade", type=int))
    with database().read() as session:
        found = [each.id for each in of_competition(session, competition) if each.id in wanted]
    if not found:
        raise NothingChosen
    return found


def _act(name: str) -> Callable[[Sequence[int], int], Sequence[Refusal | None]]:
    curtain: Curtain = current_app.extensions["curtain"]
    if name == "lift":
        return curtain.open
    if name == "freeze":
        return curtain.close
    if name == "plan":
        at = _moment()
        return lambda trades, by: curtain.plan(trades, by, at)
    raise NotFound


def _moment() -> datetime:
    """Return the moment that the form names, in the competition's time zone."""
    try:
        typed = datetime.fromisoformat(request.form.get("at", ""))
    except ValueError:
        raise NoMoment from None
    return typed.replace(tzinfo=ZoneInfo(TIME_ZONE))
