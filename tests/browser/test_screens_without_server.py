"""A screen that begins while the server is away shows its last board as old, and comes back."""

from functools import partial
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HALL_SCREEN, Remembering
from tests.browser.hall import Hall, Staged
from tests.browser.walls import Wall
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

# Returns once all of these are kept, by path.
KEPT = """async paths => {
    let known = [];
    while (!paths.every(path => known.includes(path))) {
        await new Promise(resolve => setTimeout(resolve, 200));
        const names = await caches.keys();
        const ours = names.filter(name => name.startsWith("jiangsai-screen-"));
        const shelves = await Promise.all(ours.map(name => caches.open(name)));
        const kept = (await Promise.all(shelves.map(shelf => shelf.keys()))).flat();
        known = kept.map(({ url }) => new URL(url).pathname);
    }
}"""
ADDRESSES = """async () => {
    const shelves = await Promise.all((await caches.keys()).map(name => caches.open(name)));
    return (await Promise.all(shelves.map(shelf => shelf.keys()))).flat().map(({ url }) => url);
}"""


@pytest.fixture
def start(remembering: Remembering) -> Remembering:
    """Give a way to start the browser of a wall, which remembers what it was told before."""
    return partial(remembering, viewport=HALL_SCREEN, reduced_motion="reduce")


def names(wall: Wall) -> Any:
    """Return who stands on the board, first to last."""
    return wall.board.locator("tr.row .name > span")


def test_a_browser_that_starts_without_the_server_shows_the_last_board_as_old_and_comes_back(
    hall: Hall, trade: Staged, start: Remembering, proxy: Proxy
) -> None:
    hall.panel(trade).mark("K3", "B1.1", "1")
    with start(proxy.base) as browser:
        wall = Wall(browser.pages[0])
        wall.hang(hall)
        wall.told(hall, "show", board=f"trade:{trade.id}", seconds="20", language="en")
        expect(names(wall).first).to_have_text("Minyi Shi")
        kept = ["/screen", f"/board/{trade.id}", f"/live/trades/{trade.id}"]
        wall.page.evaluate(KEPT, kept)
    proxy.cut()
    hall.panel(trade).mark("K1", "B1.1", "1")
    hall.panel(trade).mark("K1", "A1.2", "1")
    with start(proxy.base) as browser:
        wall = Wall(browser.pages[0])
        wall.page.goto("/screen")
        expect(names(wall).first).to_have_text("Minyi Shi")
        expect(wall.page.locator(".lost")).to_contain_text("No connection since")
        expect(wall.board.locator(".badge")).to_contain_text("No connection", timeout=20_000)
        proxy.restore()
        expect(names(wall).first).to_have_text("Yiming Chen", timeout=20_000)
        expect(wall.board.locator(".badge")).to_contain_text("Live")
        expect(wall.page.locator(".lost")).to_have_count(0)


def test_a_screen_without_a_server_shows_nothing_that_only_the_office_may_see(
    hall: Hall, trade: Staged, start: Remembering, proxy: Proxy
) -> None:
    with start(proxy.base) as browser:
        wall = Wall(browser.pages[0])
        wall.hang(hall)
        boards = [f"trade:{trade.id}", "progress:1"]
        wall.told(hall, "show", board=boards, seconds=["5", "5"], language="en")
        expect(wall.board.locator(".progress-wall")).to_be_visible(timeout=20_000)
        wall.page.evaluate(KEPT, ["/screen", f"/board/{trade.id}"])
        kept = wall.page.evaluate(ADDRESSES)
        assert not [each for each in kept if "progress" in each and "/static/" not in each]
