"""What overviews, medal tables, delegations and people say, and how soon."""

import re
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from flask import Flask

from competition.db import Database
from competition.programme import trades
from competition.scoring.awards import Medal
from judging import suspension
from scoreboard import freeze, results
from scoreboard.medal_table import medal_table, won
from scoreboard.overview import Overview
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_trade,
    an_organiser,
    enrolled,
    everything_marked,
    recorded,
    settle,
    signed,
    signed_in,
)
from tests.scoreboard.halls import random_marks
from tests.scoreboard.statements import statements

HOME = {"zh": "杭州代表队"}


class Screen:
    """An overview as a screen holds it, and what it was pushed."""

    def __init__(self, app: Flask, competition: int) -> None:
        self.app = app
        self.competition = competition
        self.overview: Overview = app.extensions["overview"]
        self.socket = app.extensions["socketio"].test_client(app)
        self.socket.emit("overview", {"competition": competition}, callback=True)

    def looks(self) -> dict[str, Any]:
        """Return the snapshot, once everything that moved has been looked at."""
        settle(self.app.extensions["database"])
        while self.app.extensions["publisher"].publish_due() < 1:
            pass
        self.overview.publish_due()
        answer = self.app.test_client().get(f"/live/boards/{self.competition}")
        assert answer.headers["Cache-Control"] == "public, max-age=1"
        found: dict[str, Any] = answer.get_json()
        return found

    def hears(self) -> list[dict[str, Any]]:
        """Return the overview's deltas since it was last asked."""
        return [each["args"][0] for each in self.socket.get_received() if each["name"] == "delta"]


@pytest.fixture
def trade(app: Flask, house: Database) -> LockedTrade:
    app.extensions["publisher"].stop()
    return a_locked_trade(house)


@pytest.fixture
def screen(app: Flask, trade: LockedTrade) -> Screen:
    made = Screen(app, trade.competition)
    made.looks()
    made.hears()
    return made


def publish(house: Database, trade: LockedTrade) -> None:
    """Mark, sign and publish a trade."""
    everything_marked(house, trade, {"B2.1": "5"})
    signed(house, trade)
    house.write(results.publish, results.Publishing(trade.id, "provisional", trade.chief.id))


def test_a_mark_is_told_as_what_changed_of_its_trade(
    house: Database, trade: LockedTrade, screen: Screen
) -> None:
    before = screen.looks()
    recorded(house, [a_mark(trade, "B2.1", "4", entry="03")])
    after = screen.looks()
    (delta,) = screen.hears()
    assert (delta["base"], delta["version"]) == (before["version"], after["version"])
    ((at, news),) = delta["trades"].items()
    assert [leader["code"] for leader in news["leaders"]] == ["03"]
    assert set(news) == {"leaders"}
    assert {**before["trades"][int(at)], **news} == after["trades"][int(at)]


def test_a_screen_that_was_away_hears_what_it_missed(
    house: Database, trade: LockedTrade, screen: Screen
) -> None:
    newest = held = screen.looks()
    for value in ("4", "3"):
        entry = {"4": "03", "3": "04"}[value]
        recorded(house, [a_mark(trade, "B2.1", value, entry=entry)])
        newest = screen.looks()
    asked = {key: held[key] for key in ("competition", "epoch", "version")}
    answer = screen.socket.emit("overview", asked, callback=True)
    assert answer["version"] == newest["version"]
    assert [each["base"] for each in answer["deltas"]] == [held["version"]]
    old = screen.socket.emit("overview", {**asked, "epoch": "other"}, callback=True)
    assert old["resync"] is True
    nowhere = screen.socket.emit("overview", {"competition": 99}, callback=True)
    assert nowhere == {"code": "not-found"}
    assert screen.socket.emit("overview", {}, callback=True) == {"code": "invalid"}


@pytest.mark.parametrize("wanted", [0, -1, 2**31, 2**63, True, "1", None])
def test_what_no_database_can_hold_is_no_competition(app: Flask, wanted: object) -> None:
    socket = app.extensions["socketio"].test_client(app)
    answer = socket.emit("overview", {"competition": wanted}, callback=True)
    assert answer == {"code": "invalid"}
    rooms = app.extensions["socketio"].server.manager.rooms["/"]
    assert not [room for room in rooms if str(room).startswith("overview:")]


def test_nobody_leads_where_nothing_is_shown(
    house: Database, trade: LockedTrade, screen: Screen
) -> None:
    recorded(house, list(islice(random_marks(trade, 4), 40)))
    house.write(trades.show, trades.NewShows(trade.id, "nothing", trade.chief.id))
    (seen,) = screen.looks()["trades"]
    assert (seen["leaders"], seen["entries"], seen["aspects"]) == ([], None, 0)


