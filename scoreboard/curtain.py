"""Draws the curtain before trades: holds what the public sees, keeps it on disk, lets it go."""

import threading
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import structlog

from competition.clock import now
from competition.db import Database
from competition.errors import Refusal
from scoreboard import freeze
from scoreboard.courses import Courses
from scoreboard.freeze import Freezing, Lifting, Planned, VeilChanged
from scoreboard.publisher import Publisher
from scoreboard.shift import Shift

_LONGEST_NAP_S: Final = 60.0
_AGAIN_S: Final = 1.0
_SILENT_S: Final = 90.0
_log = structlog.get_logger()

Outcomes = Sequence[Refusal | None]


class Curtain:
    """The freezes of one database: at once, at their moments, and lifted again."""

    def __init__(self, database: Database, publisher: Publisher, courses: Courses) -> None:
        self._database = database
        self._publisher = publisher
        self._courses = courses
        self._woken = threading.Event()
        self._shift = Shift()
        database.listen(VeilChanged, lambda _fact: self._woken.set())
        publisher.at_the_end(self.stop)

    def close(self, trades: Collection[int], by: int, at: datetime | None = None) -> Outcomes:
        """Freeze *trades* as the public sees them now; answer each with None, or with why not.

        The public hears nothing of them from here on; it is told once the
        picture is on disk.
        """
        freezings = []
        try:
            for trade in trades:
                version, document = self._publisher.hold(trade)
                document = self._courses.kept(trade, document)
                freezings.append(Freezing(trade, at or now(), by, version, document))
            found: Outcomes = self._database.write(freeze.freeze, freezings)
            return found
        finally:
            for trade in trades:
                self._publisher.release(trade)

    def plan(self, trades: Collection[int], by: int, at: datetime) -> Outcomes:
        """Let *trades* be frozen at a moment to come; answer each with None, or with why not."""
        found: Outcomes = self._database.write(
            freeze.plan, [Planned(trade, at, by) for trade in trades]
        )
        return found

    def open(self, trades: Collection[int], by: int) -> Outcomes:
        """Lift what freezes *trades*, or shall; answer each with None, or with why not."""
        found: Outcomes = self._database.write(
            freeze.lift, [Lifting(trade, by) for trade in trades]
        )
        return found

    @property
    def is_silent(self) -> bool:
        """Answer whether nobody looked for too long at what is due."""
        return self._shift.is_overdue(_SILENT_S)

    def run(self) -> None:
        """Freeze what is due, for as long as the process lives."""
        while self._shift.begin():
            self._woken.clear()
            try:
                pause = self.close_due()
            except Exception:  # noqa: BLE001 - the next look may succeed; until then nothing leaks
                pause = _AGAIN_S
                _log.exception("freeze-failed")
            self._shift.pause()
            self._woken.wait(pause)

    def stop(self) -> None:
        """Let run() end."""
        self._shift.end()
        self._woken.set()

    def close_due(self) -> float:
        """Freeze every trade whose moment has come; return the seconds until the next look.

        A trade that cannot be frozen now keeps no other from it.  Until it can,
        the public hears nothing new of it all the same.
        """
        with self._database.read() as session:
            plans = [
                (each.at, each.by, trade)
                for trade, each in freeze.standing(session).items()
                if each.kind == "plan"
            ]
        moment, pauses = now(), [_LONGEST_NAP_S]
        for at, by, trade in plans:
            if at > moment:
                pauses.append((at - moment).total_seconds())
                continue
            self._shift.go_on()
            try:
                self.close([trade], by, at)
            except Exception:  # noqa: BLE001 - the next look may succeed
                pauses.append(_AGAIN_S)
                _log.exception("freeze-failed", trade=trade)
        return max(0.001, min(pauses))
