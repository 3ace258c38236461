"""The chief judge's page on a tablet: it follows the panels, and locks, reopens and decides."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import TABLET
from tests.browser.hall import Hall, Panel, Staged
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

Enter = Callable[..., BrowserContext]


@pytest.fixture
def panel(hall: Hall, trade: Staged) -> Panel:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    return hall.panel(trade)


def desk(enter: Enter, trade: Staged, language: str = "en", base: str = "") -> Page:
    page = enter(language, base, viewport=TABLET, has_touch=True).new_page()
    page.goto(f"/sign-in?next=/organise/trades/{trade.id}/chief")
    page.locator("input[name=code]").fill(trade.chief)
    page.locator("input[name=password]").fill(trade.pins[trade.chief])
    page.locator("main form button").last.click()
    expect(page.locator(".mx tbody tr")).to_have_count(4)
    return page


def cell(page: Page, entry: int, module: int) -> Locator:
    return page.locator(f".mx tbody tr:nth-child({entry}) td:nth-of-type({module})")


def test_the_matrix_follows_the_panel_from_the_first_mark_to_the_lock(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    page = desk(enter, trade)
    expect(page.locator("[data-news]")).to_have_text("Live")
    where = cell(page, 1, 2)
    panel.mark("K1", "B1.1", "1")
    expect(where).to_have_class("part")
    panel.vote("K1", "B1.2", "302")
    expect(where).to_have_class("conflict")
    page.get_by_role("button", name="Second round").tap()
    expect(page.locator("#spreads")).to_contain_text("not all votes are in")
    panel.vote("K1", "B1.2", "222")
    expect(where).to_have_class("complete")
    for entry in ("K2", "K3", "K4"):
        panel.mark(entry, "B1.1", "1")
        panel.vote(entry, "B1.2", "222")
    for entry in ("K1", "K2", "K3", "K4"):
        panel.sign(entry, "B")
    expect(where).to_have_class("signed")
    page.get_by_role("button", name="Lock B").tap()
    expect(where).to_have_class("locked")


def test_a_form_in_use_stays_while_the_rest_follows(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    page = desk(enter, trade)
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    panel.sign("K1", "B")
    page.locator("#reopen summary").tap()
    reason = page.locator("#reopen input[name=reason]")
    reason.fill("A wrong gauge.")
    panel.sign("K1", "A")
    expect(cell(page, 1, 1)).to_have_class("signed")
    expect(reason).to_have_value("A wrong gauge.")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.get_by_role("button", name="Reopen the sheet").tap()
    expect(cell(page, 1, 2)).to_have_class("complete")


def test_the_page_says_since_when_it_hears_nothing(
    trade: Staged, panel: Panel, enter: Enter, proxy: Proxy
) -> None:
    del panel
    page = desk(enter, trade, base=proxy.base)
    expect(page.locator("[data-news]")).to_have_text("Live")
    proxy.refuse(b"/organise/")
    expect(page.locator("[data-news]")).to_contain_text("No connection since")
    proxy.restore()
    expect(page.locator("[data-news]")).to_have_text("Live")


def test_the_page_works_without_scripts_and_in_chinese(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    for module in "AB":
        panel.sign("K1", module)
    context = enter("zh-CN", viewport=TABLET, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/sign-in?next=/organise/trades/{trade.id}/chief")
    page.locator("input[name=code]").fill(trade.chief)
    page.locator("input[name=password]").fill(trade.pins[trade.chief])
    page.locator("main form button").last.click()
    expect(cell(page, 1, 2)).to_have_class("signed")
    page.locator("#reopen summary").click()
    page.locator("#reopen input[name=reason]").fill("量具有误")
    page.locator("#reopen form button").click()
    expect(cell(page, 1, 1)).to_have_class("complete")
