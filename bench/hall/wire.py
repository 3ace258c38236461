"""The line between pages and the server: it passes everything, and remembers what was refused."""

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from bench.hall.tablet import Sent
from tests.proxy import Proxy

_MARK: Final = re.compile(rb"POST /judging/sheets/(\d+)/marks ")
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
        mark = refused_mark(request, answer)
        if mark is not None:
            self.turned_away[mark.uuid] = mark


def refused_mark(request: bytes, answer: bytes) -> Sent | None:
    """Return the mark that *answer* refuses for good; None where there is none."""
    sheet = _MARK.match(request)
    if sheet is None:
        return None
    status = int(answer.split(maxsplit=2)[1])
    is_final = status in _REFUSED and status not in _ASKED_AGAIN
    if not is_final:
        return None
    given = json.loads(request.partition(b"\r\n\r\n")[2])
    return Sent(
        given["uuid"],
        int(sheet[1]),
        given["aspect"],
        given["value"],
        given["base"],
        given.get("judge", 0),
        given["device"],
        given["sequence"],
    )
