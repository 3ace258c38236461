"""Hears what changed, keeps each trade's standing, and pushes what boards may see of it."""

import secrets
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import orjson
import structlog

from competition.clock import now
from competition.db import Database
from competition.errors import Refusal, sentence
from competition.programme.models import Trade
from competition.programme.trades import TradeChanged
from judging.ledger import MarksChanged
from scoreboard.channel import Channel, Shown
from scoreboard.display import Display, displayed
from scoreboard.freeze import VeilChanged
from scoreboard.members import members_of
from scoreboard.shift import Shift
from scoreboard.snapshot import Picture, delta, picture, whole
from scoreboard.standing import Standing
from scoreboard.standings import follows
from scoreboard.visibility import news, told_officials

SILENT_S = 15.0
"""Boards call themselves late after so long without news; so does whoever serves them."""

_SHORTEST_PAUSE_S = 0.05
_OF_A_FAN_OUT = 1.5
"""From one push to the next of a trade, in the time that the last took: a third stays free."""
_PULSE_S = 10.0
_MOST_MAKINGS = 3
_log = structlog.get_logger()

Push = Callable[[str, dict[str, Any], int], None]
_News = tuple[str, dict[str, Any]]


class BoardsSilent(Refusal):
    """Nothing is pushed: a board that is told what was there last would take it for news."""

    code, status = "boards-silent", HTTPStatus.SERVICE_UNAVAILABLE
    text = sentence("Boards are not brought up to date at the moment.")


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
        self._boards: dict[int, Display] = {}
        self._last: dict[int, int] = {}
        self._makings: dict[int, threading.Lock] = {}
        self._dirty: set[int] = set()
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._shift = Shift()
        database.listen(MarksChanged, self._marks_changed)
        database.listen(TradeChanged, self._trade_changed)
        database.listen(VeilChanged, self._veil_changed)

    def watch(self, watcher: Callable[[int], None]) -> None:
        """Call *watcher* with each trade of which the public has just been told something."""
        self._watchers.append(watcher)

    def snapshot(self, trade: int) -> tuple[int, bytes]:
        """Return the newest public version of *trade* and its snapshot's bytes."""
        self.warm(trade)
        with self._lock:
            board = self._board(trade)
            channel = board.public
            if channel.body is None:
                channel.body = orjson.dumps({"epoch": self.epoch, **board.told()})
            return channel.version, channel.body

    def told(self, trade: int) -> dict[str, Any]:
        """Return what the public was told of *trade* last, as a snapshot spells it."""
        self.warm(trade)
        with self._lock:
            return self._board(trade).told()

    def shown(self, trade: int) -> Shown:
        """Return what the public was told of *trade* last, and through which veil."""
        self.warm(trade)
        with self._lock:
            board = self._board(trade)
            return board.public.shown(board.veil)

    def warm(self, trade: int) -> None:
        """Have the board of *trade* ready; while it is made, nobody waits for other boards.

        Whoever asks for the same board meanwhile waits for it, and makes no
        other.  Raises KeyError where there is no such trade.
        """
        if trade in self._boards:
            return
        with self._lock:
            making = self._makings.setdefault(trade, threading.Lock())
        try:
            with making:
                for _ in range(_MOST_MAKINGS):
                    if trade in self._boards or self._is_made(trade):
                        break
        finally:
            with self._lock:
                self._makings.pop(trade, None)

    def _is_made(self, trade: int) -> bool:
        with self._database.read() as session:
            if session.get(Trade, trade) is None:
                raise KeyError(trade)
            made = displayed(session, trade, self._last.get(trade, 0))
        with self._lock, self._database.read() as session:
            version = session.get_one(Trade, trade).version
            # Marks that came meanwhile were told to nobody: then it is made again.
            if version == made.standing.version:
                self._boards.setdefault(trade, made)
        return trade in self._boards

    def private_snapshot(self, trade: int) -> tuple[int, bytes]:
        """Return the newest version of *trade* and the snapshot that its officials get."""
        self.warm(trade)
        with self._lock:
            board = self._board(trade)
            channel = board.for_officials()
            if channel.body is None:
                document = told_officials(whole(channel.standing, channel.seen), board.veil)
                document |= {"epoch": self.epoch, "version": channel.version}
                channel.body = orjson.dumps(document)
            return channel.version, channel.body

    def standing(self, trade: int) -> Standing:
        """Return the standing of *trade* as it is now, whatever the public sees of it."""
        self.warm(trade)
        with self._lock:
            return self._board(trade).standing

    def ready(self, trade: int) -> Standing | None:
        """Return the standing of *trade* if its board has been made, without making it."""
        with self._lock:
            board = self._boards.get(trade)
            return board.standing if board else None

    def missed(self, trade: int, epoch: str, version: int) -> dict[str, object]:
        """Answer a board that holds *version* of *epoch* with what it missed, or with resync."""
        self.warm(trade)
        with self._lock:
            return self._board(trade).public.missed(self.epoch, epoch, version)

    def private_missed(self, trade: int, epoch: str, version: int) -> dict[str, object]:
        """Answer an official's board likewise."""
        self.warm(trade)
        with self._lock:
            return self._board(trade).for_officials().missed(self.epoch, epoch, version)

    def hold(self, trade: int) -> tuple[int, bytes]:
        """Keep what the public sees of *trade* as it is until release(); return that picture.

        The number is the version that the picture shall have once it is frozen.
        """
        self.warm(trade)
        with self._lock:
            board = self._board(trade)
            channel = board.public
            board.is_held = channel.must_leap = True
            kept = whole(channel.standing, channel.seen)
            if not board.veil.is_live() and not board.veil.is_due(now()):
                # Nothing was shown, so nothing says what was shown last: it is what stands now.
                kept = whole(board.standing, picture(board.standing, is_anew=True))
                board.is_fresh = True
            kept["members"] = members_of(board.standing.given)
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

    @property
    def is_silent(self) -> bool:
        """Answer whether boards would not hear of anything: nothing was looked at for too long."""
        return self._shift.is_overdue(SILENT_S)

    def attest(self) -> None:
        """Raise BoardsSilent unless what is told is as new as a board believes."""
        if self.is_silent:
            raise BoardsSilent

    def run(self) -> None:
        """Push what is due, for as long as the process lives."""
        next_pulse = time.monotonic() + _PULSE_S
        while self._shift.begin():
            pause = self.publish_due(next_pulse)
            if time.monotonic() >= next_pulse:
                self._pulse()
                next_pulse = time.monotonic() + _PULSE_S
                pause = 0.0
            self._shift.pause()
            self._woken.wait(pause)
            self._woken.clear()

    def stop(self) -> None:
        """Let run() end, and whoever works along with it; return when they have."""
        self._shift.end()
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
            self._shift.go_on()
            with self._lock:
                board = self._boards.get(trade)
                pause = max(_SHORTEST_PAUSE_S, _OF_A_FAN_OUT * board.fan_out_s) if board else 0.0
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
        # What they told of it may be public no more: they look again, and it is made anew.
        self._tell_watchers(trade)

    def _tell_watchers(self, trade: int) -> None:
        for watcher in self._watchers:
            watcher(trade)

    def _publish(self, trade: int) -> None:
        with self._lock:
            board = self._boards.get(trade)
            if board is None:
                return
            if board.must_rebuild or board.must_unveil:
                with self._database.read() as session:
                    board.renew(session)
            before, after = board.seen, picture(board.standing, board.seen, is_anew=board.is_fresh)
            board.seen, board.is_fresh = after, False
            public = self._for_the_public(board, before, after)
            private = self._for_the_officials(board, before, after)
            board.has_marks = False
        begun = time.monotonic()
        if private is not None:
            _handed(self._push_to_officials, private, trade)
        if public is None:
            return
        _handed(self._push, public, trade)
        board.pushed_at, board.fan_out_s = begun, time.monotonic() - begun
        self._tell_watchers(trade)

    def _for_the_public(self, board: Display, before: Picture, after: Picture) -> _News | None:
        channel, veil = board.public, board.veil
        if board.is_held or veil.is_due(now()):
            channel.must_leap = True
            return None
        if channel.must_leap:
            channel.leap(board.standing, after, board.version_of(after))
            return "pulse", self._pulse_of(board.standing.trade, channel)
        if not veil.is_live() or after.version == channel.version:
            return None
        changed = news(delta(before, after), veil)
        # A change that nobody can see is not to be noticed either.
        if changed is None or not (changed or board.has_marks):
            return None
        return "delta", channel.follow(board.standing, after, changed)

    def _for_the_officials(self, board: Display, before: Picture, after: Picture) -> _News | None:
        channel = board.officials
        if channel is None:
            return None
        if channel.must_leap:
            channel.leap(board.standing, after, after.version)
            return "pulse", self._pulse_of(board.standing.trade, channel)
        if after.version == channel.version:
            return None
        return "delta", channel.follow(board.standing, after, delta(before, after))

    def _board(self, trade: int) -> Display:
        board = self._boards.get(trade)
        if board is None:
            with self._database.read() as session:
                board = displayed(session, trade, self._last.get(trade, 0))
            self._boards[trade] = board
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
            _handed(self._push, ("pulse", pulse), trade)
            if officials is not None:
                _handed(self._push_to_officials, ("pulse", self._pulse_of(trade, officials)), trade)

    def _pulse_of(self, trade: int, channel: Channel) -> dict[str, Any]:
        return {"trade": trade, "epoch": self.epoch, "version": channel.version}


def _handed(push: Push | None, news: _News, trade: int) -> None:
    """Hand *news* to *push*; whoever misses them finds the next ones do not fit, and fetches."""
    if push is None:
        return
    try:
        push(*news, trade)
    except Exception:  # noqa: BLE001 - one room that cannot be told must not silence the others
        _log.exception("push-failed", trade=trade)
