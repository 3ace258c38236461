"""Cards of stations, and the setting that judges scan one before they mark."""

import pytest
from flask import Flask

from competition.db import Database
from competition.programme.models import Trade
from judging import stations
from tests.builders import ANY_DATABASE, a_locked_trade, an_organiser, signed_in
from tests.judging.callers import Tablet
from tests.judging.statements import execute


@ANY_DATABASE
def test_every_station_has_a_card_in_both_languages(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, entries=12)
    page = signed_in(app, trade.chief).get(f"/organise/trades/{trade.id}/stations").text
    assert page.count("data:image/svg+xml") == 12 + 1  # the page's own icon
    for words in ("工位", "Station", "大赛", "Skills Competition", "网站技术", "Web Technologies"):
        assert words in page
    assert "Competitor 01" not in page


def test_a_station_is_listed_once_and_only_while_somebody_is_marked_there(
    app: Flask, house: Database
) -> None:
    del app
    trade = a_locked_trade(house, entries=4)
    execute(
        house,
        "update entry set station = '10' where code = '02'",
        "update entry set status = 'withdrawn' where code = '03'",
    )
    with house.read() as session:
        assert stations.of_trade(session, trade.id) == ["01", "04", "10"]


@pytest.mark.parametrize(
    ("code", "station", "found"),
    [
        ("17", "07", "station-17-07"),
        ("A-1", "3/b", "station-A%2D1-3%2Fb"),
        ("17", "左一", "station-17-%E5%B7%A6%E4%B8%80"),
    ],
)
def test_the_address_tells_trade_from_station(code: str, station: str, found: str) -> None:
    assert stations.fragment(Trade(code=code), station) == found


def test_tablets_are_told_that_stations_are_scanned_first(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    page = f"/organise/trades/{trade.id}/stations"
    assert tablet.sheet()["scan"] is False
    assert signed_in(app, trade.chief).post(page, data={"scan": "first"}).status_code == 403
    desk = signed_in(app, an_organiser(house))
    assert desk.post(page, data={"scan": "always"}).status_code == 404
    for wanted, is_scanned in (("first", True), ("first", True), ("none", False)):
        assert desk.post(page, data={"scan": wanted}).status_code == 303
        assert tablet.sheet()["scan"] is is_scanned


def test_judges_and_strangers_see_no_cards(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    page = f"/organise/trades/{trade.id}/stations"
    assert signed_in(app, trade.judges[0]).get(page).status_code == 403
    assert (
        signed_in(app, an_organiser(house)).get("/organise/trades/99/stations").status_code == 404
    )
