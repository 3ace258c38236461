"""A judge who falls ill is relieved: on the chief judge's desk, on both tablets, in the marks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import TABLET, Sit
from tests.browser.hall import Hall, Staged
from tests.browser.places import EVERYWHERE, Speech
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = [pytest.mark.browser, EVERYWHERE]

Enter = Callable[..., BrowserContext]
NAMES = ("韦国梁", "Guoliang Wei")


def reserve(hall: Hall, trade: Staged) -> str:
    """Add a judge without a seat; return the PIN."""
    code = f"{trade.id}09"
    form = {"judges": f"{code},甘大明,Daming Gan", "role": "judge"}
    pins = hall.organiser.fill(f"/organise/trades/{trade.id}/judges", form).json()["pins"]
    found: str = pins[code]
    return found


def desk(enter: Enter, trade: Staged, language: str) -> Page:
    """Return the chief judge's page of the trade."""
    page = enter(language, viewport=TABLET, has_touch=True).new_page()
    page.goto(f"/sign-in?next=/organise/trades/{trade.id}/chief")
    page.locator("input[name=code]").fill(trade.chief)
    page.locator("input[name=password]").fill(trade.pins[trade.chief])
    page.locator("main form button").last.click()
    expect(page.locator("#absent")).to_be_attached()
    return page


def relieve(page: Page, hall: Hall, trade: Staged, say: Speech) -> None:
    """Let seat 2 pass to the reserve, as the chief judge does it by hand."""
    page.get_by_text(say("Let a seat pass to another judge …")).tap()
    form = page.locator("#absent form[action$=reliefs]")
    form.locator("[name=chair]").select_option(hall.chair(trade, 2))
    form.locator("[name=judge]").select_option(f"{trade.id}09")
    form.locator("[name=reason]").fill("Taken ill.")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    form.get_by_role("button", name=say("Let the seat pass")).tap()
    expect(page.locator("#absent")).to_contain_text(say("Seats that have passed"))


def pass_what_stayed(page: Page, hall: Hall, trade: Staged, say: Speech) -> None:
    """Let the complete sheets pass too, by the same form."""
    page.reload()
    page.get_by_text(say("Let a seat pass to another judge …")).tap()
    form = page.locator("#absent form[action$=reliefs]")
    form.locator("[name=chair]").select_option(hall.chair(trade, 2))
    form.locator("[name=judge]").select_option(f"{trade.id}09")
    form.locator("[name=reason]").fill("In hospital.")
    form.get_by_label(say("Also the complete sheets that lack this seat's signature")).check()
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    form.get_by_role("button", name=say("Let the seat pass")).tap()
    expect(page.locator("#absent .cf")).to_contain_text("In hospital.")


def come_in(enter: Enter, trade: Staged, pin: str, language: str) -> Tablet:
    """Return the tablet of the reserve."""
    tablet = Tablet(enter(language, viewport=TABLET, has_touch=True).new_page())
    tablet.sign_in(f"{trade.id}09", pin)
    return tablet


def is_told(ill: Tablet, say: Speech) -> None:
    """Wait until the tablet of whoever fell ill says what has become of the seat and the mark."""
    passed = "The chief judge has let your seat here pass to another judge. Nothing was changed."
    expect(ill.page.locator("main")).to_contain_text(say(passed))
    ill.page.locator("a.alarm").tap()
    item = ill.page.locator(".refusals li")
    late = (
        "Your seat here has passed to another judge, and this came after that. "
        "Ask the chief judge what shall count."
    )
    expect(item).to_contain_text(say(late))
    expect(item.locator("dd.num").first).to_have_text(say("Yes, met"))


