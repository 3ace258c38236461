"""Tablets are paired by scanning, revoked without losing a mark, and shared by several judges."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import requests
import segno
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from sqlalchemy import create_engine, text

from competition.clock import now
from tests.browser.conftest import DESK, TABLET, Sit
from tests.browser.glances import LIST_MS, come
from tests.browser.hall import Hall, Staged, sign_organiser_in
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

MARKS = b"POST /judging/sheets/"
MARKS_PATH = re.compile(r"/judging/sheets/(\d+/)?marks$")
NAME = "() => document.querySelector('judge-tablet').desk.storage.device()"
TAKE_NAME = """(name) => {
    const { storage } = document.querySelector("judge-tablet").desk;
    return storage.disk.put("facts", name, "device");
}"""
Enter = Callable[..., BrowserContext]


@pytest.fixture
def desk(enter: Enter, trade: Staged) -> Callable[[str], Page]:
    """Give a way to open the organiser's page of the trade's tablets."""

    def opened(language: str = "en") -> Page:
        context = enter(language, viewport=DESK)
        sign_organiser_in(context)
        page = context.new_page()
        page.clock.install()
        page.goto(f"/organise/trades/{trade.id}/devices")
        return page

    return opened


@pytest.fixture
def lay(enter: Enter) -> Callable[..., Page]:
    """Give a way to lay a fresh tablet on the table."""

    def laid(language: str = "en", base: str = "") -> Page:
        return enter(language, base, viewport=TABLET, has_touch=True).new_page()

    return laid


def make_code(desk: Page, label: str) -> str:
    """Make a pairing code at the desk and return it."""
    desk.locator("[name=label]").fill(label)
    desk.locator("#pairing form button").click()
    return desk.locator(".typed").inner_text().replace(" ", "")


def pad(page: Page, pin: str) -> None:
    """Tap a PIN on the number pad."""
    for digit in pin:
        page.locator(".signin .pad").get_by_role("button", name=digit, exact=True).tap()


def revoke(row: Locator, says: str) -> None:
    """Take the tablet of one row of the organiser's list out, knowing what that means."""
    row.locator("summary").click()
    expect(row).to_contain_text(says)
    row.locator(".confirm form button").click()


def switch(page: Page, name: str, pins: dict[str, str]) -> None:
    """Let a judge that the tablet remembers sit down: two taps, then the PIN."""
    page.locator(".me").tap()
    page.get_by_role("dialog").locator(".names .btn").filter(has_text=name).tap()
    pad(page, pins[name])
    expect(page.locator(".me b")).to_have_text(name)
    expect(page.get_by_role("dialog")).to_have_count(0)


def facts(page: Page) -> str:
    """Return everything that the tablet keeps besides marks and sheets."""
    found: str = page.evaluate(
        """() => new Promise((resolve) => {
            const opened = indexedDB.open("jiangsai-judging");
            opened.onsuccess = () => {
                const all = opened.result.transaction("facts").objectStore("facts").getAll();
                all.onsuccess = () => resolve(JSON.stringify(all.result));
            };
        })"""
    )
    return found


def expire(hall: Hall) -> None:
    """Let every pairing code be too old."""
    engine = create_engine(hall.database)
    with engine.begin() as connection:
        words = text("update pairing_code set ends_at = :then")
        connection.execute(words, {"then": (now() - timedelta(minutes=1)).replace(tzinfo=None)})
    engine.dispose()


