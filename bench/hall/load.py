"""Tablets by the dozen that do nothing but post marks, as fast as they are answered."""

import selectors
import socket
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from typing import Final

_CREATED: Final = b"HTTP/1.1 201"
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a mark goes, with the cookie of a judge who may put it there."""

    sheet: int
    aspect: int
    cookie: str


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second, how long one took, and the processor's time for one (0: not known)."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float = 0.0


class _Client:
    """One keep-alive connection that waits for the answer before it posts again."""

    def __init__(self, port: int, device: str, cells: Sequence[Cell]) -> None:
        self.line = socket.create_connection(("127.0.0.1", port))
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._posts = _posts(device, cells)
        self._answer = b""
        self._sent_at = 0.0

    def post(self) -> None:
        self._answer = b""
        post = next(self._posts)
        self._sent_at = time.perf_counter()
        self.line.sendall(post)

    def hear(self) -> float | None:
        """Return how long the answer took once it is whole; raises when it is not a new line."""
        self._answer += self.line.recv(65536)
        head, found, body = self._answer.partition(_END)
        if not found:
            return None
        if not head.startswith(_CREATED):
            raise RuntimeError(self._answer.decode(errors="replace"))
        at = head.lower().index(_LENGTH) + len(_LENGTH)
        if len(body) < int(head[at:].split(b"\r\n", 1)[0]):
            return None
        return time.perf_counter() - self._sent_at


def post_marks(port: int, cells: Sequence[Cell], connections: int, seconds: float) -> Rate:
    """Return the rate at which the server at *port* takes marks from *connections* tablets."""
    clients = [_Client(port, f"load-{at}", cells[at::connections]) for at in range(connections)]
    took: list[float] = []
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.line, selectors.EVENT_READ, client)
            client.post()
        begun = time.perf_counter()
        until = begun + seconds
        while time.perf_counter() < until:
            for key, _ in selector.select(1):
                answered: _Client = key.data
                latency = answered.hear()
                if latency is not None:
                    took.append(latency)
                    answered.post()
        elapsed = time.perf_counter() - begun
    for client in clients:
        client.line.close()
    return rate(took, elapsed)


def rate(took: list[float], elapsed: float) -> Rate:
    """Return the rate of operations that *took* so many seconds each."""
    took.sort()
    return Rate(len(took) / elapsed, took[len(took) // 2] * 1e3, took[int(len(took) * 0.99)] * 1e3)


def _posts(device: str, cells: Sequence[Cell]) -> Iterator[bytes]:
    # A device may follow its own marks whatever their version: its sequence only has to grow.
    numbers = count(int(time.time() * 1000))
    for cell, sequence in zip(cycle(cells), numbers, strict=False):
        body = (
            f'{{"uuid":"{uuid.uuid4()}","aspect":{cell.aspect},"value":"{sequence % 2}",'
            f'"base":0,"device":"{device}","sequence":{sequence},'
            '"taken_at":"2026-11-21T06:32:07.125000Z"}'
        )
        yield (
            f"POST /judging/sheets/{cell.sheet}/marks HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {cell.cookie}\r\nContent-Type: application/json\r\n"
            f"Sec-Fetch-Site: same-origin\r\nAccept: application/json\r\n"
            f"Accept-Language: zh-CN,zh;q=0.9\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
