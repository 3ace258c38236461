"""What a tablet learns of a server that was started anew, maybe from a backup."""

import pytest
from flask import Flask

from competition.db import Database
from judging import locks
from judging.locks import Reopening
from tests.builders import TAKEN_AT, a_locked_trade, everything_marked, panel_signs
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


def test_a_tablet_learns_which_of_its_remarks_the_server_lacks(panel: list[Tablet]) -> None:
    trade = panel[0].trade
    uuids = [f"0b9e7f6a-1111-4222-8333-44445555666{at}" for at in range(3)]
    about = {"sub": "A1", "text": "A sharp edge.", "device": "d", "taken_at": TAKEN_AT}
    path = f"/judging/sheets/{trade.sheets['01', 'A']}/remarks"
    for tablet, uuid in zip(panel, uuids, strict=False):
        assert tablet.client.post(path, json={**about, "uuid": uuid}).status_code == 201
    answer = panel[0].client.post("/judging/received", json={"uuids": uuids})
    assert answer.get_json() == {"missing": uuids[1:]}


def test_a_tablet_learns_which_signatures_the_server_lacks(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=1, scheme=SMALL, code="18")
    panel_signs(house, trade)
    everything_marked(house, trade)
    (tablet,) = a_panel(app, trade)
    assert tablet.sign().get_json()["state"] == "signed"
    sheet = tablet.sheet()
    given = {"sheet": sheet["id"], "at": sheet["signatures"][0]["at"]}
    others = [{**given, "at": TAKEN_AT}, {**given, "sheet": sheet["id"] + 1}]
    asked = {"uuids": [], "signatures": [given, *others]}
    answer = tablet.client.post("/judging/received", json=asked)
    assert answer.get_json() == {"missing": [], "unsigned": [1, 2]}
    again = Reopening(trade.id, sheet["id"], "Misread.", "", trade.chief.id)
    house.write(locks.reopen, again)
    assert tablet.sheet()["signatures"][0]["at"] is None
    answer = tablet.client.post("/judging/received", json=asked)
    assert answer.get_json() == {"missing": [], "unsigned": [1, 2]}


def test_sheets_and_list_name_the_start_of_the_server(app: Flask, panel: list[Tablet]) -> None:
    listed = panel[0].client.get("/judging/sheets").get_json()["epoch"]
    assert panel[0].sheet()["epoch"] == listed == app.extensions["epoch"]


def test_a_sheet_that_no_database_can_number_is_bad_input(panel: list[Tablet]) -> None:
    seen = {"sheet": 2**63, "at": "2026-11-21T06:32:07.000000Z"}
    answer = panel[0].client.post("/judging/received", json={"uuids": [], "signatures": [seen]})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
