"""A tablet whose disk is full opens, sends what waits, and keeps what the judge still sees."""

import pytest
from playwright.sync_api import Response, expect

from tests.browser.conftest import TABLET, Enter, Sit
from tests.browser.disk import CANNOT_STORE, EMPTY, FILL, narrow
from tests.browser.hall import Hall, Staged
from tests.browser.remarking import kept, refuse, write
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

REMARKS = b"/remarks HTTP"
NO_STORAGE = """() => {
    const refuse = () => { throw new DOMException("denied", "SecurityError"); };
    Object.defineProperty(window, "localStorage", { get: refuse });
    Object.defineProperty(window, "indexedDB", { get: refuse });
}"""


@pytest.fixture
def tablet(enter: Enter, trade: Staged, proxy: Proxy) -> Tablet:
    """Seat the first judge at a tablet with little room."""
    found = narrow(enter, "en", proxy.base)
    found.sign_in(trade.judges[0], trade.pins[trade.judges[0]])
    expect(found.page.locator(".readiness .g-received")).to_be_visible()
    return found


def test_a_full_tablet_opens_again_and_sends_what_waits(
    hall: Hall, trade: Staged, tablet: Tablet, proxy: Proxy
) -> None:
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.cut()
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    tablet.page.evaluate(FILL)
    tablet.page.reload()
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    expect(tablet.status).to_contain_text(CANNOT_STORE)
    proxy.restore()
    expect(tablet.state("A1.2")).to_have_text("Received", timeout=10_000)
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]
    tablet.page.evaluate(EMPTY)
    expect(tablet.status).not_to_contain_text(CANNOT_STORE)


def test_a_pin_opens_a_full_tablet_again_to_its_own_judge(
    hall: Hall, trade: Staged, tablet: Tablet, proxy: Proxy
) -> None:
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.cut()
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    tablet.page.context.clear_cookies(name="jiangsai")
    tablet.page.evaluate(FILL)
    proxy.restore()
    expect(tablet.page.get_by_role("dialog")).to_contain_text("your PIN again")
    tablet.enter_pin(trade.pins[trade.judges[0]])
    expect(tablet.state("A1.2")).to_have_text("Received")
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]


def test_a_reading_that_the_disk_does_not_take_stays_on_the_screen(
    hall: Hall, trade: Staged, tablet: Tablet
) -> None:
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.page.evaluate(FILL)
    tablet.type("A1.4", "19.6")
    expect(tablet.status).to_contain_text(CANNOT_STORE)
    expect(tablet.state("A1.4")).to_have_text("Not stored yet")
    tablet.page.evaluate(EMPTY)
    tablet.page.locator(".padbox .btn.main").tap()
    expect(tablet.state("A1.4")).to_have_text("Received")
    assert hall.lines(trade) == [("K1", "A1.4", 0, "19.6")]


def test_a_remark_leaves_a_full_tablet_once(
    hall: Hall, trade: Staged, tablet: Tablet, proxy: Proxy
) -> None:
    page = tablet.page
    answered: list[Response] = []
    page.on("response", lambda got: answered.append(got) if got.url.endswith("/remarks") else None)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.refuse(REMARKS)
    page.get_by_role("button", name="Add a remark or photo").tap()
    page.locator("textarea").fill("Cracked.")
    page.get_by_role("button", name="Keep the remark").tap()
    lines = page.locator(".told li")
    expect(lines.locator(".st.unsent")).to_have_count(1)
    page.evaluate(FILL)
    proxy.restore()
    expect(lines.locator(".st.received")).to_have_count(1)
    expect(tablet.status).not_to_contain_text("remark not sent")
    with page.expect_response("**/judging/sheets/*"):
        pass
    assert [got.status for got in answered] == [201]


def test_a_refused_remark_is_sent_again_from_a_full_tablet(
    hall: Hall, trade: Staged, tablet: Tablet
) -> None:
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    path = refuse(tablet)
    expect(write(tablet, "Cracked.").locator(".st")).to_have_text("Needs attention")
    page.get_by_role("button", name="Close").tap()
    page.evaluate(FILL)
    page.context.unroute(path)
    page.get_by_role("link", name="1 needs attention").tap()
    item = page.locator(".refusals li")
    item.get_by_role("button", name="Send it again").tap()
    expect(item).to_have_count(0)
    expect(tablet.status).not_to_contain_text("remark not sent")
    assert kept(hall, trade) == [("Cracked.", None, None, None)]


def test_who_signs_out_of_a_full_tablet_without_network_is_out(
    tablet: Tablet, proxy: Proxy
) -> None:
    page = tablet.page
    page.evaluate(FILL)
    proxy.refuse(b"DELETE /judging/session")
    page.get_by_role("button", name="Sign out").tap()
    told = page.get_by_text("You are signed out on this tablet.")
    expect(told).to_be_visible()
    page.reload()
    expect(told).to_be_visible()
    expect(page.locator(".me")).to_have_count(0)
    assert page.request.get("/judging/me").status == 200
    proxy.restore()
    expect(told).to_have_count(0)
    assert page.request.get("/judging/me").status == 401
    page.reload()
    expect(page.locator("judge-door")).to_be_visible()


def test_what_is_written_on_a_full_tablet_stays_with_its_sheet(
    hall: Hall, trade: Staged, tablet: Tablet
) -> None:
    page, panel = tablet.page, hall.panel(trade)
    tablet.open(panel.sheet("K1", "A"))
    page.evaluate(FILL)
    page.get_by_role("button", name="Add a remark or photo").tap()
    page.locator("textarea").fill("Cracked.")
    page.get_by_role("button", name="Close").tap()
    tablet.open(panel.sheet("K2", "A"))
    tablet.open(panel.sheet("K1", "A"))
    page.get_by_role("button", name="Add a remark or photo").tap()
    expect(page.locator("textarea")).to_have_value("Cracked.")


def test_a_browser_that_lends_no_storage_says_so(enter: Enter, hall: Hall) -> None:
    page = enter(viewport=TABLET, has_touch=True).new_page()
    page.add_init_script(f"({NO_STORAGE})()")
    page.goto(f"{hall.base}/judging/")
    expect(page.get_by_role("alert")).to_contain_text("This browser keeps nothing")


def test_without_a_shelf_for_habits_marking_goes_on(hall: Hall, trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.page.evaluate("""() => {
        Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    tablet.prefer(goesOn=False)
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("Received")
