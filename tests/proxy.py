"""A network that fails on demand: a TCP proxy that cuts, stills, delays, refuses and falsifies."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_CHUNK: Final = 65_536


@dataclass(eq=False)
class Line:
    """One connection of a browser through the proxy to the server."""

    near: socket.socket
    far: socket.socket
    swallows: bool = False

    def end(self) -> None:
        """Close both ends, so that whoever waits there notices."""
        for each in (self.near, self.far):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@dataclass
class Proxy:
    """Stands in front of the server at *port* on a port of its own.

    *swallowed* counts the answers that were lost, *refused* the requests that
    never reached the server.
    """

    port: int
    swallowed: int = 0
    refused: int = 0
    delay: float = 0.0
    _lines: set[Line] = field(default_factory=set)
    _refusals: set[bytes] = field(default_factory=set)
    _losses: dict[bytes, int] = field(default_factory=dict)
    _falsehoods: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._flows = threading.Event()
        self._flows.set()
        self._is_open = True
        self._door = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """End every connection and let no new one through."""
        self._is_open = False
        for line in list(self._lines):
            line.end()

    def still(self) -> None:
        """Keep every connection open and let nothing pass."""
        self._flows.clear()

    def restore(self) -> None:
        """Let everything pass again."""
        self._refusals.clear()
        self._is_open = True
        self._flows.set()

    def refuse(self, mark: bytes) -> None:
        """End every connection on which a request with *mark* in its head comes."""
        self._refusals.add(mark)

    def swallow(self, mark: bytes, times: int) -> None:
        """Lose the answers to the next *times* requests with *mark* in their heads."""
        self._losses[mark] = times

    def falsify(self, true: bytes, false: bytes) -> None:
        """Put *false* for *true*, which is as long, wherever it comes whole from the server."""
        self._falsehoods[true] = false

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._flows.set()
        self._door.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            if not self._is_open:
                near.close()
                continue
            line = Line(near, socket.create_connection(("127.0.0.1", self.port)))
            self._lines.add(line)
            for carry in (self._forth, self._back):
                threading.Thread(target=self._carry, args=(carry(line), line), daemon=True).start()

    def _carry(self, chunks: Iterator[None], line: Line) -> None:
        with contextlib.suppress(OSError):
            for _ in chunks:
                pass
        line.end()
        self._lines.discard(line)

    def _forth(self, line: Line) -> Iterator[None]:
        while data := line.near.recv(_CHUNK):
            self._flows.wait()
            time.sleep(self.delay)
            if any(mark in data for mark in self._refusals):
                self.refused += 1
                return
            for mark, times in self._losses.items():
                if times and mark in data:
                    self._losses[mark] -= 1
                    line.swallows = True
            line.far.sendall(data)
            yield

    def _back(self, line: Line) -> Iterator[None]:
        while data := line.far.recv(_CHUNK):
            self._flows.wait()
            if line.swallows:
                self.swallowed += 1
                return
            for true, false in self._falsehoods.items():
                data = data.replace(true, false)
            line.near.sendall(data)
            yield
