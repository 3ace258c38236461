"""A board that nobody ever answers says so in time, whatever it shows, and begins by itself."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Enter
from tests.browser.extents import expect_no_way_sideways, expect_on_screen
from tests.browser.hall import Hall, Staged, sign_organiser_in
from tests.browser.views import FAR_APART, SILENCE_MS, View
from tests.proxy import Proxy

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("view", FAR_APART, ids=str)]
BOARDS: Final = {
    "trade": ("/board/{trade}", "score-board .row"),
    "chart": ("/board/{trade}/course", "score-course .course"),
    "overview": ("/boards/1", ".survey li"),
    "medals on a wall": ("/boards/1/medals?frame=1", "medal-wall .overview"),
    "ceremony": ("/ceremony/{ceremony}", ".scene"),
    "presenter": ("/organise/ceremonies/{ceremony}", "hall-presenter .on"),
    "frame": ("/embed/{trade}", "tr.row"),
    "lower third": ("/overlay/{trade}?shape=third", "tr.row"),
    "side": ("/overlay/{trade}?shape=side", "tr.row"),
}
"""Boards that draw what they are told: where they are, and what is there once they are told."""
DRAWN: Final = {
    "medals": "/boards/1/medals",
    "delegation": "/boards/1/delegations/GZ",
    "delegation on a wall": "/boards/1/delegations/GZ?frame=1",
    "front page": "/",
}
"""Pages that the server has drawn, which ask only whether that is old."""
SNAPSHOTS: Final = ("**/live/**", "**/organise/ceremonies/*/scenes")
ASKED: Final = re.compile(r"/live/|/scenes$")
LONGEST_PAUSE_MS: Final = 10_000
STILL: Final = ("third", "side")
CALM_PX: Final = 120


@pytest.fixture(scope="module")
def places(hall: Hall) -> dict[str, int]:
    """Give a trade and a ceremony by the words that addresses use."""
    staged = hall.stage()
    hall.panel(staged).complete("K1", "322 1 8 20.5 0 1 221")
    for entry in ("K2", "K3", "K4"):
        hall.panel(staged).complete(entry, "101 0 0 19.5 2 1 122")
    hall.sign(staged)
    form = {"trade": staged.id, "alone": 4, "kind": "result"}
    made = hall.organiser.fill("/organise/ceremonies", form)
    number = int(made.headers["Location"].rsplit("/", 1)[1])
    return {"trade": staged.id, "ceremony": number}


@pytest.fixture
def blank(enter: Enter, view: View, proxy: Proxy) -> Callable[[str], Page]:
    """Give a way to a page that an organiser is about to open, whose clock can be set."""

    def opened(base: str = "") -> Page:
        context = enter(view.language, base or proxy.base, viewport=view.screen)
        sign_organiser_in(context)
        page = context.new_page()
        page.clock.install()
        return page

    return opened


class Silence:
    """Keeps the questions of a page and answers none of them, until it ends."""

    def __init__(self, page: Page, *addresses: str) -> None:
        self._kept: list[Route] = []
        self._is_over = False
        for address in addresses:
            page.route(address, self._keep)

    def end(self) -> None:
        """Answer what was kept, and all that comes."""
        self._is_over = True
        for route in self._kept:
            route.continue_()

    def _keep(self, route: Route) -> None:
        if self._is_over:
            route.continue_()
        else:
            self._kept.append(route)


def said(page: Page) -> Locator:
    """Return what a board says that was never told anything."""
    return page.locator(".unheard")


@pytest.mark.parametrize("what", BOARDS)
def test_a_board_without_a_network_from_the_start_says_so_and_begins_once_there_is_one(
    places: dict[str, int], view: View, proxy: Proxy, blank: Callable[[], Page], what: str
) -> None:
    path, shows = BOARDS[what]
    page = blank()
    for mark in (b"/live/", b"/scenes", b"Upgrade: websocket"):
        proxy.refuse(mark)
    with page.expect_request(ASKED):
        page.goto(path.format(**places))
    expect(said(page)).to_have_count(0)
    page.clock.fast_forward(SILENCE_MS)
    expect(said(page)).to_contain_text(view.says("No connection"))
    expect(page.locator(shows)).to_have_count(0)
    expect_on_screen(said(page))
    expect_no_way_sideways(page)
    proxy.restore()
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(page.locator(shows).first).to_be_visible()
    expect(said(page)).to_have_count(0)
    expect(page.locator(".first")).to_have_count(0)


@pytest.mark.parametrize("what", BOARDS)
def test_a_board_whose_first_question_hangs_says_so_though_its_socket_is_open(
    hall: Hall,
    places: dict[str, int],
    view: View,
    blank: Callable[[str], Page],
    what: str,
) -> None:
    path, shows = BOARDS[what]
    page = blank(hall.base)
    silence = Silence(page, *SNAPSHOTS)
    with page.expect_websocket(), page.expect_request(ASKED):
        page.goto(path.format(**places))
    expect(said(page)).to_have_count(0)
    page.clock.fast_forward(SILENCE_MS)
    expect(said(page)).to_contain_text(view.says("No connection"))
    silence.end()
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(page.locator(shows).first).to_be_visible()
    expect(said(page)).to_have_count(0)


@pytest.mark.parametrize("shape", STILL)
def test_an_overlay_that_nobody_answers_stays_small(
    places: dict[str, int], proxy: Proxy, blank: Callable[[], Page], shape: str
) -> None:
    page = blank()
    proxy.refuse(b"/live/")
    with page.expect_request(ASKED):
        page.goto(f"/overlay/{places['trade']}?shape={shape}")
    page.clock.fast_forward(SILENCE_MS)
    box = said(page).bounding_box()
    assert box is not None
    assert box["height"] < CALM_PX
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


@pytest.mark.usefixtures("trade")
@pytest.mark.parametrize("what", DRAWN)
def test_a_page_that_nobody_tells_whether_it_is_old_says_that_it_may_be(
    hall: Hall,
    view: View,
    blank: Callable[[str], Page],
    what: str,
) -> None:
    page = blank(hall.base)
    silence = Silence(page, "**/live/**")
    with page.expect_websocket():
        page.goto(DRAWN[what])
    state = page.locator(".age .st, #badge").first
    expect(state).to_contain_text(view.says("Live"))
    page.clock.fast_forward(SILENCE_MS)
    expect(state).to_contain_text(view.says("No connection"))
    silence.end()
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(state).to_contain_text(view.says("Live"))


def test_a_board_whose_words_do_not_come_goes_on_without_and_speaks_once_they_do(
    hall: Hall, trade: Staged, view: View, blank: Callable[[str], Page]
) -> None:
    page = blank(hall.base)
    silence = Silence(page, "**/dist/messages-*.json")
    page.goto(f"/board/{trade.id}")
    expect(page.locator(".row")).to_have_count(0)
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    state = page.locator(".badge, .bar-row .st").first
    expect(state).to_contain_text("Live")
    silence.end()
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(state).to_contain_text(view.says("Live"))
