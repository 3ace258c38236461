"""Officials see a trade live while the public may not; nobody else does."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_socketio import SocketIOTestClient
from sqlalchemy import select

from competition.access import Role
from competition.accounts import sign_in
from competition.accounts.models import SignIn
from competition.db import Database
from competition.programme import trades
from scoreboard import freeze
from tests.builders import (
    LockedTrade,
    Somebody,
    a_competition,
    a_locked_trade,
    a_mark,
    a_trade,
    an_organiser,
    recorded,
    settle,
    signed_in,
    somebody,
)


@pytest.fixture
def trade(app: Flask, house: Database) -> LockedTrade:
    app.extensions["publisher"].stop()
    found = a_locked_trade(house, shows="codes")
    by = an_organiser(house).id
    pushed(app)
    assert app.extensions["curtain"].close([found.id], by) == [None]
    pushed(app)
    return found


def pushed(app: Flask) -> None:
    """Push whatever is due."""
    settle(app.extensions["database"])
    while app.extensions["publisher"].publish_due() < 1:
        pass


def a_socket(app: Flask, who: Somebody | None) -> SocketIOTestClient:
    """Return a socket of *who*, opened with the cookies of their browser."""
    client = signed_in(app, who) if who else app.test_client()
    found: SocketIOTestClient = app.extensions["socketio"].test_client(
        app, flask_test_client=client
    )
    return found


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(99, "not-found"), (-1, "invalid"), (2**31, "invalid"), (2**63, "invalid"), (True, "invalid")],
)
def test_nobody_sits_in_the_room_of_a_trade_that_is_not_there(
    app: Flask, house: Database, wanted: int, code: str
) -> None:
    app.extensions["publisher"].stop()
    socket = a_socket(app, an_organiser(house))
    assert socket.emit("oversee", {"trade": wanted}, callback=True) == {"code": code}
    rooms = app.extensions["socketio"].server.manager.rooms["/"]
    assert not [room for room in rooms if str(room).startswith("officials:")]


def oversee(socket: SocketIOTestClient, trade: LockedTrade) -> dict[str, Any]:
    """Ask for the officials' room, and return what is answered."""
    return dict(socket.emit("oversee", {"trade": trade.id}, callback=True) or {})


