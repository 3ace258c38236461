"""Socket rooms of the hall: a screen hears that it has a new order, an audience the next scene."""

import queue
import threading
from typing import TypeAlias

import structlog
from flask_socketio import SocketIO

from competition.db import Database
from competition.programme.trades import TradeChanged
from scoreboard import ceremony
from scoreboard.ceremony import CeremonyMoved, epoch_of, public_scene
from scoreboard.hall_models import Ceremony, Screen
from scoreboard.screens import ScreenChanged
from scoreboard.shift import Shift
from scoreboard.sockets import Asker, listen, number_in

Fact: TypeAlias = ScreenChanged | CeremonyMoved | TradeChanged
_log = structlog.get_logger()


class Usher:
    """Tells screens and audiences what changes in one database, in order.

    It notes a fact as soon as it is committed and tells it later, by itself: no
    commit waits for a screen.  Of each ceremony that is watched it knows whose it
    is and by which names it was told.
    """

    def __init__(self, socketio: SocketIO, database: Database, epoch: str) -> None:
        self._socketio = socketio
        self._database = database
        self._epoch = epoch
        self._told: dict[int, tuple[int, str]] = {}
        self._facts: queue.SimpleQueue[Fact] = queue.SimpleQueue()
        self._telling = threading.Lock()
        self._woken = threading.Event()
        self._shift = Shift()
        database.listen(ScreenChanged, self._note)
        database.listen(CeremonyMoved, self._note)
        database.listen(TradeChanged, self._note)

    def set_up(self) -> None:
        """Let screens and audiences watch."""
        listen(self._socketio, "watch", self.watch)
        listen(self._socketio, "unwatch", self.unwatch)

    def run(self) -> None:
        """Tell what is noted, for as long as the process lives."""
        while self._shift.begin():
            self.tell()
            self._shift.pause()
            self._woken.wait()
            self._woken.clear()

    def stop(self) -> None:
        """Let run() end; return when it has."""
        self._shift.end()
        self._woken.set()

    def tell(self) -> None:
        """Tell all that has been noted; whoever does so meanwhile goes first."""
        with self._telling:
            while not self._facts.empty():
                fact = self._facts.get()
                try:
                    self._tell(fact)
                except Exception:  # noqa: BLE001 - one that cannot be told must not silence the others
                    _log.exception("signal-failed", fact=type(fact).__name__)

    def watch(self, asker: Asker, wanted: object) -> dict[str, object]:
        """Let a socket hear of a screen or a ceremony; answer how new it is."""
        kind, number = _watched(wanted)
        if kind is None:
            return {"code": "invalid"}
        # The room first: what is told while we look up is heard twice, not missed.
        asker.enter(f"{kind}:{number}")
        found = self._screen(number) if kind == "screen" else self._ceremony(number)
        if found is None:
            asker.leave(f"{kind}:{number}")
            return {"code": "not-found"}
        return {kind: number, "epoch": found[0], "version": found[1]}

    def unwatch(self, asker: Asker, wanted: object) -> None:
        """Let a socket hear of it no more."""
        kind, number = _watched(wanted)
        if kind is not None:
            asker.leave(f"{kind}:{number}")

    def _note(self, fact: Fact) -> None:
        self._facts.put(fact)
        self._woken.set()

    def _tell(self, fact: Fact) -> None:
        match fact:
            case ScreenChanged(screen, version):
                news = {"screen": screen, "epoch": self._epoch, "version": version}
                self._socketio.emit("screen", news, to=f"screen:{screen}")
            case CeremonyMoved():
                self._tell_scene(self._as_shown_now(fact))
            case TradeChanged():
                self._tell_names(fact)

    def _as_shown_now(self, fact: CeremonyMoved) -> CeremonyMoved:
        """Return *fact*, or what may be told in its place where names were hidden meanwhile."""
        with self._database.read() as session:
            row = session.get_one(Ceremony, fact.ceremony["ceremony"])
            return (
                fact
                if ceremony.called(session, row) == fact.called
                else ceremony.seen(session, row)
            )

    def _tell_scene(self, fact: CeremonyMoved) -> None:
        news = public_scene(fact, self._epoch)
        self._told[news["ceremony"]] = (fact.trade, fact.called)
        self._socketio.emit("ceremony", news, to=f"ceremony:{news['ceremony']}")

    def _tell_names(self, fact: TradeChanged) -> None:
        """Tell scenes anew without their names, with them or with others, where that changed."""
        told = {each: called for each, (trade, called) in self._told.items() if trade == fact.trade}
        if not told:
            return
        with self._database.read() as session:
            facts = [ceremony.seen(session, session.get_one(Ceremony, each)) for each in told]
        for each in facts:
            if each.called != told[each.ceremony["ceremony"]]:
                self._tell_scene(each)

    def _screen(self, number: int) -> tuple[str, int] | None:
        with self._database.read() as session:
            row = session.get(Screen, number)
        return (self._epoch, row.version) if row else None

    def _ceremony(self, number: int) -> tuple[str, int] | None:
        with self._database.read() as session:
            row = session.get(Ceremony, number)
            if row is None:
                return None
            if number not in self._told:
                self._told[number] = (row.trade_id, ceremony.called(session, row))
        # Where it is told by other names since, that is noted already, and told to all.
        return epoch_of(self._epoch, self._told[number][1]), row.version


def _watched(wanted: object) -> tuple[str | None, int]:
    for kind in ("screen", "ceremony"):
        number = number_in(wanted, kind)
        if number is not None:
            return kind, number
    return None, 0
