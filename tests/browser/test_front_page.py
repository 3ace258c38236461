"""The front page follows the trades, says how old it is, and says when it hears nothing."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter, See
from tests.browser.extents import expect_no_way_sideways
from tests.browser.hall import Hall, Staged
from tests.browser.views import SILENCE_MS, View
from tests.proxy import Proxy

pytestmark = pytest.mark.browser


def age(page: Page) -> Locator:
    """Return what the page says of its age."""
    return page.locator(".age .st")


def row(page: Page, trade: Staged) -> Locator:
    """Return what the page says of a trade."""
    return page.locator(f"[data-trade='{trade.id}']")


def test_the_front_page_counts_marks_and_states_as_they_come(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    page = see("/")
    expect(age(page)).to_contain_text(view.says("Live"))
    shown = row(page, trade)
    hall.panel(trade).mark("K3", "B1.1", "1")
    expect(shown.locator(".done .num")).to_have_text("0/7")
    expect(shown.locator(".state .st.live")).to_be_visible()
    for entry in ("K1", "K2", "K4"):
        hall.panel(trade).mark(entry, "B1.1", "1")
    expect(shown.locator(".done .num")).to_have_text("1/7")
    expect(shown.locator(".done .bar")).to_be_visible()
    hall.freeze(trade)
    expect(shown.locator(".state .st.frozen")).to_be_visible()
    expect_no_way_sideways(page)


def test_the_front_page_says_that_it_hears_nothing_and_catches_up_on_another_connection(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    page = see("/", proxy.base, has_clock=True)
    expect(age(page)).to_contain_text(view.says("Live"))
    live = row(page, trade).locator(".state .st.live")
    expect(live).to_be_visible()
    proxy.still()
    hall.freeze(trade)
    page.clock.fast_forward(SILENCE_MS)
    expect(age(page)).to_contain_text(view.says("No connection"))
    expect(live).not_to_be_visible()
    proxy.cut()
    proxy.restore()
    page.clock.fast_forward(SILENCE_MS)
    expect(age(page)).to_contain_text(view.says("Live"))
    expect(row(page, trade).locator(".state .st.frozen")).to_be_visible()


@pytest.mark.parametrize("view", [View("390x844", "zh"), View("1920x1080", "en")], ids=str)
def test_the_front_page_says_from_when_it_is_where_nothing_renews_it(
    hall: Hall, trade: Staged, view: View, enter: Enter
) -> None:
    assert (hall.base, trade.id) != ("", 0)
    page = enter(view.language, viewport=view.screen, java_script_enabled=False).new_page()
    page.goto("/")
    expect(page.locator(".age")).to_contain_text(view.says.beginning("As of %(time)s"))
    expect(page.locator(".age")).to_be_visible()


@pytest.mark.parametrize("view", [View("390x844", "en")], ids=str)
def test_the_front_page_is_renewed_once_for_each_change_of_state(
    hall: Hall, trade: Staged, see: See, view: View
) -> None:
    page = see("/")
    expect(age(page)).to_contain_text(view.says("Live"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hall.freeze(trade)
    expect(row(page, trade).locator(".state .st.frozen")).to_be_visible()
    hall.freeze(trade, "lift")
    expect(row(page, trade).locator(".state .st.live")).to_be_visible()
    hall.panel(trade).mark("K1", "B1.1", "1")
    assert [url for url in asked if url == f"{hall.base}/"] == [f"{hall.base}/"] * 2