def test_a_suspended_trade_says_since_when_wherever_its_state_stands(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    by = an_organiser(house)
    house.write(suspension.suspend, suspension.NewSuspension(trade.id, "power cut", by.id))
    with house.read() as session:
        halted = suspension.of(session, trade.id)
    assert halted
    (seen,) = screen.looks()["trades"]
    assert (seen["state"], seen["since"]) == ("suspended", halted.since)
    fresh = Overview(house, app.extensions["publisher"], lambda *_: None).glances(trade.competition)
    assert (fresh[trade.id]["state"], fresh[trade.id]["since"]) == ("suspended", halted.since)
    (delta,) = screen.hears()
    assert set(delta["trades"]["0"]) == {"state", "since"}
    entry = trade.entries["01"]
    paths = ["/", f"/boards/{trade.competition}/delegations/D1", f"/people/{entry}"]
    for path in paths:
        text = app.test_client().get(f"{path}?lang=en", headers={"Accept": "text/html"}).text
        assert "Suspended since " in text
        assert "Official" not in text
    desk = signed_in(app, by, "password")
    listed = desk.get(f"/organise/competitions/{trade.competition}/freeze?lang=en").text
    assert "<td>Suspended since " in listed
    house.write(suspension.resume, suspension.Resumption(trade.id, by.id))
    (seen,) = screen.looks()["trades"]
    assert (seen["state"], seen["since"]) == ("live", None)


def test_pages_say_since_when_a_trade_is_frozen(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    assert app.extensions["curtain"].close([trade.id], an_organiser(house).id) == [None]
    screen.looks()
    entry = trade.entries["01"]
    for path in ["/", f"/boards/{trade.competition}/delegations/D1", f"/people/{entry}"]:
        text = app.test_client().get(f"{path}?lang=en", headers={"Accept": "text/html"}).text
        assert "Frozen since " in text


def test_a_trade_that_is_new_is_on_the_overview(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    assert len(screen.looks()["trades"]) == 1
    a_trade(house, trade.competition, code="18")
    app.extensions["overview"].renew()
    found = screen.looks()
    assert [each["code"] for each in found["trades"]] == ["17", "18"]
    assert found["trades"][1]["state"] == "draft"


def test_a_screen_that_holds_the_newest_costs_the_database_nothing(
    app: Flask, screen: Screen, trade: LockedTrade
) -> None:
    held = screen.looks()
    path = f"/live/boards/{trade.competition}"
    known = {"If-None-Match": f'"{held["epoch"]}-{held["version"]}"'}
    with statements() as asked:
        assert app.test_client().get(path, headers=known).status_code == 304
        screen.socket.emit("overview", {"competition": trade.competition}, callback=True)
    assert asked == []


def test_an_overview_opens_with_as_many_questions_for_many_trades_as_for_few(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    counts = []
    for code in ("18", "19", "20"):
        overview = Overview(house, app.extensions["publisher"], lambda *_: None)
        with statements() as asked:
            overview.snapshot(trade.competition)
        counts.append(len(asked))
        a_trade(house, trade.competition, code=code)
        settle(house)
    assert counts[0] == counts[1] == counts[2]


def test_a_trade_is_on_the_overview_as_soon_as_it_is_added(
    house: Database, trade: LockedTrade, screen: Screen
) -> None:
    before = screen.looks()
    a_trade(house, trade.competition, code="18")
    after = screen.looks()
    assert [each["code"] for each in after["trades"]] == ["17", "18"]
    assert after["version"] > before["version"]
    # What was looked at stays.
    assert after["trades"][0] == before["trades"][0]


def test_what_was_published_before_a_freeze_counts_after_a_restart(
    app: Flask, house: Database
) -> None:
    app.extensions["publisher"].stop()
    ruled = a_locked_trade(house, code="19", rules={"medals": {"kind": "places"}})
    publish(house, ruled)
    screen = Screen(app, ruled.competition)
    table = screen.looks()["table"]
    assert app.extensions["curtain"].close([ruled.id], an_organiser(house).id) == [None]
    assert screen.looks()["table"] == table
    fresh = Overview(house, app.extensions["publisher"], lambda *_: None)
    assert fresh.table(ruled.competition) == table
    fresh.publish_due()
    assert fresh.table(ruled.competition) == table


def test_medals_count_once_a_result_is_public_and_not_while_it_is_frozen(
    app: Flask, house: Database, screen: Screen
) -> None:
    ruled = a_locked_trade(house, code="19", rules={"medals": {"kind": "places"}})
    other = Screen(app, ruled.competition)
    assert other.looks()["table"] == {"after": 0, "provisional": 0, "of": 1, "rows": []}
    by = an_organiser(house).id
    assert app.extensions["curtain"].close([ruled.id], by) == [None]
    publish(house, ruled)
    assert other.looks()["table"]["rows"] == []
    assert app.extensions["curtain"].open([ruled.id], by) == [None]
    table = other.looks()["table"]
    assert (table["after"], table["provisional"], table["of"]) == (1, 1, 1)
    assert sum(sum(row["medals"]) for row in table["rows"]) > 0
    del screen


def test_delegations_are_placed_by_gold_then_silver_then_bronze() -> None:
    document = {
        "rows": [
            row("1", "HZ", 1, "gold"),
            row("2", "NB", 2, "silver"),
            row("3", "WZ", 3, "silver"),
            row("4", "HZ", None, None),
        ]
    }
    nameless = {"rows": [{**row("1", "HZ", 1, "gold"), "delegation": None}]}
    table = medal_table([won(document, "official"), won(nameless, "provisional")], 5)
    assert (table["after"], table["provisional"], table["of"]) == (2, 1, 5)
    assert [(each["place"], each["delegation"]["code"]) for each in table["rows"]] == [
        (1, "HZ"),
        (2, "NB"),
        (2, "WZ"),
    ]
    assert [each["points"] for each in table["rows"]] == ["4", "3", "3"]
    assert len(table["rows"][0]["medals"]) == len(Medal)


def row(code: str, home: str, place: int | None, medal: str | None) -> dict[str, Any]:
    """Return one row of a published result."""
    delegation = {"code": home, "names": HOME, "short": HOME}
    return {"code": code, "delegation": delegation, "place": place, "medal": medal}


def test_people_have_place_and_marks_once_they_are_published(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    paths = [
        f"/boards/{trade.competition}/delegations/D1",
        f"/people/{trade.entries['01']}",
    ]
    english = {"Accept": "text/html", "Accept-Language": "en"}
    client = app.test_client()
    for path in paths:
        page = client.get(path, headers=english)
        assert page.status_code == 200
        assert "Competitor 01" in page.text
        assert "Provisional" not in page.text
    publish(house, trade)
    screen.looks()
    for path in paths:
        assert "Provisional" in client.get(path, headers=english).text
    house.write(trades.show, trades.NewShows(trade.id, "codes", trade.chief.id))
    screen.looks()
    for path in paths:
        assert client.get(path, headers=english).status_code == 404


def test_a_wall_shows_those_of_a_delegation_first_whose_result_is_public(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    a_locked_trade(house, code="05", competition=trade.competition)
    publish(house, trade)
    screen.looks()
    address = f"/boards/{trade.competition}/delegations/D1"
    read, hung = (
        re.findall(r'num pl">(.+?)<', app.test_client().get(path).text)
        for path in (address, f"{address}?frame=1")
    )
    assert read[:2] == ["–", "–"]
    assert hung == [*sorted(read[2:], key=int), "–", "–"]


def test_people_of_a_suspended_trade_are_told_so(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    house.write(suspension.suspend, suspension.NewSuspension(trade.id, "No power.", trade.chief.id))
    assert [each["state"] for each in screen.looks()["trades"]] == ["suspended"]
    page = app.test_client().get(
        f"/boards/{trade.competition}/delegations/D1", headers={"Accept-Language": "en"}
    )
    assert "Suspended" in page.text
    assert "Official" not in page.text


def test_there_is_no_overview_of_a_competition_that_is_not_there(
    app: Flask, trade: LockedTrade
) -> None:
    del trade
    for path in ("/boards/9", "/boards/9/medals", "/boards/9/delegations/D1", "/people/99"):
        assert app.test_client().get(path).status_code == 404
    assert app.test_client().get("/live/boards/9").status_code == 404


def test_the_office_sees_modules_spreads_and_tablets(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    recorded(
        house,
        [
            a_mark(trade, "A1.1", value, judge=seat)
            for seat, value in ((1, "0"), (2, "3"), (3, "0"))
        ],
    )
    screen.looks()
    desk = signed_in(app, an_organiser(house), "password")
    path = f"/organise/competitions/{trade.competition}/progress"
    page = desk.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert "0/20" in page
    assert 'class="st conflict"' in page
    assert app.test_client().get(path).status_code == 401
    assert signed_in(app, trade.chief).get(path).status_code == 403


def called(screen: Screen) -> str:
    """Return the digest of how everybody of the only trade is called."""
    (seen,) = screen.looks()["trades"]
    found: str = seen["called"]
    return found


def test_pages_of_people_hear_that_somebody_is_called_differently_or_not_named_any_more(
    house: Database, trade: LockedTrade, screen: Screen
) -> None:
    heard = [called(screen)]
    (first, *_) = a_roster(1)
    for names, members in (("选手零", ()), ("选手零", ("甲", "乙")), ("选手零", ("甲", "丙"))):
        enrolled(house, trade.id, [replace(first, names={"zh": names}, members=members)])
        heard.append(called(screen))
    recorded(house, [a_mark(trade, "B2.1", "4")])
    assert called(screen) == heard[-1]
    for shows in ("codes", "nothing"):
        house.write(trades.show, trades.NewShows(trade.id, shows, trade.chief.id))
        assert called(screen) == ""
    house.write(trades.show, trades.NewShows(trade.id, "names", trade.chief.id))
    assert called(screen) == heard[-1]
    assert len({*heard, ""}) == 5


def test_who_is_called_differently_after_a_freeze_is_heard_of_when_it_is_lifted(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    before = called(screen)
    assert app.extensions["curtain"].close([trade.id], trade.chief.id) == [None]
    (first, *_) = a_roster(1)
    enrolled(house, trade.id, [replace(first, names={"zh": "选手零"})])
    assert called(screen) == before
    house.write(freeze.lift, [freeze.Lifting(trade.id, trade.chief.id)])
    assert called(screen) != before
