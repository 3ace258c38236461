"""An overview of three hundred trades of sixty entries opens, shows them all, and stays live."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from competition.commands import upgrade
from competition.config import Settings
from competition.db import Database
from competition.rehearsal.judges import Judge
from tests.browser.conftest import HALL_SCREEN, TABLET
from tests.builders import (
    PIN,
    LockedTrade,
    a_competition,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    recorded,
)
from tests.server import serving

# The hall is filled within the first test's time.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

TRADES: Final = 300
ENTRIES: Final = 60
MARKED: Final = 6
# Whether it is known of each trade on the screen how many entries it has; of how many of all it is.
SHOWN: Final = """(most) => [...document.querySelectorAll(".survey li")].every(({dataset}) =>
    document.querySelector("trade-overview").shown.trades
        .find(({trade}) => String(trade) === dataset.trade).entries === most)"""
COUNTED: Final = """(least) => document.querySelector("trade-overview").shown.trades
    .filter(({entries}) => entries > 0).length - least"""
SCHEME: Final = a_scheme(an_aspect("A1.1", "count", "9", points="1"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("many")


@pytest.fixture(scope="module")
def marked(folder: Path) -> list[LockedTrade]:
    """Give the first of three hundred trades, in each of which somebody has a mark."""
    settings = Settings(folder, f"sqlite:///{folder / 'jiangsai.sqlite3'}")
    upgrade(settings)
    database = Database(settings.database)
    competition = a_competition(database)

    def furnished(number: int) -> LockedTrade:
        return a_locked_trade(
            database,
            judges=1,
            entries=ENTRIES,
            code=f"A{number:03d}",
            scheme=SCHEME,
            competition=competition,
        )

    with ThreadPoolExecutor(8) as hands:
        trades = list(hands.map(furnished, range(TRADES)))
    recorded(database, [a_mark(trade, "A1.1", "3") for trade in trades])
    database.close()
    return trades[:MARKED]


@pytest.fixture(scope="module")
def base(folder: Path, marked: list[LockedTrade]) -> Iterator[str]:
    assert len(marked) == MARKED
    with serving(folder, f"sqlite:///{folder / 'jiangsai.sqlite3'}") as server:
        yield server.address


def opened(browser: Browser, base: str, screen: dict[str, int]) -> Page:
    size = ViewportSize(width=screen["width"], height=screen["height"])
    context = browser.new_context(base_url=base, viewport=size, reduced_motion="reduce")
    context.add_cookies([{"name": "language", "value": "en", "url": base}])
    page = context.new_page()
    page.goto("/boards/1")
    return page


@pytest.mark.parametrize("screen", [HALL_SCREEN, TABLET])
def test_all_of_three_hundred_trades_come_by(
    browser: Browser, base: str, screen: dict[str, int]
) -> None:
    page = opened(browser, base, screen)
    items = page.locator(".survey li")
    expect(page.locator(".pages")).to_contain_text(f"/ {TRADES}")
    footer = page.locator("footer").bounding_box()
    assert footer is not None
    assert footer["height"] < screen["height"] / 6
    came: set[str] = set()
    at = 1
    while True:
        expect(items.locator("h2")).to_have_text(["Web Technologies"] * items.count())
        came |= set(items.evaluate_all("all => all.map(each => each.dataset.trade)"))
        following = page.get_by_role("button", name=f"Page {at + 1}", exact=True)
        if following.count() == 0:
            break
        said = page.locator(".pages b").first.inner_text()
        following.click()
        expect(page.locator(".pages b").first).not_to_have_text(said)
        at += 1
    assert len(came) == TRADES
    page.context.close()


def test_three_hundred_trades_stay_live(
    browser: Browser, base: str, marked: list[LockedTrade]
) -> None:
    page = opened(browser, base, HALL_SCREEN)
    expect(page.locator(".badge")).to_contain_text("Live")
    page.get_by_role("button", name="Hold this page").click()
    # Figures come one after the other, those on the screen first.
    page.wait_for_function(SHOWN, arg=ENTRIES, timeout=90_000)
    known = min(page.evaluate(COUNTED, 0), TRADES - 1)
    for trade in marked:
        shown = page.locator(f"[data-trade='{trade.id}']")
        expect(shown.locator(".who b")).to_have_text("Competitor 01")
        judge = Judge(base, trade.judges[0].code, PIN)
        judge.sign_in()
        sheet = judge.sheet(trade.sheet("02", "A1.1"))
        assert judge.mark(sheet["id"], trade.aspects["A1.1"], "7", sheet["version"]) is not None
        expect(shown.locator(".who b")).to_have_text("Competitor 02")
    page.wait_for_function(f"(known) => ({COUNTED})(known) > 0", arg=known, timeout=90_000)
    page.context.close()
