"""A server put back from a backup, and the tablets that had sent marks since."""

import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from competition.commands import put_organiser, upgrade
from competition.config import Settings
from competition.db import Database
from tests.browser.conftest import TABLET
from tests.browser.hall import PASSWORD, Hall, Panel, Staged
from tests.browser.pictures import photo
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.remarking import kept, write
from tests.browser.tablet import Tablet
from tests.proxy import Proxy
from tests.server import Server, serving

pytestmark = pytest.mark.browser
PATIENCE = 30
AGAIN = [("K1", "A1.2", 0, "1"), ("K1", "A1.3", 0, "6")]
SENT = [("K1", "A1.2", 0, "0"), ("K1", "A1.2", 0, "1"), ("K1", "A1.1", 1, "2")]

SEATS = [(1, "2"), (2, "2"), (3, "2")]
SAID = [("A sharp edge.", None, None, None), ("Scratched.", "image/jpeg", 300, 400)]
# Headless Chromium has always room: a disk that keeps no photo which the server has.
NO_ROOM = """() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, ...key) {
        const request = put.call(this, value, ...key);
        const isPhoto = this.name === "photos" && value instanceof ArrayBuffer;
        if (isPhoto && this.transaction.db.name === "jiangsai-remarks-received") {
            this.transaction.abort();
        }
        return request;
    };
}"""


def copy(of: Path, to: Path) -> None:
    """Copy a database as an operator does."""
    for beside in (to.with_name(to.name + end) for end in ("", "-wal", "-shm")):
        beside.unlink(missing_ok=True)
    with sqlite3.connect(of) as source, sqlite3.connect(to) as target:
        source.backup(target)
    source.close()
    target.close()


@dataclass
class Restorable:
    """A hall whose server can be stopped, and started anew with what its backup holds."""

    folder: Path
    proxy: Proxy

    def __post_init__(self) -> None:
        self.data, self.backup = self.folder / "jiangsai.sqlite3", self.folder / "backup.sqlite3"
        self.url = f"sqlite:///{self.data}"

    @contextmanager
    def started_anew(self, first: Callable[[str], None] = lambda _: None) -> Iterator[None]:
        """Put the backup in place and start the server again for a while.

        *first* is done at its address before a tablet finds it.
        """
        copy(self.backup, self.data)
        with serving(self.folder, self.url) as server:
            first(server.address)
            self.proxy.port = server.port
            self.proxy.restore()
            yield
            self.proxy.cut()


@pytest.fixture
def restorable(tmp_path: Path) -> Iterator[Restorable]:
    found = Restorable(tmp_path, Proxy(0))
    upgrade(Settings(tmp_path, found.url))
    store = Database(found.url)
    put_organiser(store, "organiser", "", PASSWORD)
    store.close()
    yield found
    found.proxy.close()


def furnished(
    restorable: Restorable, server: Server, enter: Callable[..., BrowserContext]
) -> tuple[Hall, Staged, Tablet]:
    """Return the hall of *server*, a trade in it, and the tablet of its first judge."""
    hall = Hall(server, restorable.url, restorable.folder)
    hall.open_competition()
    trade = hall.stage()
    restorable.proxy.port = server.port
    context = enter("en", restorable.proxy.base, viewport=TABLET, has_touch=True)
    tablet = Tablet(context.new_page())
    tablet.sign_in(trade.judges[0], trade.pins[trade.judges[0]])
    return hall, trade, tablet


def test_marks_that_a_server_from_a_backup_lacks_are_sent_again(
    enter: Callable[..., BrowserContext], restorable: Restorable
) -> None:
    with serving(restorable.folder, restorable.url, end=signal.SIGTERM) as server:
        hall, trade, tablet = furnished(restorable, server, enter)
        tablet.open(hall.panel(trade).sheet("K1", "A"))
        tablet.choose("A1.2", "No, not met")
        expect(tablet.state("A1.2")).to_have_text("Received")
        copy(restorable.data, restorable.backup)
        tablet.choose("A1.2", "Yes, met")
        tablet.vote("A1.1", "2")
        expect(tablet.state("A1.1")).to_have_text("Received")
        restorable.proxy.cut()
    with restorable.started_anew():
        until = time.monotonic() + PATIENCE
        while len(hall.lines(trade)) < len(SENT) and time.monotonic() < until:
            tablet.page.wait_for_timeout(100)
        for aspect in ("A1.1", "A1.2"):
            expect(tablet.state(aspect)).to_have_text("Received")
    assert hall.lines(trade) == SENT


