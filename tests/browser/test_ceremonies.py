"""A ceremony on the wall: screens in step, back and forth, and no secret before its scene."""

from collections.abc import Callable

import pytest
from playwright.sync_api import (
    BrowserContext,
    Page,
    Response,
    ViewportSize,
    WebSocket,
    expect,
)

from tests.browser import winners
from tests.browser.conftest import DESK, HALL_SCREEN, TABLET, See
from tests.browser.extents import expect_apart, expect_no_way_sideways, expect_on_screen
from tests.browser.hall import JUDGES, ROSTER, Hall, Staged, sign_organiser_in
from tests.browser.views import PHONE, SILENCE_MS, View
from tests.browser.walls import Wall
from tests.proxy import Proxy

pytestmark = pytest.mark.browser
MARKS = {
    "K1": "322 1 8 20.5 0 1 221",
    "K2": "232 1 3 20.6 1 0 333",
    "K3": "101 0 0 19.5 2 1 122",
    "K4": "223 1 7 20 0 1 112",
}
# In Chinese and English, best first: who the marks put where.
NAMES = {"K1": "陈一鸣", "K2": "罗梓晴", "K3": "石敏仪", "K4": "何宏图"}
# How many lines each word of a name stands on.
LINES = """(name) => name.innerText.trim().split(" ").map((word) => {
    const text = document.createTreeWalker(name, NodeFilter.SHOW_TEXT).nextNode();
    const range = document.createRange();
    const at = text.data.indexOf(word);
    range.setStart(text, at);
    range.setEnd(text, at + word.length);
    return range.getClientRects().length;
})"""
FONTS = "all => all.map((each) => getComputedStyle(each).fontSize)"
Enter = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def signed(hall: Hall) -> Staged:
    """Give a trade that is marked and signed."""
    staged = hall.stage()
    panel = hall.panel(staged)
    for entry, marks in MARKS.items():
        panel.complete(entry, marks)
    hall.sign(staged)
    return staged


@pytest.fixture
def ceremony(hall: Hall, signed: Staged) -> int:
    """Give the number of a ceremony of the signed trade, of which nothing was shown yet."""
    return made(hall, signed, "result")


def made(hall: Hall, trade: Staged, kind: str) -> int:
    form = {"trade": trade.id, "alone": 4, "kind": kind}
    answer = hall.organiser.fill("/organise/ceremonies", form)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


@pytest.fixture
def presenter(enter: Enter, ceremony: int) -> Page:
    """Give the presenter's tablet."""
    return presenting(enter, ceremony)


def presenting(enter: Enter, number: int, *, has_clock: bool = False, **more: object) -> Page:
    context = enter(**({"viewport": TABLET} | more))
    sign_organiser_in(context)
    page = context.new_page()
    if has_clock:
        page.clock.install()
    page.goto(f"/organise/ceremonies/{number}")
    expect(page.locator(".on")).to_be_visible()
    return page


def press(presenter: Page, key: str, to: int) -> None:
    """Press a key and wait until the presenter's view counts *to*."""
    # A second press within half a second is taken for a double click.
    presenter.wait_for_timeout(550)
    presenter.keyboard.press(key)
    counts(presenter, to)


def tap(presenter: Page, button: str, to: int) -> None:
    """Press a button and wait until the presenter's view counts *to*."""
    presenter.wait_for_timeout(550)
    presenter.get_by_role("button", name=button).click()
    counts(presenter, to)


def counts(presenter: Page, to: int) -> None:
    """Wait until the presenter's view counts *to*."""
    expect(presenter.locator(".count b")).to_contain_text(f"{to}/")


def test_screens_and_phones_show_the_same_scene_and_go_back_together(
    hall: Hall, enter: Enter, ceremony: int, presenter: Page
) -> None:
    walls = [Wall(enter(viewport=HALL_SCREEN).new_page()) for _ in range(2)]
    for wall in walls:
        wall.hang(hall)
        wall.told(hall, "show", board=f"ceremony:{ceremony}", seconds="20", language="zh")
        expect(wall.board.locator(".scene.title")).to_be_visible()
    press(presenter, "ArrowRight", 2)
    press(presenter, " ", 3)
    for wall in walls:
        expect(wall.board.locator(".scene .ordinal, .scene.award h1")).to_be_visible()
    late = enter("zh", viewport=PHONE).new_page()
    late.goto(f"/ceremony/{ceremony}")
    seen = [wall.board.locator(".scene").inner_text() for wall in walls]
    assert seen[0] == seen[1]
    expect(late.locator(".scene h1").first).to_have_text(
        walls[0].board.locator(".scene h1").first.inner_text()
    )
    press(presenter, "ArrowLeft", 2)
    for wall in walls:
        expect(wall.board.locator(".scene")).not_to_have_text(seen[0])
    press(presenter, "Home", 1)
    expect(late.locator(".scene.title")).to_be_visible()
    for wall in walls:
        expect(wall.board.locator(".scene.title")).to_be_visible()


