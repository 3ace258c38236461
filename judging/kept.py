"""What was worked out for trades, kept for whoever asks next."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Something of each trade, with what it hangs on, in all no heavier than *most*.

    What it hangs on is for whoever asks to read from the database, so that what
    is kept never stands for a later state.  A value is put in whole and never
    changed, so that nobody sees half of one.
    """

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda _: 1) -> None:
        self._most = most
        self._weigh = weigh
        self._kept: OrderedDict[int, tuple[Hashable, Value]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def of(self, trade: int, key: Hashable, found: Callable[[], Value]) -> Value:
        """Return what *found* answers for *trade*, or has answered last if that was for *key*."""
        with self._lock:
            known = self._kept.get(trade)
        # Worked out without the lock: two who ask at once find the same, and nobody waits.
        value = known[1] if known is not None and known[0] == key else found()
        self.put(trade, value, key)
        return value

    def last(self, trade: int) -> Value | None:
        """Return what was kept of *trade* last, whatever it hangs on, or None."""
        with self._lock:
            known = self._kept.get(trade)
        return None if known is None else known[1]

    def put(self, trade: int, value: Value, key: Hashable = None) -> None:
        """Keep *value*, which hangs on *key*, in place of what was kept of *trade*.

        What was asked for longest ago makes room.
        """
        with self._lock:
            self._let_go(trade)
            self._kept[trade] = key, value
            self._weight += self._weigh(value)
            while self._weight > self._most and len(self._kept) > 1:
                self._let_go(next(iter(self._kept)))

    def _let_go(self, trade: int) -> None:
        known = self._kept.pop(trade, None)
        self._weight -= 0 if known is None else self._weigh(known[1])
