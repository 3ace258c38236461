"""Keeps how the totals of each trade grew as the public was told them; the ledger has the rest."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import orjson
import structlog

from competition.clock import now, written
from competition.db import Database
from judging import history
from scoreboard.channel import Shown
from scoreboard.course import Moment, extended, moment, replayed, shown, thinned
from scoreboard.publisher import Publisher
from scoreboard.shift import Shift
from scoreboard.standing import Standing
from scoreboard.standings import build
from scoreboard.visibility import COURSE, course

_PAUSE_S: Final = 1.0
_LOOKS: Final = 20
_BETWEEN_LOOKS_S: Final = 0.05
_BEFORE_ANY_MARK: Final = datetime(1970, 1, 1, tzinfo=UTC)
_log = structlog.get_logger()


@dataclass(slots=True)
class _Course:
    """What is known of one trade; it *is_whole* once the ledger was read for what came before."""

    standing: Standing
    version: int = -1
    moments: list[Moment] = field(default_factory=list)
    is_whole: bool = False
    reading: threading.Lock = field(default_factory=threading.Lock)
    body: tuple[str, bytes] | None = None


class Courses:
    """The courses of one database, as one process sees them.

    Whatever stands in one was told to the public: it is noted after each push,
    at most once a second.  What was told before this process, or while the
    trade was frozen, is read from the ledger when somebody first asks.
    """

    def __init__(self, database: Database, publisher: Publisher) -> None:
        self._database = database
        self._publisher = publisher
        self._courses: dict[int, _Course] = {}
        self._moved: set[int] = set()
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._shift = Shift()
        publisher.watch(self._told)
        publisher.at_the_end(self.stop)

    def snapshot(self, trade: int) -> tuple[str, bytes]:
        """Return the course of *trade* as the public may read it: its tag and its bytes."""
        self._publisher.warm(trade)
        known, seen = self._note(trade)
        if _is_open(seen) and not known.is_whole:
            self._read(trade, known)
            known, seen = self._note(trade)
        with self._lock:
            told = course([each.told() for each in known.moments], seen.veil)
            whole = "whole" if known.is_whole else "part"
            tag = f"{self._publisher.epoch}-{seen.version}-{len(told)}-{whole}"
            if known.body is None or known.body[0] != tag:
                document = {"epoch": self._publisher.epoch, "trade": trade}
                document |= {"version": seen.version, "moments": told}
                known.body = (tag, orjson.dumps(document))
            return known.body

    def kept(self, trade: int, picture: bytes) -> bytes:
        """Return the *picture* that the public of *trade* keeps, with the course that led to it."""
        document = orjson.loads(picture)
        known, _ = self._note(trade)
        last = moment(document["at"], [row["total"] for row in document["rows"]])
        with self._lock:
            moments = [each.told() for each in extended(known.moments, last)]
        return orjson.dumps({**document, COURSE: moments})

    def run(self) -> None:
        """Note what was told, for as long as the process lives."""
        while self._shift.begin():
            self._woken.clear()
            self._note_moved()
            self._shift.pause()
            self._woken.wait()
            self._shift.rest(_PAUSE_S)

    def stop(self) -> None:
        """Let run() end."""
        self._shift.end()
        self._woken.set()

    def _told(self, trade: int) -> None:
        with self._lock:
            self._moved.add(trade)
        self._woken.set()

    def _note_moved(self) -> None:
        with self._lock:
            moved, self._moved = self._moved, set()
        for trade in moved:
            try:
                self._note(trade)
            except Exception:  # noqa: BLE001 - one trade must not stop the others
                _log.exception("course-failed", trade=trade)

    def _note(self, trade: int) -> tuple[_Course, Shown]:
        """Note what the public was told last; return it with the course that leads there."""
        with self._lock:
            seen = self._publisher.shown(trade)
            known = self._courses.get(trade)
            if known is None or not _goes_on(known.standing, seen.standing):
                known = self._courses[trade] = _Course(seen.standing)
            known.standing = seen.standing
            if not seen.veil.is_live():
                # It goes on elsewhere than it stopped: the ledger is read again then.
                known.version, known.moments, known.is_whole = -1, [], False
            elif known.version != seen.version and seen.seen.lines:
                latest = shown(written(now()), seen.seen.lines)
                known.version, known.moments = seen.version, extended(known.moments, latest)
            return known, seen

    def _read(self, trade: int, known: _Course) -> None:
        """Put what the ledger knows before what was noted, once all of it has been told."""
        with known.reading:
            if known.is_whole:
                return
            with self._database.read() as session:
                # The lines first: the version that is read after them counts them all.
                lines = history.lines(session, trade)
                standing = build(session, trade, until=_BEFORE_ANY_MARK)
            before = list(replayed(standing, lines))
            if not self._has_told(trade, standing):
                return
            with self._lock:
                if self._courses.get(trade) is known:
                    last = before[-1].at if before else ""
                    later = [each for each in known.moments if each.at > last]
                    known.moments, known.is_whole = thinned([*before, *later]), True

    def _has_told(self, trade: int, standing: Standing) -> bool:
        """Answer whether the public knows all of *standing*; wait for what was just recorded."""
        for _ in range(_LOOKS):
            seen = self._publisher.shown(trade)
            if not _is_open(seen) or not _goes_on(standing, seen.standing):
                return False
            if seen.version >= standing.version:
                return True
            time.sleep(_BETWEEN_LOOKS_S)
        return False


def _is_open(seen: Shown) -> bool:
    """Answer whether whatever is recorded now is told to the public."""
    return seen.veil.is_live() and not seen.veil.is_due(now())


def _goes_on(one: Standing, other: Standing) -> bool:
    """Answer whether totals of *one* may stand in one line with those of *other*."""
    return one is other or (
        [row.entry for row in one.rows] == [row.entry for row in other.rows]
        and (one.given.rules, one.plan) == (other.given.rules, other.plan)
        and (one.corrections, one.statuses) == (other.corrections, other.statuses)
    )
