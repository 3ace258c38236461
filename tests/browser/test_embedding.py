"""Boards live on other people's pages, where the operator has named them."""

import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from competition.clock import read as read_time
from tests.browser.extents import expect_no_way_sideways
from tests.browser.gliding import expect_to_glide, moving, stand
from tests.browser.hall import Hall, Staged, furnish
from tests.browser.views import FAR_APART, PHONE, SCREENS, SILENCE_MS, View
from tests.proxy import Proxy
from tests.server import serving

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>News</title>
<link rel="icon" href="data:,"><style>h2 {{ color: red; font-size: 99px }}</style>
<h1>Nouvelles</h1>
<script type="module" src="{base}/embed/score-board.js?lang={language}"></script>
<score-board trade="{trade}" rows="3" data-theme="dark"></score-board>
<iframe src="{base}/embed/{trade}?lang={language}&rows=3&theme=dark" style="width: 100%"
  height="300" title="board"></iframe>
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
) -> Iterator[Hall]:
    """Give a hall that has named the other site."""
    folder = tmp_path_factory.mktemp("friendly")
    url = furnish(folder)
    with serving(folder, url, settings={"JIANGSAI_ORIGINS": newspaper[0]}) as server:
        made = Hall(server, url, folder)
        made.open_competition()
        yield made


@dataclass
class Article:
    """A page of the other site that shows a board twice: as an element, and in a frame."""

    page: Page
    complaints: list[str]

    @property
    def boards(self) -> list[Locator | FrameLocator]:
        """Return both."""
        return [self.page.locator("score-board"), self.page.frame_locator("iframe")]

    @property
    def elements(self) -> list[Locator]:
        """Return the elements that draw both."""
        framed = self.page.frame_locator("iframe").locator("score-overlay")
        return [self.page.locator("score-board"), framed]

    def show(self, names: list[str]) -> None:
        """Wait until both show *names* in this order."""
        for board in self.boards:
            expect(board.locator("tr.row .n")).to_have_text(names)

    def say(self, words: str) -> None:
        """Wait until both say *words* of themselves."""
        for board in self.boards:
            expect(board.locator(".badge")).to_contain_text(words)


Publish = Callable[..., Article]
Motion = Literal["reduce", "no-preference"]


@pytest.fixture
def publish(
    browser: Browser, newspaper: tuple[str, Path], friendly: Hall, view: View
) -> Iterator[Publish]:
    """Give a way to open the other site's article on a trade."""
    origin, folder = newspaper
    contexts: list[BrowserContext] = []

    def published(
        trade: Staged, base: str = "", *, has_clock: bool = False, motion: Motion = "reduce"
    ) -> Article:
        context = browser.new_context(viewport=view.screen, reduced_motion=motion)
        contexts.append(context)
        text = PAGE.format(base=base or friendly.base, trade=trade.id, language=view.language)
        (folder / "index.html").write_text(text, encoding="utf-8")
        article = Article(context.new_page(), [])
        if has_clock:
            article.page.clock.install()
        article.page.on("console", lambda message: article.complaints.append(message.text))
        article.page.on("pageerror", lambda error: article.complaints.append(str(error)))
        article.page.goto(f"{origin}/index.html")
        return article

    yield published
    for context in contexts:
        context.close()


@pytest.fixture
def told(friendly: Hall) -> Staged:
    """Give a trade of the hall that has named the other site."""
    return friendly.stage()


@pytest.fixture
def line(friendly: Hall) -> Iterator[Proxy]:
    """Give a network of one's own to that hall, which can fail."""
    made = Proxy(friendly.server.port)
    yield made
    made.close()


def test_a_board_follows_the_marks_on_another_origins_page(
    friendly: Hall, told: Staged, view: View, publish: Publish
) -> None:
    article = publish(told)
    article.show(view.called("K1 K2 K3"))
    for board in article.boards:
        expect(board.locator("h2")).to_have_text(view.trade)
        expect(board.locator("h2")).not_to_have_css("font-size", "99px")
        expect(board.locator(".board")).to_have_css("background-color", "rgb(10, 15, 17)")
    friendly.panel(told).mark("K3", "B1.1", "1")
    article.show(view.called("K3 K1 K2"))
    expect(article.page.locator("html")).to_have_attribute("lang", "fr")
    sideways = "document.documentElement.scrollWidth - innerWidth"
    assert article.page.evaluate(sideways) <= 0
    assert article.complaints == []


def test_a_board_on_another_origins_page_is_frozen_and_goes_on_when_lifted(
    friendly: Hall, told: Staged, view: View, publish: Publish
) -> None:
    panel = friendly.panel(told)
    panel.mark("K2", "A1.2", "1")
    article = publish(told)
    article.show(view.called("K2 K1 K3"))
    friendly.freeze(told)
    article.say(view.says("Final places at the ceremony"))
    panel.mark("K3", "B1.1", "1")
    article.page.reload()
    article.show(view.called("K2 K1 K3"))
    friendly.freeze(told, "lift")
    article.say(view.says("Live"))
    article.show(view.called("K3 K2 K1"))


