"""All trades of a competition at once: how far each is, who leads, and the medals."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

import orjson
import structlog
from sqlalchemy.orm import Session

from competition.clock import now
from competition.db import Database
from competition.programme.models import Competition, Trade
from competition.programme.trades import TradeAdded, competitions, of_competition
from scoreboard import results
from scoreboard.freeze import veil_of, veils_of
from scoreboard.glance import glance, unseen
from scoreboard.medal_table import Won, medal_table, won
from scoreboard.nameplates import called
from scoreboard.publisher import BoardsSilent, Publisher
from scoreboard.shift import Shift
from scoreboard.states import State, state_of, states_of
from scoreboard.visibility import FROZEN, Veil, told
from scoreboard.waiting import Waiting

_PAUSE_S: Final = 1.0
_PULSE_S: Final = 10.0
_RING: Final = 64
_SILENT_S: Final = 30.0
_PUBLISHED: Final = frozenset({*results.ORDER, FROZEN})
"""States of which results may be public: what is frozen may have been published before."""

_log = structlog.get_logger()

Push = Callable[[str, dict[str, Any], int], None]


class _Look(NamedTuple):
    """What one look at a trade found; *run* stands for what its own board was told in deltas."""

    seen: dict[str, Any]
    won: Won | None
    run: object


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
    waiting: Waiting = field(default_factory=Waiting)
    runs: dict[int, object] = field(default_factory=dict)
    deltas: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=_RING))

    def follow(self, before: "_Survey") -> None:
        """Take the place of *before*, of which everything is known that was looked at."""
        self.version = before.version + 1
        known = {trade: each for trade, each in before.glances.items() if trade in self.glances}
        self.glances |= known
        self.waiting.follow(before.waiting, known)

    def hides(self, trade: int, look: _Look) -> bool:
        """Answer whether what was told of *trade* before this *look* may be public no more.

        Its own board leapt, for names, what it shows or a freeze, or a result is not what it was.
        """
        had = self.won.get(trade)
        is_same_run = self.runs.get(trade, look.run) is look.run
        return not is_same_run or (had is not None and not had.goes_on_in(look.won))


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
        self._unlisted: set[int] = set()
        self._lock = threading.RLock()
        self._making = threading.Lock()
        self._woken = threading.Event()
        self._shift = Shift()
        database.listen(TradeAdded, self._trade_added)
        publisher.watch(self._told)
        publisher.at_the_end(self.stop)

    @property
    def is_silent(self) -> bool:
        """Answer whether nobody looked for too long at what moved."""
        return self._shift.is_overdue(_SILENT_S)

    def attest(self) -> None:
        """Raise BoardsSilent unless what is told is as new as a screen believes."""
        self._publisher.attest()
        if self.is_silent:
            raise BoardsSilent

    def snapshot(self, competition: int) -> tuple[int, bytes]:
        """Return the newest version of a competition's overview and its bytes; raises KeyError."""
        self._open(competition)
        with self._lock:
            survey = self._surveys[competition]
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
        self._open(competition)
        with self._lock:
            survey = self._surveys[competition]
            answer: dict[str, object] = {"epoch": self.epoch, "version": survey.version}
            if epoch == self.epoch and version == survey.version:
                return answer
            if epoch != self.epoch or version not in [base for base, _ in survey.deltas]:
                return {**answer, "resync": True}
            kept = [orjson.loads(body) for base, body in survey.deltas if base >= version]
            return {**answer, "deltas": kept}

    def table(self, competition: int) -> dict[str, Any]:
        """Return the medal table of a competition."""
        self._open(competition, anew=True)
        with self._lock:
            return self._surveys[competition].table

    def glances(self, competition: int) -> dict[int, dict[str, Any]]:
        """Return what is said of each trade of a competition, by its number."""
        self._open(competition, anew=True)
        with self._lock:
            survey = self._surveys[competition]
            return {trade: survey.glances[trade] for trade in survey.trades}

    def run(self) -> None:
        """Look at what moved and push it, for as long as the process lives."""
        next_pulse = time.monotonic()
        while self._shift.begin():
            try:
                if time.monotonic() >= next_pulse:
                    self.renew()
                    next_pulse = time.monotonic() + _PULSE_S
                has_rested = self.publish_due()
            except Exception:  # noqa: BLE001 - what was not seen now is seen at the next look
                _log.exception("overview-failed")
                has_rested = False
            self._shift.pause()
            if has_rested:
                # So long a look left room for others in itself, and there may be more to look at.
                continue
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
        for number in {*current, *self._surveys}:
            self._open(number, anew=True)
            with self._lock:
                version = self._surveys[number].version
            self._push(
                "pulse", {"competition": number, "epoch": self.epoch, "version": version}, number
            )

    def stop(self) -> None:
        """Let run() end."""
        self._shift.end()
        self._woken.set()

    def publish_due(self) -> bool:
        """Look at trades that moved, and push what changed; answer whether time ran out over it."""
        with self._lock:
            due = [(number, survey) for number, survey in self._surveys.items() if survey.waiting]
        ran_out = False
        for number, survey in due:
            begun = time.monotonic()
            looked_at = self._look(survey)
            with self._lock:
                # Trades may have been added meanwhile: then all are looked at again.
                now_known = self._surveys[number]
                if now_known is survey:
                    self._take(number, survey, looked_at)
                else:
                    now_known.waiting.move(looked_at)
            ran_out |= time.monotonic() - begun >= _PAUSE_S
        return ran_out

    def _look(self, survey: _Survey) -> dict[int, _Look]:
        """Look at the trades that moved; what takes long leaves room for judges in between."""
        found, failed = {}, []
        begun = time.monotonic()
        while survey.waiting and time.monotonic() - begun < _PAUSE_S:
            with self._lock:
                trade = survey.waiting.next()
            since = time.monotonic()
            try:
                found[trade] = self._look_at(survey, trade)
            except Exception:  # noqa: BLE001 - a broken trade must not hide what the others say
                _log.exception("look-failed", trade=trade)
                failed.append(trade)
            time.sleep(min(0.5, (time.monotonic() - since) / 2))
        with self._lock:
            survey.waiting.move(failed)
        return found

    def _look_at(self, survey: _Survey, trade: int) -> _Look:
        # The run first: then nothing that it makes hidden can be in what is read after it.
        run = self._publisher.shown(trade).run
        seen = glance(self._publisher.told(trade))
        seen["called"] = called(self._publisher.shown(trade))
        before = survey.glances.get(trade, {})
        is_over = not _PUBLISHED.isdisjoint({seen["state"], before.get("state")})
        with self._database.read() as session:
            return _Look(seen, _won(session, trade) if is_over else None, run)

    def _take(self, number: int, survey: _Survey, looked_at: Mapping[int, _Look]) -> None:
        changed: dict[str, Any] = {}
        for trade, look in looked_at.items():
            if survey.hides(trade, look):
                # Whoever missed them must not be told now what may be told no more.
                survey.deltas.clear()
            before, seen = survey.glances[trade], look.seen
            survey.glances[trade], survey.runs[trade] = seen, look.run
            survey.won.pop(trade, None)
            if look.won is not None:
                survey.won[trade] = look.won
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

    def _open(self, number: int, *, anew: bool = False) -> None:
        """Have a competition's overview ready; raises KeyError where there is none.

        While it is made nobody waits for another one.  *anew*: its trades are
        those that the database has now; else a trade is found when it is told
        of, or with the next pulse.
        """
        if number in self._surveys and number not in self._unlisted and not anew:
            return
        with self._making:
            self._unlisted.discard(number)
            before = self._surveys.get(number)
            with self._database.read() as session:
                names, trades = _listed(session, number)
                numbers = [each.id for each in trades]
                if before is not None and (before.names, before.trades) == (names, numbers):
                    return
                fresh = _surveyed(session, names, trades)
            with self._lock:
                if before is not None:
                    fresh.follow(before)
                self._surveys[number] = fresh
                self._homes |= dict.fromkeys(numbers, number)
        self._woken.set()

    def _trade_added(self, fact: TradeAdded) -> None:
        self._unlisted.add(fact.competition)

    def _told(self, trade: int) -> None:
        with self._lock:
            number = self._homes.get(trade)
            if number is not None:
                self._surveys[number].waiting.move([trade])
        self._woken.set()


