"""What the rules make of a trade is on its boards: places, statuses, scores, medals."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Look
from tests.browser.hall import Hall, Staged

pytestmark = pytest.mark.browser

PHONE: Final = {"width": 390, "height": 844}
RULES: Final = {
    "ranking": "1223",
    "scale": {"decimals": 2},
    "pass_marks": [{"part": "B", "points": "4", "effect": "rank"}],
    "medals": {"kind": "places", "bronze": 0},
    "prizes": {"kind": "number", "numbers": [2], "merit": {"kind": "number", "number": 1}},
}
BEST, WORSE = "322 1 8 20.5 0 1 221", "101 0 not_attempted 19.5 2 1 122"
SCORE: Final = re.compile(r"^\d+\.\d\d$")


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade of these rules."""
    return hall.stage(rules=RULES)


def two_equals(hall: Hall, trade: Staged) -> None:
    """Mark everything but the second module of K4; K1 and K2 are equals."""
    panel = hall.panel(trade)
    for entry, marks in (("K1", BEST), ("K2", BEST), ("K3", WORSE)):
        panel.complete(entry, marks)
    panel.vote("K4", "A1.1", "333")
    for aspect, value in (("A1.2", "1"), ("A1.3", "8"), ("A1.4", "20"), ("A1.5", "0")):
        panel.mark("K4", aspect, value)


def fail(hall: Hall, trade: Staged) -> None:
    """Mark the second module of K4, below its pass mark."""
    panel = hall.panel(trade)
    panel.mark("K4", "B1.1", "0")
    panel.vote("K4", "B1.2", "333")


def publish(hall: Hall, trade: Staged) -> None:
    """Sign and publish the result of *trade*."""
    hall.sign(trade)
    hall.organiser.fill(f"/organise/trades/{trade.id}/publication", {"state": "provisional"})


def rows(board: Page, cell: str) -> list[str]:
    """Return what stands in a cell of each row."""
    return board.locator(f"tr.row {cell}").all_inner_texts()


def test_places_go_on_after_a_shared_one_as_the_rules_say(
    hall: Hall, trade: Staged, look: Look
) -> None:
    two_equals(hall, trade)
    board = look()
    expect(board.locator("tr.row .place")).to_have_text(["1", "1", "2", "3"])


def test_scores_that_the_server_works_out_follow_each_mark(
    hall: Hall, trade: Staged, look: Look
) -> None:
    two_equals(hall, trade)
    board = look()
    expect(board.locator("tr.row .sc")).to_have_text([SCORE] * 4)
    before = rows(board, ".sc")
    hall.panel(trade).mark("K3", "A1.2", "1")
    expect(board.locator("tr.row .sc").last).not_to_have_text(before[-1])
    shown = board.request.get(f"/live/trades/{trade.id}").json()["rows"]
    best_first = sorted(shown, key=lambda row: -float(row["total"]))
    expect(board.locator("tr.row .sc")).to_have_text([row["score"] for row in best_first])


def test_who_fails_the_pass_mark_leaves_the_places_and_says_why(
    hall: Hall, trade: Staged, look: Look
) -> None:
    two_equals(hall, trade)
    board = look()
    expect(board.locator("tr.row .place")).to_have_text(["1", "1", "2", "3"])
    fail(hall, trade)
    expect(board.locator("tr.row .place")).to_have_text(["1", "1", "2"])
    last = board.locator("tr.row").last
    expect(last.locator(".out")).to_have_text("not passed")
    expect(last.locator(".code")).to_have_text("K4")
    expect(last.locator(".tot")).to_have_text("12.80")
    # The three that are left have no spread to make a scale of.
    expect(board.locator("tr.row .sc")).to_have_count(0)


def test_a_board_shows_medals_and_prizes_as_soon_as_they_are_published(
    hall: Hall, trade: Staged, look: Look, enter: Callable[..., BrowserContext]
) -> None:
    two_equals(hall, trade)
    fail(hall, trade)
    board = look()
    expect(board.get_by_role("columnheader", name="Move")).to_be_visible()
    publish(hall, trade)
    expect(board.get_by_role("columnheader", name="Prize")).to_be_visible()
    won = board.locator("tr.row .won")
    expect(won).to_have_text([re.compile("G.*Gold.*First prize")] * 2 + ["Merit prize"])
    expect(board.locator("tr.row .place .medal")).to_have_count(0)
    phone = enter(viewport=PHONE).new_page()
    phone.goto(f"/board/{trade.id}")
    expect(phone.locator(".row .c .medal")).to_have_text(["G", "G"])
    expect(phone.locator(".row .prize")).to_have_text(["First prize", "First prize", "Merit prize"])
    expect(phone.locator(".row .reason")).to_have_text("not passed")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_result_says_who_won_what_and_by_which_rules(
    hall: Hall, trade: Staged, enter: Callable[..., BrowserContext]
) -> None:
    two_equals(hall, trade)
    fail(hall, trade)
    publish(hall, trade)
    result = enter().new_page()
    result.goto(f"/results/{trade.id}")
    expect(result.locator("table.result .md")).to_have_text(
        [re.compile("First prize")] * 2 + ["Merit prize", ""]
    )
    expect(result.locator("table.result tbody tr").last).to_contain_text("failed a pass mark")
    expect(result.get_by_text("1, 2, 2, 3")).to_be_visible()
