"""The room of a trade's officials, who see it live while the public may not."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from flask_socketio import SocketIO

from competition.access import Act, Person, may
from competition.scoring.values import TradeId
from scoreboard.publisher import Publisher
from scoreboard.sockets import Asker, held_in, listen, number_in

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

        def oversee(asker: Asker, wanted: object) -> dict[str, object]:
            trade = number_in(wanted, "trade")
            if trade is None:
                return {"code": "invalid"}
            cookies = asker.cookies
            if not self._is_official(cookies, trade):
                return {"code": "not-allowed"}
            asker.enter(_room(trade))
            self._seats[trade][asker.sid] = cookies
            try:
                return publisher.private_missed(trade, *held_in(wanted))
            except KeyError:
                self._stand_up(asker, trade)
                return {"code": "not-found"}

        def leave(asker: Asker, _wanted: object) -> None:
            for trade in [each for each, seats in self._seats.items() if asker.sid in seats]:
                self._stand_up(asker, trade)

        listen(self._socketio, "oversee", oversee)
        listen(self._socketio, "leave-oversight", leave)

    def _stand_up(self, asker: Asker, trade: int) -> None:
        del self._seats[trade][asker.sid]
        asker.leave(_room(trade))

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
