"""Pages of other origins: which may read what is public, and which may hold it in a frame."""

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

from competition.web import policy

_READ: Final = ("/live/", "/embed/", "/static/dist/")
_FRAMED: Final = ("/embed/", "/overlay/")
_PREFLIGHT_S: Final = 600


def set_up(app: Flask, origins: tuple[str, ...]) -> None:
    """Let pages of *origins* read live snapshots and hold boards in a frame; nobody else's."""
    if not origins:
        return

    def open_up(response: Response) -> Response:
        if request.path.startswith(_READ):
            _let_read(response, origins)
        if request.path.startswith(_FRAMED):
            response.headers["Content-Security-Policy"] = policy(origins)
        return response

    app.after_request(open_up)


def _let_read(response: Response, named: tuple[str, ...]) -> None:
    # Caches must not give one origin's answer to another.
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin not in named:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    if request.method == "OPTIONS":
        response.status_code = HTTPStatus.NO_CONTENT
        response.headers["Access-Control-Allow-Methods"] = "GET"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_S)
