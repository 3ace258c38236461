"""The side of the screens: the page on the wall, what it shall show, and its heartbeat."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

import segno
from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from sqlalchemy.orm import Session

from competition.accounts.sign_in import token_hash
from competition.clock import now
from competition.errors import Refusal, sentence
from competition.web import built_name, database, edition, worker_script
from scoreboard import repertoire, screens
from scoreboard.hall_models import Screen
from scoreboard.roll_call import RollCall, report_of

blueprint = Blueprint("wall", __name__, url_prefix="/screen", template_folder="templates")
_COOKIE: Final = "jiangsai-screen"
_SECURE_COOKIE: Final = "__Host-jiangsai-screen"
# Browsers keep a cookie no longer than that; every visit begins it anew.
_KEPT_S: Final = 400 * 86_400
# No token: a browser that keeps it is asked again, and gets one when there is room.
_NONE_YET: Final = "-"


class NoScreen(Refusal):
    """The browser never opened the page of a screen, or has lost its cookie."""

    code, status = "no-screen", HTTPStatus.FORBIDDEN
    text = sentence("This browser is no screen yet. Open /screen.")


def roll_call() -> RollCall:
    """Return which screens this application has heard."""
    found: RollCall = current_app.extensions["roll_call"]
    return found


@blueprint.get("")
def page() -> Response:
    """Show the page of a screen, which asks for everything else by itself."""
    answer = make_response(
        render_template("scoreboard/screen.html", program=built_name("screen.js"))
    )
    return _keeping(answer, _token() or roll_call().ticket(_address()) or _NONE_YET)


@blueprint.get("/worker.js")
def worker() -> Response:
    """Answer the worker that keeps what a screen shows; another program's keeps anew."""
    answer = worker_script("wall.worker.js", edition())
    # Boards stand at addresses of their own.
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@blueprint.get("/state")
def state() -> Response:
    """Answer what this screen shall show, or the code by which it is taken in."""
    return _answer(None)


@blueprint.post("/heartbeat")
def heartbeat() -> Response:
    """Take in how the screen is; answer what it shall show."""
    return _answer(report_of(request.get_json(silent=True)))


def this_screen(session: Session) -> Screen:
    """Return the screen of the hall that asks; raises NoScreen."""
    token = _token()
    screen = screens.of_token(session, token_hash(token)) if token else None
    if screen is None:
        raise NoScreen
    return screen


def _answer(report: dict[str, object] | None) -> Response:
    token = _token()
    if not token:
        raise NoScreen
    hashed = token_hash(token)
    with database().read() as session:
        screen = screens.of_token(session, hashed)
        told = _told(session, screen) if screen else None
    if screen is None or told is None:
        return _waiting(token, report)
    if report is not None:
        roll_call().hear(screen.id, hashed, report)
    return make_response(told)


def _waiting(token: str, report: dict[str, object] | None) -> Response:
    """Answer a screen that nobody has taken in; one whose token is none of ours gets one."""
    calls, code, given = roll_call(), None, None
    issued = calls.tickets.issued(token)
    if issued is None:
        given = token = calls.ticket(_address()) or ""
        issued = calls.tickets.issued(token)
    if issued is not None:
        code = calls.wait(token_hash(token), issued, _address(), report)
    way_in = {"code": code, **_way_in(code)} if code else {"crowded": True}
    answer = make_response({**way_in, "program": built_name("screen.js")})
    return _keeping(answer, given) if given else answer


def _keeping(answer: Response, token: str) -> Response:
    """Return *answer*, with which the browser keeps *token*."""
    answer.set_cookie(
        _SECURE_COOKIE if request.is_secure else _COOKIE,
        token,
        max_age=_KEPT_S,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
        path="/",
    )
    return answer


def _address() -> str:
    return request.remote_addr or ""


def _told(session: Session, screen: Screen) -> dict[str, object]:
    known = repertoire.by_key(session, screens.played([screen]))
    shows = [
        {
            "board": board.key,
            "address": board.address,
            "both": board.speaks_both,
            "seconds": item["seconds"],
        }
        for item in screen.shows
        if (board := known.get(str(item["board"])))
    ]
    return {
        "screen": {"id": screen.id, "name": screen.name, "place": screen.place},
        "epoch": current_app.extensions["publisher"].epoch,
        "version": screen.version,
        "program": built_name("screen.js"),
        "shows": shows,
        "theme": screen.theme,
        "language": screen.language,
        "blank": screen.is_blank,
        "message": screen.message,
        "reloads": screen.reloads,
        "identify": _seconds_left(screen.identified_at),
    }


def _seconds_left(since: datetime) -> float:
    left = (since + screens.IDENTIFIED - now()).total_seconds()
    return round(max(0.0, left), 1)


def _way_in(code: str) -> dict[str, object]:
    address = url_for("screens.listed", code=code, _external=True)
    picture = segno.make(address, error="m").svg_data_uri(
        scale=8, border=2, dark="#000", light="#fff"
    )
    return {"address": url_for("screens.listed", _external=True), "picture": picture}


def _token() -> str:
    return request.cookies.get(_SECURE_COOKIE) or request.cookies.get(_COOKIE) or ""
