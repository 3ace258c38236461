"""The shift of somebody who works in the background: it can be ended, and its end waited for."""

import threading
from typing import Final

_PATIENCE_S: Final = 10.0


class Shift:
    """Whether to go on working; whoever ends it waits until the work at hand is done."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._over = threading.Event()
        self._idle = threading.Event()
        self._idle.set()

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
            return True

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
