"""All trades of a competition at once: how far each is, who leads, and the medals."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import orjson
import structlog
from sqlalchemy.orm import Session

from competition.clock import now
from competition.db import Database
from competition.programme.models import Competition, Trade
from competition.programme.trades import competitions, of_competition
from scoreboard import results
from scoreboard.freeze import veil_of
from scoreboard.glance import glance, unseen
from scoreboard.medal_table import Won, medal_table, won
from scoreboard.publisher import Publisher
from scoreboard.shift import Shift
from scoreboard.states import state_of
from scoreboard.visibility import told

_PAUSE_S: Final = 1.0
_PULSE_S: Final = 10.0
_RING: Final = 64
_log = structlog.get_logger()

Push = Callable[[str, dict[str, Any], int], None]


@dataclass(slots=True)
class _Survey:
    """What is known of one competition, and what was pushed of it."""

    names: Mapping[str, str]
    trades: list[int]
    glances: dict[int, dict[str, Any]]
    won: dict[int, Won]
    table: dict[str, Any]
    version: int = 1
    body: bytes | None = None
    dirty: set[int] = field(default_factory=set)
    deltas: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=_RING))


class Overview:
    """The overviews of one database, as one process sees them; pushed once a second at most.

    All that stands in them comes from what the publisher has told the public.
    """

    def __init__(self, database: Database, publisher: Publisher, push: Push) -> None:
        self.epoch = publisher.epoch
        self._database = database
        self._publisher = publisher
        self._push = push
        self._surveys: dict[int, _Survey] = {}
        self._homes: dict[int, int] = {}
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._shift = Shift()
        publisher.watch(self._told)
        publisher.at_the_end(self.stop)

    def snapshot(self, competition: int) -> tuple[int, bytes]:
        """Return the newest version of a competition's overview and its bytes; raises KeyError."""
        with self._lock:
            survey = self._current(competition)
            if survey.body is None:
                survey.body = orjson.dumps(
                    {
                        "epoch": self.epoch,
                        "competition": competition,
                        "version": survey.version,
                        "names": survey.names,
                        "trades": [survey.glances[trade] for trade in survey.trades],
                        "table": survey.table,
                    }
                )
            return survey.version, survey.body

    def missed(self, competition: int, epoch: str, version: int) -> dict[str, object]:
        """Answer a screen that holds *version* of *epoch* with what it missed, or with resync."""
        with self._lock:
            survey = self._survey(competition)
            answer: dict[str, object] = {"epoch": self.epoch, "version": survey.version}
            if epoch == self.epoch and version == survey.version:
                return answer
            if epoch != self.epoch or version not in [base for base, _ in survey.deltas]:
                return {**answer, "resync": True}
            kept = [orjson.loads(body) for base, body in survey.deltas if base >= version]
            return {**answer, "deltas": kept}

    def table(self, competition: int) -> dict[str, Any]:
        """Return the medal table of a competition."""
        with self._lock:
            return self._current(competition).table

    def glances(self, competition: int) -> dict[int, dict[str, Any]]:
        """Return what is said of each trade of a competition, by its number."""
        with self._lock:
            survey = self._current(competition)
            return {trade: survey.glances[trade] for trade in survey.trades}

    def run(self) -> None:
        """Look at what moved and push it, for as long as the process lives."""
        next_pulse = time.monotonic()
        while self._shift.begin():
            try:
                if time.monotonic() >= next_pulse:
                    self.renew()
                    next_pulse = time.monotonic() + _PULSE_S
                self.publish_due()
            except Exception:  # noqa: BLE001 - what was not seen now is seen at the next look
                _log.exception("overview-failed")
            self._shift.pause()
            self._woken.wait(max(0.01, next_pulse - time.monotonic()))
            self._woken.clear()
            self._shift.rest(_PAUSE_S)

    def renew(self) -> None:
        """Open what is going on now, find trades that are new, and say that we live."""
        today = now().date()
        with self._database.read() as session:
            events = competitions(session)
            current = [
                each.id
                for each in events
                if each is events[0] or each.starts_on <= today <= each.ends_on + timedelta(days=1)
            ]
            listed = {number: _listed(session, number) for number in {*current, *self._surveys}}
        for number, (names, trades) in listed.items():
            with self._lock:
                known = self._survey(number)
                if (known.names, known.trades) != (names, trades):
                    self._leap(number)
                version = self._surveys[number].version
            self._push(
                "pulse", {"competition": number, "epoch": self.epoch, "version": version}, number
            )

    def stop(self) -> None:
        """Let run() end."""
        self._shift.end()
        self._woken.set()

    def publish_due(self) -> None:
        """Look at every trade that moved, and push what changed of each competition."""
        with self._lock:
            due = [(number, survey) for number, survey in self._surveys.items() if survey.dirty]
        for number, survey in due:
            looked_at = self._look(survey)
            with self._lock:
                # Trades may have been added meanwhile: then all are looked at again.
                if self._surveys[number] is survey:
                    self._take(number, survey, looked_at)

    def _look(self, survey: _Survey) -> dict[int, tuple[dict[str, Any], Won | None]]:
        """Look at the trades that moved; what takes long leaves room for judges in between."""
        found = {}
        begun = time.monotonic()
        while survey.dirty and time.monotonic() - begun < _PAUSE_S:
            trade = survey.dirty.pop()
            since = time.monotonic()
            self._publisher.warm(trade)
            seen = glance(self._publisher.told(trade))
            before = survey.glances.get(trade, {})
            is_over = seen["state"] in results.ORDER or before.get("state") in results.ORDER
            with self._database.read() as session:
                found[trade] = (seen, _won(session, trade) if is_over else None)
            time.sleep(min(0.5, time.monotonic() - since))
        if survey.dirty:
            self._woken.set()
        return found

    def _take(
        self,
        number: int,
        survey: _Survey,
        looked_at: Mapping[int, tuple[dict[str, Any], Won | None]],
    ) -> None:
        changed: dict[str, Any] = {}
        for trade, (seen, brought) in looked_at.items():
            before = survey.glances[trade]
            survey.glances[trade] = seen
            survey.won.pop(trade, None)
            if brought is not None:
                survey.won[trade] = brought
            news = {key: each for key, each in seen.items() if each != before[key]}
            if news:
                changed[str(survey.trades.index(trade))] = news
        table = medal_table(list(survey.won.values()), len(survey.trades))
        delta: dict[str, Any] = {"trades": changed} if changed else {}
        if table != survey.table:
            survey.table = delta["table"] = table
        if not delta:
            return
        base, survey.version, survey.body = survey.version, survey.version + 1, None
        delta |= {"competition": number, "base": base, "version": survey.version}
        survey.deltas.append((base, orjson.dumps(delta)))
        self._push("delta", delta, number)

    def _current(self, number: int) -> _Survey:
        """Return what is known of a competition, whose trades are those that it has now."""
        with self._database.read() as session:
            listed = _listed(session, number)
        known = self._survey(number)
        if (known.names, known.trades) != listed:
            self._leap(number)
        return self._surveys[number]

    def _leap(self, number: int) -> None:
        before = self._surveys.pop(number)
        fresh = self._survey(number)
        fresh.version = before.version + 1
        fresh.glances |= {
            trade: each for trade, each in before.glances.items() if trade in fresh.glances
        }

    def _survey(self, number: int) -> _Survey:
        survey = self._surveys.get(number)
        if survey is None:
            with self._database.read() as session:
                names, trades = _listed(session, number)
                glances = {trade: _unlooked(session, trade) for trade in trades}
                brought = {
                    trade: each
                    for trade, seen in glances.items()
                    if seen["state"] in results.ORDER and (each := _won(session, trade))
                }
            table = medal_table(list(brought.values()), len(trades))
            survey = _Survey(names, trades, glances, brought, table, dirty=set(trades))
            self._surveys[number] = survey
            self._homes |= dict.fromkeys(trades, number)
            self._woken.set()
        return survey

    def _told(self, trade: int) -> None:
        with self._lock:
            number = self._homes.get(trade)
            if number is not None:
                self._surveys[number].dirty.add(trade)
        self._woken.set()


def _listed(session: Session, number: int) -> tuple[dict[str, str], list[int]]:
    event = session.get(Competition, number)
    if event is None:
        raise KeyError(number)
    return event.names, [trade.id for trade in of_competition(session, number)]


def _unlooked(session: Session, trade: int) -> dict[str, Any]:
    """Return what can be said of a trade at once: all of it, but how far it is and who leads."""
    veil = veil_of(session, trade)
    if veil.frozen is not None:
        return glance(told(veil.frozen.document, veil))
    row = session.get_one(Trade, trade)
    named = {"trade": trade, "code": row.code, "names": row.names, "group": row.group_names or None}
    until = veil.freezes_at if veil.is_due(now()) else None
    state = state_of(session, trade, until)
    return unseen({**named, "unit": row.unit, "state": state.name, "since": state.since})


def _won(session: Session, trade: int) -> Won | None:
    found = results.public(session, trade, veil_of(session, trade))
    return None if found is None else won(found[1], found[0].state)
