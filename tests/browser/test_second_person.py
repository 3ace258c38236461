"""Between the last mark and the signatures: a second person, the competitor, the leader."""

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


@pytest.fixture
def checker(hall: Hall, trade: Staged, panel: Panel) -> str:
    """Add a judge without a seat, who can check, and return the code."""
    assert panel is not None, "seats are by code, so the panel comes first"
    code = f"{trade.id}90"
    here = f"/organise/trades/{trade.id}/judges"
    listed = f"{code},魏敏,Min Wei"
    pins = hall.organiser.fill(here, {"judges": listed, "role": "judge"}).json()["pins"]
    trade.pins[code] = pins[code]
    return code


def settle(hall: Hall, trade: Staged, checking: str = "none", confirming: str = "none") -> None:
    form = {"checking": checking, "confirming": confirming}
    answer = hall.organiser.fill(f"/organise/trades/{trade.id}/checking", form)
    assert answer.status_code == 303, answer.text


def signature(page: Page, say: Speech, judge: str = "林嘉木 / Jiamu Lin") -> Locator:
    """Return the button with which a judge signs the sheet on the screen."""
    return page.get_by_role("button", name=say("Sign as %(name)s", name=say.data(judge)))


def go(page: Page, screen: str, sheet: int) -> None:
    page.evaluate(
        "([screen, sheet]) => { location.hash = `#${screen}-${sheet}`; }", [screen, sheet]
    )


