"""Boards, live snapshots and published results."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

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
from competition.clock import now
from competition.clock import read as read_time
from competition.errors import NotFound, sentence
from competition.i18n import date_span, translated
from competition.native import in_native_thread
from competition.programme.models import Trade
from competition.programme.rules_form.form import GROUPS
from competition.programme.rules_form.summaries import summary, tie_key
from competition.programme.trades import competitions, trade_ids
from competition.scoring.rules import Rules
from competition.scoring.rules_document import rules_of
from competition.scoring.shapes import UnusableDocument
from competition.scoring.standings import Row as Outcome
from competition.scoring.standings import Standings, score
from competition.web import database, permit, polled, write
from judging import dossier, sheets
from judging.award_words import award_words
from judging.problem_words import grouped
from scoreboard import results
from scoreboard.boards import survey
from scoreboard.courses import Courses
from scoreboard.exports import results_csv
from scoreboard.freeze import veil_of
from scoreboard.publisher import BoardsSilent, Publisher
from scoreboard.qr import picture
from scoreboard.standing import Row, Standing, decimals
from scoreboard.themes import chosen
from scoreboard.visibility import is_out

blueprint = Blueprint("scoreboard", __name__, template_folder="templates")


_OVER: Final = frozenset({"draft", "official"})
"""States of trades that stand still: a past competition has no others."""
_SAID_ANYWAY: Final = ("rounding", "ties", "ranking", "scale")
_INTERNAL: Final = ("recheck", "limits")
_PARTED_BY: Final[Mapping[str, str]] = {
    "criterion": sentence("module %(of)s"),
    "sub_criterion": sentence("sub-criterion %(of)s"),
    "aspect": sentence("aspect %(of)s"),
    "part": sentence("part %(of)s"),
}
_BARE: Final = ("judged", "measured", "time", "age", "earlier", "draw")


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
                "id": event.id,
                "trades": [{"id": number, **seen} for number, seen in glances.items()],
                "is_followed": at == 0 or not _OVER.issuperset(_states(glances)),
            }
            for at, event in enumerate(competitions(session))
            for glances in [survey().glances(event.id)]
        ]
    return render_template(
        "competition/home.html",
        events=events,
        drawn_at=now(),
        judging_url=url_for("judging.tablet"),
        desk_url=url_for("programme.overview"),
    )


def _states(glances: Mapping[int, Mapping[str, Any]]) -> Iterable[str]:
    return (seen["state"] for seen in glances.values())


@blueprint.get("/board/<int:trade>")
def board(trade: int) -> str:
    """Show the live board of a trade."""
    return render_template(
        "scoreboard/board.html",
        trade=_trade(trade),
        competition={"names": publisher().standing(trade).competition},
        theme=chosen(),
    )


@blueprint.get("/board/<int:trade>/qr.svg")
def board_code(trade: int) -> Response:
    """Answer the QR code of the board's own address."""
    address = url_for("scoreboard.board", trade=trade, _external=True)
    return picture(address)


@blueprint.get("/results/<int:trade>/qr.svg")
def results_code(trade: int) -> Response:
    """Answer the QR code of the result's own address."""
    return picture(url_for("scoreboard.result", trade=trade, _external=True))


@blueprint.get("/live/trades/<int:trade>")
def live(trade: int) -> Answer:
    """Answer the snapshot of a trade's ranking."""
    publisher().attest()
    try:
        version, body = publisher().snapshot(trade)
    except KeyError:
        raise NotFound from None
    return polled(f"{publisher().epoch}-{version}", body)


@blueprint.get("/board/<int:trade>/course")
def course(trade: int) -> str:
    """Show how the totals of a trade grew."""
    return render_template(
        "scoreboard/course.html",
        trade=_trade(trade),
        competition={"names": publisher().standing(trade).competition},
        theme=chosen(),
    )


@blueprint.get("/live/trades/<int:trade>/course")
def live_course(trade: int) -> Answer:
    """Answer how the totals of a trade grew, as far as the public may read it."""
    _trade(trade)
    publisher().attest()
    courses: Courses = current_app.extensions["courses"]
    return polled(*courses.snapshot(trade))


