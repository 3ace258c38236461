"""Screens that wait to be taken in: their tokens and codes, and what happens to too many."""

import time

import pytest
from flask import Flask

from competition.accounts.sign_in import token_hash
from competition.db import Database
from scoreboard.roll_call import RollCall
from scoreboard.tickets import Tickets, neighbourhood
from tests.builders import an_organiser
from tests.flows.callers import Desk
from tests.scoreboard.screens import CONSOLE, Wall


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def wall(app: Flask) -> Wall:
    return Wall(app)


def crowd(app: Flask, address: str, screens: int = 60) -> list[Wall]:
    """Return so many browsers of one address that wait."""
    found = [Wall.__new__(Wall) for _ in range(screens)]
    for each in found:
        each.client = app.test_client()
        each.client.environ_base["REMOTE_ADDR"] = address
        each.open()
        each.beat()
    return found


def test_one_address_cannot_keep_other_screens_out(app: Flask, desk: Desk) -> None:
    crowd(app, "10.6.6.6", 70)
    assert Wall(app).taken_in(desk) == 1


def test_made_up_tokens_take_nobodys_room(app: Flask, desk: Desk) -> None:
    before = Wall(app)
    code = before.beat()["code"]
    for number in range(200):
        forger = app.test_client()
        forger.set_cookie("jiangsai-screen", f"made-up-{number}")
        answer = forger.post("/screen/heartbeat", json={})
        assert answer.status_code == 200
    assert before.beat()["code"] == code
    assert before.taken_in(desk) == 1


def test_whoever_was_there_before_comes_back_among_too_many(app: Flask, desk: Desk) -> None:
    early = Wall(app)
    code = early.beat()["code"]
    app.extensions["roll_call"].wait_no_longer(token_hash(early.token()))
    crowd(app, "127.0.0.1")
    assert early.beat()["code"] == code
    assert early.taken_in(desk) == 1


def test_a_screen_too_many_says_so_and_so_does_the_console(app: Flask, desk: Desk) -> None:
    others = crowd(app, "127.0.0.1")
    late = Wall(app)
    told = late.beat()
    assert told.pop("program")
    assert told == {"crowded": True}
    answer = desk.fill(CONSOLE, {"code": "AAAAAA", "name": "x"})
    assert answer.status_code == 422
    assert "60 screens wait, too many from one address" in answer.text
    assert "60 screens wait" in desk.client.get(f"{CONSOLE}/list?lang=en").text
    for each in others[:2]:
        each.taken_in(desk)
    with pytest.MonkeyPatch.context() as patch:
        later = time.monotonic() + 11
        patch.setattr("scoreboard.tickets.time.monotonic", lambda: later)
        assert late.beat()["code"]
    assert late.taken_in(desk) == 3


def test_a_token_is_given_out_and_its_code_nobody_reckons(app: Flask, wall: Wall) -> None:
    code = wall.beat()["code"]
    hashed = token_hash(wall.token())
    assert app.extensions["roll_call"].tickets.code(hashed) == code
    # Another secret, another code: it follows from nothing that a browser knows.
    assert Tickets().code(hashed) != code
    assert Tickets().issued(wall.token()) is None
    forger = app.test_client()
    forger.set_cookie("jiangsai-screen", "made-up")
    told = forger.get("/screen/state")
    assert told.get_json()["code"] != code
    cookie = forger.get_cookie("jiangsai-screen")
    assert cookie
    assert cookie.value != "made-up"
    assert forger.get("/screen/state").get_json()["code"] == told.get_json()["code"]


def test_two_screens_never_show_one_code(app: Flask) -> None:
    calls: RollCall = app.extensions["roll_call"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calls.tickets, "code", lambda _token, attempt=0: f"CODE0{attempt}")
        codes = [calls.wait(letter * 64, 1, "10.0.0.1", {}) for letter in "abc"]
    assert codes == ["CODE00", "CODE01", "CODE02"]


def test_of_a_network_of_many_addresses_there_is_one() -> None:
    """Anybody has very many addresses of IPv6, all in one network."""
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:2")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("10.0.0.1") != neighbourhood("10.0.0.2")
    assert neighbourhood("nowhere") == "nowhere"
