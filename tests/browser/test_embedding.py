"""Boards live on other people's pages, where the operator has named them, and over streams."""

import functools
import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from competition.clock import read as read_time
from competition.commands import put_organiser, upgrade
from competition.config import Settings
from competition.db import Database
from tests.browser.conftest import HALL_SCREEN
from tests.browser.hall import PASSWORD, Hall, Staged
from tests.server import serving

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>News</title>
<link rel="icon" href="data:,"><style>h2 {{ color: red; font-size: 99px }}</style>
<h1>Nouvelles</h1>
<script type="module" src="{base}/embed/score-board.js?lang=en"></script>
<score-board trade="{trade}" rows="3" data-theme="dark"></score-board>
<iframe src="{base}/embed/{trade}?lang=zh&rows=2" width="400" height="300" title="board"></iframe>
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def newspaper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Give another site: its origin and its folder."""
    folder = tmp_path_factory.mktemp("newspaper")
    handler = functools.partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def friendly(
    tmp_path_factory: pytest.TempPathFactory, newspaper: tuple[str, Path]
) -> Iterator[tuple[Hall, Staged]]:
    """Give a hall that has named the other site, and a trade."""
    folder = tmp_path_factory.mktemp("friendly")
    url = f"sqlite:///{folder / 'jiangsai.sqlite3'}"
    upgrade(Settings(folder, url))
    store = Database(url)
    put_organiser(store, "organiser", "", PASSWORD)
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "JIANGSAI_ORIGINS", newspaper[0])
        with serving(folder, url) as server:
            made = Hall(server, url, folder)
            made.open_competition()
            yield made, made.stage()


def read(browser: Browser, origin: str, **look: Any) -> tuple[Page, list[str]]:
    """Open the other site's page; return it and what the browser complained of."""
    page = browser.new_context(**look).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{origin}/index.html")
    return page, said


def test_a_board_lives_on_another_origins_page(
    browser: Browser, newspaper: tuple[str, Path], friendly: tuple[Hall, Staged]
) -> None:
    origin, folder = newspaper
    hall, trade = friendly
    page_text = PAGE.format(base=hall.base, trade=trade.id)
    (folder / "index.html").write_text(page_text, encoding="utf-8")
    panel = hall.panel(trade)
    page, said = read(browser, origin)
    board = page.locator("score-board")
    expect(board.locator("tr.row")).to_have_count(3)
    expect(board.locator("h2")).to_have_text("Web Technologies")
    expect(board.locator("h2")).not_to_have_css("font-size", "99px")
    expect(board.locator(".board")).to_have_css("background-color", "rgb(10, 15, 17)")
    framed = page.frame_locator("iframe")
    expect(framed.locator("tr.row")).to_have_count(2)
    expect(framed.locator("h2")).to_have_text("网站技术")
    panel.mark("K3", "B1.1", "1")
    expect(board.locator("tr.row .n").first).to_have_text("Minyi Shi")
    expect(framed.locator("tr.row .n").first).to_have_text("石敏仪")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert said == []
    page.context.close()


def test_where_nobody_is_named_no_other_page_shows_a_board(
    browser: Browser, newspaper: tuple[str, Path], hall: Hall, trade: Staged
) -> None:
    origin, folder = newspaper
    page_text = PAGE.format(base=hall.base, trade=trade.id)
    (folder / "index.html").write_text(page_text, encoding="utf-8")
    page = browser.new_context().new_page()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{origin}/index.html")
    expect(page.locator("score-board tr.row")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize(
    ("scheme", "ground"), [("dark", "rgb(10, 15, 17)"), ("light", "rgb(247, 248, 246)")]
)
def test_a_board_without_a_theme_follows_the_readers_system(
    browser: Browser,
    newspaper: tuple[str, Path],
    friendly: tuple[Hall, Staged],
    scheme: str,
    ground: str,
) -> None:
    origin, folder = newspaper
    hall, trade = friendly
    page_text = PAGE.format(base=hall.base, trade=trade.id).replace(' data-theme="dark"', "")
    (folder / "index.html").write_text(page_text, encoding="utf-8")
    page, _said = read(browser, origin, color_scheme=scheme)
    expect(page.locator("score-board .board")).to_have_css("background-color", ground)
    framed = page.frame_locator("iframe")
    expect(framed.locator(".board")).to_have_css("background-color", ground)
    page.context.close()


def test_a_frame_says_who_moved_and_since_when_marking_is_suspended(
    browser: Browser, friendly: tuple[Hall, Staged]
) -> None:
    hall, _ = friendly
    trade = hall.stage()
    panel = hall.panel(trade)
    page = browser.new_context(base_url=hall.base).new_page()
    page.goto(f"/embed/{trade.id}?lang=en")
    expect(page.locator("tr.row")).to_have_count(4)
    panel.mark("K3", "A1.2", "1")
    panel.mark("K4", "B1.1", "1")
    expect(page.locator("tr.row .p .c").first).to_contain_text("up")
    expect(page.locator("[role=status]")).to_contain_text("leads with")
    hall.suspend(trade)
    said = page.locator(".badge").last
    expect(said).to_contain_text("Suspended")
    ranking = page.request.get(f"/live/trades/{trade.id}").json()
    # Where the competition is, whatever the reader's clock says.
    time = (read_time(ranking["since"]) + timedelta(hours=8)).strftime("%H:%M")
    expect(said).to_contain_text(f"Since {time}")
    page.context.close()


@pytest.mark.parametrize("shape", ["third", "side"])
def test_an_overlay_has_a_ground_that_one_sees_through(
    enter: Callable[..., BrowserContext], trade: Staged, shape: str
) -> None:
    page = enter(viewport=HALL_SCREEN).new_page()
    page.goto(f"/overlay/{trade.id}?shape={shape}&rows=3")
    expect(page.locator("score-overlay tr.row")).to_have_count(3)
    for part in ("html", "body"):
        expect(page.locator(part)).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    box = page.locator("score-overlay").bounding_box()
    assert box
    assert box["height"] < (300 if shape == "third" else 700)
    assert box["x"] + box["width"] <= 1920
