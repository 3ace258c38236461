"""A hall of screens and nothing else: one room, to which somebody sends numbered events."""

import os
from pathlib import Path

import gevent
import gevent.socket
from flask import Flask, request
from flask_socketio import SocketIO, join_room
from gevent.monkey import get_original

from scoreboard import whole_sends
from scoreboard.fanout import FanoutManager
from scoreboard.pings import Pings
from scoreboard.sweep import Sweep
from scoreboard.whole_sends import WholeSends

ROOM = "hall"


def make(patience: int = 2, longest_queue: int = 32) -> Flask:
    """Return the application; every client that connects is in the room.

    Whoever does not answer a ping for *patience* seconds is gone,
    and whoever is *longest_queue* packets behind.
    """
    app = Flask(__name__)
    pages = app.wsgi_app
    kept = FanoutManager(turn=2, longest_queue=longest_queue)
    socketio = SocketIO(
        app,
        async_mode="gevent",
        client_manager=kept,
        ping_interval=2,
        ping_timeout=patience,
        monitor_clients=False,
    )
    for attendant in (Sweep(socketio, every_s=1.0), Pings(socketio)):
        socketio.start_background_task(attendant.run)
    socketio.on_event("connect", enter)
    socketio.on_event("repeat", repeat)
    app.add_url_rule("/health", view_func=health)
    app.add_url_rule("/stillness", view_func=stillness, methods=["POST"])
    _answer(app, socketio, kept)
    app.wsgi_app = WholeSends(app.wsgi_app, pages)  # type: ignore[method-assign]
    return app


def make_impatient() -> Flask:
    """Return the application, which ends a connection after four seconds of silence."""
    whole_sends.SILENCE_S = 4.0  # type: ignore[misc] # for this process only
    return make()


def enter(_auth: object = None) -> None:
    """Let whoever connects hear the news."""
    join_room(ROOM)


def repeat(number: int) -> int:
    """Answer what was asked."""
    return number


def health() -> str:
    """Say that the hall is open."""
    return "well"


def stillness() -> str:
    """Let the whole process stand still for so many seconds."""
    get_original("time", "sleep")(float(request.args["seconds"]))
    return "well"


def _answer(app: Flask, socketio: SocketIO, kept: FanoutManager) -> None:
    sending: list[int] = []

    def send(count: int, size: int, gap: float) -> None:
        sending.append(count)
        for number in range(count):
            socketio.emit("news", {"number": number, "filling": "x" * size}, to=ROOM)
            gevent.sleep(gap)
        sending.remove(count)

    @app.post("/news")
    def news() -> str:
        asked = request.args
        sending = (int(asked["count"]), int(asked["size"]), float(asked["gap"]))
        socketio.start_background_task(send, *sending)
        return "sending"

    @app.post("/interruption")
    def interruption() -> dict[str, bool]:
        near, far = gevent.socket.socketpair()
        heard = gevent.spawn(far.recv, 1)
        gevent.sleep(0)
        near.send(b"?")
        socketio.emit("news", {"number": 0}, to=ROOM)
        return {"heard": heard.ready()}

    @app.get("/census")
    def census() -> dict[str, int]:
        return {
            "rooms": sum(len(rooms) for rooms in kept.rooms.values()),
            "seats": kept.seats,
            "clients": len(socketio.server.eio.sockets),  # type: ignore[attr-defined]
            "sending": len(sending),
            "files": len(list(Path(f"/proc/{os.getpid()}/fd").iterdir())),
        }
