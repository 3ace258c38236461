"""A tablet goes on without network: it opens, marks for hours, and sends by itself afterwards."""

import re
import time
from functools import partial

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET, Remembering, Sit
from tests.browser.hall import Hall, Staged
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

READY = {
    "en": "All 8 sheets are on this tablet. They can be marked without network.",
    "zh": "8 张评分表已全部存在本机，断网也能评分。",
}
NO_NETWORK = {"en": "No network", "zh": "断网"}
RECEIVED = {"en": "Every mark of yours is received", "zh": "全部送达"}


def ready(tablet: Tablet, language: str = "en") -> Tablet:
    """Wait until everything that marking takes is on the tablet, and return it."""
    expect(tablet.page.locator(".readiness")).to_have_text(READY[language])
    return tablet


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_tablet_reloaded_without_network_has_every_sheet(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, language: str
) -> None:
    panel = hall.panel(trade)
    tablet = ready(sit(1, language, proxy.base), language)
    proxy.cut()
    tablet.page.reload()
    expect(tablet.status).to_contain_text(NO_NETWORK[language])
    expect(tablet.page.locator(".stations a")).to_have_count(4)
    for entry in ("K1", "K2", "K3", "K4"):
        for module in "AB":
            tablet.open(panel.sheet(entry, module))
            expect(tablet.page.locator("nav.list li")).to_have_count(5 if module == "A" else 2)
    tablet.choose("B1.1", {"en": "Yes, met", "zh": "符合"}[language])
    expect(tablet.line("B1.1").locator(".st.unsent")).to_be_visible()
    tablet.page.reload()
    expect(tablet.line("B1.1").locator(".st.unsent")).to_be_visible()
    assert hall.lines(trade) == []
    proxy.restore()
    expect(tablet.status).to_contain_text(RECEIVED[language], timeout=10_000)
    assert hall.lines(trade) == [("K4", "B1.1", 0, "1")]


