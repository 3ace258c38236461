"""WSGI middleware that keeps live sockets whole: full sends, no compression per viewer."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from competition.native import A_MOMENT_S
from scoreboard.turnstile import Turnstile

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

KEYS: Final = ("gunicorn.socket", "werkzeug.socket")
"""Where servers put a request's connection into its environment."""

SILENCE_S: Final = 25.0
"""Who says nothing for so long is gone, unless somebody else finds that out (settimeout)."""

_AT_ONCE: Final = 4
_LIVE: Final = "/socket.io/"


class WholeSends:
    """Hands websockets a connection whose ``send`` sends everything.

    simple-websocket, for one, ignores how much ``send`` took, so a slow reader's stream
    loses bytes in the middle of a frame (docs/decisions/0004-whole-sends.md).
    Compression is not offered: it costs each viewer its own deflate state.

    What is not for the live sockets of *application* goes straight to *pages*, past
    python-engineio, which makes a class for each request under gunicorn.
    """

    def __init__(self, application: Application, pages: Application) -> None:
        self._application, self._pages = application, pages
        self._entry, self._exit = Turnstile(_AT_ONCE), Turnstile(_AT_ONCE)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request."""
        if not environ.get("PATH_INFO", "").startswith(_LIVE):
            return self._pages(environ, start_response)
        key = next((key for key in KEYS if key in environ), None)
        if key is None or not _is_handshake(environ):
            return self._application(environ, start_response)
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        connection = environ[key] = WholeSocket(environ[key], self._entry, self._exit)
        connection.come_in()
        try:
            return self._application(environ, start_response)
        finally:
            connection.be_in()


def _is_handshake(environ: dict[str, Any]) -> bool:
    """Answer whether the live socket is asked for: that takes a place, and reads nothing more."""
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and environ.get("HTTP_UPGRADE", "").lower() == "websocket"
    )


class WholeSocket:
    """A socket whose ``send`` returns when everything is sent, one sender after the other.

    ``write`` sends without waiting, and returns how much; for greenlets only, where
    nobody else runs between the question whether there are *senders*, who send or wait
    to, and the write.  Whoever writes in part says ``owe``, and sends the rest by
    ``settle``.  Whoever neither sends nor reads for SILENCE_S is cut off, until they are
    known above and asked whether they are there (``settimeout``).
    """

    __slots__ = (
        *("_connection", "_entry", "_exit", "_is_coming_in", "_turn"),
        *("is_closed", "senders", "write"),
    )

    def __init__(self, connection: socket.socket, entry: Turnstile, way_out: Turnstile) -> None:
        self._connection = connection
        self._entry, self._exit = entry, way_out
        self._is_coming_in = False
        self._connection.settimeout(SILENCE_S)
        self._turn = threading.Lock()
        self.senders = 0
        self.write = _system_send(connection) or self._write_at_once
        self.is_closed = False

    def come_in(self) -> None:
        """Wait for one's turn to shake hands."""
        self._entry.enter()
        self._is_coming_in = True

    def be_in(self) -> None:
        """Let the next one shake hands at the next turn of the loop; nothing where that was done.

        One straight after the other they would hold up whoever waits for a turn: commits do.
        """
        if self._is_coming_in:
            self._is_coming_in = False
            try:
                time.sleep(A_MOMENT_S)
            finally:
                self._entry.leave()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what the other end says; hands were shaken when it is listened to."""
        self.be_in()
        heard = b""
        try:
            heard = self._connection.recv(size, flags)
        finally:
            if not heard:
                self._take_leave()
        return heard

    def _take_leave(self) -> None:
        """Wait for one's turn to be forgotten: a few at each turn of gevent's loop."""
        self._exit.enter()
        try:
            time.sleep(A_MOMENT_S)
        finally:
            self._exit.leave()

    def send(self, data: bytes, flags: int = 0) -> int:
        """Send all of *data* and return its length."""
        if self._is_coming_in:
            self._send_at_once(data)
            return len(data)
        # A lock that is released is free until a waiter wakes up: an offer must not slip in.
        self.senders += 1
        try:
            # A reply to a ping and a frame must not end up inside one another.
            with self._turn:
                self._send_all(data, flags)
        finally:
            self.senders -= 1
        return len(data)

    def owe(self) -> None:
        """Let everybody wait until ``settle`` has sent the rest of what ``write`` took in part."""
        self.senders += 1
        self._turn.acquire()

    def settle(self, owed: bytes) -> None:
        """Send the rest, and let the others send again."""
        try:
            self._send_all(owed, 0)
        finally:
            self._turn.release()
            self.senders -= 1

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

    def _send_at_once(self, data: bytes) -> None:
        """Send the answer to a handshake; whoever has no room for it would hold up all behind."""
        try:
            sent = self.write(data)
        except BlockingIOError:
            sent = 0
        if sent != len(data):
            self.cut()
            raise ConnectionAbortedError

    def _send_all(self, data: bytes, flags: int) -> None:
        try:
            self._connection.sendall(data, flags)
        except OSError:
            # What follows would end up inside a frame that was sent in part.
            self.cut()
            raise

    def _write_at_once(self, data: bytes) -> int:
        patience = self._connection.gettimeout()
        self._connection.settimeout(0)
        try:
            return self._connection.send(data)
        finally:
            self._connection.settimeout(patience)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def connection_of(environ: dict[str, Any]) -> WholeSocket | None:
    """Return the connection that WholeSends has put into the environment of a request."""
    found = (environ.get(key) for key in KEYS)
    return next((each for each in found if isinstance(each, WholeSocket)), None)


def _system_send(connection: socket.socket) -> Callable[[bytes], int] | None:
    """Return what hands bytes to the system: the socket that never waits, beneath gevent's.

    It knows when it was closed: a number of a file could be somebody else's by then.
    None under TLS, and where there is no gevent.
    """
    beneath = None if isinstance(connection, ssl.SSLSocket) else getattr(connection, "_sock", None)
    return beneath.send if beneath is not None else None
