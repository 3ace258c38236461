"""One sheet open on two tablets: both are told, nobody is held up, and what both write is safe."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET, Enter, Sit
from tests.browser.glances import come
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import scheme
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.tablet import LOOK_MS, Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser


@pytest.fixture
def sit_voting(hall: Hall, enter: Enter) -> Sit:
    """Give a way to seat judges of a trade on whose sheets all is judged."""
    trade = hall.stage(scheme=scheme(["judgement", "judgement"]))

    def seated(seat: int) -> Tablet:
        context = enter("en", "", viewport=TABLET, has_touch=True)
        tablet = Tablet(context.new_page())
        tablet.page.clock.install()
        code = trade.judges[seat - 1]
        tablet.sign_in(code, trade.pins[code])
        return tablet

    return seated


def expect_nobody(tablet: Tablet) -> None:
    """Let a tablet be told soon that nobody else has its sheet open."""
    told = tablet.status.locator(".company")
    come(tablet.page, LOOK_MS, lambda ms: expect(told).to_have_count(0, timeout=ms))


def can_be_read(page: Page) -> None:
    """Check that the whole warning is on the screen, on a tablet and on a phone."""
    for width, height in ((390, 844), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.locator(".net .company").evaluate(CUT) == []


CUT = """(line) => {
    const words = document.createRange();
    words.selectNodeContents(line);
    const frame = line.closest(".net").getBoundingClientRect();
    return [...words.getClientRects()]
        .filter((box) => box.top < frame.top - 1 || box.bottom > frame.bottom + 1 ||
            box.left < 0 || box.right > innerWidth)
        .map(({ left, top, right, bottom }) => [left, top, right, bottom]);
}"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_see_who_else_has_the_sheet_open_until_one_leaves(
    hall: Hall, trade: Staged, sit: Sit, language: str
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    name = {"en": ("Jiamu Lin", "Guoliang Wei"), "zh": ("林嘉木", "韦国梁")}[language]
    first, second = sit(1, language, has_clock=True), sit(2, language, has_clock=True)
    for tablet in (first, second):
        tablet.open(sheet)
    for tablet, other in ((first, name[1]), (second, name[0])):
        tablet.look()
        told = tablet.status.locator(".company")
        expect(told).to_contain_text(other)
        expect(told).to_contain_text("A1.2–A1.5")
        can_be_read(tablet.page)
        expect(told).to_contain_text(re.compile(r"\d\d:\d\d"))
        tablet.page.evaluate(AXE)
        assert barriers(tablet.page, STANDARDS) == []
    first.page.locator("a.back").tap()
    expect_nobody(second)


def test_a_judge_is_told_of_their_own_other_tablet(hall: Hall, trade: Staged, sit: Sit) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    here, there = sit(1, has_clock=True), sit(1, has_clock=True)
    for tablet in (here, there):
        tablet.open(sheet)
    for tablet in (here, there):
        tablet.look()
        expect(tablet.status).to_contain_text("You have this sheet open on another tablet too")


def test_who_only_votes_is_told_of_their_own_other_tablet_alone(sit_voting: Sit) -> None:
    here, there, other = sit_voting(1), sit_voting(1), sit_voting(2)
    for tablet in (here, there, other):
        tablet.page.locator(".stations a").first.tap()
        expect(tablet.page.locator(".lv").first).to_be_visible()
    for tablet in (here, there):
        tablet.look()
        expect(tablet.status).to_contain_text("You have this sheet open on another tablet too")
    expect(other.status).to_contain_text("Every mark of yours is received")
    expect(other.status.locator(".company")).to_have_count(0)
    for tablet in (here, there):
        expect(tablet.status).not_to_contain_text("has this sheet open too")


def test_a_page_that_is_closed_is_told_of_no_more_and_is_when_it_is_back(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    first, second = sit(1, has_clock=True), sit(2)
    for tablet in (first, second):
        tablet.open(sheet)
    told = first.look().locator(".net .company")
    expect(told).to_contain_text("Guoliang Wei")
    second.choose("A1.2", "Yes, met")
    expect(second.state("A1.2")).to_have_text("Received")
    second.page.goto("about:blank")
    expect_nobody(first)
    second.page.go_back()
    expect(second.state("A1.2")).to_have_text("Received")
    first.look()
    expect(told).to_contain_text("Guoliang Wei")
    second.page.close(run_before_unload=True)
    expect_nobody(first)
    assert [line[3] for line in hall.lines(trade)] == ["1"]


def test_who_signs_is_told_of_the_other_tablet_too(hall: Hall, trade: Staged, sit: Sit) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    sheet = hall.panel(trade).sheet("K1", "A")
    first, second = sit(1, has_clock=True), sit(2)
    first.page.evaluate("(sheet) => { location.hash = `#sign-${sheet}`; }", sheet)
    expect(first.page.locator(".totals tbody tr").first).to_be_visible()
    second.open(sheet)
    expect(second.status.locator(".company")).to_contain_text("Jiamu Lin")
    expect(first.look().locator(".net .company")).to_contain_text("Guoliang Wei")


def test_two_judges_in_turn_on_one_tablet_are_told_nothing(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(1)
    tablet.open(sheet)
    tablet.page.locator("a.back").tap()
    tablet.page.get_by_role("button", name="Sign out").tap()
    tablet.page.get_by_role("button", name="Another judge: code and PIN").tap()
    tablet.page.locator("input[name=code]").fill(trade.judges[1])
    tablet.enter_pin(trade.pins[trade.judges[1]])
    expect(tablet.page.locator(".me")).to_contain_text("Guoliang Wei")
    with tablet.page.expect_response(re.compile(rf"/sheets/{sheet}\?device=")):
        tablet.open(sheet)
    expect(tablet.status).to_contain_text("Every mark of yours is received")
    expect(tablet.status.locator(".company")).to_have_count(0)


def test_of_two_who_were_warned_the_second_is_refused_with_both_values(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    first, second = sit(1), sit(2, base=proxy.base)
    for tablet in (first, second):
        tablet.open(sheet)
    expect(second.status.locator(".company")).to_contain_text("Jiamu Lin")
    proxy.refuse(b"/judging/")
    second.choose("A1.2", "No, not met")
    expect(second.state("A1.2")).to_have_text("On this tablet")
    # Without network nobody knows who else is there.
    expect(second.status.locator(".company")).to_have_count(0)
    first.choose("A1.2", "Yes, met")
    expect(first.state("A1.2")).to_have_text("Received")
    proxy.restore()
    expect(second.state("A1.2")).to_have_text("Needs attention")
    expect(second.remark).to_contain_text("Yours: No, not met. On the sheet: Yes, met.")
    assert [line[3] for line in hall.lines(trade)] == ["1"]
