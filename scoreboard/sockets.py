"""The live socket: a board joins its trade's room and hears what it missed."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import orjson
import structlog
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
_MOST_ROOMS: Final = 64
_ROOMS: Final = "jiangsai.rooms"
_QUIET_S: Final = 10.0

_log = structlog.get_logger()


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
        """Let them hear what is told in *room*; raises TooManyRooms."""
        entered = self._rooms()
        if room not in entered and len(entered) >= _MOST_ROOMS:
            raise TooManyRooms
        entered.add(room)
        self.server.enter_room(self.sid, room)

    def leave(self, room: str) -> None:
        """Let them hear it no more."""
        self._rooms().discard(room)
        self.server.leave_room(self.sid, room)

    def _rooms(self) -> set[str]:
        """Return where they are: kept with what they came with, and forgotten with it."""
        found: set[str] = self.server.get_environ(self.sid).setdefault(_ROOMS, set())
        return found


class TooManyRooms(Exception):
    """One client wants to hear more than any page shows."""


class Unanswered(Exception):
    """What was asked could not be answered, by a fault of ours that is in the log."""


class _Often:
    """What happens as often as anybody likes is said once in a while, with how often it was."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0.0
        self._times = 0

    def times(self) -> int:
        """Count once more; return how often it was since that was said last, 0 to say nothing."""
        with self._lock:
            self._times += 1
            if time.monotonic() < self._next:
                return 0
            times, self._times = self._times, 0
            self._next = time.monotonic() + _QUIET_S
            return times


def listen(socketio: SocketIO, event: str, answer: Answer) -> None:
    """Have *answer* answer whoever asks *event*, as long as they read what they are answered.

    No request of Flask's stands behind a question: to make one is a sixth of what a
    join costs.
    """
    server: Any = socketio.server  # type: ignore[attr-defined] # missing in the stubs
    faults = _Often()

    def heard(sid: str, wanted: object = None, *_more: object) -> dict[str, object] | None:
        if isinstance(server.manager, FanoutManager) and server.manager.turns_away(sid):
            return None
        try:
            return answer(Asker(server, sid), wanted)
        except TooManyRooms:
            return {"code": "too-many-rooms"}
        except Exception:  # noqa: BLE001 - said below, and the client is told by silence
            if times := faults.times():
                _log.exception("answer-failed", asked=event, times=times)
            # Our pages take no answer for a reason to connect anew, which a wrong one is not.
            raise Unanswered from None

    server.on(event, heard)


def number_in(wanted: object, key: str) -> int | None:
    """Return the number of a row that *wanted* names by *key*, or None where it names none."""
    asked = wanted.get(key) if isinstance(wanted, dict) else None
    return asked if type(asked) is int and 0 < asked < _MOST else None


def held_in(wanted: object) -> tuple[str, int]:
    """Return the epoch and the version that *wanted* says it holds; version -1 for none."""
    asked = wanted if isinstance(wanted, dict) else {}
    version = asked.get("version")
    return str(asked.get("epoch")), version if type(version) is int else -1


def hear_quietly(socketio: SocketIO) -> None:
    """Say of packets that nobody can read in one line that there were some: anybody may send them.

    python-engineio would write where in its own code each of them failed.
    """
    engine = socketio.server.eio  # type: ignore[attr-defined] # missing in the stubs
    read, unread = engine.handlers["message"], _Often()

    def received(sid: str, data: object) -> None:
        try:
            read(sid, data)
        except Unanswered:
            return
        except Exception as fault:  # noqa: BLE001 - whatever it was, it came from outside
            if times := unread.times():
                _log.info("packet-unread", fault=type(fault).__name__, times=times)

    engine.on("message", received)


def room(trade: int) -> str:
    """Return the name of a trade's room."""
    return f"trade:{trade}"


def set_up(socketio: SocketIO, publisher: Publisher) -> None:
    """Answer boards that join and leave."""

    def join(asker: Asker, wanted: object) -> dict[str, object]:
        trade = number_in(wanted, "trade")
        if trade is None:
            return {"code": "invalid"}
        # The room first: what is pushed while we look up is heard twice, not missed.
        asker.enter(room(trade))
        try:
            # A board that joins before its snapshot is there holds no version yet.
            return publisher.missed(trade, *held_in(wanted))
        except KeyError:
            asker.leave(room(trade))
            return {"code": "not-found"}

    def leave(asker: Asker, wanted: object) -> None:
        trade = number_in(wanted, "trade")
        if trade is not None:
            asker.leave(room(trade))

    hear_quietly(socketio)
    listen(socketio, "join", join)
    listen(socketio, "leave", leave)
