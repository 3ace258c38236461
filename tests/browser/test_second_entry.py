"""A second person enters a sheet again: with keys alone, by the texts of the levels."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import scheme

pytestmark = pytest.mark.browser


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade with aspects of every kind, each sheet of which is entered twice."""
    found = hall.stage(scheme=scheme(["judgement", "pass_fail", "count", "tolerance", "choice"]))
    here = f"/organise/trades/{found.id}"
    hall.organiser.fill(f"{here}/signing", {"signing": "panel"})
    hall.organiser.fill(f"{here}/checking", {"checking": "blind", "confirming": "none"})
    code = f"{found.id}90"
    listed = {"judges": f"{code},魏敏,Min Wei", "role": "judge"}
    found.pins[code] = hall.organiser.fill(f"{here}/judges", listed).json()["pins"][code]
    return found


@pytest.fixture
def page(hall: Hall, trade: Staged, sit: Sit) -> Page:
    """Give the page of a second person, at the first value."""
    panel = hall.panel(trade)
    panel.vote("K1", "A1.1", "232")
    for aspect, value in (("A1.2", "1"), ("A1.3", "7"), ("A1.4", "20.3"), ("A1.5", "0")):
        panel.mark("K1", aspect, value)
    sheet = panel.sheet("K1", "A")
    page = sit(f"{trade.id}90").page
    page.evaluate("(sheet) => { location.hash = `#check-${sheet}`; }", sheet)
    expect(page.locator(".look .places li")).to_have_count(7)
    return page


def at(page: Page, line: int) -> None:
    """Wait until the value of a line, counted from 0, is on the screen."""
    expect(page.locator(".places button").nth(line)).to_have_attribute("aria-current", "true")


def test_keys_alone_enter_a_sheet_again(page: Page) -> None:
    for line, keys in enumerate(("2", "3", "x", "1", "8 Enter", "2 0 , 3 Enter", "2")):
        at(page, line)
        for key in keys.split():
            page.keyboard.press(key)
    expect(page.locator(".places .st.received")).to_have_count(7)
    assert page.locator(".places .v").all_inner_texts() == [
        "2",
        "3",
        "Not attempted",
        "Yes, met",
        "8",
        "20.3 mm",
        "One missing",
    ]
    page.keyboard.press("ArrowUp")
    at(page, 5)
    page.keyboard.press("4")
    page.keyboard.press("q")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.locator(".twice output")).to_contain_text("4")
    expect(page.locator(".twice .bounds")).to_contain_text("press Backspace first")


def test_a_second_person_reads_the_levels_own_texts(page: Page) -> None:
    keys = page.locator(".look .keys .btn")
    expect(keys).to_have_count(4)
    expect(keys.nth(1)).to_contain_text("Exceeds industry standard in places")
    expect(keys.nth(1).locator("small")).to_have_text("Good")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
