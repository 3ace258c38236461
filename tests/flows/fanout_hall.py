"""A hall of screens and nothing else: one room, to which somebody sends numbered events."""

import os
from pathlib import Path

import gevent
from flask import Flask, request
from flask_socketio import SocketIO, join_room

from scoreboard.fanout import FanoutManager
from scoreboard.whole_sends import WholeSends

ROOM = "hall"


def make(manager: FanoutManager | None = None) -> Flask:
    """Return the application; every client that connects is in the room."""
    app = Flask(__name__)
    kept = manager or FanoutManager()
    socketio = SocketIO(
        app, async_mode="gevent", client_manager=kept, ping_interval=2, ping_timeout=2
    )

    sending: list[int] = []

    def enter(_auth: object = None) -> None:
        join_room(ROOM)

    def repeat(number: int) -> int:
        return number

    def send(count: int, size: int, gap: float) -> None:
        sending.append(count)
        for number in range(count):
            socketio.emit("news", {"number": number, "filling": "x" * size}, to=ROOM)
            gevent.sleep(gap)
        sending.remove(count)

    @app.get("/health")
    def health() -> str:
        return "well"

    @app.post("/news")
    def news() -> str:
        asked = request.args
        sending = (int(asked["count"]), int(asked["size"]), float(asked["gap"]))
        socketio.start_background_task(send, *sending)
        return "sending"

    @app.get("/census")
    def census() -> dict[str, int]:
        return {
            "rooms": sum(len(rooms) for rooms in kept.rooms.values()),
            "seats": kept.seats,
            "sending": len(sending),
            "files": len(list(Path(f"/proc/{os.getpid()}/fd").iterdir())),
        }

    socketio.on_event("connect", enter)
    socketio.on_event("repeat", repeat)
    app.wsgi_app = WholeSends(app.wsgi_app)  # type: ignore[method-assign]
    return app
