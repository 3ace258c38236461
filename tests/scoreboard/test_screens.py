"""Screens are taken in by a code, show what they are told, and tell how they are."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from competition.access import Role
from competition.audit import AuditLine
from competition.clock import now
from competition.db import Database
from judging import suspension
from judging.suspension import NewSuspension
from scoreboard import screens
from scoreboard.hall_models import Screen
from scoreboard.roll_call import RollCall
from tests.builders import a_competition, a_locked_trade, a_trade, an_organiser, settle, somebody
from tests.flows.callers import Desk
from tests.scoreboard.screens import CONSOLE, Wall, cells, heard, listener, told
from wsgi import create_app


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def wall(app: Flask) -> Wall:
    return Wall(app)


def test_a_browser_shows_one_code_until_it_is_taken_in(wall: Wall, desk: Desk) -> None:
    code = wall.beat(width=1920, height=1080)["code"]
    wall.open()
    assert wall.state()["code"] == code
    assert code in desk.client.get(f"{CONSOLE}/list").text
    number = wall.taken_in(desk)
    state = wall.state()
    assert state["screen"] == {"id": number, "name": "East wall", "place": "Hall A"}
    assert "code" not in state
    assert code not in desk.client.get(f"{CONSOLE}/list").text


def test_a_code_that_no_screen_shows_takes_nothing_in(
    wall: Wall, desk: Desk, house: Database
) -> None:
    wall.beat()
    answer = desk.fill(CONSOLE, {"code": "AAAAAA", "name": "x"})
    assert answer.status_code == 422
    assert "No screen shows this code now." in answer.text
    with house.read() as session:
        assert session.scalars(select(Screen)).all() == []


def test_a_browser_that_is_gone_waits_no_longer(house: Database) -> None:
    calls = RollCall(house)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoreboard.roll_call.time.monotonic", lambda: 100.0)
        code = calls.wait("a" * 64, 1, "10.0.0.1", {})
        assert code
        assert calls.showing(code) is not None
        patch.setattr("scoreboard.roll_call.time.monotonic", lambda: 161.0)
        assert calls.showing(code) is None
        assert calls.waiting() == []


def test_two_who_take_one_screen_in_at_once_take_it_in_once(
    wall: Wall, desk: Desk, house: Database
) -> None:
    number = wall.taken_in(desk)
    with house.read() as session:
        row = session.get_one(Screen, number)
    with pytest.raises(screens.TakenIn):
        house.write(screens.take_in, screens.TakingIn(row.token_hash, row.code, "x", "", 1))


def test_the_pages_of_the_console_are_there(wall: Wall, desk: Desk) -> None:
    code = wall.beat()["code"]
    assert f'value="{code}"' in desk.client.get(f"{CONSOLE}?code={code.lower()}").text
    number = wall.taken_in(desk)
    assert "East wall" in desk.client.get(f"{CONSOLE}/{number}").text


def test_a_board_without_seconds_stays_as_long_as_usual(
    wall: Wall, desk: Desk, house: Database
) -> None:
    trade = a_trade(house)
    number = wall.taken_in(desk)
    told(desk, number, "show", board=f"trade:{trade}", seconds="")
    assert [each["seconds"] for each in wall.state()["shows"]] == [20]


def test_a_code_is_taken_however_it_is_typed(wall: Wall, desk: Desk) -> None:
    code = wall.beat()["code"].lower()
    answer = desk.fill(CONSOLE, {"code": f" {code[:3]}-{code[3:]} ", "name": "x"})
    assert answer.status_code == 303


def test_a_browser_without_a_cookie_is_no_screen(app: Flask) -> None:
    answer = app.test_client().post("/screen/heartbeat", json={})
    assert (answer.status_code, answer.json["code"]) == (403, "no-screen")  # type: ignore[index]


def test_a_screen_shows_its_playlist_in_the_look_it_was_given(
    wall: Wall, desk: Desk, house: Database
) -> None:
    one, two = a_trade(house, code="17"), a_trade(house, code="18")
    number = wall.taken_in(desk)
    form = {
        "board": [f"trade:{two}", "", f"trade:{one}"],
        "seconds": ["15", "20", "40"],
        "theme": "contrast",
        "language": "both",
    }
    before = wall.state()["version"]
    assert told(desk, number, "show", **form).status_code == 303
    state = wall.state()
    assert [(each["address"], each["seconds"]) for each in state["shows"]] == [
        (f"/board/{two}", 15),
        (f"/board/{one}", 40),
    ]
    assert (state["theme"], state["language"]) == ("contrast", "both")
    assert state["version"] > before


@pytest.mark.parametrize(
    "form",
    [
        {"board": "trade:999", "seconds": "20"},
        {"board": "trade:{trade}", "seconds": "1"},
        {"board": "trade:{trade}", "seconds": "x"},
        {"board": "trade:{trade}", "seconds": "20", "theme": "pink"},
        {"do": "dance"},
    ],
)
def test_an_order_that_makes_no_sense_changes_nothing(
    wall: Wall, desk: Desk, house: Database, form: dict[str, str]
) -> None:
    trade = a_trade(house)
    number = wall.taken_in(desk)
    before = wall.state()
    filled = {"do": "show"} | {key: value.format(trade=trade) for key, value in form.items()}
    answer = desk.fill(f"{CONSOLE}/{number}", filled)
    assert answer.status_code == 422
    assert wall.state()["version"] == before["version"]


def test_a_message_a_blank_and_a_reload_are_states_that_a_screen_finds_when_it_comes_back(
    wall: Wall, desk: Desk
) -> None:
    number = wall.taken_in(desk)
    told(desk, number, "message", message_zh="午休", message_en="")
    told(desk, number, "blank")
    told(desk, number, "reload")
    state = wall.state()
    assert state["message"] == {"zh": "午休"}
    assert state["blank"] is True
    assert state["reloads"] == 1
    told(desk, number, "clear")
    told(desk, number, "light")
    state = wall.state()
    assert (state["message"], state["blank"]) == ({}, False)


def test_a_screen_tells_its_name_for_a_while_only(wall: Wall, desk: Desk) -> None:
    number = wall.taken_in(desk)
    with time_machine.travel(now() + timedelta(minutes=1), tick=False) as clock:
        assert wall.state()["identify"] == 0
        told(desk, number, "identify")
        assert wall.state()["identify"] > 10
        clock.shift(13)
        assert wall.state()["identify"] == 0


def test_several_screens_get_one_order(app: Flask, desk: Desk, house: Database) -> None:
    walls = [Wall(app) for _ in range(3)]
    trade = a_trade(house)
    numbers = [wall.taken_in(desk) for wall in walls]
    form = {"screen": numbers[:2], "do": "show", "board": f"trade:{trade}"}
    assert desk.fill(f"{CONSOLE}/orders", form).status_code == 303
    shown = [[each["board"] for each in wall.state()["shows"]] for wall in walls]
    assert shown == [[f"trade:{trade}"], [f"trade:{trade}"], []]
    assert desk.fill(f"{CONSOLE}/orders", {"do": "blank"}).status_code == 422


def test_what_a_screen_shows_outlives_the_server(
    app: Flask, wall: Wall, desk: Desk, house: Database
) -> None:
    trade = a_trade(house)
    number = wall.taken_in(desk)
    told(desk, number, "show", board=f"trade:{trade}", seconds="20")
    before = wall.state()
    again = create_app(
        {
            "JIANGSAI_DATA": str(app.root_path),
            "JIANGSAI_DATABASE_URL": house.engine.url.render_as_string(hide_password=False),
        }
    )
    restarted = Wall.__new__(Wall)
    restarted.client = again.test_client()
    cookie = wall.client.get_cookie("jiangsai-screen")
    assert cookie
    restarted.client.set_cookie("jiangsai-screen", cookie.value)
    after = restarted.state()
    again.extensions["publisher"].stop()
    again.extensions["database"].close()
    assert after.pop("epoch") != before.pop("epoch")
    assert after == {**before, "identify": after["identify"]}


def test_the_console_says_how_each_screen_is(wall: Wall, desk: Desk, house: Database) -> None:
    trade = a_trade(house)
    number = wall.taken_in(desk)
    told(desk, number, "show", board=f"trade:{trade}", seconds="20")
    well = {"width": 1920, "height": 1080, "fps": 60, "visible": True, "stale": False}
    version = wall.state()["version"]

    def words(**report: object) -> str:
        wall.beat(**{**well, "version": version, **report})
        return cells(desk.client.get(f"{CONSOLE}/list").text, number)

    assert "Web Technologies" in words()
    assert "Connected" in words()
    assert "1920 × 1080 · 60 pictures/s" in words()
    assert "Its picture stalls." in words(fps=3)
    assert "Its page is hidden" in words(visible=False)
    assert "Its board gets no news." in words(stale=True)
    assert "has not taken in the last order" in words(version=version - 1)
    assert "older program" in words(program="screen-OLD.js")
    with time_machine.travel(now() + timedelta(minutes=5)):
        assert "Away 5 min ago" in cells(desk.client.get(f"{CONSOLE}/list").text, number)


def test_a_heartbeat_keeps_nothing_that_is_not_asked_for(
    wall: Wall, desk: Desk, house: Database
) -> None:
    number = wall.taken_in(desk)
    wall.beat(width="wide", height=-4, fps=10**9, showing="x" * 5000, other={"deep": []})
    with house.read() as session:
        assert session.get_one(Screen, number).report == {"showing": "x" * 120}


def test_a_screen_is_renamed_and_forgotten(wall: Wall, desk: Desk) -> None:
    number = wall.taken_in(desk)
    told(desk, number, "name", name="西墙", place="B 馆")
    assert wall.state()["screen"] == {"id": number, "name": "西墙", "place": "B 馆"}
    assert desk.fill(f"{CONSOLE}/{number}/forgetting").status_code == 303
    assert "code" in wall.state()
    assert desk.client.get(f"{CONSOLE}/{number}").status_code == 404
    assert desk.fill(f"{CONSOLE}/{number}/forgetting").status_code == 404


def test_a_screen_hears_of_its_own_orders_and_no_others(
    app: Flask, desk: Desk, house: Database
) -> None:
    mine, other = Wall(app).taken_in(desk), Wall(app).taken_in(desk)
    socket = listener(app)
    epoch = app.extensions["publisher"].epoch
    answer = socket.emit("watch", {"screen": mine}, callback=True)
    assert answer == {"screen": mine, "epoch": epoch, "version": 1}
    told(desk, other, "blank")
    told(desk, mine, "blank")
    news = {"screen": mine, "epoch": epoch, "version": 2}
    assert heard(house, socket) == [("screen", news)]
    socket.emit("unwatch", {"screen": mine})
    told(desk, mine, "light")
    assert heard(house, socket) == []


def test_a_client_is_in_no_room_that_is_not_there_and_in_few_that_are(
    app: Flask, house: Database
) -> None:
    socket, manager = listener(app), app.extensions["socketio"].server.manager
    for kind in ("screen", "ceremony"):
        for number in range(1, 200):
            answer = socket.emit("watch", {kind: number}, callback=True)
            assert answer == {"code": "not-found"}
    assert not [room for room in manager.rooms["/"] if ":" in str(room)]
    app.extensions["publisher"].stop()
    competition = a_competition(house)
    found = [a_trade(house, competition, code=f"{at}") for at in range(70)]
    answers = [socket.emit("join", {"trade": each}, callback=True) for each in found]
    assert ["version" in each for each in answers] == [True] * 64 + [False] * 6
    assert answers[-1] == {"code": "too-many-rooms"}
    assert len([room for room in manager.rooms["/"] if ":" in str(room)]) == 64
    socket.emit("leave", {"trade": found[0]})
    assert "version" in socket.emit("join", {"trade": found[-1]}, callback=True)
    assert "version" in socket.emit("join", {"trade": found[-1]}, callback=True)


@pytest.mark.parametrize(
    "wanted", [None, "x", {"screen": "1"}, {"screen": True}, {"screen": 2**40}]
)
def test_a_wish_that_makes_no_sense_is_refused(app: Flask, wanted: object) -> None:
    socket = listener(app)
    assert socket.emit("watch", wanted, callback=True) == {"code": "invalid"}
    socket.emit("unwatch", wanted)
    assert socket.is_connected()


def test_an_operator_runs_screens_and_nothing_else(app: Flask, house: Database, wall: Wall) -> None:
    trade = a_trade(house)
    operator = Desk(app, somebody(house, "operator", Role.OPERATOR).code)
    number = wall.taken_in(operator)
    assert told(operator, number, "blank").status_code == 303
    assert operator.client.get(f"/organise/trades/{trade}/entries").status_code == 403


def test_nobody_else_reaches_the_console(app: Flask, house: Database, wall: Wall) -> None:
    code = wall.beat()["code"]
    chief = Desk(app, somebody(house, "1700", Role.CHIEF, a_trade(house)).code)
    for method, path in (
        ("get", CONSOLE),
        ("get", f"{CONSOLE}/list"),
        ("post", CONSOLE),
        ("post", f"{CONSOLE}/orders"),
        ("get", f"{CONSOLE}/1"),
        ("post", f"{CONSOLE}/1"),
        ("post", f"{CONSOLE}/1/forgetting"),
    ):
        assert getattr(chief.client, method)(path).status_code == 403
    assert wall.state()["code"] == code


def test_every_order_is_noted(wall: Wall, desk: Desk, house: Database) -> None:
    number = wall.taken_in(desk)
    told(desk, number, "message", message_en="Lunch")
    desk.fill(f"{CONSOLE}/{number}/forgetting")
    settle(house)
    with house.read() as session:
        acts = session.scalars(select(AuditLine.act).order_by(AuditLine.id)).all()
    assert [act for act in acts if act.startswith("screen")] == [
        "screen-taken-in",
        "screen-ordered",
        "screen-forgotten",
    ]


def shown(wall: Wall) -> list[str]:
    """Return the addresses of what a screen shall show."""
    return [each["address"] for each in wall.state()["shows"]]


def test_a_screen_shows_overview_medals_points_and_delegations(
    app: Flask, wall: Wall, desk: Desk, house: Database
) -> None:
    trade = a_locked_trade(house)
    number = wall.taken_in(desk)
    here = f"/boards/{trade.competition}"
    boards = [
        *(f"{kind}:{trade.competition}" for kind in ("overview", "medals", "points")),
        f"delegation:{trade.competition}:D1",
    ]
    assert told(desk, number, "show", board=boards).status_code == 303
    addresses = [here, f"{here}/medals", f"{here}/medals?by=points", f"{here}/delegations/D1"]
    assert shown(wall) == addresses
    for address in addresses[:3]:
        mark = "&" if "?" in address else "?"
        page = app.test_client().get(f"{address}{mark}frame=1&theme=dark")
        assert page.status_code == 200
        assert 'data-theme="dark"' in page.text


def test_only_a_screen_that_was_told_so_shows_how_judging_goes(
    app: Flask, wall: Wall, desk: Desk, house: Database
) -> None:
    trade = a_locked_trade(house)
    path = f"/screen/progress/{trade.competition}"
    stranger = app.test_client()
    assert stranger.get(path).status_code == 403
    stranger.get("/screen")
    assert stranger.get(path).status_code == 403
    number = wall.taken_in(desk)
    assert wall.client.get(path).status_code == 403
    told(desk, number, "show", board=f"progress:{trade.competition}")
    page = wall.client.get(path, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    told(desk, number, "show", board=f"trade:{trade.id}")
    assert wall.client.get(path).status_code == 403


def test_the_board_of_progress_says_that_a_trade_is_suspended(
    wall: Wall, desk: Desk, house: Database, app: Flask
) -> None:
    trade = a_locked_trade(house)
    app.extensions["publisher"].standing(trade.id)
    number = wall.taken_in(desk)
    told(desk, number, "show", board=f"progress:{trade.competition}")
    house.write(suspension.suspend, NewSuspension(trade.id, "No power.", trade.chief.id))
    settle(house)
    page = wall.client.get(
        f"/screen/progress/{trade.competition}", headers={"Accept-Language": "en"}
    )
    assert "Suspended" in page.text
