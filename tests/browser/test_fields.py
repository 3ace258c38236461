"""What judges type into fields: in the plain or the full-width signs of an input method."""

import pytest
from playwright.sync_api import expect

from competition.rehearsal.caller import Caller
from tests.browser.conftest import Enter, Sit
from tests.browser.hall import Hall, Staged

pytestmark = pytest.mark.browser
WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ."}


def test_a_code_and_a_pin_are_taken_in_full_width_too(trade: Staged, enter: Enter) -> None:
    page = enter(has_touch=True).new_page()
    page.goto("/judging/")
    code = trade.judges[0]
    page.locator("input[name=code]").fill(f" {code.translate(WIDE)} ")
    page.locator("input[name=pin]").fill(trade.pins[code].translate(WIDE))
    page.locator("form.signin .btn.main").tap()
    expect(page.locator(".stations a").first).to_be_visible()


def test_not_attempted_is_asked_for_on_a_measured_aspect(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    panel = hall.panel(trade)
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    panel.sign("K1", "A")
    tablet = sit(1)
    tablet.open(panel.sheet("K1", "A"))
    page = tablet.page
    for aspect, value, shown in (("A1.3", "８", "8"), ("A1.4", "", "Not attempted")):
        tablet.turn_to(aspect)
        page.get_by_role("button", name="Ask for a correction").tap()
        page.locator("dialog input[name=value]").fill(value)
        if value:
            page.locator("dialog textarea").fill("One more works.")
        else:
            page.get_by_role("checkbox", name="Not attempted").check()
            expect(page.locator("dialog input[name=value]")).to_be_disabled()
            page.locator("dialog textarea").fill("It was not measured.")
        page.get_by_role("button", name="Ask the chief judge").tap()
        expect(tablet.remark.first).to_contain_text(f"asked for {shown}")
    chief = Caller(hall.base)
    chief.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
    number = hall.rows("select number from sheet_act where kind = 'request' order by number")[-1][0]
    chief.fill(f"/organise/trades/{trade.id}/corrections/{number}", {"answer": "approve"})
    expect(tablet.line("A1.4").locator(".v")).to_have_text("Not attempted")
    assert hall.lines(trade)[-1] == ("K1", "A1.4", 0, "not_attempted")
