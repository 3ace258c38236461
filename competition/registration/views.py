"""Organisers' pages for entries and rosters."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.errors import NotFound, Refusal
from competition.i18n import language, translated
from competition.native import in_native_thread
from competition.programme.models import Trade
from competition.registration import enrol, roster
from competition.registration.models import Member
from competition.web import database, permit, write

blueprint = Blueprint("registration", __name__, url_prefix="/organise/trades/<int:trade>")


@blueprint.get("/entries")
def entries(trade: int) -> str:
    """Show the entries of a trade and the form that imports a roster."""
    permit(Act.ORGANISE)
    return _page(trade, roster.Roster((), ()), "")


@blueprint.post("/roster")
def check_roster(trade: int) -> Answer:
    """Read a roster: show what would be imported, or every bad cell; import once confirmed."""
    somebody = permit(Act.ORGANISE)
    data = _uploaded()
    read = in_native_thread(roster.read, data)
    if read.problems or not request.form.get("confirmed"):
        status = HTTPStatus.UNPROCESSABLE_ENTITY if read.problems else HTTPStatus.OK
        return make_response(_page(trade, read, roster.as_text(read)), status)
    try:
        write(enrol.enrol, enrol.Enrolment(trade, read.rows, somebody.id))
    except (enrol.RegistrationClosed, enrol.StationTaken) as refusal:
        return make_response(_page(trade, read, "", refusal), refusal.status)
    return redirect(url_for("registration.entries", trade=trade), HTTPStatus.SEE_OTHER)


def _uploaded() -> bytes:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return bytes(sent.read())
    return request.form.get("rows", "").encode()


def _page(trade: int, read: roster.Roster, text: str, refusal: Refusal | None = None) -> str:
    with database().read() as session:
        found = session.get(Trade, trade)
        if found is None:
            raise NotFound
        steps = current_app.extensions["journey"].of(session, found)
        listed = enrol.entries_of(session, trade)
        members = session.scalars(
            select(Member)
            .where(Member.entry_id.in_([entry.id for entry, _ in listed]))
            .order_by(Member.position)
        ).all()
    problems = [
        {
            "row": bad.row,
            "column": _heading(bad.column),
            "text": translated(roster.PROBLEMS[bad.code], _told(bad.values)),
        }
        for bad in read.problems
    ]
    return render_template(
        "competition/entries.html",
        trade=found,
        steps=steps,
        entries=listed,
        members=members,
        preview=read.rows if not problems else (),
        problems=problems,
        refusal=translated(refusal.text, refusal.values) if refusal else None,
        text=text,
        headings=roster.HEADINGS,
    )


def _heading(column: object) -> object:
    """Return the heading of a column as the reader's language spells it."""
    spellings = next((each for each in roster.HEADINGS.values() if each[0] == column), None)
    if spellings is None:
        return column
    return spellings[1] if language() == "zh" else spellings[0]


def _told(values: Mapping[str, object]) -> dict[str, object]:
    if "column" not in values:
        return dict(values)
    return {**values, "column": _heading(values["column"])}
