"""Pages and answers for signing in and out."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.accounts import sign_in as signing_in
from competition.accounts.sessions import COOKIE, SECURE_COOKIE
from competition.accounts.sign_in import Secret
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
        token = begin(_secret())
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
    answer = redirect(url_for("scoreboard.home"), HTTPStatus.SEE_OTHER)
    end(answer)
    return answer


def begin(secret: Secret) -> str:
    """Return the token of a new session for *secret*; raises what sign-in refuses."""
    with database().read() as session:
        attempt = signing_in.compared(session, secret)
    token: str = write(signing_in.attempt, attempt)
    return token


def end(answer: Answer) -> None:
    """End the present session, in the database and in the browser that gets *answer*."""
    if (somebody := person()) is None:
        raise NotSignedIn
    write(signing_in.end, somebody.sign_in)
    answer.delete_cookie(SECURE_COOKIE if request.is_secure else COOKIE, secure=request.is_secure)


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


def _secret() -> Secret:
    agent = request.headers.get("User-Agent", "")
    return Secret(request.form.get("code", ""), request.form.get("password", ""), "password", agent)


def _next() -> str:
    wanted = request.values.get("next", "")
    is_here = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if is_here and "\\" not in wanted else url_for("programme.overview")
