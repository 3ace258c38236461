"""Boards, live snapshots and published results."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
import segno
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.accounts.models import Account
from competition.clock import read as read_time
from competition.errors import NotFound
from competition.i18n import date_span, translated
from competition.programme.models import Trade
from competition.programme.trades import competitions, of_competition, trade_ids
from competition.web import database, permit, write
from judging import sheets
from scoreboard import results
from scoreboard.exports import results_csv
from scoreboard.publisher import Publisher
from scoreboard.standings import decimals
from scoreboard.visibility import is_public

blueprint = Blueprint("scoreboard", __name__, template_folder="templates")


THEMES = ("light", "dark", "contrast")


def publisher() -> Publisher:
    """Return the publisher of this application."""
    found: Publisher = current_app.extensions["publisher"]
    return found


@blueprint.get("/")
def home() -> str:
    """Show the competitions with their boards and results."""
    with database().read() as session:
        events = [
            {
                "names": event.names,
                "dates": date_span(event.starts_on, event.ends_on),
                "trades": [_listed(trade) for trade in of_competition(session, event.id)],
            }
            for event in competitions(session)
        ]
    return render_template(
        "competition/home.html",
        events=events,
        judging_url=url_for("judging.tablet"),
        desk_url=url_for("programme.overview"),
    )


@blueprint.get("/board/<int:trade>")
def board(trade: int) -> str:
    """Show the live board of a trade."""
    theme = request.args.get("theme")
    return render_template(
        "scoreboard/board.html",
        trade=_trade(trade),
        competition={"names": publisher().standing(trade).competition},
        theme=theme if theme in THEMES else None,
    )


@blueprint.get("/board/<int:trade>/qr.svg")
def board_code(trade: int) -> Response:
    """Answer the QR code of the board's own address."""
    address = url_for("scoreboard.board", trade=trade, _external=True)
    return _qr(address)


@blueprint.get("/results/<int:trade>/qr.svg")
def results_code(trade: int) -> Response:
    """Answer the QR code of the result's own address."""
    return _qr(url_for("scoreboard.result", trade=trade, _external=True))


@blueprint.get("/live/trades/<int:trade>")
def live(trade: int) -> Answer:
    """Answer the snapshot of a trade's ranking."""
    _trade(trade)
    version, body = publisher().snapshot(trade)
    answer = make_response(body)
    answer.mimetype = "application/json"
    answer.set_etag(f"{publisher().epoch}-{version}")
    answer.headers["Cache-Control"] = "public, max-age=1"
    return answer.make_conditional(request)


@blueprint.get("/results/<int:trade>")
def result(trade: int) -> str:
    """Show the published result of a trade, or that there is none yet."""
    found = _trade(trade)
    published = _published(trade)
    return render_template(
        "scoreboard/results.html",
        trade=found,
        publication=published,
        csv_url=url_for("scoreboard.result_csv", trade=trade),
        qr_url=url_for("scoreboard.results_code", trade=trade),
    )


@blueprint.get("/results/<int:trade>.csv")
def result_csv(trade: int) -> Response:
    """Answer the published result as CSV."""
    _trade(trade)
    published = _published(trade)
    if published is None:
        raise NotFound
    answer = make_response(results_csv(published))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="result-{trade}.csv"'
    return answer


@blueprint.get("/organise/trades/<int:trade>/publication")
def publication(trade: int) -> str:
    """Show the organiser what would be published, and the button that does it."""
    permit(Act.ORGANISE)
    found = _trade(trade)
    with database().read() as session:
        steps = current_app.extensions["journey"].of(session, found)
        last = results.newest(session, trade)
        signature = sheets.signature(session, trade)
        signer = session.get(Account, signature.account_id) if signature else None
    standing = publisher().standing(trade)
    return render_template(
        "scoreboard/publication.html",
        trade=found,
        steps=steps,
        last=last,
        signature=signature,
        signer=signer,
        standing=standing,
        rows={row.entry: row for row in standing.rows},
        decimals=decimals,
    )


@blueprint.post("/organise/trades/<int:trade>/publication")
def publish(trade: int) -> Answer:
    """Publish the result in the state that was chosen."""
    somebody = permit(Act.ORGANISE)
    state = request.form.get("state", "")
    if state not in results.ORDER:
        raise NotFound
    write(results.publish, results.Publishing(_trade(trade).id, state, somebody.id))
    return redirect(url_for("scoreboard.publication", trade=trade), 303)


@blueprint.get("/health")
def health() -> Response:
    """Answer that the program reads and writes its database; a fault is a 500."""
    write(_prove_writable, None)
    with database().read() as session:
        trades = len(trade_ids(session))
    return make_response({"status": "ok", "epoch": publisher().epoch, "trades": trades})


def _prove_writable(session: Session, asked: Sequence[None]) -> Sequence[None]:
    session.execute(text("select 1"))
    return asked


def _listed(trade: Trade) -> dict[str, object]:
    """Return what the front page says of a trade: nothing that its board would not."""
    standing = publisher().standing(trade.id)
    marked = is_public(trade.shows)
    return {
        "id": trade.id,
        "code": trade.code,
        "names": trade.names,
        "group": trade.group_names or None,
        "unit": trade.unit,
        "entries": len(standing.rows),
        "state": standing.state,
        "aspects": sum(len(module.aspects) for module in standing.modules) if marked else 0,
        "done": sum(standing.done(module) for module in standing.modules) if marked else 0,
    }


def _trade(number: int) -> Trade:
    with database().read() as session:
        trade = session.get(Trade, number)
    if trade is None:
        raise NotFound
    return trade


def _published(trade: int) -> dict[str, Any] | None:
    with database().read() as session:
        row = results.newest(session, trade)
    if row is None:
        return None
    kept: dict[str, Any] = orjson.loads(row.document)
    for each in kept["rows"]:
        each["note"] = _note(each["note"])
    signatures = [{**each, "at": read_time(each["at"])} for each in kept["signatures"]]
    return {
        **kept,
        "competition": {
            "names": kept["competition"]["names"],
            "dates": date_span(*map(date.fromisoformat, kept["competition"]["dates"])),
        },
        "state": row.state,
        "edition": row.edition,
        "published_at": row.published_at,
        "digest": row.digest,
        "signatures": signatures,
    }


def _note(note: dict[str, str] | None) -> str | None:
    if note is None:
        return None
    return translated("Equal total, parted by module %(tie)s: %(points)s.", note)


def _qr(address: str) -> Response:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, dark="#000", light="#fff")
    answer = make_response(out.getvalue())
    answer.mimetype = "image/svg+xml"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
