"""Every page, in both languages, by day and by night: no barrier, no stranger, no fault."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.fair import Fair, open_fair
from tests.browser.hall import Hall, sign_organiser_in
from tests.browser.pages import KINDS
from tests.browser.reading import AXE, COLOURS, STANDARDS, Complaints, barriers, strangers

pytestmark = pytest.mark.browser

UNUSED: Final = """for (const name of Object.keys(localStorage)) {
    if (name.startsWith("jiangsai-habits")) localStorage.removeItem(name);
}"""
"""Lets every page be opened as by a judge who has set nothing."""


@dataclass(frozen=True)
class Visit:
    """What was found on one page."""

    by_day: list[str]
    by_night: list[str]
    in_contrast: list[str]
    strangers: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def fair(hall: Hall) -> Fair:
    """Give the hall with a trade in each state."""
    return open_fair(hall)


Visitor = Callable[[str, str], tuple[Page, Complaints]]


@pytest.fixture(scope="module")
def visitor(fair: Fair, browser: Browser) -> Iterator[Visitor]:
    """Give the pages of those who look: one for each person and language."""
    pages: dict[tuple[str, str], tuple[Page, Complaints]] = {}

    def of(who: str, language: str) -> tuple[Page, Complaints]:
        if (who, language) not in pages:
            context = browser.new_context(base_url=fair.hall.base, reduced_motion="reduce")
            context.add_cookies([{"name": "language", "value": language, "url": fair.hall.base}])
            context.add_init_script(AXE)
            context.add_init_script(UNUSED)
            sign_in(context, who, fair)
            page = context.new_page()
            pages[who, language] = page, Complaints(page)
        return pages[who, language]

    yield of
    for page, _ in pages.values():
        page.context.close()


def sign_in(context: BrowserContext, who: str, fair: Fair) -> None:
    if who == "organiser":
        sign_organiser_in(context)
    elif who == "chief":
        code = fair.ready.chief
        form = {"code": code, "password": fair.ready.pins[code]}
        context.request.post("/sign-in", form={**form})
    elif who == "judge":
        code = fair.live.judges[0]
        context.request.post("/judging/session", data={"code": code, "pin": fair.live.pins[code]})


@pytest.fixture(
    scope="module",
    params=[(name, language) for name in KINDS for language in ("zh", "en")],
    ids=lambda each: f"{each[0]} {each[1]}",
)
def visit(request: pytest.FixtureRequest, fair: Fair, visitor: Visitor) -> Visit:
    """Give what is found on one page in one language."""
    name, language = request.param
    kind = KINDS[name]
    page, complaints = visitor(kind.who, language)
    # Until the page before is gone it may ask for more, which would be cut off.
    page.goto("about:blank")
    complaints.begin(kind.expected)
    page.set_viewport_size({"width": kind.screen[0], "height": kind.screen[1]})
    page.emulate_media(color_scheme="light", contrast="no-preference")
    page.goto(fair.path(kind.path))
    expect(page.locator(kind.shows).first).to_be_visible()
    kind.act(page, fair)
    by_day = barriers(page, STANDARDS)
    found = strangers(page)
    page.emulate_media(color_scheme="dark")
    by_night = barriers(page, COLOURS)
    heard = list(complaints)
    return Visit(by_day, by_night, contrasted(page), found, heard)


def contrasted(page: Page) -> list[str]:
    """Return what axe finds wrong where the reader's system asks for more contrast."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, contrast="more")
        found += [f"{scheme}: {each}" for each in barriers(page, COLOURS)]
    return found


def test_axe_finds_no_barrier_by_day_or_by_night(visit: Visit) -> None:
    assert visit.by_day == []
    assert visit.by_night == []


def test_axe_finds_no_barrier_where_more_contrast_is_wanted(visit: Visit) -> None:
    assert visit.in_contrast == []


def test_every_word_is_in_the_readers_language_or_says_in_which(visit: Visit) -> None:
    assert visit.strangers == []


def test_nothing_fails_behind_the_page(visit: Visit) -> None:
    assert visit.complaints == []
