"""The demo competition is one in which every judge may sit where they do, and is known."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from competition.accounts.models import Account
from competition.db import Database
from competition.rehearsal.caller import Caller
from competition.rehearsal.staging import Staged, stage
from judging import avoidance
from tests.builders import an_organiser
from tests.flows.callers import Desk


class HereCaller(Caller):
    """Speaks to the application itself: no server, no network."""

    def __init__(self, app: Flask, code: str) -> None:
        super().__init__("")
        self.client = Desk(app, code).client
        self.client.environ_base["HTTP_ACCEPT"] = "application/json"

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:
        data = dict(content.get("data") or {})
        if content.get("files"):
            name, body = content["files"]["file"]
            data["file"] = (BytesIO(body), name)
        answer = self.client.open(path, method=method, data=data)
        assert answer.status_code < 400, answer.text
        found = requests.Response()
        found.status_code = answer.status_code
        found.headers.update(dict(answer.headers))
        found._content = answer.data  # noqa: SLF001 - requests has no other way in
        return found


@pytest.fixture
def demo(app: Flask, house: Database) -> list[Staged]:
    caller = HereCaller(app, an_organiser(house).code)
    return stage(caller, date(2026, 11, 20))


def test_every_judge_of_the_demo_is_known_and_marks_none_of_their_own(
    app: Flask, house: Database, demo: list[Staged]
) -> None:
    assert sum(len(trade.pins) for trade in demo) == 17
    for trade in demo:
        with house.read() as session:
            found = avoidance.seats(session, trade.trade)
            assert (found.judges, found.unknown) == (len(trade.pins) - 1, [])
            assert avoidance.seated(session, trade.trade) == []
    desk = Desk(app, "organiser")
    for trade in demo:
        page = desk.page(f"/organise/trades/{trade.trade}/chief")
        assert "No judge marks their own." in page


def test_no_two_people_of_the_demo_share_a_name(house: Database, demo: list[Staged]) -> None:
    with house.read() as session:
        names = [row["en"] for row in session.scalars(select(Account.names)) if row]
    assert len(names) == len(set(names)) == sum(len(trade.pins) for trade in demo) + 1
