"""Desk page of stations: cards with a code to scan, and whether judges scan before they mark."""

from http import HTTPStatus

import segno
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act, may
from competition.errors import NotFound
from competition.programme.models import Competition, Trade
from competition.scoring.values import TradeId
from competition.web import database, permit, person, write
from judging import stations
from judging.desk import shared
from judging.stations import NewScan

blueprint = Blueprint("stations", __name__, url_prefix="/organise/trades/<int:trade>/stations")


@blueprint.get("")
def show(trade: int) -> Answer:
    """Show the cards of the trade's stations, to be printed, and the setting."""
    permit(Act.OVERSEE, TradeId(trade))
    address = url_for("judging.tablet", _external=True)
    with database().read() as session:
        common = shared(session, trade)
        found = session.get_one(Trade, trade)
        competition = session.get_one(Competition, found.competition_id)
        cards = [
            {"station": station, "picture": _picture(f"{address}#{fragment}")}
            for station in stations.of_trade(session, trade)
            for fragment in (stations.fragment(found, station),)
        ]
        is_scanned = stations.is_scanned(session, trade)
    page = render_template(
        "judging/stations.html",
        **common,
        competition=competition,
        cards=cards,
        address=address,
        is_scanned=is_scanned,
        may_settle=may(person(), Act.ORGANISE),
    )
    return make_response(page)


@blueprint.post("")
def settle(trade: int) -> Answer:
    """Settle whether judges scan the station before the first mark on a sheet."""
    somebody = permit(Act.ORGANISE)
    wanted = request.form.get("scan", "")
    if wanted not in {"none", "first"}:
        raise NotFound
    with database().read() as session:
        shared(session, trade)
    write(stations.settle, NewScan(trade, wanted == "first", somebody.id))
    return redirect(url_for("stations.show", trade=trade), HTTPStatus.SEE_OTHER)


def _picture(address: str) -> str:
    # Much of a card may be covered or worn before the code fails.
    found: str = segno.make(address, error="q", micro=False).svg_data_uri(
        scale=8, border=2, dark="#000", light="#fff"
    )
    return found
