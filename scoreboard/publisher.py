"""Hears what changed, keeps each trade's standing, and pushes what boards may see of it."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
import structlog

from competition.db import Database
from competition.programme.trades import TradeChanged
from competition.scoring.values import TradeId
from judging.ledger import MarksChanged
from scoreboard.snapshot import Picture, delta, picture, snapshot
from scoreboard.standing import Standing
from scoreboard.standings import build, follows

_RING = 128
_SHORTEST_PAUSE_S = 0.05
_PULSE_S = 10.0
_log = structlog.get_logger()

Push = Callable[[str, dict[str, object], int], None]


@dataclass(slots=True)
class _Board:
    """One trade's board: its standing, what was pushed last, and the deltas since."""

    standing: Standing
    seen: Picture
    body: bytes | None = None
    deltas: deque[tuple[int, int, bytes]] = field(default_factory=lambda: deque(maxlen=_RING))
    pushed_at: float = 0.0
    fan_out_s: float = 0.0
    must_rebuild: bool = False
    must_resync: bool = False
    is_fresh: bool = False


class Publisher:
    """The boards of one database, as one process sees them.

    *push* is called with an event's name, its payload and the trade whose room
    gets it.
    """

    def __init__(self, database: Database, push: Push) -> None:
        self.epoch = secrets.token_hex(4)
        self._database = database
        self._push = push
        self._boards: dict[int, _Board] = {}
        self._dirty: set[int] = set()
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._stopped = False
        database.listen(MarksChanged, self._marks_changed)
        database.listen(TradeChanged, self._trade_changed)

    def snapshot(self, trade: int) -> tuple[int, bytes]:
        """Return the newest published version of *trade* and its snapshot's bytes."""
        with self._lock:
            board = self._board(trade)
            if board.body is None:
                board.body = snapshot(board.standing, board.seen, self.epoch)
            return board.seen.version, board.body

    def standing(self, trade: int) -> Standing:
        """Return the standing of *trade* that boards show now."""
        with self._lock:
            return self._board(trade).standing

    def missed(self, trade: int, epoch: str, version: int) -> dict[str, object]:
        """Answer a board that holds *version* of *epoch* with what it missed, or with resync."""
        with self._lock:
            board = self._board(trade)
            answer: dict[str, object] = {"epoch": self.epoch, "version": board.seen.version}
            if epoch == self.epoch and version == board.seen.version:
                return answer
            kept = [body for base, _, body in board.deltas if base >= version]
            bases = [base for base, _, _ in board.deltas]
            if epoch != self.epoch or version not in bases:
                return {**answer, "resync": True}
            return {**answer, "deltas": [orjson.loads(body) for body in kept]}

    def run(self) -> None:
        """Push what is due, for as long as the process lives."""
        next_pulse = time.monotonic() + _PULSE_S
        while not self._stopped:
            self._woken.wait(self.publish_due(next_pulse))
            self._woken.clear()
            if time.monotonic() >= next_pulse:
                self._pulse()
                next_pulse = time.monotonic() + _PULSE_S

    def stop(self) -> None:
        """Let run() end."""
        self._stopped = True
        self._woken.set()

    def publish_due(self, latest: float | None = None) -> float:
        """Push every dirty trade whose pause is over; return the seconds until the next one."""
        due_at = latest if latest is not None else time.monotonic() + _PULSE_S
        for trade in list(self._dirty):
            with self._lock:
                board = self._boards.get(trade)
                pause = max(_SHORTEST_PAUSE_S, 2 * board.fan_out_s) if board else 0.0
                ready_at = (board.pushed_at if board else 0.0) + pause
                if ready_at > time.monotonic():
                    due_at = min(due_at, ready_at)
                    continue
                self._dirty.discard(trade)
            try:
                self._publish(trade)
            except Exception:  # noqa: BLE001 - a broken board must not stop the others
                _log.exception("publish-failed", trade=trade)
                with self._lock:
                    self._boards.pop(trade, None)
        return max(0.001, due_at - time.monotonic())

    def _publish(self, trade: int) -> None:
        with self._lock:
            board = self._boards.get(trade)
            if board is None:
                return
            if board.must_rebuild:
                self._rebuild(trade, board)
            after = picture(board.standing, board.seen, is_anew=board.is_fresh)
            board.is_fresh = False
            if after.version == board.seen.version:
                return
            body = b"" if board.must_resync else delta(trade, board.seen, after)
            payload: dict[str, object] = orjson.loads(body) if body else {}
            if body:
                board.deltas.append((board.seen.version, after.version, body))
            else:
                board.deltas.clear()
            board.seen, board.body, board.must_resync = after, None, False
        begun = time.monotonic()
        if payload:
            self._push("delta", payload, trade)
        else:
            self._push_pulse(trade, after.version)
        board.pushed_at = time.monotonic()
        board.fan_out_s = board.pushed_at - begun

    def _rebuild(self, trade: int, board: _Board) -> None:
        with self._database.read() as session:
            fresh = build(session, trade)
        before = board.standing
        # Rows are named by index: another field, or other names, need a whole snapshot.
        is_same = (
            [row.entry for row in before.rows] == [row.entry for row in fresh.rows]
            and before.rows == fresh.rows
            and _head(before) == _head(fresh)
        )
        board.must_resync = board.must_resync or not is_same
        board.standing, board.must_rebuild, board.is_fresh = fresh, False, True

    def _board(self, trade: int) -> _Board:
        board = self._boards.get(trade)
        if board is None:
            with self._database.read() as session:
                standing = build(session, trade)
            board = self._boards[trade] = _Board(standing, picture(standing))
        return board

    def _marks_changed(self, fact: MarksChanged) -> None:
        with self._lock:
            board = self._boards.get(fact.trade)
            if board is None:
                return
            if board.must_rebuild or not follows(board.standing, fact):
                board.must_rebuild = board.standing.version < fact.version
            else:
                board.standing.take(fact.cells)
                board.standing.version = fact.version
            self._dirty.add(fact.trade)
        self._woken.set()

    def _trade_changed(self, fact: TradeChanged) -> None:
        with self._lock:
            board = self._boards.get(fact.trade)
            if board is None:
                return
            board.must_rebuild = True
            self._dirty.add(fact.trade)
        self._woken.set()

    def _pulse(self) -> None:
        with self._lock:
            versions = {trade: board.seen.version for trade, board in self._boards.items()}
        for trade, version in versions.items():
            self._push_pulse(trade, version)

    def _push_pulse(self, trade: int, version: int) -> None:
        payload: dict[str, object] = {"trade": trade, "epoch": self.epoch, "version": version}
        self._push("pulse", payload, TradeId(trade))


def _head(standing: Standing) -> tuple[object, ...]:
    """Return what a snapshot says and no delta can change."""
    return (
        *(standing.plan, standing.rules, standing.members, standing.shows, standing.is_plain),
        *(standing.competition, standing.names, standing.group, standing.unit),
        standing.shows_awards,
    )
