"""Medals, delegations and people on every screen: they change with a result that goes public."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import See
from tests.browser.extents import (
    expect_apart,
    expect_no_way_sideways,
    expect_on_screen,
    expect_whole,
    expect_within,
)
from tests.browser.hall import JUDGES, ROSTER, Hall, Staged
from tests.browser.views import FAR_APART, SILENCE_MS, View
from tests.browser.winners import SCHEME, sign, signed
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

# What each page says of public results; those with a frame are the hall's.
SAID: Final = {
    "/boards/{competition}/medals": "#table .lead",
    "/boards/{competition}/delegations/GZ": "#delegation .said",
    "/boards/{competition}/delegations/GZ?frame=1": "#said",
    "/people/{person}": "#person .sum",
    "/boards/{competition}/medals?frame=1": "header .sub, header h1 + .ev",
    "/boards/{competition}/medals?by=points&frame=1": "header .sub, header h1 + .ev",
}
ONE_LINE: Final = """each => {
    const words = document.createRange();
    words.selectNodeContents(each);
    return new Set([...words.getClientRects()].map(({bottom}) => Math.round(bottom))).size === 1;
}"""
STATE: Final = ".age .st, .badge, .bar-row .st"


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade with one aspect, which is marked and signed."""
    return signed(hall, "8 7 3 0")


def addresses(hall: Hall, trade: Staged) -> dict[str, str]:
    """Return where something is said of results, and in what part of the page."""
    ((person,),) = hall.rows(
        "select id from entry where trade_id = :trade and code = 'K1'", trade=trade.id
    )
    competition = hall.competition
    return {
        path.format(competition=competition, person=person): part for path, part in SAID.items()
    }


def followed(pages: dict[Page, str]) -> Iterator[tuple[Page, Locator]]:
    """Yield each page and what it says."""
    for page, part in pages.items():
        yield page, page.locator(part)


