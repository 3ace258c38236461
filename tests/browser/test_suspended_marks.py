"""Marks made while marking is suspended go by themselves; what needs a decision needs one tap."""

import pytest
from playwright.sync_api import Locator, expect

from competition.rehearsal.caller import Caller
from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Panel, Staged
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

PROMISED_MS = 10_000
ENTRIES = ("K1", "K2", "K3", "K4")
WAITS = "marks made while marking is suspended. They are sent by themselves when marking goes on."


@pytest.fixture
def chief(hall: Hall, trade: Staged) -> Caller:
    """Give the chief judge, signed in at a desk."""
    found = Caller(hall.base)
    found.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
    return found


def held(tablet: Tablet) -> None:
    """Wait until every sheet of the list can be marked without network."""
    expect(tablet.page.locator("main")).to_contain_text("All 8 sheets are on this tablet.")


def marks(tablet: Tablet, panel: Panel) -> None:
    """Mark four aspects of every entry: sixteen marks."""
    for entry in ENTRIES:
        tablet.open(panel.sheet(entry, "A"))
        tablet.vote("A1.1", "2")
        tablet.choose("A1.2", "Yes, met")
        tablet.choose("A1.5", "All")
        tablet.open(panel.sheet(entry, "B"))
        tablet.choose("B1.1", "Yes, met")


def attention(tablet: Tablet) -> Locator:
    """Show what needs the judge; return the items."""
    tablet.page.evaluate("() => { location.hash = '#attention'; }")
    expect(tablet.page.locator(".refusals")).to_be_attached()
    return tablet.page.locator(".refusals > li")


def away(hall: Hall, trade: Staged, tablet: Tablet, proxy: Proxy) -> None:
    """Take the network from a tablet that has everything, and suspend the trade meanwhile."""
    held(tablet)
    proxy.refuse(b"/judging/")
    hall.suspend(trade)