def test_officials_see_marks_that_the_public_does_not_and_judges_know_codes_only(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    recorded(house, [a_mark(trade, "A1.2", "1")])
    pushed(app)
    answer = signed_in(app, trade.chief).get(f"/organise/trades/{trade.id}/live.json")
    found = answer.get_json()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (found["rows"][0]["total"], found["rows"][0]["name"]) == ("0.50", None)
    assert found["public"]["sees"] == "frozen"
    assert found["state"] == "live"
    public = app.test_client().get(f"/live/trades/{trade.id}").get_json()
    assert (public["rows"][0]["total"], public["rows"][0]["name"]) == ("0.00", None)


def test_officials_hear_every_mark_while_the_public_hears_nothing(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    official, public = a_socket(app, trade.chief), a_socket(app, None)
    assert "version" in oversee(official, trade)
    public.emit("join", {"trade": trade.id})
    recorded(house, [a_mark(trade, "A1.2", "1")])
    pushed(app)
    (news,) = official.get_received()
    assert (news["name"], news["args"][0]["rows"][0][1]) == ("delta", "0.50")
    assert public.get_received() == []


def test_officials_are_told_when_the_freeze_is_lifted(app: Flask, trade: LockedTrade) -> None:
    official = a_socket(app, trade.chief)
    oversee(official, trade)
    assert app.extensions["curtain"].open([trade.id], trade.chief.id) == [None]
    pushed(app)
    assert [each["name"] for each in official.get_received()] == ["pulse"]
    answer = signed_in(app, trade.chief).get(f"/organise/trades/{trade.id}/live.json")
    assert answer.get_json()["public"] == {"sees": "live", "shows": "codes"}


def test_nobody_else_gets_in(app: Flask, house: Database, trade: LockedTrade) -> None:
    other = a_locked_trade(house, code="18")
    for who, status in ((None, 401), (trade.judges[0], 403), (other.chief, 403)):
        assert oversee(a_socket(app, who), trade) == {"code": "not-allowed"}
        client = signed_in(app, who) if who else app.test_client()
        for path in ("live", "live.json"):
            address = f"/organise/trades/{trade.id}/{path}"
            answer = client.get(address, headers={"Accept": "application/json"})
            assert (answer.status_code, "选手" in answer.text) == (status, False)
    assert oversee(a_socket(app, trade.chief), other) == {"code": "not-allowed"}


def test_whoever_signs_out_hears_no_more(app: Flask, house: Database, trade: LockedTrade) -> None:
    official = a_socket(app, trade.chief)
    oversee(official, trade)
    with house.read() as session:
        number = session.scalars(select(SignIn.id).where(SignIn.account_id == trade.chief.id)).one()
    house.write(sign_in.end, number)
    recorded(house, [a_mark(trade, "A1.2", "1")])
    pushed(app)
    assert official.get_received() == []


def test_an_organiser_freezes_and_lifts_on_a_page(app: Flask, house: Database) -> None:
    trades = [a_locked_trade(house, code=code) for code in ("17", "18")]
    desk = signed_in(app, an_organiser(house), "password")
    first, second = (each.competition for each in trades)
    path = f"/organise/competitions/{first}/freeze"
    one = {"trade": str(trades[0].id)}
    assert desk.post(path, data={**one, "act": "freeze"}).status_code == 303
    assert stands(house) == {trades[0].id: "freeze"}
    again = desk.post(path, data={**one, "act": "freeze"}, headers={"Accept": "text/html"})
    assert again.status_code == 409
    assert desk.post(path, data={**one, "act": "lift"}).status_code == 303
    planned = {**one, "act": "plan", "at": "2199-01-01T15:30"}
    assert desk.post(path, data=planned).status_code == 303
    assert stands(house) == {trades[0].id: "plan"}
    for wrong in ({**one, "act": "plan"}, {"act": "freeze"}, {**one, "act": "plan", "at": "soon"}):
        assert desk.post(path, data=wrong).status_code == 422
    # The trade of another competition is not on this page.
    foreign = {"trade": str(trades[1].id), "act": "freeze"}
    assert desk.post(path, data=foreign).status_code == 422
    assert desk.get(f"/organise/competitions/{second}/freeze").status_code == 200
    assert desk.post(path, data={**one, "act": "melt"}).status_code == 404


def test_only_organisers_and_operators_of_screens_freeze(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    judge = somebody(house, "99", Role.JUDGE, trade.id)
    path = f"/organise/competitions/{trade.competition}/freeze"
    form = {"trade": str(trade.id), "act": "lift"}
    for who in (trade.chief, judge):
        assert signed_in(app, who).get(path).status_code == 403
        assert signed_in(app, who).post(path, data=form).status_code == 403
    assert stands(house) == {trade.id: "freeze"}
    operator = signed_in(app, somebody(house, "90", Role.OPERATOR, None), "password")
    assert operator.post(path, data=form).status_code == 303
    assert stands(house) == {}
    assert operator.post(path, data={**form, "act": "freeze"}).status_code == 303
    assert stands(house) == {trade.id: "freeze"}


def test_an_operator_of_screens_finds_the_freezes_and_sees_nothing_more(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    operator = signed_in(app, somebody(house, "90", Role.OPERATOR, None), "password")
    headers = {"Accept": "text/html"}
    assert "/organise/freeze" in operator.get("/organise/screens", headers=headers).text
    page = operator.get("/organise/freeze", headers=headers, follow_redirects=True)
    assert f'name="trade" value="{trade.id}"' in page.text
    assert "live" not in re.findall(r'href="/organise/[^"]*/(\w+)"', page.text)
    assert operator.get(f"/organise/trades/{trade.id}/live").status_code == 403
    assert operator.get(f"/organise/trades/{trade.id}/live.json").status_code == 403


def test_an_operator_chooses_among_competitions_that_are_on(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    other = a_competition(house)
    a_trade(house, other, code="18")
    operator = signed_in(app, somebody(house, "90", Role.OPERATOR, None), "password")
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    page = operator.get("/organise/freeze", headers=headers, follow_redirects=True).text
    items = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    ways = [re.findall(r'href="(/organise/competitions/\d+/freeze)"', each) for each in items]
    assert sorted(ways) == [
        [f"/organise/competitions/{number}/freeze"] for number in (trade.competition, other)
    ]
    # Which of them has frozen trades is seen before it is opened.
    assert ["1 trade frozen" in each for each in items] == [
        way == [f"/organise/competitions/{trade.competition}/freeze"] for way in ways
    ]
    for (way,) in ways:
        assert "/organise/freeze/competitions" in operator.get(way, headers=headers).text


def test_an_operator_is_led_to_the_only_competition_that_is_not_over(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    names = {"zh": "往届", "en": "Before"}
    over = trades.NewCompetition(names, date(2020, 6, 1), date(2020, 6, 2), None)
    ahead = trades.NewCompetition(names, date(2999, 6, 1), date(2999, 6, 2), None)
    with time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC)):
        operator = signed_in(app, somebody(house, "90", Role.OPERATOR, None), "password")
        house.write(trades.create, over)
        led = operator.get("/organise/freeze").headers["Location"]
        assert led == f"/organise/competitions/{trade.competition}/freeze"
        house.write(trades.create, ahead)
        assert operator.get("/organise/freeze").headers["Location"].endswith("/competitions")


def test_a_chiefs_desk_says_that_the_public_is_frozen(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    desk = signed_in(app, trade.chief, "password")
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    page = desk.get(f"/organise/trades/{trade.id}/chief", headers=headers).text
    assert 'class="st frozen"' in page
    house.write(freeze.lift, [freeze.Lifting(trade.id, trade.chief.id)])
    page = desk.get(f"/organise/trades/{trade.id}/chief", headers=headers).text
    assert 'class="st frozen"' not in page


def stands(house: Database) -> dict[int, str]:
    """Return the kind of what stands, by trade."""
    with house.read() as session:
        return {trade: each.kind for trade, each in freeze.standing(session).items()}
