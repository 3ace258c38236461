"""Everything the public can read of the program at one moment, byte by byte."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_socketio import SocketIOTestClient

from competition.db import Database
from scoreboard.overview import Overview
from scoreboard.publisher import Publisher
from tests.builders import settle

Bytes = dict[str, tuple[int, tuple[tuple[str, str], ...], bytes]]
_LANGUAGES = ("zh", "en")
_ACCEPTED = ("text/html", "application/json")
_ASKED = "?lang=en&theme=contrast&by=points&frame=both"
"""What pages are asked besides their address, all of it at once."""
_NOT_OF_TRADES = ("static", "wall.state")
"""Files, and what a screen is told for its own token: its orders, or its code until it has any."""
_OWN = ("Date", "Set-Cookie", "Content-Length")
"""What every answer has for itself: the clock, the token of a screen that is new, its length."""
_DRAWN = re.compile(rb'<p class="age">[^<]*</p>')
"""When a page was drawn, which it says as well: the clock again, and nothing of a trade."""


class Public:
    """Somebody who reads every address there is, and sits in every room that takes them in."""

    def __init__(self, app: Flask, arguments: Mapping[str, int | str]) -> None:
        self._app = app
        self._arguments = arguments
        self._publisher: Publisher = app.extensions["publisher"]
        self._overview: Overview = app.extensions["overview"]
        self._socket: SocketIOTestClient = app.extensions["socketio"].test_client(app)
        self._held: dict[str, str] = {}
        self._kept: dict[tuple[str, str], bytes] = {}

    def reads(self) -> Bytes:
        """Return the answer of every address: status, headers that last, and body.

        Also as it is asked otherwise, and by somebody who holds what was answered first.
        """
        self.waits()
        found = {
            f"{language} {accepted} {address}": self._read(address, accepted, language)
            for address in self.addresses()
            for language in _LANGUAGES
            for accepted in _ACCEPTED
        }
        for address in self.addresses():
            found[f"{_ASKED} {address}"] = self._read(f"{address}{_ASKED}", "text/html", "zh")
        for address, tag in self._held.items():
            found[f"held {address}"] = self._read(address, "application/json", "zh", tag)
        return found

    def _read(
        self, address: str, accepted: str, language: str, tag: str = ""
    ) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        headers = {"Accept": accepted, "Accept-Language": language, "If-None-Match": tag}
        answer = self._app.test_client().get(address, headers=headers)
        if "ETag" in answer.headers and not tag:
            self._held.setdefault(address, answer.headers["ETag"])
            self._kept.setdefault((address, answer.headers["ETag"]), answer.data)
        lasting = sorted(each for each in answer.headers.items() if each[0] not in _OWN)
        return answer.status_code, tuple(lasting), _DRAWN.sub(b"", answer.data)

    def addresses(self) -> Iterator[str]:
        """Yield every address that can be read, with *arguments* in place of what varies."""
        adapter = self._app.url_map.bind("localhost")
        for rule in self._app.url_map.iter_rules():
            if rule.methods is None or "GET" not in rule.methods or rule.endpoint in _NOT_OF_TRADES:
                continue
            # A new kind of address names something new: say here what stands for it.
            given = {name: self._arguments[name] for name in rule.arguments}
            yield adapter.build(rule.endpoint, given)

    def joins(self, event: str = "join", **what: int | str) -> Any:
        """Return what a room answers to somebody who holds nothing yet."""
        return self._socket.emit(event, what, callback=True)

    def missed(self) -> dict[str, Any]:
        """Return what every room answers to those who hold any version that it ever had."""
        self.waits()
        given, epoch = self._arguments, self._publisher.epoch
        found = {}
        for event, kind, number in (
            ("join", "trade", given["trade"]),
            ("overview", "competition", given["competition"]),
            ("watch", "ceremony", given["number"]),
            ("watch", "screen", given["screen"]),
        ):
            newest = self.joins(event, **{kind: number}).get("version", 0)
            for version in range(newest + 1):
                held = {kind: number, "epoch": epoch, "version": version}
                found[f"{event} {kind} {version}"] = self.joins(event, **held)
        return found

    def confirmed(self) -> dict[tuple[str, str], bytes]:
        """Return every answer ever read of which its address says that it still is the answer."""
        self.waits()
        return {
            (address, tag): body
            for (address, tag), body in self._kept.items()
            if self._read(address, "application/json", "zh", tag)[0] == HTTPStatus.NOT_MODIFIED
        }

    def hears(self) -> list[dict[str, Any]]:
        """Return what was pushed since it was last asked."""
        self.waits()
        return [dict(each) for each in self._socket.get_received()]

    def waits(self) -> None:
        """Return when everything written so far has been pushed, to whom it may concern."""
        database: Database = self._app.extensions["database"]
        settle(database)
        self._app.extensions["usher"].tell()
        while self._publisher.publish_due() < 1:
            pass
        self._overview.publish_due()