@pytest.mark.parametrize(
    "words",
    [
        ("en", "This tablet is paired", "Go on", "All sent"),
        ("zh", "这台平板已配对", "继续", "已全部送出"),
    ],
)
def test_a_tablet_is_paired_by_following_the_address_of_the_qr_code(
    hall: Hall,
    trade: Staged,
    desk: Callable[..., Page],
    lay: Callable[..., Page],
    words: tuple[str, str, str, str],
) -> None:
    language, paired, go_on, all_sent = words
    organiser, page = desk(language), lay(language)
    code = make_code(organiser, "A-3")
    address = f"{hall.base}/judging/#pair={code}"
    picture = segno.make(address, error="m").svg_data_uri(
        scale=8, border=2, dark="#000", light="#fff"
    )
    assert organiser.locator(".ticket img").get_attribute("src") == picture
    page.goto(address)
    expect(page.locator(".door h1")).to_have_text(paired)
    expect(page.locator(".paired")).to_contain_text("A-3")
    assert code not in page.url
    page.get_by_role("link", name=go_on).tap()
    page.locator("input[name=code]").fill(trade.judges[0])
    Tablet(page).enter_pin(trade.pins[trade.judges[0]])
    expect(page.locator(".stations a").first).to_be_visible()
    # The organiser's page renews itself, and takes the used code away.
    row = organiser.locator(".devices tbody tr").filter(has_text="A-3")
    come(organiser, LIST_MS, lambda ms: expect(row).to_contain_text(trade.judges[0], timeout=ms))
    expect(row).to_contain_text(all_sent)
    expect(organiser.locator(".ticket")).to_have_count(0)


def test_a_tablets_place_stands_on_it_while_its_judge_marks(
    trade: Staged, desk: Callable[..., Page], lay: Callable[..., Page]
) -> None:
    organiser = desk()
    offered = organiser.locator("#places option").evaluate_all(
        "(all) => all.map((each) => each.value)"
    )
    assert offered[:2] == ["Station 01", "Station 02"]
    page = lay()
    page.goto(f"/judging/#pair={make_code(organiser, offered[1])}")
    page.get_by_role("link", name="Go on").tap()
    page.locator("input[name=code]").fill(trade.judges[0])
    page.locator("input[name=pin]").fill(trade.pins[trade.judges[0]])
    page.locator("form.signin .btn.main").tap()
    page.locator(".stations a").first.tap()
    expect(page.locator(".top .me")).to_contain_text("Station 02")
    organiser.locator("[name=label]").fill("station 02")
    organiser.locator("#pairing form button").click()
    expect(organiser.locator("#w-label")).to_contain_text("is called station 02 already")
    expect(organiser.locator("[name=label]")).to_have_value("station 02")


@pytest.mark.parametrize(
    "says",
    [
        ("en", "工位 02", "This tablet is for station 02, the open sheet is station %s."),
        ("zh", "Station 02", "此平板属于工位 02，打开的评分表是工位 %s。"),
    ],
)
def test_a_tablet_for_one_station_says_so_at_the_sheet_of_another_and_marks_all_the_same(
    hall: Hall,
    desk: Callable[..., Page],
    sit: Sit,
    proxy: Proxy,
    says: tuple[str, str, str],
) -> None:
    language, label, words = says
    tablet = sit(1, language, base=proxy.base)
    page, panel = tablet.page, hall.panel(hall.trades[-1])
    page.goto(f"/judging/#pair={make_code(desk(), label)}")
    expect(page.locator(".paired")).to_be_visible()
    page.locator(".door a.btn.main").tap()
    told = tablet.status.locator(".elsewhere")
    tablet.open(panel.sheet("K2", "A"))
    tablet.turn_to("A1.2")
    expect(told).to_have_count(0)
    tablet.open(panel.sheet("K4", "A"))
    expect(told).to_have_text(words % "04")
    expect(page.locator("dialog")).to_have_count(0)
    tablet.turn_to("A1.2")
    page.locator("main [role=radio]").first.tap()
    expect(tablet.line("A1.2")).to_have_class(re.compile("received"))
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    proxy.refuse(b"/judging/")
    page.locator("main [role=radio]").last.tap()
    expect(tablet.line("A1.2")).to_have_class(re.compile("unsent"))
    expect(told).to_have_text(words % "04")
    for part in (told, tablet.status.locator(".says").last):
        expect(part).to_be_in_viewport(ratio=1)
    proxy.restore()


