"""Hears what changed, keeps each trade's standing, and pushes what boards may see of it."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from sqlalchemy.orm import Session

from competition.clock import now, written
from competition.db import Database
from competition.programme.models import Trade
from competition.programme.trades import TradeChanged
from judging.ledger import MarksChanged
from scoreboard.channel import Channel, Shown
from scoreboard.freeze import VeilChanged, veil_of
from scoreboard.snapshot import Picture, delta, head, picture, whole
from scoreboard.standing import Standing
from scoreboard.standings import build, follows
from scoreboard.visibility import Veil, news, sight_of, told, told_officials

_SHORTEST_PAUSE_S = 0.05
_PULSE_S = 10.0
_log = structlog.get_logger()

Push = Callable[[str, dict[str, Any], int], None]
_News = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class _Board:
    """One trade's board: its standing, what it shows, and what each audience was told of it.

    Officials have a channel once one of them has looked.  While the board
    *is_held* the public hears nothing.
    """

    standing: Standing
    seen: Picture
    veil: Veil
    public: Channel
    officials: Channel | None = None
    pushed_at: float = 0.0
    fan_out_s: float = 0.0
    must_rebuild: bool = False
    must_unveil: bool = False
    has_marks: bool = False
    is_fresh: bool = False
    is_held: bool = False


class Publisher:
    """The boards of one database, as one process sees them.

    *push* is called with an event's name, its payload and the trade whose room
    gets it; *push_to_officials* likewise.  Whatever the public gets has passed
    scoreboard.visibility.
    """

    def __init__(
        self, database: Database, push: Push, push_to_officials: Push | None = None
    ) -> None:
        self.epoch = secrets.token_hex(4)
        self._database = database
        self._push = push
        self._push_to_officials = push_to_officials
        self._ends: list[Callable[[], None]] = []
        self._watchers: list[Callable[[int], None]] = []
        self._boards: dict[int, _Board] = {}
        self._last: dict[int, int] = {}
        self._dirty: set[int] = set()
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._stopped = False
        database.listen(MarksChanged, self._marks_changed)
        database.listen(TradeChanged, self._trade_changed)
        database.listen(VeilChanged, self._veil_changed)

    def watch(self, watcher: Callable[[int], None]) -> None:
        """Call *watcher* with each trade of which the public has just been told something."""
        self._watchers.append(watcher)

    def snapshot(self, trade: int) -> tuple[int, bytes]:
        """Return the newest public version of *trade* and its snapshot's bytes."""
        with self._lock:
            board = self._board(trade)
            channel = board.public
            if channel.body is None:
                channel.body = orjson.dumps({"epoch": self.epoch, **_told(board)})
            return channel.version, channel.body

    def told(self, trade: int) -> dict[str, Any]:
        """Return what the public was told of *trade* last, as a snapshot spells it."""
        with self._lock:
            return _told(self._board(trade))

    def shown(self, trade: int) -> Shown:
        """Return what the public was told of *trade* last, and through which veil."""
        with self._lock:
            board = self._board(trade)
            return board.public.shown(board.veil)

    def warm(self, trade: int) -> None:
        """Have the board of *trade* ready; while it is made, nobody waits for other boards."""
        while True:
            with self._lock:
                if trade in self._boards:
                    return
            with self._database.read() as session:
                made = self._made(session, trade)
            with self._lock, self._database.read() as session:
                version = session.get_one(Trade, trade).version
                # Marks that came meanwhile were told to nobody: then it is made again.
                if trade in self._boards or version == made.standing.version:
                    self._boards.setdefault(trade, made)
                    return

    def private_snapshot(self, trade: int) -> tuple[int, bytes]:
        """Return the newest version of *trade* and the snapshot that its officials get."""
        with self._lock:
            board = self._board(trade)
            channel = _for_officials(board)
            if channel.body is None:
                document = told_officials(whole(channel.standing, channel.seen), board.veil)
                document |= {"epoch": self.epoch, "version": channel.version}
                channel.body = orjson.dumps(document)
            return channel.version, channel.body

    def standing(self, trade: int) -> Standing:
        """Return the standing of *trade* as it is now, whatever the public sees of it."""
        with self._lock:
            return self._board(trade).standing

    def ready(self, trade: int) -> Standing | None:
        """Return the standing of *trade* if its board has been made, without making it."""
        with self._lock:
            board = self._boards.get(trade)
            return board.standing if board else None

    def missed(self, trade: int, epoch: str, version: int) -> dict[str, object]:
        """Answer a board that holds *version* of *epoch* with what it missed, or with resync."""
        with self._lock:
            return self._board(trade).public.missed(self.epoch, epoch, version)

    def private_missed(self, trade: int, epoch: str, version: int) -> dict[str, object]:
        """Answer an official's board likewise."""
        with self._lock:
            return _for_officials(self._board(trade)).missed(self.epoch, epoch, version)

    def hold(self, trade: int) -> tuple[int, bytes]:
        """Keep what the public sees of *trade* as it is until release(); return that picture.

        The number is the version that the picture shall have once it is frozen.
        """
        with self._lock:
            board = self._board(trade)
            channel = board.public
            board.is_held = channel.must_leap = True
            kept = whole(channel.standing, channel.seen)
            if not board.veil.is_live() and not board.veil.is_due(now()):
                # Nothing was shown, so nothing says what was shown last: it is what stands now.
                kept = whole(board.standing, picture(board.standing, is_anew=True))
                board.is_fresh = True
            return channel.version + 1, orjson.dumps(kept)

    def release(self, trade: int) -> None:
        """Let the public see again what it may, by what the database says now."""
        with self._lock:
            board = self._boards.get(trade)
            if board is None:
                return
            board.is_held, board.must_unveil = False, True
            self._dirty.add(trade)
        self._woken.set()

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
        for end in self._ends:
            end()

    def at_the_end(self, end: Callable[[], None]) -> None:
        """Call *end* when run() shall end: whoever works along with it."""
        self._ends.append(end)

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
                self._forget(trade)
        return max(0.001, due_at - time.monotonic())

    def _forget(self, trade: int) -> None:
        """Let a board be made anew, whose public version goes on from where it was."""
        with self._lock:
            board = self._boards.pop(trade, None)
            if board is not None:
                self._last[trade] = board.public.version

    def _publish(self, trade: int) -> None:
        with self._lock:
            board = self._boards.get(trade)
            if board is None:
                return
            self._renew(trade, board)
            before, after = board.seen, picture(board.standing, board.seen, is_anew=board.is_fresh)
            board.seen, board.is_fresh = after, False
            public = self._for_the_public(board, before, after)
            private = self._for_the_officials(board, before, after)
            board.has_marks = False
        begun = time.monotonic()
        if private is not None and self._push_to_officials is not None:
            self._push_to_officials(*private, trade)
        if public is None:
            return
        self._push(*public, trade)
        board.pushed_at = time.monotonic()
        board.fan_out_s = board.pushed_at - begun
        for watcher in self._watchers:
            watcher(trade)

    def _for_the_public(self, board: _Board, before: Picture, after: Picture) -> _News | None:
        channel, veil = board.public, board.veil
        if board.is_held or veil.is_due(now()):
            channel.must_leap = True
            return None
        if channel.must_leap:
            channel.leap(board.standing, after, _version(board, after))
            return "pulse", self._pulse_of(board.standing.trade, channel)
        if not veil.is_live() or after.version == channel.version:
            return None
        changed = news(delta(before, after), veil)
        # A change that nobody can see is not to be noticed either.
        if changed is None or not (changed or board.has_marks):
            return None
        return "delta", channel.follow(board.standing, after, changed)

    def _for_the_officials(self, board: _Board, before: Picture, after: Picture) -> _News | None:
        channel = board.officials
        if channel is None:
            return None
        if channel.must_leap:
            channel.leap(board.standing, after, after.version)
            return "pulse", self._pulse_of(board.standing.trade, channel)
        if after.version == channel.version:
            return None
        return "delta", channel.follow(board.standing, after, delta(before, after))

    def _renew(self, trade: int, board: _Board) -> None:
        """Read anew what has changed besides marks; rows are named by index, so boards may leap."""
        if not (board.must_rebuild or board.must_unveil):
            return
        before, veil = board.standing, board.veil
        with self._database.read() as session:
            board.veil = veil_of(session, trade)
            if board.must_rebuild:
                board.standing, board.is_fresh = build(session, trade), True
        board.must_rebuild = board.must_unveil = False
        if _public_head(before, veil) != _public_head(board.standing, board.veil):
            board.public.must_leap = True
        if board.officials is not None:
            is_same = sight_of(veil) == sight_of(board.veil) and (
                before is board.standing or _private_head(before) == _private_head(board.standing)
            )
            board.officials.must_leap = board.officials.must_leap or not is_same

    def _board(self, trade: int) -> _Board:
        board = self._boards.get(trade)
        if board is None:
            with self._database.read() as session:
                board = self._boards[trade] = self._made(session, trade)
        return board

    def _made(self, session: Session, trade: int) -> _Board:
        standing, veil = build(session, trade), veil_of(session, trade)
        seen = picture(standing)
        if veil.freezes_at is not None and veil.is_due(now()):
            # Nobody was there to freeze it: the public had nothing of what came later.
            shown = build(session, trade, until=written(veil.freezes_at))
            public = Channel(shown, picture(shown), self._last.get(trade, 0))
            return _Board(standing, seen, veil, public)
        board = _Board(standing, seen, veil, Channel(standing, seen, self._last.get(trade, 0)))
        board.public.version = _version(board, seen)
        return board

    def _marks_changed(self, fact: MarksChanged) -> None:
        with self._lock:
            board = self._boards.get(fact.trade)
            if board is None:
                return
            board.has_marks = True
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

    def _veil_changed(self, fact: VeilChanged) -> None:
        with self._lock:
            board = self._boards.get(fact.trade)
            if board is None:
                return
            board.must_unveil = True
            if board.standing.version == fact.base:
                board.standing.version = fact.version
            elif board.standing.version < fact.version:
                board.must_rebuild = True
            self._dirty.add(fact.trade)
        self._woken.set()

    def _pulse(self) -> None:
        with self._lock:
            boards = [
                (trade, self._pulse_of(trade, board.public), board.officials)
                for trade, board in self._boards.items()
            ]
        for trade, pulse, officials in boards:
            self._push("pulse", pulse, trade)
            if officials is not None and self._push_to_officials is not None:
                self._push_to_officials("pulse", self._pulse_of(trade, officials), trade)

    def _pulse_of(self, trade: int, channel: Channel) -> dict[str, Any]:
        return {"trade": trade, "epoch": self.epoch, "version": channel.version}


def _told(board: _Board) -> dict[str, Any]:
    channel = board.public
    document = told(whole(channel.standing, channel.seen), board.veil)
    return {**document, "version": channel.version}


def _for_officials(board: _Board) -> Channel:
    if board.officials is None:
        board.officials = Channel(board.standing, board.seen, board.seen.version)
    return board.officials


def _version(board: _Board, seen: Picture) -> int:
    """Return the version that the public goes on with: where it sees no marks, none counts them."""
    if board.veil.is_live():
        return seen.version
    frozen = board.veil.frozen
    return max(frozen.version if frozen else 0, board.public.version + 1)


def _public_head(standing: Standing, veil: Veil) -> tuple[object, ...]:
    if veil.is_live():
        return standing.is_plain, _entries(standing), told(head(standing), veil)
    if veil.frozen is not None:
        return (veil,)
    return veil.shows, standing.state, told(head(standing), veil)


def _private_head(standing: Standing) -> tuple[object, ...]:
    return standing.is_plain, _entries(standing), head(standing)


def _entries(standing: Standing) -> list[tuple[int, str]]:
    return [(row.entry, row.status) for row in standing.rows]
