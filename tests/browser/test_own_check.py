"""A judge who reads their own panel's sheet back: what that costs is said before it happens."""

import pytest
from playwright.sync_api import Page, expect

from competition.rehearsal.caller import Caller
from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import scheme
from tests.browser.places import EVERYWHERE, Speech
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.tablet import Tablet

pytestmark = [pytest.mark.browser, EVERYWHERE]
AT_THE_SHEET = "You have checked this sheet. Another judge of the panel marks here."
BEFORE = (
    "You are on the panel of this sheet. Once you confirm it, you do not mark on it any more: "
    "another judge of the panel does."
)
AFTER = "You have checked this sheet: you do not mark on it any more, unless you object to a value."


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Stage a trade on whose sheets the panel shares every value, all of K1's marked by seat 1."""
    found = hall.stage(scheme=scheme(["pass_fail", "pass_fail"]))
    for what in ({"signing": "panel"}, {"checking": "aloud", "confirming": "none"}):
        answer = hall.organiser.fill(f"/organise/trades/{found.id}/{next(iter(what))}", what)
        assert answer.status_code == 303, answer.text
    panel = hall.panel(found)
    for aspect in ("A1.1", "A1.2"):
        panel.mark("K1", aspect, "1")
    return found


def fits(page: Page) -> None:
    """Check that the page is whole on a tablet and on a phone, and no barrier."""
    for width, height in ((390, 844), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []


def at_the_check(tablet: Tablet, sheet: int) -> Page:
    tablet.page.evaluate("(sheet) => { location.hash = `#check-${sheet}`; }", sheet)
    expect(tablet.page.locator(".look .said")).to_be_visible()
    return tablet.page


def test_who_checks_on_their_own_panel_is_warned_and_marks_no_more(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(2)
    page = at_the_check(tablet, sheet)
    expect(page.locator(".ownseat")).to_have_text(say(BEFORE))
    fits(page)
    page.get_by_role("button", name=say("I have read them all: all right")).tap()
    page.get_by_role("button", name=say("Confirm the whole sheet")).tap()
    expect(page.locator(".ownseat")).to_have_text(say(AFTER))
    fits(page)
    tablet.open(sheet)
    expect(tablet.remark).to_contain_text(say(AT_THE_SHEET))
    for option in page.locator(".lv").all():
        expect(option).to_be_disabled()
    fits(page)
    tablet.remark.get_by_role("link", name=say("My check")).tap()
    page.get_by_role("button", name=say("Object …")).tap()
    page.locator("dialog textarea").fill("It is not met.")
    page.get_by_role("button", name=say("Send the objection"), exact=True).tap()
    expect(page.locator(".ownseat")).to_have_text(say(BEFORE))
    tablet.open(sheet)
    expect(page.locator(".lv").first).to_be_enabled()
    assert [line[3] for line in hall.lines(trade)] == ["1", "1"]


def test_others_are_not_told_what_does_not_concern_them(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    code = f"{trade.id}90"
    form = {"judges": f"{code},魏敏,Min Wei", "role": "judge"}
    pins = hall.organiser.fill(f"/organise/trades/{trade.id}/judges", form).json()["pins"]
    trade.pins[code] = pins[code]
    page = at_the_check(sit(code), sheet)
    expect(page.get_by_role("button", name=say("Right, next"))).to_be_visible()
    expect(page.locator(".ownseat")).to_have_count(0)


def test_whoever_is_recorded_as_absent_is_offered_no_check(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(2)
    page = tablet.page
    expect(page.locator(f".tocheck a[href='#check-{sheet}']")).to_be_visible()
    chief = Caller(hall.base)
    chief.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
    away = {"sheet": str(sheet), "seat": "2", "reason": "Ill."}
    answer = chief.fill(f"/organise/trades/{trade.id}/absences", away)
    assert answer.status_code == 303, answer.text
    page.evaluate("(sheet) => { location.hash = `#check-${sheet}`; }", sheet)
    absent = (
        "The chief judge has recorded you as absent here; they can take that back. "
        "Nothing was changed."
    )
    expect(page.locator("main")).to_contain_text(say(absent))
    page.evaluate("() => { location.hash = ''; }")
    with page.expect_response("**/judging/checks") as asked:
        page.reload()
    assert asked.value.json()["checks"] == []
    expect(page.locator(f"a[href='#sheet-{sheet}']")).to_contain_text(say("Recorded as absent"))
    expect(page.locator(".tocheck")).to_have_count(0)
