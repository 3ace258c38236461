"""The live socket: a board joins its trade's room and hears what it missed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import orjson
from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from competition.native import is_cooperative
from scoreboard.fanout import FanoutManager
from scoreboard.pings import Pings
from scoreboard.publisher import Publisher
from scoreboard.sweep import Sweep

Answer = Callable[[object], dict[str, object] | None]
_MOST: Final = 2**31
"""No database holds a number of a trade as high as this."""


class _Json:
    """orjson in the place that python-socketio asks for ``json``."""

    @staticmethod
    def dumps(document: Any, **_options: Any) -> str:
        return orjson.dumps(document).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: Any) -> Any:
        return orjson.loads(text)


def make_socketio(origins: tuple[str, ...], *, fans_out: bool = True) -> SocketIO:
    """Return the Socket.IO server: websocket only, for pages of our own origin and *origins*."""
    greenlets = is_cooperative()
    # A list would shut our own pages out, and an empty one would let everybody in.
    allowed = _OwnAnd(origins) if origins else None
    settings: dict[str, Any] = {
        "async_mode": "gevent" if greenlets else "threading",
        "cors_allowed_origins": allowed,
        "transports": ["websocket"],
        "json": _Json,
        "max_http_buffer_size": 65_536,
        # The connection itself cuts off who does not answer (whole_sends.SILENCE_S), and Sweep
        # forgets them: to look at each client by itself, or to ask them more often, costs more
        # than all that boards hear.
        "ping_interval": 15,
        "ping_timeout": 10,
        "monitor_clients": False,
        # What one client asks is answered in turn: a task for each question costs as much again.
        "async_handlers": False,
    }
    if greenlets and fans_out:
        settings["client_manager"] = FanoutManager()
    return SocketIO(**settings)


class _OwnAnd:
    """Answers whether an origin is our own or one of those an operator has named."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = origins

    def __call__(self, origin: str | None, environ: dict[str, str]) -> bool:
        own = f"{environ.get('wsgi.url_scheme')}://{environ.get('HTTP_HOST')}"
        return origin in {own, *self._origins}


def attendants(socketio: SocketIO) -> list[Sweep | Pings]:
    """Return those who look after its clients; each has a run() and a stop()."""
    return [Sweep(socketio), Pings(socketio)]


def answered(socketio: SocketIO, answer: Answer) -> Answer:
    """Return *answer* for those who read what they are answered, and nothing for the others."""

    @wraps(answer)
    def guarded(wanted: object) -> dict[str, object] | None:
        manager = socketio.server.manager  # type: ignore[attr-defined] # missing in the stubs
        sid = request.sid  # type: ignore[attr-defined] # added by flask-socketio
        if isinstance(manager, FanoutManager) and manager.turns_away(sid):
            return None
        return answer(wanted)

    return guarded


def room(trade: int) -> str:
    """Return the name of a trade's room."""
    return f"trade:{trade}"


def set_up(socketio: SocketIO, publisher: Publisher) -> None:
    """Answer boards that join and leave."""

    def join(wanted: object) -> dict[str, object]:
        asked = wanted if isinstance(wanted, dict) else {}
        trade, version = asked.get("trade"), asked.get("version")
        if not isinstance(trade, int) or not 0 < trade < _MOST:
            return {"code": "invalid"}
        # The room first: what is pushed while we look up is heard twice, not missed.
        join_room(room(trade))
        # A board that joins before its snapshot is there holds no version yet.
        held = version if isinstance(version, int) else -1
        try:
            return publisher.missed(trade, str(asked.get("epoch")), held)
        except KeyError:
            leave_room(room(trade))
            return {"code": "not-found"}

    def leave(wanted: object) -> None:
        trade = wanted.get("trade") if isinstance(wanted, dict) else None
        if isinstance(trade, int):
            leave_room(room(trade))

    socketio.on_event("join", answered(socketio, join))
    socketio.on_event("leave", leave)
