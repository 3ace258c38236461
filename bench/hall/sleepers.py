"""Screens that never read again, on a server of their own, while other things are measured."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.hall.gallery import Tools, View, screens
from bench.hall.marking import furnish
from bench.hall.server import Server

_GONE_S: Final = 60.0
_LOOK_S: Final = 0.2


class Watch:
    """Looks how many connections a server has open, until its sleepers' are back."""

    def __init__(self, server: Server, asleep: int) -> None:
        self._server = server
        self._awake = server.open_connections() - asleep
        self._begun = time.monotonic()
        self._took: float | None = None
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def seconds(self) -> float:
        """Wait; return how long it took until every place was given back, infinity if it was not.

        Counted from when they were in, and had read for the last time.
        """
        self._thread.join()
        return float("inf") if self._took is None else self._took

    def _look(self) -> None:
        while time.monotonic() < self._begun + _GONE_S:
            if self._server.open_connections() <= self._awake:
                self._took = time.monotonic() - self._begun
                return
            time.sleep(_LOOK_S)


@contextlib.contextmanager
def sleepers(tools: Tools, folder: Path, count: int) -> Iterator[Watch]:
    """Lend a watch over *count* screens that were let in and have not read since."""
    server, trades = furnish(folder, 1, 60)
    server.start()
    try:
        view = View(count, server.port, first_trade=trades[0].trade, stalled=count)
        with screens(tools, view):
            yield Watch(server, count)
    finally:
        server.kill()
