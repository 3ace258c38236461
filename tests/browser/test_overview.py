"""All trades on one screen: they move with the marks and stand still when frozen."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import See
from tests.browser.extents import (
    expect_apart,
    expect_no_way_sideways,
    expect_whole,
    expect_within,
)
from tests.browser.glances import come
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged
from tests.browser.views import SILENCE_MS, View
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

STATE: Final = ".badge, .bar-row .st"
PAGES: Final = 40
PAUSED: Final = {"zh": "暂停", "en": "Suspended"}


def opened(hall: Hall, see: See, base: str = "", *, has_clock: bool = False) -> Page:
    page = see(f"/boards/{hall.competition}", base, has_clock=has_clock)
    expect(page.locator(".survey li").first).to_be_visible()
    return page


def item(page: Page, trade: Staged) -> Locator:
    """Return what an overview says of a trade; on a hall screen its page is turned to, and held."""
    found = page.locator(f"[data-trade='{trade.id}']")
    ways = page.locator(".turn button:not(.hold)")
    for at in range(PAGES):
        if found.count() or not ways.count():
            break
        # Of many pages only the one before and the one after have a button.
        way = ways.last if page.locator(".turn .way").count() else ways.nth(at)
        way.click()
        page.wait_for_timeout(50)
    for hold in page.locator(".hold[aria-pressed=false]").all():
        hold.click()
    return found


def test_a_trade_is_written_no_smaller_than_who_leads_in_it(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    hall.panel(trade).mark("K3", "B1.1", "1")
    page = opened(hall, see)
    size = "each => parseFloat(getComputedStyle(each).fontSize)"
    shown = item(page, trade)
    expect(shown.locator(".who b")).to_have_text(view.names["K3"])
    assert shown.locator("h2").evaluate(size) >= shown.locator(".who b").evaluate(size)


def test_an_overview_follows_the_marks_from_leader_to_leader(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    page = opened(hall, see)
    shown = item(page, trade)
    panel.mark("K3", "B1.1", "1")
    expect(shown.locator(".who b")).to_have_text(view.names["K3"])
    expect(shown.locator(".who .num")).to_have_text("4.00")
    expect(shown.locator(".who .num")).to_be_visible()
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
    expect(shown.locator(".who")).to_be_visible()
    panel.mark("K1", "B1.1", "1")
    panel.mark("K1", "A1.2", "1")
    hall.freeze(trade, "lift")
    expect(shown.locator(".who b")).to_have_text(view.names["K1"])


def test_an_overview_that_hears_nothing_says_so_and_catches_up_on_another_connection(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    page = opened(hall, see, proxy.base, has_clock=True)
    state = page.locator(STATE).first
    expect(state).to_contain_text(view.says("Live"))
    proxy.still()
    panel.mark("K2", "B1.1", "1")
    lost = view.says("No connection")
    # What the server had said may be on its way when time goes on.
    come(page, SILENCE_MS, lambda ms: expect(state).to_contain_text(lost, timeout=ms))
    proxy.cut()
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


LONG: Final = {"zh": "古丽娜尔·艾山江", "en": "Gulinaer Aishanjiang"}
TRADES: Final = (
    ("砖石雕刻", "Architectural Stonemasonry"),
    ("增材制造", "Additive Manufacturing"),
    ("信息网络布线", "Information Network Cabling"),
)


def long_named(hall: Hall, zh: str, en: str) -> Staged:
    number = hall.add_trade(name_zh=zh, name_en=en)
    roster = ROSTER.replace("石敏仪", LONG["zh"]).replace("Minyi Shi", LONG["en"])
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    return hall.furnish(number, SCHEME, roster, judges)


def test_an_overview_shows_trades_leaders_and_totals_whole(
    hall: Hall, view: View, see: See
) -> None:
    trades = [long_named(hall, *names) for names in TRADES]
    for each in trades:
        panel = hall.panel(each)
        for entry, marks in (("K3", "333 1 8 20 0 1 333"), ("K1", "222 1 7 20 0 1 222")):
            panel.complete(entry, marks)
    hall.suspend(trades[0])
    for entry in ("K2", "K4"):
        hall.panel(trades[1]).complete(entry, "222 1 7 20 0 1 111")
    hall.sign(trades[1])
    # With a medal there is a table of them, which leaves less room for the trades.
    hall.publish(trades[1])
    page = opened(hall, see)
    for each in trades:
        shown = item(page, each)
        expect(shown.locator(".who b")).to_have_text(LONG[view.language])
        expect_whole(shown.locator("h2, .who b, .who .num, .right"))
        expect_within(shown.locator(".who .num"), shown)
        expect_within(shown.locator(".right"), shown)
        expect_apart(shown.locator("h2, .who b, .who .num, .chip, .right"))
    expect_no_way_sideways(page)


CROWDED: Final = """async () => {
    const board = document.querySelector("trade-overview");
    // What the hall has to say meanwhile would take the place of all that follows.
    board.hear = () => {};
    const {trades: [trade], table} = board.shown;
    const from = (at) => ({code: `D${at}`, names: {}, short: {}, colours: []});
    const rows = Array.from({length: 24}, (_none, at) => (
        {place: at + 1, delegation: from(at), medals: [0, 0, 0], points: "0"}));
    const trades = Array.from({length: 28}, (_none, at) => ({...trade, trade: 1000 + at}));
    const seen = [];
    const look = async () => {
        await board.updateComplete;
        const at = [...document.querySelectorAll(".turn button:not(.hold)")]
            .findIndex((each) => each.ariaCurrent === "page");
        const [medals, trades] = document.querySelectorAll(".pages b, aside h2 .num");
        seen.push([at, trades.textContent, medals.textContent]);
    };
    board.show({...board.shown, epoch: "another", trades, table: {...table, rows}});
    board.requestUpdate();
    await look();
    for (let turns = 0; turns < 6; turns += 1) {
        board.page = (board.page + 1) % board.round;
        board.requestUpdate();
        await look();
    }
    return [document.querySelectorAll(".turn button:not(.hold)").length, seen];
}"""


@pytest.mark.parametrize("view", [View("1920x1080", "zh"), View("1920x1080", "en")], ids=str)
def test_an_overview_has_one_tick_for_each_page_of_trades(
    hall: Hall, trade: Staged, see: See
) -> None:
    assert trade.id
    ticks, seen = opened(hall, see).evaluate(CROWDED)
    assert ticks == 2
    assert [at for at, _trades, _medals in seen] == [0, 1, 0, 1, 0, 1, 0]
    # Each page of medals comes, beside trades that go on in turn.
    assert {medals for _at, _trades, medals in seen[:3]} == {
        "1–11 / 24",
        "12–22 / 24",
        "23–24 / 24",
    }
    assert len({trades for _at, trades, _medals in seen}) == 2
