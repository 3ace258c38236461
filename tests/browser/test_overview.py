"""All trades on one screen: they move with the marks and stand still when frozen."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import See
from tests.browser.hall import Hall, Staged
from tests.browser.views import SILENCE_MS, View
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

STATE: Final = ".badge, .bar-row .st"
PAUSED: Final = {"zh": "暂停", "en": "Suspended"}


def opened(hall: Hall, see: See, base: str = "", *, has_clock: bool = False) -> Page:
    page = see(f"/boards/{hall.competition}", base, has_clock=has_clock)
    expect(page.locator(".survey li").first).to_be_visible()
    return page


def item(page: Page, trade: Staged) -> Locator:
    """Return what an overview says of a trade; on a hall screen its page is turned to, and held."""
    found = page.locator(f"[data-trade='{trade.id}']")
    for turn in page.locator(".turn button:not(.hold)").all():
        if found.count():
            break
        turn.click()
        page.wait_for_timeout(50)
    for hold in page.locator(".hold[aria-pressed=false]").all():
        hold.click()
    return found


def test_an_overview_follows_the_marks_from_leader_to_leader(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    page = opened(hall, see)
    shown = item(page, trade)
    panel.mark("K3", "B1.1", "1")
    expect(shown.locator(".who b")).to_have_text(view.names["K3"])
    expect(shown.locator(".who .num")).to_have_text("4.00")
    page.evaluate("document.documentElement.style.setProperty('--m-mark', '600s')")
    panel.mark("K1", "A1.2", "1")
    panel.mark("K1", "B1.1", "1")
    expect(shown.locator(".who b")).to_have_text(view.names["K1"])
    expect(shown.locator(".who .num")).to_have_text("6.00")
    expect(shown).to_have_class(re.compile("fresh"))


def test_an_overview_stands_still_when_frozen_and_goes_on_when_lifted(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K3", "B1.1", "1")
    page = opened(hall, see)
    shown = item(page, trade)
    expect(shown.locator(".who b")).to_have_text(view.names["K3"])
    hall.freeze(trade)
    expect(shown.locator(".st.frozen")).to_be_visible()
    expect(shown.locator(".who")).to_have_text(view.says("Places at the ceremony"))
    panel.mark("K1", "B1.1", "1")
    panel.mark("K1", "A1.2", "1")
    hall.freeze(trade, "lift")
    expect(shown.locator(".who b")).to_have_text(view.names["K1"])


def test_an_overview_that_hears_nothing_says_so_and_catches_up(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    page = opened(hall, see, proxy.base, has_clock=True)
    state = page.locator(STATE).first
    expect(state).to_contain_text(view.says("Live"))
    proxy.still()
    panel.mark("K2", "B1.1", "1")
    page.clock.fast_forward(SILENCE_MS)
    expect(state).to_contain_text(view.says("No connection"))
    proxy.restore()
    expect(state).to_contain_text(view.says("Live"))
    expect(item(page, trade).locator(".who b")).to_have_text(view.names["K2"])


@pytest.mark.parametrize("view", [View("1920x1080", "en"), View("390x844", "zh")], ids=str)
def test_an_overview_goes_on_when_a_trade_is_suspended_and_says_so(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    shown = item(opened(hall, see), trade)
    panel.mark("K3", "B1.1", "1")
    expect(shown.locator(".who .num")).to_have_text("4.00")
    hall.suspend(trade)
    expect(shown.locator(".right .st.frozen")).to_contain_text(PAUSED[view.language])
    hall.suspend(trade, "resumptions")
    panel.mark("K3", "A1.2", "1")
    expect(shown.locator(".who .num")).to_have_text("6.00")
    expect(shown.locator(".right .st.frozen")).to_have_count(0)
