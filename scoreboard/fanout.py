"""One event to many screens: framed once, written straight to every screen that is idle."""

import contextlib
import socket
import threading
from collections.abc import Callable, Hashable, Sized
from typing import Any, Final, NamedTuple, TypeAlias

from engineio.packet import MESSAGE
from engineio.packet import Packet as Envelope
from gevent.queue import JoinableQueue
from socketio import Manager
from socketio.packet import EVENT

from competition.native import A_MOMENT_S
from scoreboard.websocket import Websocket, one_frame
from scoreboard.whole_sends import WholeSocket, connection_of

_MOST_ANSWERS: Final = 8
_FAREWELL_S: Final = 2.0

Room: TypeAlias = Hashable
Placed: TypeAlias = "tuple[Seat, Sized, WholeSocket | None, Callable[[bytes], int]]"


class Seat(NamedTuple):
    """A screen's number, the packets that wait for it, its connection and what writes there.

    Where the connection is not known, as of who polls, all goes by way of the packets.
    """

    eio_sid: str
    waiting: Sized = ()
    connection: WholeSocket | None = None
    write: Callable[[bytes], int] = len

    @property
    def placed(self) -> Placed:
        """Return it with its parts beside it: Python takes a plain tuple apart far quicker."""
        return (self, *self[1:])


class _Queue(JoinableQueue[Any]):
    """The packets that wait for a client: whoever takes them waits for as long as it is there.

    Where nothing waits for half a minute python-engineio would think it gone.
    """

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ARG002, FBT001, FBT002 - as it is called
        """Return the next packet."""
        return super().get(block)