def _listed(session: Session, number: int) -> tuple[dict[str, str], Sequence[Trade]]:
    event = session.get(Competition, number)
    if event is None:
        raise KeyError(number)
    return event.names, of_competition(session, number)


def _surveyed(session: Session, names: Mapping[str, str], trades: Sequence[Trade]) -> _Survey:
    """Return all that can be said at once: nothing of how far trades are and who leads there."""
    moment, veils = now(), veils_of(session, trades)
    states = states_of(session, list(veils))
    late = {trade: veil for trade, veil in veils.items() if veil.is_due(moment)}
    # Nobody has frozen these yet: what was there before their moment is what is said of them.
    states |= {trade: state_of(session, trade, veil.freezes_at) for trade, veil in late.items()}
    glances = {each.id: _unlooked(each, veils[each.id], states[each.id]) for each in trades}
    brought = {
        trade: won(document, state)
        for trade, (state, document) in results.all_public(session, veils).items()
    }
    table = medal_table(list(brought.values()), len(trades))
    return _Survey(names, list(glances), glances, brought, table, waiting=Waiting(glances))


def _unlooked(trade: Trade, veil: Veil, state: State) -> dict[str, Any]:
    if veil.frozen is not None:
        return {**glance(told(veil.frozen.document, veil)), "called": None}
    named = {
        "trade": trade.id,
        "code": trade.code,
        "names": trade.names,
        "group": trade.group_names or None,
        "unit": trade.unit,
    }
    return unseen({**named, "state": state.name, "since": state.since})


def _won(session: Session, trade: int) -> Won | None:
    found = results.public(session, trade, veil_of(session, trade))
    return None if found is None else won(found[1], found[0].state)
