"""A trade of one to five entries fills a wall and a hand: no half of the picture is left white."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from competition.rehearsal.judges import Judge
from tests.browser.conftest import Enter
from tests.browser.extents import (
    expect_apart,
    expect_no_way_sideways,
    expect_on_screen,
    expect_whole,
)
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged
from tests.browser.views import WALLS, View

pytestmark = pytest.mark.browser

NAMES: Final = (
    ("李雷", "Lei Li"),
    ("古丽娜尔·艾山江", "Gulinaer Aishanjiang"),
    ("陈一鸣", "Yiming Chen"),
    ("阿卜杜勒热合曼·买买提艾力·吐尔逊江", "Abdulrahman Muhammad-Ali Tursunjan"),
    ("欧阳国栋", "Guodong Ouyang"),
)
ASPECT: Final[dict[str, Any]] = {
    "kind": "free",
    "text": "作品 / Work",
    "max": "25",
    "parameters": {"step": "0.05"},
}
FEW: Final = (1, 2, 3, 4, 5)
HALL: Final = View("1920x1080", "zh")
FROM_AFAR: Final = 36 / 1920
"""What must be read from twenty metres is so large at least, of the picture's width."""
_SPACES: Final = """() => {
    const box = (words) => document.querySelector(words).getBoundingClientRect();
    const rows = [...document.querySelectorAll("tr.row")].map((row) => row.getBoundingClientRect());
    return [rows[0].top - box("thead").bottom, box("footer").top - rows.at(-1).bottom]
        .map((space) => space / innerHeight);
}"""
_SIZES: Final = "all => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"


def staged(hall: Hall, entries: int, *, modules: str = "ABC", is_marked: bool = True) -> Staged:
    """Return a trade of so many entries and modules."""
    criteria = [
        {
            "code": code,
            "name": "作品 / Work",
            "sub_criteria": [{"code": f"{code}1", "name": "x", "day": 1, "aspects": [ASPECT]}],
        }
        for code in modules
    ]
    lines = ROSTER.splitlines()[:1]
    for at, (zh, en) in enumerate(NAMES[:entries]):
        home = f"H{at},广州市代表队,Guangzhou,广州,CAN,"
        lines.append(f"K{at},{at + 1:02},{zh},{en},,{home}")
    number = hall.add_trade()
    judges = {f"{number}01": ("林嘉木", "Jiamu Lin")}
    roster = "\n".join(lines) + "\n"
    trade = hall.furnish(number, {**SCHEME, "criteria": criteria}, roster, judges)
    if is_marked:
        mark(hall, trade)
    return trade


def mark(hall: Hall, trade: Staged) -> None:
    """Mark everything, one entry better than the next."""
    judge = Judge(hall.base, trade.judges[0], trade.pins[trade.judges[0]])
    judge.sign_in()
    for sheet in judge.sheets():
        aspect = judge.sheet(sheet["id"])["aspects"][0]["id"]
        value = f"{20 - int(sheet['entry']['code'][1]):.2f}"
        judge.mark(sheet["id"], aspect, value, 0)


@pytest.fixture(scope="module")
def trades(hall: Hall) -> dict[int, Staged]:
    """Give trades by how many entries they have."""
    return {entries: staged(hall, entries) for entries in FEW}


def seen(enter: Enter, view: View, trade: Staged) -> Page:
    """Return the board of *trade* as the view has it."""
    page = enter(view.language, viewport=view.screen).new_page()
    page.goto(f"/board/{trade.id}")
    expect(page.locator(".board .row").first).to_be_visible()
    return page


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_few_rows_fill_a_wall_and_nothing_of_them_is_cut(
    trades: dict[int, Staged], view: View, enter: Enter
) -> None:
    for entries, trade in trades.items():
        page = seen(enter, view, trade)
        expect(page.locator("tr.row")).to_have_count(entries)
        assert max(page.evaluate(_SPACES)) < 0.02, entries
        expect_whole(page.locator("tr.row .name > span"))
        expect_on_screen(page.locator("tr.row, footer, header"))
        expect_no_way_sideways(page)
        for row in page.locator("tr.row").all():
            expect_apart(row.locator(".place, .name > span, .of, .m, .tot, .sc"))
        sizes = page.locator("tr.row :is(.tot, .place)").evaluate_all(_SIZES)
        assert min(sizes) >= FROM_AFAR * view.screen["width"]


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_one_is_counted_as_one(trades: dict[int, Staged], view: View, enter: Enter) -> None:
    page = seen(enter, view, trades[1])
    alone = {"zh": "1 人", "en": "1 competitor"}[view.language]
    expect(page.locator("footer .pages")).to_have_text(alone)


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_the_first_three_stand_out_of_few(
    trades: dict[int, Staged], view: View, enter: Enter
) -> None:
    page = seen(enter, view, trades[5])
    heights = page.locator("tr.row").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert min(heights[:3]) > 1.15 * max(heights[3:])
    totals = page.locator("tr.row .tot").evaluate_all(_SIZES)
    assert min(totals[:3]) > 1.15 * max(totals[3:])


@pytest.mark.parametrize("view", [HALL, View("1024x768", "en")], ids=str)
def test_all_modules_of_few_are_seen_at_once_or_one_after_the_other(
    hall: Hall, view: View, enter: Enter
) -> None:
    page = seen(enter, view, staged(hall, 2, modules="ABCDEF"))
    shown = page.locator("thead .mk").all_inner_texts()
    if view == HALL:
        assert shown == list("ABCDEF")
    else:
        expect(page.locator("footer")).to_contain_text(f"{shown[0]}–{shown[-1]} of 6")
    expect_apart(page.locator("tr.row").first.locator(".name > span, .m, .tot"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_few_that_nobody_has_marked_yet_fill_a_wall_too(
    hall: Hall, enter: Enter, language: str
) -> None:
    page = seen(enter, View("1920x1080", language), staged(hall, 4, is_marked=False))
    expect(page.locator("tr.row .tot").first).to_have_text("–")
    assert max(page.evaluate(_SPACES)) < 0.02
    expect_whole(page.locator("tr.row .name > span"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_few_rows_show_their_modules_in_a_hand_without_a_tap(
    trades: dict[int, Staged], enter: Enter, language: str
) -> None:
    view = View("390x844", language)
    page = seen(enter, view, trades[4])
    expect(page.locator("li.row .mods").last).to_be_visible()
    expect_whole(page.locator("li.row .n > b"))
    expect_no_way_sideways(page)
    more = seen(enter, view, trades[5])
    expect(more.locator("li.row .mods").first).to_be_hidden()


@pytest.mark.parametrize("view", [HALL, View("390x844", "en")], ids=str)
def test_a_trade_whose_ranking_is_hidden_says_so_and_not_how_far_it_is(
    hall: Hall, view: View, enter: Enter
) -> None:
    number = hall.add_trade(shows="nothing")
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    hall.furnish(number, SCHEME, ROSTER, judges)
    page = enter(view.language, viewport=view.screen).new_page()
    page.goto(f"/board/{number}")
    expect(page.locator(".empty")).to_have_text(view.says("No ranking is shown here"))
    foot = page.locator("footer, .legend").first
    expect(foot).not_to_contain_text(view.says("Places so far; the official result counts"))
    page.goto(f"/board/{number}/course")
    expect(page.locator(".empty")).to_have_text(view.says("No ranking is shown here"))
    expect(foot).not_to_contain_text(view.says("Totals so far; the first places stand out"))
    expect(page.locator(".prog")).to_be_hidden()
