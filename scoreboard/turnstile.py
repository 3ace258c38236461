"""Where thousands who come or go at once pass one after the other."""

import threading
from collections import deque


class Turnstile:
    """Lets *at_once* through, the others in the order in which they came.

    When thousands of screens come back or are cut off at once, what judges send
    goes between two of them instead of behind the last.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[threading.Lock] = deque()
        self._mutex = threading.Lock()

    @property
    def waiting(self) -> int:
        """Return how many wait for their turn."""
        return len(self._waiting)

    def enter(self) -> None:
        """Wait until it is one's turn."""
        with self._mutex:
            if self._free:
                self._free -= 1
                return
            # A semaphore looks through all who wait whenever one may go.
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        try:
            turn.acquire()
        except BaseException:
            self._give_up(turn)
            raise

    def _give_up(self, turn: threading.Lock) -> None:
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        # It was given a place just before it was ended.
        self.leave()

    def leave(self) -> None:
        """Let the next one in."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