def test_a_code_that_is_used_expired_or_mistyped_says_what_to_do(
    hall: Hall, desk: Callable[..., Page], lay: Callable[..., Page]
) -> None:
    organiser, first, second = desk(), lay(), lay()
    code = make_code(organiser, "A-4")
    first.goto(f"/judging/#pair={code}")
    expect(first.locator(".paired")).to_be_visible()
    second.goto(f"/judging/#pair={code}")
    wrong = second.get_by_role("alert")
    expect(wrong).to_contain_text("paired another tablet already. Ask the organiser for a new one.")
    late = make_code(organiser, "A-5")
    expire(hall)
    for typed, words in ((late, "expired after 10 minutes"), ("AAAAAAAA", "no such pairing code")):
        second.locator("[name=pairing-code]").fill(typed)
        second.get_by_role("button", name="Pair this tablet").tap()
        expect(wrong).to_contain_text(words)
    second.locator("[name=pairing-code]").fill(make_code(organiser, "A-6").lower())
    second.locator("[name=tablet-name]").fill("No. 6")
    second.get_by_role("button", name="Pair this tablet").tap()
    expect(second.locator(".paired")).to_contain_text("A-6")


def test_a_revoked_tablet_keeps_its_marks_and_sends_them_when_paired_again(
    hall: Hall, trade: Staged, desk: Callable[..., Page], sit: Sit, proxy: Proxy
) -> None:
    organiser, tablet = desk(), sit(1, base=proxy.base)
    page = tablet.page
    page.goto(f"/judging/#pair={make_code(organiser, 'A-7')}")
    page.get_by_role("link", name="Go on").tap()
    tablet.open(hall.panel(trade).sheet("K3", "B"))
    proxy.refuse(MARKS)
    tablet.choose("B1.1", "Yes, met")
    tablet.vote("B1.2", "3")
    row = organiser.locator(".devices tbody tr").filter(has_text="A-7")
    come(organiser, LIST_MS, lambda ms: expect(row).to_contain_text("2 not sent", timeout=ms))
    expect(row).to_contain_text("Jiamu Lin")
    revoke(row, "2 marks that it has not sent stay on it")
    expect(page.locator(".door h1")).to_have_text("This tablet has been revoked")
    expect(page.locator(".kept")).to_contain_text("2 marks of Jiamu Lin stay")
    proxy.restore()
    organiser.get_by_role("button", name="Pairing code for A-7").click()
    page.locator("[name=pairing-code]").fill(organiser.locator(".typed").inner_text())
    assert hall.lines(trade) == []
    page.get_by_role("button", name="Pair this tablet").tap()
    expect(page.get_by_role("dialog")).to_contain_text("Jiamu Lin, your PIN again")
    pad(page, trade.pins[trade.judges[0]])
    expect(tablet.state("B1.2")).to_have_text("Received")
    assert hall.lines(trade) == [("K3", "B1.1", 0, "1"), ("K3", "B1.2", 1, "3")]
    assert hall.rows("select count(*) from device where label = 'A-7'")[0][0] == 1
    come(organiser, LIST_MS, lambda ms: expect(row).to_contain_text("All sent", timeout=ms))


@pytest.mark.parametrize(
    "words",
    [
        ("en", "Jiamu Lin", "Guoliang Wei", "Received"),
        ("zh", "林嘉木", "韦国梁", "已送达"),
    ],
)
def test_judges_take_turns_on_one_tablet_by_two_taps_and_a_pin(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, words: tuple[str, str, str, str]
) -> None:
    language, first, second, received = words
    pins = {first: trade.pins[trade.judges[0]], second: trade.pins[trade.judges[1]]}
    tablet = sit(1, language, base=proxy.base)
    page = tablet.page
    page.locator(".settings .btn").last.tap()
    names = page.locator(".names")
    expect(names).to_contain_text(first)
    names.locator(".btn.quiet").tap()
    page.locator("input[name=code]").fill(trade.judges[1])
    tablet.enter_pin(trade.pins[trade.judges[1]])
    expect(page.locator(".me b")).to_have_text(second)
    switch(page, first, pins)
    tablet.open(hall.panel(trade).sheet("K4", "B"))
    proxy.refuse(MARKS)
    tablet.vote("B1.2", "2")
    switch(page, second, pins)
    expect(tablet.status).to_contain_text(first)
    proxy.restore()
    switch(page, first, pins)
    tablet.open(hall.panel(trade).sheet("K4", "B"))
    expect(tablet.state("B1.2")).to_have_text(received)
    assert hall.lines(trade) == [("K4", "B1.2", 1, "2")]
    kept = facts(page)
    assert first in kept
    assert all(pin not in kept for pin in trade.pins.values())


