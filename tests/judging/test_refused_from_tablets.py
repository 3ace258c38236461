"""What a tablet cannot send is refused by name, and so is what comes from another site's page."""

import pytest
from flask import Flask

from competition.db import Database
from tests.builders import ANY_DATABASE, LockedTrade, a_locked_trade
from tests.judging.callers import Tablet, a_panel


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.mark.parametrize(
    ("field", "value"),
    [("device", "平板"), ("device", "a b"), ("taken_at", "0001-01-01T00:00:00+14:00")],
)
def test_fields_that_no_tablet_sends_are_refused(
    panel: list[Tablet], field: str, value: str
) -> None:
    answer = panel[0].mark("A1.1", "3", fields={field: value})
    assert answer.status_code == 422
    assert field in answer.get_json()["fields"]


@ANY_DATABASE
def test_an_aspect_of_another_sheet_is_refused(panel: list[Tablet]) -> None:
    other = panel[0].trade.aspects["B1.2"]
    answer = panel[0].mark("A1.2", "1", fields={"aspect": other})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "other-sheets-aspect")


@ANY_DATABASE
@pytest.mark.parametrize(
    ("aspect", "value"),
    [
        ("A1.1", "1.5"),
        ("A1.1", "4"),
        ("A1.1", "-1"),
        ("A1.2", "2"),
        ("A2.1", "6"),
        ("B1.1", "79.999"),
        ("B1.2", "1e1"),
        ("B2.1", "1.3"),
        ("B2.1", "１"),
        ("B2.1", "NaN"),
        ("C1.1", "3"),
        ("C2.1", "20.5"),
        ("A1.2", "yes"),
        ("A1.2", " "),
        ("A1.2", "1" * 21),
        ("A1.2", 1),
        ("A1.2", None),
        ("A1.2", True),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(
    panel: list[Tablet], aspect: str, value: object
) -> None:
    answer = panel[0].mark(aspect, value)
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "invalid"
    assert list(answer.get_json()["fields"]) == ["value"]
    assert panel[0].cell(aspect)["value"] is None


@ANY_DATABASE
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uuid", "6F1C2F0A-0000-4000-8000-000000000001"),
        ("uuid", "one"),
        ("uuid", "6f1c2f0a-0000-4000-8000-000000000001\n"),
        ("aspect", "1"),
        ("aspect", 0),
        ("base", -1),
        ("base", 1.0),
        ("base", "1"),
        ("base", None),
        ("sequence", 2**60),
        ("device", ""),
        ("device", "x" * 65),
        ("taken_at", "2026-11-21T06:32:07"),
        ("taken_at", "yesterday"),
        ("surprise", "1"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_name(
    panel: list[Tablet], field: str, value: object
) -> None:
    answer = panel[0].mark("A1.2", "1", fields={field: value})
    assert answer.status_code == 422
    assert list(answer.get_json()["fields"]) == [field]


@ANY_DATABASE
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_a_write_from_another_sites_page_is_refused(
    panel: list[Tablet], headers: dict[str, str]
) -> None:
    path = f"/judging/sheets/{panel[0].trade.sheets['01', 'A']}/marks"
    answer = panel[0].client.post(path, json={}, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "foreign-request")


def test_a_page_behind_a_proxy_that_hides_its_address_is_told_both(panel: list[Tablet]) -> None:
    path = f"/judging/sheets/{panel[0].trade.sheets['01', 'A']}/marks"
    for language, words in (("en", "must leave the header Host"), ("zh", "Host 请求头")):
        headers = {"Origin": "http://hall.test:8080", "Accept-Language": language}
        answer = panel[0].client.post(path, json={}, headers=headers)
        for each in ("http://hall.test:8080", "localhost", words, "JIANGSAI_PROXIES=1"):
            assert each in answer.get_json()["detail"]


@ANY_DATABASE
@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {}]
)
def test_a_write_from_our_own_page_is_taken(panel: list[Tablet], headers: dict[str, str]) -> None:
    path = f"/judging/sheets/{panel[0].trade.sheets['01', 'A']}/marks"
    assert panel[0].client.post(path, json={}, headers=headers).status_code == 422
