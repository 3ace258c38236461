"""An organiser changes rules on a laptop and on a phone: a preset, the preview, the save."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import TABLET
from tests.browser.hall import Hall, sign_organiser_in
from tests.browser.reading import AXE, COLOURS, STANDARDS, Complaints, barriers, strangers

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
WORDS = {
    "en": {
        "fill": "Fill in Guangdong, provincial",
        "preview": "Preview the effect",
        "save": "Save these rules",
        "saved": "The rules are saved.",
        "stale": "You have changed the form since this preview.",
        "add": "Add a row",
        "penalty": "Add this penalty",
    },
    "zh": {
        "fill": "填入 广东省级",
        "preview": "预览影响",
        "save": "保存这些规则",
        "saved": "规则已保存",
        "stale": "预览之后表单又改过。",
        "add": "加一行",
        "penalty": "记入处罚",
    },
}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(params=[TABLET, PHONE], ids=["1024", "390"])
def desk(
    request: pytest.FixtureRequest, enter: Callable[..., BrowserContext], language: str
) -> Page:
    """Give an organiser's page."""
    context = enter(language, viewport=request.param)
    context.add_init_script(AXE)
    sign_organiser_in(context)
    return context.new_page()


def sound(page: Page) -> None:
    """Check that nothing stands in the way, is foreign, or is wider than the screen."""
    # Whatever happens to lie half beneath the bar at the foot can be scrolled from under it.
    page.locator(".rules > .submit").evaluate_all(
        "found => found.forEach(bar => { bar.style.position = 'static'; })"
    )
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert barriers(page, STANDARDS if theme == "light" else COLOURS) == []
    assert strangers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def unfold(details: Locator) -> None:
    """Open *details*, if they are not."""
    if details.get_attribute("open") is None:
        details.locator("summary").first.click()


def test_from_a_preset_to_saved_rules(hall: Hall, desk: Page, language: str) -> None:
    words, trade, complaints = WORDS[language], hall.stage(), Complaints(desk)
    here = f"/organise/trades/{trade.id}/rules"
    desk.goto(here)
    sound(desk)
    unfold(desk.locator(".presets"))
    desk.get_by_role("link", name=words["fill"]).click()
    expect(desk.locator("[name='modules.2.code']")).to_have_value("T")
    sound(desk)
    desk.locator("[id='f-modules.2.gone']").check()
    desk.locator("[id='f-modules.3.gone']").check()
    desk.locator("[name='modules.0.weight']").fill("0.3")
    desk.get_by_role("button", name=words["preview"]).click()
    expect(desk.locator("#preview")).to_be_visible()
    sound(desk)
    desk.locator("[name='modules.1.weight']").fill("0.7")
    expect(desk.get_by_role("button", name=words["save"])).to_be_disabled()
    expect(desk.locator("[data-why]")).to_contain_text(words["stale"])
    desk.get_by_role("button", name=words["preview"]).click()
    expect(desk.locator("[data-why]")).not_to_contain_text(words["stale"])
    desk.locator("#f-reason").fill("2022")
    desk.get_by_role("button", name=words["save"]).click()
    expect(desk.locator("[role=status]").first).to_contain_text(words["saved"])
    (kept,) = hall.rows("select rules from trade where id = :id", id=trade.id)
    assert '"0.7"' in str(kept[0])
    assert complaints == []


def test_rows_are_added_and_moved(hall: Hall, desk: Page, language: str) -> None:
    words, trade = WORDS[language], hall.stage()
    desk.goto(f"/organise/trades/{trade.id}/rules")
    desk.locator("#group-ties > summary").click()
    ties = desk.locator("[data-rows=ties]")
    ties.get_by_role("button", name=words["add"]).click()
    keys = ("criterion:A", "criterion:B", "time")
    for at, key in enumerate(keys):
        desk.locator(f"[name='ties.{at}.key']").select_option(key)
    ties.locator("[data-line]").nth(2).locator("button").first.click()
    desk.get_by_role("button", name=words["preview"]).click()
    shown = [desk.locator(f"[name='ties.{at}.key']").input_value() for at in range(3)]
    assert shown == ["criterion:A", "time", "criterion:B"]


def test_a_fault_leads_to_its_field(hall: Hall, desk: Page, language: str) -> None:
    words, trade = WORDS[language], hall.stage()
    desk.goto(f"/organise/trades/{trade.id}/rules")
    desk.locator("#group-rounding > summary").click()
    desk.locator("[name='rounding.total']").fill("x")
    desk.get_by_role("button", name=words["preview"]).click()
    expect(desk.locator("main [role=alert] a")).to_have_count(1)
    expect(desk.locator("[name='rounding.total']")).to_have_value("x")
    sound(desk)


def test_a_penalty_is_ruled(hall: Hall, desk: Page, language: str) -> None:
    words, trade = WORDS[language], hall.stage()
    # Only the chief judge rules.
    chief: dict[str, str | float | bool] = {"code": trade.chief}
    chief["password"] = trade.pins[trade.chief]
    desk.context.request.post("/sign-in", form=chief)
    desk.goto(f"/organise/trades/{trade.id}/rulings")
    sound(desk)
    desk.locator("details.group summary").first.click()
    desk.locator("#f-penalty-entry").select_option("K2")
    desk.locator("#f-penalty-points").fill("5")
    desk.locator("#f-penalty-reason").fill("9")
    sound(desk)
    desk.get_by_role("button", name=words["penalty"]).click()
    expect(desk.locator("table.ruled tbody tr")).to_have_count(1)
    desk.locator("details.take-back summary").click()
    sound(desk)
