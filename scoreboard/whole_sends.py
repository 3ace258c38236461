"""WSGI middleware that keeps live sockets whole: full sends, no compression per viewer."""

import socket
from collections.abc import Callable, Iterable
from typing import Any

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class WholeSends:
    """Hands websockets a connection whose ``send`` sends everything.

    simple-websocket ignores how much ``send`` took, so a slow reader's stream
    loses bytes in the middle of a frame (docs/decisions/0004-whole-sends.md).
    Compression is not offered: it costs each viewer its own deflate state.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request."""
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
            for key in ("gunicorn.socket", "werkzeug.socket"):
                if key in environ:
                    environ[key] = _WholeSocket(environ[key])
        return self._application(environ, start_response)


class _WholeSocket:
    """A socket, but for ``send``, which returns when everything is sent."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, data: bytes, flags: int = 0) -> int:
        self._connection.sendall(data, flags)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
