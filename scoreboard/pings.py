"""Pings to thousands of clients: one task asks them all, each at a moment of its own."""

import contextlib
import heapq
import random
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket
from flask_socketio import SocketIO

from competition.native import A_MOMENT_S
from scoreboard.fanout import FanoutManager
from scoreboard.websocket import one_frame

_EVERY_S: Final = 0.1
_AT_ONCE: Final = 50
_SOONEST: Final = 0.2


class Pings:
    """Asks every client in turn whether it is there, in the place of python-engineio.

    That starts a task for each ping, which sleeps until it is due; and whoever
    came together is asked together for as long as they stay, thousands within the
    second in which they came back.  Here one task asks, and for the first time at a
    random moment of the interval.  What becomes of an answer, or of none, is
    python-engineio's business as before.
    """

    def __init__(self, socketio: SocketIO) -> None:
        self._socketio = socketio
        self._packet = Packet(PING)
        self._frame = one_frame(self._packet.encode())
        self._due: list[tuple[float, int, Any]] = []
        self._numbers = count()
        self._has_ended = threading.Event()
        engine = socketio.server.eio  # type: ignore[attr-defined] # missing in the stubs
        self._interval_s = float(engine.ping_interval)
        self._start: Callable[..., Any] = engine.start_background_task
        engine.start_background_task = self._started

    def run(self) -> None:
        """Ask whoever is to be asked, for as long as the process lives."""
        while not self._has_ended.wait(_EVERY_S):
            self.once()

    def stop(self) -> None:
        """Let run() end."""
        self._has_ended.set()

    def once(self) -> None:
        """Ask those whose moment has come."""
        now, asked = time.monotonic(), 0
        while self._due and self._due[0][0] <= now:
            client = heapq.heappop(self._due)[2]
            if client.closing or client.closed:
                continue
            client.last_ping = time.time()
            self._ask(client)
            asked += 1
            if asked % _AT_ONCE == 0:
                self._socketio.sleep(A_MOMENT_S)  # type: ignore[arg-type] # it takes any number

    def _ask(self, client: Any) -> None:
        manager = self._socketio.server.manager  # type: ignore[attr-defined] # missing in the stubs
        with contextlib.suppress(SocketIsClosedError):
            if isinstance(manager, FanoutManager):
                manager.hand(client.sid, self._packet, self._frame)
            else:
                client.send(self._packet)

    def _started(self, target: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Start a task of python-engineio, unless it would sleep to send a ping."""
        if getattr(target, "__func__", None) is not Socket._send_ping:  # noqa: SLF001 - nothing public names it
            return self._start(target, *given, **named)
        client = target.__self__  # type: ignore[attr-defined] # a bound method has one
        share = 1.0 if client.connected else random.uniform(_SOONEST, 1.0)  # noqa: S311 - no secret
        due = time.monotonic() + share * self._interval_s
        heapq.heappush(self._due, (due, next(self._numbers), client))
        return None
