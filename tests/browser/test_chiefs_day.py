"""A chief judge's day on one desk: suspension, re-check, conflicts of interest, the timetable."""

import json
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import create_engine, text

from tests.browser.conftest import TABLET, Sit
from tests.browser.glances import looked
from tests.browser.hall import Hall, Staged, sign_organiser_in
from tests.browser.places import EVERYWHERE, Speech
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.tablet import Tablet

pytestmark = [pytest.mark.browser, EVERYWHERE]

Enter = Callable[..., BrowserContext]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1180, "height": 820}
MARKS = "222 1 7 20.3 0 1 222"
RULES: dict[str, object] = {"recheck": {"top": 1, "sample": "0", "error_limit": "1"}}


def desk(
    enter: Enter, trade: Staged, page: str, language: str = "en", size: Mapping[str, int] = TABLET
) -> Page:
    """Return *page* of the trade's desk, opened by the chief judge on a touch screen."""
    found = enter(language, viewport=size, has_touch=True).new_page()
    found.clock.install()
    found.goto(f"/sign-in?next=/organise/trades/{trade.id}/{page}")
    found.locator("input[name=code]").fill(trade.chief)
    found.locator("input[name=password]").fill(trade.pins[trade.chief])
    found.locator("main form button").last.click()
    expect(found.locator("main h2").first).to_be_attached()
    return found


def give(hall: Hall, trade: Staged, rules: dict[str, object]) -> None:
    """Give *trade* other rules; the form that does it has a test of its own."""
    engine = create_engine(hall.database)
    with engine.begin() as connection:
        words = text("update trade set rules = :rules where id = :trade")
        connection.execute(words, {"rules": json.dumps(rules), "trade": trade.id})
    engine.dispose()


def suspend(page: Page, reason: str, say: Speech) -> None:
    """Let the chief judge suspend the trade on their page."""
    page.locator("#halt summary").tap()
    page.locator("#halt input[name=reason]").fill(reason)
    page.locator("#halt form button").tap()
    expect(page.get_by_role("alert")).to_contain_text(
        say.beginning("Marking is suspended since %(at)s")
    )


def another_judge(hall: Hall, trade: Staged, enter: Enter, language: str) -> Page:
    """Return the re-check before a judge who sits on no panel, signed in on a tablet."""
    code = f"{trade.id}09"
    other = {"judges": f"{code},屈大,Da Qu", "role": "judge"}
    pins = hall.organiser.fill(f"/organise/trades/{trade.id}/judges", other).json()["pins"]
    page = enter(language, viewport=TABLET, has_touch=True).new_page()
    page.goto("/judging/")
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=pin]").fill(pins[code])
    page.locator("form.signin .btn.main").tap()
    expect(page.locator("main.round")).to_be_visible()
    page.goto(f"/organise/trades/{trade.id}/recheck")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    return page


def record(page: Page, say: Speech) -> None:
    """Record what was found on the sheet that is shown."""
    page.get_by_label(say("I have compared every mark of this sheet.")).check()
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.get_by_role("button", name=say("Record what was found")).tap()
    expect(page.locator(".facts")).to_be_visible()


def option(tablet: Tablet, words: str) -> Locator:
    return tablet.page.get_by_role("radio", name=words, exact=True)


