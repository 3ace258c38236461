"""All trades on one screen: they move with the marks and stand still when frozen."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import HALL_SCREEN, TABLET
from tests.browser.hall import Hall, Staged
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

SILENCE_MS: Final = 16_000
PHONE: Final = {"width": 390, "height": 844}
MARKS: Final = (
    "322 1 8 20.5 0 1 221",
    "232 1 3 20.6 1 0 333",
    "101 0 0 19.5 2 1 122",
    "223 1 7 20 0 1 112",
)
Enter = Callable[..., BrowserContext]


def item(page: Page, trade: Staged) -> Locator:
    """Return what an overview says of a trade; on a hall screen its page is turned to first."""
    found = page.locator(f"[data-trade='{trade.id}']")
    for turn in page.locator(".turn button:not(.hold)").all():
        if found.count():
            break
        turn.click()
        page.wait_for_timeout(50)
    return found


def everything(hall: Hall, trade: Staged) -> None:
    """Mark all of a trade."""
    panel = hall.panel(trade)
    for entry, marks in zip(("K1", "K2", "K3", "K4"), MARKS, strict=True):
        panel.complete(entry, marks)


@pytest.mark.parametrize("screen", [HALL_SCREEN, TABLET, PHONE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_overview_follows_marks_and_stands_still_when_frozen(
    hall: Hall, trade: Staged, enter: Enter, screen: dict[str, int], language: str
) -> None:
    panel = hall.panel(trade)
    page = enter(language, viewport=screen).new_page()
    page.goto(f"/boards/{hall.competition}")
    expect(page.locator(".survey li").first).to_be_visible()
    shown = item(page, trade)
    panel.mark("K3", "B1.1", "1")
    name = {"zh": "石敏仪", "en": "Minyi Shi"}[language]
    expect(shown.locator(".who b")).to_have_text(name)
    expect(shown.locator(".who .num")).to_have_text("4.00")
    hall.freeze(trade)
    expect(shown.locator(".st.frozen")).to_be_visible()
    expect(shown.locator(".who")).not_to_contain_text(name)
    panel.mark("K1", "B1.1", "1")
    panel.mark("K1", "A1.2", "1")
    hall.freeze(trade, "lift")
    first = {"zh": "陈一鸣", "en": "Yiming Chen"}[language]
    expect(shown.locator(".who b")).to_have_text(first)


@pytest.mark.parametrize("screen", [HALL_SCREEN, PHONE])
def test_an_overview_goes_on_when_a_trade_is_suspended_and_says_so(
    hall: Hall, trade: Staged, enter: Enter, screen: dict[str, int]
) -> None:
    panel = hall.panel(trade)
    page = enter(viewport=screen).new_page()
    page.goto(f"/boards/{hall.competition}")
    expect(page.locator(".survey li").first).to_be_visible()
    shown = item(page, trade)
    panel.mark("K3", "B1.1", "1")
    expect(shown.locator(".who .num")).to_have_text("4.00")
    hall.suspend(trade)
    expect(shown.locator(".right")).to_contain_text("Suspended")
    hall.suspend(trade, "resumptions")
    panel.mark("K3", "A1.2", "1")
    expect(shown.locator(".who .num")).to_have_text("6.00")
    expect(shown.locator(".right")).not_to_contain_text("Suspended")


def test_an_overview_that_hears_nothing_says_so(hall: Hall, enter: Enter, proxy: Proxy) -> None:
    page = enter(base=proxy.base, viewport=HALL_SCREEN).new_page()
    page.clock.install()
    page.goto(f"/boards/{hall.competition}")
    expect(page.locator(".badge")).to_contain_text("Live")
    proxy.still()
    page.clock.fast_forward(SILENCE_MS)
    expect(page.locator(".badge")).to_contain_text("No connection")
    proxy.restore()
    expect(page.locator(".badge")).to_contain_text("Live")


@pytest.mark.parametrize("path", ["medals", "delegations/GZ"])
def test_medals_come_with_a_published_result_and_not_before_the_freeze_is_lifted(
    hall: Hall, trade: Staged, enter: Enter, path: str
) -> None:
    everything(hall, trade)
    hall.sign(trade)
    page = enter(viewport=HALL_SCREEN).new_page()
    page.goto(f"/boards/{hall.competition}/{path}")
    expect(page.locator(".age .st")).to_contain_text("Live")
    before = page.locator("[data-live]").inner_text()
    hall.freeze(trade)
    hall.publish(trade)
    page.reload()
    assert lead(before) == lead(page.locator("[data-live]").inner_text())
    hall.freeze(trade, "lift")
    expect(page.locator("[data-live]")).not_to_contain_text(lead(before))
    expect(page.locator("#news")).to_have_text("Results have changed")


def test_a_result_that_came_before_the_first_snapshot_is_shown(
    hall: Hall, trade: Staged, enter: Enter
) -> None:
    everything(hall, trade)
    hall.sign(trade)
    page = enter(viewport=HALL_SCREEN).new_page()
    held: list[Route] = []
    let_go: list[bool] = []

    def hold(route: Route) -> None:
        if let_go:
            route.continue_()
        else:
            held.append(route)

    snapshot = f"/live/boards/{hall.competition}"
    page.route("**/live/boards/*", hold)
    page.goto(f"/boards/{hall.competition}/medals")
    before = lead(page.locator("[data-live]").inner_text())
    after = page.request.get(snapshot).json()["table"]["after"]
    hall.publish(trade)
    while page.request.get(snapshot).json()["table"]["after"] == after:
        page.wait_for_timeout(100)
    let_go.append(True)
    for each in held:
        each.continue_()
    expect(page.locator("[data-live]")).not_to_contain_text(before)


def lead(words: str) -> str:
    """Return the line that says after how many trades."""
    return next(line for line in words.splitlines() if line.startswith("After"))


def test_a_board_is_frozen_with_its_time_and_moves_on_when_lifted(
    hall: Hall, trade: Staged, enter: Enter
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    board = enter(viewport=HALL_SCREEN).new_page()
    board.goto(f"/board/{trade.id}")
    expect(board.locator("tr.row .code").first).to_have_text("K1")
    hall.freeze(trade)
    expect(board.locator(".badge")).to_contain_text("Final places at the ceremony")
    panel.mark("K2", "B1.1", "1")
    hall.freeze(trade, "lift")
    expect(board.locator("tr.row .code").first).to_have_text("K2")
    expect(board.locator("tr.row .chg").first).to_contain_text("1")
    expect(board.locator(".badge")).to_contain_text("Live")


@pytest.mark.parametrize("viewport", [HALL_SCREEN, PHONE], ids=["hall", "phone"])
def test_colours_of_a_delegation_stand_beside_its_name_and_nowhere_else(
    trade: Staged, enter: Enter, viewport: dict[str, int]
) -> None:
    board = enter(viewport=viewport).new_page()
    board.goto(f"/board/{trade.id}")
    has_flag = board.locator(".row .chip", has=board.locator("svg.flag"))
    expect(has_flag).to_have_text(["CAN"])
    stripes = has_flag.locator("rect").evaluate_all(
        "all => all.map(each => each.getAttribute('fill'))"
    )
    assert stripes == ["#c8281c", "#f0bf2c"]
