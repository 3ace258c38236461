"""Socket rooms of the hall: a screen hears that it has a new order, an audience the next scene."""

from collections.abc import Mapping
from typing import Any

from flask_socketio import SocketIO, join_room, leave_room
from sqlalchemy.orm import Session

from competition.db import Database
from scoreboard.ceremony import CeremonyMoved, public_scene
from scoreboard.hall_models import Ceremony, Screen
from scoreboard.screens import ScreenChanged


def set_up(socketio: SocketIO, database: Database, epoch: str) -> None:
    """Let screens and audiences watch, and tell them what changes in *database*."""

    def watch(wanted: object) -> dict[str, object]:
        kind, number = _watched(wanted)
        if kind is None:
            return {"code": "invalid"}
        # The room first: what is told while we look up is heard twice, not missed.
        join_room(f"{kind}:{number}")
        with database.read() as session:
            version = _version(session, kind, number)
        return {kind: number, "epoch": epoch, "version": version}

    def unwatch(wanted: object) -> None:
        kind, number = _watched(wanted)
        if kind is not None:
            leave_room(f"{kind}:{number}")

    def screen_changed(fact: ScreenChanged) -> None:
        news = {"screen": fact.screen, "epoch": epoch, "version": fact.version}
        socketio.emit("screen", news, to=f"screen:{fact.screen}")

    def ceremony_moved(fact: CeremonyMoved) -> None:
        news = public_scene(fact.ceremony, epoch)
        socketio.emit("ceremony", news, to=f"ceremony:{news['ceremony']}")

    socketio.on_event("watch", watch)
    socketio.on_event("unwatch", unwatch)
    database.listen(ScreenChanged, screen_changed)
    database.listen(CeremonyMoved, ceremony_moved)


def _watched(wanted: object) -> tuple[str | None, int]:
    asked: Mapping[Any, Any] = wanted if isinstance(wanted, dict) else {}
    for kind in ("screen", "ceremony"):
        number = asked.get(kind)
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31:
            return kind, number
    return None, 0


def _version(session: Session, kind: str, number: int) -> int:
    row = session.get(Screen, number) if kind == "screen" else session.get(Ceremony, number)
    return row.version if row else 0