def test_a_suspension_reaches_the_tablets_and_nothing_is_lost(
    hall: Hall, trade: Staged, enter: Enter, sit: Sit, say: Speech
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    near, far = sit(1, say.language, has_clock=True), sit(2, say.language)
    for tablet in (near, far):
        tablet.open(sheet)
    far.choose("A1.5", say.data("齐全 / All"))
    expect(far.state("A1.5")).to_have_text(say("Received"))
    far.page.context.set_offline(True)
    page = desk(enter, trade, "chief", say.language)
    suspend(page, "Power cut in hall 3.", say)
    near.look()
    expect(near.status).to_contain_text("Power cut in hall 3.")
    near.turn_to("A1.2")
    expect(option(near, say("Yes, met"))).to_be_disabled()
    far.choose("A1.2", say("Yes, met"))
    far.page.context.set_offline(False)
    expect(far.status).to_contain_text(say("Sent when marking goes on."))
    expect(far.state("A1.2")).to_have_text(say("On this tablet"))
    page.get_by_role("button", name=say("Let marking go on")).tap()
    near.look()
    expect(option(near, say("Yes, met"))).to_be_enabled()
    expect(far.state("A1.2")).to_have_text(say("Received"))
    assert hall.lines(trade)[-1] == ("K1", "A1.2", 0, "1")


def test_a_drawn_sheet_is_checked_corrected_and_the_trade_signed(
    hall: Hall, trade: Staged, enter: Enter, say: Speech
) -> None:
    give(hall, trade, RULES)
    panel = hall.panel(trade)
    for entry in ("K1", "K2", "K3", "K4"):
        panel.complete(entry, MARKS)
    panel.mark("K1", "B1.1", "1")
    panel.mark("K1", "A1.3", "8")
    chief = desk(enter, trade, "chief", say.language)
    expect(chief.locator("#why-not")).to_contain_text(say("The re-check is not done"))
    chief.get_by_role("link", name=say("Go to the re-check")).tap()
    chief.get_by_role("button", name=say("Draw who is checked again")).tap()
    expect(chief.locator(".facts")).to_contain_text("K1")
    checker = another_judge(hall, trade, enter, say.language)
    checker.get_by_role("link", name=f"{say('Check')} K1 A").tap()
    checker.get_by_label(say("%(what)s found", what="A1.3")).fill("7")
    checker.get_by_label(say("%(what)s reason", what="A1.3")).fill("One link is dead.")
    record(checker, say)
    checker.get_by_role("link", name=f"{say('Check')} K1 B").tap()
    record(checker, say)
    expect(checker.locator("main")).to_contain_text(say("waits for the chief judge"))
    chief.goto(f"/organise/trades/{trade.id}/chief")
    chief.get_by_role("button", name=say("Approve")).tap()
    chief.get_by_text(say("Sign the marks …")).tap()
    chief.locator("#sign form button").tap()
    expect(chief.locator("#sign .seal")).to_be_visible()
    expect(chief.get_by_role("button", name=say("Approve"))).to_have_count(0)
    assert hall.lines(trade)[-1] == ("K1", "A1.3", 0, "7")


def test_a_conflict_that_comes_later_shows_by_itself_and_the_chief_excepts_it(
    hall: Hall, trade: Staged, enter: Enter, say: Speech
) -> None:
    page = desk(enter, trade, "chief", say.language)
    # Nobody said whom the judges of this hall belong with, so nobody says that it is nobody.
    expect(page.locator("#ties")).not_to_contain_text(say("No judge marks their own."))
    expect(page.locator("#ties .unknown")).to_contain_text(trade.judges[0])
    told = "The organiser says whom they belong with"
    expect(page.locator("#ties .unknown").get_by_role("link", name=say(told))).to_be_visible()
    roster = hall.file("coaches.csv", f"code,coach\nK2,{trade.judges[0]}\n")
    hall.organiser.fill(f"/organise/trades/{trade.id}/roster", {"confirmed": "1"}, roster)
    expect(looked(page).locator("#ties")).to_contain_text(say("coached them"))
    page.get_by_role("link", name=say("Go to the conflicts of interest")).tap()
    page.get_by_label(say("Reason")).fill("Nobody else knows the trade.")
    page.get_by_role("button", name=say("Record the exception")).tap()
    is_open = "While a conflict is open, sheets are not opened and the trade is not signed."
    expect(page.locator("main")).not_to_contain_text(say(is_open))
    expect(page.locator("main")).to_contain_text("Nobody else knows the trade.")


def test_the_times_are_planned_and_what_is_late_is_said(
    trade: Staged, enter: Enter, say: Speech
) -> None:
    page = desk(enter, trade, "timetable", say.language)
    what = f"A {say('Day %(day)s', day=1)}"
    page.get_by_label(say("%(what)s from", what=what)).fill("2026-01-01T09:00")
    page.get_by_label(say("%(what)s until", what=what)).fill("2026-01-01T12:00")
    page.get_by_role("button", name=say("Save the times")).tap()
    page.get_by_role("link", name=say("To the marking")).tap()
    late = say("overdue, %(num)s sheets left", num=4)
    expect(page.locator("#pace .late")).to_contain_text(late)


PAGES = (
    "chief",
    "avoidance",
    "timetable",
    "recheck",
    "rulings",
    "remarks",
    "stations",
    "panels",
    "scheme",
    "rules",
    "devices",
)


@pytest.mark.parametrize("size", [WIDE, TABLET, PHONE], ids=["wide", "tablet", "phone"])
def test_every_page_of_the_desk_reads_well(
    hall: Hall, trade: Staged, enter: Enter, size: dict[str, int], say: Speech
) -> None:
    give(hall, trade, RULES)
    sheet = hall.panel(trade).sheet("K1", "A")
    context = enter(say.language, viewport=size, has_touch=True)
    sign_organiser_in(context)
    page = context.new_page()
    for where in (*PAGES, f"sheets/{sheet}"):
        page.goto(f"/organise/trades/{trade.id}/{where}")
        page.evaluate(AXE)
        assert barriers(page, STANDARDS) == [], where
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, where


def test_a_tie_shows_by_itself_and_is_decided_before_the_signature(
    hall: Hall, trade: Staged, enter: Enter, say: Speech
) -> None:
    give(hall, trade, {"unresolved": "chief"})
    panel = hall.panel(trade)
    for entry, marks in (("K1", MARKS), ("K2", "222 1 6 20.3 0 1 222"), ("K3", MARKS)):
        panel.complete(entry, marks)
    page = desk(enter, trade, "chief", say.language)
    expect(page.locator("#jumps")).to_contain_text(f"{say('Ties')} –")
    panel.complete("K4", "222 1 5 20.3 0 1 222")
    expect(looked(page).locator("#jumps")).to_contain_text(f"{say('Ties')} 1")
    place = say("place %(place)s: %(entries)s", place=1, entries="K1, K3")
    for part in ("#why-not", "#rulings"):
        expect(page.locator(part)).to_contain_text(place)
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.locator("#why-not").get_by_role("link", name=say("Go to the equals")).tap()
    tie = page.locator("form.tie")
    expect(tie).to_be_in_viewport()
    tie.locator("textarea").fill("K1 was faster.")
    tie.get_by_role("button", name=say("Decide this order")).tap()
    expect(page.locator("table.ruled")).to_contain_text("K1 was faster.")
    page.goto(f"/organise/trades/{trade.id}/chief")
    expect(page.locator("#jumps")).to_contain_text(f"{say('Ties')} 0")
    expect(page.get_by_text(say("Sign the marks …"))).to_be_visible()