def test_a_mark_that_was_decided_on_what_a_backup_lacks_replaces_nothing_unseen(
    enter: Callable[..., BrowserContext], restorable: Restorable
) -> None:
    with serving(restorable.folder, restorable.url, end=signal.SIGTERM) as server:
        hall, trade, tablet = furnished(restorable, server, enter)
        copy(restorable.data, restorable.backup)
        sheet = marks_over_anothers(tablet, hall.panel(trade), restorable.proxy)
    with restorable.started_anew(lambda address: marked_by_another(Panel(address, trade), "6")):
        expect(tablet.state("A1.4")).to_have_text("Received", timeout=PATIENCE * 1000)
        expect(tablet.state("A1.2")).to_have_text("Needs attention")
        assert hall.lines(trade) == [*AGAIN, ("K1", "A1.4", 0, "20.4")]
        decide_to_send_again(tablet)
        tablet.open(sheet)
        expect(tablet.state("A1.2")).to_have_text("Received")
        assert hall.lines(trade)[-1] == ("K1", "A1.2", 0, "0")


def marks_over_anothers(tablet: Tablet, panel: Panel, proxy: Proxy) -> int:
    """See what another judge has marked, and mark over it without network; return the sheet."""
    sheet = panel.sheet("K1", "A")
    tablet.open(sheet)
    marked_by_another(panel, "5")
    for aspect in ("A1.2", "A1.3"):
        expect(tablet.state(aspect)).to_have_text("Received")
    proxy.cut()
    tablet.choose("A1.2", "No, not met")
    tablet.type("A1.4", "20.4")
    expect(tablet.state("A1.4")).to_have_text("On this tablet")
    return sheet


def decide_to_send_again(tablet: Tablet) -> None:
    """Read why a mark was not taken, and send it again."""
    tablet.page.locator("a.alarm").tap()
    item = tablet.page.locator(".refusals li")
    expect(item.locator(".why")).to_contain_text("The server was put back from a backup")
    item.get_by_role("button", name="Send mine again: No, not met").tap()
    expect(item).to_have_count(0)


def marked_by_another(panel: Panel, links: str) -> None:
    """Let another judge of the panel mark two aspects of K1."""
    panel.mark("K1", "A1.2", "1", seat=2)
    panel.mark("K1", "A1.3", links, seat=2)


def marked_and_copied(restorable: Restorable, hall: Hall, trade: Staged) -> Panel:
    """Make a backup when K1 is marked whole and its panel is to sign; return the panel."""
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    panel = hall.panel(trade)
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    copy(restorable.data, restorable.backup)
    return panel


def test_nobody_signs_on_a_server_from_a_backup_what_only_the_lost_one_said(
    enter: Callable[..., BrowserContext], restorable: Restorable
) -> None:
    with serving(restorable.folder, restorable.url, end=signal.SIGTERM) as server:
        hall, trade, tablet = furnished(restorable, server, enter)
        panel = marked_and_copied(restorable, hall, trade)
        panel.mark("K1", "A1.3", "5", seat=2)
        held_back = seen_before_signing(tablet, panel.sheet("K1", "A"))
        restorable.proxy.cut()
    with restorable.started_anew(lambda address: counted_anew(Panel(address, trade))):
        page, signing = tablet.page, tablet.page.get_by_role("button", name="Sign as")
        expect(signing.first).to_be_enabled(timeout=PATIENCE * 1000)
        signing.first.tap()
        expect(page.get_by_role("alert")).to_contain_text("Look at what stands here now")
        assert hall.rows("select number from sheet_act where kind = 'signature'") == []
        page.unroute(held_back)
        expect(page.locator(".totals tbody td").nth(1)).to_have_text("9.10", timeout=15_000)
        signing.first.tap()
        expect(page.locator(".names .st.signed")).to_have_count(1)
        expect(page.get_by_role("alert")).to_have_count(0)


def seen_before_signing(tablet: Tablet, sheet: int) -> str:
    """Read a sheet to sign it; what the server says of it later comes too late."""
    page, address = tablet.page, f"**/judging/sheets/{sheet}?*"
    tablet.open(sheet)
    page.evaluate("sheet => { location.hash = `#sign-${sheet}`; }", sheet)
    expect(page.locator(".totals tbody td").nth(1)).to_have_text("8.75")
    asked = "sheet => fetch(`/judging/sheets/${sheet}`).then(answer => answer.text())"
    body = page.evaluate(asked, sheet)
    page.route(address, lambda route: route.fulfill(body=body, content_type="application/json"))
    return address


def counted_anew(panel: Panel) -> None:
    """Let another judge say something else of the same aspect, as the next line."""
    panel.mark("K1", "A1.3", "6", seat=2)


