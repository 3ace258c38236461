"""Two pages of one tablet: each says what the other has done, and neither waits for the other."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.pictures import photo
from tests.browser.remarking import kept, write
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

PROMISED_MS = 10_000
# Ten seconds without a sign of the photo, and the way there and back.
REMARKS_MS = 25_000
HIDE = """() => {
    Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
}"""
HELD = """async () => {
    const { held } = await navigator.locks.query();
    return held.some(({ name }) => name === "jiangsai-remarks");
}"""
HANG = """(name) => {
    navigator.locks.request(name, () => new Promise(() => undefined));
}"""
HAS = """([sheet, code, value]) => {
    const { desk } = document.querySelector("judge-tablet");
    const aspect = desk.kept.get(sheet)?.aspects.find((one) => one.code === code);
    return aspect?.cell.value === value;
}"""


def beside(tablet: Tablet) -> Tablet:
    """Return a second page of the same tablet, with everything on it."""
    other = Tablet(tablet.page.context.new_page())
    other.page.goto("/judging/")
    expect(other.page.locator(".readiness .g-received")).to_be_visible()
    return other


def test_a_page_shows_what_another_one_has_sent_also_without_network(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(1, base=proxy.base)
    other = beside(tablet)
    tablet.open(sheet)
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("Received")
    other.page.wait_for_function(HAS, arg=[sheet, "A1.2", "1"])
    proxy.refuse(b"/judging/")
    other.open(sheet)
    expect(other.state("A1.2")).to_have_text("Received")


@pytest.mark.parametrize("deaf_to", ["sheets?*", "sheets**"], ids=["list", "everything"])
def test_a_page_shows_what_another_one_has_fetched(
    hall: Hall, trade: Staged, sit: Sit, deaf_to: str
) -> None:
    panel = hall.panel(trade)
    sheet = panel.sheet("K1", "A")
    tablet = sit(1)
    other = beside(tablet)
    # Its own list is what would make it ask; it learns of the sheet from the other page alone.
    other.page.route(f"**/judging/{deaf_to}", lambda route: route.abort())
    tablet.open(sheet)
    panel.mark("K1", "A1.3", "6", seat=2)
    expect(tablet.line("A1.3").locator(".v")).to_have_text("6")
    other.open(sheet)
    expect(other.line("A1.3").locator(".v")).to_have_text("6")


def test_a_page_that_hangs_holds_up_no_other(hall: Hall, trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    beside(tablet).page.evaluate(HANG, "jiangsai-outbox")
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.choose("A1.2", "Yes, met")
    tablet.type("A1.3", "6")
    expect(tablet.state("A1.3")).to_have_text("Received", timeout=PROMISED_MS)
    assert [line[1:] for line in hall.lines(trade)] == [("A1.2", 0, "1"), ("A1.3", 0, "6")]


def test_a_hidden_page_whose_photo_hangs_holds_up_no_remark_of_another(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    hidden = sit(1, base=proxy.base)
    hidden.open(sheet)
    proxy.strand()
    write(hidden, "Scratched.", photo(hidden.page, 400, 300))
    expect(hidden.page.locator(".told .st.unsent")).to_have_count(1)
    hidden.page.wait_for_function(HELD)
    hidden.page.evaluate(HIDE)
    proxy.restore()
    other = beside(hidden)
    other.open(sheet)
    lines = write(other, "Sharp edge.")
    expect(lines.locator(".st.received")).to_have_count(2, timeout=REMARKS_MS)
    assert [row[0] for row in kept(hall, trade)] == ["Scratched.", "Sharp edge."]


def test_who_signs_out_on_one_page_has_left_the_other_before_the_server_answers(
    sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    other = beside(tablet)
    proxy.strand()
    tablet.page.get_by_role("button", name="Sign out").tap()
    expect(tablet.page.locator("judge-door")).to_be_visible()
    expect(other.page.locator(".me")).to_have_count(0, timeout=PROMISED_MS)
