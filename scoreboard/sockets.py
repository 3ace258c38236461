"""The live socket: a board joins its trade's room and hears what it missed."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import orjson
from flask_socketio import SocketIO
from socketio.packet import Packet
from werkzeug.http import parse_cookie

from competition.native import is_cooperative
from scoreboard.fanout import FanoutManager
from scoreboard.pings import Pings
from scoreboard.publisher import Publisher
from scoreboard.sweep import Sweep

Answer: TypeAlias = "Callable[[Asker, object], dict[str, object] | None]"
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


class _Packet(Packet):  # type: ignore[misc, unused-ignore] # it has no stubs
    """A packet of text: whether anything in it is binary need not be looked for.

    python-socketio looks through every answer for that, which takes longer than to
    make it where a board has missed many deltas.
    """

    uses_binary_events = False


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
        "serializer": _Packet,
        "max_http_buffer_size": 65_536,
        # Pings cuts off who does not answer within 28 s, and Sweep forgets them: to look at each
        # client by itself, or to ask them more often, costs more than all that boards hear.
        "ping_interval": 18,
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


class Asker(NamedTuple):
    """Who asks something over the socket."""

    server: Any
    sid: str

    @property
    def cookies(self) -> Mapping[str, str]:
        """Return the cookies with which they came."""
        return dict(parse_cookie(self.server.get_environ(self.sid)))

    def enter(self, room: str) -> None:
        """Let them hear what is told in *room*."""
        self.server.enter_room(self.sid, room)

    def leave(self, room: str) -> None:
        """Let them hear it no more."""
        self.server.leave_room(self.sid, room)


def listen(socketio: SocketIO, event: str, answer: Answer) -> None:
    """Have *answer* answer whoever asks *event*, as long as they read what they are answered.

    No request of Flask's stands behind a question: to make one is a sixth of what a
    join costs.
    """
    server: Any = socketio.server  # type: ignore[attr-defined] # missing in the stubs

    def heard(sid: str, wanted: object = None, *_more: object) -> dict[str, object] | None:
        if isinstance(server.manager, FanoutManager) and server.manager.turns_away(sid):
            return None
        return answer(Asker(server, sid), wanted)

    server.on(event, heard)


def room(trade: int) -> str:
    """Return the name of a trade's room."""
    return f"trade:{trade}"


def set_up(socketio: SocketIO, publisher: Publisher) -> None:
    """Answer boards that join and leave."""

    def join(asker: Asker, wanted: object) -> dict[str, object]:
        asked = wanted if isinstance(wanted, dict) else {}
        trade, version = asked.get("trade"), asked.get("version")
        if not isinstance(trade, int) or not 0 < trade < _MOST:
            return {"code": "invalid"}
        # The room first: what is pushed while we look up is heard twice, not missed.
        asker.enter(room(trade))
        # A board that joins before its snapshot is there holds no version yet.
        held = version if isinstance(version, int) else -1
        try:
            return publisher.missed(trade, str(asked.get("epoch")), held)
        except KeyError:
            asker.leave(room(trade))
            return {"code": "not-found"}

    def leave(asker: Asker, wanted: object) -> None:
        trade = wanted.get("trade") if isinstance(wanted, dict) else None
        if isinstance(trade, int):
            asker.leave(room(trade))

    listen(socketio, "join", join)
    listen(socketio, "leave", leave)
