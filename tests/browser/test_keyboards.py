"""A keyboard means on every page what its judge means, also through an input method."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sit
from tests.browser.disk import SLOW
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import begin, lines, scheme

pytestmark = pytest.mark.browser
# What a Chinese input method hands over, which Playwright has no keys for.
_STROKE = """([key, code]) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", {key, code, bubbles: true, cancelable: true}))"""


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade whose sheets are counted and measured."""
    return hall.stage(scheme=scheme(["count", "tolerance", "count", "tolerance"]))


def strokes(page: Page, keys: str) -> None:
    """Type *keys* and store them."""
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Enter")


def write(page: Page, *keys: str) -> None:
    """Type keys as an input method hands them over, each as ``key`` or ``key/code``."""
    for key in keys:
        page.evaluate(_STROKE, [*key.split("/"), ""][:2])


def at(page: Page, aspect: str) -> None:
    """Wait until an aspect is on the screen."""
    expect(page.locator("#aspect .num")).to_have_text(aspect)


@pytest.mark.parametrize("view", ["one", "dense"])
def test_enter_stores_what_was_typed_wherever_a_tap_left_the_focus(
    hall: Hall, trade: Staged, sit: Sit, view: str
) -> None:
    page = begin(sit(1), view)
    page.locator(".bottom .next").tap()
    at(page, "A1.2")
    page.locator(".bottom .next").focus()
    strokes(page, "20.1")
    at(page, "A1.3")
    strokes(page, "5")
    at(page, "A1.4")
    line = page.locator("nav.list li button" if view == "one" else ".row .field").first
    line.tap()
    at(page, "A1.1")
    page.keyboard.press("Enter")
    at(page, "A1.4")
    line.tap()
    strokes(page, "7")
    at(page, "A1.4")
    expect(page.locator(".scroll .st.received")).to_have_count(3)
    assert [value for _, value in lines(hall, trade)] == ["20.1", "5", "7"]


def test_a_button_that_the_tab_key_reached_takes_its_own_enter(trade: Staged, sit: Sit) -> None:
    assert trade.judges
    page = begin(sit(1), "one")
    at(page, "A1.1")
    page.locator(".tools .na").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("nav.list .st.received")).to_have_count(1)
    expect(page.locator("nav.list .v").first).to_contain_text("Not attempted")


@pytest.mark.parametrize(
    "sign", ["，/Comma", "．/Period", "、/Slash", "。/Period", "Process/Period", "./Period"]
)
def test_every_decimal_sign_of_an_input_method_is_a_point(
    hall: Hall, trade: Staged, sit: Sit, sign: str
) -> None:
    page = begin(sit(1), "one")
    write(page, "４", "Enter")
    at(page, "A1.2")
    write(page, "2", "０", sign, "Process/Digit1")
    expect(page.locator(".val output")).to_have_text("20.1mm")
    write(page, "Process/NumpadEnter")
    at(page, "A1.3")
    expect(page.locator("nav.list .st.received")).to_have_count(2)
    assert [value for _, value in lines(hall, trade)] == ["4", "20.1"]


@pytest.mark.parametrize("key", ["·", "o", " ", "-", "Process/Quote"])
def test_a_key_that_is_no_part_of_a_number_is_taken_back_before_anything_is_stored(
    hall: Hall, trade: Staged, sit: Sit, key: str
) -> None:
    page = begin(sit(1), "one")
    write(page, "n")
    at(page, "A1.2")
    write(page, "2", "0", key, "1", "Enter")
    expect(page.locator(".val .refused")).to_contain_text("press Backspace first")
    expect(page.locator(".val output")).to_have_text("20mm")
    write(page, "Backspace")
    expect(page.locator(".val .refused")).to_have_count(0)
    write(page, ".", "1", "Enter")
    at(page, "A1.3")
    expect(page.locator("nav.list .st.received")).to_have_count(1)
    assert [value for _, value in lines(hall, trade)] == ["20.1"]


def test_what_is_typed_while_the_disk_is_slow_is_stored_where_it_belongs(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    page = begin(sit(1), "one")
    page.evaluate(SLOW)
    strokes(page, "5")
    strokes(page, "20.1")
    expect(page.locator("nav.list .st.unsent, nav.list .st.received")).to_have_count(0)
    page.evaluate("slow.go()")
    at(page, "A1.3")
    expect(page.locator("nav.list .st.received")).to_have_count(2)
    assert [value for _, value in lines(hall, trade)] == ["5", "20.1"]
