"""Pages of other origins see what is public where they are named, and nothing where not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.db import Database
from tests.builders import ANY_DATABASE, a_trade
from wsgi import create_app

FRIEND = "https://news.example"
pytestmark = ANY_DATABASE


@pytest.fixture
def open_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the application that knows a friend, and an origin that is none."""
    made = create_app(
        {
            "JIANGSAI_DATA": str(tmp_path),
            "JIANGSAI_DATABASE_URL": database_url,
            "JIANGSAI_ORIGINS": f"{FRIEND}/, http://[fd00::1]:8000",
        }
    )
    yield made
    made.extensions["publisher"].stop()
    made.extensions["database"].close()


@pytest.fixture
def browser(open_app: Flask) -> FlaskClient:
    """Give a browser, and a trade to look at."""
    house: Database = open_app.extensions["database"]
    assert a_trade(house) == 1
    return open_app.test_client()


PUBLIC = ("/live/trades/1", "/embed/score-board.js")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_friend_reads_what_is_public(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Origin": FRIEND})
    assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("path", [*PUBLIC, "/organise/", "/screen/state"])
def test_a_stranger_reads_nothing(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/organise/", "/screen/state", "/judging/me"])
def test_a_friend_reads_nothing_that_is_not_public(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Origin": FRIEND})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_friend_may_ask_whether_anything_is_new(browser: FlaskClient) -> None:
    answer = browser.options("/live/trades/1", headers={"Origin": FRIEND})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    etag = browser.get("/live/trades/1", headers={"Origin": FRIEND}).headers["ETag"]
    again = browser.get("/live/trades/1", headers={"Origin": FRIEND, "If-None-Match": etag})
    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == FRIEND


@pytest.mark.parametrize("path", ["/embed/1", "/overlay/1"])
def test_a_friend_holds_boards_in_a_frame(browser: FlaskClient, path: str) -> None:
    policy = browser.get(path).headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors 'self' {FRIEND} http://[fd00::1]:8000")


def test_nobody_holds_another_page_in_a_frame(browser: FlaskClient) -> None:
    for path in ("/", "/organise/", "/judging/", "/board/1"):
        policy = browser.get(path).headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self'")


def test_without_friends_there_are_none(app: Flask, house: Database) -> None:
    a_trade(house)
    client = app.test_client()
    answer = client.get("/live/trades/1", headers={"Origin": FRIEND})
    assert "Access-Control-Allow-Origin" not in answer.headers
    policy = client.get("/embed/1").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self'")


def test_a_board_in_a_frame_leaves_the_readers_language_alone(browser: FlaskClient) -> None:
    for path in ("/embed/1", "/overlay/1", "/embed/score-board.js"):
        assert "Set-Cookie" not in browser.get(f"{path}?lang=en").headers
    assert "Set-Cookie" not in browser.get("/board/1?lang=en&frame=1").headers
    assert "language=en" in browser.get("/board/1?lang=en").headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("query", "rows"), [("", "5"), ("?rows=3", "3"), ("?rows=999", "30"), ("?rows=²", "5")]
)
def test_an_overlay_shows_as_many_rows_as_it_is_asked_for(
    browser: FlaskClient, query: str, rows: str
) -> None:
    assert f'rows="{rows}"' in browser.get(f"/overlay/1{query}").text


def test_of_a_trade_that_is_not_there_nothing_is_shown(browser: FlaskClient) -> None:
    assert browser.get("/embed/99").status_code == 404
    assert browser.get("/overlay/99").status_code == 404