def no_barriers(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []


def give_reason(page: Page, opener: str, reason: str, act: str) -> None:
    page.get_by_role("button", name=opener).tap()
    page.locator("dialog textarea").fill(reason)
    no_barriers(page)
    page.get_by_role("button", name=act, exact=True).tap()


def settled(page: Page) -> Page:
    """Wait until a tap means what is on the screen now."""
    expect(page.locator("judge-tablet[data-resting=false]")).to_be_visible()
    return page


def at(page: Page, aspect: str) -> Locator:
    """Wait until this aspect is on the screen, and a tap means it."""
    one = page.locator(".look .one")
    expect(one.locator("h1 .num")).to_have_text(aspect)
    settled(page)
    return one


def enter_all(page: Page, links: str, say: Speech) -> None:
    """Enter module A of K1 again, in the order of the sheet."""
    one = page.locator(".look .one")
    for seat in range(1, 4):
        expect(one).to_contain_text(say("Vote on the paper of seat %(seat)s", seat=seat))
        settled(page)
        one.get_by_role("button", name=say("Exceeds industry standard in places")).tap()
    at(page, "A1.2").get_by_role("button", name=say("Yes, met"), exact=True).tap()
    for aspect, keys in (("A1.3", links), ("A1.4", "20.3")):
        at(page, aspect)
        for key in keys:
            one.get_by_role("button", name=key, exact=True).tap()
        one.get_by_role("button", name=say.beginning("Store %(value)s")).tap()
    at(page, "A1.5").get_by_role("button", name=say.data("齐全 / All"), exact=True).tap()


def test_a_sheet_is_read_back_objected_to_and_confirmed(
    hall: Hall, trade: Staged, panel: Panel, checker: str, sit: Sit, say: Speech
) -> None:
    settle(hall, trade, "aloud")
    sheet = panel.sheet("K1", "B")
    judge, second = sit(1, has_clock=True), sit(checker, has_clock=True)
    go(judge.page, "sign", sheet)
    expect(signature(judge.page, say)).to_be_disabled()
    page = second.page
    page.locator(f".tocheck a[href='#check-{sheet}']").tap()
    expect(page.locator(".said b")).to_have_text(say("Yes, met"))
    page.get_by_role("button", name=say("Right, next")).tap()
    expect(page.locator(".said b")).to_have_text(["2", "2", "2"])
    expect(page.locator(".said span").first).to_have_text(
        say("Exceeds industry standard in places")
    )
    no_barriers(page)
    give_reason(page, say("Object …"), "The paper of seat 3 says 1.", say("Send the objection"))
    expect(page.locator(".look .foot")).to_contain_text(
        say("Objections are with the judges. It is checked again after that.")
    )
    expect(judge.look().locator(".findings")).to_contain_text("The paper of seat 3 says 1.")
    no_barriers(judge.page)
    give_reason(
        judge.page, say("Keep the value …"), "It is a 2, badly written.", say("Keep the value")
    )
    expect(judge.page.locator(".findings li")).to_have_count(0)
    expect(second.look().locator(".places .st.conflict")).to_have_count(0)
    settled(page).get_by_role("button", name=say("Right, next")).tap()
    page.get_by_role("button", name=say("Confirm the whole sheet")).tap()
    expect(page.locator(".look .foot")).to_contain_text(
        say("Checked by %(name)s, %(time)s", name=say.data("魏敏 / Min Wei"), time="")
    )
    expect(signature(judge.look(), say)).to_be_enabled()


def test_a_sheet_is_entered_again_without_network_and_compared(
    hall: Hall, trade: Staged, checker: str, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    settle(hall, trade, "blind")
    sheet = hall.panel(trade).sheet("K1", "A")
    second = sit(checker, base=proxy.base)
    page = second.page
    go(page, "check", sheet)
    expect(page.locator(".look .places li")).to_have_count(7)
    proxy.refuse(b"/judging/")
    enter_all(page, "8", say)
    expect(page.locator(".places .st.unsent")).to_have_count(7)
    expect(page.get_by_role("button", name=say("Compare both entries"))).to_be_disabled()
    page.reload()
    expect(page.locator(".places .st.unsent")).to_have_count(7)
    proxy.restore()
    expect(page.locator(".places .st.received")).to_have_count(7)
    no_barriers(page)
    page.get_by_role("button", name=say("Compare both entries")).tap()
    expect(page.locator(".look .foot")).to_contain_text(
        say("Both differ in %(num)s value. The panel settles it.", num=1)
    )
    expect(page.get_by_role("button", name=say("Compare both entries"))).to_be_disabled()
    page.locator(".places button", has_text="A1.3").tap()
    expect(page.locator(".look .one")).to_contain_text(
        say("Compared with the sheet: it stays as it is. Where both differ, the panel settles it.")
    )
    expect(page.locator(".look .one .keys, .look .one .pad")).to_have_count(0)
    no_barriers(page)
    where = "where sheet_id = :sheet"
    assert hall.rows(f"select count(*) from second_entry {where}", sheet=sheet)[0][0] == 7  # noqa: S608 - our words


def test_the_panel_settles_where_both_entries_differ(
    hall: Hall, trade: Staged, panel: Panel, checker: str, sit: Sit, say: Speech
) -> None:
    settle(hall, trade, "blind")
    sheet = panel.sheet("K1", "A")
    second = sit(checker).page
    go(second, "check", sheet)
    enter_all(second, "8", say)
    second.get_by_role("button", name=say("Compare both entries")).tap()
    judge = sit(1, has_clock=True)
    page = judge.page
    go(page, "sign", sheet)
    expect(page.locator(".findings")).to_contain_text(
        say("On the sheet: %(first)s. Entered again: %(second)s.", first="7", second="8")
    )
    no_barriers(page)
    panel.mark("K1", "A1.3", "8")
    judge.look()
    expect(page.locator(".st.received").first).to_contain_text(
        say("Checked: both entries say the same.")
    )
    signature(page, say).tap()
    expect(page.locator(".names .st.signed")).to_have_count(1)


def test_the_competitor_signs_on_the_judges_tablet(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    settle(hall, trade, confirming="competitor")
    sheet = panel.sheet("K1", "A")
    page = sit(1).page
    go(page, "sign", sheet)
    expect(signature(page, say)).to_be_disabled()
    page.get_by_role("link", name=say("Show this sheet to the competitor")).tap()
    expect(page.locator(".readings li")).to_have_count(4)
    expect(page.locator(".shown")).to_contain_text(
        say("%(num)s more aspect is judged by the panel. Its votes are not shown here.", num=1)
    )
    expect(page.locator("header.top")).to_be_hidden()
    no_barriers(page)
    draw(page)
    page.get_by_role("button", name=say("Confirm with this signature")).tap()
    expect(page.locator(".shown.over")).to_contain_text(say("Give the tablet back to the judge."))
    page.get_by_role("link", name=say("I am the judge: go on")).tap()
    expect(page.locator("svg.drawn")).to_be_visible()
    expect(page.get_by_text(say.beginning("The competitor agreed, %(time)s"))).to_be_visible()
    signature(page, say).tap()
    expect(page.locator(".names .st.signed")).to_have_count(1)


def test_whoever_is_recorded_as_absent_marks_answers_and_witnesses_nothing_on_the_page(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    settle(hall, trade, confirming="competitor")
    sheet = panel.sheet("K1", "A")
    tablet = sit(3, has_clock=True)
    tablet.open(sheet)
    excuse(trade, hall, sheet, seat=3)
    tablet.look()
    words = say("The chief judge has recorded you as absent here.")
    tablet.turn_to("A1.2")
    expect(tablet.remark).to_contain_text(words)
    expect(tablet.page.locator("main [role=radio]").first).to_be_disabled()
    go(tablet.page, "sign", sheet)
    expect(tablet.page.locator("main .whynot").filter(has_text=words)).to_be_visible()
    expect(tablet.page.locator(f"a[href='#confirm-{sheet}']")).to_have_count(0)
    go(tablet.page, "confirm", sheet)
    expect(tablet.page.locator(".shown .whynot")).to_contain_text(words)
    expect(tablet.page.locator("signature-pad")).to_have_count(0)
    no_barriers(tablet.page)
    tablet.page.evaluate("location.hash = ''")
    card = tablet.page.locator(f".stations a[href='#sheet-{sheet}']")
    expect(card).to_contain_text(say("Recorded as absent"), timeout=20_000)


def test_whoever_is_recorded_as_absent_is_told_so_where_others_ask_for_a_correction(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, say: Speech
) -> None:
    sheet = panel.sheet("K1", "B")
    excuse(trade, hall, sheet, seat=3)
    panel.sign("K1", "B", but=3)
    asked = say("Ask for a correction")
    away, there = sit(3), sit(2)
    for tablet in (away, there):
        tablet.open(sheet)
        tablet.turn_to("B1.1")
        expect(tablet.page.locator(".st.signed").first).to_be_visible()
    expect(there.page.get_by_role("button", name=asked)).to_be_visible()
    expect(away.remark).to_contain_text(say("The chief judge has recorded you as absent here."))
    expect(away.page.get_by_role("button", name=asked)).to_have_count(0)


def excuse(trade: Staged, hall: Hall, sheet: int, seat: int) -> None:
    """Let the chief judge record that nobody waits for a seat on a sheet."""
    chief = Caller(hall.base)
    chief.fill("/sign-in", {"code": trade.chief, "password": trade.pins[trade.chief]})
    form = {"sheet": str(sheet), "seat": str(seat), "reason": "Called away."}
    chief.fill(f"/organise/trades/{trade.id}/absences", form)


def draw(page: Page) -> None:
    page.locator("signature-pad svg").scroll_into_view_if_needed()
    box = page.locator("signature-pad svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 80)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + 25 * step, box["y"] + 80 + 30 * (step % 3))
    page.mouse.up()


def test_a_competitor_protests_and_without_network_nobody_pretends(
    hall: Hall, trade: Staged, panel: Panel, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    settle(hall, trade, confirming="competitor")
    sheet = panel.sheet("K1", "B")
    judge = sit(1, base=proxy.base, has_clock=True)
    page = judge.page
    go(page, "confirm", sheet)
    expect(page.locator("signature-pad")).to_be_visible()
    proxy.refuse(b"/judging/")
    judge.look()
    expect(page.locator(".shown .whynot")).to_contain_text(
        say("No network. Your word is recorded by the server, so this has to wait.")
    )
    expect(page.locator("signature-pad")).to_have_count(0)
    proxy.restore()
    judge.look()
    give_reason(
        page, say("I do not agree …"), "The form was sent, twice.", say("Record the protest")
    )
    expect(page.locator(".shown.over")).to_be_visible()
    page.get_by_role("link", name=say("I am the judge: go on")).tap()
    expect(page.get_by_text(say.beginning("The competitor protested, %(time)s"))).to_be_visible()
    expect(signature(page, say)).to_be_enabled()
    panel.mark("K1", "B1.1", "0")
    judge.look()
    expect(page.locator("main.sign")).to_contain_text(
        say("A protest of this competitor waits for the chief judge's answer.")
    )
    expect(signature(page, say)).to_be_disabled()
    page.get_by_role("link", name=say("Show this sheet to the competitor")).tap()
    expect(page.locator(".shown .whynot")).to_contain_text(
        say("The protest is recorded. The chief judge answers it.")
    )
    expect(page.locator("signature-pad")).to_have_count(0)


def test_the_leader_opens_a_second_round_on_the_tablet(panel: Panel, sit: Sit, say: Speech) -> None:
    panel.vote("K2", "B1.2", "302")
    sheet = panel.sheet("K2", "B")
    leader, other = sit(1), sit(2, has_clock=True)
    for tablet in (leader, other):
        tablet.open(sheet)
        tablet.turn_to("B1.2")
        expect(tablet.state("B1.2")).to_have_text(say("Spread"))
    expect(other.page.get_by_role("button", name=say("Second round"))).to_have_count(0)
    leader.page.get_by_role("button", name=say("Second round")).tap()
    voting = say("Round %(round)s: vote again.", round=2)
    expect(leader.remark).to_contain_text(voting)
    other.look()
    for tablet in (leader, other):
        expect(tablet.remark).to_contain_text(
            voting + " " + say("Before: %(votes)s", votes="3 · 0 · 2")
        )


def test_a_second_round_that_is_not_taken_says_why(
    panel: Panel, sit: Sit, proxy: Proxy, say: Speech
) -> None:
    panel.vote("K2", "B1.2", "302")
    tablet = sit(1, base=proxy.base, has_clock=True)
    tablet.open(panel.sheet("K2", "B"))
    tablet.turn_to("B1.2")
    act = tablet.page.get_by_role("button", name=say("Second round"))
    expect(act).to_be_enabled()
    proxy.refuse(b"/rounds")
    act.tap()
    expect(tablet.remark).to_contain_text(say("The second round was not opened. Try again."))
    proxy.refuse(b"/judging/")
    tablet.look()
    expect(act).to_have_text(say("Second round: needs the network"))
    expect(act).to_be_disabled()
    proxy.restore()
    tablet.look()
    expect(act).to_have_text(say("Second round"))
    act.tap()
    expect(tablet.remark).to_contain_text(say("Round %(round)s: vote again.", round=2))


def test_a_second_tap_confirms_and_enters_nothing_more(
    hall: Hall, trade: Staged, panel: Panel, checker: str, sit: Sit, say: Speech
) -> None:
    settle(hall, trade, "aloud")
    page = sit(checker).page
    go(page, "check", panel.sheet("K1", "A"))
    right = page.get_by_role("button", name=say("Right, next"))
    expect(right).to_be_visible()
    right.evaluate("(each) => { each.click(); each.click(); }")
    settled(page)
    expect(page.locator(".places .st.received")).to_have_count(1)
    right.tap()
    expect(page.locator(".places .st.received")).to_have_count(2)


def test_the_screen_stays_on_while_a_second_person_reads(
    hall: Hall, trade: Staged, panel: Panel, checker: str, sit: Sit, say: Speech
) -> None:
    settle(hall, trade, "aloud")
    page = sit(checker).page
    page.add_init_script(
        """(() => {
            const request = async () => {
                document.documentElement.dataset.awake = "on";
                const lock = new EventTarget();
                lock.release = async () => { document.documentElement.dataset.awake = "off"; };
                return lock;
            };
            Object.defineProperty(navigator, "wakeLock", { value: { request } });
        })()"""
    )
    page.reload()
    go(page, "check", panel.sheet("K1", "A"))
    expect(page.get_by_role("button", name=say("Right, next"))).to_be_visible()
    expect(page.locator("html[data-awake=on]")).to_be_visible()
    page.locator("a.back").tap()
    expect(page.locator("html[data-awake=off]")).to_be_visible()
