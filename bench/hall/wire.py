"""The line between pages and the server: it passes everything, and remembers what was refused."""

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from bench.hall.tablet import Sent
from tests.proxy import Proxy

_MARK: Final = re.compile(rb"POST /judging/sheets/(\d+)/marks ")
_BATCH: Final = b"POST /judging/sheets/marks "
_REFUSED: Final = range(HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR)
_ASKED_AGAIN: Final = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(eq=False)
class Wire(Proxy):
    """Knows every mark whose refusal has reached a page, by its uuid, before the page knows it."""

    turned_away: dict[str, Sent] = field(default_factory=dict)

    def _overhear(self, request: bytes, answer: bytes) -> None:
        self.turned_away |= {mark.uuid: mark for mark in refused_marks(request, answer)}


def refused_marks(request: bytes, answer: bytes) -> list[Sent]:
    """Return the marks that *answer* refuses for good."""
    status = int(answer.split(maxsplit=2)[1])
    if request.startswith(_BATCH) and status == HTTPStatus.OK:
        answers = _body(answer)["answers"]
        refused = {each["uuid"] for each in answers if _is_final(each["status"])}
        letters = [each for each in _body(request)["letters"] if "mark" in each]
        return [
            _sent(each["sheet"], each["mark"])
            for each in letters
            if each["mark"]["uuid"] in refused
        ]
    sheet = _MARK.match(request)
    if sheet is None or not _is_final(status):
        return []
    return [_sent(int(sheet[1]), _body(request))]


def _is_final(status: int) -> bool:
    return status in _REFUSED and status not in _ASKED_AGAIN


def _body(message: bytes) -> Any:
    return json.loads(message.partition(b"\r\n\r\n")[2])


def _sent(sheet: int, mark: dict[str, Any]) -> Sent:
    return Sent(
        mark["uuid"],
        sheet,
        mark["aspect"],
        mark["value"],
        mark["base"],
        mark.get("judge", 0),
        mark["device"],
        mark["sequence"],
    )