def test_a_judge_who_falls_ill_is_relieved_and_nothing_is_lost(
    hall: Hall, trade: Staged, enter: Enter, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    pin, sheet = reserve(hall, trade), hall.panel(trade).sheet("K1", "A")
    name = say.data(" / ".join(NAMES))
    ill = sit(2, say.language, proxy.base)
    ill.open(sheet)
    ill.vote("A1.1", "2")
    expect(ill.state("A1.1")).to_have_text(say("Received"))
    proxy.refuse(b"/judging/")
    ill.choose("A1.2", say("Yes, met"))
    page = desk(enter, trade, say.language)
    relieve(page, hall, trade, say)
    expect(page.locator("#absent .cf")).to_contain_text("Taken ill.")
    tablet = come_in(enter, trade, pin, say.language)
    tablet.open(sheet)
    tablet.turn_to("A1.1")
    expect(tablet.remark).to_contain_text(name)
    expect(tablet.page.locator("button.lv").first).to_be_disabled()
    tablet.page.evaluate(AXE)
    assert barriers(tablet.page, STANDARDS) == []
    tablet.choose("A1.2", say("No, not met"))
    expect(tablet.state("A1.2")).to_have_text(say("Received"))
    proxy.restore()
    is_told(ill, say)
    assert hall.lines(trade) == [("K1", "A1.1", 2, "2"), ("K1", "A1.2", 0, "0")]


def test_whoever_comes_signs_what_the_other_judge_marked_and_is_told_so(
    hall: Hall, trade: Staged, enter: Enter, say: Speech
) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    panel = hall.panel(trade)
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    pin, sheet = reserve(hall, trade), panel.sheet("K1", "A")
    page = desk(enter, trade, say.language)
    relieve(page, hall, trade, say)
    tablet = come_in(enter, trade, pin, say.language)
    tablet.page.evaluate("(sheet) => { location.hash = `#sign-${sheet}`; }", sheet)
    stayed = (
        "This sheet was complete when your seat passed to you, and has stayed with the judge who "
        "had the seat. The chief judge can let it pass to you too. Nothing was changed."
    )
    expect(tablet.page.locator("main")).to_contain_text(say(stayed))
    pass_what_stayed(page, hall, trade, say)
    name = say.data(" / ".join(NAMES))
    words = "Signs what %(names)s marked, too. The seat has passed: %(reason)s"
    row = tablet.page.locator(".names li").nth(1)
    expect(row).to_contain_text(say(words, names=name, reason="In hospital."))
    tablet.page.evaluate(AXE)
    assert barriers(tablet.page, STANDARDS) == []
    is_whole_on_a_phone(tablet.page, row)
    row.get_by_role("button").tap()
    expect(row.locator(".st.signed")).to_be_visible()


def is_whole_on_a_phone(page: Page, row: Locator) -> None:
    """Check that what a row says is not cut where the page is narrow."""
    page.set_viewport_size({"width": 390, "height": 844})
    ends = [
        words.evaluate("(it) => it.getBoundingClientRect().right")
        for words in row.locator("small").all()
    ]
    assert max(ends) <= 390
    page.set_viewport_size({"width": 1024, "height": 768})


def test_the_form_for_absences_names_judges_and_says_what_the_rules_wait_for(
    hall: Hall, trade: Staged, enter: Enter, say: Speech
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.1", "2", 2)
    page = desk(enter, trade, say.language)
    page.get_by_text(say("Record an absence …")).tap()
    form = page.locator("#absent form[action$=absences]")
    expect(form).to_contain_text(
        say(
            "The rules of this trade wait for every vote. An absence can be recorded only where "
            "all votes of the judge are in. Otherwise let the seat pass to a reserve, or have the "
            "organiser say in the rules what a missing vote means."
        )
    )
    name = say.data(" / ".join(NAMES))
    form.locator("[name=who]").select_option(label=f"A · {name}")
    form.locator("[name=entry]").select_option(label="01 K1")
    form.locator("[name=reason]").fill("In hospital.")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    form.get_by_role("button", name=say("Record the absence")).tap()
    expect(page.locator("#absent .cf")).to_contain_text(name)
