"""How far judging is in every trade, for the office: a page, and a board on the office's wall."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, current_app, make_response, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.accounts.presence import Presence
from competition.clock import now
from competition.errors import NotAllowed, NotFound
from competition.programme.models import Competition, Trade
from competition.programme.trades import of_competition
from competition.web import database, permit
from judging import heard
from scoreboard import repertoire
from scoreboard.progress import Part, parts
from scoreboard.publisher import Publisher
from scoreboard.states import state_of
from scoreboard.themes import chosen
from scoreboard.wall import this_screen

blueprint = Blueprint("progress", __name__, url_prefix="/organise", template_folder="templates")
on_walls = Blueprint("progress_wall", __name__, url_prefix="/screen", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Row:
    """One trade: its *parts* (None before its board is made), and its tablets.

    *unsent* counts marks that wait on tablets, *silent* the tablets that have
    not been heard for a minute.
    """

    trade: Trade
    state: str
    parts: Sequence[Part] | None
    tablets: int
    unsent: int
    silent: int

    @property
    def conflicts(self) -> int:
        """Return how many spreads are open."""
        return sum(part.conflicts for part in self.parts or ())


@blueprint.get("/competitions/<int:competition>/progress")
def listed(competition: int) -> str:
    """Show how far judging is in every trade of a competition."""
    permit(Act.ORGANISE)
    with database().read() as session:
        event = session.get(Competition, competition)
        if event is None:
            raise NotFound
        rows = [_row(session, trade) for trade in of_competition(session, competition)]
    return render_template("scoreboard/progress.html", competition=event, rows=rows, moment=now())


@on_walls.get("/progress/<int:competition>")
def wall(competition: int) -> Answer:
    """Show the same on a wall, to a screen that was taken in and told to show it: nobody else."""
    with database().read() as session:
        told = [each["board"] for each in this_screen(session).shows]
        if repertoire.progress(competition) not in told:
            raise NotAllowed
        event = session.get_one(Competition, competition)
        rows = [_row(session, trade) for trade in of_competition(session, competition)]
    page = render_template(
        "scoreboard/progress_wall.html", competition=event, rows=rows, theme=chosen() or "dark"
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _row(session: Session, trade: Trade) -> Row:
    publisher: Publisher = current_app.extensions["publisher"]
    presence: Presence = current_app.extensions["presence"]
    standing = publisher.ready(trade.id)
    tablets = heard.paired(session, presence, trade.id)
    return Row(
        trade,
        state_of(session, trade.id).name,
        None if standing is None else parts(standing),
        len(tablets),
        sum(each.report.unsent for each in tablets),
        sum(each.is_stale for each in tablets),
    )
