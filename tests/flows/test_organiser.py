"""From an empty database to an official result, all of it by forms."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from competition.db import Database
from judging.models import Scheme, Sheet
from tests.builders import ANY_DATABASE, LockedTrade, a_locked_trade, a_trade, an_organiser, settle
from tests.flows.callers import PAGES, ROSTER, Desk

DEMO = Path(__file__).parents[2] / "competition/demo/es2023-web-development.xlsx"
SCHEME = {
    "format": "jiangsai.scheme/1",
    "title": "测试 / Test",
    "criteria": [
        {
            "code": code,
            "name": f"模块 {code} / Module {code}",
            "sub_criteria": [
                {
                    "code": f"{code}1",
                    "name": "",
                    "day": 1,
                    "aspects": [{"kind": "pass_fail", "text": "Runs", "max": "60"}],
                }
            ],
        }
        for code in "AB"
    ],
}


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def trade(house: Database) -> int:
    return a_trade(house)


def prepared(house: Database, desk: Desk) -> tuple[str, dict[str, str]]:
    """Prepare a trade by forms; return its address and the PINs of its judges and chief."""
    days = {"starts_on": "2026-11-20", "ends_on": "2026-11-22"}
    answer = desk.fill("/organise/competitions", {"name_zh": "省赛", **days})
    assert answer.status_code == 303
    answer = desk.fill("/organise/competitions/1/trades", {"code": "17", "name_en": "Web"})
    here = answer.headers["Location"]
    assert (answer.status_code, here) == (303, "/organise/trades/1")
    assert "Web" in desk.page("/organise/")
    assert desk.fill(f"{here}/scheme", file=json.dumps(SCHEME).encode()).status_code == 303
    answer = desk.fill(f"{here}/roster", {"confirmed": "1"}, ROSTER.encode())
    assert answer.status_code == 303
    pins = _pins(desk, here, "1701,李,Li\n1702,王,Wang", "judge")
    chief_pins = _pins(desk, here, "1700,张,Zhang", "chief")
    seats = {"panel": "1", "judges": "1701 1702", "modules": ["A", "B"]}
    assert desk.fill(f"{here}/panels", seats).status_code == 303
    assert desk.fill(f"{here}/scheme/lock").status_code == 303
    settle(house)
    return here, pins | chief_pins


def test_a_competition_is_run_from_first_form_to_official_result(
    app: Flask, house: Database, desk: Desk
) -> None:
    here, pins = prepared(house, desk)
    tablet = app.test_client()
    given = {"code": "1701", "pin": pins["1701"]}
    assert tablet.post("/judging/session", json=given).status_code == 201
    sheets = tablet.get("/judging/sheets").get_json()["sheets"]
    assert [row["entry"]["code"] for row in sheets] == ["30", "31", "32"] * 2
    chief = Desk(app, "1700", pins["1700"])
    assert chief.fill(f"{here}/signature").status_code == 409
    for number, row in enumerate(sheets):
        sheet = tablet.get(f"/judging/sheets/{row['id']}").get_json()
        mark = {
            "uuid": f"00000000-0000-4000-8000-{number:012}",
            "aspect": sheet["aspects"][0]["id"],
            "value": str(int(number != 2)),
            "base": sheet["version"],
            "device": "tablet",
            "sequence": number,
            "taken_at": "2026-11-21T06:32:07Z",
        }
        answer = tablet.post(f"/judging/sheets/{row['id']}/marks", json=mark)
        assert answer.status_code == 201
    assert chief.fill(f"{here}/signature").status_code == 303
    assert desk.fill(f"{here}/publication", {"state": "provisional"}).status_code == 303
    assert desk.fill(f"{here}/publication", {"state": "official"}).status_code == 303
    result = app.test_client().get("/results/1.csv").data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in result[1:]] == [
        ["1", "ranked", "30"],
        ["2", "ranked", "32"],
        ["", "guest", "31"],
    ]


@pytest.mark.parametrize(
    "page", ["", "/scheme", "/entries", "/panels", "/chief", "/publication"], ids=str
)
def test_every_page_of_a_trade_opens_at_every_stage(
    app: Flask, house: Database, desk: Desk, trade: int, page: str
) -> None:
    locked = a_locked_trade(house, entries=2, code="18")
    for number in (trade, locked.id):
        desk.page(f"/organise/trades/{number}{page}")
        desk.page(f"/organise/trades/{number}{page}?lang=zh")
    assert desk.client.get(f"/organise/trades/999{page}").status_code == 404
    stranger = app.test_client().get(f"/organise/trades/{trade}{page}", headers={"Accept": PAGES})
    assert stranger.status_code == 303


@ANY_DATABASE
@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"starts_on": "2026-11-20", "ends_on": "2026-11-22"}, "name"),
        ({"name_zh": "省赛", "starts_on": "2026-11-22", "ends_on": "2026-11-20"}, "ends_on"),
        ({"name_zh": "省赛", "starts_on": "tomorrow", "ends_on": "2026-11-20"}, "starts_on"),
        ({"name_zh": "省赛", "ends_on": "2026-11-20"}, "starts_on"),
        ({"name_zh": "赛" * 121, "starts_on": "2026-11-20", "ends_on": "2026-11-20"}, "name"),
    ],
)
def test_a_competition_that_makes_no_sense_is_shown_again(
    desk: Desk, form: dict[str, str], field: str
) -> None:
    answer = desk.fill("/organise/competitions", form)
    assert answer.status_code == 422
    assert field in answer.text
    assert "省赛" not in desk.page("/organise/")


@ANY_DATABASE
@pytest.mark.parametrize(
    "form",
    [
        {"name_en": "Web"},
        {"code": "17"},
        {"code": "1 7", "name_en": "Web"},
        {"code": "17", "name_en": "Web", "unit": "crowd"},
        {"code": "17", "name_en": "Web", "shows": "everything"},
        {"code": "17", "name_en": "Web", "preset": "none"},
        {"code": "17", "name_en": "Web", "rules": "{"},
        {"code": "17", "name_en": "Web", "rules": "[]"},
        {"code": "17", "name_en": "Web", "rules": '{"weights": {"A": "much"}}'},
    ],
)
def test_a_trade_that_makes_no_sense_is_shown_again(
    desk: Desk, trade: int, form: dict[str, str]
) -> None:
    assert trade == 1
    assert desk.fill("/organise/competitions/1/trades", form).status_code == 422


def test_two_trades_cannot_have_one_code(desk: Desk, trade: int) -> None:
    assert trade == 1
    answer = desk.fill("/organise/competitions/1/trades", {"code": "17", "name_en": "Other"})
    assert answer.status_code == 422
    assert "There is a trade with the code 17 already." in answer.text


def test_a_real_scheme_is_imported_whole(desk: Desk, trade: int) -> None:
    here = f"/organise/trades/{trade}/scheme"
    assert desk.fill(here, file=DEMO.read_bytes()).status_code == 303
    assert "149" in desk.page(here)


@ANY_DATABASE
@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "error"),
        (b"not a workbook", "error"),
        (b'{"format": "other"}', "jiangsai.scheme/1"),
        (b"{", "cannot be read as JSON"),
        (json.dumps({**SCHEME, "criteria": []}).encode(), "The scheme has no aspects."),
        (json.dumps(SCHEME).replace("pass_fail", "guess").encode(), "kind"),
        (json.dumps(SCHEME).replace('"60"', "60").encode(), "max"),
        (json.dumps(SCHEME).replace('"60"', '"many"').encode(), "max"),
    ],
)
def test_a_scheme_with_errors_is_not_imported(
    desk: Desk, house: Database, trade: int, file: bytes, says: str
) -> None:
    answer = desk.fill(f"/organise/trades/{trade}/scheme", file=file)
    assert answer.status_code == 422
    assert says in answer.text
    with house.read() as session:
        assert session.scalar(select(func.count(Scheme.id))) == 0


@pytest.mark.parametrize(
    ("has", "says"),
    [
        ((), "Import a marking scheme first."),
        (("scheme",), "No judges are seated for module A, B."),
        (("scheme", "panel A"), "No judges are seated for module B."),
        (("scheme", "panel A B"), "Import the roster first"),
    ],
)
def test_a_scheme_is_not_locked_before_all_is_ready(
    desk: Desk, house: Database, trade: int, has: tuple[str, ...], says: str
) -> None:
    here = f"/organise/trades/{trade}"
    for part in has:
        if part == "scheme":
            desk.fill(f"{here}/scheme", file=json.dumps(SCHEME).encode())
        else:
            _pins(desk, here, "1701", "judge")
            modules = part.split()[1:]
            desk.fill(f"{here}/panels", {"panel": "1", "judges": "1701", "modules": modules})
    answer = desk.fill(f"{here}/scheme/lock")
    assert answer.status_code == 409
    assert says in answer.text
    with house.read() as session:
        assert session.scalar(select(func.count(Sheet.id))) == 0


def test_a_locked_scheme_is_neither_replaced_nor_locked_again(desk: Desk, house: Database) -> None:
    locked = a_locked_trade(house, entries=1)
    here = f"/organise/trades/{locked.id}/scheme"
    for answer in (desk.fill(here, file=json.dumps(SCHEME).encode()), desk.fill(f"{here}/lock")):
        assert answer.status_code == 409
        assert "The scheme is locked." in answer.text


@pytest.mark.parametrize(
    ("seats", "says"),
    [("1701 1701", "sits on panel 2 twice"), ("1701 9999", "no judge with the code 9999")],
)
def test_a_panel_that_cannot_be_is_refused(
    desk: Desk, house: Database, seats: str, says: str
) -> None:
    locked = a_locked_trade(house, entries=1)
    form = {"panel": "2", "judges": seats, "modules": ["A"]}
    answer = desk.fill(f"/organise/trades/{locked.id}/panels", form)
    assert answer.status_code == 409
    assert says in answer.text


def test_a_code_that_is_taken_costs_no_pin(desk: Desk, trade: int) -> None:
    path = f"/organise/trades/{trade}/judges"
    assert desk.fill(path, {"judges": "1701"}).status_code == 201
    answer = desk.fill(path, {"judges": "1702\n1701\n1703"})
    assert answer.status_code == 409
    assert "The code 1701 belongs to somebody else already." in answer.text
    assert "1702" in answer.text


def test_a_new_pin_is_shown_once(app: Flask, desk: Desk, house: Database) -> None:
    locked: LockedTrade = a_locked_trade(house, entries=1)
    judge = locked.judges[0]
    answer = desk.fill(f"/organise/trades/{locked.id}/pins/{judge.id}")
    assert answer.status_code == 200
    found = re.findall(r"\b\d{6}\b|\b\d{3}[ \u2009]\d{3}\b", answer.text)
    pins = {re.sub(r"\D", "", each) for each in found}
    tablet = app.test_client()
    statuses = [
        tablet.post("/judging/session", json={"code": judge.code, "pin": pin}).status_code
        for pin in sorted(pins)[:4]
    ]
    assert 201 in statuses
    assert not any(pin in desk.page(f"/organise/trades/{locked.id}/panels") for pin in pins)


def test_what_the_public_sees_is_changed_by_a_form(app: Flask, desk: Desk, house: Database) -> None:
    locked = a_locked_trade(house, entries=1)
    path = f"/organise/trades/{locked.id}/shows"
    assert desk.fill(path, {"shows": "all"}).status_code == 404
    assert desk.fill(path, {"shows": "codes"}).status_code == 303
    settle(house)
    row = app.test_client().get(f"/live/trades/{locked.id}").get_json()["rows"][0]
    assert (row["code"], row["name"]) == ("01", None)


def _pins(desk: Desk, here: str, judges: str, role: str) -> dict[str, str]:
    answer = desk.client.post(
        f"{here}/judges",
        data={"judges": judges, "role": role},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 201, answer.text
    pins: dict[str, str] = answer.get_json()["pins"]
    return pins