def test_marking_goes_on_for_hours_and_ends_in_ten_seconds(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    tablet = ready(sit(1, base=proxy.base))
    tablet.page.clock.install()
    proxy.cut()
    expect(tablet.status).to_contain_text("No network.")
    for hour, entry in enumerate(("K1", "K2", "K3"), 1):
        tablet.open(panel.sheet(entry, "A"))
        tablet.choose("A1.2", "Yes, met")
        tablet.type("A1.4", "19.8")
        tablet.page.clock.fast_forward("01:00:00")
        expect(tablet.status).to_contain_text(f"No network for {60 * hour}")
        expect(tablet.status).to_contain_text(f"{2 * hour} marks not sent")
    # What could be opened again may be closed.
    expect(tablet.status).not_to_contain_text("Do not close")
    tablet.page.reload()
    expect(tablet.status).to_contain_text("6 marks not sent")
    proxy.restore()
    began = time.monotonic()
    expect(tablet.status).to_contain_text("Every mark of yours is received")
    assert time.monotonic() - began < 10
    assert [line[:2] for line in hall.lines(trade)] == [
        (entry, aspect) for entry in ("K1", "K2", "K3") for aspect in ("A1.2", "A1.4")
    ]


def test_the_language_is_changed_without_network(
    trade: Staged, hall: Hall, sit: Sit, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    tablet = ready(sit(1, base=proxy.base))
    proxy.cut()
    tablet.page.get_by_role("link", name="中文").tap()
    expect(tablet.page.locator("h1")).to_have_text("我的评分表")
    expect(tablet.page.locator(".modules b + span .nm").first).to_have_text("页面")
    assert tablet.page.title() == "裁判平板 · 匠赛"
    tablet.page.reload()
    tablet.open(panel.sheet("K1", "A"))
    expect(tablet.line("A1.3").locator(".nm")).to_have_text("有效链接")
    tablet.turn_to("A1.1")
    expect(tablet.page.locator("button.lv .tx").last).to_contain_text("差")
    tablet.page.get_by_role("link", name="回到评分表列表").first.tap()
    tablet.page.get_by_role("link", name="English").tap()
    tablet.open(panel.sheet("K1", "A"))
    expect(tablet.line("A1.3").locator(".nm")).to_have_text("Links that work")


def test_the_server_learns_the_language_that_was_chosen_on_the_tablet(sit: Sit, hall: Hall) -> None:
    tablet = ready(sit(2))
    with tablet.page.expect_response(re.compile("lang=zh")):
        tablet.page.get_by_role("link", name="中文").tap()
    home = tablet.page.context.new_page()
    home.goto(hall.base)
    assert home.locator("html").get_attribute("lang") == "zh-CN"


def test_what_is_not_on_the_tablet_is_said_not_to_be(sit: Sit, proxy: Proxy) -> None:
    tablet = ready(sit(1, base=proxy.base))
    proxy.cut()
    tablet.page.evaluate("location.hash = '#sheet-999999'")
    expect(tablet.page.locator("main")).to_contain_text("This sheet is not on this tablet yet.")
    tablet.page.goto("/judging/another-page")
    expect(tablet.page.locator("main")).to_contain_text("This page is not on this tablet.")
    tablet.page.get_by_role("link", name="Back to the list of sheets").tap()
    expect(tablet.page.locator(".stations a").first).to_be_visible()


def test_sign_in_and_marks_are_never_kept_by_the_worker(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = ready(sit(1))
    tablet.open(hall.panel(trade).sheet("K1", "B"))
    tablet.choose("B1.1", "Yes, met")
    expect(tablet.state("B1.1")).to_have_text("Received")
    kept = tablet.page.evaluate("""async () => {
        const shelves = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const asked = await Promise.all(shelves.map((shelf) => shelf.keys()));
        return asked.flat().map(({ url }) => new URL(url).pathname);
    }""")
    assert "/judging/" in kept
    assert {path for path in kept if not path.startswith("/static/dist/")} == {"/judging/"}


def test_a_newer_program_waits_until_nothing_is_being_typed(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = ready(sit(1, base=proxy.base))
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.turn_to("A1.4")
    tablet.page.locator(".pad").get_by_role("button", name="1", exact=True).tap()
    script = requests.get(f"{proxy.base}/judging/worker.js", timeout=5).text
    version = re.findall(r'"version": "(\w+)"', script)[0].encode()
    proxy.falsify(version, version[::-1])
    button = tablet.page.get_by_role("button", name="New version: load it")
    tablet.page.evaluate("""async () => {
        const found = await navigator.serviceWorker.getRegistration();
        await found.update();
        await new Promise((resolve) => {
            const look = () => (found.waiting ? resolve() : setTimeout(look, 50));
            look();
        });
    }""")
    expect(button).to_have_count(0)
    tablet.page.locator(".pad").get_by_role("button", name="9", exact=True).tap()
    tablet.page.locator(".padbox .btn.main").tap()
    with tablet.page.expect_navigation():
        button.tap()
    expect(tablet.line("A1.4").locator(".v")).to_have_text("19 mm")
    expect(button).to_have_count(0)
    proxy.cut()
    tablet.page.reload()
    expect(tablet.line("A1.4").locator(".v")).to_have_text("19 mm")


@pytest.fixture
def start(remembering: Remembering) -> Remembering:
    """Give a way to start a browser that remembers what the one before it was told."""
    return partial(remembering, viewport=TABLET, has_touch=True, locale="en")


def test_the_browser_is_closed_and_opened_without_network(
    hall: Hall, trade: Staged, start: Remembering, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K2", "B")
    with start(proxy.base) as browser:
        seated(browser.pages[0], trade)
        proxy.cut()
        tablet = Tablet(browser.pages[0])
        tablet.open(sheet)
        tablet.choose("B1.1", "Yes, met")
        expect(tablet.state("B1.1")).to_have_text("On this tablet")
    with start(proxy.base) as browser:
        tablet = Tablet(browser.pages[0])
        tablet.page.goto("/judging/")
        expect(tablet.page.locator(".stations a")).to_have_count(4)
        expect(tablet.status).to_contain_text("1 mark not sent")
        tablet.open(sheet)
        tablet.vote("B1.2", "3")
        proxy.restore()
        expect(tablet.status).to_contain_text("Every mark of yours is received", timeout=10_000)
    assert hall.lines(trade) == [("K2", "B1.1", 0, "1"), ("K2", "B1.2", 1, "3")]


def test_on_plain_http_the_open_page_keeps_marks_and_asks_to_stay_open(
    hall: Hall, trade: Staged, start: Remembering, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K3", "B")
    base = proxy.base.replace("127.0.0.1", "tablets.test")
    with start(base, "--host-resolver-rules=MAP tablets.test 127.0.0.1") as browser:
        page = browser.pages[0]
        tablet = Tablet(page)
        tablet.sign_in(trade.judges[0], trade.pins[trade.judges[0]])
        assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
        expect(page.locator(".readiness")).to_contain_text("without HTTPS this page cannot be")
        tablet.open(sheet)
        proxy.cut()
        tablet.choose("B1.1", "Yes, met")
        expect(tablet.state("B1.1")).to_have_text("On this tablet")
        expect(tablet.status).to_contain_text("Do not close this page")
        page.evaluate("location.hash = ''")
        page.get_by_role("link", name="中文").tap()
        expect(tablet.status).to_contain_text("请不要关闭此页")
        proxy.restore()
        expect(tablet.status).to_contain_text("全部送达", timeout=10_000)
    assert hall.lines(trade) == [("K3", "B1.1", 0, "1")]


def seated(page: Page, trade: Staged) -> Tablet:
    """Sign the first judge in and wait until everything is on the tablet."""
    tablet = Tablet(page)
    tablet.sign_in(trade.judges[0], trade.pins[trade.judges[0]])
    return ready(tablet)
