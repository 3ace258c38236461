"""A trade's board on every screen in both languages: it follows, moves, stands and comes back."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import See
from tests.browser.extents import expect_apart, expect_no_way_sideways, expect_within
from tests.browser.hall import Hall, Staged
from tests.browser.views import SILENCE_MS, Board, View
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

# So long that whoever looks sees the middle of it.
SLOWLY: Final = """() => {
    for (const token of ["--m-move", "--m-mark"]) {
        document.documentElement.style.setProperty(token, "600s");
    }
}"""
TOPS: Final = """() => Object.fromEntries([...document.querySelectorAll(".row")]
    .map(row => [row.dataset.row, row.getBoundingClientRect().top]))"""
# Of each row: what moves it, since when, and where that began.
GLIDES: Final = """async () => {
    const found = [];
    for (const row of document.querySelectorAll(".row")) {
        for (const way of row.getAnimations()) {
            const { startTime: since } = await way.ready;
            found.push({ row: row.dataset.row, way, since });
        }
    }
    return found.map(({ row, way, since }) => {
        way.pause();
        way.currentTime = 0;
        const moved = way.effect.getKeyframes().flatMap(Object.keys);
        const shown = way.effect.target;
        return { row, since, moved, top: shown.getBoundingClientRect().top };
    });
}"""
FEW_TICKS_PX: Final = 60
GROUND: Final = "row => getComputedStyle(row).backgroundColor"


@pytest.fixture
def ranked(hall: Hall, trade: Staged) -> Staged:
    """Give a trade whose entries stand one after the other: K1 to K4 with 3, 2, 1 and 0 points."""
    hall.panel(trade).spread_out()
    return trade


def overtake(hall: Hall, trade: Staged) -> None:
    """Let the last entry take the first place with one mark."""
    hall.panel(trade).mark("K4", "B1.1", "1")


def address(trade: Staged) -> str:
    return f"/board/{trade.id}"


def test_a_mark_changes_total_place_and_row_on_every_screen(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    board = Board(see(address(trade)))
    expect(board.names).to_have_text(view.called("K1 K2 K3 K4"))
    hall.panel(trade).mark("K3", "B1.1", "1")
    expect(board.names).to_have_text(view.called("K3 K1 K2 K4"))
    expect(board.totals).to_have_text(["4.00", "0.00", "0.00", "0.00"])
    expect(board.places).to_have_text(["1", "2", "2", "2"])


@pytest.mark.parametrize("is_locked", [False, True], ids=["draft", "open"])
def test_nobody_has_a_place_before_anything_is_marked(
    hall: Hall, view: View, see: See, *, is_locked: bool
) -> None:
    staged = hall.stage(is_locked=is_locked)
    page = see(address(staged))
    board = Board(page)
    expect(board.names).to_have_text(view.called("K1 K2 K3 K4"))
    expect(board.places).to_have_text(["–"] * 4)
    expect(board.totals).to_have_text(["–"] * 4)
    expect(
        page.get_by_text(view.says("The places appear here when marking begins"))
    ).to_be_visible()
    small = see(f"/embed/{staged.id}")
    expect(small.locator("tr.row .p")).to_have_text(["–"] * 4)
    expect(small.locator("tr.row .t")).to_have_text(["–"] * 4)
    if is_locked:
        hall.panel(staged).mark("K2", "B1.1", "1")
        expect(board.names).to_have_text(view.called("K2 K1 K3 K4"))
        expect(board.places).to_have_text(["1", "2", "2", "2"])
        # Nobody has moved who had no place.
        expect(page.locator(".g-up, .g-down")).to_have_count(0)


@pytest.mark.parametrize("view", [View("390x844", "zh"), View("390x844", "en")], ids=str)
def test_the_head_of_a_board_in_a_hand_is_whole_and_explains_what_is_seen(
    hall: Hall, ranked: Staged, see: See
) -> None:
    hall.freeze(ranked)
    page = see(address(ranked))
    expect_within(page.locator(".bar-row .what"), page.locator(".bar-row"))
    expect_apart(page.locator(".bar-row > *"))
    expect_no_way_sideways(page)
    assert page.locator(".bar-row .what").evaluate("each => each.getClientRects().length") == 1
    ruler = page.locator(".prog .ruler").bounding_box()
    assert ruler is not None
    assert ruler["width"] >= FEW_TICKS_PX
    # The signs stand in the modules, which are open where there are few rows.
    expect(page.locator(".signs")).to_be_visible()
    for row in page.locator("li.row summary").all():
        row.click()
    expect(page.locator(".signs")).not_to_be_visible()
    hall.freeze(ranked, "lift")


def test_rows_of_one_change_glide_together_from_where_they_stood(
    hall: Hall, ranked: Staged, view: View, see: See
) -> None:
    page = see(address(ranked), reduced_motion="no-preference")
    board = Board(page)
    expect(board.names).to_have_text(view.called("K1 K2 K3 K4"))
    page.evaluate(SLOWLY)
    stood = page.evaluate(TOPS)
    overtake(hall, ranked)
    expect(board.names).to_have_text(view.called("K4 K1 K2 K3"))
    glides: list[dict[str, Any]] = page.evaluate(GLIDES)
    assert [glide["row"] for glide in glides] == ["3", "0", "1", "2"]
    assert all("transform" in glide["moved"] for glide in glides)
    assert len({glide["since"] for glide in glides}) == 1
    for glide in glides:
        assert glide["top"] == pytest.approx(stood[glide["row"]], abs=1)


def test_a_long_name_of_the_competition_pushes_no_column_off_the_screen(
    trade: Staged, see: See
) -> None:
    page = see(address(trade))
    expect(Board(page).rows.first).to_be_visible()
    # What is cut off at the edge makes no page wider.
    past = page.evaluate(
        """() => {
            document.querySelector(".board header .sub")?.append(" and its friends".repeat(20));
            const all = [...document.querySelectorAll("tr.row *, .board header > *")];
            return all.filter(each => each.getBoundingClientRect().right > innerWidth)
                .map(each => each.outerHTML);
        }"""
    )
    assert past == []


def test_where_no_motion_is_wanted_ground_and_arrows_tell_the_change(
    hall: Hall, ranked: Staged, view: View, see: See
) -> None:
    page = see(address(ranked))
    board = Board(page)
    expect(board.names).to_have_text(view.called("K1 K2 K3 K4"))
    page.evaluate("document.documentElement.style.setProperty('--m-mark', '600s')")
    overtake(hall, ranked)
    expect(board.names).to_have_text(view.called("K4 K1 K2 K3"))
    assert page.evaluate("document.getAnimations().length") == 0
    grounds = [row.evaluate(GROUND) for row in board.rows.all()]
    assert grounds[0] not in grounds[1:]
    expect(board.changes).to_have_text([re.compile("^3"), *[re.compile("^1")] * 3])
    expect(board.changes.locator(".g-up")).to_have_count(1)
    expect(board.changes.first.locator(".g-up")).to_be_visible()
    expect(board.changes.locator(".g-down")).to_have_count(3)
    assert is_solid(page, ".g-up")
    assert not is_solid(page, ".g-down")


def is_solid(page: Page, glyph: str) -> bool:
    """Answer whether a triangle is filled, as it is drawn."""
    filled: bool = page.evaluate(
        """async (glyph) => {
            const drawn = getComputedStyle(document.querySelector(glyph)).getPropertyValue("--g");
            const picture = new Image(48, 48);
            picture.src = drawn.match(/url\\("(.*)"\\)/)[1];
            await picture.decode();
            const canvas = document.createElement("canvas");
            const pen = canvas.getContext("2d");
            pen.drawImage(picture, 0, 0, 48, 48);
            return pen.getImageData(24, 24, 1, 1).data[3] > 0;
        }""",
        glyph,
    )
    return filled


def test_a_board_is_frozen_with_its_time_and_moves_on_when_lifted(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    board = Board(see(address(trade)))
    expect(board.names.first).to_have_text(view.names["K1"])
    hall.freeze(trade)
    expect(board.state).to_contain_text(view.says("Final places at the ceremony"))
    expect(board.state).to_contain_text(re.compile(r"\d\d:\d\d"))
    panel.mark("K2", "B1.1", "1")
    board.page.reload()
    expect(board.names.first).to_have_text(view.names["K1"])
    hall.freeze(trade, "lift")
    expect(board.names.first).to_have_text(view.names["K2"])
    expect(board.state).to_contain_text(view.says("Live"))


def test_a_board_that_hears_nothing_says_so_and_is_right_again_when_the_network_is(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    board = Board(see(address(trade), proxy.base, has_clock=True))
    expect(board.state).to_contain_text(view.says("Live"))
    expect(board.totals.first).to_have_text("2.00")
    proxy.still()
    panel.mark("K2", "B1.1", "1")
    board.page.clock.fast_forward(SILENCE_MS)
    expect(board.state).to_contain_text(view.says("No connection"))
    expect(board.state).to_contain_text(view.says.beginning("Stopped at %(time)s"))
    expect(board.totals.first).to_have_text("2.00")
    proxy.restore()
    expect(board.state).to_contain_text(view.says("Live"))
    expect(board.names).to_have_text(view.called("K2 K1 K3 K4"))


def test_a_board_whose_socket_was_cut_catches_up_with_the_marks_made_meanwhile(
    hall: Hall, trade: Staged, proxy: Proxy, view: View, see: See
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    page = see("about:blank")
    board = Board(page)
    with page.expect_websocket() as opened:
        page.goto(proxy.base + address(trade))
    expect(board.totals.first).to_have_text("2.00")
    with opened.value.expect_event("close"):
        proxy.cut()
    panel.mark("K3", "A1.2", "1")
    panel.mark("K3", "B1.1", "1")
    with page.expect_websocket():
        proxy.restore()
    expect(board.names).to_have_text(view.called("K3 K1 K2 K4"))
    panel.mark("K4", "B1.1", "1")
    expect(board.totals).to_have_text(["6.00", "4.00", "2.00", "0.00"])
    expect(board.state).to_contain_text(view.says("Live"))


@pytest.mark.parametrize("view", [View("1920x1080", "en"), View("390x844", "zh")], ids=str)
def test_colours_of_a_delegation_stand_beside_its_name_and_nowhere_else(
    trade: Staged, view: View, see: See
) -> None:
    board = see(address(trade))
    has_flag = board.locator(".row .chip", has=board.locator("svg.flag"))
    expect(has_flag).to_have_text([{"zh": "广州", "en": "CAN"}[view.language]])
    stripes = has_flag.locator("rect").evaluate_all(
        "all => all.map(each => each.getAttribute('fill'))"
    )
    assert stripes == ["#c8281c", "#f0bf2c"]
