"""What a judge gave is neither lost, doubled nor overwritten, whatever the network does."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Look, Sit
from tests.browser.hall import Hall, Staged
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

MARKS = b"POST /judging/sheets/"
HAS_FETCHED = """([sheet, code, value]) => {
    const { desk } = document.querySelector("judge-tablet");
    const aspect = desk.kept.get(sheet)?.aspects.find((one) => one.code === code);
    return aspect?.cell.value === value;
}"""

KEEP = """([code, value]) => {
    const { desk } = document.querySelector("judge-tablet");
    const { id: aspect } = desk.sheet.aspects.find((one) => one.code === code);
    return desk.keep({ sheet: desk.sheet.id, aspect, value, base: 0 });
}"""


def test_a_mark_whose_answers_are_lost_after_the_commit_counts_once(
    hall: Hall, trade: Staged, sit: Sit, look: Look, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    board = look()
    tablet = sit(1, base=proxy.base)
    tablet.open(panel.sheet("K1", "B"))
    proxy.swallow(MARKS, times=3)
    tablet.choose("B1.1", "Yes, met")
    expect(board.locator("tr.row .tot").first).to_have_text("4.00")
    expect(tablet.state("B1.1")).to_have_text("Received")
    assert proxy.swallowed == 3
    assert hall.lines(trade) == [("K1", "B1.1", 0, "1")]
    expect(board.locator("tr.row .tot")).to_have_text(["4.00", "0.00", "0.00", "0.00"])


def test_of_two_tablets_on_one_sheet_the_second_is_refused_and_sees_both_values(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    second = sit(2, base=proxy.base)
    second.open(panel.sheet("K1", "A"))
    proxy.refuse(b"/judging/")
    second.choose("A1.2", "No, not met")
    second.type("A1.3", "4")
    panel.mark("K1", "A1.2", "1")
    panel.mark("K1", "A1.3", "6")
    proxy.restore()
    expect(second.state("A1.2")).to_have_text("Needs attention")
    expect(second.state("A1.3")).to_have_text("Needs attention")
    assert [line[3] for line in hall.lines(trade)] == ["1", "6"]
    second.turn_to("A1.2")
    expect(second.remark).to_contain_text("Yours: No, not met. On the sheet: Yes, met.")
    second.page.get_by_role("link", name="Decide").tap()
    item = second.page.locator(".refusals li").first
    for value in ("No, not met", "Yes, met", "Jiamu Lin"):
        expect(item).to_contain_text(value)
    item.get_by_role("button", name="Keep what is on the sheet: Yes, met").tap()
    expect(second.page.locator(".refusals li")).to_have_count(1)
    second.page.get_by_role("button", name="Send mine again: 4").tap()
    expect(second.page.locator(".refusals li")).to_have_count(0)
    second.open(panel.sheet("K1", "A"))
    expect(second.line("A1.3").locator(".v")).to_have_text("4")
    expect(second.state("A1.3")).to_have_text("Received")
    assert [line[3] for line in hall.lines(trade)] == ["1", "6", "4"]


def test_a_reading_is_refused_when_its_cell_changed_while_it_was_typed(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    panel = hall.panel(trade)
    tablet = sit(2)
    tablet.open(panel.sheet("K4", "A"))
    tablet.turn_to("A1.3")
    tablet.page.locator(".pad").get_by_role("button", name="4", exact=True).tap()
    expect(tablet.state("A1.3")).to_have_text("Not stored yet")
    panel.mark("K4", "A1.3", "6")
    expect(tablet.line("A1.3").locator(".v")).to_have_text("6")
    tablet.page.locator(".padbox .btn.main").tap()
    expect(tablet.state("A1.3")).to_have_text("Needs attention")
    expect(tablet.remark).to_contain_text("Yours: 4. On the sheet: 6.")
    assert [line[3] for line in hall.lines(trade)] == ["6"]


def test_a_mark_changed_while_it_waits_overwrites_nothing_that_its_judge_has_not_seen(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    panel = hall.panel(trade)
    tablet = sit(2)
    sheet = panel.sheet("K4", "A")
    tablet.open(sheet)
    tablet.page.route("**/marks", lambda route: route.abort())
    tablet.type("A1.3", "4")
    expect(tablet.state("A1.3")).to_have_text("On this tablet")
    panel.mark("K4", "A1.3", "6")
    # The sheet is fetched, but what the judge sees of the cell is the mark of their own.
    tablet.page.wait_for_function(HAS_FETCHED, arg=[sheet, "A1.3", "6"])
    expect(tablet.line("A1.3").locator(".v")).to_have_text("4")
    tablet.type("A1.3", "5")
    expect(tablet.line("A1.3").locator(".v")).to_have_text("5")
    tablet.page.unroute_all()
    expect(tablet.state("A1.3")).to_have_text("Needs attention")
    expect(tablet.remark).to_contain_text("Yours: 5. On the sheet: 6.")
    assert [line[3] for line in hall.lines(trade)] == ["6"]


def test_what_the_server_cannot_take_needs_nobody_who_has_marked_the_cell_anew(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K4", "A"))
    tablet.page.route("**/marks", lambda route: route.abort())
    tablet.page.evaluate(KEEP, ["A1.2", "9"])
    tablet.choose("A1.2", "Yes, met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    tablet.page.unroute_all()
    expect(tablet.state("A1.2")).to_have_text("Received")
    expect(tablet.status).to_contain_text("Every mark of yours is received")
    assert [line[3] for line in hall.lines(trade)] == ["1"]


def test_marks_given_without_network_stay_on_the_tablet_and_arrive_once_each(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    tablet = sit(1, language="zh", base=proxy.base)
    tablet.open(panel.sheet("K2", "A"))
    proxy.refuse(MARKS)
    tablet.choose("A1.2", "符合")
    tablet.type("A1.4", "19.6")
    tablet.vote("A1.1", "2")
    for aspect in ("A1.1", "A1.2", "A1.4"):
        expect(tablet.state(aspect)).to_have_text("本机已存")
    expect(tablet.status).to_contain_text("断网")
    expect(tablet.status).to_contain_text("3 项未送出")
    tablet.page.reload()
    for aspect in ("A1.1", "A1.2", "A1.4"):
        expect(tablet.state(aspect)).to_have_text("本机已存")
    assert hall.lines(trade) == []
    proxy.restore()
    for aspect in ("A1.1", "A1.2", "A1.4"):
        expect(tablet.state(aspect)).to_have_text("已送达")
    assert proxy.refused > 0
    assert hall.lines(trade) == [
        ("K2", "A1.2", 0, "1"),
        ("K2", "A1.4", 0, "19.6"),
        ("K2", "A1.1", 1, "2"),
    ]


def test_marks_that_wait_when_the_session_ends_are_sent_after_the_pin(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    tablet = sit(1, base=proxy.base)
    tablet.open(panel.sheet("K3", "B"))
    proxy.cut()
    tablet.choose("B1.1", "Yes, met")
    tablet.vote("B1.2", "3")
    expect(tablet.state("B1.2")).to_have_text("On this tablet")
    cookie = next(each for each in tablet.page.context.cookies() if each["name"] == "jiangsai")
    ended = tablet.page.context.request.delete(
        f"{hall.base}/judging/session", headers={"Cookie": f"jiangsai={cookie['value']}"}
    )
    assert ended.status == 204
    proxy.restore()
    dialog = tablet.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Jiamu Lin, your PIN again")
    assert hall.lines(trade) == []
    tablet.enter_pin(trade.pins[trade.judges[0]])
    expect(dialog).to_have_count(0)
    for aspect in ("B1.1", "B1.2"):
        expect(tablet.state(aspect)).to_have_text("Received")
    assert hall.lines(trade) == [("K3", "B1.1", 0, "1"), ("K3", "B1.2", 1, "3")]
