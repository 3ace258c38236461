"""Marks are with the server ten seconds after it can be reached again, whatever was in the way."""

import json
import re

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.marking import MARK_MANY
from tests.browser.pictures import photo
from tests.browser.remarking import kept, write
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

PROMISED_MS = 10_000
# Chromium tells of every 16 kB that have left: of the slower ones every 4 s.
SLOW = ((12_000, 1600), (4_000, 960))
MARKS = re.compile(r"/judging/sheets/(\d+/)?marks$")
# Counts every drawing in which the page says that nothing waits.
WATCH = """() => {
    globalThis.boasts = 0;
    const look = () => {
        globalThis.boasts += document.querySelector(".net .g-received") ? 1 : 0;
    };
    new MutationObserver(look).observe(document, {subtree: true, childList: true});
}"""
FAULT = json.dumps({"code": "fault", "id": "9f3a"})


def weary(tablet: Tablet) -> None:
    """Let the tablet have tried in vain for long, so that its pauses are as long as they become."""
    tablet.page.evaluate("""() => {
        const { courier } = document.querySelector("judge-tablet").contact;
        courier.failures = 9;
        courier.go();
    }""")


def test_marks_go_soon_after_a_proxy_has_said_bad_gateway(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.page.route("**/judging/sheets/**", lambda route: route.fulfill(status=502, body="<h1>"))
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.status).to_contain_text("The server has a fault.")
    with tablet.page.expect_response(MARKS):
        weary(tablet)
    tablet.page.unroute_all()
    expect(tablet.state("A1.2")).to_have_text("Received", timeout=PROMISED_MS)
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]


@pytest.mark.parametrize("stranded_ms", [300, 5000])
def test_marks_go_soon_after_a_black_hole_in_which_every_request_hung(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, stranded_ms: int
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    expect(tablet.page.locator("nav.list li")).to_have_count(5)
    proxy.strand()
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    tablet.page.wait_for_timeout(stranded_ms)
    proxy.restore()
    expect(tablet.state("A1.2")).to_have_text("Received", timeout=PROMISED_MS)
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]


@pytest.mark.parametrize("way", ["cut", "strand"])
def test_hundreds_of_marks_go_soon_after_hours_without_network(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, way: str
) -> None:
    tablet = sit(1, base=proxy.base)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    tablet.open(hall.panel(trade).sheet("K4", "A"))
    getattr(proxy, way)()
    given = tablet.page.evaluate(MARK_MANY)
    weary(tablet)
    expect(tablet.status).to_contain_text("320 marks not sent")
    proxy.delay = 0.05
    proxy.restore()
    expect(tablet.status.locator(".g-received")).to_be_visible(timeout=PROMISED_MS)
    assert [list(line) for line in hall.lines(trade)] == given


@pytest.mark.parametrize("stranded_ms", [300, 12_000])
@pytest.mark.parametrize("has_photo", [True, False], ids=["photo", "words"])
def test_a_remark_goes_soon_after_a_black_hole_in_which_it_hung(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, *, has_photo: bool, stranded_ms: int
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    shot = photo(tablet.page, 800, 600) if has_photo else None
    proxy.strand()
    lines = write(tablet, "Scratched.", shot)
    expect(lines.locator(".st.unsent")).to_have_count(1)
    tablet.page.wait_for_timeout(stranded_ms)
    proxy.restore()
    expect(lines.locator(".st.received")).to_have_count(1, timeout=PROMISED_MS)
    assert [row[0] for row in kept(hall, trade)] == ["Scratched."]


@pytest.mark.parametrize(("speed", "width"), SLOW, ids=["12-kB-a-second", "4-kB-a-second"])
def test_a_photo_that_is_only_slow_is_not_broken_off(
    hall: Hall, trade: Staged, sit: Sit, speed: int, width: int
) -> None:
    tablet = sit(1)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    shot = photo(page, width, width * 3 // 4)
    page.wait_for_load_state("networkidle")
    sent: list[Request] = []
    page.on("request", lambda each: sent.append(each) if each.url.endswith("/remarks") else None)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    lines = write(tablet, "Scratched.", shot)
    expect(lines.locator(".st.received")).to_have_count(1, timeout=60_000)
    assert len(sent) == 1
    (row,) = hall.rows(
        "select length(p.content) as size from picture p"
        " join remark r on r.picture_sha256 = p.sha256 where r.trade_id = :trade",
        trade=trade.id,
    )
    assert row.size > 8 * speed


def test_a_mark_that_hangs_alone_is_sent_again_soon(hall: Hall, trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    page = tablet.page
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet.open(sheet)
    held: list[Route] = []
    page.route(MARKS, lambda route: route.continue_() if held else held.append(route))
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    page.evaluate("location.hash = ''")
    expect(tablet.status).to_contain_text("Every mark of yours is received", timeout=PROMISED_MS)
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]


def test_one_mark_that_the_server_cannot_take_holds_up_no_other(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    page = tablet.page

    def stumble(route: Route) -> None:
        if '"value":"6"' in (route.request.post_data or ""):
            route.fulfill(status=500, body=FAULT)
        else:
            route.continue_()

    tablet.open(hall.panel(trade).sheet("K1", "A"))
    page.route(MARKS, stumble)
    tablet.type("A1.3", "6")
    tablet.type("A1.3", "7")
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("Received")
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]
    page.locator("a.alarm").tap()
    expect(page.locator(".refusals li")).to_contain_text("Station 01, A1.3 Links that work")
    expect(page.locator(".refusals li")).to_contain_text("The server has a fault with this mark")
    page.unroute_all()
    expect(page.locator(".refusals li")).to_have_count(0)
    expect(tablet.status).to_contain_text("Every mark of yours is received")
    assert [line[3] for line in hall.lines(trade)] == ["1", "6", "7"]


def test_a_page_that_is_loaded_again_never_says_that_all_is_received_while_a_mark_waits(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    page.route(MARKS, lambda route: route.abort())
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    page.add_init_script(f"({WATCH})()")
    page.reload()
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    expect(tablet.status).to_contain_text("1 mark not sent")
    assert page.evaluate("globalThis.boasts") == 0
