"""Thousands of screens: the load generator, built by the system's compiler or played by Python."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

_HERE: Final = Path(__file__).parent
_COMPILERS: Final = ("cc", "gcc", "clang")


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as the screens heard it: how many did, and when, in seconds of the steady clock.

    *sent* is when its sender says it left, or 0.
    """

    trade: int
    version: int
    count: int
    first: float
    last: float
    sent: float


@dataclass(frozen=True, slots=True)
class Report:
    """What a gallery heard: its events, and how its screens fared."""

    events: list[Heard]
    live: int
    dead: int
    frames: int
    broken: int
    cpu_s: float


@dataclass(frozen=True, slots=True)
class View:
    """Which screens come, and what they watch.

    *way* is ``sio`` (Socket.IO), ``raw`` (events on a bare websocket) or ``sse``.
    """

    screens: int
    port: int
    way: str = "sio"
    path: str | None = None
    first_trade: int = 1
    trades: int = 1
    stalled: int = 0
    at_once: int = 200


@dataclass(slots=True)
class Tools:
    """What the system's compiler made of our sources; without one Python has to do."""

    compiler: str | None
    gallery: list[str]
    limit: list[str] | None
    made: list[Path] = field(default_factory=list)


class Gallery:
    """Screens that are in, until they are asked what they heard."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.live, self.dead, self.took_s = self._told("ready")

    def resume(self) -> None:
        """Let the stalled screens read again."""
        self._say("resume")

    def drop(self, within_ms: int) -> tuple[int, float]:
        """Drop every screen; return how many are current again, and after how many seconds."""
        self._say(f"drop {within_ms}")
        live, _, took_ms = self._told("back")
        return live, took_ms / 1e3

    def stop(self) -> Report:
        """Send everybody home and return what they heard."""
        self._say("stop")
        events = []
        for line in _lines(self._process):
            name, *figures = line.split()
            if name == "heard":
                trade, version, count, *times = map(int, figures)
                first, last, sent = (at / 1e9 for at in times)
                events.append(Heard(trade, version, count, first, last, sent))
            elif name == "end":
                live, dead, frames, _, broken = map(int, figures[:5])
                self._process.wait(10)
                events.sort(key=lambda each: (each.trade, each.version))
                return Report(events, live, dead, frames, broken, float(figures[5]))
        raise RuntimeError("The gallery is gone.")

    def _told(self, name: str) -> tuple[int, int, float]:
        for line in _lines(self._process):
            if line.startswith(f"{name} "):
                _, live, dead, took = line.split()
                return int(live), int(dead), float(took)
        raise RuntimeError("The gallery is gone.")

    def _say(self, word: str) -> None:
        _stream(self._process.stdin).write(f"{word}\n")
        _stream(self._process.stdin).flush()


def build(folder: Path) -> Tools:
    """Build the load generator and the bare server in *folder*, where there is a compiler."""
    compiler = next(filter(shutil.which, _COMPILERS), None)
    if compiler is None:
        return Tools(None, [sys.executable, "-m", "bench.hall.gallery_in_python"], None)
    made = []
    for name in ("gallery", "limit"):
        source, program = _HERE / f"{name}.c", folder / name
        subprocess.run([compiler, "-O2", "-o", program, source], check=True)
        made.append(str(program))
    return Tools(compiler, [made[0]], [made[1]])


@contextlib.contextmanager
def screens(tools: Tools, view: View) -> Iterator[Gallery]:
    """Lend a gallery whose screens are all in."""
    options = {
        "-p": view.port,
        "-n": view.screens,
        "-w": view.way,
        "-P": view.path,
        "-t": view.first_trade,
        "-r": view.trades,
        "-s": view.stalled,
        "-c": view.at_once,
    }
    given = [str(part) for pair in options.items() if pair[1] is not None for part in pair]
    with subprocess.Popen(
        [*tools.gallery, *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Gallery(process)
        finally:
            if process.poll() is None:
                process.kill()


def _lines(process: "subprocess.Popen[str]") -> IO[str]:
    return _stream(process.stdout)


def _stream(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise RuntimeError("The gallery has no such stream.")
    return stream
