"""What a judge may rely on when signing in, and what a stranger may not."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.pool import QueuePool
from werkzeug.test import TestResponse

from competition.access import Role
from competition.accounts import people, sign_in
from competition.clock import now
from competition.db import Database
from competition.native import Pool
from tests.builders import ANY_DATABASE, PIN, Somebody, a_trade, settle, signed_in, somebody
from tests.quick_pins import DEAR
from wsgi import create_app

JSON = {"Accept": "application/json"}


@pytest.fixture
def judge(house: Database) -> Somebody:
    return somebody(house, "1701", Role.JUDGE, a_trade(house))


def enter(app: Flask, code: str = "1701", pin: str = PIN) -> TestResponse:
    """Type a code and a PIN on a fresh tablet."""
    return app.test_client().post("/judging/session", json={"code": code, "pin": pin})


def test_a_judge_signs_in_by_code_and_pin(app: Flask, judge: Somebody) -> None:
    tablet = app.test_client()
    answer = tablet.post("/judging/session", json={"code": "1701", "pin": PIN})
    names = {"zh": "人员 1701", "en": "Person 1701"}
    me = {"judge": {"id": judge.id, "code": "1701", "name": names}, "chief_of": [], "session": 1}
    assert (answer.status_code, answer.get_json()) == (201, me)
    assert tablet.get("/judging/me").get_json() == me


def test_a_chief_is_told_the_trades_that_are_theirs(app: Flask, house: Database) -> None:
    trade = a_trade(house)
    somebody(house, "1700", Role.CHIEF, trade)
    assert enter(app, "1700").get_json()["chief_of"] == [trade]


@ANY_DATABASE
def test_the_sessions_cookie_is_out_of_reach_of_scripts(app: Flask, judge: Somebody) -> None:
    cookie = enter(app, judge.code).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    # It outlasts the browser: marks may wait there for the network.
    assert f"Max-Age={16 * 3600}" in cookie
    secure = app.test_client().post(
        "/judging/session",
        json={"code": judge.code, "pin": PIN},
        base_url="https://hall.example",
    )
    assert secure.headers["Set-Cookie"].startswith("__Host-jiangsai=")
    assert "Secure" in secure.headers["Set-Cookie"]


def test_a_wrong_pin_says_how_many_tries_are_left(app: Flask, judge: Somebody) -> None:
    answers = [enter(app, judge.code, "000000") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {401}
    assert [answer.get_json()["tries_left"] for answer in answers] == [4, 3, 2, 1]
    assert {answer.get_json()["code"] for answer in answers} == {"wrong-pin"}


def test_a_new_pin_ends_the_old_one_and_its_sessions(
    app: Flask, house: Database, judge: Somebody
) -> None:
    tablet = app.test_client()
    assert tablet.post("/judging/session", json={"code": judge.code, "pin": PIN}).status_code == 201
    house.write(people.set_pin, people.NewPin(judge.id, sign_in.secret_hash("654321"), judge.id))
    settle(house)
    assert tablet.get("/judging/me").status_code == 401
    assert enter(app, judge.code).status_code == 401
    assert enter(app, judge.code, "654321").status_code == 201


@pytest.mark.parametrize("pin", ["\ud800", "[" * 41])
def test_what_nobody_can_type_is_refused(app: Flask, judge: Somebody, pin: str) -> None:
    body = json.dumps({"code": judge.code, "pin": pin})
    answer = app.test_client().post("/judging/session", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}


def test_broken_addresses_are_refused_and_break_nothing(app: Flask) -> None:
    browser = app.test_client()
    assert browser.get("/live/trades/99999999999999999999").status_code == 404
    assert browser.get("/sign-in?next=http://[").status_code == 200
    headers = {"Origin": "http://["}
    assert browser.post("/sign-in", headers=headers).status_code == 403


def test_a_right_pin_forgets_the_wrong_ones(app: Flask, judge: Somebody) -> None:
    enter(app, judge.code, "000000")
    enter(app, judge.code)
    assert enter(app, judge.code, "000000").get_json()["tries_left"] == 4


def test_a_code_that_nobody_has_is_refused_like_a_wrong_pin(app: Flask, judge: Somebody) -> None:
    wrong, unknown = enter(app, judge.code, "000000"), enter(app, "9999", "000000")
    assert (unknown.status_code, unknown.get_json()["code"]) == (401, "wrong-pin")
    assert wrong.get_json()["detail"] == unknown.get_json()["detail"]


def test_five_wrong_pins_lock_the_account_even_for_the_right_one(
    app: Flask, judge: Somebody
) -> None:
    for _ in range(5):
        enter(app, judge.code, "000000")
    answer = enter(app, judge.code)
    assert (answer.status_code, answer.get_json()["code"]) == (429, "locked-out")
    assert answer.get_json()["until"].endswith("Z")


def test_a_lock_out_survives_a_new_start_of_the_program(
    app: Flask, judge: Somebody, database_url: str, tmp_path: Path
) -> None:
    for _ in range(5):
        enter(app, judge.code, "000000")
    again = create_app({"JIANGSAI_DATA": str(tmp_path), "JIANGSAI_DATABASE_URL": database_url})
    assert enter(again, judge.code).status_code == 429
    again.extensions["publisher"].stop()
    again.extensions["database"].close()


def test_a_lock_out_ends_by_itself(app: Flask, judge: Somebody) -> None:
    for _ in range(5):
        enter(app, judge.code, "000000")
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert enter(app, judge.code).status_code == 201


def test_a_new_pin_ends_a_lock_out(app: Flask, house: Database, judge: Somebody) -> None:
    for _ in range(5):
        enter(app, judge.code, "000000")
    house.write(people.set_pin, people.NewPin(judge.id, sign_in.secret_hash("135790"), judge.id))
    assert enter(app, judge.code).status_code == 401
    assert enter(app, judge.code, "135790").status_code == 201


def test_a_session_that_was_ended_opens_nothing(
    app: Flask, house: Database, judge: Somebody
) -> None:
    tablet = signed_in(app, judge)
    stolen = tablet.get_cookie("jiangsai")
    assert stolen is not None
    assert tablet.get("/judging/me").status_code == 200
    assert tablet.delete("/judging/session").status_code == 204
    settle(house)
    thief = app.test_client()
    thief.set_cookie("jiangsai", stolen.value)
    assert thief.get("/judging/me", headers=JSON).status_code == 401


def test_a_late_sign_out_leaves_the_next_judge_signed_in(
    app: Flask, house: Database, judge: Somebody
) -> None:
    other = somebody(house, "1702", Role.JUDGE, a_trade(house, code="18"))
    tablet = app.test_client()
    entered = [
        tablet.post("/judging/session", json={"code": each.code, "pin": PIN})
        for each in (judge, other)
    ]
    sessions = [answer.get_json()["session"] for answer in entered]
    late = tablet.delete(f"/judging/session?session={sessions[0]}")
    assert late.status_code == 204
    assert "Set-Cookie" not in late.headers
    settle(house)
    assert tablet.get("/judging/me").get_json()["judge"]["id"] == other.id
    assert tablet.delete(f"/judging/session?session={sessions[1]}").status_code == 204
    settle(house)
    assert tablet.get("/judging/me").status_code == 401


def test_whoever_signs_in_ends_the_session_that_the_browser_had(
    app: Flask, house: Database, judge: Somebody
) -> None:
    tablet, thief = app.test_client(), app.test_client()
    tablet.post("/judging/session", json={"code": judge.code, "pin": PIN})
    before = tablet.get_cookie("jiangsai")
    assert before is not None
    tablet.post("/judging/session", json={"code": judge.code, "pin": PIN})
    settle(house)
    thief.set_cookie("jiangsai", before.value)
    assert thief.get("/judging/me", headers=JSON).status_code == 401
    assert tablet.get("/judging/me").status_code == 200


def test_a_pin_is_kept_as_dear_to_guess_as_the_owasp_asks() -> None:
    assert DEAR.hash(PIN).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@ANY_DATABASE
def test_a_flood_of_sign_ins_is_told_to_come_back(
    app: Flask, judge: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "_HASHING", Pool(threads=0, waiting=0))
    answer = enter(app, judge.code)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "busy")
    form = {"code": judge.code, "password": "x"}
    page = app.test_client().post("/sign-in?lang=en", data=form)
    assert page.status_code == 503
    assert "Try again in a few seconds." in page.text


@ANY_DATABASE
def test_no_connection_is_held_while_a_pin_is_compared(
    app: Flask, house: Database, judge: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent: list[int] = []
    compare = sign_in._matches  # noqa: SLF001 - the moment in question
    pool = house.engine.pool
    assert isinstance(pool, QueuePool)

    def compared(kept: str, typed: str) -> bool:
        lent.append(pool.checkedout())
        return compare(kept, typed)

    monkeypatch.setattr(sign_in, "_matches", compared)
    assert enter(app, judge.code).status_code == 201
    assert lent == [0]


def test_a_session_ends_by_itself_overnight(app: Flask, judge: Somebody) -> None:
    tablet = signed_in(app, judge)
    with time_machine.travel(now() + timedelta(hours=17)):
        assert tablet.get("/judging/me", headers=JSON).status_code == 401


def test_the_token_itself_is_kept_nowhere(app: Flask, house: Database, judge: Somebody) -> None:
    cookie = signed_in(app, judge).get_cookie("jiangsai")
    assert cookie is not None
    with house.read() as session:
        kept = session.connection().exec_driver_sql("select * from sign_in").all()
    assert cookie.value not in str(kept)


@ANY_DATABASE
@pytest.mark.parametrize(
    "sent", [{}, {"code": "1701"}, {"code": 1701, "pin": PIN}, {"code": "", "pin": PIN}]
)
def test_half_a_sign_in_is_refused_by_field(app: Flask, sent: dict[str, object]) -> None:
    answer = app.test_client().post("/judging/session", json=sent)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
    assert answer.get_json()["fields"]


@ANY_DATABASE
def test_a_refusal_speaks_the_tablets_language(app: Flask, judge: Somebody) -> None:
    def detail(language: str) -> str:
        answer = app.test_client().post(
            "/judging/session",
            json={"code": judge.code, "pin": "0"},
            headers={"Accept-Language": language},
        )
        return str(answer.get_json()["detail"])

    assert detail("en") == "The code or the PIN is wrong."
    assert detail("zh-CN") != detail("en")


@ANY_DATABASE
def test_a_sign_out_holds_that_came_while_the_session_was_looked_up(
    app: Flask, house: Database, judge: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = signed_in(app, judge)
    sessions = app.extensions["sessions"]
    load = sessions._load  # noqa: SLF001 - the moment in question

    def interrupted(hashed: str) -> object:
        found = load(hashed)
        monkeypatch.setattr(sessions, "_load", load)
        house.write(sign_in.end, found.sign_in)
        settle(house)
        return found

    monkeypatch.setattr(sessions, "_load", interrupted)
    tablet.get("/judging/me", headers=JSON)
    assert tablet.get("/judging/me", headers=JSON).status_code == 401
