"""The room of a trade's officials, who see it live while the public may not."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_socketio import SocketIO, join_room, leave_room

from competition.access import Act, Person, may
from competition.scoring.values import TradeId
from scoreboard.publisher import Publisher
from scoreboard.sockets import answered

Whose = Callable[[Mapping[str, str]], Person | None]


class Officials:
    """Who sits in which trade's room; whoever is no official any more is shown out.

    *whose* answers who holds the session that cookies name.
    """

    def __init__(self, socketio: SocketIO, whose: Whose) -> None:
        self._socketio = socketio
        self._whose = whose
        self._seats: defaultdict[int, dict[str, Mapping[str, str]]] = defaultdict(dict)

    def push(self, event: str, payload: dict[str, Any], trade: int) -> None:
        """Tell the officials of *trade*, and nobody whose session or role has ended."""
        self._show_out(trade)
        if self._seats[trade]:
            self._socketio.emit(event, payload, to=_room(trade))

    def set_up(self, publisher: Publisher) -> None:
        """Answer officials who come and go."""

        def oversee(wanted: object) -> dict[str, object]:
            asked = wanted if isinstance(wanted, dict) else {}
            trade, version = asked.get("trade"), asked.get("version")
            if not isinstance(trade, int):
                return {"code": "invalid"}
            cookies = dict(request.cookies)
            if not self._is_official(cookies, trade):
                return {"code": "not-allowed"}
            join_room(_room(trade))
            self._seats[trade][request.sid] = cookies  # type: ignore[attr-defined] # flask-socketio
            held = version if isinstance(version, int) else -1
            return publisher.private_missed(trade, str(asked.get("epoch")), held)

        def leave(_wanted: object) -> None:
            sid = request.sid  # type: ignore[attr-defined] # added by flask-socketio
            for trade in [each for each, seats in self._seats.items() if sid in seats]:
                del self._seats[trade][sid]
                leave_room(_room(trade))

        self._socketio.on_event("oversee", answered(self._socketio, oversee))
        self._socketio.on_event("leave-oversight", leave)

    def _is_official(self, cookies: Mapping[str, str], trade: int) -> bool:
        return may(self._whose(cookies), Act.OVERSEE, TradeId(trade))

    def _show_out(self, trade: int) -> None:
        server: Any = self._socketio.server  # type: ignore[attr-defined] # missing in the stubs
        for sid, cookies in list(self._seats[trade].items()):
            is_here = server.manager.is_connected(sid, "/")
            if is_here and self._is_official(cookies, trade):
                continue
            del self._seats[trade][sid]
            if is_here:
                server.leave_room(sid, _room(trade))


def _room(trade: int) -> str:
    return f"officials:{trade}"
