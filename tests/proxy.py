"""A network that fails on demand: it cuts, stills, strands, refuses, repeats, reorders and lies."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

_CHUNK: Final = 65_536
_LONGEST_HOLD_S: Final = 20.0
_REPEAT_S: Final = 5.0
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Fate(Enum):
    """What becomes of one request."""

    PASSED = auto()
    REFUSED = auto()
    SWALLOWED = auto()
    REPEATED = auto()
    HELD = auto()


@dataclass(eq=False)
class Line:
    """One connection of a browser through the proxy to the server."""

    near: socket.socket
    far: socket.socket
    swallows: bool = False
    is_stranded: bool = False
    again: bytes = b""
    asked: bytes = b""

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
    never reached the server, *repeated* those that reached it twice, *reordered*
    those that a later one overtook.
    """

    port: int
    swallowed: int = 0
    refused: int = 0
    repeated: int = 0
    reordered: int = 0
    longest_hold: float = _LONGEST_HOLD_S
    delay: float = 0.0
    _lines: set[Line] = field(default_factory=set)
    _refusals: set[bytes] = field(default_factory=set)
    _losses: dict[bytes, int] = field(default_factory=dict)
    _repeats: dict[bytes, int] = field(default_factory=dict)
    _holds: dict[bytes, int] = field(default_factory=dict)
    _falsehoods: dict[bytes, bytes] = field(default_factory=dict)
    _disguises: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._flows = threading.Event()
        self._flows.set()
        self._is_open = True
        self._strands = False
        self._ended = threading.Event()
        self._passing = threading.Condition()
        self._passed: list[bytes] = []
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

    def strand(self) -> None:
        """Be a black hole: a connection that is used now stays open and says nothing more."""
        self._strands = True

    def restore(self) -> None:
        """Let everything pass again; what was stranded stays so."""
        self._refusals.clear()
        self._disguises.clear()
        self._strands = False
        self._is_open = True
        self._flows.set()

    def refuse(self, mark: bytes) -> None:
        """End every connection on which a request with *mark* in its head comes."""
        self._refusals.add(mark)

    def swallow(self, mark: bytes, times: int) -> None:
        """Lose the answers to the next *times* requests with *mark* in their heads."""
        self._losses[mark] = times

    def repeat(self, mark: bytes, times: int) -> None:
        """Send the next *times* requests with *mark* once more after they were answered."""
        self._repeats[mark] = times

    def hold(self, mark: bytes, times: int = 1) -> None:
        """Keep the next *times* requests with *mark* until a later one with it has passed."""
        self._holds[mark] = times

    def replay(self, mark: bytes) -> list[int]:
        """Send every request with *mark* that has passed once more, the newest first.

        Return the statuses of the answers.
        """
        with self._passing:
            passed = [data for data in self._passed if mark in data]
        return [self._send_again(data) for data in reversed(passed)]

    def falsify(self, true: bytes, false: bytes) -> None:
        """Put *false* for *true*, which is as long, wherever it comes whole from the server."""
        self._falsehoods[true] = false

    def hide_address(self) -> None:
        """Be a reverse proxy that asks the server by another name, on a network without HTTPS."""
        here = self.base.removeprefix("http://").encode()
        self._disguises[b"\r\nHost: " + here] = b"\r\nHost: inner.test:8000"
        # No browser sends this to an address that it does not trust.
        self._disguises[b"\r\nSec-Fetch-Site: "] = b"\r\nX-Left-Out: "

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._ended.set()
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
            try:
                line = Line(near, socket.create_connection(("127.0.0.1", self.port)))
            except OSError:
                near.close()
                continue
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
        while data := _request(line.near):
            self._flows.wait()
            time.sleep(self.delay)
            line.is_stranded = line.is_stranded or self._strands
            if line.is_stranded:
                yield
                continue
            fate, mark = self._fate(data)
            if fate is Fate.REFUSED:
                self.refused += 1
                return
            if fate is Fate.HELD:
                self._wait_to_be_overtaken(mark)
            line.swallows = line.swallows or fate is Fate.SWALLOWED
            line.again = data if fate is Fate.REPEATED else line.again
            line.asked = data
            for true, false in self._disguises.items():
                data = data.replace(true, false, 1)
            line.far.sendall(data)
            with self._passing:
                self._passed.append(data)
                self._passing.notify_all()
            yield

    def _fate(self, data: bytes) -> tuple[Fate, bytes]:
        """Return what becomes of a request, and the mark by which it was known."""
        if any(mark in data for mark in self._refusals):
            return Fate.REFUSED, b""
        asked = (
            (self._holds, Fate.HELD),
            (self._losses, Fate.SWALLOWED),
            (self._repeats, Fate.REPEATED),
        )
        for marks, fate in asked:
            for mark, times in marks.items():
                if times and mark in data:
                    marks[mark] -= 1
                    return fate, mark
        return Fate.PASSED, b""

    def _overhear(self, request: bytes, answer: bytes) -> None:
        """Hear an answer before whoever asked does: the whole of it, where something was posted."""

    def _wait_to_be_overtaken(self, mark: bytes) -> None:
        with self._passing:
            before = len(self._passed)
            if self._passing.wait_for(
                lambda: any(mark in later for later in self._passed[before:]), self.longest_hold
            ):
                self.reordered += 1

    def _back(self, line: Line) -> Iterator[None]:
        try:
            yield from self._bring_back(line)
        finally:
            # Whether it came, or whoever asked had gone before: it was heard by nobody.
            self.swallowed += line.swallows

    def _bring_back(self, line: Line) -> Iterator[None]:
        while data := line.far.recv(_CHUNK):
            self._flows.wait()
            if line.is_stranded:
                continue
            if line.swallows:
                return
            data = self._listened(line, data)
            for true, false in self._falsehoods.items():
                data = data.replace(true, false)
            line.near.sendall(data)
            if line.again:
                again, line.again = line.again, b""
                threading.Thread(target=self._send_again, args=(again,), daemon=True).start()
            yield
        if line.is_stranded:
            # The server has long hung up; nobody tells the browser.
            self._ended.wait()

    def _listened(self, line: Line, data: bytes) -> bytes:
        """Return what is passed on of an answer that begins with *data*, once it was overheard."""
        asked, line.asked = line.asked, b""
        if asked.startswith(b"POST "):
            data = _whole(data, line.far)
        if asked and not _is_cut_short(data):
            self._overhear(asked, data)
        return data

    def _send_again(self, request: bytes) -> int:
        """Send a request once more, on a connection of its own; return the status, or 0."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), _REPEAT_S) as far,
        ):
            far.sendall(request)
            if answer := far.recv(_CHUNK):
                self.repeated += 1
                return int(answer.split(maxsplit=2)[1])
        return 0


def _request(near: socket.socket) -> bytes:
    """Return what comes next; a request with a body comes whole."""
    data = near.recv(_CHUNK)
    return _whole(data, near) if data.startswith(b"POST ") else data


def _whole(data: bytes, end: socket.socket) -> bytes:
    """Return the message that begins with *data*, to the last byte that *end* sends of it."""
    while _is_cut_short(data):
        more = end.recv(_CHUNK)
        if not more:
            break
        data += more
    return data


def _is_cut_short(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return not end or (length is not None and len(body) < int(length[1]))