def test_nobody_is_named_on_the_wire_before_their_scene(
    enter: Enter, ceremony: int, presenter: Page
) -> None:
    heard: list[str] = []
    page = enter("zh", viewport=HALL_SCREEN).new_page()

    def body(response: Response) -> None:
        if "/static/" not in response.url:
            heard.append(response.text())

    def watch(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(str(frame)))

    page.on("websocket", watch)
    page.on("response", body)
    page.goto(f"/ceremony/{ceremony}")
    expect(page.locator(".scene.title")).to_be_visible()
    scenes = presenter.request.get(f"/organise/ceremonies/{ceremony}/scenes").json()["scenes"]
    named: set[str] = set()
    for step, scene in enumerate(scenes):
        if step:
            press(presenter, "ArrowRight", step + 1)
            page.wait_for_function(
                "step => document.querySelector('hall-ceremony').act.step === step", arg=step
            )
        named |= {row["code"] for row in scene.get("rows", [])}
        for code, name in NAMES.items():
            assert any(name in text for text in heard) == (code in named)
    assert named == set(NAMES)


def test_a_double_click_is_one_step_and_so_are_two_presenters_at_once(
    enter: Enter, ceremony: int, presenter: Page
) -> None:
    # What comes right after a step, or after the page, is taken for a slip of the finger.
    presenter.wait_for_timeout(550)
    presenter.locator(".on").dblclick()
    counts(presenter, 2)
    other = presenting(enter, ceremony, viewport=PHONE)
    counts(other, 2)
    presenter.wait_for_timeout(550)
    state = presenter.request.get(f"/organise/ceremonies/{ceremony}/scenes").json()
    body = {"step": 2, "version": state["version"]}
    path = f"/organise/ceremonies/{ceremony}/step"
    answers = [page.request.post(path, data=body).status for page in (presenter, other)]
    assert sorted(answers) == [200, 409]
    for page in (presenter, other):
        counts(page, 3)


def test_the_result_page_stays_as_it_was(signed: Staged, enter: Enter, presenter: Page) -> None:
    for step in range(2, 10):
        press(presenter, "ArrowRight", step)
    page = enter("zh").new_page()
    page.goto(f"/results/{signed.id}")
    assert not any(name in page.content() for name in NAMES.values())


