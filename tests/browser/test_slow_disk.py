"""On a slow disk the page leaves nobody's place: it goes on only from what was marked."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sit
from tests.browser.disk import SLOW
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import begin, lines, scheme

pytestmark = pytest.mark.browser


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade whose sheets are counted."""
    return hall.stage(scheme=scheme(["count"] * 5))


def store(page: Page, value: str) -> None:
    """Type a value on the pad and store it."""
    for key in value:
        page.locator(".pad").get_by_role("button", name=key, exact=True).tap()
    page.locator(".padbox .btn.main").tap()


@pytest.mark.parametrize("view", ["one", "dense"])
def test_who_went_to_another_aspect_stays_there(
    hall: Hall, trade: Staged, sit: Sit, view: str
) -> None:
    page = begin(sit(1), view)
    line = page.locator("nav.list li button" if view == "one" else ".row .about")
    page.evaluate(SLOW)
    line.nth(1).tap()
    store(page, "7")
    line.nth(4).tap()
    page.evaluate("slow.go()")
    expect(page.locator(".scroll .st.received")).to_have_count(1)
    expect(page.locator("#aspect .num")).to_have_text("A1.5")
    store(page, "4")
    expect(page.locator("#aspect .num")).to_have_text("A1.1")
    expect(page.locator(".scroll .st.received")).to_have_count(2)
    assert lines(hall, trade) == [("K1", "7"), ("K1", "4")]


def test_who_went_to_another_competitor_stays_there(hall: Hall, trade: Staged, sit: Sit) -> None:
    page = begin(sit(1), "across")
    expect(page.locator("nav.list li button:not([disabled])")).to_have_count(4)
    page.evaluate(SLOW)
    store(page, "7")
    page.locator("nav.list li button").nth(2).tap()
    expect(page.locator(".top .who b").first).to_have_text("03")
    page.evaluate("slow.go()")
    expect(page.locator("nav.list .st.received")).to_have_count(1)
    expect(page.locator(".top .who b").first).to_have_text("03")
    expect(page.locator("judge-tablet[data-resting=false]")).to_be_visible()
    store(page, "4")
    expect(page.locator(".top .who b").first).to_have_text("04")
    expect(page.locator("nav.list .st.received")).to_have_count(2)
    assert lines(hall, trade) == [("K1", "7"), ("K3", "4")]