class FanoutManager(Manager):  # type: ignore[misc, unused-ignore]
    """A Socket.IO client manager for many screens in one gevent process.

    The stock one wakes a greenlet, frames and sends for every screen.  Here an
    event is encoded and framed once and written to each websocket on which
    nothing else is under way; all others get it through their queue, in order
    behind what waits there, and so does every client that polls.
    docs/decisions/0016-fan-out.md tells what it relies on.

    *longest_queue* packets may wait for a screen whose connection is busy; one
    that is further behind is cut off and fetches anew.  After every *turn* screens
    others have their say.  The system keeps *buffer* bytes for a screen.
    """

    def __init__(self, *, longest_queue: int = 32, turn: int = 500, buffer: int = 65_536) -> None:
        super().__init__()
        self.longest_queue = longest_queue
        self._screens_a_turn = turn
        self._buffer = buffer
        self._seats: dict[str, Seat] = {}
        self._turned_away: set[str] = set()
        self._rooms_of: dict[tuple[str, str], set[Room]] = {}
        self._crowds: dict[tuple[str, Room], list[Placed]] = {}
        self._turn = threading.Lock()

    def set_server(self, server: Any) -> None:
        """Serve *server*, whose clients get queues and websockets of ours."""
        super().set_server(server)
        engine = server.eio
        parts = {"queue": _Queue, "websocket": Websocket}
        engine._async = engine._async | parts  # noqa: SLF001 - it asks nobody else for them

    @property
    def seats(self) -> int:
        """Return how many screens are written to directly."""
        return len(self._seats)

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, **options: Any) -> None:
        """Send *event* to everybody in a room."""
        room = options.pop("to", None) or room
        framed = None
        if not any(options.values()) and isinstance(room, str | None):
            framed = self._framed(event, data, namespace)
        if framed is None:
            super().emit(event, data, namespace, room=room, **options)
            return
        # It yields in between, and must not be overtaken by the next event of the room.
        with self._turn:
            self._hand_out(*framed, self._crowd(namespace, room))

    def hand(self, eio_sid: str, envelope: Envelope, frame: bytes) -> None:
        """Send what is for one client alone, in order behind what waits for it."""
        self._hand_out(envelope, frame, [(self._seats.get(eio_sid) or Seat(eio_sid)).placed])

    def end(self, eio_sid: str) -> bool:
        """Cut off a client that does not answer; False where its connection is not known."""
        seat = self._seats.get(eio_sid)
        if seat is None:
            return False
        self._give_up(seat)
        return True

    def _framed(self, event: str, data: Any, namespace: str) -> tuple[Envelope, bytes] | None:
        """Return the packet and its websocket frame, or None where it takes several."""
        told = list(data) if isinstance(data, tuple) else [] if data is None else [data]
        encoded = self.server.packet_class(EVENT, namespace=namespace, data=[event, *told]).encode()
        if not isinstance(encoded, str):
            return None
        envelope = Envelope(MESSAGE, encoded)
        return envelope, one_frame(envelope.encode())

    def _hand_out(self, envelope: Envelope, frame: bytes, crowd: list[Placed]) -> None:
        size = len(frame)
        for at in range(0, len(crowd), self._screens_a_turn):
            if at:
                # Judges' requests come in between.
                self.server.sleep(A_MOMENT_S)
            for seat, waiting, connection, write in crowd[at : at + self._screens_a_turn]:
                # For an idle screen nothing but this: there are thousands for each event.
                if waiting or connection is None or connection.senders:
                    self._queue(seat, envelope)
                    continue
                try:
                    sent = write(frame)
                except OSError as fault:
                    self._was_not_taken(seat, envelope, fault)
                    continue
                if sent != size:
                    self._owe(connection, frame[sent:])

    def _was_not_taken(self, seat: Seat, envelope: Envelope, fault: OSError) -> None:
        if isinstance(fault, BlockingIOError):
            self._queue(seat, envelope)
        else:
            self._give_up(seat)

    def _owe(self, connection: WholeSocket, rest: bytes) -> None:
        connection.owe()
        self.server.start_background_task(_settle, connection, rest)

    def _crowd(self, namespace: str, room: str | None) -> list[Placed]:
        """Return the seats of a room: to look each up anew costs more than to write to it."""
        crowd = self._crowds.get((namespace, room))
        if crowd is None:
            members = self.get_participants(namespace, room)
            crowd = [
                (self._seats.get(eio_sid) or Seat(eio_sid)).placed
                for _, eio_sid in members
                if eio_sid not in self._turned_away
            ]
            self._crowds[namespace, room] = crowd
        return crowd

    def _queue(self, seat: Seat, envelope: Envelope) -> None:
        # Many answers at once may wait for their turn; behind a send under way waits a slow reader.
        if self._does_not_read(seat):
            self._give_up(seat)
        else:
            self.server.eio.send_packet(seat.eio_sid, envelope)

    def _does_not_read(self, seat: Seat) -> bool:
        is_sending = seat.connection is not None and seat.connection.senders > 0
        return is_sending and len(seat.waiting) >= self.longest_queue

    def _give_up(self, seat: Seat) -> None:
        """Cut off whoever does not read; nothing more is kept for them."""
        if self._seats.pop(seat.eio_sid, None) is not None:
            self._turned_away.add(seat.eio_sid)
            self._crowds.clear()
        if seat.connection is not None:
            seat.connection.cut()

    def turns_away(self, sid: str, namespace: str = "/") -> bool:
        """Answer whether a client gets no answer any more: it asks on and does not read.

        It is cut off then, as who does not read what is told to a room.
        """
        eio_sid = self.eio_sid_from_sid(sid, namespace)
        seat = self._seats.get(eio_sid)
        if seat is None:
            return eio_sid in self._turned_away
        most = _MOST_ANSWERS * self.longest_queue
        # Many who ask at once wait for their turn; whoever is far behind does not read.
        if not (self._does_not_read(seat) or len(seat.waiting) >= most):
            return False
        self._give_up(seat)
        return True

    def pre_connect(self, eio_sid: str, namespace: str) -> Any:
        """Take a client in; return its new number there, or None where it has one already."""
        sid = super().pre_connect(eio_sid, namespace)
        connection = connection_of(self.server.environ.get(eio_sid, {}))
        client = getattr(self.server.eio, "sockets", {}).get(eio_sid)
        if connection is not None and client is not None:
            # What the system keeps for a slow reader is memory too, and hides that it is slow.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._buffer)
            # From now on it is asked whether it is there.
            connection.settimeout(None)
            self._seats[eio_sid] = Seat(eio_sid, client.queue.queue, connection, connection.write)
        return sid

    def basic_enter_room(
        self, sid: str, namespace: str, room: Room, eio_sid: str | None = None
    ) -> None:
        """Let a client hear what is sent to *room*."""
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._crowds.pop((namespace, room), None)
        self._rooms_of.setdefault((namespace, sid), set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: Room) -> None:
        """Let a client hear no more of *room*."""
        super().basic_leave_room(sid, namespace, room)
        self._crowds.pop((namespace, room), None)
        self._rooms_of.get((namespace, sid), set()).discard(room)

    def get_rooms(self, sid: str, namespace: str) -> list[Room]:
        """Return the rooms that a client is in."""
        return [room for room in self._rooms_of.get((namespace, sid), ()) if room is not None]

    def basic_disconnect(self, sid: str, namespace: str, **_kwargs: Any) -> None:
        """Forget a client that has left *namespace*.

        The stock manager looks through every room, and there is one for each client.
        """
        eio_sid = self.eio_sid_from_sid(sid, namespace)
        for room in self._rooms_of.pop((namespace, sid), ()):
            super().basic_leave_room(sid, namespace, room)
            self._crowds.pop((namespace, room), None)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            _remove(pending, namespace, sid)
        elsewhere = any(self.sid_from_eio_sid(eio_sid, other) for other in self.rooms)
        if not elsewhere:
            self._turned_away.discard(eio_sid)
        seat = None if elsewhere else self._seats.pop(eio_sid, None)
        connection = seat.connection if seat is not None else None
        if connection is not None and not connection.is_closed:
            # Whoever does not read does not hear that it is over, and would keep its place.
            self.server.start_background_task(self._cut_later, connection)

    def _cut_later(self, connection: WholeSocket) -> None:
        self.server.sleep(_FAREWELL_S)
        connection.cut()


def _remove(pending: dict[str, list[str]], namespace: str, sid: str) -> None:
    waiting = pending.get(namespace, [])
    if sid in waiting:
        waiting.remove(sid)
        if not waiting:
            del pending[namespace]


def _settle(connection: WholeSocket, owed: bytes) -> None:
    with contextlib.suppress(OSError):
        connection.settle(owed)
