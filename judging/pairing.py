"""Paired tablets over HTTP: a tablet shows its code, then says now and then how it is."""

import secrets
from http import HTTPStatus
from typing import Final

from flask import Response, make_response, request
from flask_smorest import Blueprint

from competition.accounts import devices
from competition.accounts.devices import PairedDevice, Pairing, Report
from competition.accounts.sign_in import NotPaired, Revoked, token_hash
from competition.accounts.views import keep_device, presence
from competition.programme.models import Trade
from competition.web import BodyParser, database, person, write
from judging.schemas import HeartbeatSchema, PairingGiven, PairingSchema

blueprint = Blueprint("pairing", __name__, url_prefix="/judging/device")
blueprint.ARGUMENTS_PARSER = BodyParser()
# Longer than any competition with its rehearsals; a season later the tablets are paired anew.
_LASTS_S: Final = 180 * 24 * 3600


@blueprint.post("")
@blueprint.arguments(PairingSchema)
def pair(given: PairingGiven) -> Response:
    """Pair the tablet that shows a fresh code."""
    somebody, held = person(), presence().which(request.cookies)
    token = secrets.token_urlsafe(32)
    pairing = Pairing(
        given.code,
        token_hash(token),
        given.device,
        given.name.strip(),
        _agent(request.headers.get("User-Agent", "")),
        somebody.sign_in if somebody else None,
        held.id if held else None,
    )
    answer = make_response(_described(write(devices.pair, pairing)), HTTPStatus.CREATED)
    keep_device(answer, token, _LASTS_S)
    return answer


@blueprint.get("")
def which() -> dict[str, object]:
    """Answer which paired device this tablet is."""
    return _described(_device())


@blueprint.post("/heartbeat")
@blueprint.arguments(HeartbeatSchema())  # a class would be made anew for every heartbeat
def heartbeat(report: Report) -> Response:
    """Take in that the tablet is there, and what only it holds."""
    presence().hear(_device().id, report)
    return make_response("", HTTPStatus.NO_CONTENT)


def _device() -> PairedDevice:
    found = presence().which(request.cookies)
    if found is None:
        raise NotPaired
    if found.is_revoked:
        raise Revoked
    return found


def _described(device: PairedDevice) -> dict[str, object]:
    with database().read() as session:
        trade = session.get_one(Trade, device.trade)
    return {
        "device": {
            "id": device.id,
            "tag": device.tag,
            "label": device.label,
            "name": device.name,
            "trade": {"id": trade.id, "code": trade.code, "names": trade.names},
        }
    }


def _agent(header: str) -> str:
    """Return what a person tells tablets apart by: ``Chrome 141 · Android``, ``Safari · iPad``."""
    system = next((name for sign, name in _SYSTEMS if sign in header), "")
    browser = ""
    for sign, name in _BROWSERS:
        if sign in header:
            version = header.partition(sign)[2].partition(".")[0]
            browser = f"{name} {version}" if version.isdigit() else name
            break
    return " · ".join(part for part in (browser, system) if part)[:60]


# In this order: browsers name themselves after the ones before them.
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("HuaweiBrowser/", "Huawei"),
    ("MiuiBrowser/", "Miui"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
