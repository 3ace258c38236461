"""All boards of a competition: the overview, the medal table, delegations and people."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask_socketio import SocketIO
from werkzeug.wrappers import Response as Answer

from competition.errors import NotFound
from competition.programme.models import Competition, Trade
from competition.programme.trades import competitions
from competition.registration.models import Entry
from competition.web import database, polled
from judging.award_words import award_words
from scoreboard import people
from scoreboard.medal_table import MEDALS
from scoreboard.overview import Overview
from scoreboard.qr import picture
from scoreboard.sockets import Asker, held_in, listen, number_in
from scoreboard.themes import chosen

blueprint = Blueprint("boards", __name__, template_folder="templates")


@blueprint.get("/boards")
def newest() -> str:
    """Show the overview of the newest competition."""
    with database().read() as session:
        events = competitions(session)
    if not events:
        raise NotFound
    return _overview_page(events[0])


@blueprint.get("/boards/<int:competition>")
def overview(competition: int) -> str:
    """Show every trade of a competition: how far it is and who leads."""
    return _overview_page(_competition(competition))


@blueprint.get("/boards/<int:competition>/qr.svg")
def code(competition: int) -> Response:
    """Answer the QR code of the overview's own address."""
    return picture(url_for("boards.overview", competition=competition, _external=True))


@blueprint.get("/live/boards/<int:competition>")
def snapshot(competition: int) -> Answer:
    """Answer the snapshot of a competition's overview."""
    survey().attest()
    try:
        version, body = survey().snapshot(competition)
    except KeyError:
        raise NotFound from None
    return polled(f"{survey().epoch}-{version}", body)


@blueprint.get("/boards/<int:competition>/medals")
def medals(competition: int) -> str:
    """Show the medals of every delegation, as far as results are public."""
    event = _competition(competition)
    drawn = _position(competition)
    table = survey().table(competition)
    by = "points" if request.args.get("by") == "points" else "medals"
    # A screen cannot be scrolled.
    is_wall = "frame" in request.args
    return render_template(
        "scoreboard/medals_wall.html" if is_wall else "scoreboard/medals.html",
        competition=event,
        drawn=drawn,
        table=_by_points(table) if by == "points" else table,
        by=by,
        medals=MEDALS,
        words=award_words(),
        theme=chosen(),
    )


@blueprint.get("/boards/<int:competition>/delegations/<code>")
def delegation(competition: int, code: str) -> str:
    """Show a delegation's people, where they compete and what they have won."""
    event = _competition(competition)
    drawn = _position(competition)
    with database().read() as session:
        found = people.of_delegation(session, competition, code)
    table = survey().table(competition)
    mine = [each for each in table["rows"] if each["delegation"]["code"] == code]
    is_wall = "frame" in request.args
    return render_template(
        "scoreboard/delegation_wall.html" if is_wall else "scoreboard/delegation.html",
        competition=event,
        drawn=drawn,
        delegation=_best_first(found) if is_wall else found,
        table=table,
        standing=mine[0] if mine else None,
        glances=survey().glances(competition),
        medals=MEDALS,
        words=award_words(),
        theme=chosen(),
    )


@blueprint.get("/people/<int:entry>")
def person(entry: int) -> str:
    """Show one competitor: their trade, and their place and marks once they are published."""
    with database().read() as session:
        row = session.get(Entry, entry)
        if row is None:
            raise NotFound
        trade = session.get_one(Trade, row.trade_id)
        event = session.get_one(Competition, trade.competition_id)
    drawn = _position(event.id)
    with database().read() as session:
        found = people.of_entry(session, entry)
    seen = survey().glances(event.id)
    return render_template(
        "scoreboard/person.html",
        competition=event,
        drawn=drawn,
        person=found,
        glance=seen[found.trade.id],
        words=award_words(),
        theme=chosen(),
    )


def survey() -> Overview:
    """Return the overviews of this application."""
    found: Overview = current_app.extensions["overview"]
    return found


def room(competition: int) -> str:
    """Return the name of an overview's room."""
    return f"overview:{competition}"


def set_up(socketio: SocketIO, found: Callable[[], Overview]) -> None:
    """Answer screens that show an overview."""

    def join(asker: Asker, wanted: object) -> dict[str, object]:
        competition = number_in(wanted, "competition")
        if competition is None:
            return {"code": "invalid"}
        asker.enter(room(competition))
        try:
            return found().missed(competition, *held_in(wanted))
        except KeyError:
            asker.leave(room(competition))
            return {"code": "not-found"}

    listen(socketio, "overview", join)


def _position(competition: int) -> str:
    """Return epoch and version of an overview; what is read after this is as new or newer."""
    return f"{survey().epoch}-{survey().snapshot(competition)[0]}"


def _overview_page(event: Competition) -> str:
    return render_template("scoreboard/overview.html", competition=event, theme=chosen())


def _best_first(home: people.Home) -> people.Home:
    """Return the delegation with those on top of whom a result is public, the best places first."""

    def standing(each: people.Person) -> tuple[bool, bool, int]:
        place = each.result["place"] if each.result else None
        return each.result is None, place is None, place or 0

    return replace(home, people=tuple(sorted(home.people, key=standing)))


def _by_points(table: dict[str, Any]) -> dict[str, Any]:
    rows = sorted(
        table["rows"],
        key=lambda row: (-int(row["points"]), row["place"], row["delegation"]["code"]),
    )
    points = [row["points"] for row in rows]
    return {**table, "rows": [{**row, "place": 1 + points.index(row["points"])} for row in rows]}


def _competition(number: int) -> Competition:
    with database().read() as session:
        found = session.get(Competition, number)
    if found is None:
        raise NotFound
    return found
