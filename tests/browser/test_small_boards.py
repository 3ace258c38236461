"""One trade small: over streams and in frames it moves, stands and owns to its age as on a wall."""

import re
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import See
from tests.browser.extents import (
    expect_apart,
    expect_no_way_sideways,
    expect_on_screen,
    expect_whole,
)
from tests.browser.gliding import expect_to_glide, moving, stand
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged
from tests.browser.views import SILENCE_MS, View
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

SHAPES: Final = {"third": 300, "side": 700}
"""Each shape of an overlay, and how high it is at most."""


def test_an_overlay_follows_the_marks_on_a_ground_that_one_sees_through(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    pages = {shape: see(f"/overlay/{trade.id}?shape={shape}&rows=3") for shape in SHAPES}
    hall.panel(trade).mark("K3", "B1.1", "1")
    for shape, page in pages.items():
        names = page.locator("score-overlay tr.row .n")
        expect(names).to_have_text(view.called("K3 K1 K2"))
        for part in ("html", "body"):
            expect(page.locator(part)).to_have_css("background-color", "rgba(0, 0, 0, 0)")
        box = page.locator("score-overlay").bounding_box()
        assert box
        assert box["height"] < SHAPES[shape]
        assert box["x"] + box["width"] <= view.screen["width"]


NAMES: Final = {
    "zh": ("古丽娜尔·艾山江", "欧阳国栋"),
    "en": ("Gulinaer Aishanjiang", "Guodong Ouyang"),
}


@pytest.fixture(scope="module")
def crowd(hall: Hall) -> Staged:
    """Give a trade with more competitors than a picture has room for."""
    names = list(zip(*NAMES.values(), strict=True))
    lines = [ROSTER.splitlines()[0]]
    for at in range(31):
        zh, en = names[at % 2]
        home = f"H{at},广州代表队,Guangzhou,广州,CAN,"
        lines.append(f"K{at:02},{at + 1:02},{zh},{en},,{home}")
    number = hall.add_trade(name_zh="信息网络布线", name_en="Information Network Cabling")
    judges = {f"{number}{at:02}": each for at, each in enumerate(JUDGES, 1)}
    return hall.furnish(number, SCHEME, "\n".join(lines) + "\n", judges)


@pytest.mark.parametrize(
    "query", ["shape=third&rows=30", "shape=third&rows=6", "shape=side&rows=30"]
)
def test_an_overlay_of_many_rows_shows_them_page_by_page_and_none_cut(
    hall: Hall, crowd: Staged, view: View, see: See, query: str
) -> None:
    hall.panel(crowd).mark("K00", "B1.1", "1")
    page = see(f"/overlay/{crowd.id}?{query}&theme=light", has_clock=True)
    rows = page.locator("tr.row")
    expect(rows.first.locator(".n")).to_have_text(NAMES[view.language][0])
    expect_on_screen(page.locator("tr.row, footer, header"))
    expect_whole(page.locator("tr.row .n"))
    expect_apart(page.locator("tr.row :is(.n, .chip), tr.row .t"))
    expect_no_way_sideways(page)
    which = page.locator(".which")
    asked = query.rsplit("=", 1)[1]
    expect(which).to_have_text(f"1–{rows.count()} / {asked}")
    page.clock.fast_forward(31_000)
    expect(which).to_have_text(re.compile(rf"^(?!1–).* / {asked}$"))
    expect_on_screen(page.locator("tr.row, footer, header"))


SMALL: Final = [
    "/embed/{}?rows=4",
    "/overlay/{}?rows=4&shape=third",
    "/overlay/{}?rows=4&shape=side",
]
"""Where a trade's ranking is shown small, of which nothing is cut off."""


def board(page: Page) -> Locator:
    """Return the small board of a page."""
    return page.locator("score-overlay")


def expect_names(pages: list[Page], names: list[str]) -> None:
    """Let every small board show *names* in this order."""
    for page in pages:
        expect(board(page).locator("tr.row .n")).to_have_text(names)


def expect_badge(pages: list[Page], words: str) -> None:
    """Let every small board say *words* of itself."""
    for page in pages:
        expect(board(page).locator(".badge")).to_contain_text(words)


def test_rows_of_a_small_board_glide_from_where_they_stood(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.spread_out()
    pages = [see(path.format(trade.id), reduced_motion="no-preference") for path in SMALL]
    expect_names(pages, view.called("K1 K2 K3 K4"))
    stood = {page: stand(board(page)) for page in pages}
    panel.mark("K4", "B1.1", "1")
    expect_names(pages, view.called("K4 K1 K2 K3"))
    for page in pages:
        expect_to_glide(board(page), ["3", "0", "1", "2"], stood[page])


def test_a_small_board_stands_still_where_no_motion_is_wanted(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.spread_out()
    pages = [see(path.format(trade.id)) for path in SMALL]
    expect_names(pages, view.called("K1 K2 K3 K4"))
    panel.mark("K4", "B1.1", "1")
    expect_names(pages, view.called("K4 K1 K2 K3"))
    for page in pages:
        assert moving(board(page)) == []
        expect(board(page).locator(".p .c").first).to_contain_text("3")


def test_a_small_board_is_frozen_with_its_time_and_moves_on_when_lifted(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K2", "A1.2", "1")
    pages = [see(path.format(trade.id)) for path in SMALL]
    expect_names(pages, view.called("K2 K1 K3 K4"))
    hall.freeze(trade)
    expect_badge(pages, view.says("Final places at the ceremony"))
    for page in pages:
        badge = board(page).locator(".badge")
        expect(badge).to_contain_text(re.compile(r"\d\d:\d\d"))
        expect_whole(badge)
    panel.mark("K3", "B1.1", "1")
    for page in pages:
        page.reload()
    expect_names(pages, view.called("K2 K1 K3 K4"))
    hall.freeze(trade, "lift")
    expect_badge(pages, view.says("Live"))
    expect_names(pages, view.called("K3 K2 K1 K4"))


def test_a_small_board_that_hears_nothing_says_so_and_catches_up_on_another_connection(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    pages = [see(path.format(trade.id), proxy.base, has_clock=True) for path in SMALL]
    expect_badge(pages, view.says("Live"))
    expect_names(pages, view.called("K1 K2 K3 K4"))
    proxy.still()
    panel.mark("K2", "B1.1", "1")
    for page in pages:
        page.clock.fast_forward(SILENCE_MS)
    expect_badge(pages, view.says("No connection"))
    expect_badge(pages, view.says.beginning("Stopped at %(time)s"))
    expect_names(pages, view.called("K1 K2 K3 K4"))
    for page in pages:
        expect_whole(board(page).locator(".badge"))
    proxy.cut()
    proxy.restore()
    expect_badge(pages, view.says("Live"))
    expect_names(pages, view.called("K2 K1 K3 K4"))
