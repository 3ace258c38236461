"""Tablets behind a proxy that hides the server's address: marks wait, and go by themselves."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.proxy import Proxy

pytestmark = pytest.mark.browser


def test_marks_wait_behind_a_proxy_that_hides_the_address_and_go_once_it_is_mended(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.hide_address()
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.page.locator(".net")).to_contain_text("The server takes no marks now.")
    for aspect, keys in (("A1.3", "4"), ("A1.4", "20.4")):
        tablet.type(aspect, keys)
    read_what_to_do(tablet.page, proxy.base.removeprefix("http://"))
    for aspect in ("A1.2", "A1.3", "A1.4"):
        expect(tablet.state(aspect)).to_have_text("On this tablet")
    expect(tablet.page.locator("a.alarm")).to_have_count(0)
    assert hall.lines(trade) == []
    proxy.restore()
    for aspect in ("A1.2", "A1.3", "A1.4"):
        expect(tablet.state(aspect)).to_have_text("Received")
    expect(tablet.page.locator(".net")).to_contain_text("Every mark of yours is received")
    assert [line[3] for line in hall.lines(trade)] == ["1", "4", "20.4"]


def read_what_to_do(page: Page, host: str) -> None:
    """Read what the judge and the organiser are told, and go back to marking."""
    page.get_by_role("button", name="What to do").tap()
    dialog = page.get_by_role("dialog")
    for words in ("Nothing is lost", host, "X-Forwarded-Host"):
        expect(dialog).to_contain_text(words)
    dialog.get_by_role("button", name="Back to marking").tap()
    expect(dialog).to_have_count(0)


def test_whoever_signs_in_behind_such_a_proxy_is_told_why_not(
    trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.page.get_by_role("button", name="Sign out").tap()
    proxy.hide_address()
    tablet.page.get_by_role("button", name="Another judge: code and PIN").tap()
    tablet.page.locator("input[name=code]").fill(trade.judges[0])
    tablet.enter_pin(trade.pins[trade.judges[0]])
    expect(tablet.page.get_by_role("alert")).to_contain_text("arrived for inner.test:8000")
