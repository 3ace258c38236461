"""Pages and answers for signing in and out."""

from datetime import timedelta
from http import HTTPStatus
from ipaddress import ip_address

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from competition.accounts import sign_in as signing_in
from competition.accounts.lock_out import Place
from competition.accounts.presence import DEVICE_COOKIE, SECURE_DEVICE_COOKIE, Presence
from competition.accounts.sessions import COOKIE, SECURE_COOKIE
from competition.accounts.sign_in import Revoked, Secret
from competition.errors import NotSignedIn, Refusal
from competition.i18n import translated
from competition.web import database, person, write

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
def sign_in() -> str:
    """Show the page on which organisers and chief judges sign in."""
    return render_template("competition/sign_in.html", next=_next(), code="", problem=None)


@blueprint.post("/sign-in")
def enter() -> Answer:
    """Sign somebody in by password, or show the page again with what was wrong."""
    try:
        token = begin(request.form.get("code", ""), request.form.get("password", ""), "password")
    except Refusal as refusal:
        page = render_template(
            "competition/sign_in.html",
            next=_next(),
            code=request.form.get("code", ""),
            problem=translated(refusal.text, refusal.values),
        )
        return make_response(page, refusal.status)
    answer = redirect(_next(), HTTPStatus.SEE_OTHER)
    keep(answer, token)
    return answer


@blueprint.post("/sign-out")
def leave() -> Answer:
    """End the present session and go to the front page."""
    end()
    answer = redirect(url_for("scoreboard.home"), HTTPStatus.SEE_OTHER)
    answer.delete_cookie(SECURE_COOKIE if request.is_secure else COOKIE, secure=request.is_secure)
    return answer


def begin(code: str, text: str, way: str) -> str:
    """Return the token of a new session for a secret; raises what sign-in refuses.

    The session that the browser had before ends with it.
    """
    before = person()
    agent = request.headers.get("User-Agent", "")
    secret = Secret(code, text, way, agent, _place(way), before.sign_in if before else None)
    with database().read() as session:
        known = signing_in.known(session, secret)
    # No connection is held while the secret is compared: that takes far longer than a question.
    token: str = write(signing_in.attempt, signing_in.compared(known))
    return token


def vouched(code: str, pin: str) -> int:
    """Return whose PIN this is, who signs nobody in or out by it; raises what sign-in refuses."""
    agent = request.headers.get("User-Agent", "")
    secret = Secret(code, pin, "pin", agent, _place("pin"), None)
    with database().read() as session:
        known = signing_in.known(session, secret)
    account: int = write(signing_in.vouch, signing_in.compared(known))
    return account


def end(meant: int | None = None) -> None:
    """End the present session, if it is the one that is *meant*.

    The browser keeps the cookie, whose token opens nothing any more: an answer
    that came late would take the next person's cookie away.
    """
    if (somebody := person()) is None:
        raise NotSignedIn
    if meant in {None, somebody.sign_in}:
        write(signing_in.end, somebody.sign_in)


def keep(answer: Answer, token: str, lasts: timedelta | None = None) -> None:
    """Give the browser the token of its session, out of reach of scripts.

    Without *lasts* the browser forgets it when it is closed.
    """
    answer.set_cookie(
        SECURE_COOKIE if request.is_secure else COOKIE,
        token,
        max_age=lasts,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
        path="/",
    )


def keep_device(answer: Answer, token: str, seconds: int) -> None:
    """Give the browser the token of its pairing, out of reach of scripts."""
    answer.set_cookie(
        SECURE_DEVICE_COOKIE if request.is_secure else DEVICE_COOKIE,
        token,
        max_age=seconds,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
        path="/",
    )


def presence() -> Presence:
    """Return the paired tablets of this application."""
    found: Presence = current_app.extensions["presence"]
    return found


def _place(way: str) -> Place:
    device = presence().which(request.cookies)
    if device is None or device.is_revoked:
        if device is not None and way == "pin":
            raise Revoked
        return Place(None, _network(request.remote_addr or ""))
    return Place(device.id)


def _network(address: str) -> str:
    """Return an address as failures are counted by: of IPv6 the network that one host fills."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    return str(found) if found.version == 4 else found.exploded[:19]  # noqa: PLR2004 - IPv4


def _next() -> str:
    wanted = request.values.get("next", "")
    is_here = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if is_here and "\\" not in wanted else url_for("programme.overview")
