"""A judge takes marks back, sees what is wanted, keeps the screen on, marks with either hand."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import TURN, begin, lines, scheme
from tests.proxy import Proxy

pytestmark = pytest.mark.browser


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def hall(request: pytest.FixtureRequest) -> Hall:
    """Give the hall on each database in turn."""
    name = "postgres_hall" if request.param == "postgres" else "sqlite_hall"
    found: Hall = request.getfixturevalue(name)
    return found


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade whose sheets have one aspect of each kind."""
    return hall.stage(scheme=scheme(TURN))


def test_the_last_marks_are_taken_back_one_by_one_also_without_network(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    page = begin(tablet, "one")
    tablet.prefer(goesOn=False)
    undo = page.locator(".bottom .undo")
    tablet.vote("A1.1", "2")
    tablet.vote("A1.1", "3")
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("Received")
    page.reload()
    expect(undo).to_contain_text("A1.2 Yes, met")
    proxy.cut()
    undo.tap()
    expect(page.locator("#aspect .num")).to_have_text("A1.2")
    expect(page.locator(".lv[aria-checked=true]")).to_have_count(0)
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    expect(page.locator(".count .num")).to_have_text("1/5")
    proxy.restore()
    expect(tablet.state("A1.2")).to_have_text("Not marked")
    undo.tap()
    expect(page.locator(".lv[aria-checked=true] .k")).to_have_text("2")
    expect(tablet.state("A1.1")).to_have_text("Received")
    assert [value for _, value in lines(hall, trade)] == ["2", "3", "1", "", "2"]


def test_a_signed_sheet_takes_nothing_back(hall: Hall, trade: Staged, sit: Sit) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    tablet = sit(1, has_clock=True)
    page = begin(tablet, "one")
    tablet.prefer(goesOn=False)
    undo = page.locator(".bottom .undo")
    expect(undo).to_be_disabled()
    tablet.vote("A1.1", "2")
    expect(undo).to_be_enabled()
    panel = hall.panel(trade)
    for seat in (2, 3):
        panel.mark("K1", "A1.1", "2", seat)
    for aspect, value in (("A1.2", "0"), ("A1.3", "0"), ("A1.4", "7"), ("A1.5", "20")):
        panel.mark("K1", aspect, value)
    panel.sign("K1", "A")
    tablet.look()
    expect(tablet.state("A1.1")).to_contain_text("Signed")
    expect(undo).to_be_disabled()


def test_what_another_judge_changed_is_not_taken_back(hall: Hall, trade: Staged, sit: Sit) -> None:
    tablet = sit(1, has_clock=True)
    page = begin(tablet, "one")
    tablet.prefer(goesOn=False)
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("Received")
    hall.panel(trade).mark("K1", "A1.2", "0", 2)
    tablet.look()
    expect(tablet.line("A1.2").locator(".v")).to_have_text("No, not met")
    expect(page.locator(".bottom .undo")).to_be_disabled()


def test_undo_aspect_by_aspect_goes_back_to_the_competitor(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    page = begin(tablet, "across")
    station = page.locator(".top .who b").first
    page.locator(".lv").nth(1).tap()
    expect(page.locator(".arrival b").first).to_have_text("02")
    # Nothing can be marked before the new number was seen.
    page.locator(".lv").nth(0).dispatch_event("click")
    expect(page.locator(".arrival")).to_have_count(0)
    expect(station).to_have_text("02")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(".bottom .undo").tap()
    expect(station).to_have_text("01")
    expect(page.locator("nav.list .st.none")).to_have_count(4)
    assert lines(hall, trade) == [("K1", "2"), ("K1", "")]


def show(page: Page, view: str, name: str) -> None:
    if view == "one":
        page.locator(".sieve select").select_option(name)
    else:
        at = ["all", "unmarked", "unsent", "attention", "odd"].index(name)
        page.locator(".sieve .btn").nth(at).tap()


@pytest.mark.parametrize("view", ["one", "dense"])
def test_a_filter_shows_what_is_wanted_and_moves_nothing_while_it_is_marked(
    hall: Hall, trade: Staged, sit: Sit, view: str
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.5", "20.5")
    panel.vote("K1", "A1.1", "302")
    tablet = sit(1)
    page = begin(tablet, view)
    tablet.prefer(goesOn=False)
    ids = page.locator(".scroll .id")
    show(page, view, "unmarked")
    expect(ids).to_have_text(["A1.2", "A1.3", "A1.4"])
    page.locator(".scroll li .about, .scroll li > button").filter(has_text="A1.2").tap()
    page.locator(".lv").first.tap()
    expect(page.locator(".scroll .st.received")).to_have_count(1)
    expect(ids).to_have_text(["A1.2", "A1.3", "A1.4"])
    show(page, view, "attention")
    expect(ids).to_have_text(["A1.1"])
    show(page, view, "odd")
    expect(ids).to_have_text(["A1.5"])
    show(page, view, "unsent")
    expect(ids).to_have_count(0)
    expect(page.locator(".scroll .empty")).to_be_visible()
    show(page, view, "all")
    expect(ids).to_have_count(5)


LOCK: Final = """() => {
    window.asked = 0;
    window.isPoor = false;
    const request = async () => {
        window.asked += 1;
        if (window.isPoor) throw new DOMException("", "NotAllowedError");
        window.lock = new EventTarget();
        window.lock.release = async () => window.lock.dispatchEvent(new Event("release"));
        return window.lock;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request }, configurable: true });
}"""


def test_the_screen_stays_on_while_a_sheet_is_open_and_the_tablet_says_so(sit: Sit) -> None:
    tablet = sit(1)
    page = tablet.page
    page.add_init_script(f"({LOCK})()")
    page.reload()
    says = page.locator(".net .awake")
    expect(page.locator(".stations a").first).to_be_visible()
    assert page.evaluate("window.asked") == 0
    begin(tablet, "one")
    expect(says).to_have_text("The screen stays on.")
    page.evaluate("() => { window.isPoor = true; window.lock.release(); }")
    expect(says).to_have_text("The tablet lets the screen go dark.")
    page.evaluate("() => { window.isPoor = false; }")
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(says).to_have_text("The screen stays on.")
    assert page.evaluate("window.asked") >= 2
    tablet.prefer(isAwake=False)
    expect(says).to_have_count(0)


def test_each_judge_of_a_tablet_has_their_own_hand_and_order(trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    page = tablet.page
    page.get_by_role("button", name="Settings").tap()
    page.get_by_role("button", name="Left-handed").tap()
    page.get_by_role("button", name="whole sheet on one page").tap()
    page.get_by_role("button", name="Back to marking").tap()
    page.locator(".stations a").first.tap()
    assert left(page, ".side") < left(page, ".rows")
    page.reload()
    expect(page.locator(".side")).to_be_visible()
    page.locator("a.back").tap()
    page.get_by_role("button", name="Sign out").tap()
    other = trade.judges[1]
    page.locator(".names .btn.quiet").tap()
    page.locator("input[name=code]").fill(other)
    tablet.enter_pin(trade.pins[other])
    page.locator(".stations a").first.tap()
    expect(page.locator("nav.list")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.hand") == "left"
    tablet.prefer(hand="right")
    assert left(page, "nav.list") < left(page, "main.mark")


def left(page: Page, name: str) -> float:
    found: float = page.locator(name).evaluate("(each) => each.getBoundingClientRect().left")
    return found


SMALL: Final = """([names, least]) => [...document.querySelectorAll(names)]
    .filter((each) => each.checkVisibility() && !each.classList.contains("sr"))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < least || box.height < least))
    .map(([each, box]) => `${each.className || each.tagName} ${box.width} x ${box.height}`)"""
TARGETS: Final = "button, a[href].btn, nav a[href], select, input, textarea, label.btn"
WIDE: Final = "() => document.documentElement.scrollWidth - innerWidth"


def no_small_target(page: Page, size: tuple[int, int], view: str) -> None:
    """Check what a finger has to hit; the whole sheet on one page and phones have smaller keys."""
    assert page.evaluate(SMALL, [TARGETS, 56]) == []
    if size[0] >= 1024 and view != "dense":
        assert page.evaluate(SMALL, [".pad button", 72]) == []
    if view != "dense":
        assert page.evaluate(SMALL, [".lv", 84]) == []
    hidden = page.locator(".pad button").evaluate_all(IN_SIGHT)
    assert hidden == []


SIZES: Final = [(1024, 768), (390, 844)]
IN_SIGHT: Final = """(keys) => keys.filter((key) => {
    const box = key.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.bottom - 4);
    return there === null || !key.contains(there);
}).map((key) => key.textContent)"""


@pytest.mark.parametrize("view", ["one", "dense", "across"])
@pytest.mark.parametrize("size", SIZES)
def test_every_target_is_big_and_nothing_moves_while_it_is_stored(
    sit: Sit, view: str, size: tuple[int, int]
) -> None:
    tablet = sit(1)
    page = tablet.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    begin(tablet, view)
    tablet.prefer(goesOn=False)
    boxes = (
        "() => [...document.querySelectorAll('.lv')].map((each) => each.getBoundingClientRect())"
    )
    before = page.evaluate(boxes)
    page.locator(".lv").first.tap()
    expect(page.locator(".st.received")).not_to_have_count(0)
    assert page.evaluate(boxes) == before
    for _ in range(4):
        page.evaluate("() => document.querySelector('judge-tablet').desk.stepAspect(1)")
        no_small_target(page, size, view)
        assert page.evaluate(WIDE) <= 0
    for place in page.locator(".top .who b").all():
        assert place.evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)") >= 28


@pytest.mark.parametrize("size", SIZES)
def test_every_target_beside_the_marks_is_big_too(
    hall: Hall, trade: Staged, sit: Sit, size: tuple[int, int]
) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    sheet = hall.panel(trade).sheet("K1", "A")
    page = sit(1).page
    page.set_viewport_size({"width": size[0], "height": size[1]})

    def check() -> None:
        assert page.evaluate(SMALL, [TARGETS, 56]) == []
        assert page.evaluate(WIDE) <= 0

    check()
    for where in ("attention", f"sign-{sheet}", f"confirm-{sheet}", f"sheet-{sheet}"):
        page.evaluate("(where) => { location.hash = where; }", where)
        expect(page.locator(".onward, .shown .ways, .bottom").first).to_be_visible()
        check()
    for opener in (".tool:has(.g-remark)", ".tool:has(.g-scan)"):
        page.locator(opener).tap()
        box = page.locator("dialog .who b").first
        assert box.evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)") >= 28
        check()
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)


def test_a_spread_is_read_and_answered_beside_a_dense_sheet(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    hall.panel(trade).vote("K1", "A1.1", "311")
    page = begin(sit(1), "dense")
    page.locator(".rows .about").first.tap()
    side = page.locator(".side .remark.fill")
    for part in (side.locator("span").first, side.get_by_role("button")):
        box = part.bounding_box()
        assert box is not None
        assert box["width"] > 200
        assert box["x"] + box["width"] <= 1024
