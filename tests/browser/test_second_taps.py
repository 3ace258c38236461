"""A finger that comes down twice marks once."""

from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import begin, scheme

pytestmark = pytest.mark.browser

# The second tap comes as soon as the next aspect stands there; says whether the page looks so.
TWICE: Final = """async () => {
    const na = () => document.querySelector(".tools .na");
    na().click();
    while (document.querySelector("#aspect .num").textContent !== "A1.2") {
        await new Promise(requestAnimationFrame);
    }
    na().click();
    return document.querySelector("judge-tablet").dataset.resting;
}"""
ARRIVED: Final = """async (way) => {
    document.querySelector(way).click();
    await document.querySelector("judge-tablet").updateComplete;
    return document.querySelector(".arrival b")?.textContent;
}"""


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade in which a typed aspect comes after one that is tapped."""
    return hall.stage(scheme=scheme(["pass_fail", "count"]))


def test_not_attempted_is_not_said_of_the_next_aspect(hall: Hall, trade: Staged, sit: Sit) -> None:
    page = begin(sit(1), "one")
    assert page.evaluate(TWICE) == "true"
    expect(page.locator("judge-tablet")).to_have_attribute("data-resting", "false")
    expect(page.locator("nav.list .st.received")).to_have_count(1)
    assert [line[3] for line in hall.lines(trade)] == ["not_attempted"]


def test_undo_tapped_twice_at_once_takes_one_mark_back(hall: Hall, trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    page = begin(tablet, "one")
    tablet.prefer(goesOn=False)
    for words in ("Yes, met", "No, not met"):
        tablet.choose("A1.1", words)
    expect(tablet.state("A1.1")).to_have_text("Received")
    page.locator(".bottom .undo").evaluate("(each) => { each.click(); each.click(); }")
    expect(tablet.line("A1.1").locator(".v")).to_have_text("Yes, met")
    expect(tablet.state("A1.1")).to_have_text("Received")
    assert [line[3] for line in hall.lines(trade)] == ["1", "0", "1"]


def test_each_way_to_another_competitor_shows_who_it_is_first(sit: Sit) -> None:
    tablet = sit(1)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    page = begin(tablet, "across")
    onward, first = ".bottom .btn:last-child", "nav.list li:first-child button"
    assert page.evaluate(ARRIVED, onward) == "02"
    assert page.evaluate(ARRIVED, onward) == "03"
    assert page.evaluate(ARRIVED, first) == "01"
    expect(page.locator(".arrival")).to_have_count(0)
