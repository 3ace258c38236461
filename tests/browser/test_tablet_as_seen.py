"""What a judge sees is true, and what was under a finger stays there."""

from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from competition.rehearsal.caller import Caller
from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import begin
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

BOX: Final = """(each) => {
    const { x, y, width, height } = each.getBoundingClientRect();
    return [x, y, width, height];
}"""


@pytest.fixture
def chief(hall: Hall, trade: Staged) -> Caller:
    """Give the chief judge, signed in at a desk."""
    found = Caller(hall.base)
    found.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
    return found


def boxes(page: Page, *names: str) -> list[list[float]]:
    return [page.locator(name).first.evaluate(BOX) for name in names]


def refused(hall: Hall, trade: Staged, tablet: Tablet, proxy: Proxy) -> Locator:
    """Mark what another tablet has marked meanwhile; return the item that needs the judge."""
    proxy.refuse(b"/judging/")
    tablet.type("A1.3", "4")
    hall.panel(trade).mark("K1", "A1.3", "6")
    proxy.restore()
    expect(tablet.state("A1.3")).to_have_text("Needs attention")
    tablet.page.locator("a.alarm").tap()
    item = tablet.page.locator(".refusals li")
    expect(item).to_have_count(1)
    return item


def test_a_refused_mark_is_shown_beside_what_stands_by_now(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(2, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    item = refused(hall, trade, tablet, proxy)
    expect(item.locator("dd.num")).to_have_text(["4", "6"])
    hall.panel(trade).mark("K1", "A1.3", "8", 3)
    expect(item.locator("dd.num")).to_have_text(["4", "8"])
    expect(item).to_contain_text("Ming Qu")
    item.get_by_role("button", name="Send mine again: 4").tap()
    expect(tablet.page.locator(".refusals li")).to_have_count(0)
    expect(tablet.status.locator(".g-received")).to_be_visible()
    assert [line[3] for line in hall.lines(trade)] == ["6", "8", "4"]


def test_a_mark_that_was_not_taken_is_not_counted_as_marked(
    hall: Hall, trade: Staged, sit: Sit, chief: Caller, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    reserve = {"judges": f"{trade.id}09,甘大,Da Gan", "role": "judge"}
    hall.organiser.fill(f"/organise/trades/{trade.id}/judges", reserve)
    way, why = f"/organise/trades/{trade.id}/reliefs", {"reason": "Called away."}
    tablet = sit(1, base=proxy.base)
    tablet.open(sheet)
    proxy.refuse(b"/judging/")
    chief.fill(way, why | {"chair": hall.chair(trade, 1), "judge": f"{trade.id}09"})
    tablet.choose("A1.2", "Yes, met")
    proxy.restore()
    expect(tablet.page.locator("a.alarm")).to_have_text("1 needs attention")
    chief.fill(way, why | {"chair": hall.chair(trade, 1), "judge": trade.judges[0]})
    tablet.page.locator("a.back").tap()
    row = tablet.page.locator(f'.stations a[href="#sheet-{sheet}"]')
    expect(row.locator(".done")).to_have_text("0/5")
    expect(row.locator(".how")).to_have_text("1 needs attention")
    tablet.page.locator("a.alarm").tap()
    item = tablet.page.locator(".refusals li")
    expect(item).to_contain_text("Your seat here has passed to another judge")
    item.get_by_role("button", name="Send mine again: Yes, met").tap()
    expect(item).to_have_count(0)
    tablet.page.locator("a.back").tap()
    expect(row.locator(".how")).to_have_text("Received")
    assert [line[3] for line in hall.lines(trade)] == ["1"]


def test_the_list_tells_the_three_states_apart(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(1, base=proxy.base)
    row = tablet.page.locator(f'.stations a[href="#sheet-{sheet}"]')
    expect(row.locator(".how")).to_have_text("Not marked")
    tablet.open(sheet)
    proxy.refuse(b"/judging/")
    tablet.choose("A1.2", "Yes, met")
    tablet.page.locator("a.back").tap()
    expect(row.locator(".how")).to_have_text("1 on this tablet")
    proxy.restore()
    expect(row.locator(".how")).to_have_text("Received")
    expect(row.locator(".done")).to_have_text("1/5")


@pytest.mark.parametrize("view", ["one", "dense", "across"])
def test_what_is_odd_is_not_told_without_network(sit: Sit, proxy: Proxy, view: str) -> None:
    tablet = sit(1, base=proxy.base)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    page = begin(tablet, view)
    proxy.refuse(b"/judging/")
    if view == "dense":
        page.locator(".sieve .btn").last.tap()
    else:
        page.locator(".sieve select").select_option("odd")
    empty = page.locator(".scroll .empty").first
    expect(empty).to_contain_text("This needs the network.")
    proxy.restore()
    page.get_by_role("button", name="Ask again").tap()
    expect(empty).to_have_text("Nothing of this kind here.")


def test_odd_values_are_looked_for_at_every_competitor(hall: Hall, trade: Staged, sit: Sit) -> None:
    panel = hall.panel(trade)
    panel.mark("K3", "A1.4", "20.5")
    tablet = sit(1)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    page = begin(tablet, "across")
    for _ in range(3):
        page.locator(".turn .btn").last.tap()
    page.locator(".sieve select").select_option("odd")
    expect(page.locator(".scroll .at")).to_have_text(["03"])
    expect(page.locator(".sieve option").last).to_have_text("Odd 1")


def test_who_signs_without_warnings_is_told_so(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    panel = hall.panel(trade)
    panel.complete("K1", "222 1 7 20.5 0 1 222")
    sheet = panel.sheet("K1", "A")
    tablet = sit(1, base=proxy.base)
    proxy.refuse(b"/warnings")
    tablet.page.evaluate("(sheet) => { location.hash = `#sign-${sheet}`; }", sheet)
    told = tablet.page.locator(".told.odd")
    expect(told).to_contain_text("Warnings could not be fetched")
    told.get_by_role("button", name="Try again").tap()
    expect(told).to_contain_text("Warnings could not be fetched")
    proxy.restore()
    expect(told).to_contain_text("at the edge of a limit", timeout=15_000)


def test_no_other_button_moves_for_what_calls_the_judge(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(2, base=proxy.base)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    around = (".tool:has(.g-scan)", ".tool:has(.g-remark)", ".me", ".na", ".bottom .next")
    before = boxes(page, *around)
    proxy.refuse(b"/judging/")
    tablet.choose("A1.2", "No, not met")
    hall.panel(trade).mark("K1", "A1.2", "1")
    proxy.restore()
    expect(page.locator("a.alarm")).to_be_visible()
    assert boxes(page, *around) == before
    page.evaluate("""() => {
        const { desk } = document.querySelector("judge-tablet");
        desk.isProgramNewer = true;
        desk.changed();
    }""")
    expect(page.locator(".newer")).to_be_visible()
    assert boxes(page, *around) == before


@pytest.mark.parametrize("hand", ["left", "right"])
@pytest.mark.parametrize("size", [(1024, 768), (390, 844)])
def test_the_pin_that_was_put_off_covers_nothing(
    sit: Sit, hand: str, size: tuple[int, int]
) -> None:
    tablet = sit(1)
    page = begin(tablet, "one")
    tablet.prefer(hand=hand)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("""() => {
        const tablet = document.querySelector("judge-tablet");
        tablet.desk.isPinWanted = true;
        tablet.isPinPutOff = true;
        tablet.desk.changed();
    }""")
    pin = page.locator(".btn.pin")
    expect(pin).to_be_visible()
    keys = page.locator(".btn, .me, .lv, nav.list li button").filter(visible=True)
    near = [key for key in keys.all() if key.evaluate(ON_SCREEN)]
    assert [key.inner_text() for key in near if key.evaluate(HIDDEN)] == []
    pin.tap()
    expect(page.locator("dialog input[name=pin]")).to_be_visible()


ON_SCREEN: Final = """(key) => {
    const box = key.getBoundingClientRect();
    const frame = key.closest(".scroll, .asp")?.getBoundingClientRect();
    return box.bottom <= Math.min(innerHeight, frame?.bottom ?? innerHeight);
}"""
HIDDEN: Final = """(key) => {
    const box = key.getBoundingClientRect();
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !key.contains(there);
}"""


def test_station_and_code_stand_large_wherever_something_is_asked(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    panel = hall.panel(trade)
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    panel.sign("K1", "A")
    tablet = sit(1)
    page = tablet.page
    tablet.open(panel.sheet("K1", "A"))
    openers = (".tool:has(.g-remark)", ".tool:has(.g-scan)", ".tools .btn:has-text('correction')")
    for opener in openers:
        page.locator(opener).tap()
        places = page.locator("dialog .who b")
        expect(places).to_have_text(["01", "K1"])
        for place in places.all():
            assert place.evaluate("(each) => parseFloat(getComputedStyle(each).fontSize)") >= 44
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
