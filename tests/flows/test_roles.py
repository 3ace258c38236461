"""Nobody gets further than their role reaches."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import people
from competition.db import Database
from tests.builders import (
    ANY_DATABASE,
    PASSWORD,
    LockedTrade,
    Somebody,
    a_locked_trade,
    an_organiser,
    everything_marked,
    settle,
    signed_in,
    somebody,
)
from tests.flows.callers import PAGES

JSON = {"Accept": "application/json"}
ORGANISERS_ONLY = [
    ("GET", "/organise/competitions/new"),
    ("POST", "/organise/competitions"),
    ("GET", "/organise/competitions/{competition}/trades/new"),
    ("POST", "/organise/competitions/{competition}/trades"),
    ("GET", "/organise/trades/{trade}/entries"),
    ("POST", "/organise/trades/{trade}/roster"),
    ("POST", "/organise/trades/{trade}/scheme"),
    ("POST", "/organise/trades/{trade}/scheme/lock"),
    ("POST", "/organise/trades/{trade}/judges"),
    ("POST", "/organise/trades/{trade}/pins/1"),
    ("POST", "/organise/trades/{trade}/panels"),
    ("POST", "/organise/trades/{trade}/shows"),
    ("GET", "/organise/trades/{trade}/devices"),
    ("POST", "/organise/trades/{trade}/devices"),
    ("GET", "/organise/trades/{trade}/devices/list"),
    ("POST", "/organise/trades/{trade}/devices/codes"),
    ("POST", "/organise/trades/{trade}/devices/1/revocation"),
    ("GET", "/organise/screens"),
    ("POST", "/organise/screens"),
    ("POST", "/organise/screens/orders"),
    ("GET", "/organise/ceremonies"),
    ("POST", "/organise/ceremonies"),
    ("GET", "/organise/ceremonies/1/scenes"),
    ("POST", "/organise/ceremonies/1/step"),
    ("GET", "/organise/trades/{trade}/publication"),
    ("POST", "/organise/trades/{trade}/publication"),
]
CHIEFS_TOO = [
    ("GET", "/organise/trades/{trade}"),
    ("GET", "/organise/trades/{trade}/scheme"),
    ("GET", "/organise/trades/{trade}/chief"),
]


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, entries=1)


def status(app: Flask, person: Somebody | None, method: str, path: str) -> int:
    """Return how a request of *person* is answered."""
    client = app.test_client() if person is None else signed_in(app, person)
    return client.open(path, method=method, headers=JSON).status_code


def filled(path: str, trade: LockedTrade) -> str:
    """Return *path* with the trade's numbers."""
    return path.format(trade=trade.id, competition=trade.competition)


def test_organisers_pages_are_closed_to_everybody_else(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    other = a_locked_trade(house, entries=1, code="18")
    nobody_special = somebody(house, "guest")
    for method, path in ORGANISERS_ONLY + CHIEFS_TOO:
        address = filled(path, trade)
        assert status(app, None, method, address) == 401, address
        for person in (trade.judges[0], other.chief, nobody_special):
            assert status(app, person, method, address) == 403, address


def test_a_chief_sees_their_own_trade_and_organises_nothing(app: Flask, trade: LockedTrade) -> None:
    for method, path in CHIEFS_TOO:
        assert status(app, trade.chief, method, filled(path, trade)) == 200, path
    for method, path in ORGANISERS_ONLY:
        assert status(app, trade.chief, method, filled(path, trade)) == 403, path


def test_only_the_trades_own_chief_signs(app: Flask, house: Database, trade: LockedTrade) -> None:
    other = a_locked_trade(house, entries=1, code="18")
    everything_marked(house, trade)
    path = f"/organise/trades/{trade.id}/signature"
    assert status(app, None, "POST", path) == 401
    for person in (other.chief, trade.judges[0], an_organiser(house)):
        assert status(app, person, "POST", path) == 403
    assert status(app, trade.chief, "POST", path) == 303
    assert status(app, trade.chief, "POST", path) == 409


def test_a_right_that_is_withdrawn_is_gone_at_once(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    browser = signed_in(app, trade.chief)
    path = f"/organise/trades/{trade.id}/chief"
    assert browser.get(path).status_code == 200

    def withdraw(session: Session, accounts: Sequence[int]) -> list[None]:
        for account in accounts:
            people.withdraw(session, account, Role.CHIEF, trade.id)
        return [None] * len(accounts)

    house.write(withdraw, trade.chief.id)
    settle(house)
    assert browser.get(path).status_code == 403


@ANY_DATABASE
@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/organise/trades/1/chief", "/organise/trades/1/chief"),
        ("", "/organise/"),
        ("https://elsewhere.example/", "/organise/"),
        ("//elsewhere.example/", "/organise/"),
        ("/\\elsewhere.example/", "/organise/"),
        ("javascript:alert(1)", "/organise/"),
    ],
)
def test_signing_in_leads_to_our_own_pages_only(
    app: Flask, house: Database, wanted: str, goes: str
) -> None:
    form = {"code": an_organiser(house).code, "password": PASSWORD, "next": wanted}
    answer = app.test_client().post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, goes)


def test_a_wrong_password_shows_the_form_again(app: Flask, house: Database) -> None:
    form = {"code": an_organiser(house).code, "password": "wrong"}
    answer = app.test_client().post("/sign-in?lang=en", data=form)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert "Set-Cookie" not in answer.headers or "jiangsai" not in answer.headers["Set-Cookie"]


def test_a_pin_is_no_password(app: Flask, house: Database) -> None:
    organiser = an_organiser(house)
    answer = app.test_client().post(
        "/judging/session", json={"code": organiser.code, "pin": PASSWORD}
    )
    assert answer.status_code == 401


def test_signing_out_ends_the_session(app: Flask, house: Database) -> None:
    browser = signed_in(app, an_organiser(house), "password")
    assert browser.get("/organise/").status_code == 200
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    settle(house)
    assert browser.get("/organise/", headers={"Accept": PAGES}).status_code == 303


@ANY_DATABASE
@pytest.mark.parametrize("path", ["/", "/sign-in", "/judging/", "/board/1", "/results/1"])
def test_a_public_page_opens_in_both_languages(app: Flask, trade: LockedTrade, path: str) -> None:
    assert trade.id == 1
    for language, tag in (("zh", "zh-CN"), ("en", "en")):
        answer = app.test_client().get(f"{path}?lang={language}")
        assert answer.status_code == 200, answer.text
        assert f'lang="{tag}"' in answer.text
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@ANY_DATABASE
@pytest.mark.parametrize("path", ["/board/9", "/results/9", "/nowhere", "/board/1x"])
def test_a_page_that_is_not_there_says_so(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404
    found = app.test_client().get(path, headers=JSON)
    assert (found.status_code, found.get_json()["code"]) == (404, "not-found")


@ANY_DATABASE
def test_a_fault_is_a_number_and_not_a_traceback(
    app: Flask, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["publisher"], "snapshot", lambda _: 1 / 0)
    answer = app.test_client().get(f"/live/trades/{trade.id}", headers=JSON)
    assert answer.status_code == 500
    assert set(answer.get_json()) == {"code", "detail", "id"}
    assert "ZeroDivisionError" not in answer.text
