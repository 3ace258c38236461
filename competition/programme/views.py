"""Organisers' pages for competitions and trades."""

from http import HTTPStatus

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act, may
from competition.errors import NotFound, NotSignedIn
from competition.i18n import translated
from competition.programme import trades
from competition.programme.journey import Journey, current
from competition.programme.models import Competition, Trade
from competition.programme.presets import PRESETS
from competition.programme.rules_form.form import GROUPS
from competition.programme.rules_form.summaries import summaries
from competition.programme.schemas import CompetitionSchema, TradeSchema
from competition.scoring.rules_document import rules_of
from competition.scoring.values import TradeId
from competition.web import database, permit, person, write

blueprint = Blueprint("programme", __name__, url_prefix="/organise")
SHOWS = ("names", "codes", "nothing")


@blueprint.get("/")
def overview() -> str:
    """Show every competition's trades, how far each is and what it lacks.

    Chief judges see the trades that are theirs.
    """
    if (somebody := person()) is None:
        raise NotSignedIn
    with database().read() as session:
        listed = [
            {"competition": each, "trades": _progress(session, each.id)}
            for each in trades.competitions(session)
        ]
    if not may(somebody, Act.ORGANISE):
        listed = [each for each in listed if each["trades"]]
    return render_template("competition/overview.html", competitions=listed)


@blueprint.get("/competitions/new")
def new_competition() -> str:
    """Show the form of a new competition."""
    permit(Act.ORGANISE)
    return render_template("competition/new_competition.html", form={}, problems={})


@blueprint.post("/competitions")
def create_competition() -> Answer:
    """Set up a competition, or show the form again with what is wrong."""
    somebody = permit(Act.ORGANISE)
    try:
        given = CompetitionSchema().load(request.form.to_dict())
    except ValidationError as error:
        return _again("competition/new_competition.html", error)
    new = trades.NewCompetition(given.names, given.starts_on, given.ends_on, somebody.id)
    write(trades.create, new)
    return redirect(url_for("programme.overview"), HTTPStatus.SEE_OTHER)


@blueprint.get("/competitions/<int:competition>/trades/new")
def new_trade(competition: int) -> str:
    """Show the form of a new trade."""
    permit(Act.ORGANISE)
    return render_template(
        "competition/new_trade.html",
        competition=_competition(competition),
        presets=list(PRESETS.values()),
        form={},
        problems={},
    )


@blueprint.post("/competitions/<int:competition>/trades")
def add_trade(competition: int) -> Answer:
    """Add a trade, or show the form again with what is wrong."""
    somebody = permit(Act.ORGANISE)
    found = _competition(competition)
    try:
        given = TradeSchema().load(request.form.to_dict())
        number = write(
            trades.add,
            trades.NewTrade(
                found.id,
                given.code,
                given.names,
                given.group_names,
                given.unit,
                given.shows,
                given.rules,
                somebody.id,
            ),
        )
    except trades.TradeCodeTaken as refusal:
        error = ValidationError({"code": [translated(refusal.text, refusal.values)]})
        return _again("competition/new_trade.html", error, competition=found)
    except ValidationError as error:
        return _again("competition/new_trade.html", error, competition=found)
    return redirect(url_for("programme.trade", trade=number), HTTPStatus.SEE_OTHER)


@blueprint.get("/trades/<int:trade>")
def trade(trade: int) -> str:
    """Show one trade: its steps, what each lacks, what the public sees."""
    permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        found = session.get(Trade, trade)
        if found is None:
            raise NotFound
        steps = _journey().of(session, found)
        event = session.get_one(Competition, found.competition_id)
    return render_template(
        "competition/trade.html",
        trade=found,
        competition=event,
        steps=steps,
        shows=SHOWS,
        rules=summaries(GROUPS, rules_of(found.rules)),
    )


@blueprint.post("/trades/<int:trade>/shows")
def show(trade: int) -> Answer:
    """Change what the public sees of a trade."""
    somebody = permit(Act.ORGANISE)
    wanted = request.form.get("shows", "")
    if wanted not in SHOWS:
        raise NotFound
    write(trades.show, trades.NewShows(_trade(trade).id, wanted, somebody.id))
    return redirect(url_for("programme.trade", trade=trade), HTTPStatus.SEE_OTHER)


def _progress(session: Session, competition: int) -> list[dict[str, object]]:
    listed = []
    for each in trades.of_competition(session, competition):
        if not may(person(), Act.OVERSEE, TradeId(each.id)):
            continue
        steps = _journey().of(session, each)
        listed.append({"trade": each, "steps": steps, "current": current(steps)})
    return listed


def _journey() -> Journey:
    found: Journey = current_app.extensions["journey"]
    return found


def _again(template: str, error: ValidationError, **values: object) -> Answer:
    problems = {
        str(field): [translated(str(text)) for text in texts]
        for field, texts in error.messages_dict.items()
    }
    page = render_template(
        template, form=request.form, problems=problems, presets=list(PRESETS.values()), **values
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _competition(number: int) -> Competition:
    with database().read() as session:
        found = session.get(Competition, number)
    if found is None:
        raise NotFound
    return found


def _trade(number: int) -> Trade:
    with database().read() as session:
        found = session.get(Trade, number)
    if found is None:
        raise NotFound
    return found
