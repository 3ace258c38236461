"""Signing over HTTP, as docs/protocol.md spells it: on one's own tablet, or on one in turn."""

import pytest
from flask import Flask

from competition.db import Database
from competition.scoring.values import Seat
from judging import rounds
from judging.rounds import NewAbsence
from tests.builders import PIN, LockedTrade, a_locked_trade, everything_marked, panel_signs
from tests.judging.callers import Tablet, a_panel


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=1)
    panel_signs(house, found)
    everything_marked(house, found)
    return found


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


def test_each_judge_signs_on_their_own_tablet(panel: list[Tablet]) -> None:
    assert panel[0].sign().get_json()["state"] == "open"
    sheet = panel[1].sheet()
    assert (sheet["state"], sheet["locked"], sheet["signing"]) == ("open", False, "panel")
    assert [bool(each["at"]) for each in sheet["signatures"]] == [True, False]
    answer = panel[1].sign()
    assert (answer.status_code, answer.get_json()["state"]) == (201, "signed")
    sheet = panel[0].sheet()
    assert (sheet["state"], sheet["locked"]) == ("signed", True)
    row = next(each for each in panel[0].sheets() if each["id"] == sheet["id"])
    assert (row["state"], row["locked"], row["signed"]) == ("signed", True, True)


def test_judges_sign_in_turn_on_one_tablet_by_their_pins(
    panel: list[Tablet], trade: LockedTrade
) -> None:
    panel[0].sign()
    answer = panel[0].sign(judge=trade.judges[1].code, pin=PIN)
    assert answer.get_json()["seats"] == [1, 2]
    assert panel[0].client.get("/judging/me").get_json()["judge"]["id"] == trade.judges[0].id


def test_the_list_says_where_nobody_waits_for_its_judge(
    house: Database, panel: list[Tablet], trade: LockedTrade
) -> None:
    sheet = trade.sheets["01", "A"]
    assert not any(row["absent"] for row in panel[1].sheets())
    house.write(rounds.excuse, NewAbsence(trade.id, (sheet,), Seat(2), "Ill.", trade.chief.id))
    assert [row["id"] for row in panel[1].sheets() if row["absent"]] == [sheet]
    assert not any(row["absent"] for row in panel[0].sheets())


def test_nobody_signs_for_another_without_the_pin(panel: list[Tablet], trade: LockedTrade) -> None:
    for pin in ({}, {"pin": "000000"}):
        answer = panel[0].sign(judge=trade.judges[1].code, **pin)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "wrong-pin")
    assert [each["at"] for each in panel[0].sheet()["signatures"]] == [None, None]


def test_a_mark_on_a_signed_sheet_is_refused_with_who_can_reopen_it(panel: list[Tablet]) -> None:
    for tablet in panel:
        tablet.sign()
    answer = panel[0].mark("A1.2", "0", base=99)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "sheet-signed")
    assert "裁判长" in answer.get_json()["detail"]


def test_signing_what_has_changed_meanwhile_is_refused(panel: list[Tablet]) -> None:
    version = panel[0].sheet()["version"]
    panel[1].mark("A1.2", "0", base=version)
    answer = panel[0].sign(version=version)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "sheet-moved")


@pytest.mark.parametrize(
    ("field", "value"), [("version", "1"), ("version", -1), ("device", ""), ("surprise", 1)]
)
def test_a_field_of_a_signature_that_cannot_be_is_refused(
    panel: list[Tablet], field: str, value: object
) -> None:
    answer = panel[0].sign(fields={field: value})
    assert (answer.status_code, list(answer.get_json()["fields"])) == (422, [field])


def test_a_page_of_one_judge_does_nothing_in_the_name_of_another(panel: list[Tablet]) -> None:
    tablet, sheet = panel[1], panel[1].sheet()
    own, other = (each["judge"]["id"] for each in sheet["signatures"])
    path = f"/judging/sheets/{sheet['id']}"
    signature = {"version": sheet["version"], "device": tablet.device}
    correction = {**signature, "aspect": 1, "value": "0", "reason": "x"}
    del correction["version"]
    headers = {"Jiangsai-Judge": str(own)}
    answers = [
        tablet.client.get("/judging/sheets", headers=headers),
        tablet.client.get(path, headers=headers),
        tablet.client.get(f"{path}/warnings", headers=headers),
        tablet.client.post(f"{path}/signature", json=signature, headers=headers),
        tablet.client.post(f"{path}/corrections", json=correction, headers=headers),
    ]
    codes = {(each.status_code, each.get_json()["code"]) for each in answers}
    assert codes == {(401, "signed-out")}
    headers = {"Jiangsai-Judge": str(other)}
    signed = tablet.client.post(f"{path}/signature", json=signature, headers=headers)
    assert signed.get_json()["seats"] == [2]


def test_a_judge_is_warned_of_the_own_votes_only(app: Flask, house: Database) -> None:
    field = a_locked_trade(house, judges=2, entries=6, code="18")
    tablets = a_panel(app, field)
    for entry in field.entries:
        for tablet, vote in zip(tablets, ("3", "3" if entry != "01" else "0"), strict=True):
            tablet.mark("A1.1", vote, entry=entry)
    sheet = field.sheets["01", "A"]
    found = [
        tablet.client.get(f"/judging/sheets/{sheet}/warnings").get_json()["warnings"]
        for tablet in tablets
    ]
    aspect = field.aspects["A1.1"]
    assert found == [[], [{"aspect": aspect, "kind": kind} for kind in ("field", "own")]]
