"""Pings to thousands of clients: one task asks them all, each at a moment of its own."""

import contextlib
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

import structlog
from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket
from flask_socketio import SocketIO

from competition.native import A_MOMENT_S
from scoreboard.fanout import FanoutManager
from scoreboard.websocket import one_frame

_log = structlog.get_logger()

_TICK_S: Final = 0.1
_LATE: Final = 10
_AT_ONCE: Final = 50
_SOONEST: Final = 0.2


class Pings:
    """Asks every client in turn whether it is there, in the place of python-engineio.

    That starts a task for each ping, which sleeps until it is due; and whoever
    came together is asked together for as long as they stay, thousands within the
    second in which they came back.  Here one task asks, and for the first time at a
    random moment of the interval.  Once the time for an answer is over it looks at those
    whom it asked: whoever has not answered is cut off, the others are asked again.
    """

    def __init__(self, socketio: SocketIO) -> None:
        self._socketio = socketio
        self._packet = Packet(PING)
        self._frame = one_frame(self._packet.encode())
        self._to_ask: defaultdict[int, list[Any]] = defaultdict(list)
        self._to_look_at: defaultdict[int, list[Any]] = defaultdict(list)
        self._next = _tick()
        self._has_ended = threading.Event()
        engine = socketio.server.eio  # type: ignore[attr-defined] # missing in the stubs
        self._interval = _ticks(engine.ping_interval)
        self._patience = _ticks(engine.ping_timeout)
        self._start: Callable[..., Any] = engine.start_background_task
        engine.start_background_task = self._started

    def run(self) -> None:
        """Ask whoever is to be asked, for as long as the process lives."""
        while not self._has_ended.wait(_TICK_S):
            try:
                self.once()
            except Exception:  # noqa: BLE001 - nobody else finds out who is gone
                _log.exception("pings-failed")

    def stop(self) -> None:
        """Let run() end."""
        self._has_ended.set()

    def once(self) -> None:
        """Look at those whose time to answer is over, and ask those whose moment has come."""
        if _tick() - self._next > _LATE:
            # Everything stood still: whoever has answered meanwhile is heard first.
            self._socketio.sleep(_TICK_S)  # type: ignore[arg-type] # it takes any number
        for tick in range(self._next, _tick() + 1):
            self._next = tick + 1
            self._look_at(self._to_look_at.pop(tick, ()))
            self._ask(self._to_ask.pop(tick, ()))

    def _ask(self, clients: Iterable[Any]) -> None:
        for count, client in enumerate(clients, 1):
            if client.closing or client.closed:
                continue
            client.last_ping = time.time()
            with contextlib.suppress(SocketIsClosedError):
                self._send(client)
            self._to_look_at[self._from_now(self._patience)].append(client)
            if count % _AT_ONCE == 0:
                self._socketio.sleep(A_MOMENT_S)  # type: ignore[arg-type] # it takes any number

    def _send(self, client: Any) -> None:
        manager = self._socketio.server.manager  # type: ignore[attr-defined] # missing in the stubs
        if isinstance(manager, FanoutManager):
            manager.hand(client.sid, self._packet, self._frame)
        else:
            client.send(self._packet)

    def _look_at(self, clients: Iterable[Any]) -> None:
        again = self._to_ask[self._from_now(max(0, self._interval - self._patience))]
        for client in clients:
            if client.closing or client.closed:
                continue
            # An answer takes it away.
            if client.last_ping is None:
                again.append(client)
            else:
                self._end(client)

    def _end(self, client: Any) -> None:
        manager = self._socketio.server.manager  # type: ignore[attr-defined] # missing in the stubs
        if isinstance(manager, FanoutManager) and manager.end(client.sid):
            return
        client.close(wait=False, reason=self._socketio.server.reason.PING_TIMEOUT)  # type: ignore[attr-defined] # missing in the stubs

    def _started(self, target: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Start a task of python-engineio, unless it would sleep to send a ping."""
        if getattr(target, "__func__", None) is not Socket._send_ping:  # noqa: SLF001 - nothing public names it
            return self._start(target, *given, **named)
        client = target.__self__  # type: ignore[attr-defined] # a bound method has one
        # Whoever is in has answered, and is asked again in its turn.
        if not client.connected:
            share = random.uniform(_SOONEST, 1.0)  # noqa: S311 - no secret
            self._to_ask[self._from_now(int(share * self._interval))].append(client)
        return None

    def _from_now(self, ticks: int) -> int:
        """Return the tick that comes so many after this one, however far the lists are behind."""
        return max(self._next, _tick() + 1) + ticks


def _tick() -> int:
    return _ticks(time.monotonic())


def _ticks(seconds: float) -> int:
    return int(seconds / _TICK_S)