def test_a_result_reaches_every_page_when_the_freeze_is_lifted_and_not_before(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    pages = {see(path): part for path, part in addresses(hall, trade).items()}
    for page in pages:
        expect(page.locator(STATE)).to_contain_text(view.says("Live"))
    before = {page: said.all_inner_texts() for page, said in followed(pages)}
    hall.freeze(trade)
    hall.publish(trade)
    for page, said in followed(pages):
        page.reload()
        expect(page.locator(STATE)).to_contain_text(view.says("Live"))
        expect(said).to_have_text(before[page])
    hall.freeze(trade, "lift")
    for page, said in followed(pages):
        expect(said).not_to_have_text(before[page])


def test_no_figure_of_a_delegation_is_broken_in_two(hall: Hall, trade: Staged, see: See) -> None:
    hall.publish(trade)
    page = see(f"/boards/{hall.competition}/delegations/GZ")
    figures = page.locator(".people td.n")
    expect(figures.first).to_be_visible()
    long = "Big Data and Artificial Intelligence Engineering in Practice and Application"
    page.locator(".people .trade a").evaluate_all(
        "(all, words) => all.forEach((each) => { each.textContent = words; })", long
    )
    figures.evaluate_all("all => all.forEach((each) => { each.textContent = '123456.78'; })")
    assert figures.evaluate_all(f"all => all.every({ONE_LINE})")
    expect_no_way_sideways(page)


def test_pages_that_hear_nothing_say_so_and_catch_up_on_another_connection(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    pages = {
        see(path, proxy.base, has_clock=True): part for path, part in addresses(hall, trade).items()
    }
    for page in pages:
        expect(page.locator(STATE)).to_contain_text(view.says("Live"))
    before = {page: said.all_inner_texts() for page, said in followed(pages)}
    proxy.still()
    hall.publish(trade)
    for page, said in followed(pages):
        page.clock.fast_forward(SILENCE_MS)
        expect(page.locator(STATE)).to_contain_text(view.says("No connection"))
        expect(said).to_have_text(before[page])
    proxy.cut()
    proxy.restore()
    for page, said in followed(pages):
        expect(page.locator(STATE)).to_contain_text(view.says("Live"))
        expect(said).not_to_have_text(before[page])


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_a_page_that_cannot_be_drawn_anew_is_as_old_as_what_it_shows(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    page = see(f"/boards/{hall.competition}/medals", proxy.base, has_clock=True)
    state, said = page.locator(STATE), page.locator("#table .lead").first
    expect(state).to_contain_text(view.says("Live"))
    before = said.inner_text()
    proxy.refuse(b"/medals HTTP")
    with page.expect_event("requestfailed"):
        hall.publish(trade)
    # The server is heard all the while.
    with page.expect_response("**/live/boards/*"):
        page.clock.fast_forward(SILENCE_MS)
    page.clock.run_for(2000)
    expect(state).to_contain_text(view.says("No connection"))
    expect(said).to_have_text(before)
    proxy.restore()
    expect(state).to_contain_text(view.says("Live"))
    expect(said).not_to_have_text(before)


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_a_page_that_never_heard_anything_says_so(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    assert trade.id
    for refused in (b"/live/boards/", b"Upgrade: websocket"):
        proxy.refuse(refused)
    page = see(f"/boards/{hall.competition}/medals", proxy.base, has_clock=True)
    expect(page.locator(STATE)).to_contain_text(view.says("Live"))
    page.clock.fast_forward(SILENCE_MS)
    expect(page.locator(STATE)).to_contain_text(view.says("No connection"))
    proxy.restore()
    expect(page.locator(STATE)).to_contain_text(view.says("Live"))


@pytest.mark.parametrize("view", [View("1920x1080", "en")], ids=str)
def test_a_result_that_came_before_the_first_snapshot_is_shown(
    hall: Hall, trade: Staged, see: See
) -> None:
    page = see("about:blank")
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
    said = page.locator("#table .lead").first
    before = said.inner_text()
    after = page.request.get(snapshot).json()["table"]["after"]
    hall.publish(trade)
    while page.request.get(snapshot).json()["table"]["after"] == after:
        page.wait_for_timeout(100)
    let_go.append(True)
    for each in held:
        each.continue_()
    expect(said).not_to_have_text(before)


def test_a_wall_of_medals_shows_names_heads_and_age_whole(hall: Hall, see: See) -> None:
    number = hall.add_trade()
    roster = ROSTER.replace(
        "广州代表队,Guangzhou", "广西壮族自治区代表队,Guangxi Zhuang Autonomous Region"
    )
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    staged = hall.furnish(number, SCHEME, roster.replace(",GZ,", ",GX,"), judges)
    sign(hall, staged, "8 7 3 0")
    hall.publish(staged)
    page = see(f"/boards/{hall.competition}/medals?frame=1")
    head = page.locator("thead tr").first
    expect_within(page.locator(STATE), page.locator("medal-wall"))
    expect_whole(page.locator("tbody th span"))
    for name in page.locator("thead th").first, page.locator("thead th").last:
        expect_within(name, head)
        # A head that has no room stands upright, a character a line.
        assert name.evaluate(ONE_LINE)
    expect_apart(page.locator("thead th"))
    expect_no_way_sideways(page)


@pytest.mark.parametrize("view", [View("1920x1080", "en"), View("390x844", "zh")], ids=str)
def test_a_delegation_on_a_wall_is_shown_page_by_page_and_none_cut(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    home = "GZ,广州代表队,Guangzhou,广州,CAN,"
    people = (f"K{at},{at + 1:02},陈{at},{at} Chen,,{home}" for at in range(24))
    roster = "\n".join([ROSTER.splitlines()[0], *people, ""])
    number = hall.add_trade()
    hall.furnish(number, SCHEME, roster, {f"{number}01": JUDGES[0]})
    page = see(f"/boards/{hall.competition}/delegations/GZ?frame=1", has_clock=True)
    assert trade.id
    expect(page.locator(STATE)).to_contain_text(view.says("Live"))
    rows = page.locator("tbody tr:not([hidden])")
    expect_no_way_sideways(page)
    if view.is_phone:
        return
    expect_on_screen(page.locator("header, footer, thead"))
    above = page.locator("footer").bounding_box()
    last = rows.last.bounding_box()
    assert above is not None
    assert last is not None
    assert last["y"] + last["height"] <= above["y"] + 1
    which = page.locator("#pages")
    expect(which).to_contain_text(f"1–{rows.count()} / ")
    page.clock.fast_forward(1000 * max(12, rows.count()) + 1000)
    expect(which).not_to_contain_text("1–")


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_who_is_new_on_a_delegations_wall_keeps_a_ground_and_it_is_said_aloud(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    page = see(f"/boards/{hall.competition}/delegations/GZ?frame=1")
    expect(page.locator(STATE)).to_contain_text(view.says("Live"))
    page.evaluate("document.documentElement.style.setProperty('--m-mark', '600s')")
    expect(page.locator("tr.fresh")).to_have_count(0)
    hall.publish(trade)
    fresh = page.locator("tr.fresh")
    expect(fresh).to_have_count(1)
    expect(fresh).to_contain_text(view.says("Provisional"))
    expect(page.get_by_role("status")).to_have_text(view.says("Results have changed"))
    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    expect(fresh).not_to_have_css("background-color", ground)


def test_a_wall_of_medals_says_aloud_that_results_have_changed(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    page = see(f"/boards/{hall.competition}/medals?frame=1")
    expect(page.locator(STATE)).to_contain_text(view.says("Live"))
    said = page.get_by_role("status")
    expect(said).to_have_text("")
    hall.publish(trade)
    words = [
        view.says("Results have changed"),
        view.says.beginning("%(name)s leads the medal table"),
    ]
    expect(said).to_have_text(re.compile("|".join(words)))
