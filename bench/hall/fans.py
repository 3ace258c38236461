"""Events to screens: from a bare server in C, from Flask-SocketIO as it comes, from ours."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import requests

from bench.hall.gallery import Report, Tools, View, screens
from bench.hall.screening import WAY
from bench.hall.server import Server, free_port, used_seconds

_APP: Final = "bench.hall.screening:create_app()"
_SETTLE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Burst:
    """So many events of so many bytes, so far apart."""

    events: int
    size: int
    gap_ms: float


@dataclass(frozen=True, slots=True)
class Fan:
    """What one server did in one round: processor time for a frame, and when the last had it."""

    cpu_us: float
    last_ms: float
    worst_ms: float
    frames: int
    lost: int
    broken: int


def bare(tools: Tools, viewers: int, burst: Burst) -> Fan:
    """Return what the bare server does."""
    port = free_port()
    limit = tools.limit or []
    with subprocess.Popen(
        [*limit, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        pin(process.pid)
        try:

            def send() -> None:
                if process.stdin is None or process.stdout is None:
                    raise RuntimeError("The bare server has no streams.")
                gap_us = int(burst.gap_ms * 1e3)
                process.stdin.write(f"{burst.events} {gap_us} {burst.size}\n")
                process.stdin.flush()
                process.stdout.readline()

            _wait_for(port)
            view = View(viewers, port, way="raw")
            return _round(tools, view, burst, send, lambda: used_seconds(process.pid))
        finally:
            process.kill()


def served(tools: Tools, folder: Path, way: str, viewers: int, burst: Burst) -> Fan:
    """Return what the application does in one *way*, stock or direct."""
    folder.mkdir(exist_ok=True)
    server = Server(folder, app=_APP, cpu=0, extra={WAY: way})
    server.start()

    def send() -> None:
        asked = {"count": burst.events, "size": burst.size, "gap_ms": burst.gap_ms}
        requests.post(f"{server.base}/events", params=asked, timeout=300).raise_for_status()

    try:
        view = View(viewers, server.port)
        return _round(tools, view, burst, send, server.cpu_seconds)
    finally:
        server.kill()


def middle(fans: list[Fan]) -> Fan:
    """Return the medians of several rounds; faults are added up."""
    return Fan(
        cpu_us=median(each.cpu_us for each in fans),
        last_ms=median(each.last_ms for each in fans),
        worst_ms=median(each.worst_ms for each in fans),
        frames=sum(each.frames for each in fans),
        lost=sum(each.lost for each in fans),
        broken=sum(each.broken for each in fans),
    )


def pin(process: int) -> None:
    """Give *process* the first processor, where there is more than one."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(process, {0})


def _round(
    tools: Tools, view: View, burst: Burst, send: Callable[[], None], used: Callable[[], float]
) -> Fan:
    with _filled(tools, view) as asked:
        before = used()
        send()
        time.sleep(_SETTLE_S)
        spent = used() - before
        report = asked()
    took = sorted((each.last - each.sent) * 1e3 for each in report.events)
    frames = max(1, report.frames)
    lost = view.screens * burst.events - report.frames
    return Fan(spent * 1e6 / frames, median(took), took[-1], frames, lost, report.broken)


@contextlib.contextmanager
def _filled(tools: Tools, view: View) -> Iterator[Callable[[], Report]]:
    with screens(tools, view) as gallery:
        time.sleep(_SETTLE_S)
        yield gallery.stop


def _wait_for(port: int) -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.01)
