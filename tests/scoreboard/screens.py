"""A browser on the wall, and the console that tells it what to show."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from competition.db import Database
from tests.builders import settle
from tests.flows.callers import Desk

CONSOLE = "/organise/screens"


class Wall:
    """A browser that has opened the page of a screen."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.open()

    def open(self) -> TestResponse:
        """Load the page."""
        return self.client.get("/screen")

    def token(self) -> str:
        """Return its token."""
        cookie = self.client.get_cookie("jiangsai-screen")
        assert cookie
        return cookie.value

    def beat(self, **report: object) -> dict[str, Any]:
        """Say how the screen is; return what it shall show."""
        answer = self.client.post("/screen/heartbeat", json=report)
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def state(self) -> dict[str, Any]:
        """Return what the screen shall show."""
        return dict(self.client.get("/screen/state").json or {})

    def taken_in(self, desk: Desk, name: str = "East wall", place: str = "Hall A") -> int:
        """Let the desk take the screen in; return its number."""
        form = {"code": self.beat()["code"], "name": name, "place": place}
        answer = desk.fill(CONSOLE, form)
        assert answer.status_code == 303, answer.text
        return int(answer.headers["Location"].rsplit("/", 1)[1])


def told(desk: Desk, screen: int, do: str, **form: object) -> TestResponse:
    """Press one of the buttons of a screen's page."""
    return desk.fill(f"{CONSOLE}/{screen}", {"do": do, **form})


def listener(app: Flask) -> Any:
    """Return a socket that is open."""
    return app.extensions["socketio"].test_client(app)


def heard(database: Database, socket: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the events that came since the last look, once every fact has been told."""
    settle(database)
    socket.app.extensions["usher"].tell()
    return [(each["name"], each["args"][0]) for each in socket.get_received()]


def cells(page: str, screen: int) -> str:
    """Return the words of a screen's row in the console."""
    row = re.search(rf'<tr id="screen-{screen}">(.*?)</tr>', page, re.DOTALL)
    assert row
    return " ".join(re.sub("<[^>]+>", " ", row[1]).split())