def test_remarks_and_photos_come_back_and_a_lost_signature_is_told(
    enter: Callable[..., BrowserContext], restorable: Restorable
) -> None:
    with serving(restorable.folder, restorable.url, end=signal.SIGTERM) as server:
        hall, trade, tablet = furnished(restorable, server, enter)
        panel = marked_and_copied(restorable, hall, trade)
        sheet = panel.sheet("K1", "A")
        remarked_and_signed(tablet, sheet)
        restorable.proxy.cut()
    with restorable.started_anew():
        until = time.monotonic() + PATIENCE
        while len(kept(hall, trade)) < len(SAID) and time.monotonic() < until:
            tablet.page.wait_for_timeout(100)
        tablet.page.locator("a.alarm").tap()
        item = tablet.page.locator(".refusals li")
        expect(item.locator(".why")).to_contain_text("your signature of")
        tablet.page.evaluate(AXE)
        assert barriers(tablet.page, STANDARDS) == []
        item.get_by_role("link", name="Open the sheet").tap()
        tablet.page.get_by_role("button", name="Sign as").first.tap()
        expect(tablet.page.locator(".names .st.signed")).to_have_count(1)
        expect(tablet.page.locator("a.alarm")).to_have_count(0)
    assert kept(hall, trade) == SAID


def remarked_and_signed(tablet: Tablet, sheet: int) -> None:
    """Keep two remarks, one with a photo, and sign the sheet; the server has it all."""
    page = tablet.page
    tablet.open(sheet)
    write(tablet, "A sharp edge.")
    lines = write(tablet, "Scratched.", photo(page, 400, 300))
    expect(lines.locator(".st.received")).to_have_count(2)
    page.get_by_role("button", name="Close").tap()
    page.evaluate("(sheet) => { location.hash = `#sign-${sheet}`; }", sheet)
    page.get_by_role("button", name="Sign as").first.tap()
    expect(page.locator(".names .st.signed")).to_have_count(1)


def test_of_a_photo_that_the_tablet_has_let_go_its_judge_is_told(
    enter: Callable[..., BrowserContext], restorable: Restorable
) -> None:
    with serving(restorable.folder, restorable.url, end=signal.SIGTERM) as server:
        hall, trade, tablet = furnished(restorable, server, enter)
        copy(restorable.data, restorable.backup)
        page = tablet.page
        tablet.open(hall.panel(trade).sheet("K1", "A"))
        page.evaluate(NO_ROOM)
        lines = write(tablet, "Scratched.", photo(page, 400, 300))
        expect(lines.locator(".st.received")).to_have_count(1)
        page.get_by_role("button", name="Close").tap()
        restorable.proxy.cut()
    with restorable.started_anew():
        page.locator("a.alarm").tap(timeout=PATIENCE * 1000)
        item = page.locator(".refusals li")
        expect(item.locator(".why")).to_contain_text("the photo of your remark about A1 is lost")
        until = time.monotonic() + PATIENCE
        while not kept(hall, trade) and time.monotonic() < until:
            page.wait_for_timeout(100)
        item.get_by_role("button", name="Put this note away").tap()
        expect(page.locator("main")).to_contain_text("Nothing needs you here.")
        page.reload()
        expect(page.locator("main")).to_contain_text("Nothing needs you here.")
    assert kept(hall, trade) == [("Scratched.", None, None, None)]


def test_every_seat_of_a_second_entry_is_sent_again(
    enter: Callable[..., BrowserContext], restorable: Restorable
) -> None:
    with serving(restorable.folder, restorable.url, end=signal.SIGTERM) as server:
        hall = Hall(server, restorable.url, restorable.folder)
        hall.open_competition()
        trade = hall.stage()
        panel = hall.panel(trade)
        panel.complete("K1", "222 1 7 20.3 0 1 222")
        restorable.proxy.port = server.port
        context = enter("en", restorable.proxy.base, viewport=TABLET, has_touch=True)
        page = a_second_person(Tablet(context.new_page()), hall, trade)
        copy(restorable.data, restorable.backup)
        sheet = panel.sheet("K1", "A")
        page.evaluate("sheet => { location.hash = `#check-${sheet}`; }", sheet)
        for seat, _ in SEATS:
            expect(page.locator(".look .one")).to_contain_text(f"Vote on the paper of seat {seat}")
            expect(page.locator("judge-tablet[data-resting=false]")).to_be_visible()
            page.get_by_role("button", name="2 Exceeds industry standard in places").tap()
        expect(page.locator(".places .st.received")).to_have_count(3)
        restorable.proxy.cut()
    with restorable.started_anew():
        until = time.monotonic() + PATIENCE
        asked = "select seat, value from second_entry order by seat"
        while len(hall.rows(asked)) < len(SEATS) and time.monotonic() < until:
            page.wait_for_timeout(100)
        expect(page.locator(".places .st.received")).to_have_count(3)
    assert [tuple(row) for row in hall.rows(asked)] == SEATS


def a_second_person(tablet: Tablet, hall: Hall, trade: Staged) -> Page:
    """Sign in a judge without a seat, in a trade whose sheets are entered twice."""
    here, code = f"/organise/trades/{trade.id}", f"{trade.id}90"
    hall.organiser.fill(f"{here}/checking", {"checking": "blind", "confirming": "none"})
    added = hall.organiser.fill(f"{here}/judges", {"judges": code, "role": "judge"})
    tablet.sign_in(code, added.json()["pins"][code])
    return tablet.page
