"""Remarks and photos made on a tablet: kept before it says so, sent once, and seen in time."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Enter, Sit
from tests.browser.hall import Hall, Staged
from tests.browser.pictures import photo
from tests.browser.places import EVERYWHERE, Speech
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.browser.remarking import FULL, choose, kept, refuse, write
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = [pytest.mark.browser, EVERYWHERE]

REMARKS = b"/remarks HTTP"


def content(hall: Hall, trade: Staged) -> bytes:
    """Return the bytes of the only photo of *trade*."""
    (row,) = hall.rows(
        "select p.content from picture p join remark r on r.picture_sha256 = p.sha256"
        " where r.trade_id = :trade",
        trade=trade.id,
    )
    return bytes(row.content)


def test_a_photo_taken_without_network_arrives_once_after_the_marks(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    tablet = sit(1, base=proxy.base)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    tablet.open(panel.sheet("K1", "A"))
    shot = photo(tablet.page)
    proxy.cut()
    tablet.vote("A1.1", "2")
    lines = write(tablet, "左角有毛刺 / A sharp edge", shot)
    expect(lines.locator(".st.unsent")).to_have_count(1)
    expect(lines.locator(".shot img")).to_be_visible()
    tablet.page.reload()
    expect(tablet.status.locator(".n")).to_have_count(2)
    tablet.page.locator(".top .tool:has(.g-remark)").tap()
    expect(lines.locator(".st.unsent")).to_have_count(1)
    assert kept(hall, trade) == []
    proxy.restore()
    expect(lines.locator(".st.received")).to_have_count(1)
    expect(tablet.status.locator(".n")).to_have_count(0)
    assert kept(hall, trade) == [("左角有毛刺 / A sharp edge", "image/jpeg", 1200, 1600)]
    assert [line[3] for line in hall.lines(trade)] == ["2"]
    times = hall.rows(
        "select l.recorded_at as mark, r.recorded_at as remark from ledger_line l, remark r"
        " where l.trade_id = :trade and r.trade_id = :trade",
        trade=trade.id,
    )
    assert times[0].mark < times[0].remark


def test_a_photo_leaves_the_tablet_upright_small_and_without_its_place(
    hall: Hall, trade: Staged, sit: Sit
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    shot = photo(tablet.page)
    assert b"GPS" in shot
    expect(write(tablet, "", shot).locator(".st.received")).to_have_count(1)
    sent = content(hall, trade)
    assert b"GPS" not in sent
    assert kept(hall, trade) == [("", "image/jpeg", 1200, 1600)]


def test_a_remark_whose_answers_are_lost_is_there_once(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.swallow(REMARKS, times=2)
    lines = write(tablet, "Scratched.", photo(tablet.page, 400, 300))
    expect(lines.locator(".st.received")).to_have_count(1)
    assert proxy.swallowed == 2
    assert kept(hall, trade) == [("Scratched.", "image/jpeg", 300, 400)]


def test_marks_go_on_while_a_photo_does_not_get_through(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.refuse(REMARKS)
    lines = write(tablet, "Scratched.", photo(tablet.page, 400, 300))
    expect(lines.locator(".st.unsent")).to_have_count(1)
    tablet.page.get_by_role("button", name=say("Close")).tap()
    tablet.choose("A1.2", say("Yes, met"))
    expect(tablet.state("A1.2")).to_have_text(say("Received"))
    expect(tablet.status).to_contain_text(say("%(num)s remark not sent", num=1))
    assert kept(hall, trade) == []
    proxy.restore()
    expect(tablet.status).not_to_contain_text(
        say.beginning("%(num)s remark not sent"), timeout=30_000
    )
    assert len(kept(hall, trade)) == 1


def test_a_full_tablet_says_that_nothing_was_kept_and_marks_go_on(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    tablet = sit(1)
    page = tablet.page
    expect(page.locator(".readiness .g-received")).to_be_visible()
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    shot = photo(page)
    page.evaluate(FULL)
    lines = write(tablet, "A crack.", shot)
    expect(page.locator(".writing [role=alert]")).to_contain_text(
        say(
            "Not kept: this tablet has no room left. Marks go on. "
            "Write it on paper, or free some room and try again."
        )
    )
    expect(lines).to_have_count(0)
    expect(page.locator("textarea")).to_have_value("A crack.")
    expect(page.locator(".preview img")).to_be_visible()
    page.get_by_role("button", name=say("Close")).tap()
    tablet.choose("A1.2", say("Yes, met"))
    expect(tablet.state("A1.2")).to_have_text(say("Received"))
    page.evaluate("globalThis.hasRoom = true")
    page.get_by_role("button", name=say("Add a remark or photo")).tap()
    page.get_by_role("button", name=say("Keep the remark")).tap()
    expect(lines.locator(".st.received")).to_have_count(1)
    assert [row[0] for row in kept(hall, trade)] == ["A crack."]


def test_a_file_that_is_no_photo_is_refused_on_the_tablet(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    tablet.page.get_by_role("button", name=say("Add a remark or photo")).tap()
    choose(tablet.page, b"no photo")
    alert = tablet.page.locator(".writing [role=alert]")
    expect(alert).to_contain_text(say("This file is no photo that can be read. Take another one."))
    tablet.page.get_by_role("button", name=say("Keep the remark")).tap()
    expect(alert).to_contain_text(say("Write something or take a photo."))


def test_what_one_judge_wrote_is_not_before_the_next(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(1)
    page = tablet.page
    tablet.open(sheet)
    begin(tablet, say, "A 1 for me.")
    page.locator("a.back").tap()
    page.get_by_role("button", name=say("Sign out")).tap()
    page.get_by_role("button", name=say("Another judge: code and PIN")).tap()
    page.locator("input[name=code]").fill(trade.judges[1])
    tablet.enter_pin(trade.pins[trade.judges[1]])
    expect(page.locator(".me")).to_contain_text(say.data("韦国梁 / Guoliang Wei"))
    tablet.open(sheet)
    page.get_by_role("button", name=say("Add a remark or photo")).tap()
    expect(page.locator("textarea")).to_have_value("")


def begin(tablet: Tablet, say: Speech, text: str, shot: bytes | None = None) -> None:
    """Write something about the open sheet and leave it so."""
    page = tablet.page
    page.get_by_role("button", name=say("Add a remark or photo")).tap()
    page.locator("textarea").fill(text)
    if shot is not None:
        choose(page, shot)
        expect(page.locator(".preview img")).to_have_js_property("naturalWidth", 300)
    page.get_by_role("button", name=say("Close")).tap()


def test_what_is_begun_stays_with_its_sheet_until_it_is_thrown_away(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    panel = hall.panel(trade)
    tablet = sit(1)
    page = tablet.page
    for entry in ("K1", "K2"):
        tablet.open(panel.sheet(entry, "A"))
        begin(tablet, say, f"About {entry}.")
    tablet.open(panel.sheet("K1", "A"))
    page.get_by_role("button", name=say("Add a remark or photo")).tap()
    expect(page.locator("textarea")).to_have_value("About K1.")
    page.get_by_role("button", name=say("Throw away what is written …")).tap()
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.get_by_role("button", name=say("Throw it away")).tap()
    expect(page.locator("textarea")).to_have_value("")
    page.get_by_role("button", name=say("Close")).tap()
    expect(page.locator(".begun")).to_have_text(say("%(num)s remark begun", num=1))
    page.reload()
    expect(page.locator(".begun")).to_have_text(say("%(num)s remark begun", num=1))
    page.get_by_role("button", name=say("Add a remark or photo")).tap()
    expect(page.locator("textarea")).to_have_value("")


def test_a_photo_that_was_begun_is_there_after_a_reload_and_is_sent_once(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    tablet = sit(1)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K2", "A"))
    begin(tablet, say, "About K2.", photo(page, 400, 300))
    page.reload()
    page.locator(".begun").tap()
    expect(page.locator("textarea")).to_have_value("About K2.")
    expect(page.locator(".preview img")).to_have_js_property("naturalWidth", 300)
    page.get_by_role("button", name=say("Keep the remark")).tap()
    expect(page.locator(".told li .st.received")).to_have_count(1)
    page.reload()
    expect(page.locator(".top .tool:has(.g-remark)")).to_have_accessible_name(
        say("%(num)s remark", num=1)
    )
    expect(page.locator(".begun")).to_have_count(0)
    assert kept(hall, trade) == [("About K2.", "image/jpeg", 300, 400)]


def test_what_a_judge_has_begun_is_there_again_after_another_judge(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(1)
    page = tablet.page
    tablet.open(sheet)
    begin(tablet, say, "A 1 for me.")
    page.locator("a.back").tap()
    for seat in (2, 1):
        page.get_by_role("button", name=say("Sign out")).tap()
        page.get_by_role("button", name=say("Another judge: code and PIN")).tap()
        page.locator("input[name=code]").fill(trade.judges[seat - 1])
        tablet.enter_pin(trade.pins[trade.judges[seat - 1]])
        expect(page.locator(".stations a").first).to_be_visible()
        expect(page.locator(".begun")).to_have_count(2 - seat)
    page.locator(".begun").tap()
    expect(page.locator("nav.list li").first).to_be_visible()
    page.locator(".begun").tap()
    expect(page.locator("textarea")).to_have_value("A 1 for me.")


def test_a_remark_that_the_server_refuses_needs_attention(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    path = refuse(tablet)
    lines = write(tablet, "Cracked.")
    expect(lines.locator(".st")).to_have_text(say("Needs attention"))
    tablet.page.get_by_role("button", name=say("Close")).tap()
    tablet.page.context.unroute(path)
    tablet.page.get_by_role("link", name=say("%(num)s needs attention", num=1)).tap()
    item = tablet.page.locator(".refusals li")
    expect(item).to_contain_text(
        say("This is no photo that can be kept: JPEG, PNG or WebP, at most 3 MB.")
    )
    expect(item).to_contain_text("Cracked.")
    item.get_by_role("button", name=say("Send it again")).tap()
    expect(item).to_have_count(0)
    expect(tablet.status).not_to_contain_text(say.beginning("%(num)s remark not sent"))
    assert kept(hall, trade) == [("Cracked.", None, None, None)]


def test_remarks_that_wait_when_the_session_ends_are_sent_after_the_pin(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.refuse(REMARKS)
    lines = write(tablet, "Cracked.")
    expect(lines.locator(".st.unsent")).to_have_count(1)
    tablet.page.get_by_role("button", name=say("Close")).tap()
    cookie = next(each for each in tablet.page.context.cookies() if each["name"] == "jiangsai")
    tablet.page.context.request.delete(
        f"{hall.base}/judging/session", headers={"Cookie": f"jiangsai={cookie['value']}"}
    )
    proxy.restore()
    expect(tablet.page.get_by_role("dialog")).to_contain_text(
        say("%(name)s, your PIN again", name=say.data("林嘉木 / Jiamu Lin"))
    )
    assert kept(hall, trade) == []
    tablet.enter_pin(trade.pins[trade.judges[0]])
    expect(tablet.status).not_to_contain_text(
        say.beginning("%(num)s remark not sent"), timeout=30_000
    )
    assert kept(hall, trade) == [("Cracked.", None, None, None)]


def test_a_remark_on_judged_aspects_is_shown_to_the_panel_after_their_votes(
    hall: Hall, trade: Staged, sit: Sit, say: Speech
) -> None:
    panel = hall.panel(trade)
    first, second = sit(1), sit(2)
    for tablet in (first, second):
        tablet.open(panel.sheet("K1", "A"))
    expect(write(first, "Untidy.").locator(".st.received")).to_have_count(1)
    first.page.get_by_role("button", name=say("Close")).tap()
    panel.vote("K1", "A1.1", "11")
    button = second.page.locator(".top .tool:has(.g-remark)")
    expect(second.page.locator(".remark")).to_contain_text(
        say("%(done)s of %(all)s votes in", done=2, all=3)
    )
    expect(button).to_have_accessible_name(say("Add a remark or photo"))
    panel.mark("K1", "A1.1", "2", 3)
    expect(button).to_have_accessible_name(say("%(num)s remark", num=1))
    button.tap()
    expect(second.page.locator(".told li")).to_contain_text("Untidy.")
    expect(second.page.locator(".told li")).to_contain_text(say.data("林嘉木 / Jiamu Lin"))
    expect(second.page.get_by_role("button", name=say("Withdraw …"))).to_have_count(0)


def test_a_remark_is_withdrawn_with_a_reason_and_the_desk_still_has_it(
    hall: Hall, trade: Staged, sit: Sit, enter: Enter, say: Speech
) -> None:
    tablet = sit(1)
    page = tablet.page
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    lines = write(tablet, "Wrong bench.", photo(page, 400, 300))
    expect(lines.locator(".st.received")).to_have_count(1)
    lines.get_by_role("button", name=say("Withdraw …")).tap()
    page.locator("input[name=reason]").fill("It was station 02.")
    page.get_by_role("button", name=say("Withdraw the remark")).tap()
    expect(lines).to_contain_text(say("Withdrawn: %(reason)s", reason="It was station 02."))
    expect(tablet.status).not_to_contain_text(say.beginning("%(num)s remark not sent"))
    chiefs = desk(enter, trade, "remarks")
    expect(chiefs.locator(".told li")).to_contain_text("Wrong bench.")
    expect(chiefs.locator(".told li")).to_contain_text("It was station 02.")
    expect(chiefs.locator(".told img")).to_have_js_property("naturalWidth", 300)
    assert len(kept(hall, trade)) == 2


def test_the_remarks_are_reached_from_the_matrix(
    hall: Hall, trade: Staged, sit: Sit, enter: Enter, say: Speech
) -> None:
    panel = hall.panel(trade)
    tablet = sit(1)
    for entry in ("K1", "K2"):
        tablet.open(panel.sheet(entry, "A"))
        expect(write(tablet, f"About {entry}.").locator(".st.received")).to_have_count(1)
        tablet.page.get_by_role("button", name=say("Close")).tap()
    chiefs = desk(enter, trade, "chief")
    chiefs.locator(".mx a.rk").last.click()
    expect(chiefs.locator(".told .says")).to_have_text(["About K2."])
    chiefs.get_by_role("link", name=say("Show all")).click()
    expect(chiefs.locator(".told .says")).to_have_text(["About K2.", "About K1."])
    chiefs.evaluate(AXE)
    assert barriers(chiefs, STANDARDS) == []


def test_the_dialog_can_be_used_by_everybody(hall: Hall, trade: Staged, sit: Sit) -> None:
    tablet = sit(1)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    lines = write(tablet, "Cracked.", photo(tablet.page, 400, 300))
    expect(lines.locator(".st.received")).to_have_count(1)
    tablet.page.evaluate(AXE)
    assert barriers(tablet.page, STANDARDS) == []
    tablet.page.set_viewport_size({"width": 390, "height": 844})
    assert tablet.page.evaluate(
        "document.documentElement.scrollWidth <= 390 && "
        "document.querySelector('dialog').scrollWidth <= 390"
    )


def desk(enter: Enter, trade: Staged, page: str) -> Page:
    """Return a page of the desk on which the chief judge is signed in."""
    found = enter(viewport=DESK).new_page()
    found.goto(f"/sign-in?next=/organise/trades/{trade.id}/{page}")
    found.locator("input[name=code]").fill(trade.chief)
    found.locator("input[name=password]").fill(trade.pins[trade.chief])
    found.locator("main form button").last.click()
    expect(found.locator("nav.side")).to_be_visible()
    return found
