"""Which screens are there: those that wait to be taken in, and what each said of itself last."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final

from competition.clock import now
from competition.db import Database
from scoreboard import screens
from scoreboard.hall_models import Screen
from scoreboard.screens import Sighting
from scoreboard.tickets import AT_ONCE, Tickets, neighbourhood

_MOST_WAITING: Final = 1000
_GONE_S: Final = 60.0
_WRITTEN_EVERY_S: Final = 60.0
_LARGEST: Final = 100_000
_LONGEST: Final = 120
# What changes from one heartbeat to the next and is no news.
_RESTLESS: Final = frozenset({"fps", "showing"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A browser that shows its code and belongs to no hall yet."""

    token_hash: str
    code: str
    issued: int
    address: str
    heard: float
    report: Mapping[str, object]


class RollCall:
    """The screens of one process: in memory, but for what a restart shall not lose."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.tickets = Tickets()
        self._turned_away: dict[str, float] = {}
        self._waiting: dict[str, Waiting] = {}
        self._heard: dict[int, Sighting] = {}
        self._written: dict[int, float] = {}
        self._lock = threading.Lock()

    def ticket(self, address: str) -> str | None:
        """Return a token for a new screen at *address*, or None where it has too many."""
        where = neighbourhood(address)
        given = self.tickets.issue(where)
        if given is None:
            with self._lock:
                self._turn_away(where)
        return given

    def wait(
        self, token_hash: str, issued: int, address: str, report: Mapping[str, object] | None
    ) -> str | None:
        """Note that a browser at *address* waits; return the code that it shows.

        None where too many wait: those whose token was *issued* first have the room.
        """
        with self._lock:
            self._drop_gone()
            before = self._waiting.get(token_hash)
            where = neighbourhood(address)
            if before is None and not self._has_room(where, issued):
                self._turn_away(where)
                return None
            code = before.code if before else self._fresh_code(token_hash)
            known = report if report is not None or before is None else before.report
            self._waiting[token_hash] = Waiting(
                token_hash, code, issued, where, time.monotonic(), known or {}
            )
            return code

    def wait_no_longer(self, token_hash: str) -> None:
        """Note that a browser was taken in."""
        with self._lock:
            self._waiting.pop(token_hash, None)

    def waiting(self) -> list[Waiting]:
        """Return the browsers that wait, by code."""
        with self._lock:
            self._drop_gone()
            return sorted(self._waiting.values(), key=lambda each: each.code)

    @property
    def is_crowded(self) -> bool:
        """Answer whether a browser was turned away just now: too many wait."""
        with self._lock:
            self._drop_gone()
            return bool(self._turned_away)

    def showing(self, code: str) -> Waiting | None:
        """Return the one browser that shows *code* now, or None."""
        found = [each for each in self.waiting() if each.code == code]
        return found[0] if len(found) == 1 else None

    def hear(self, screen: int, token_hash: str, report: dict[str, object]) -> None:
        """Take in what a screen says of itself; on disk if it is news or a minute has gone."""
        with self._lock:
            self._waiting.pop(token_hash, None)
            before = self._heard.get(screen)
            sighting = self._heard[screen] = Sighting(screen, now(), report)
            since = time.monotonic() - self._written.get(screen, -_WRITTEN_EVERY_S)
            if since < _WRITTEN_EVERY_S and before and _steady(before.report) == _steady(report):
                return
            self._written[screen] = time.monotonic()
        self._database.write(screens.sight, sighting)

    def latest(self, screen: Screen) -> tuple[datetime, Mapping[str, Any]]:
        """Return when *screen* was last heard and what it said, from memory or its row."""
        heard = self._heard.get(screen.id)
        if heard is not None and heard.at >= screen.last_seen_at:
            return heard.at, heard.report
        return screen.last_seen_at, screen.report

    def _has_room(self, address: str, issued: int) -> bool:
        """Answer whether one more may wait; whoever came last leaves room for who came before."""
        everyone = list(self._waiting.values())
        mine = [each for each in everyone if each.address == address]
        if len(mine) >= AT_ONCE:
            full = mine
        elif len(everyone) >= _MOST_WAITING:
            full = everyone
        else:
            return True
        last = max(full, key=lambda each: each.issued)
        if last.issued < issued:
            return False
        del self._waiting[last.token_hash]
        return True

    def _turn_away(self, address: str) -> None:
        if len(self._turned_away) < _MOST_WAITING:
            self._turned_away[address] = time.monotonic()

    def _fresh_code(self, token_hash: str) -> str:
        shown = {each.code for each in self._waiting.values()}
        codes = (self.tickets.code(token_hash, attempt) for attempt in count())
        return next(code for code in codes if code not in shown)

    def _drop_gone(self) -> None:
        latest = time.monotonic() - _GONE_S
        for token_hash, each in list(self._waiting.items()):
            if each.heard < latest:
                del self._waiting[token_hash]
        for address, at in list(self._turned_away.items()):
            if at < latest:
                del self._turned_away[address]


def report_of(document: object) -> dict[str, object]:
    """Return what may be kept of a heartbeat: known keys, small numbers, short texts."""
    given = document if isinstance(document, dict) else {}
    kept: dict[str, object] = {}
    for key in ("width", "height", "fps", "version"):
        value = given.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
            kept[key] = value
    for key in ("visible", "stale"):
        if isinstance(given.get(key), bool):
            kept[key] = given[key]
    for key in ("program", "showing"):
        value = given.get(key)
        if isinstance(value, str):
            kept[key] = value.replace("\0", "")[:_LONGEST]
    return kept


def _steady(report: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in report.items() if key not in _RESTLESS}
