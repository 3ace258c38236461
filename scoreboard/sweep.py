"""The sweep after clients that are gone, all in one look every half minute."""

import contextlib
import threading
from typing import Any, Final

from engineio.exceptions import SocketIsClosedError
from flask_socketio import SocketIO

from competition.native import A_MOMENT_S

_EVERY_S: Final = 30.0
_AT_ONCE: Final = 500


class Sweep:
    """Forgets connections that are closed, and closes those that answer no ping.

    python-engineio's own look rests after each client: with thousands of screens
    that alone is a tenth of a processor.  Nothing else forgets a client under
    gunicorn, nor one whose handshake went wrong (docs/decisions/0016-fan-out.md).
    """

    def __init__(self, socketio: SocketIO, every_s: float = _EVERY_S) -> None:
        self._socketio = socketio
        self._every_s = every_s
        self._has_ended = threading.Event()

    def run(self) -> None:
        """Sweep, for as long as the process lives."""
        while not self._has_ended.wait(self._every_s):
            self.once()

    def stop(self) -> None:
        """Let run() end."""
        self._has_ended.set()

    def once(self) -> None:
        """Look at every client."""
        clients: dict[str, Any] = self._socketio.server.eio.sockets  # type: ignore[attr-defined] # missing in the stubs
        for count, client in enumerate(list(clients.values()), 1):
            if client.closed:
                clients.pop(client.sid, None)
            elif not client.closing:
                with contextlib.suppress(SocketIsClosedError):
                    client.check_ping_timeout()
            if count % _AT_ONCE == 0:
                self._socketio.sleep(A_MOMENT_S)  # type: ignore[arg-type] # it takes any number
