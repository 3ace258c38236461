"""A trade of many: every entry comes by on a wall by itself, and is found in a hand."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import See
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged
from tests.browser.views import VIEWS, WALLS, View

pytestmark = pytest.mark.browser

ENTRIES: Final = 100
CODES: Final = [f"P{at:03}" for at in range(1, ENTRIES + 1)]
PHONES: Final = [view for view in VIEWS if view.is_phone]
# No page is read for so long.
LONGEST_S: Final = 20
# What of the list is not wholly on the screen, or runs out of it at the side.
CUT_OFF: Final = """rows => rows.filter(row => {
    const { top, bottom, left, right } = row.getBoundingClientRect();
    return top < 0 || bottom > innerHeight || left < 0 || right > innerWidth;
}).length"""

# How many lines the foot has with seven pages, and more to say.
LINES: Final = """() => {
    const foot = document.querySelector("footer > p");
    const ticks = document.querySelector("footer .turn");
    const tick = ticks.querySelector("button:not(.hold)");
    while (ticks.querySelectorAll("button:not(.hold)").length < 7) {
        ticks.prepend(tick.cloneNode());
    }
    foot.append(" · Modules A–F of 7");
    return foot.clientHeight / parseFloat(getComputedStyle(foot).lineHeight);
}"""


@pytest.fixture(scope="module")
def crowd(hall: Hall) -> Staged:
    """Give a trade of a hundred entries, some of which have marks."""
    people = (
        f"{code},,选手{code},Entry {code},,GZ,广州代表队,Guangzhou,广州,CAN," for code in CODES
    )
    roster = "\n".join([ROSTER.splitlines()[0], *people, ""])
    number = hall.add_trade()
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    staged = hall.furnish(number, SCHEME, roster, judges)
    panel = hall.panel(staged)
    for code in ("P100", "P031", "P002"):
        panel.mark(code, "A1.2", "1")
    return staged


def wait_for_the_next(page: Page) -> None:
    """Let the page's time pass until the board has turned to other rows."""
    numbers = page.locator(".pages b")
    before = numbers.inner_text()
    for _ in range(LONGEST_S):
        page.clock.run_for(1000)
        if numbers.inner_text() != before:
            return
    raise AssertionError(before)


def codes(page: Page) -> list[str]:
    return page.locator("tr.row .code").all_inner_texts()


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_every_entry_of_a_crowd_comes_by_on_a_wall_by_itself(crowd: Staged, see: See) -> None:
    page = see(f"/board/{crowd.id}", has_clock=True)
    numbers = page.locator(".pages b")
    came: list[str] = []
    while len(came) < ENTRIES:
        expect(numbers).to_contain_text(f"{len(came) + 1}–")
        shown = codes(page)
        assert page.locator("tr.row").evaluate_all(CUT_OFF) == 0
        came += shown
        wait_for_the_next(page)
    assert sorted(came) == CODES
    assert came[:3] == ["P002", "P031", "P100"]
    expect(numbers).to_contain_text("1–")


@pytest.mark.parametrize("view", PHONES, ids=str)
def test_everybody_of_a_crowd_is_in_the_list_of_a_phone(
    crowd: Staged, view: View, see: See
) -> None:
    page = see(f"/board/{crowd.id}")
    rows = page.locator("li.row")
    expect(rows).to_have_count(ENTRIES)
    called = {"zh": "选手", "en": "Entry "}[view.language]
    expect(rows.locator(".n > b").first).to_have_text(f"{called}P002")
    last = rows.last
    last.scroll_into_view_if_needed()
    expect(last.locator(".n > b")).to_have_text(f"{called}P099")
    sideways = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(sideways) <= 0


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_the_foot_of_many_pages_keeps_to_two_lines(crowd: Staged, see: See) -> None:
    page = see(f"/board/{crowd.id}")
    expect(page.locator(".turn button").first).to_be_visible()
    assert round(page.evaluate(LINES)) == 2