@blueprint.get("/results/<int:trade>")
def result(trade: int) -> str:
    """Show the published result of a trade, or that there is none yet."""
    found = _trade(trade)
    published = _published(trade)
    return render_template(
        "scoreboard/results.html",
        trade=found,
        publication=published,
        words=award_words(),
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
        veil = veil_of(session, trade)
        signature = sheets.signature(session, trade)
        signer = session.get(Account, signature.account_id) if signature else None
        given = dossier.shown_trade(session, trade)
    standing = publisher().standing(trade)
    outcome = in_native_thread(score, given)
    rows = _preview(standing, outcome)
    return render_template(
        "scoreboard/publication.html",
        trade=found,
        steps=steps,
        last=last,
        is_withheld=last is not None and not is_out(last.edition, last.published_at, veil),
        frozen=veil.frozen,
        signature=signature,
        signer=signer,
        standing=standing,
        rows=rows,
        given=Counter(row[award] for row in rows for award in ("medal", "prize") if row[award]),
        problems=grouped(each for each in outcome.problems if not each.is_blocking),
        words=award_words(),
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
    """Answer that the program reads and writes its database and works behind its pages.

    A fault is a 500, a standstill a 503.
    """
    for each in ("publisher", "overview", "curtain"):
        if current_app.extensions[each].is_silent:
            raise BoardsSilent
    write(_prove_writable, None)
    with database().read() as session:
        trades = len(trade_ids(session))
    return make_response({"status": "ok", "epoch": publisher().epoch, "trades": trades})


def _prove_writable(session: Session, asked: Sequence[None]) -> Sequence[None]:
    session.execute(text("select 1"))
    return asked


def _preview(standing: Standing, outcome: Standings) -> list[dict[str, Any]]:
    """Return every row as it stands; medals and prizes where nothing is missing any more."""
    places = {total.entry: place.rank for place in standing.places for total in place.totals}
    won = {row.code: row for row in outcome.rows} if outcome.is_complete else {}
    rows = [
        _previewed(standing, row, places.get(row.entry), won.get(row.competitor.code))
        for row in standing.rows
    ]
    return sorted(
        rows, key=lambda row: (row["place"] is None, row["place"], row["competitor"].code)
    )


def _previewed(
    standing: Standing, row: Row, place: int | None, won: Outcome | None
) -> dict[str, Any]:
    return {
        "competitor": row.competitor,
        "place": place,
        "status": standing.status(row).value,
        "total": standing.total(row),
        "score": standing.score(row),
        "medal": won.medal.value if won and won.medal else None,
        "prize": won.prize if won else None,
    }


def _trade(number: int) -> Trade:
    with database().read() as session:
        trade = session.get(Trade, number)
    if trade is None:
        raise NotFound
    return trade


def _published(trade: int) -> dict[str, Any] | None:
    with database().read() as session:
        found = results.public(session, trade, veil_of(session, trade))
    if found is None:
        return None
    row, kept = found
    for each in kept["rows"]:
        each["note"] = _note(each["note"])
        each.setdefault("medal", None)
        each.setdefault("prize", None)
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
        "by_code": {each["code"]: each for each in kept["rows"]},
        "homes": _homes(kept["rows"]),
        "honours": _honours(kept),
        "rules_said": _rules_said(kept.get("rules")),
    }


def _homes(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the delegations of the rows by code; none where only codes went public."""
    return {each["delegation"]["code"]: each["delegation"] for each in rows if each["delegation"]}


def _honours(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each honour that was given, and to whom, in the order of the rules."""
    given = kept.get("honours", ())
    return [
        {**rule, "given": mine}
        for rule in kept.get("rules", {}).get("honours", ())
        if (mine := [each for each in given if each["honour"] == rule["code"]])
    ]


def _rules_said(document: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return the rules behind a result, heading and line, where they went public with it."""
    try:
        rules, usual = rules_of(document), Rules()
    except UnusableDocument:
        return []
    said = [(group, summary(group, rules)) for group in GROUPS if group.key not in _INTERNAL]
    return [
        (translated(group.heading), line)
        for group, line in said
        if group.key in _SAID_ANYWAY or line != summary(group, usual)
    ]


def _note(note: Mapping[str, str] | None) -> str | None:
    """Return in words by what a row was parted from equals."""
    if note is None:
        return None
    key = note.get("key") or _written(note["tie"])
    if key == "decision":
        return translated("Equal total, decided by the chief judge.")
    name, _, of = key.partition(":")
    what = translated(_PARTED_BY[name], {"of": of}) if of else tie_key(key)
    points = note.get("points")
    if not points:
        return translated("Equal total, parted by %(what)s.", {"what": what})
    # A lot is a number, not points.
    told = points.removesuffix(".00") if name == "draw" else points
    return translated(
        "Equal total, parted by %(what)s: %(points)s.", {"what": what, "points": told}
    )


def _written(tie: str) -> str:
    """Return a tie key as the rules write it, from publications that named modules bare."""
    return tie if ":" in tie or tie in _BARE else f"criterion:{tie}"
