"""Ceremonies as they are seen: by the public scene by scene, by presenters with what comes next."""

import re
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.errors import Invalid, NotFound
from competition.programme.models import Trade
from competition.programme.trades import BY_CODE
from competition.web import database, permit, write
from judging import sheets
from scoreboard import ceremony
from scoreboard.ceremony import Closing, Move, NewCeremony, epoch_of, public_scene
from scoreboard.hall_models import Ceremony
from scoreboard.publisher import Publisher
from scoreboard.visibility import tells_names

blueprint = Blueprint("stage", __name__, template_folder="templates")
THEMES = ("light", "dark", "contrast")


@blueprint.get("/ceremony/<int:number>")
def audience(number: int) -> str:
    """Show the scene that the presenter has reached."""
    with database().read() as session:
        row = _found(session, number)
        title = row.scenes[0]
    theme = request.args.get("theme")
    return render_template(
        "scoreboard/ceremony.html",
        number=number,
        title=title,
        theme=theme if theme in THEMES else "dark",
    )


@blueprint.get("/live/ceremonies/<int:number>")
def scene(number: int) -> Answer:
    """Answer the scene that is shown now, and what was told before it: nothing of later ones."""
    publisher: Publisher = current_app.extensions["publisher"]
    publisher.attest()
    with database().read() as session:
        fact = ceremony.seen(session, _found(session, number))
    told = public_scene(fact, publisher.epoch)
    answer = make_response(told)
    answer.set_etag(f"{told['epoch']}-{told['version']}")
    answer.headers["Cache-Control"] = "no-cache"
    return answer.make_conditional(request)


@blueprint.get("/organise/ceremonies")
def listed() -> str:
    """Show every ceremony, and the form that makes one."""
    permit(Act.SHOW)
    with database().read() as session:
        trades = session.scalars(select(Trade).order_by(Trade.competition_id, *BY_CODE)).all()
        return render_template(
            "scoreboard/ceremonies.html",
            trades=[(each, sheets.is_signed(session, each.id)) for each in trades],
            ceremonies=ceremony.everyone(session),
            most=ceremony.MOST_ALONE,
            tells_names=tells_names,
        )


@blueprint.post("/organise/ceremonies")
def make() -> Answer:
    """Make a ceremony, or a rehearsal of one."""
    somebody = permit(Act.SHOW)
    trade, alone = _number("trade"), _number("alone")
    with database().read() as session:
        if session.get(Trade, trade) is None:
            raise NotFound
    if not 1 <= alone <= ceremony.MOST_ALONE:
        raise Invalid
    is_rehearsal = request.form.get("kind") == "rehearsal"
    number = write(ceremony.make, NewCeremony(trade, alone, is_rehearsal, somebody.id))
    return redirect(url_for("stage.presenter", number=number), HTTPStatus.SEE_OTHER)


@blueprint.get("/organise/ceremonies/<int:number>")
def presenter(number: int) -> str:
    """Show the presenter what is seen, what comes next, and the keys."""
    permit(Act.SHOW)
    with database().read() as session:
        row = _found(session, number)
        return render_template(
            "scoreboard/presenter.html",
            ceremony=row,
            trade=session.get_one(Trade, row.trade_id),
        )


@blueprint.get("/organise/ceremonies/<int:number>/scenes")
def script(number: int) -> dict[str, Any]:
    """Answer every scene and which one is shown."""
    permit(Act.SHOW)
    with database().read() as session:
        row = _found(session, number)
        called, scenes = ceremony.script(session, row)
        return {
            "ceremony": row.id,
            "epoch": epoch_of(current_app.extensions["publisher"].epoch, called),
            "version": row.version,
            "rehearsal": row.is_rehearsal,
            "closed": row.closed_at is not None,
            "current": ceremony.is_current(session, row),
            "step": row.step,
            "tells": "codes" if called == ceremony.CODES else "names",
            "scenes": scenes,
        }


@blueprint.post("/organise/ceremonies/<int:number>/step")
def step(number: int) -> dict[str, object]:
    """Show another scene: ``{"step": 4, "version": 9}``, refused unless the version stands."""
    somebody = permit(Act.SHOW)
    asked = request.get_json(silent=True)
    wanted = asked if isinstance(asked, dict) else {}
    to, version = wanted.get("step"), wanted.get("version")
    # JSON's true is no number, whatever Python thinks of it.
    if type(to) is not int or type(version) is not int:
        raise Invalid
    newer = write(ceremony.move, Move(number, to, version, somebody.id))
    return {"step": to, "version": newer}


@blueprint.post("/organise/ceremonies/<int:number>/closing")
def close(number: int) -> Answer:
    """Close a ceremony."""
    somebody = permit(Act.SHOW)
    write(ceremony.close, Closing(number, somebody.id))
    return redirect(url_for("stage.listed"), HTTPStatus.SEE_OTHER)


def _number(key: str) -> int:
    text = request.form.get(key, "")
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Invalid
    return int(text)


def _found(session: Session, number: int) -> Ceremony:
    row = session.get(Ceremony, number)
    if row is None:
        raise NotFound
    return row
