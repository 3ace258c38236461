"""By which names a ceremony tells a result, whenever they were hidden, shown or corrected."""

from dataclasses import replace

import orjson
import pytest
from flask import Flask

from competition.db import Database
from competition.programme import trades
from scoreboard import results
from tests.builders import (
    a_roster,
    an_organiser,
    enrolled,
)
from tests.flows.callers import Desk
from tests.scoreboard.ceremonies import a_prized_trade, codes, made, moved, script, seen
from tests.scoreboard.screens import heard, listener


def test_names_that_are_hidden_later_are_told_no_more(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number, socket = made(house, trade), listener(app)
    version = moved(house, number, 8, 1, trade.chief.id)
    socket.emit("watch", {"ceremony": number}, callback=True)
    heard(house, socket)
    named = seen(app, number)
    etag = app.test_client().get(f"/live/ceremonies/{number}").headers["ETag"]
    assert "Competitor 01" in orjson.dumps(named).decode()
    house.write(trades.show, trades.NewShows(trade.id, "codes", trade.chief.id))
    ((event, coded),) = heard(house, socket)
    assert (event, coded) == ("ceremony", seen(app, number))
    # Whoever held it takes the same version of another epoch for news.
    assert coded["epoch"] != named["epoch"]
    assert codes(coded["scene"]["rows"]) == ["01"]
    asked = {"If-None-Match": etag}
    assert app.test_client().get(f"/live/ceremonies/{number}", headers=asked).status_code == 200
    moved(house, number, 9, version, trade.chief.id)
    told = [news for _, news in heard(house, socket)]
    desk = Desk(app, an_organiser(house).code)
    scenes = desk.client.get(f"/organise/ceremonies/{number}/scenes").get_json()
    watched = socket.emit("watch", {"ceremony": number}, callback=True)
    assert watched["epoch"] == scenes["epoch"] == coded["epoch"]
    for each in (coded, *told, seen(app, number), scenes):
        text = orjson.dumps(each).decode()
        assert not [word for word in ("Competitor", "选手", "D1", "Delegation") if word in text]
    house.write(trades.show, trades.NewShows(trade.id, "names", trade.chief.id))
    assert [news["epoch"] for _, news in heard(house, socket)] == [named["epoch"]]


def test_an_audience_hears_nothing_of_what_changes_besides_its_names(
    app: Flask, house: Database
) -> None:
    trade = a_prized_trade(house)
    number, socket = made(house, trade), listener(app)
    socket.emit("watch", {"ceremony": number}, callback=True)
    house.write(results.publish, results.Publishing(trade.id, "provisional", trade.chief.id))
    assert heard(house, socket) == []


def test_where_only_codes_are_public_a_ceremony_tells_codes(database: Database) -> None:
    trade = a_prized_trade(database, shows="codes")
    text = orjson.dumps(script(database, made(database, trade))).decode()
    assert "Competitor" not in text
    assert "选手" not in text
    assert "members" not in text


def test_a_ceremony_reveals_the_names_of_a_board_that_shows_nothing(
    app: Flask, house: Database
) -> None:
    """As the hall is prepared: the board hidden first, then the ceremony made and told."""
    trade = a_prized_trade(house, shows="nothing")
    number = made(house, trade)
    desk = Desk(app, an_organiser(house).code)
    assert desk.client.get(f"/organise/ceremonies/{number}/scenes").get_json()["tells"] == "names"
    moved(house, number, 8, 1, trade.chief.id)
    (first,) = seen(app, number)["scene"]["rows"]
    assert first["name"] == {"zh": "选手01", "en": "Competitor 01"}
    assert first["delegation"]["names"]["en"] == "Delegation 1"
    assert "Competitor 02" in orjson.dumps(seen(app, number)["told"]).decode()


@pytest.mark.parametrize(("before", "words"), [("codes", "codes only"), ("nothing", None)])
def test_presenters_are_told_which_ceremonies_tell_codes(
    app: Flask, house: Database, before: str, words: str | None
) -> None:
    trade = a_prized_trade(house, shows=before)
    number = made(house, trade)
    desk = Desk(app, an_organiser(house).code)
    page = desk.client.get("/organise/ceremonies?lang=en").text
    assert page.count("codes only<") == (2 if words else 0)
    told = desk.client.get(f"/organise/ceremonies/{number}/scenes").get_json()["tells"]
    assert told == ("codes" if words else "names")
    # What is shown later counts, not what was shown when it was made.
    house.write(trades.show, trades.NewShows(trade.id, "names", trade.chief.id))
    moved(house, number, 8, 1, trade.chief.id)
    assert seen(app, number)["scene"]["rows"][0]["name"]["en"] == "Competitor 01"


def test_a_name_that_is_corrected_is_told_as_it_is_now(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number, socket = made(house, trade), listener(app)
    socket.emit("watch", {"ceremony": number}, callback=True)
    version = moved(house, number, 8, 1, trade.chief.id)
    heard(house, socket)
    right, home = {"zh": "对的名", "en": "Right Name"}, {"zh": "对的队"}
    rows = [replace(row, delegation_names=home) for row in a_roster(7)]
    enrolled(house, trade.id, [replace(rows[0], names=right), *rows[1:]])
    ((event, told),) = heard(house, socket)
    assert (event, told) == ("ceremony", seen(app, number))
    (first,) = told["scene"]["rows"]
    assert (first["name"], first["delegation"]["names"]["zh"]) == (right, "对的队")
    desk = Desk(app, an_organiser(house).code)
    assert "Competitor 01" not in desk.client.get(f"/organise/ceremonies/{number}/scenes").text
    moved(house, number, 9, version, trade.chief.id)
    assert seen(app, number)["scene"]["rows"][0]["name"] == right


def test_members_of_a_team_are_told_by_name(database: Database) -> None:
    trade = a_prized_trade(database)
    members = ("甲", "乙")
    rows = [replace(row, members=members) if row.code == "01" else row for row in a_roster(7)]
    enrolled(database, trade.id, rows)
    podium = script(database, made(database, trade))[-1]
    assert [row["members"] for row in podium["rows"]] == [[{"zh": "甲"}, {"zh": "乙"}], [], []]