def test_a_rehearsal_says_so_and_names_nobody(hall: Hall, trade: Staged, enter: Enter) -> None:
    number = made(hall, trade, "rehearsal")
    desk = presenting(enter, number)
    page = enter(viewport=HALL_SCREEN).new_page()
    page.goto(f"/ceremony/{number}")
    scenes = desk.request.get(f"/organise/ceremonies/{number}/scenes").json()["scenes"]
    for step in range(2, len(scenes) + 1):
        press(desk, "ArrowRight", step)
    expect(page.locator(".scene.podium")).to_be_visible()
    for told in (page, desk):
        expect(told.locator(".rehearsal")).to_have_text("Rehearsal · invented names")
    size = page.locator(".rehearsal").evaluate(
        "each => parseFloat(getComputedStyle(each).fontSize)"
    )
    assert size >= 36 / 1920 * HALL_SCREEN["width"]
    assert not any(name in page.content() for name in NAMES.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_rehearsal_in_a_hand_is_whole(
    hall: Hall, trade: Staged, enter: Enter, language: str
) -> None:
    number = made(hall, trade, "rehearsal")
    script = hall.organiser.get(f"/organise/ceremonies/{number}/scenes")
    page = enter(language, viewport=PHONE).new_page()
    page.goto(f"/ceremony/{number}")
    version = script["version"]
    for step, scene in enumerate(script["scenes"]):
        told = {"step": step, "version": version}
        version = hall.organiser.post(f"/organise/ceremonies/{number}/step", told)["version"]
        expect(page.locator(f".scene.{scene['kind']}")).to_be_visible()
        expect_no_way_sideways(page)
        expect_on_screen(page.locator("main > header, .scene h1, .scene .name, .scene .block"))
        expect_apart(page.locator(".rehearsal, .link, .scene"))


def test_a_place_is_shown_taken_back_and_shown_again_on_every_screen(
    enter: Enter, ceremony: int, view: View, see: See
) -> None:
    page = see(f"/ceremony/{ceremony}")
    desk = presenting(enter, ceremony, language=view.language, viewport=view.screen)
    expect(page.locator(".scene.title h1")).to_contain_text(view.trade)
    scenes = desk.request.get(f"/organise/ceremonies/{ceremony}/scenes").json()["scenes"]
    step = next(at for at, scene in enumerate(scenes) if scene["kind"] == "place")
    name = page.locator(".scene").get_by_text(view.names[scenes[step]["rows"][0]["code"]])
    for at in range(1, step + 1):
        tap(desk, view.says("Next"), at + 1)
    expect(name).to_be_visible()
    tap(desk, view.says("Previous"), step)
    expect(name).to_have_count(0)
    tap(desk, view.says("Next"), step + 1)
    expect(name).to_be_visible()


def test_a_presenter_is_told_of_codes_and_of_names_that_were_corrected(
    hall: Hall, signed: Staged, presenter: Page
) -> None:
    here, notice = f"/organise/trades/{signed.id}", presenter.locator(".notice")
    expect(notice).to_have_count(0)
    hall.organiser.fill(f"{here}/shows", {"shows": "codes"})
    expect(notice).to_contain_text("Codes are told, no names")
    hall.organiser.fill(f"{here}/shows", {"shows": "names"})
    expect(notice).to_have_count(0)
    name = ROSTER.splitlines()[1].split(",")[2]
    right = hall.file("right.csv", ROSTER.replace(name, "更正名"))
    hall.organiser.fill(f"{here}/roster", {"confirmed": "1"}, right)
    expect(notice).to_contain_text("A name or a delegation was corrected")
    wrong = hall.file("roster.csv", ROSTER)
    hall.organiser.fill(f"{here}/roster", {"confirmed": "1"}, wrong)


def test_an_audience_that_hears_nothing_is_told_so_and_sees_on_reconnecting_what_it_missed(
    hall: Hall, ceremony: int, proxy: Proxy, view: View, see: See
) -> None:
    page = see(f"/ceremony/{ceremony}?frame=1", proxy.base, has_clock=True)
    link = page.locator(".link")
    expect(link).to_contain_text(view.says("Live"))
    proxy.still()
    hall.organiser.post(f"/organise/ceremonies/{ceremony}/step", {"step": 1, "version": 1})
    page.clock.fast_forward(SILENCE_MS + 4000)
    expect(page.locator(".show.stale .link")).to_contain_text(view.says("No connection"))
    expect(page.locator(".scene.title")).to_be_visible()
    proxy.cut()
    proxy.restore()
    expect(link).to_contain_text(view.says("Live"))
    expect(page.locator(".scene.title")).to_have_count(0)


def test_a_presenter_that_hears_nothing_is_told_so(
    enter: Enter, ceremony: int, proxy: Proxy
) -> None:
    desk = presenting(enter, ceremony, base=proxy.base, has_clock=True)
    expect(desk.locator(".link")).to_contain_text("Live")
    proxy.still()
    desk.clock.fast_forward(SILENCE_MS + 4000)
    expect(desk.locator(".link")).to_contain_text("No connection")
    proxy.restore()
    expect(desk.locator(".link")).to_contain_text("Live")


def test_a_score_counts_up_where_motion_is_wanted_and_ends_where_it_should(
    browser_name: str, enter: Enter, ceremony: int, presenter: Page
) -> None:
    assert browser_name == "chromium"
    context = enter(viewport=HALL_SCREEN)
    page = context.new_page()
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"/ceremony/{ceremony}")
    expect(page.locator(".scene.title")).to_be_visible()
    scenes = presenter.request.get(f"/organise/ceremonies/{ceremony}/scenes").json()["scenes"]
    step = next(at for at, scene in enumerate(scenes) if scene["kind"] == "place")
    for at in range(1, step + 1):
        press(presenter, "ArrowRight", at + 1)
    total = scenes[step]["rows"][0]["total"]
    expect(page.locator(".score b").first).to_have_text(total)


