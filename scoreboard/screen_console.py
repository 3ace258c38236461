"""The console: every screen of the hall, how it is, and what it shall show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.clock import now
from competition.errors import Invalid, NotFound, sentence
from competition.web import built_name, database, permit, write
from scoreboard import repertoire, screens
from scoreboard.hall_models import Screen
from scoreboard.repertoire import Board
from scoreboard.screens import Forgetting, NoSuchCode, Order, ScreensCrowded, TakingIn
from scoreboard.wall import roll_call

blueprint = Blueprint(
    "screens", __name__, url_prefix="/organise/screens", template_folder="templates"
)
# Two heartbeats may be lost on the way; three are not.
_AWAY: Final = timedelta(seconds=30)
_SLOW: Final = 20
_LONGEST: Final = 60
_LONGEST_MESSAGE: Final = 160
_USUAL_S: Final = 20
# What buttons order that need no further words.
_PLAIN: Final[Mapping[str, Mapping[str, object]]] = {
    "clear": {"message": {}},
    "blank": {"is_blank": True},
    "light": {"is_blank": False},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One screen as the console shows it; *age* is whole seconds since it was heard."""

    screen: Screen
    boards: tuple[tuple[Board | None, int], ...]
    heard_at: datetime
    age: int
    report: Mapping[str, Any]

    @property
    def is_away(self) -> bool:
        """Answer whether it has not been heard for three heartbeats."""
        return self.age > _AWAY.total_seconds()

    @property
    def complaint(self) -> str:
        """Return what is wrong with a screen that is there, or nothing."""
        told = self.report
        if told.get("visible") is False:
            return sentence("Its page is hidden behind another window.")
        if told.get("stale"):
            return sentence("Its board gets no news.")
        if isinstance(told.get("fps"), int) and told["fps"] < _SLOW:
            return sentence("Its picture stalls.")
        if told.get("program") not in {None, built_name("screen.js")}:
            return sentence("It runs an older program; reload it.")
        if told.get("version", self.screen.version) != self.screen.version:
            return sentence("It has not taken in the last order yet.")
        return ""


@blueprint.get("")
def listed() -> str:
    """Show every screen, those that wait, and the form that takes one in."""
    permit(Act.SHOW)
    code = screens.plain_code(request.args.get("code", ""))
    return render_template("scoreboard/screens.html", code=code, problem=None, **_everything())


@blueprint.get("/list")
def listing() -> str:
    """Show the screens alone, for the page that renews itself."""
    permit(Act.SHOW)
    return render_template("scoreboard/screen_list.html", **_everything())


@blueprint.post("")
def take_in() -> Answer | tuple[str, HTTPStatus]:
    """Take the screen in that shows the code."""
    somebody = permit(Act.SHOW)
    code = screens.plain_code(request.form.get("code", ""))
    waiting = roll_call().showing(code)
    if waiting is None:
        known = _everything()
        problem = (
            ScreensCrowded(count=len(roll_call().waiting()))
            if roll_call().is_crowded
            else NoSuchCode()
        )
        page = render_template("scoreboard/screens.html", code=code, problem=problem, **known)
        return page, problem.status
    new = TakingIn(waiting.token_hash, code, _text("name"), _text("place"), somebody.id)
    number = write(screens.take_in, new)
    roll_call().wait_no_longer(waiting.token_hash)
    return redirect(url_for("screens.show", screen=number), HTTPStatus.SEE_OTHER)


@blueprint.post("/orders")
def order_many() -> Answer:
    """Tell the chosen screens to show one board, or to do what the button says."""
    somebody = permit(Act.SHOW)
    chosen = request.form.getlist("screen")
    if not chosen or not all(re.fullmatch("[0-9]{1,9}", each) for each in chosen):
        raise Invalid
    numbers = tuple(int(each) for each in chosen)
    write(screens.order, _order(numbers, somebody.id))
    return redirect(url_for("screens.listed"), HTTPStatus.SEE_OTHER)


