"""The desk page of the timetable, and the line about it on the trade's page."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.clock import read as read_time
from competition.errors import NotFound, Refusal, sentence
from competition.i18n import TIME_ZONE, translated
from competition.scoring.values import TradeId
from competition.web import database, permit, wants_json, write
from judging import doorkeeper, matrix, schemes, timetable
from judging import plan as plans
from judging.desk import shared
from judging.plan import Stack
from judging.timetable import NewTimetable, Pace, Window

blueprint = Blueprint("timetable", __name__, url_prefix="/organise/trades/<int:trade>")


class UnreadableTime(Refusal):
    """A time is a day and a time of day."""

    code = "unreadable-time"
    text = sentence("%(value)s is no time: write it such as 2026-11-21T09:00.")


@blueprint.get("/timetable")
def show(trade: int) -> Answer:
    """Show when modules are meant to be marked, and the form that plans it; to programs as JSON."""
    permit(Act.OVERSEE, TradeId(trade))
    if wants_json():
        with database().read() as session:
            shared(session, trade)
            plan = plans.read(session, trade)
            windows = timetable.windows_of(session, plan) if plan else []
        return make_response({"windows": [_document(each) for each in windows]})
    return make_response(_page(trade))


@blueprint.post("/timetable")
def keep(trade: int) -> Answer:
    """Keep the planned times: those of the form, or of a JSON list of windows."""
    somebody = permit(Act.OVERSEE, TradeId(trade))
    try:
        windows = tuple(_sent() if request.is_json else _entered())
        write(timetable.keep, NewTimetable(trade, windows, somebody.id))
    except NotFound:
        raise
    except Refusal as refusal:
        if wants_json():
            raise
        text = translated(refusal.text, refusal.values)
        return make_response(_page(trade, text), refusal.status)
    if request.is_json:
        return make_response({"windows": len(windows)}, HTTPStatus.CREATED)
    return redirect(url_for("timetable.show", trade=trade), HTTPStatus.SEE_OTHER)


@blueprint.app_context_processor
def line() -> dict[str, object]:
    """Let the trade's page ask how far its marking is: ``pace_of(trade)``."""
    return {"pace_of": _pace_of}


def _pace_of(trade: int) -> list[Pace]:
    with database().read() as session:
        if not schemes.is_locked(session, trade):
            return []
        memory = doorkeeper.memory()
        found = memory.headway.of(session, trade)
        words = matrix.read(session, found, memory).words if found else {}
        return timetable.paces(session, found, words) if found else []


def _page(trade: int, refusal: str | None = None) -> str:
    with database().read() as session:
        common = shared(session, trade)
        plan = plans.read(session, trade)
        windows = timetable.windows_of(session, plan) if plan else []
    names = {module.code: module.names for module in plan.modules} if plan else {}
    return render_template(
        "judging/timetable.html",
        **common,
        windows=windows,
        names=names,
        zone=TIME_ZONE,
        typed=_typed,
        sent=request.form,
        refusal=refusal,
    )


def _typed(moment: datetime | None) -> str:
    """Return *moment* as the field of a form holds it, in the competition's time zone."""
    return f"{moment.astimezone(ZoneInfo(TIME_ZONE)):%Y-%m-%dT%H:%M}" if moment else ""


def _entered() -> Iterator[Window]:
    """Yield the windows of the form: fields ``begins.MODULE.DAY`` and ``ends.MODULE.DAY``."""
    for name in request.form:
        field, _, where = name.partition(".")
        module, _, day = where.rpartition(".")
        if field == "begins":
            times = (request.form.get(f"{each}.{where}", "") for each in ("begins", "ends"))
            yield Window(Stack(module, int(day) if day.isdecimal() else None), *map(_local, times))


def _local(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(TIME_ZONE))
    except ValueError:
        raise UnreadableTime(value=text) from None


def _sent() -> Iterator[Window]:
    body: Any = request.get_json()
    rows = body.get("windows") if isinstance(body, Mapping) else None
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, Mapping) or not isinstance(row.get("module"), str):
            raise UnreadableTime(value=str(row))
        day = row.get("day")
        stack = Stack(row["module"], day if isinstance(day, int) else None)
        yield Window(stack, _moment(row.get("begins_at")), _moment(row.get("ends_at")))


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    try:
        return read_time(str(text))
    except ValueError:
        raise UnreadableTime(value=str(text)) from None


def _document(window: Window) -> dict[str, object]:
    return {
        "module": window.stack.module,
        "day": window.stack.day,
        "begins_at": window.begins_at.isoformat() if window.begins_at else None,
        "ends_at": window.ends_at.isoformat() if window.ends_at else None,
    }
