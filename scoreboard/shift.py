"""The shift of somebody who works in the background: it can be ended, and its end waited for."""

import threading
import time
from typing import Final

_PATIENCE_S: Final = 10.0


class Shift:
    """Whether to go on working; whoever ends it waits until the work at hand is done."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._heard_at = time.monotonic()

    @property
    def is_over(self) -> bool:
        """Answer whether nobody shall begin anything more."""
        return self._over.is_set()

    def begin(self) -> bool:
        """Begin a piece of work; answer False, and begin none, once the shift is over."""
        with self._turn:
            if self.is_over:
                return False
            self._idle.clear()
            self.go_on()
            return True

    def go_on(self) -> None:
        """Say that the work goes on: nobody died over it."""
        self._heard_at = time.monotonic()

    def is_overdue(self, seconds: float) -> bool:
        """Answer whether nothing was begun for so long, though the shift is not over."""
        return not self.is_over and time.monotonic() - self._heard_at > seconds

    def pause(self) -> None:
        """Say that the piece of work is done."""
        self._idle.set()

    def rest(self, seconds: float) -> None:
        """Wait for so long, or until the shift is over."""
        self._over.wait(seconds)

    def end(self) -> None:
        """End the shift; return when nothing is under way any more."""
        with self._turn:
            self._over.set()
        self._idle.wait(_PATIENCE_S)
