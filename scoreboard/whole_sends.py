"""WSGI middleware that keeps live sockets whole: full sends, no compression per viewer."""

import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

KEYS: Final = ("gunicorn.socket", "werkzeug.socket")
"""Where servers put a request's connection into its environment."""


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
            for key in KEYS:
                if key in environ:
                    environ[key] = WholeSocket(environ[key])
        return self._application(environ, start_response)


class WholeSocket:
    """A socket whose ``send`` returns when everything is sent, one sender after the other.

    ``offer`` sends without waiting where nobody else is sending.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._turn = threading.Lock()
        self._senders = 0
        # Under TLS bytes cannot go past the connection's own send.
        self._is_plain = not isinstance(connection, ssl.SSLSocket)
        self.is_closed = False

    @property
    def is_sending(self) -> bool:
        """Answer whether a send is under way."""
        return self._senders > 0

    def send(self, data: bytes, flags: int = 0) -> int:
        """Send all of *data* and return its length."""
        # A lock that is released is free until a waiter wakes up: an offer must not slip in.
        self._senders += 1
        try:
            # A reply to a ping and a frame must not end up inside one another.
            with self._turn:
                self._connection.sendall(data, flags)
        finally:
            self._senders -= 1
        return len(data)

    def offer(self, data: bytes) -> int:
        """Return how many bytes of *data* went out at once; the caller owes the others.

        0 where somebody else sends or waits to, or the reader is not ready for
        any.  Until ``settle`` has sent the others, everybody else waits.  For
        greenlets only: nobody else runs between the question and the write.
        """
        if self._senders or self.is_closed or not self._is_plain:
            return 0
        try:
            sent = os.write(self._connection.fileno(), data)
        except BlockingIOError:
            return 0
        if sent != len(data):
            self._senders += 1
            self._turn.acquire()
        return sent

    def settle(self, rest: bytes) -> None:
        """Send what an offer left, and let the others send again."""
        try:
            self._connection.sendall(rest)
        finally:
            self._turn.release()
            self._senders -= 1

    def cut(self) -> None:
        """End the connection, so that whoever reads or writes it notices."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Close the connection."""
        self.is_closed = True
        self._connection.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
