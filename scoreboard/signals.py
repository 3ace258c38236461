"""Socket rooms of the hall: a screen hears that it has a new order, an audience the next scene."""

from collections.abc import Mapping
from typing import Any

from flask_socketio import SocketIO, join_room, leave_room

from competition.db import Database
from competition.programme.models import Trade
from competition.programme.trades import TradeChanged
from scoreboard import ceremony
from scoreboard.ceremony import CeremonyMoved, epoch_of, public_scene
from scoreboard.hall_models import Ceremony, Screen
from scoreboard.screens import ScreenChanged
from scoreboard.sockets import answered


def set_up(socketio: SocketIO, database: Database, epoch: str) -> None:
    """Let screens and audiences watch, and tell them what changes in *database*."""
    hall = _Hall(socketio, database, epoch)
    socketio.on_event("watch", answered(socketio, hall.watch))
    socketio.on_event("unwatch", hall.unwatch)
    database.listen(ScreenChanged, hall.screen_changed)
    database.listen(CeremonyMoved, hall.ceremony_moved)
    database.listen(TradeChanged, hall.trade_changed)


class _Hall:
    """The rooms, and of each ceremony that is watched whose it is and whether it tells names."""

    def __init__(self, socketio: SocketIO, database: Database, epoch: str) -> None:
        self._socketio = socketio
        self._database = database
        self._epoch = epoch
        self._told: dict[int, tuple[int, str]] = {}

    def watch(self, wanted: object) -> dict[str, object]:
        kind, number = _watched(wanted)
        if kind is None:
            return {"code": "invalid"}
        # The room first: what is told while we look up is heard twice, not missed.
        join_room(f"{kind}:{number}")
        epoch, version = self._screen(number) if kind == "screen" else self._ceremony(number)
        return {kind: number, "epoch": epoch, "version": version}

    def unwatch(self, wanted: object) -> None:
        kind, number = _watched(wanted)
        if kind is not None:
            leave_room(f"{kind}:{number}")

    def screen_changed(self, fact: ScreenChanged) -> None:
        news = {"screen": fact.screen, "epoch": self._epoch, "version": fact.version}
        self._socketio.emit("screen", news, to=f"screen:{fact.screen}")

    def ceremony_moved(self, fact: CeremonyMoved) -> None:
        news = public_scene(fact, self._epoch)
        self._told[news["ceremony"]] = (fact.trade, fact.shows)
        self._socketio.emit("ceremony", news, to=f"ceremony:{news['ceremony']}")

    def trade_changed(self, fact: TradeChanged) -> None:
        """Tell scenes anew without their names, or with them, where that was changed."""
        told = {each: shows for each, (trade, shows) in self._told.items() if trade == fact.trade}
        if not told:
            return
        with self._database.read() as session:
            facts = [ceremony.seen(session, session.get_one(Ceremony, each)) for each in told]
        for each in facts:
            if each.shows != told[each.ceremony["ceremony"]]:
                self.ceremony_moved(each)

    def _screen(self, number: int) -> tuple[str, int]:
        with self._database.read() as session:
            row = session.get(Screen, number)
        return self._epoch, row.version if row else 0

    def _ceremony(self, number: int) -> tuple[str, int]:
        with self._database.read() as session:
            row = session.get(Ceremony, number)
            if row is None:
                return self._epoch, 0
            shows = session.get_one(Trade, row.trade_id).shows
        # Others may have been told something else, and are told of the change yet.
        self._told.setdefault(number, (row.trade_id, shows))
        return epoch_of(self._epoch, shows), row.version


def _watched(wanted: object) -> tuple[str | None, int]:
    asked: Mapping[Any, Any] = wanted if isinstance(wanted, dict) else {}
    for kind in ("screen", "ceremony"):
        number = asked.get(kind)
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31:
            return kind, number
    return None, 0
