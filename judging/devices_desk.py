"""Organisers' page for tablets: pairing codes, who sits where, and taking a tablet out."""

from datetime import datetime
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

import segno
from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.accounts import devices
from competition.accounts.devices import LabelTaken, NewCode, Restriction, Revocation
from competition.accounts.models import Device, PairingCode
from competition.accounts.views import presence
from competition.clock import now
from competition.errors import NotFound
from competition.i18n import TIME_ZONE, translated
from competition.programme.models import Trade
from competition.web import database, permit, write
from judging import heard, stations
from judging.panels import panels_of

blueprint = Blueprint(
    "devices",
    __name__,
    url_prefix="/organise/trades/<int:trade>/devices",
    template_folder="templates",
)
_LONGEST: Final = 40


@blueprint.get("")
def listed(trade: int) -> str:
    """Show the tablets of a trade and the form that pairs another one."""
    permit(Act.ORGANISE)
    return _page(trade)


@blueprint.get("/list")
def listing(trade: int) -> str:
    """Show the tablets of a trade alone, for the page that renews itself."""
    permit(Act.ORGANISE)
    with database().read() as session:
        found = _trade(session, trade)
        return render_template("judging/device_list.html", trade=found, **_list(session, trade))


@blueprint.post("/codes")
def make_code(trade: int) -> Answer:
    """Make a pairing code and show it, this once."""
    somebody = permit(Act.ORGANISE)
    label = request.form.get("label", "").strip()[:_LONGEST]
    with database().read() as session:
        _trade(session, trade)
    code = devices.fresh_code()
    try:
        number = write(devices.make_code, NewCode(trade, label, code, somebody.id))
    except LabelTaken as refusal:
        text = translated(refusal.text, refusal.values)
        return make_response(_page(trade, label=label, refusal=text), refusal.status)
    return make_response(_page(trade, number, code), HTTPStatus.CREATED)


@blueprint.post("/<int:device>/revocation")
def revoke(trade: int, device: int) -> Answer:
    """Revoke a tablet: whoever is signed in there is signed out at once."""
    somebody = permit(Act.ORGANISE)
    with database().read() as session:
        found = session.get(Device, device)
    if found is None or found.trade_id != trade:
        raise NotFound
    write(devices.revoke, Revocation(device, somebody.id))
    return redirect(url_for("devices.listed", trade=trade), HTTPStatus.SEE_OTHER)


@blueprint.post("")
def restrict(trade: int) -> Answer:
    """Change whether judges sign in on any tablet or on paired ones only."""
    somebody = permit(Act.ORGANISE)
    wanted = request.form.get("devices", "")
    if wanted not in {"any", "paired"}:
        raise NotFound
    with database().read() as session:
        _trade(session, trade)
    write(devices.restrict, Restriction(trade, wanted == "paired", somebody.id))
    return redirect(url_for("devices.listed", trade=trade), HTTPStatus.SEE_OTHER)


@blueprint.app_template_filter()
def clock(moment: datetime, shape: str = "%H:%M:%S") -> str:
    """Return *moment* as a clock in the hall shows it."""
    return moment.astimezone(ZoneInfo(TIME_ZONE)).strftime(shape)


def _page(
    trade: int, number: int | None = None, code: str = "", *, label: str = "", refusal: str = ""
) -> str:
    with database().read() as session:
        found = _trade(session, trade)
        made = session.get(PairingCode, number) if number is not None else None
        address = url_for("judging.tablet", _external=True)
        return render_template(
            "judging/devices.html",
            trade=found,
            steps=current_app.extensions["journey"].of(session, found),
            is_paired_only=devices.is_paired_only(session, trade),
            made=made,
            code=code,
            address=address,
            label=label,
            refusal=refusal,
            places=_places(session, trade),
            # In the fragment, which browsers keep to themselves: no log ever holds a code.
            picture=_picture(f"{address}#pair={code}") if code else "",
            **_list(session, trade),
        )


def _places(session: Session, trade: int) -> list[str]:
    """Return where a tablet may stand: the stations and the panels' seats that have none yet."""
    at_stations = [
        translated("Station %(station)s", {"station": each})
        for each in stations.of_trade(session, trade)
    ]
    at_seats = [
        translated("Panel %(panel)s, judge %(seat)s", {"panel": panel.name, "seat": seat})
        for panel in panels_of(session, trade)
        for seat in range(1, len(panel.judges) + 1)
    ]
    taken = devices.labels(session, trade)
    return [each for each in (*at_stations, *at_seats) if each.casefold() not in taken]


def _list(session: Session, trade: int) -> dict[str, object]:
    shown = heard.of_trade(session, presence(), trade)
    here = [each for each in shown if each.device.revoked_at is None]
    return {
        "shown": here,
        "revoked": [each for each in shown if each.device.revoked_at is not None],
        "codes": devices.waiting_codes(session, trade),
        "awake": sum(not each.is_stale for each in here),
        "unsent": sum(each.report.unsent for each in here),
        "refused": sum(each.report.refused for each in here),
        "remarks": sum(each.report.remarks for each in here),
        "as_of": now(),
    }


def _picture(address: str) -> str:
    picture: str = segno.make(address, error="m").svg_data_uri(
        scale=8, border=2, dark="#000", light="#fff"
    )
    return picture


def _trade(session: Session, number: int) -> Trade:
    found = session.get(Trade, number)
    if found is None:
        raise NotFound
    return found
