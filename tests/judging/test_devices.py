"""Tablets are paired by a code that works once, heard now and then, and taken out at once."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from competition.accounts import devices, lock_out
from competition.accounts.models import Device
from competition.clock import now
from competition.commands import put_organiser
from competition.db import Database
from tests.builders import (
    ANY_DATABASE,
    PASSWORD,
    PIN,
    LockedTrade,
    Somebody,
    a_locked_trade,
    an_organiser,
    settle,
    signed_in,
)
from tests.flows.callers import Desk
from tests.judging.slates import Slate, a_code, paired, place, revoke


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, entries=1)


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


def test_a_code_pairs_a_tablet_however_it_is_typed(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate = Slate(app)
    answer = slate.pair(a_code(desk, trade).lower().replace(" ", "-"), "No. 12")
    assert answer.status_code == 201
    device = answer.get_json()["device"]
    assert (device["label"], device["name"]) == ("Station 3", "No. 12")
    assert device["trade"]["code"] == "17"
    page = desk.page(place(trade))
    for words in ("Station 3", "No. 12", "Safari 18 · iPad", "Nobody", "All sent", "0 s ago"):
        assert words in page, words


@ANY_DATABASE
def test_the_devices_cookie_is_out_of_reach_of_scripts(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    cookie = Slate(app).pair(a_code(desk, trade)).headers["Set-Cookie"]
    assert cookie.startswith("jiangsai-device=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    secure = Slate(app, "d-2").client.post(
        "/judging/device",
        json={"code": a_code(desk, trade, "Station 4"), "device": "d-2"},
        base_url="https://hall.example",
    )
    assert secure.headers["Set-Cookie"].startswith("__Host-jiangsai-device=")
    assert "Secure" in secure.headers["Set-Cookie"]


@ANY_DATABASE
def test_a_code_stands_in_no_address_and_neither_code_nor_token_is_kept(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade
) -> None:
    slate = Slate(app)
    code = a_code(desk, trade).replace(" ", "")
    token = slate.pair(code).headers["Set-Cookie"].split("=")[1].split(";")[0]
    with house.read() as session:
        tables = ("device", "pairing_code", "audit_line")
        rows = [session.connection().exec_driver_sql(f"select * from {t}").all() for t in tables]  # noqa: S608 - named above
    assert code not in str(rows)
    assert token not in str(rows)


def test_a_used_code_pairs_no_second_tablet(app: Flask, desk: Desk, trade: LockedTrade) -> None:
    code = a_code(desk, trade)
    slate = Slate(app)
    assert slate.pair(code).status_code == 201
    # The first answer may have been lost.
    assert slate.pair(code).status_code == 201
    answer = Slate(app, "d-2").pair(code)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "code-used")
    revoke(app, desk, trade)
    assert slate.pair(code).get_json()["code"] == "code-used"


def test_a_code_expires_after_ten_minutes(app: Flask, desk: Desk, trade: LockedTrade) -> None:
    code = a_code(desk, trade)
    assert "waits until" in desk.page(place(trade))
    with time_machine.travel(now() + timedelta(minutes=11)):
        answer = Slate(app).pair(code)
        assert "waits until" not in desk.page(place(trade))
    assert (answer.status_code, answer.get_json()["code"]) == (410, "code-expired")


def test_a_code_that_nobody_made_pairs_nothing(app: Flask) -> None:
    answer = Slate(app).pair("AAAA AAAA")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "code-unknown")


def test_the_organiser_reads_what_tablets_say_of_themselves(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate = paired(app, desk, trade)
    slate.enter(trade.judges[0])
    assert slate.beat(3, battery=12, charging=False).status_code == 204
    page = desk.page(f"{place(trade)}/list")
    for words in ("Person 1701", "3 not sent", "12 %", "low", "3 marks not sent"):
        assert words in page, words
    slate.beat(0, battery=13, charging=True)
    page = desk.page(f"{place(trade)}/list")
    for words in ("All sent", "13 %", "charging", "every mark and remark sent"):
        assert words in page, words
    with time_machine.travel(now() + timedelta(minutes=3)):
        page = desk.page(f"{place(trade)}/list")
    assert "3 min ago" in page
    assert "0 heard in the last minute" in page


def test_a_heartbeat_without_news_is_not_written(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade
) -> None:
    slate = paired(app, desk, trade)
    writes = 0

    def count(*_: object) -> None:
        nonlocal writes
        writes += 1

    assert slate.beat(1).status_code == 204
    event.listen(house._writer, "begin", count)  # noqa: SLF001 - what reaches the disk
    for _ in range(5):
        assert slate.beat(1).status_code == 204
    assert writes == 0
    slate.beat(2)
    assert writes == 1
    event.remove(house._writer, "begin", count)  # noqa: SLF001 - as above


@ANY_DATABASE
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"unsent": -1},
        {"unsent": "3"},
        {"unsent": 0, "battery": 101},
        {"unsent": 0, "refused": -1},
    ],
)
def test_half_a_heartbeat_is_refused_by_field(
    app: Flask, desk: Desk, trade: LockedTrade, sent: dict[str, object]
) -> None:
    slate = paired(app, desk, trade)
    answer = slate.client.post("/judging/device/heartbeat", json=sent)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")


def test_a_tablet_that_was_never_paired_is_told_so(app: Flask) -> None:
    assert Slate(app).beat().get_json()["code"] == "not-paired"
    assert Slate(app).client.get("/judging/device").status_code == 403


def test_revoking_a_tablet_ends_its_session_at_once(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate, other = paired(app, desk, trade), paired(app, desk, trade, "d-2")
    slate.enter(trade.judges[0])
    other.enter(trade.judges[1])
    slate.beat(2)
    revoke(app, desk, trade)
    assert (slate.me(), other.me()) == (401, 200)
    for answer in (slate.beat(), slate.enter(trade.judges[0]), slate.client.get("/judging/device")):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "device-revoked")
    page = desk.page(place(trade))
    assert "1 revoked tablet" in page
    assert "2 still on it" in page


def test_a_session_begun_before_the_pairing_ends_with_it_too(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate = Slate(app)
    slate.enter(trade.judges[0])
    slate.pair(a_code(desk, trade))
    assert "Person 1701" in desk.page(f"{place(trade)}/list")
    revoke(app, desk, trade)
    assert slate.me() == 401


def test_a_tablet_that_is_paired_again_is_the_device_it_was(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate = paired(app, desk, trade)
    slate.enter(trade.judges[0])
    slate.beat(2)
    revoke(app, desk, trade)
    again = slate.pair(a_code(desk, trade, "Station 4"))
    assert again.get_json()["device"]["id"] == 1
    assert slate.enter(trade.judges[0]).status_code == 201
    page = desk.page(place(trade))
    assert "Station 4" in page
    assert "revoked tablet" not in page


def test_a_trade_may_take_paired_tablets_only(app: Flask, desk: Desk, trade: LockedTrade) -> None:
    slate, stranger = paired(app, desk, trade), Slate(app, "d-2")
    assert stranger.enter(trade.judges[0]).status_code == 201
    assert desk.fill(place(trade), {"devices": "paired"}).status_code == 303
    for pin in (PIN, "000000"):
        answer = stranger.enter(trade.judges[0], pin)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not-paired")
    assert slate.enter(trade.judges[0]).status_code == 201
    # A chief judge's password opens the desk, which is no tablet.
    form = {"code": trade.chief.code, "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=form).status_code == 303
    desk.fill(place(trade), {"devices": "any"})
    assert stranger.enter(trade.judges[0]).status_code == 201


def test_a_tablet_of_another_trade_does_not_count_as_paired(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade
) -> None:
    slate = paired(app, desk, a_locked_trade(house, entries=1, code="18"))
    desk.fill(place(trade), {"devices": "paired"})
    assert slate.enter(trade.judges[0]).get_json()["code"] == "not-paired"


def test_nobody_elsewhere_locks_a_judge_out_of_a_paired_tablet(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate, judge = paired(app, desk, trade), trade.judges[0]
    for number in range(lock_out.TRIES_ELSEWHERE // lock_out.TRIES):
        stranger = Slate(app, address=f"10.0.1.{number}")
        answers = [stranger.enter(judge, "000000") for _ in range(lock_out.TRIES)]
        assert answers[-1].status_code == 429
    # From one address five tries, from all of them together some more.
    assert Slate(app, address="10.0.2.1").enter(judge).status_code == 429
    assert slate.enter(judge).status_code == 201


def test_a_paired_tablet_locks_for_itself(app: Flask, desk: Desk, trade: LockedTrade) -> None:
    slate, judge = paired(app, desk, trade), trade.judges[0]
    tries = [slate.enter(judge, "000000").status_code for _ in range(lock_out.TRIES)]
    assert tries == [401, 401, 401, 401, 429]
    assert slate.enter(judge).status_code == 429
    assert slate.enter(trade.judges[1]).status_code == 201
    assert Slate(app).enter(judge).status_code == 201


@ANY_DATABASE
def test_hosts_of_one_ipv6_network_count_as_one_address(app: Flask, trade: LockedTrade) -> None:
    judge = trade.judges[0]
    for number in range(lock_out.TRIES):
        Slate(app, address=f"2001:db8:0:1::{number}").enter(judge, "000000")
    assert Slate(app, address="2001:db8:0:1::99").enter(judge).status_code == 429
    assert Slate(app, address="2001:db8:0:2::1").enter(judge).status_code == 201


@ANY_DATABASE
def test_only_tablets_of_the_trade_are_revoked_on_its_page(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade
) -> None:
    paired(app, desk, trade)
    other = a_locked_trade(house, entries=1, code="18")
    assert desk.fill(f"{place(other)}/1/revocation").status_code == 404
    assert desk.fill(f"{place(trade)}/9/revocation").status_code == 404
    assert desk.fill("/organise/trades/99/devices/codes").status_code == 404
    assert desk.fill(place(trade), {"devices": "all"}).status_code == 404


@ANY_DATABASE
def test_a_session_of_the_desk_marks_nothing_where_tablets_must_be_paired(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    desk.fill(place(trade), {"devices": "paired"})
    stranger = signed_in(app, trade.judges[0], "password")
    sheet = trade.sheet("01", "A1.1")
    for answer in (
        stranger.get("/judging/sheets"),
        stranger.get(f"/judging/sheets/{sheet}"),
        stranger.post(f"/judging/sheets/{sheet}/marks", json={}),
        stranger.post("/judging/sheets/marks", json={}),
        stranger.post(f"/judging/sheets/{sheet}/signature", json={}),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not-paired")


@ANY_DATABASE
def test_a_revocation_holds_that_came_while_the_tablet_was_looked_up(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    slate = paired(app, desk, trade)
    described = devices.described
    presence = app.extensions["presence"]
    presence._known.clear()  # noqa: SLF001 - as 20 seconds later

    def interrupted(row: Device) -> devices.PairedDevice:
        found = described(row)
        monkeypatch.setattr(devices, "described", described)
        house.write(devices.revoke, devices.Revocation(found.id, trade.chief.id))
        settle(house)
        return found

    monkeypatch.setattr(devices, "described", interrupted)
    slate.beat()
    assert slate.beat().get_json()["code"] == "device-revoked"


@ANY_DATABASE
def test_pins_tried_on_an_organiser_lock_nobody_out_of_the_desk(
    app: Flask, house: Database
) -> None:
    put_organiser(house, "chair", "", PASSWORD)
    slate, organiser = Slate(app), Somebody(0, "chair")
    tries = [slate.enter(organiser, "000000").status_code for _ in range(lock_out.TRIES + 1)]
    assert set(tries) == {401}
    form = {"code": organiser.code, "password": PASSWORD}
    assert slate.client.post("/sign-in", data=form).status_code == 303


def test_a_name_is_one_tablets_in_the_trade_until_it_is_revoked(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade
) -> None:
    here = f"/organise/trades/{trade.id}/devices"
    assert Slate(app).pair(a_code(desk, trade, "Station 3")).status_code == 201
    answer = desk.fill(f"{here}/codes", {"label": "station 3 "})
    assert answer.status_code == 409
    assert "A tablet of this trade is called station 3 already." in answer.text
    assert 'value="station 3"' in answer.text
    assert 'class="typed' not in answer.text
    with house.read() as session:
        number = session.query(Device).one().id
    desk.fill(f"{here}/{number}/revocation", {})
    assert Slate(app, "d-2").pair(a_code(desk, trade, "Station 3")).status_code == 201


def test_a_new_code_for_a_place_ends_the_one_that_waits(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    first, second = a_code(desk, trade, "Station 3"), a_code(desk, trade, "Station 3")
    answer = Slate(app).pair(first)
    assert (answer.status_code, answer.get_json()["code"]) == (410, "code-expired")
    assert Slate(app).pair(second).status_code == 201


def test_a_tablets_place_is_chosen_from_the_trades_stations_and_seats(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    here = f"/organise/trades/{trade.id}/devices"
    offered = re.findall(r'<option value="([^"]+)">', desk.page(here))
    assert offered
    assert all(re.match(r"Station |Panel .*, judge \d", each) for each in offered)
    assert Slate(app).pair(a_code(desk, trade, offered[0])).status_code == 201
    assert f'<option value="{offered[0]}">' not in desk.page(here)