@blueprint.get("/<int:screen>")
def show(screen: int) -> str:
    """Show what one screen does, and the forms that change it."""
    permit(Act.SHOW)
    with database().read() as session:
        row = _found(session, screen)
        return render_template(
            "scoreboard/screen_one.html",
            each=_shown(row, repertoire.by_key(session, screens.played([row]))),
            repertoire=repertoire.boards(session),
            usual=_USUAL_S,
            least=screens.SHORTEST_S,
            most=screens.LONGEST_S,
            slots=min(screens.MOST_BOARDS, max(4, len(row.shows) + 2)),
        )


@blueprint.post("/<int:screen>")
def order(screen: int) -> Answer:
    """Tell one screen what to do."""
    somebody = permit(Act.SHOW)
    with database().read() as session:
        _found(session, screen)
    write(screens.order, _order((screen,), somebody.id))
    return redirect(url_for("screens.show", screen=screen), HTTPStatus.SEE_OTHER)


@blueprint.post("/<int:screen>/forgetting")
def forget(screen: int) -> Answer:
    """Forget a screen; it shows its code again."""
    somebody = permit(Act.SHOW)
    write(screens.forget, Forgetting(screen, somebody.id))
    return redirect(url_for("screens.listed"), HTTPStatus.SEE_OTHER)


def _order(numbers: tuple[int, ...], by: int) -> Order:
    """Return what the button that was pressed orders."""
    do = request.form.get("do", "")
    if do in _PLAIN:
        return Order(numbers, by, _PLAIN[do])
    match do:
        case "show":
            return Order(numbers, by, {**_dress(), "shows": _playlist(), "is_blank": False})
        case "message":
            told = {key: _text(f"message_{key}", _LONGEST_MESSAGE) for key in ("zh", "en")}
            return Order(
                numbers, by, {"message": {key: each for key, each in told.items() if each}}
            )
        case "name":
            return Order(numbers, by, {"name": _text("name"), "place": _text("place")})
        case "identify" | "reload":
            return Order(numbers, by, reload=do == "reload", identify=do == "identify")
    raise Invalid


def _dress() -> dict[str, object]:
    """Return theme and language, where the form has them."""
    found: dict[str, object] = {}
    for key, known in (("theme", screens.THEMES), ("language", screens.LANGUAGES)):
        value = request.form.get(key)
        if value is None:
            continue
        if value not in known:
            raise Invalid
        found[key] = value
    return found


def _playlist() -> list[dict[str, object]]:
    wanted = [key for key in request.form.getlist("board") if key]
    lasts = [
        seconds
        for key, seconds in zip(
            request.form.getlist("board"), request.form.getlist("seconds"), strict=False
        )
        if key
    ]
    if len(wanted) > screens.MOST_BOARDS:
        raise Invalid
    with database().read() as session:
        known = repertoire.by_key(session, wanted)
    if any(key not in known or known[key].is_over for key in wanted):
        raise Invalid
    lasts += [str(_USUAL_S)] * (len(wanted) - len(lasts))
    return [
        {"board": key, "seconds": _seconds(text)} for key, text in zip(wanted, lasts, strict=True)
    ]


def _seconds(text: str) -> int:
    if not text:
        return _USUAL_S
    if (
        not re.fullmatch("[0-9]{1,6}", text)
        or not screens.SHORTEST_S <= int(text) <= screens.LONGEST_S
    ):
        raise Invalid
    return int(text)


def _text(key: str, longest: int = _LONGEST) -> str:
    return request.form.get(key, "").replace("\0", "").strip()[:longest]


def _everything() -> dict[str, object]:
    with database().read() as session:
        everyone = screens.everyone(session)
        known = repertoire.by_key(session, screens.played(everyone))
        shown = [_shown(screen, known) for screen in everyone]
        return {
            "shown": shown,
            "waiting": roll_call().waiting(),
            "is_crowded": roll_call().is_crowded,
            "repertoire": repertoire.boards(session),
            "present": sum(not each.is_away for each in shown),
            "as_of": now(),
        }


def _shown(screen: Screen, known: Mapping[str, Board]) -> Shown:
    heard_at, report = roll_call().latest(screen)
    age = max(0, int((now() - heard_at).total_seconds()))
    boards = tuple(
        (known.get(str(item["board"])), int(str(item["seconds"]))) for item in screen.shows
    )
    return Shown(screen, boards, heard_at, age, report)


def _found(session: Session, number: int) -> Screen:
    row = session.get(Screen, number)
    if row is None:
        raise NotFound
    return row