def test_marks_made_in_a_suspension_go_by_themselves_when_it_ends(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel, tablet = hall.panel(trade), sit(1, base=proxy.base)
    away(hall, trade, tablet, proxy)
    marks(tablet, panel)
    proxy.restore()
    expect(tablet.status).to_contain_text("Sent when marking goes on.")
    expect(tablet.status).to_contain_text("16 marks not sent")
    expect(attention(tablet)).to_have_count(0)
    expect(tablet.page.locator("main")).to_contain_text(f"16 {WAITS}")
    expect(tablet.page.locator("a.alarm")).to_have_count(0)
    assert hall.lines(trade) == []
    hall.suspend(trade, "resumptions")
    received = tablet.status.locator(".g-received")
    expect(received).to_be_visible(timeout=PROMISED_MS)
    cells = {(entry, aspect) for entry, aspect, _seat, _value in hall.lines(trade)}
    assert len(hall.lines(trade)) == len(cells) == 16
    taken = hall.rows(
        "select count(*) from ledger_line l join sheet_act a on a.trade_id = l.trade_id"
        " where l.trade_id = :trade and a.kind = 'resumption' and l.taken_at < a.recorded_at",
        trade=trade.id,
    )
    assert [row[0] for row in taken] == [16]


def test_a_cell_that_says_otherwise_by_then_asks_its_judge(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel, tablet = hall.panel(trade), sit(1, base=proxy.base)
    away(hall, trade, tablet, proxy)
    for entry in ("K1", "K2"):
        tablet.open(panel.sheet(entry, "A"))
        tablet.choose("A1.2", "Yes, met")
    proxy.restore()
    expect(tablet.status).to_contain_text("2 marks not sent")
    expect(tablet.status).to_contain_text("Sent when marking goes on.")
    proxy.refuse(b"/judging/")
    hall.suspend(trade, "resumptions")
    panel.mark("K2", "A1.2", "0", 2)
    proxy.restore()
    expect(tablet.page.locator("a.alarm")).to_have_text("1 needs attention", timeout=PROMISED_MS)
    item = attention(tablet)
    expect(item.locator("dd.num")).to_have_text(["Yes, met", "No, not met"])
    assert sorted(hall.lines(trade)) == [("K1", "A1.2", 0, "1"), ("K2", "A1.2", 0, "0")]


def contradicted(hall: Hall, trade: Staged, tablet: Tablet, proxy: Proxy) -> Locator:
    """Mark four cells that another judge marks first; return the item that asks about them."""
    panel = hall.panel(trade)
    held(tablet)
    proxy.refuse(b"/judging/")
    for entry in ENTRIES:
        tablet.open(panel.sheet(entry, "A"))
        tablet.choose("A1.2", "Yes, met")
        panel.mark(entry, "A1.2", "0", 2)
    proxy.restore()
    expect(tablet.page.locator("a.alarm")).to_have_text("4 need attention")
    return attention(tablet)


def test_marks_that_would_replace_others_are_not_sent_again_by_one_slip(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    item = contradicted(hall, trade, tablet, proxy)
    expect(item.locator("tbody td")).to_have_text(["Yes, met", "No, not met"] * 4)
    send = item.get_by_role("button", name="Send all 4 of mine again", exact=True)
    expect(send).to_be_hidden()
    item.get_by_text("Send all 4 of mine again …").tap()
    send.tap()
    expect(item).to_have_count(0)
    expect(tablet.status.locator(".g-received")).to_be_visible(timeout=PROMISED_MS)
    assert [line[3] for line in hall.lines(trade)] == ["0"] * 4 + ["1"] * 4


def test_many_marks_are_given_up_by_one_decision(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    item = contradicted(hall, trade, tablet, proxy)
    item.get_by_text("Keep all 4 as they are on the sheets …").tap()
    item.get_by_role("button", name="Give all 4 of mine up").tap()
    expect(item).to_have_count(0)
    assert [line[3] for line in hall.lines(trade)] == ["0"] * 4


def test_what_waits_is_still_there_after_the_page_was_closed(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.refuse(b"/judging/")
    hall.suspend(trade)
    tablet.choose("A1.2", "Yes, met")
    proxy.restore()
    expect(tablet.status).to_contain_text("Sent when marking goes on.")
    tablet.page.close(run_before_unload=False)
    again = Tablet(tablet.page.context.new_page())
    again.page.goto("/judging/")
    expect(again.status).to_contain_text("Sent when marking goes on.")
    hall.suspend(trade, "resumptions")
    expect(again.status.locator(".g-received")).to_be_visible(timeout=PROMISED_MS)
    assert hall.lines(trade) == [("K1", "A1.2", 0, "1")]


def test_marks_refused_for_one_reason_are_decided_together(
    hall: Hall, trade: Staged, sit: Sit, chief: Caller, proxy: Proxy
) -> None:
    code = f"{trade.id}09"
    reserve = {"judges": f"{code},甘大,Da Gan", "role": "judge"}
    hall.organiser.fill(f"/organise/trades/{trade.id}/judges", reserve)
    way, why = f"/organise/trades/{trade.id}/reliefs", {"reason": "Called away."}
    panel = hall.panel(trade)
    tablet = sit(1, base=proxy.base)
    held(tablet)
    proxy.refuse(b"/judging/")
    chief.fill(way, why | {"chair": hall.chair(trade, 1), "judge": code})
    marks(tablet, panel)
    proxy.restore()
    expect(tablet.page.locator("a.alarm")).to_have_text("16 need attention")
    item = attention(tablet)
    expect(item).to_have_count(1)
    expect(item).to_contain_text("Your seat here has passed to another judge")
    expect(item.locator("tbody tr")).to_have_count(16)
    expect(item.get_by_role("button", name="Give all 16 of mine up")).to_be_hidden()
    tablet.page.evaluate(AXE)
    assert barriers(tablet.page, STANDARDS) == []
    assert hall.lines(trade) == []
    chief.fill(way, why | {"chair": hall.chair(trade, 1), "judge": trade.judges[0]})
    item.get_by_role("button", name="Send all 16 of mine again").tap()
    expect(item).to_have_count(0)
    expect(tablet.status.locator(".g-received")).to_be_visible(timeout=PROMISED_MS)
    assert len(set(hall.lines(trade))) == len(hall.lines(trade)) == 16
