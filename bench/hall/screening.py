"""The application for measuring fan-out: boards of nobody, and events as many as are asked for.

The environment says which way: ``stock`` is Flask-SocketIO as it comes, ``direct`` is ours.
"""

import os
import time
from typing import Any, Final

import gevent
from flask import Flask, request
from flask_socketio import SocketIO, join_room

from competition.native import leave_in_peace
from scoreboard.sockets import attendants, make_socketio
from scoreboard.whole_sends import WholeSends

WAY: Final = "JIANGSAI_BENCH_FANOUT"
_ROOM: Final = "trade:1"


def create_app() -> Flask:
    """Return the application."""
    app = Flask(__name__)
    if os.environ.get(WAY) == "stock":
        socketio = SocketIO(app, async_mode="gevent", ping_interval=18, ping_timeout=10)
    else:
        pages, socketio = app.wsgi_app, make_socketio(())
        socketio.init_app(app)
        app.wsgi_app = WholeSends(app.wsgi_app, pages)  # type: ignore[method-assign]
        leave_in_peace()
        for attendant in attendants(socketio):
            socketio.start_background_task(attendant.run)
    _answer(app, socketio)
    return app


def _answer(app: Flask, socketio: SocketIO) -> None:
    def join(_wanted: object) -> dict[str, Any]:
        join_room(_ROOM)
        return {"epoch": "bench", "version": 0}

    socketio.on_event("join", join)

    @app.get("/health")
    def health() -> str:
        return "well"

    @app.post("/events")
    def events() -> str:
        count, size = int(request.args["count"]), int(request.args["size"])
        gap = float(request.args["gap_ms"]) / 1e3
        due = time.monotonic()
        for version in range(1, count + 1):
            told: dict[str, Any] = {"trade": 1, "version": version, "t": time.monotonic_ns()}
            told["p"] = "x" * (size - 65)
            socketio.emit("d", told, to=_ROOM)
            due = max(due + gap, time.monotonic() - gap)
            gevent.sleep(max(0.0, due - time.monotonic()))
        return "sent"