def test_wrong_pins_elsewhere_lock_nobody_out_of_a_paired_tablet(
    hall: Hall, trade: Staged, desk: Callable[..., Page], lay: Callable[..., Page]
) -> None:
    page, judge = lay(), trade.judges[2]
    page.goto(f"/judging/#pair={make_code(desk(), 'A-8')}")
    page.get_by_role("link", name="Go on").tap()
    typed = {"code": judge, "pin": "000000"}
    elsewhere = [
        requests.post(f"{hall.base}/judging/session", json=typed, timeout=10) for _ in range(5)
    ]
    assert elsewhere[-1].status_code == 429
    page.locator("input[name=code]").fill(judge)
    Tablet(page).enter_pin(trade.pins[judge])
    expect(page.locator(".stations a").first).to_be_visible()
    page.get_by_role("button", name="Sign out").tap()
    page.locator(".names .btn").filter(has_text="Ming Qu").tap()
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        pad(page, "000000")
        expect(page.get_by_role("alert")).to_contain_text(f"{left} left.")
    pad(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Locked until")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^1[45] min \d\d s left$"))


def test_a_tablet_made_from_the_image_of_another_is_told_of_the_other(
    hall: Hall, trade: Staged, desk: Callable[..., Page], sit: Sit
) -> None:
    organiser, first, second = desk(), sit(1), sit(1)
    name = first.page.evaluate(NAME)
    second.page.evaluate(TAKE_NAME, name)
    second.page.reload()
    expect(second.page.locator(".stations a").first).to_be_visible()
    assert second.page.evaluate(NAME) == name
    sheet = hall.panel(trade).sheet("K1", "A")
    for tablet, label in ((first, "A-1"), (second, "A-2")):
        tablet.page.goto(f"/judging/#pair={make_code(organiser, label)}")
        tablet.page.get_by_role("link", name="Go on").tap()
        tablet.open(sheet)
    assert first.page.evaluate(NAME) == name
    assert second.page.evaluate(NAME).startswith(f"{name}~")
    for tablet, other in ((first, "A-2"), (second, "A-1")):
        expect(tablet.status).to_contain_text(f"You have this sheet open on {other} too")
    first.page.route("**/judging/sheets/*", lambda route: route.abort())
    first.page.route(MARKS_PATH, lambda route: route.abort())
    first.choose("A1.2", "Yes, met")
    second.choose("A1.2", "No, not met")
    expect(second.state("A1.2")).to_have_text("Received")
    first.page.unroute_all()
    expect(first.state("A1.2")).to_have_text("Needs attention")
    assert [line[3] for line in hall.lines(trade)] == ["0"]


def test_a_slow_sign_out_leaves_the_next_judge_signed_in(trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    page = tablet.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "DELETE":
            held.append(route)
        else:
            route.continue_()

    page.route("**/judging/session*", hold)
    page.get_by_role("button", name="Sign out").tap()
    page.locator(".names .btn.quiet").tap()
    page.locator("input[name=code]").fill(trade.judges[1])
    tablet.enter_pin(trade.pins[trade.judges[1]])
    expect(page.locator(".me b")).to_have_text("Guoliang Wei")
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as late:
        held[0].continue_()
    assert late.value.status == 204
    page.unroute_all()
    page.reload()
    expect(page.locator(".me b")).to_have_text("Guoliang Wei")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".stations a").first).to_be_visible()
