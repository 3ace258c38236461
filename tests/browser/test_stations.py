"""The right sheet: a station is scanned by camera or photo, or typed, and opens its sheets."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, FilePayload, Page, expect

from tests.browser.conftest import TABLET, Enter, Sit
from tests.browser.hall import Hall, Staged
from tests.browser.pictures import code, film
from tests.browser.places import EVERYWHERE, Speech
from tests.browser.reading import AXE, STANDARDS, barriers, strangers
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = [pytest.mark.browser, EVERYWHERE]
PLACE = ".top .who span:first-child b"


def address(hall: Hall, trade: Staged, station: str) -> str:
    """Return what the card of a station says."""
    return f"{hall.base}/judging/#station-{code_of(hall, trade)}-{station}"


def code_of(hall: Hall, trade: Staged) -> str:
    found: str = hall.rows("select code from trade where id = :id", id=trade.id)[0].code
    return found


def shoot(page: Page, picture: bytes) -> None:
    """Take a photo of a code where no camera can be looked through."""
    file = FilePayload(name="code.png", mimeType="image/png", buffer=picture)
    page.locator("input[name=code]").set_input_files(file)


def scanned_first(hall: Hall, trade: Staged) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/stations", {"scan": "first"})


def test_a_scan_shows_the_sheets_of_that_station(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    page = sit(1).page
    page.get_by_role("button", name=say("Scan station")).tap()
    shoot(page, code(address(hall, trade, "03")))
    expect(page.locator(".spot")).to_contain_text(
        say("Your sheets at station %(station)s", station="03")
    )
    expect(page.locator(".stations a")).to_have_count(1)
    page.locator(".stations a").tap()
    expect(page.locator(PLACE)).to_have_text("03")
    page.get_by_role("link", name=say("Back to the list of sheets")).first.tap()
    expect(page.locator(".stations a")).to_have_count(4)


def test_a_station_of_one_sheet_opens_it(hall: Hall, trade: Staged, sit: Sit) -> None:
    page = sit(1).page
    listed = re.compile(r"/judging/sheets\?")

    def only_a(route: Any) -> None:
        answer = route.fetch()
        sheets = [each for each in answer.json()["sheets"] if each["criterion"]["code"] == "A"]
        route.fulfill(response=answer, json={"sheets": sheets})

    page.context.route(listed, only_a)
    page.goto(address(hall, trade, "02"))
    page.reload()
    expect(page.locator(PLACE)).to_have_text("02")
    assert "#sheet-" in page.url


def test_the_tablets_own_camera_leads_there_after_the_pin(
    hall: Hall, trade: Staged, enter: Enter, say: Speech
) -> None:
    page = enter(viewport=TABLET, has_touch=True).new_page()
    page.goto(address(hall, trade, "04"))
    page.locator("input[name=code]").fill(trade.judges[0])
    Tablet(page).enter_pin(trade.pins[trade.judges[0]])
    expect(page.locator(".spot")).to_contain_text(
        say("Your sheets at station %(station)s", station="04")
    )
    expect(page.locator(".stations a")).to_have_count(1)


def test_the_wrong_station_is_said_loudly_and_marks_nothing(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    page.locator(".top .tool:has(.g-scan)").tap()
    shoot(page, code(address(hall, trade, "02")))
    dialog = page.get_by_role("alertdialog")
    expect(dialog.locator(".both b")).to_have_text(["02", "01"])
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    dialog.get_by_role("button").last.tap()
    expect(page.locator(PLACE)).to_have_text("01")
    page.locator(".top .tool:has(.g-scan)").tap()
    shoot(page, code(address(hall, trade, "02")))
    dialog.get_by_role("button").first.tap()
    expect(page.locator(".spot b")).to_contain_text("02")
    page.locator(".stations a").tap()
    expect(page.locator(PLACE)).to_have_text("02")
    assert hall.lines(trade) == []


def test_the_right_station_changes_nothing(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.turn_to("A1.3")
    page = tablet.page
    page.get_by_role("button", name=say("Scan station")).tap()
    shoot(page, code(address(hall, trade, "01")))
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#aspect .num")).to_have_text("A1.3")


def test_what_is_no_station_is_said_not_to_be(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    page = tablet.page
    page.get_by_role("button", name=say("Scan station")).tap()
    shoot(page, code("https://example.org/"))
    alert = page.locator(".scan [role=alert]")
    expect(alert).to_contain_text(say("This is not the code of a station."))
    shoot(page, b"no picture")
    expect(alert).to_contain_text(
        say("No code was found in this photo. Come closer, and hold still.")
    )
    page.locator("input[name=station]").fill("99")
    page.get_by_role("button", name=say("Go")).tap()
    expect(page.get_by_role("alertdialog")).to_contain_text(
        say("This is station %(here)s, the open sheet is station %(open)s.", here="99", open="01")
    )
    page.get_by_role("button", name=say("Open station %(station)s", station="99")).tap()
    expect(page.locator(".spot")).to_contain_text(
        say("You have no sheet at station %(station)s.", station="99")
    )
    page.get_by_role("button", name=say("Show all")).tap()
    expect(page.locator(".stations a")).to_have_count(4)


def test_without_network_the_first_mark_waits_for_the_scan(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    scanned_first(hall, trade)
    panel = hall.panel(trade)
    tablet = sit(1, base=proxy.base)
    page = tablet.page
    expect(page.locator(".readiness .g-received")).to_be_visible()
    proxy.cut()
    tablet.open(panel.sheet("K1", "A"))
    expect(page.get_by_role("button", name=say("Scan first"))).to_be_visible()
    tablet.choose("A1.2", say("Yes, met"))
    dialog = page.locator("dialog.scan")
    expect(dialog).to_contain_text(
        say(
            "Before the first mark on this sheet: "
            "scan the code at station %(station)s, or type its number.",
            station="01",
        )
    )
    expect(tablet.state("A1.2")).to_have_text(say("Not marked"))
    shoot(page, code(address(hall, trade, "01")))
    expect(dialog).to_have_count(0)
    expect(tablet.state("A1.2")).to_have_text(say("On this tablet"))
    tablet.type("A1.4", "19.8")
    expect(tablet.state("A1.4")).to_have_text(say("On this tablet"))
    proxy.restore()
    expect(tablet.status).to_contain_text(say("Connected. Every mark of yours is received."))
    assert [line[:2] for line in hall.lines(trade)] == [("K1", "A1.2"), ("K1", "A1.4")]


def test_what_was_typed_waits_for_the_station_too(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    scanned_first(hall, trade)
    tablet = sit(1)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K2", "A"))
    tablet.type("A1.4", "20.1")
    expect(page.locator("dialog.scan")).to_be_visible()
    page.get_by_role("button", name=say("Close")).tap()
    expect(tablet.state("A1.4")).to_have_text(say("Not stored yet"))
    page.locator(".padbox .btn.main").tap()
    page.locator("input[name=station]").fill("2")
    page.get_by_role("button", name=say("Go")).tap()
    expect(tablet.state("A1.4")).to_have_text(say("Received"))
    assert hall.lines(trade) == [("K2", "A1.4", 0, "20.1")]


def test_a_mark_on_the_wrong_sheet_is_not_made(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    scanned_first(hall, trade)
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.choose("A1.2", say("Yes, met"))
    tablet.page.locator("input[name=station]").fill("02")
    tablet.page.get_by_role("button", name=say("Go")).tap()
    tablet.page.get_by_role("button", name=say("Stay with station %(station)s", station="01")).tap()
    expect(tablet.state("A1.2")).to_have_text(say("Not marked"))
    assert hall.lines(trade) == []


def test_a_sheet_opened_by_its_code_needs_no_second_scan(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    scanned_first(hall, trade)
    tablet = sit(1)
    page = tablet.page
    page.get_by_role("button", name=say("Scan station")).tap()
    shoot(page, code(address(hall, trade, "03")))
    expect(page.locator(".stations a")).to_have_count(1)
    page.locator(".stations a").tap()
    tablet.choose("A1.2", say("Yes, met"))
    expect(tablet.state("A1.2")).to_have_text(say("Received"))
    page.get_by_role("link", name=say("Back to the list of sheets")).first.tap()
    page.locator(".stations a").nth(2).tap()
    tablet.type("A1.3", "4")
    expect(page.locator("dialog.scan")).to_be_visible()


Film = Callable[[str], Page]


@pytest.fixture
def before_the_camera(
    hall: Hall,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    say: Speech,
) -> Iterator[Film]:
    """Give a way to start a tablet before whose camera a code is held."""
    browsers = []

    def started(text: str) -> Page:
        reel = film(tmp_path / "code.y4m", text)
        flags = [
            *browser_type_launch_args["args"],
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={reel}",
        ]
        browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
        browsers.append(browser)
        context = browser.new_context(base_url=hall.base, has_touch=True)
        context.add_cookies([{"name": "language", "value": say.language, "url": hall.base}])
        return context.new_page()

    yield started
    for browser in browsers:
        browser.close()


def test_the_camera_reads_the_code(
    hall: Hall, trade: Staged, before_the_camera: Film, say: Speech
) -> None:
    page = before_the_camera(address(hall, trade, "03"))
    tablet = Tablet(page)
    tablet.sign_in(trade.judges[0], trade.pins[trade.judges[0]])
    page.get_by_role("button", name=say("Scan station")).tap()
    expect(page.locator(".spot")).to_contain_text(
        say("Your sheets at station %(station)s", station="03")
    )
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    page.get_by_role("button", name=say("Scan station")).tap()
    expect(page.get_by_role("alertdialog")).to_contain_text(
        say("This is station %(here)s, the open sheet is station %(open)s.", here="03", open="01")
    )


def test_the_cards_are_four_on_a_page_and_nothing_else_is_printed(
    trade: Staged, enter: Enter, say: Speech
) -> None:
    page = enter(viewport={"width": 794, "height": 1123}).new_page()
    page.goto(f"/sign-in?next=/organise/trades/{trade.id}/stations")
    page.locator("input[name=code]").fill(trade.chief)
    page.locator("input[name=password]").fill(trade.pins[trade.chief])
    page.locator("main form button").last.click()
    expect(page.locator(".cards .place b")).to_have_text(["01", "02", "03", "04"])
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.emulate_media(media="print")
    expect(page.locator(".cards li").last).to_be_visible()
    expect(page.locator("nav.side, main .screen").first).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    if say.language == "en":
        assert strangers(page) == []
