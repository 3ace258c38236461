"""Tablets on the table, and what the organiser does about them."""

import re
from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import PIN, LockedTrade, Somebody, settle
from tests.flows.callers import Desk

IPAD: Final = (
    "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"
)


class Slate:
    """A tablet on the table: nobody signed in, not paired unless it is told a code."""

    def __init__(self, app: Flask, tag: str = "d-1", address: str = "10.0.0.7") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_ACCEPT"] = "application/json"
        self.client.environ_base["HTTP_USER_AGENT"] = IPAD
        self.client.environ_base["REMOTE_ADDR"] = address
        self.tag = tag

    def pair(self, code: str, name: str = "") -> TestResponse:
        """Show a pairing code."""
        return self.client.post(
            "/judging/device", json={"code": code, "device": self.tag, "name": name}
        )

    def enter(self, judge: Somebody, pin: str = PIN) -> TestResponse:
        """Sign a judge in."""
        return self.client.post("/judging/session", json={"code": judge.code, "pin": pin})

    def beat(self, unsent: int = 0, **more: object) -> TestResponse:
        """Say how the tablet is."""
        return self.client.post("/judging/device/heartbeat", json={"unsent": unsent, **more})

    def me(self) -> int:
        """Return 200 while somebody is signed in."""
        return self.client.get("/judging/me").status_code


def place(trade: LockedTrade) -> str:
    return f"/organise/trades/{trade.id}/devices"


def a_code(desk: Desk, trade: LockedTrade, label: str = "Station 3") -> str:
    """Return a fresh pairing code as the organiser's page shows it."""
    answer = desk.fill(f"{place(trade)}/codes", {"label": label})
    assert answer.status_code == 201, answer.text
    found = re.search(r'class="typed num">(\w{4} \w{4})<', answer.text)
    assert found
    return found[1]


def paired(app: Flask, desk: Desk, trade: LockedTrade, tag: str = "d-1") -> Slate:
    slate = Slate(app, tag)
    label = "Station 3" if tag == "d-1" else f"Station of {tag}"
    assert slate.pair(a_code(desk, trade, label)).status_code == 201
    return slate


def revoke(app: Flask, desk: Desk, trade: LockedTrade, device: int = 1) -> None:
    answer = desk.fill(f"{place(trade)}/{device}/revocation")
    assert answer.status_code == 303, answer.text
    settle(app.extensions["database"])
