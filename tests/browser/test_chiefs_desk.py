"""The chief judge's page on a tablet: it follows the panels, and locks, reopens and decides."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import TABLET
from tests.browser.glances import come, looked
from tests.browser.hall import Hall, Panel, Staged
from tests.browser.reading import AXE, STANDARDS, barriers
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

Enter = Callable[..., BrowserContext]


@pytest.fixture
def panel(hall: Hall, trade: Staged) -> Panel:
    hall.organiser.fill(f"/organise/trades/{trade.id}/signing", {"signing": "panel"})
    return hall.panel(trade)


def desk(enter: Enter, trade: Staged, language: str = "en", base: str = "") -> Page:
    page = enter(language, base, viewport=TABLET, has_touch=True).new_page()
    page.clock.install()
    page.goto(f"/sign-in?next=/organise/trades/{trade.id}/chief")
    page.locator("input[name=code]").fill(trade.chief)
    page.locator("input[name=password]").fill(trade.pins[trade.chief])
    page.locator("main form button").last.click()
    expect(page.locator(".mx tbody tr")).to_have_count(4)
    return page


def cell(page: Page, entry: int, module: int) -> Locator:
    return page.locator(f".mx tbody tr:nth-child({entry}) td:nth-of-type({module})")


def test_the_matrix_follows_the_panel_from_the_first_mark_to_the_lock(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    page = desk(enter, trade)
    expect(page.locator("[data-news]")).to_contain_text("Live")
    panel.mark("K1", "B1.1", "1")
    expect(cell(looked(page), 1, 2)).to_have_class("part")
    panel.vote("K1", "B1.2", "302")
    expect(cell(looked(page), 1, 2)).to_have_class("conflict")
    page.get_by_role("button", name="Second round").tap()
    expect(page.locator("#spreads")).to_contain_text("not all votes are in")
    panel.vote("K1", "B1.2", "222")
    expect(cell(looked(page), 1, 2)).to_have_class("complete")
    for entry in ("K2", "K3", "K4"):
        panel.mark(entry, "B1.1", "1")
        panel.vote(entry, "B1.2", "222")
    for entry in ("K1", "K2", "K3", "K4"):
        panel.sign(entry, "B")
    expect(cell(looked(page), 1, 2)).to_have_class("signed")
    page.get_by_role("button", name="Lock B").tap()
    expect(cell(page, 1, 2)).to_have_class("locked")


def test_a_form_in_use_stays_while_the_rest_follows(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    page = desk(enter, trade)
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    panel.sign("K1", "B")
    looked(page).locator("#reopen summary").tap()
    reason = page.locator("#reopen input[name=reason]")
    reason.fill("A wrong gauge.")
    panel.sign("K1", "A")
    expect(cell(looked(page), 1, 1)).to_have_class("signed")
    expect(reason).to_have_value("A wrong gauge.")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.get_by_role("button", name="Reopen the sheet").tap()
    expect(cell(page, 1, 2)).to_have_class("complete")


def test_the_page_grows_old_and_says_since_when_it_hears_nothing(
    trade: Staged, panel: Panel, enter: Enter, proxy: Proxy
) -> None:
    del panel
    page = desk(enter, trade, base=proxy.base)
    badge = page.locator("[data-news]")
    expect(badge).to_contain_text("Live")
    proxy.refuse(b"/organise/")
    page.clock.fast_forward("00:09")
    expect(badge).to_contain_text(re.compile(r"Live · \d+ s ago"))
    page.clock.fast_forward("00:16")
    expect(badge).to_contain_text("No connection since")
    proxy.restore()
    page.clock.fast_forward("00:04")
    expect(badge).to_contain_text("Live · 1 s ago")


def test_a_page_that_cannot_be_drawn_anew_is_not_called_live(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    page = desk(enter, trade)
    page.route("**/chief", lambda route: route.fulfill(status=500, body="{}"))
    panel.mark("K1", "B1.1", "1")
    badge = page.locator("[data-news]")
    # An answer from before may be on its way when time goes on.
    come(page, 18_000, lambda ms: expect(badge).to_contain_text("No connection since", timeout=ms))


def test_spreads_that_come_show_while_somebody_is_on_the_list_or_unfolds_it(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    panel.vote("K1", "B1.2", "302")
    page = desk(enter, trade)
    spreads = page.locator("#spreads li.apart")
    expect(spreads).to_have_count(1)
    page.locator("#spreads ul.many").focus()
    page.locator("#absent summary").first.tap()
    panel.vote("K2", "B1.2", "302")
    looked(page).locator("#spreads ul.many").focus()
    expect(spreads).to_have_count(2)
    expect(page.locator("#spreads ul.many")).to_be_focused()
    expect(page.locator("#absent details").first).to_have_attribute("open", "")
    expect(page.locator("[data-news]")).not_to_contain_text("waiting")


def test_a_form_says_what_its_part_of_the_page_showed(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    panel.vote("K1", "B1.2", "302")
    page = desk(enter, trade)
    part = page.locator("#spreads")
    again = part.get_by_role("button", name="Second round").first
    before = part.get_attribute("data-seen")
    panel.vote("K2", "B1.2", "302")
    expect(part.locator("li.apart")).to_have_count(2)
    shown = part.get_attribute("data-seen")
    assert shown not in {before, None}
    with page.expect_request("**/rounds") as sent:
        again.tap()
    assert f"seen={shown}" in str(sent.value.post_data)
    expect(part.locator("li.apart")).to_have_count(1)
    part.evaluate(
        "one => { one.dataset.seen = one.dataset.seen.replace(/.{16}$/, '0'.repeat(16)); }"
    )
    again.tap()
    expect(page.locator(".notice.error")).to_contain_text("The server was put back from a backup")
    expect(part.locator("li.apart")).to_have_count(1)


def test_a_part_that_waits_for_what_is_typed_is_said_to_wait(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    page = desk(enter, trade)
    page.get_by_text("Record an absence …").tap()
    reason = page.locator("#absent form:has([name=who]) [name=reason]")
    reason.fill("Ill")
    sheet = panel.sheet("K1", "B")
    form: dict[str, str | float | bool] = {"sheet": sheet, "seat": 3, "reason": "Taken ill."}
    answer = page.request.post(f"/organise/trades/{trade.id}/absences", form=form)
    assert answer.ok, answer.text()
    badge = looked(page).locator("[data-news]")
    expect(badge).to_contain_text("waiting: 1 part not renewed")
    expect(page.locator("#absent li p.a")).to_have_count(0)
    # What waits is there already: it is not fetched again at every look.
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    for _ in range(2):
        with page.expect_response("**/chief/news"):
            looked(page)
    reason.fill("")
    looked(page)
    expect(page.locator("#absent li p.a")).to_have_count(1)
    expect(badge).not_to_contain_text("waiting")
    assert not [url for url in fetched if url.endswith("/chief")]


def test_a_session_that_ended_is_said_with_the_way_to_sign_in(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    del panel
    page = desk(enter, trade)
    page.context.clear_cookies(name="jiangsai")
    badge = looked(page).locator("[data-news]")
    expect(badge).to_contain_text("Signed out")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    badge.get_by_role("link", name="Sign in").tap()
    expect(page.locator("input[name=password]")).to_be_visible()


def test_the_legend_shows_one_state_and_keeps_to_it_while_marks_come(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    panel.vote("K1", "B1.2", "302")
    page = desk(enter, trade)
    shown = page.locator(".mx tbody tr:visible")
    link = page.locator(".legend a[data-state=conflict]")
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    link.tap()
    expect(shown).to_have_count(1)
    panel.vote("K3", "B1.2", "302")
    looked(page)
    expect(shown).to_have_count(2)
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.reload()
    expect(shown).to_have_count(2)
    page.locator(".legend a[data-state=conflict]").tap()
    expect(shown).to_have_count(4)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("size", [(1180, 820), (1024, 768)], ids=["1180", "1024"])
def test_the_spreads_stand_beside_the_matrix_on_a_tablet(
    trade: Staged, panel: Panel, enter: Enter, size: tuple[int, int], language: str
) -> None:
    for entry in ("K1", "K2"):
        panel.vote(entry, "B1.2", "302")
    page = desk(enter, trade, language)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    matrix, spread = cell(page, 4, 2), page.locator("#spreads li.apart").nth(1)
    for each in (matrix, spread):
        expect(each).to_be_in_viewport(ratio=1)
    beside, table = spread.bounding_box(), page.locator("#matrix").bounding_box()
    assert beside is not None
    assert table is not None
    assert beside["x"] >= table["x"] + table["width"]
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def test_the_page_works_without_scripts_and_in_chinese(
    trade: Staged, panel: Panel, enter: Enter
) -> None:
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    for module in "AB":
        panel.sign("K1", module)
    context = enter("zh-CN", viewport=TABLET, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/sign-in?next=/organise/trades/{trade.id}/chief")
    page.locator("input[name=code]").fill(trade.chief)
    page.locator("input[name=password]").fill(trade.pins[trade.chief])
    page.locator("main form button").last.click()
    expect(cell(page, 1, 2)).to_have_class("signed")
    page.locator("#reopen summary").click()
    page.locator("#reopen input[name=reason]").fill("量具有误")
    page.locator("#reopen form button").click()
    expect(cell(page, 1, 1)).to_have_class("complete")
