"""A network in bad weather: every request may be delayed, refused, repeated, held or unanswered."""

import random
import threading
import time
from dataclasses import dataclass
from typing import Final

from bench.hall.wire import Wire
from tests.proxy import Fate

_FATES: Final = {
    Fate.PASSED: 74,
    Fate.REFUSED: 6,
    Fate.SWALLOWED: 7,
    Fate.REPEATED: 8,
    Fate.HELD: 5,
}
_DELAYED: Final = 0.1
_LONGEST_DELAY_S: Final = 0.2
_BEFORE_ALL: Final = b"/judging/"


@dataclass(eq=False)
class Storm(Wire):
    """Decides by *seed* what becomes of each request; the program itself always comes through."""

    seed: int = 1
    longest_hold: float = 2.0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - the weather of a campaign
        self._deciding = threading.Lock()
        self._is_calm = False
        super().__post_init__()

    def blow(self, seconds: float) -> None:
        """Cut every connection for so long."""
        self.cut()
        time.sleep(seconds)
        self.restore()

    @property
    def weather(self) -> dict[str, int]:
        """Return how many requests met which fate."""
        names = ("refused", "swallowed", "repeated", "reordered")
        return {name: getattr(self, name) for name in names}

    def calm(self) -> None:
        """Let everything pass from now on."""
        self._is_calm = True

    def _fate(self, data: bytes) -> tuple[Fate, bytes]:
        if self._is_calm or _BEFORE_ALL not in data[:64]:
            return Fate.PASSED, b""
        with self._deciding:
            (fate,) = self._chance.choices(list(_FATES), list(_FATES.values()))
            delay = self._chance.uniform(0, _LONGEST_DELAY_S)
            is_delayed = self._chance.random() < _DELAYED
        if is_delayed:
            time.sleep(delay)
        is_mark = data.startswith(b"POST ")
        if fate is Fate.REPEATED and not is_mark:
            return Fate.PASSED, b""
        return fate, b""
