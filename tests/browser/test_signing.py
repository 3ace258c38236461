"""A panel signs its sheets on tablets, and what is signed is closed until somebody reopens it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from competition.rehearsal.caller import Caller
from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Panel, Staged
from tests.browser.places import EVERYWHERE, Speech
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.proxy import Proxy

pytestmark = [pytest.mark.browser, EVERYWHERE]


@pytest.fixture
def panel(hall: Hall, trade: Staged) -> Panel:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    found = hall.panel(trade)
    found.complete("K1", "222 1 7 20.3 0 1 222")
    return found


def chief(hall: Hall, trade: Staged) -> Caller:
    """Return the chief judge, signed in at a desk."""
    found = Caller(hall.base)
    found.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
    return found


def signature(page: Page, say: Speech, judge: str = "林嘉木 / Jiamu Lin") -> Locator:
    """Return the button with which a judge signs the sheet on the screen."""
    return page.get_by_role("button", name=say("Sign as %(name)s", name=say.data(judge)))


def go_to_sign(page: Page, sheet: int) -> None:
    page.evaluate("(sheet) => { location.hash = `#sign-${sheet}`; }", sheet)
    expect(page.locator(".totals tbody tr").first).to_be_visible()


def test_a_panel_signs_on_one_tablet_in_turn(
    trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    panel.mark("K1", "A1.3", "not_attempted")
    tablet = sit(1)
    sheet = panel.sheet("K1", "A")
    tablet.open(sheet)
    tablet.page.get_by_role("link", name=say("Sign this sheet")).tap()
    page = tablet.page
    expect(page.locator(".totals tbody tr")).to_contain_text(["A1"])
    expect(page.locator(".totals tbody td").nth(1)).to_have_text("7.00")
    expect(page.locator(".told").first).to_contain_text(
        f"A1.3 {say.data('有效链接 / Links that work')}"
    )
    signature(page, say).tap()
    expect(page.locator(".names .st.signed")).to_have_count(1)
    for seat, name in ((2, "韦国梁 / Guoliang Wei"), (3, "屈明 / Ming Qu")):
        page.get_by_label(say("PIN of %(name)s", name=say.data(name))).fill(
            trade.pins[trade.judges[seat - 1]]
        )
        signature(page, say, name).tap()
        expect(page.locator(".names .st.signed")).to_have_count(seat)
    expect(page.locator(".whynot").first).to_have_text(say("Signed by the panel"))
    tablet.open(sheet)
    expect(tablet.state("A1.1")).to_contain_text(say("Signed"))
    tablet.turn_to("A1.2")
    expect(page.get_by_role("radio", name=say("Yes, met"), exact=True)).to_be_disabled()


def test_a_wrong_pin_signs_nothing_and_signs_nobody_out(
    panel: Panel, sit: Sit, say: Speech
) -> None:
    page = sit(1).page
    go_to_sign(page, panel.sheet("K1", "B"))
    page.get_by_label(say("PIN of %(name)s", name=say.data("韦国梁 / Guoliang Wei"))).fill("000000")
    signature(page, say, "韦国梁 / Guoliang Wei").tap()
    expect(page.locator(".whynot[role=alert]")).to_contain_text(
        say("The code or the PIN is wrong.")
    )
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".names .st.signed")).to_have_count(0)


def test_a_page_signs_for_nobody_but_the_judge_whose_name_it_shows(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    page, sheet = sit(1).page, panel.sheet("K1", "A")
    go_to_sign(page, sheet)
    button = signature(page, say)
    expect(button).to_be_enabled()
    other = trade.judges[1]
    answer = page.request.post("/judging/session", data={"code": other, "pin": trade.pins[other]})
    assert answer.status == 201, answer.text()
    expect(
        page.get_by_role(
            "heading", name=say("%(name)s, your PIN again", name=say.data("林嘉木 / Jiamu Lin"))
        )
    ).to_be_visible()
    assert hall.rows(f"select id from sheet_act where sheet_id = {sheet}") == []  # noqa: S608


def test_what_is_unmarked_or_unsent_keeps_everybody_from_signing(
    panel: Panel, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    tablet = sit(1, base=proxy.base, has_clock=True)
    page = tablet.page
    go_to_sign(page, panel.sheet("K2", "B"))
    expect(page.locator(".whynot").first).to_contain_text(f"B1.1 {say('Not marked')}")
    expect(signature(page, say)).to_be_disabled()
    go_to_sign(page, panel.sheet("K1", "B"))
    expect(signature(page, say)).to_be_enabled()
    proxy.refuse(b"/judging/")
    expect(tablet.look().locator(".whynot").first).to_have_text(say("Signing needs the network."))
    expect(signature(page, say)).to_be_disabled()
    proxy.restore()
    expect(signature(tablet.look(), say)).to_be_enabled()


def test_odd_values_warn_and_keep_nobody_from_signing(panel: Panel, sit: Sit, say: Speech) -> None:
    panel.mark("K1", "A1.4", "20.5")
    page = sit(1).page
    go_to_sign(page, panel.sheet("K1", "A"))
    expect(page.locator(".odd li")).to_contain_text(say("at the edge of a limit"))
    expect(signature(page, say)).to_be_enabled()


def test_a_correction_is_asked_for_on_the_tablet_and_approved_by_the_chief(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    sheet = panel.sheet("K1", "B")
    panel.sign("K1", "B")
    tablet = sit(1, has_clock=True)
    tablet.open(sheet)
    tablet.turn_to("B1.1")
    page = tablet.page
    page.get_by_role("button", name=say("Ask for a correction")).tap()
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.locator("dialog select").select_option("0")
    page.get_by_role("button", name=say("Ask the chief judge")).tap()
    expect(page.locator("dialog .wrong")).to_have_text(say("Give the reason."))
    page.locator("dialog textarea").fill("It was never sent.")
    page.get_by_role("button", name=say("Ask the chief judge")).tap()
    expect(tablet.remark.first).to_contain_text(
        say(
            "%(name)s asked for %(value)s. The chief judge decides.",
            name=say.data("林嘉木 / Jiamu Lin"),
            value=say("No, not met"),
        )
    )
    number = hall.rows("select number from sheet_act where kind = 'request'")[-1][0]
    answer = chief(hall, trade).fill(
        f"/organise/trades/{trade.id}/corrections/{number}", {"answer": "approve"}
    )
    assert answer.status_code == 303, answer.text
    tablet.look()
    expect(tablet.line("B1.1").locator(".v")).to_have_text(say("No, not met"))
    assert hall.lines(trade)[-1] == ("K1", "B1.1", 0, "0")


def test_a_second_round_is_voted_unseen(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    panel.vote("K2", "B1.2", "302")
    sheet = panel.sheet("K2", "B")
    tablet = sit(2, has_clock=True)
    tablet.open(sheet)
    tablet.turn_to("B1.2")
    expect(tablet.state("B1.2")).to_have_text(say("Spread"))
    aspect = hall.rows("select aspect_id from ledger_line order by id desc limit 1")[0][0]
    answer = chief(hall, trade).fill(
        f"/organise/trades/{trade.id}/sheets/{sheet}/rounds", {"aspect": aspect}
    )
    assert answer.status_code == 303, answer.text
    tablet.look()
    expect(tablet.remark).to_contain_text(
        say("Round %(round)s: vote again.", round=2)
        + " "
        + say("Before: %(votes)s", votes="3 · 0 · 2")
    )
    expect(tablet.state("B1.2")).to_have_text(say("Not marked"))
    panel.mark("K2", "B1.2", "2", 1)
    tablet.vote("B1.2", "2")
    expect(tablet.state("B1.2")).to_have_text(say("Received"))
    expect(tablet.remark).not_to_contain_text(say.beginning("Votes by seat: %(votes)s"))
    panel.mark("K2", "B1.2", "2", 3)
    tablet.look()
    expect(tablet.remark).to_contain_text(say("Votes by seat: %(votes)s", votes="2 · 2 · 2"))


def test_the_signing_page_speaks_chinese(panel: Panel, sit: Sit) -> None:
    page = sit(1, "zh-CN").page
    go_to_sign(page, panel.sheet("K1", "A"))
    expect(page.locator(".names li")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
