"""The chief judge's page says who and what there is, since when, and what keeps a button back."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from competition.accounts import devices
from competition.clock import now
from competition.db import Database
from competition.programme.models import Competition, Trade
from judging.models import VoteRound
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    an_organiser,
    everything_marked,
    panel_signs,
    sheet_signed,
    signed_in,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import asks_for
from tests.judging.desks import Desk

SMALL = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A2.1", "count", "10", points="1"),
    an_aspect("B1.1", "pass_fail", "1"),
    days={"A2": 2},
)


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=2, scheme=SMALL)
    panel_signs(house, found)
    return found


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> Desk:
    return Desk(signed_in(app, trade.chief), trade)


def part(page: str, number: str) -> str:
    """Return a part of the page by its id, as words without tags."""
    found = page.partition(f'id="{number}"')[2]
    inside = found.partition("data-live")[2].partition(" data-live")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inside))


def apart(panel: list[Tablet], votes: str = "30") -> None:
    """Let the panel vote on A1.1 of entry 01."""
    version = panel[0].sheet()["version"]
    for tablet, vote in zip(panel, votes, strict=True):
        assert tablet.mark("A1.1", vote, base=version).status_code == 201


def everything_signed(house: Database, trade: LockedTrade) -> None:
    """Mark everything and let the panel sign every sheet."""
    everything_marked(house, trade)
    for entry in trade.entries:
        for aspect in ("A1.1", "A2.1", "B1.1"):
            sheet_signed(house, trade, entry=entry, aspect=aspect)


def paired(house: Database, trade: LockedTrade, unsent: int = 0) -> int:
    """Pair a tablet with *trade* that says how many marks only it holds."""
    code = devices.fresh_code()
    house.write(devices.make_code, devices.NewCode(trade.id, "Seat 1", code, trade.chief.id))
    pairing = devices.Pairing(code, "h" * 64, "d-1", "", "Safari", None)
    device: int = house.write(devices.pair, pairing).id
    report = devices.Report(unsent, None, None)
    house.write(devices.sight, devices.Sighting(device, now(), report))
    return device


def test_a_form_sent_twice_opens_one_round_though_the_panel_has_voted_again(
    app: Flask, house: Database, trade: LockedTrade, chief: Desk
) -> None:
    panel = a_panel(app, trade)
    apart(panel)
    number = re.findall(r'name="round" value="(\d+)"', chief.page)
    form = {"aspect": trade.aspects["A1.1"], "round": number[0]}
    where = f"sheets/{trade.sheet('01', 'A1.1')}/rounds"
    assert chief.post(where, **form).status_code == 303
    apart(panel, "03")
    assert chief.post(where, **form).status_code == 303
    with house.read() as session:
        assert session.scalar(select(func.count(VoteRound.id))) == 1
    assert 'name="round" value="3"' in chief.page
    assert chief.post(where, **{**form, "round": "4"}).status_code == 409


def test_the_head_says_who_leads_and_what_there_is_to_mark(trade: LockedTrade, chief: Desk) -> None:
    about = part(chief.page, "about")
    assert f"Chief judge Person {trade.chief.code}" in about
    assert "2 stations 2 judges 6 sheets" in about


def test_every_cell_leads_to_its_sheet(app: Flask, trade: LockedTrade, chief: Desk) -> None:
    Tablet(app, trade.judges[0], trade).mark("A2.1", "3")
    cells = re.findall(
        r'<td class="(?:none|part|complete)"> <a class="num" href="([^"]*)"', chief.page
    )
    assert len(cells) == 6
    for address in cells:
        assert chief.client.get(address).status_code == 200


def test_the_legend_shows_the_entries_of_one_state(
    app: Flask, trade: LockedTrade, chief: Desk
) -> None:
    Tablet(app, trade.judges[0], trade).mark("A2.1", "3")
    answer = chief.client.get(f"{chief.path}/chief?state=complete").text
    assert answer.count("<tr hidden>") == 1
    assert 'aria-current="true"' in answer
    assert "<tr hidden>" not in chief.client.get(f"{chief.path}/chief?state=any").text


def test_a_spread_says_since_when_and_the_oldest_comes_first(
    app: Flask, trade: LockedTrade, chief: Desk
) -> None:
    panel = a_panel(app, trade)
    for entry in ("02", "01"):
        for tablet, vote in zip(panel, "30", strict=True):
            tablet.mark("A1.1", vote, entry=entry)
    told = part(chief.page, "spreads")
    assert re.search(r"02 · since \d\d:\d\d .* 01 · since \d\d:\d\d", told)


def test_a_lock_says_who_locked_it_and_when(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_signed(house, trade)
    chief.post("locks", module="A", day="1")
    row = part(chief.page, "matrix").partition("Lock ")[2].partition(" Lock ")[0]
    assert re.search(rf"Locked \d\d:\d\d Person {trade.chief.code}", row)


def test_a_correction_that_waits_is_named_where_its_module_would_be_locked(
    app: Flask, house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_signed(house, trade)
    Tablet(app, trade.judges[0], trade).correct("A1.1", "3")
    assert "1 correction" in part(chief.page, "matrix")
    assert (
        'name="module" value="B"' in chief.page.partition('class="lk"')[2].partition("</thead>")[0]
    )
    assert chief.page.partition('class="lk"')[2].partition("</thead>")[0].count("disabled") == 1


def test_a_protest_that_waits_is_named_where_its_module_would_be_locked(
    app: Flask, house: Database, trade: LockedTrade, chief: Desk
) -> None:
    asks_for(house, trade, confirming="competitor")
    everything_marked(house, trade)
    tablet = Tablet(app, trade.judges[0], trade)
    sheet = trade.sheet("01", "B1.1")
    version = tablet.client.get(f"/judging/sheets/{sheet}").get_json()["version"]
    said = {"version": version, "device": "d-1", "reason": "Not so.", "silent": False}
    assert tablet.client.post(f"/judging/sheets/{sheet}/protests", json=said).status_code == 201
    assert "1 protest" in part(chief.page, "matrix")
    assert "1 protest waits" in part(chief.page, "sign")


def test_an_organiser_reads_who_locks_and_no_number_of_nothing(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    everything_signed(house, trade)
    desk = Desk(signed_in(app, an_organiser(house), "password"), trade)
    lock = part(desk.page, "matrix").partition("Lock ")[2]
    assert "by the chief judge" in lock
    assert "0 to sign" not in desk.page


def test_nothing_is_left_to_press_once_the_trade_is_signed(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    everything_signed(house, trade)
    for module, day in (("A", "1"), ("A", "2"), ("B", "1")):
        chief.post("locks", module=module, day=day)
    assert chief.post("signature").status_code == 303
    page = chief.page
    assert "0 to sign" not in page
    assert "/locks" not in page
    assert "/corrections/" not in page


def test_the_chief_reads_which_tablets_are_silent_or_hold_marks(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    before = chief.version
    paired(house, trade, unsent=3)
    assert chief.version != before
    assert "Tablets 1/1 heard · 3 not sent" in part(chief.page, "heard")
    heard = chief.version
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        assert chief.version != heard
        assert "Tablets 0/1 heard" in part(chief.page, "heard")
        assert "Seat 1 Nobody not heard since" in part(chief.page, "tablets")
    assert "/devices" not in chief.page


def test_the_day_is_told_while_the_competition_is_on(
    house: Database, trade: LockedTrade, chief: Desk
) -> None:
    with house.read() as session:
        found = session.get_one(Trade, trade.id).competition_id
        first = session.get_one(Competition, found).starts_on
    noon = datetime.combine(first, time(4), UTC)
    told = {}
    for days in (-1, 0, 1):
        with time_machine.travel(noon + timedelta(days=days), tick=False):
            fresh = Desk(signed_in(chief.client.application, trade.chief), trade)
            told[days] = re.findall(r"Day \d", part(fresh.page, "about"))
    assert told == {-1: [], 0: ["Day 1"], 1: ["Day 2"]}