def test_rows_on_another_origins_page_glide_from_where_they_stood(
    friendly: Hall, told: Staged, view: View, publish: Publish
) -> None:
    panel = friendly.panel(told)
    panel.spread_out()
    article = publish(told, motion="no-preference")
    article.show(view.called("K1 K2 K3"))
    stood = [stand(element) for element in article.elements]
    panel.mark("K3", "B1.1", "1")
    article.show(view.called("K3 K1 K2"))
    for element, spots in zip(article.elements, stood, strict=True):
        expect_to_glide(element, ["2", "0", "1"], spots)


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_rows_on_another_origins_page_stand_still_where_no_motion_is_wanted(
    friendly: Hall, told: Staged, view: View, publish: Publish
) -> None:
    panel = friendly.panel(told)
    panel.spread_out()
    article = publish(told)
    article.show(view.called("K1 K2 K3"))
    panel.mark("K3", "B1.1", "1")
    article.show(view.called("K3 K1 K2"))
    for element in article.elements:
        assert moving(element) == []
        expect(element.locator(".p .c").first).to_contain_text("2")


def test_a_board_on_another_origins_page_says_that_it_was_cut_off_and_catches_up(
    friendly: Hall, told: Staged, line: Proxy, view: View, publish: Publish
) -> None:
    article = publish(told, line.base, has_clock=True)
    article.say(view.says("Live"))
    article.show(view.called("K1 K2 K3"))
    line.still()
    friendly.panel(told).mark("K3", "B1.1", "1")
    article.page.clock.fast_forward(SILENCE_MS)
    article.say(view.says("No connection"))
    article.show(view.called("K1 K2 K3"))
    line.cut()
    line.restore()
    article.say(view.says("Live"))
    article.show(view.called("K3 K1 K2"))


def test_where_nobody_is_named_no_other_page_shows_a_board(
    browser: Browser, newspaper: tuple[str, Path], hall: Hall, trade: Staged
) -> None:
    origin, folder = newspaper
    page_text = PAGE.format(base=hall.base, trade=trade.id, language="en")
    (folder / "index.html").write_text(page_text, encoding="utf-8")
    page = browser.new_context().new_page()
    with (
        page.expect_event("requestfailed", lambda each: "/score-board.js" in each.url) as element,
        page.expect_event("requestfailed", lambda each: f"/{trade.id}?" in each.url) as frame,
    ):
        page.goto(f"{origin}/index.html")
    assert element.value.failure == "net::ERR_FAILED"
    assert frame.value.failure == "net::ERR_BLOCKED_BY_RESPONSE"
    framed = page.request.get(f"{hall.base}/embed/{trade.id}")
    assert "frame-ancestors 'self'" in framed.headers["content-security-policy"]
    expect(page.locator("score-board tr.row")).to_have_count(0)
    expect(page.frame_locator("iframe").locator("tr.row")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize(
    ("scheme", "ground"), [("dark", "rgb(10, 15, 17)"), ("light", "rgb(247, 248, 246)")]
)
def test_a_board_without_a_theme_follows_the_readers_system(
    browser: Browser, newspaper: tuple[str, Path], friendly: Hall, scheme: Any, ground: str
) -> None:
    origin, folder = newspaper
    told = friendly.trades[-1] if friendly.trades else friendly.stage()
    text = PAGE.format(base=friendly.base, trade=told.id, language="en")
    text = text.replace(' data-theme="dark"', "").replace("&theme=dark", "")
    (folder / "index.html").write_text(text, encoding="utf-8")
    page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(f"{origin}/index.html")
    expect(page.locator("score-board .board")).to_have_css("background-color", ground)
    framed = page.frame_locator("iframe")
    expect(framed.locator(".board")).to_have_css("background-color", ground)
    page.context.close()


def test_a_frame_says_who_moved_and_since_when_marking_is_suspended(
    browser: Browser, friendly: Hall
) -> None:
    hall, trade = friendly, friendly.stage()
    panel = hall.panel(trade)
    page = browser.new_context(base_url=hall.base).new_page()
    page.goto(f"/embed/{trade.id}?lang=en")
    expect(page.locator("tr.row")).to_have_count(4)
    panel.mark("K3", "A1.2", "1")
    expect(page.locator("tr.row .t").first).to_contain_text("2.00")
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


EXAMPLE: Final = Path(__file__).parents[2] / "docs" / "examples" / "board-on-a-page.html"


@pytest.mark.parametrize("screen", [PHONE, SCREENS["1024x768"]], ids=["phone", "small"])
def test_the_page_of_the_documents_works_on_every_screen(
    friendly: Hall, newspaper: tuple[str, Path], browser: Browser, screen: ViewportSize
) -> None:
    staged = friendly.stage()
    text = EXAMPLE.read_text(encoding="utf-8").replace("http://localhost:8000", friendly.base)
    text = text.replace('trade="1"', f'trade="{staged.id}"').replace(
        "/embed/1?", f"/embed/{staged.id}?"
    )
    (newspaper[1] / "example.html").write_text(text, encoding="utf-8")
    page = browser.new_context(viewport=screen).new_page()
    page.goto(f"{newspaper[0]}/example.html")
    expect(page.locator("score-board tr.row")).to_have_count(4)
    expect(page.frame_locator("iframe").locator("tr.row")).to_have_count(4)
    expect_no_way_sideways(page)
    page.context.close()
