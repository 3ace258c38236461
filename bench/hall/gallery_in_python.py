"""The gallery where there is no compiler: the same screens, options and lines as gallery.c."""

import argparse
import random
import re
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

_NUMBERS: Final = {
    key: re.compile(rf'"{key}":(-?\d+)'.encode()) for key in ("trade", "version", "base", "t")
}
_EPOCH: Final = re.compile(rb'"epoch":"([^"]+)"')
_HEAD, _MEDIUM = 2, 126
_SOCKETS: Final = "/socket.io/?EIO=4&transport=websocket"


class State(Enum):
    """How far a screen has come."""

    AWAY = auto()
    GREETING = auto()
    JOINING = auto()
    CURRENT = auto()
    DEAD = auto()


class Screen:
    """One screen and what it has not understood yet."""

    def __init__(self, number: int, *, stalled: bool) -> None:
        self.number = number
        self.stalled = stalled
        self.state = State.AWAY
        self.due = 0.0
        self.version = -1
        self.rest = b""
        self.line = socket.socket()


class Gallery:
    """All screens, in one loop."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.screens = [Screen(at, stalled=at < asked.stalled) for at in range(asked.screens)]
        self.selector = selectors.DefaultSelector()
        self.heard: dict[tuple[int, int], list[int]] = {}
        self.epoch = ""
        self.frames = self.size = self.broken = 0

    def run(self) -> None:
        """Go on until somebody says stop."""
        self.selector.register(sys.stdin, selectors.EVENT_READ, None)
        said, begun = "ready", time.monotonic()
        while True:
            waits = self._come_in()
            for key, _ in self.selector.select(0.002 if waits else 0.1):
                if key.data is not None:
                    self._read(key.data)
                    continue
                word, *given = sys.stdin.readline().split() or ["stop"]
                if word == "stop":
                    self._report()
                    return
                if word == "resume":
                    self._resume()
                if word == "drop":
                    self._drop(float(given[0]))
                    said, begun, waits = "back", time.monotonic(), True
            if said and not waits and not self._count(State.GREETING, State.JOINING):
                took = (time.monotonic() - begun) * (1 if said == "ready" else 1e3)
                print(said, self._count(State.CURRENT), self._count(State.DEAD), took, flush=True)
                said = ""

    def _come_in(self) -> bool:
        waiting = [screen for screen in self.screens if screen.state is State.AWAY]
        free = self.asked.at_once - self._count(State.GREETING, State.JOINING)
        for screen in [each for each in waiting if each.due <= time.monotonic()][: max(0, free)]:
            self._connect(screen)
        return bool(waiting)

    def _connect(self, screen: Screen) -> None:
        screen.line = socket.socket()
        if screen.stalled:
            screen.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            screen.line.connect(("127.0.0.1", self.asked.port))
        except OSError:
            screen.state = State.DEAD
            return
        kind = "text/event-stream" if self.asked.way == "sse" else "*/*"
        upgrade = (
            ""
            if self.asked.way == "sse"
            else "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        )
        head = f"GET {self.asked.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.asked.port}\r\n"
        screen.line.sendall(f"{head}Accept: {kind}\r\n{upgrade}\r\n".encode())
        screen.line.settimeout(0)
        screen.state = State.GREETING
        self.selector.register(screen.line, selectors.EVENT_READ, screen)

    def _read(self, screen: Screen) -> None:
        try:
            got = screen.line.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        at = time.monotonic_ns()
        if not got:
            self._leave(screen, State.DEAD)
            return
        screen.rest += got
        if screen.state is State.GREETING and not self._is_let_in(screen):
            return
        for text in self._texts(screen):
            self._take(screen, text, at)
        if screen.stalled and screen.state is State.CURRENT:
            self.selector.unregister(screen.line)

    def _is_let_in(self, screen: Screen) -> bool:
        head, found, rest = screen.rest.partition(b"\r\n\r\n")
        if not found:
            return False
        if head[9:12] not in {b"101", b"200"}:
            self._leave(screen, State.DEAD)
            return False
        screen.rest = rest
        screen.state = State.JOINING if self.asked.way == "sio" else State.CURRENT
        return True

    def _texts(self, screen: Screen) -> Iterator[bytes]:
        if self.asked.way == "sse":
            *whole, screen.rest = screen.rest.split(b"\n\n")
            yield from (each for each in whole if b"event:score" in each)
            return
        while len(rest := screen.rest) >= _HEAD:
            size, head = rest[1] & 127, _HEAD
            if size >= _MEDIUM:
                wide = 2 if size == _MEDIUM else 8
                head = 2 + wide
                size = int.from_bytes(rest[2:head], "big")
            if len(rest) < head + size:
                return
            screen.rest = rest[head + size :]
            if rest[0] & 15 == 1:
                yield rest[head : head + size]
            elif rest[0] & 0x70:
                self.broken += 1

    def _take(self, screen: Screen, text: bytes, at: int) -> None:
        if self.asked.way == "sse":
            self._note(self.asked.trade, int(float(text.rsplit(b" ", 1)[-1])), 0, at, len(text))
        elif text[:1] == b"0":
            _say(screen, b"40")
        elif text[:1] == b"2":
            _say(screen, b"3")
        elif text[:2] == b"40":
            trade = self.asked.trade + screen.number % self.asked.trades
            told = (
                f'421["join",{{"trade":{trade},"epoch":"{self.epoch}","version":{screen.version}}}]'
            )
            _say(screen, told.encode())
        elif text[:2] == b"43":
            self._take_answer(screen, text)
        elif text[:2] == b"42":
            self._take_event(screen, text, at)
        else:
            self.broken += 1

    def _take_answer(self, screen: Screen, text: bytes) -> None:
        found = _EPOCH.search(text)
        self.epoch = self.epoch or (found[1].decode() if found else "")
        if screen.version >= 0 and b'"resync":true' in text:
            self._leave(screen, State.DEAD)
            return
        screen.version = max(screen.version, _number(text, "version", screen.version))
        screen.state = State.CURRENT

    def _take_event(self, screen: Screen, text: bytes, at: int) -> None:
        if b"pulse" in text[:12]:
            return
        self.broken += 0 <= screen.version < _number(text, "base", -1)
        screen.version = _number(text, "version", -1)
        trade = _number(text, "trade", self.asked.trade)
        self._note(trade, screen.version, _number(text, "t", 0), at, len(text))

    def _note(self, trade: int, version: int, sent: int, at: int, size: int) -> None:
        self.frames += 1
        self.size += size
        event = self.heard.setdefault((trade, version), [0, at, at, sent])
        event[0] += 1
        event[2] = at

    def _leave(self, screen: Screen, state: State) -> None:
        if screen.line in self.selector.get_map():
            self.selector.unregister(screen.line)
        screen.line.close()
        screen.state, screen.rest = state, b""

    def _resume(self) -> None:
        for screen in self.screens[: self.asked.stalled]:
            screen.stalled = False
            if screen.state is State.CURRENT:
                self.selector.register(screen.line, selectors.EVENT_READ, screen)

    def _drop(self, within_ms: float) -> None:
        for screen in self.screens:
            self._leave(screen, State.AWAY)
            screen.due = time.monotonic() + within_ms / 1e3 * random.random()  # noqa: S311 - jitter

    def _count(self, *states: State) -> int:
        return sum(screen.state in states for screen in self.screens)

    def _report(self) -> None:
        for (trade, version), event in self.heard.items():
            print("heard", trade, version, *event)
        fared = (self._count(State.CURRENT), self._count(State.DEAD))
        print("end", *fared, self.frames, self.size, self.broken, time.process_time(), flush=True)


def _say(screen: Screen, text: bytes) -> None:
    size = (
        bytes((0x80 | len(text),))
        if len(text) < _MEDIUM
        else b"\xfe" + len(text).to_bytes(2, "big")
    )
    screen.line.send(b"\x81" + size + bytes(4) + text)


def _number(text: bytes, key: str, otherwise: int) -> int:
    found = _NUMBERS[key].search(text)
    return int(found[1]) if found else otherwise


def main() -> None:
    """Read the options of gallery.c and go."""
    parser = argparse.ArgumentParser(description=__doc__)
    for flag, name, usual in (("-p", "port", 0), ("-n", "screens", 100), ("-t", "trade", 1)):
        parser.add_argument(flag, dest=name, type=int, default=usual)
    for flag, name, usual in (("-r", "trades", 1), ("-s", "stalled", 0), ("-c", "at_once", 200)):
        parser.add_argument(flag, dest=name, type=int, default=usual)
    parser.add_argument("-w", dest="way", default="sio")
    parser.add_argument("-P", dest="path", default=_SOCKETS)
    Gallery(parser.parse_args()).run()


if __name__ == "__main__":
    main()
