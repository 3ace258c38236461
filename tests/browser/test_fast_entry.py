"""Marking is fast: forty taps do for twenty aspects in every order, and so does a keyboard."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.kinds import PLACE, TURN, VALUES, begin, lines, scheme
from tests.proxy import Proxy

pytestmark = pytest.mark.browser


@dataclass
class Finger:
    """A finger that counts how often it comes down."""

    page: Page
    taps: int = 0

    def tap(self, there: Locator) -> None:
        """Come down once."""
        self.taps += 1
        there.tap()

    def type(self, text: str, within: Locator) -> None:
        """Type a reading and store it."""
        for key in text:
            self.tap(within.locator(".pad").get_by_role("button", name=key, exact=True))
        self.tap(within.locator(".padbox .btn.main"))


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def hall(request: pytest.FixtureRequest) -> Hall:
    """Give the hall on each database in turn."""
    name = "postgres_hall" if request.param == "postgres" else "sqlite_hall"
    found: Hall = request.getfixturevalue(name)
    return found


@pytest.fixture
def language(hall: Hall) -> str:
    """Give the language of the tablets: one on either database."""
    return "zh" if hall.database.startswith("sqlite") else "en"


@pytest.fixture
def kinds() -> list[str]:
    """Give the kinds of the aspects, in their order."""
    return TURN * 4


@pytest.fixture
def trade(hall: Hall, kinds: list[str]) -> Staged:
    """Give a trade whose sheets have these kinds."""
    return hall.stage(scheme=scheme(kinds))


def test_twenty_aspects_take_forty_taps_one_a_screen(
    hall: Hall, trade: Staged, sit: Sit, kinds: list[str], language: str
) -> None:
    page = begin(sit(1, language), "one")
    finger = Finger(page)
    for at, kind in enumerate(kinds, 1):
        expect(page.locator("#aspect .num")).to_have_text(f"A1.{at}")
        expect(page.locator(".lv[aria-checked=true]")).to_have_count(0)
        expect(page.locator("judge-tablet[data-resting=false]")).to_be_visible()
        if kind in PLACE:
            finger.tap(page.locator(".lv").nth(PLACE[kind]))
        else:
            finger.type(VALUES[kind], page.locator("main"))
    expect(page.locator("nav.list .st.received")).to_have_count(20)
    assert finger.taps <= 40
    assert lines(hall, trade) == [("K1", VALUES[kind]) for kind in kinds]


def test_twenty_aspects_take_forty_taps_on_the_dense_sheet(
    hall: Hall, trade: Staged, sit: Sit, kinds: list[str], language: str
) -> None:
    page = begin(sit(1, language), "dense")
    finger = Finger(page)
    for at, kind in enumerate(kinds, 1):
        row = page.locator(".row").nth(at - 1)
        if kind in PLACE:
            finger.tap(row.locator(".lv").nth(PLACE[kind]))
            expect(row.locator(".lv[aria-checked=true]")).to_have_count(1)
        else:
            # The pad is ready where the next unmarked line wants a reading.
            expect(page.locator("#aspect .num")).to_have_text(f"A1.{at}")
            finger.type(VALUES[kind], page.locator(".side"))
            expect(row.locator(".st.none")).to_have_count(0)
            expect(page.locator("#aspect .num")).to_have_text(f"A1.{min(at + 1, 20)}")
    expect(page.locator(".row .st.received")).to_have_count(20)
    assert finger.taps <= 40
    assert lines(hall, trade) == [("K1", VALUES[kind]) for kind in kinds]


@pytest.mark.parametrize("kinds", [TURN])
def test_twenty_aspects_take_forty_taps_aspect_by_aspect_without_network(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, kinds: list[str], language: str
) -> None:
    tablet = sit(1, language, proxy.base)
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    page = begin(tablet, "across")
    proxy.cut()
    finger = Finger(page)
    for at, kind in enumerate(kinds, 1):
        for station in ("01", "02", "03", "04"):
            expect(page.locator(".top .who b").first).to_have_text(station)
            expect(page.locator("#aspect .num")).to_have_text(f"A1.{at}")
            expect(page.locator("judge-tablet[data-resting=false]")).to_be_visible()
            if kind in PLACE:
                finger.tap(page.locator(".lv").nth(PLACE[kind]))
            else:
                finger.type(VALUES[kind], page.locator("main"))
    expect(page.locator("nav.list .st.unsent")).to_have_count(4)
    assert finger.taps <= 40
    assert lines(hall, trade) == []
    proxy.restore()
    expect(page.locator("nav.list .st.received")).to_have_count(4)
    expect(page.locator(".net .n")).to_have_count(0)
    assert lines(hall, trade) == [(f"K{n}", VALUES[kind]) for kind in kinds for n in range(1, 5)]


@pytest.mark.parametrize("view", ["one", "dense"])
@pytest.mark.parametrize("kinds", [TURN])
def test_a_keyboard_alone_marks_a_sheet(
    hall: Hall, trade: Staged, sit: Sit, kinds: list[str], view: str
) -> None:
    page = begin(sit(1), view)
    keys = {**VALUES, "choice": "2"}
    for at, kind in enumerate(kinds, 1):
        expect(page.locator("#aspect .num")).to_have_text(f"A1.{at}")
        for key in keys[kind]:
            page.keyboard.press(key)
        if kind not in PLACE:
            page.keyboard.press("Enter")
    expect(page.locator(".scroll .st.received")).to_have_count(5)
    page.keyboard.press("u")
    expect(page.locator(".scroll .st.received")).to_have_count(4)
    page.keyboard.press("ArrowUp")
    expect(page.locator("#aspect .num")).to_have_text("A1.4")
    page.keyboard.press("n")
    expect(page.locator("#aspect .num")).to_have_text("A1.5")
    page.keyboard.press("x")
    expect(page.locator(".scroll .st.received")).to_have_count(5)
    page.keyboard.press("?")
    expect(page.locator("dialog.help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.help")).to_have_count(0)
    expected = [VALUES[kind] for kind in kinds]
    assert [value for _, value in lines(hall, trade)] == [*expected, "", "not_attempted"]
