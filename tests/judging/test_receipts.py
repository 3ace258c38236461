"""What a tablet learns of a server that was started anew, maybe from a backup."""

import pytest
from flask import Flask

from competition.db import Database
from tests.builders import a_locked_trade
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import SMALL, a_checker, asks_for


@pytest.fixture
def panel(app: Flask, house: Database) -> list[Tablet]:
    return a_panel(app, a_locked_trade(house, judges=2, entries=1))


def test_a_tablet_learns_which_of_its_marks_the_server_lacks(panel: list[Tablet]) -> None:
    own = panel[0].mark("A1.2", "1").get_json()["uuid"]
    others = panel[1].mark("A1.1", "2").get_json()["uuid"]
    never = "00000000-0000-4000-8000-000000000000"
    asked = {"uuids": [own, others, never]}
    answer = panel[0].client.post("/judging/received", json=asked)
    assert (answer.status_code, answer.get_json()) == (200, {"missing": [others, never]})
    refused = panel[0].client.post("/judging/received", json={"uuids": ["x"]})
    assert refused.status_code == 422


def test_a_tablet_learns_which_of_its_second_entries_the_server_lacks(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house, judges=2, entries=1, scheme=SMALL, code="18")
    asks_for(house, trade, "blind")
    checker = a_checker(app, house, trade)
    own = [checker.enter("A1.1", "2", seat).get_json()["uuid"] for seat in (1, 2)]
    never = "00000000-0000-4000-8000-000000000000"
    asked = {"uuids": [*own, never]}
    for tablet, missing in ((checker, [never]), (a_panel(app, trade)[0], asked["uuids"])):
        answer = tablet.client.post("/judging/received", json=asked)
        assert answer.get_json() == {"missing": missing}


def test_sheets_and_list_name_the_start_of_the_server(app: Flask, panel: list[Tablet]) -> None:
    listed = panel[0].client.get("/judging/sheets").get_json()["epoch"]
    assert panel[0].sheet()["epoch"] == listed == app.extensions["epoch"]
