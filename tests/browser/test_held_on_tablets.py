"""Nothing that only a tablet holds goes from it unseen: photos, remarks, refused marks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Enter, Sit
from tests.browser.glances import LIST_MS, come
from tests.browser.hall import Hall, Panel, Staged, sign_organiser_in
from tests.browser.pictures import photo
from tests.browser.remarking import choose, kept, refuse, write
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

BEAT_MS = 20_000
"""So often a tablet says how it is, and hears whether it still is one of the hall's."""

# A tablet on which a photo takes as long as the test says.
SLOW = """() => {
    const { decode } = HTMLImageElement.prototype;
    const isReady = new Promise((resolve) => { globalThis.develop = resolve; });
    HTMLImageElement.prototype.decode = async function () {
        await isReady;
        return decode.call(this);
    };
}"""


@pytest.fixture
def tablet(hall: Hall, trade: Staged, sit: Sit) -> Tablet:
    """Seat the first judge before the first sheet."""
    found = sit(1)
    found.open(hall.panel(trade).sheet("K1", "A"))
    return found


def begin(page: Page) -> None:
    """Begin a remark with a photo that is read when the page is told to develop it."""
    shot = photo(page, 400, 300)
    page.evaluate(SLOW)
    page.get_by_role("button", name="Add a remark or photo").tap()
    page.locator("textarea").fill("Cracked.")
    choose(page, shot)


def test_a_remark_is_not_kept_without_the_photo_that_was_just_taken(
    hall: Hall, trade: Staged, tablet: Tablet
) -> None:
    page = tablet.page
    begin(page)
    button = page.locator(".writing .btn.main")
    expect(button).to_have_text("Reading the photo")
    expect(button).to_be_disabled()
    page.evaluate("develop()")
    expect(page.locator(".preview img")).to_be_visible()
    button.tap()
    expect(page.locator(".told li .st.received")).to_have_count(1)
    assert kept(hall, trade) == [("Cracked.", "image/jpeg", 300, 400)]


def test_a_photo_that_was_taken_out_while_it_was_read_stays_out(
    hall: Hall, trade: Staged, tablet: Tablet
) -> None:
    page = tablet.page
    begin(page)
    expect(page.locator(".writing .btn.main")).to_be_disabled()
    page.get_by_role("button", name="Close").tap()
    tablet.open(hall.panel(trade).sheet("K2", "A"))
    page.get_by_role("button", name="Add a remark or photo").tap()
    page.evaluate("develop()")
    expect(page.locator(".writing .btn.main")).to_have_text("Keep the remark")
    expect(page.locator(".preview img")).to_have_count(0)


def test_a_refused_remark_is_deleted_only_by_who_was_told_that_it_is_nowhere_else(
    hall: Hall, trade: Staged, tablet: Tablet
) -> None:
    page = tablet.page
    refuse(tablet)
    lines = write(tablet, "Cracked.", photo(page, 400, 300))
    expect(lines.locator(".st")).to_have_text("Needs attention")
    page.get_by_role("button", name="Close").tap()
    page.locator("a.back").tap()
    page.get_by_role("link", name="中文").tap()
    page.locator("a.alarm").tap()
    item = page.locator(".refusals li")
    expect(item).to_contain_text("这不是可以保存的照片")
    for leaves in (True, False):
        item.get_by_role("button", name="从本机删除…").tap()
        expect(item.get_by_role("alert")).to_contain_text("服务器没有这条备注，也没有照片。")
        ways = item.locator(".ways button")
        (ways.first if leaves else ways.last).tap()
        expect(item).to_have_count(1 if leaves else 0)
    assert kept(hall, trade) == []


def lay_in(tablet: Tablet, panel: Panel, proxy: Proxy) -> None:
    """Leave a refused mark and a remark on the tablet."""
    page = tablet.page
    tablet.open(panel.sheet("K1", "A"))
    proxy.refuse(b"/judging/sheets/")
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    panel.mark("K1", "A1.2", "0", 2)
    proxy.restore()
    expect(tablet.state("A1.2")).to_have_text("Needs attention")
    proxy.refuse(b"/remarks HTTP")
    expect(write(tablet, "Cracked.").locator(".st.unsent")).to_have_count(1)
    page.get_by_role("button", name="Close").tap()


def test_who_leaves_is_told_what_only_the_tablet_holds(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    page = tablet.page
    lay_in(tablet, hall.panel(trade), proxy)
    page.locator(".me").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 mark of yours waits on this tablet")
    expect(dialog).to_contain_text("1 remark of yours waits on this tablet")
    dialog.get_by_role("button", name="Sign out").tap()
    expect(dialog.get_by_role("heading")).to_have_text(
        "1 of your marks is only on this tablet · 1 of your remarks is only on this tablet"
    )
    dialog.get_by_role("button", name="Sign out all the same").tap()
    name = page.locator(".names .btn").filter(has_text="Jiamu Lin")
    expect(name).to_contain_text("1 not sent")
    expect(name).to_contain_text("1 needs attention")


def test_who_revokes_a_tablet_is_told_what_only_it_holds(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, enter: Enter
) -> None:
    context = enter(viewport=DESK)
    sign_organiser_in(context)
    organiser, tablet = context.new_page(), sit(1, base=proxy.base, has_clock=True)
    organiser.clock.install()
    organiser.goto(f"/organise/trades/{trade.id}/devices")
    organiser.locator("#pairing form button").click()
    code = organiser.locator(".typed").inner_text().replace(" ", "")
    tablet.page.goto(f"/judging/#pair={code}")
    tablet.page.get_by_role("link", name="Go on").tap()
    lay_in(tablet, hall.panel(trade), proxy)
    row = organiser.locator(".devices tbody tr")
    come(organiser, LIST_MS, lambda ms: expect(row).to_contain_text("1 not accepted", timeout=ms))
    come(organiser, LIST_MS, lambda ms: expect(row).to_contain_text("1 remark", timeout=ms))
    expect(organiser.locator("#devices .sum")).to_contain_text("1 mark not accepted")
    row.locator("summary").click()
    expect(row).to_contain_text("1 mark that was not accepted stays on it")
    row.locator(".confirm form button").click()
    tablet.page.clock.fast_forward(BEAT_MS)
    words = "%s of Jiamu Lin stays on this tablet and can be sent once it is paired again."
    expect(tablet.page.locator(".kept li")).to_have_text(
        [words % "1 mark", words % "1 remark"], timeout=30_000
    )
