"""How far judging is, on the desk and the wall of the office: it follows, and owns to its age."""

from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.conftest import Enter, See
from tests.browser.extents import expect_no_way_sideways
from tests.browser.hall import Hall, Staged, sign_organiser_in
from tests.browser.views import FAR_APART, SILENCE_MS, View
from tests.browser.walls import Wall
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

SMALLEST_PX: Final = 13
# The browser's own patience counts by the page's clock too.
PATIENCE = """AbortSignal.timeout = (ms) => {
    const patience = new AbortController();
    setTimeout(() => patience.abort(), ms);
    return patience.signal;
}"""


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade that is counted already."""
    staged = hall.stage()
    hall.organiser.get(f"/live/trades/{staged.id}")
    return staged


@pytest.fixture(scope="module")
def screen(hall: Hall, browser: Browser) -> StorageState:
    """Give what a screen keeps that may show how far judging is."""
    context = browser.new_context(base_url=hall.base)
    wall = Wall(context.new_page())
    wall.hang(hall)
    wall.told(hall, "show", board=f"progress:{hall.competition}", seconds="20")
    kept = context.storage_state()
    context.close()
    return kept


def at_the_desk(enter: Enter, view: View, hall: Hall, base: str = "") -> Page:
    """Return the office's page as the view has it, with a clock to set."""
    context = enter(view.language, base, viewport=view.screen)
    sign_organiser_in(context)
    page = context.new_page()
    page.add_init_script(PATIENCE)
    page.clock.install()
    page.goto(f"/organise/competitions/{hall.competition}/progress")
    return page


def begun(page: Page, trade: Staged) -> Locator:
    """Return how much of the first module of a trade is marked."""
    row = page.locator("tr", has=page.locator(f"a[href$='/trades/{trade.id}/chief']"))
    return row.locator(".modules li").first


def test_the_offices_page_follows_the_marks(
    hall: Hall, trade: Staged, view: View, enter: Enter
) -> None:
    page = at_the_desk(enter, view, hall)
    hall.panel(trade).mark("K3", "A1.2", "1")
    page.clock.fast_forward(SILENCE_MS)
    expect(begun(page, trade)).to_contain_text("1/20")


def test_the_offices_page_says_that_nobody_answers_and_catches_up(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, enter: Enter
) -> None:
    page = at_the_desk(enter, view, hall, proxy.base)
    stopped = page.locator(".stopped")
    expect(stopped).to_be_empty()
    proxy.strand()
    hall.panel(trade).mark("K3", "A1.2", "1")
    page.clock.run_for(2 * SILENCE_MS)
    expect(stopped).to_have_text(
        view.says("The server does not answer. This list is as it was at the time above.")
    )
    proxy.restore()
    page.clock.fast_forward(SILENCE_MS)
    expect(stopped).to_be_empty()
    expect(begun(page, trade)).to_contain_text("1/20")


def test_the_offices_wall_says_that_nobody_answers_and_catches_up(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See, screen: StorageState
) -> None:
    path = f"/screen/progress/{hall.competition}"
    page = see(path, proxy.base, has_clock=True, storage_state=screen)
    badge = page.locator("#badge")
    expect(badge).to_contain_text(view.says("Live"))
    proxy.still()
    hall.panel(trade).mark("K3", "A1.2", "1")
    page.clock.fast_forward(SILENCE_MS)
    expect(badge).to_contain_text(view.says("No connection"))
    expect(page.get_by_role("status")).to_have_text(view.says("No connection"))
    proxy.restore()
    page.clock.fast_forward(SILENCE_MS)
    expect(badge).to_contain_text(view.says("Live"))
    module = page.locator(f"[data-trade='{trade.id}'] .modules li").first
    expect(module).to_contain_text("1/20")
    expect_no_way_sideways(page)
    figures = page.locator(".modules span").first
    size = float(figures.evaluate("each => parseFloat(getComputedStyle(each).fontSize)"))
    assert size >= SMALLEST_PX


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_the_offices_wall_goes_on_while_the_public_is_frozen(
    hall: Hall, trade: Staged, view: View, see: See, screen: StorageState
) -> None:
    hall.freeze(trade)
    path = f"/screen/progress/{hall.competition}"
    page = see(path, has_clock=True, storage_state=screen)
    expect(page.locator("#badge")).to_contain_text(view.says("Live"))
    module = page.locator(f"[data-trade='{trade.id}'] .modules li").first
    hall.panel(trade).mark("K3", "A1.2", "1")
    page.clock.fast_forward(SILENCE_MS)
    expect(module).to_contain_text("1/20")
    hall.freeze(trade, "lift")