def test_a_rehearsal_in_both_languages_says_so_in_both(
    hall: Hall, signed: Staged, enter: Enter
) -> None:
    number = made(hall, signed, "rehearsal")
    page = enter("zh", viewport=HALL_SCREEN).new_page()
    page.goto(f"/ceremony/{number}?both=1")
    expect(page.locator(".rehearsal")).to_contain_text("彩排")
    expect(page.locator(".rehearsal [lang=en]")).to_have_text("Rehearsal, invented names")
    expect(page.locator(".link")).to_contain_text("实时")
    expect(page.locator(".link [lang=en]")).to_have_text("Live")
    page.goto(f"/ceremony/{number}")
    expect(page.locator(".link")).to_contain_text("实时")
    expect(page.locator("main [lang=en]")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wide_desk_shows_the_way_and_no_name_before_its_scene(
    enter: Enter, ceremony: int, language: str
) -> None:
    desk = presenting(enter, ceremony, viewport=DESK, language=language)
    scenes = desk.request.get(f"/organise/ceremonies/{ceremony}/scenes").json()["scenes"]
    way = desk.locator(".way li")
    expect(way).to_have_count(len(scenes))
    expect(way.first).to_have_attribute("aria-current", "step")
    expect(way.locator("small")).to_have_count(0)
    step = next(at for at, scene in enumerate(scenes) if "rows" in scene)
    for at in range(1, step + 1):
        press(desk, "ArrowRight", at + 1)
    expect(way.nth(step)).to_have_attribute("aria-current", "step")
    expect(way.locator("small")).to_have_count(1)
    expect_on_screen(desk.locator("main > section, nav .btn"))
    expect_no_way_sideways(desk)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ceremonies_are_run_from_a_phone_without_scrolling_sideways(
    enter: Enter, ceremony: int, language: str
) -> None:
    page = enter(language, viewport=PHONE).new_page()
    sign_organiser_in(page.context)
    page.goto("/organise/ceremonies")
    expect(page.locator(f"a[href$='/ceremonies/{ceremony}']")).to_be_visible()
    # In a large hall trades have long numbers.
    page.locator(".ceremonies tbody th .num").evaluate_all(
        "all => all.forEach((each) => { each.textContent = 'GD-2026-160'; })"
    )
    expect_on_screen(page.locator(".side :is(a, button)"))
    expect_no_way_sideways(page)
    box = page.locator(".wide")
    assert box.evaluate("each => each.scrollWidth - each.clientWidth") <= 0


@pytest.mark.parametrize("viewport", [HALL_SCREEN, PHONE], ids=["hall", "phone"])
def test_nobody_who_shares_a_place_is_written_larger_than_another(
    hall: Hall, enter: Enter, viewport: ViewportSize
) -> None:
    number = hall.add_trade()
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    roster = ROSTER.replace("Ziqing Luo", "Gulinaer Aishanjiang")
    trade = hall.furnish(number, winners.SCHEME, roster, judges)
    winners.sign(hall, trade, "8 7 7 0")
    ceremony = made(hall, trade, "result")
    script = hall.organiser.get(f"/organise/ceremonies/{ceremony}/scenes")
    page = enter(viewport=viewport).new_page()
    page.goto(f"/ceremony/{ceremony}")
    version, sizes = script["version"], []
    for step, scene in enumerate(script["scenes"]):
        told = {"step": step, "version": version}
        version = hall.organiser.post(f"/organise/ceremonies/{ceremony}/step", told)["version"]
        stage = page.locator(f".scene.{scene['kind']}")
        expect(stage).to_be_visible()
        for row in scene.get("rows", ()):
            expect(stage).to_contain_text(row["name"]["en"])
        people = page.locator(".shared .name, .podium .p2 .name")
        sizes += [found for found in [people.evaluate_all(FONTS)] if found]
    assert [len(each) for each in sizes] == [2, 2]
    assert [len(set(each)) for each in sizes] == [1, 1]


def test_no_word_of_a_name_is_broken_on_a_phone(hall: Hall, trade: Staged, enter: Enter) -> None:
    number = made(hall, trade, "rehearsal")
    script = hall.organiser.get(f"/organise/ceremonies/{number}/scenes")
    page = enter(viewport=PHONE).new_page()
    page.goto(f"/ceremony/{number}")
    lines, version = [], script["version"]
    for step, scene in enumerate(script["scenes"]):
        if scene["kind"] != "place":
            continue
        told = {"step": step, "version": version}
        version = hall.organiser.post(f"/organise/ceremonies/{number}/step", told)["version"]
        expect(page.locator(".scene.place")).to_be_visible()
        lines += page.locator(".alone .name").evaluate_all(f"all => all.flatMap({LINES})")
    assert set(lines) == {1}
