"""How the totals of a trade grew: drawn on walls and in hands, live, frozen, and cut off."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import HALL_SCREEN, TABLET, See
from tests.browser.extents import expect_apart, expect_on_screen, expect_whole
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.views import FAR_APART, PHONE, SILENCE_MS, WALLS, View
from tests.browser.walls import Wall
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

FROZEN: Final = {"zh": "封榜", "en": "Frozen"}
SCREENS: Final = [HALL_SCREEN, TABLET, PHONE]
NAMES: Final = {"zh": ("陈一鸣", "罗梓晴"), "en": ("Yiming Chen", "Ziqing Luo")}
# Of every canvas: how many of its points are not blank.
INKED: Final = """all => all.map(canvas => canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data
    .filter((value, at) => at % 4 === 3 && value > 0).length)"""
Enter = Callable[..., BrowserContext]


def names(page: Page) -> Locator:
    """Return the names at the ends of the lines, or beneath the chart."""
    return page.locator(".plot .names .n")


def address(trade: Staged) -> str:
    return f"/board/{trade.id}/course"


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_course_is_drawn_and_grows_with_the_marks(
    hall: Hall, trade: Staged, enter: Enter, screen: dict[str, int], language: str
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "B1.1", "1")
    page = enter(language, viewport=screen).new_page()
    page.goto(address(trade))
    first, second = NAMES[language]
    expect(names(page).first).to_have_text(first)
    inked = page.locator(".plot canvas").evaluate_all(INKED)
    assert [count > 0 for count in inked] == [True]
    panel.mark("K2", "B1.1", "1")
    panel.mark("K2", "A1.2", "1")
    expect(names(page).first).to_have_text(second)
    last = page.locator("table tr", has=page.locator("th", has_text=second)).locator("td").last
    expect(last).to_have_text("6.00")


def test_a_frozen_course_stands_still(hall: Hall, trade: Staged, view: View, see: See) -> None:
    first, second = view.called("K1 K2")
    panel = hall.panel(trade)
    panel.mark("K1", "B1.1", "1")
    page = see(address(trade))
    expect(names(page).first).to_have_text(first)
    hall.freeze(trade)
    state = page.locator(".badge, .bar-row .st").first
    expect(state).to_contain_text(FROZEN[view.language])
    panel.mark("K2", "B1.1", "1")
    panel.mark("K2", "A1.2", "1")
    page.reload()
    expect(names(page).first).to_have_text(first)
    hall.freeze(trade, "lift")
    expect(state).to_contain_text(view.says("Live"))
    expect(names(page).first).to_have_text(second)


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_a_course_on_a_wall_shows_trade_and_names_whole(hall: Hall, view: View, see: See) -> None:
    number = hall.add_trade(name_zh="信息网络布线", name_en="Information Network Cabling")
    roster = ROSTER.replace("石敏仪", "古丽娜尔·艾山江").replace(
        "Minyi Shi", "Gulinaer Aishanjiang"
    )
    judges = {f"{number}{at:02}": each for at, each in enumerate(JUDGES, 1)}
    staged = hall.furnish(number, SCHEME, roster, judges)
    hall.panel(staged).spread_out()
    page = see(address(staged))
    expect(names(page)).to_have_count(4)
    expect(page.locator("h1")).to_contain_text({"zh": "布线", "en": "Cabling"}[view.language])
    expect_whole(page.locator("h1, .plot .names .n"))
    expect_apart(page.locator("header h1, header .what, header .badge"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chart_in_a_hand_has_whole_names_beneath_it_and_places_at_its_lines(
    hall: Hall, enter: Enter, language: str
) -> None:
    long = ("阿卜杜勒热合曼·买买提艾力", "Abdulrahman Muhammad-Ali")
    number = hall.add_trade()
    roster = ROSTER.replace("石敏仪", long[0]).replace("Minyi Shi", long[1])
    judges = {f"{number}{at:02}": each for at, each in enumerate(JUDGES, 1)}
    staged = hall.furnish(number, SCHEME, roster, judges)
    hall.panel(staged).spread_out()
    page = enter(language, viewport=PHONE).new_page()
    page.goto(address(staged))
    expect(names(page)).to_have_count(4)
    expect(names(page).nth(2)).to_have_text(long[language == "en"])
    expect_whole(names(page))
    expect(page.locator(".plot .names i").first).to_have_text("3.00")
    expect(page.locator(".plot .ends li")).to_have_text(["1", "2", "3", "4"])
    expect_apart(page.locator(".plot .ends li, .plot .names li"))
    drawn = page.locator(".plot canvas").bounding_box()
    assert drawn is not None
    assert drawn["width"] > 0.85 * PHONE["width"]
    # On its side it has room for them beside the lines, and none beneath.
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    expect(page.locator(".plot .ends")).to_have_count(0)
    expect_on_screen(page.locator(".plot, .plot .names li"))
    expect_apart(page.locator(".plot .names li, nav"))


def test_a_course_that_hears_nothing_says_so_and_goes_on_on_another_connection(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "B1.1", "1")
    page = see(address(trade), proxy.base, has_clock=True)
    state = page.locator(".badge, .bar-row .st").first
    expect(state).to_contain_text(view.says("Live"))
    proxy.still()
    page.clock.fast_forward(SILENCE_MS)
    expect(state).to_contain_text(view.says("No connection"))
    panel.mark("K2", "B1.1", "1")
    panel.mark("K2", "A1.2", "1")
    proxy.cut()
    proxy.restore()
    expect(state).to_contain_text(view.says("Live"))
    expect(names(page).first).to_have_text(view.called("K2")[0])


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_a_course_whose_script_did_not_come_is_drawn_when_the_network_is_there(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    hall.panel(trade).mark("K1", "B1.1", "1")
    proxy.refuse(b"/chart-")
    page = see("about:blank", has_clock=True)
    with page.expect_event("requestfailed", lambda each: "/chart-" in each.url):
        page.goto(proxy.base + address(trade))
    expect(page.locator(".badge, .bar-row .st").first).to_contain_text(view.says("Live"))
    proxy.restore()
    # It may have tried once more already, and does not again for a minute.
    page.clock.fast_forward(61_000)
    expect(names(page).first).to_have_text(view.names["K1"])


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_a_course_keeps_to_the_rules_of_accessibility(
    hall: Hall, trade: Staged, enter: Enter, screen: dict[str, int], theme: str
) -> None:
    hall.panel(trade).mark("K1", "B1.1", "1")
    page = enter(viewport=screen).new_page()
    page.add_init_script(AXE)
    page.goto(f"{address(trade)}?theme={theme}")
    expect(names(page).first).to_be_visible()
    assert barriers(page, STANDARDS) == []
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert page.evaluate(sideways) is False


def test_boards_lead_to_the_chart_and_back(trade: Staged, enter: Enter) -> None:
    for screen in (HALL_SCREEN, PHONE):
        page = enter(viewport=screen).new_page()
        page.goto(f"/board/{trade.id}")
        page.get_by_role("link", name="Chart").click()
        expect(page).to_have_title("Course of the scores · Web Technologies")
        page.get_by_role("link", name="Ranking").click()
        expect(page).to_have_url(f"/board/{trade.id}")


def test_a_screen_shows_the_chart_in_turn_in_both_languages(
    hall: Hall, trade: Staged, enter: Enter
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "B1.1", "1")
    wall = Wall(enter(viewport=HALL_SCREEN).new_page())
    wall.hang(hall)
    boards = [f"trade:{trade.id}", f"course:{trade.id}"]
    wall.told(hall, "show", board=boards, seconds=["5", "5"], theme="light", language="both")
    for words, leader in (("得分走势", "陈一鸣"), ("Course of the scores", "Yiming Chen")):
        chart = wall.board.locator(".course.hall")
        expect(chart.locator(".what")).to_have_text(words, timeout=30_000)
        expect(chart.locator(".plot .names .n").first).to_have_text(leader)
        expect(wall.board.locator("html")).to_have_attribute("data-theme", "light")
        assert wall.board.locator("html").evaluate("page => page.scrollHeight <= innerHeight")
