"""A screen on a wall shows what the operator says, by itself, whatever happens to it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import HALL_SCREEN
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged, sign_organiser_in
from tests.browser.walls import CONSOLE, Wall

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 1024, "height": 768}
Enter = Callable[..., BrowserContext]


@pytest.fixture
def wall(enter: Enter) -> Wall:
    return Wall(enter(viewport=HALL_SCREEN).new_page())


def signed_in(enter: Enter, **more: object) -> Page:
    """Return an operator's page."""
    context = enter(**more)
    sign_organiser_in(context)
    return context.new_page()


@pytest.mark.parametrize("screen", [HALL_SCREEN, SMALL, PHONE], ids=["hall", "small", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_operator_takes_a_screen_in_and_gives_it_a_board(
    enter: Enter, trade: Staged, screen: dict[str, int], language: str
) -> None:
    shown = enter(viewport=screen).new_page()
    shown.goto("/screen")
    code = shown.locator(".typed").inner_text()
    desk = signed_in(enter, viewport=screen, language=language)
    desk.goto(f"{CONSOLE}?code={code}")
    desk.locator("#f-name").fill("E1")
    desk.locator(".taking button").click()
    expect(shown.locator(".idle")).to_contain_text("E1")
    desk.locator("select[name=board]").first.select_option(f"trade:{trade.id}")
    desk.locator(f"input[name=language][value={language}]").check(force=True)
    desk.locator("button[value=show]").click()
    board = Wall(shown).board
    expect(board.locator("score-board .board")).to_be_visible()
    words = {"zh": "网站技术", "en": "Web Technologies"}[language]
    expect(board.locator("h1 span").first).to_have_text(words)


@pytest.mark.parametrize("screen", [HALL_SCREEN, SMALL], ids=["hall", "small"])
def test_nothing_of_a_board_lies_beyond_the_edge_of_a_wall(
    enter: Enter, trade: Staged, screen: dict[str, int]
) -> None:
    page = enter(viewport=screen).new_page()
    for path in (f"/board/{trade.id}", f"/board/{trade.id}/course", "/boards/1"):
        page.goto(f"{path}?frame=1")
        expect(page.locator("[data-drawn]")).to_be_visible()
        room = "page => [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight]"
        assert page.locator("html").evaluate(room) == [0, 0]


def test_the_qr_code_leads_to_the_form_with_the_code_filled_in(enter: Enter) -> None:
    shown = enter(viewport=HALL_SCREEN).new_page()
    shown.goto("/screen")
    code = shown.locator(".typed").inner_text().replace(" ", "")
    expect(shown.locator(".qr")).to_be_visible()
    desk = signed_in(enter, viewport=PHONE)
    desk.goto(f"{CONSOLE}?code={code}")
    expect(desk.locator("#f-code")).to_have_value(code)


def test_boards_take_turns_and_nothing_is_seen_between_them(
    hall: Hall, trade: Staged, wall: Wall
) -> None:
    other = hall.add_trade()
    wall.hang(hall)
    # Every state in which the stage is seen, as the browser paints it.
    wall.page.evaluate(
        """() => {
            globalThis.bare = 0;
            const look = () => {
                const seen = document.querySelectorAll("#stage iframe:not(.coming)").length;
                globalThis.bare += globalThis.begun && seen === 0 ? 1 : 0;
                globalThis.begun ||= seen > 0;
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    boards = [f"trade:{trade.id}", f"trade:{other}"]
    wall.told(hall, "show", board=boards, seconds=["5", "5"], theme="light", language="zh")
    for number in (trade.id, other, trade.id):
        frame = wall.page.locator(f"#stage iframe:not(.coming)[src^='/board/{number}?']")
        expect(frame).to_be_visible()
    assert wall.page.evaluate("globalThis.bare") == 0
    expect(wall.board.locator("html")).to_have_attribute("data-theme", "light")


def test_a_screen_in_both_languages_shows_each_in_turn(
    hall: Hall, trade: Staged, wall: Wall
) -> None:
    wall.hang(hall)
    wall.told(hall, "show", board=f"trade:{trade.id}", seconds="5", language="both")
    for words in ("网站技术", "Web Technologies"):
        expect(wall.board.locator("h1 span").first).to_have_text(words)


def test_a_board_of_several_pages_stays_until_all_have_been_seen(
    hall: Hall, wall: Wall, trade: Staged
) -> None:
    roster = ROSTER.splitlines()[0] + "".join(
        f"\nP{at},{at},选手{at},Entry {at},,GZ,广州代表队,Guangzhou,广州,CAN,"
        for at in range(10, 28)
    )
    crowded = hall.furnish(hall.add_trade(), SCHEME, roster + "\n", {"88801": JUDGES[0]})
    wall.page.clock.install()
    wall.hang(hall)
    boards = [f"trade:{crowded.id}", f"trade:{trade.id}"]
    wall.told(hall, "show", board=boards, seconds=["5", "5"], language="zh")
    first, second = (
        wall.page.locator(f"#stage iframe:not(.coming)[src^='/board/{number}?']")
        for number in (crowded.id, trade.id)
    )
    expect(wall.board.locator(".pages b")).to_have_text("1–16")
    wall.page.clock.run_for(10_000)
    expect(first).to_be_visible()
    wall.page.clock.run_for(8_000)
    expect(wall.board.locator(".pages b")).to_have_text("17–18")
    expect(first).to_be_visible()
    wall.page.clock.run_for(9_000)
    expect(second).to_be_visible()


def test_the_console_says_whether_a_screen_is_there(
    hall: Hall, trade: Staged, wall: Wall, enter: Enter
) -> None:
    wall.hang(hall)
    wall.told(hall, "show", board=f"trade:{trade.id}", seconds="20")
    desk = signed_in(enter, viewport=HALL_SCREEN)
    desk.goto(CONSOLE)
    row = desk.locator(f"#screen-{wall.number}")
    expect(row).to_contain_text("Connected")
    expect(row).to_contain_text("1920 × 1080")
    expect(row).to_contain_text("Web Technologies")


def test_a_browser_that_keeps_no_cookies_says_so_and_loads_once_a_minute(enter: Enter) -> None:
    page = enter(viewport=HALL_SCREEN).new_page()
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))

    def refuse(route: Route) -> None:
        route.fulfill(status=403, json={"code": "no-screen"})

    page.route("**/screen/*", refuse)
    page.goto("/screen")
    said = page.locator("#front [role=alert]")
    expect(said).to_contain_text("keeps no cookies")
    for _ in range(2):
        page.wait_for_event("response", lambda answer: answer.status == 403)
    assert len(loads) == 2
    with page.expect_event("load"):
        page.evaluate("history.replaceState({ reloaded: Date.now() - 61_000 }, '')")
    expect(said).to_contain_text("keeps no cookies")
    page.unroute("**/screen/*")
    expect(page.locator(".typed")).to_be_visible()
