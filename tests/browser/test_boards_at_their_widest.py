"""Boards with the longest names, the largest figures, the fewest rows and the smallest screens."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from competition.rehearsal.judges import Judge
from tests.browser.conftest import Enter, See
from tests.browser.extents import (
    expect_apart,
    expect_no_way_sideways,
    expect_on_screen,
    expect_whole,
)
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged, sign_organiser_in
from tests.browser.views import WALLS, View

pytestmark = pytest.mark.browser

NAMES: Final = (
    ("阿卜杜勒热合曼·买买提艾力·吐尔逊江", "Abdulrahman Muhammad-Ali Tursunjan"),
    ("李雷", "Lei Li"),
)
HOME: Final = "GX,广西兵团代表队,Guangxi Production Corps,广西兵团,GXIPC,"
TRADE: Final = (
    "大数据与人工智能工程应用技术综合创新实践（职工组与学生组联合）",
    "Big Data and Artificial Intelligence Engineering Applications in Practice",
)
ASPECT: Final[dict[str, Any]] = {
    "kind": "free",
    "text": "作品 / Work",
    "max": "20000",
    "parameters": {"step": "0.01"},
}
LANDSCAPE: Final = {"width": 844, "height": 390}
LEAST_ROWS: Final = 3
LEAST_NAME: Final = 33 / 1920
"""Who is read from twenty metres is written so large at least, of the picture's width."""

LEAST_MODULES: Final = 2


def judges(number: int) -> dict[str, tuple[str, str]]:
    """Return who marks in a trade, by codes."""
    return {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}


def modules_of(codes: str, name: str, aspect: dict[str, Any]) -> list[dict[str, Any]]:
    """Return modules of one name, with one aspect each."""
    return [
        {
            "code": code,
            "name": name,
            "sub_criteria": [{"code": f"{code}1", "name": "x", "day": 1, "aspects": [aspect]}],
        }
        for code in codes
    ]


@pytest.fixture(scope="module")
def widest(hall: Hall) -> Staged:
    """Give a trade of eight whose names, delegations and totals are as long as they may be."""
    modules = modules_of("ABC", "综合 / Integrated design and manufacturing", ASPECT)
    lines = [ROSTER.splitlines()[0]]
    for at in range(8):
        zh, en = NAMES[at % 2]
        lines.append(f"K{at},{at:02},{zh},{en},,{HOME}")
    number = hall.add_trade(name_zh=TRADE[0], name_en=TRADE[1])
    roster = "\n".join(lines) + "\n"
    one = dict([*judges(number).items()][:1])
    staged = hall.furnish(number, {**SCHEME, "criteria": modules}, roster, one)
    judge = Judge(hall.base, staged.judges[0], staged.pins[staged.judges[0]])
    judge.sign_in()
    for at, sheet in enumerate(judge.sheets()):
        aspect = judge.sheet(sheet["id"])["aspects"][0]["id"]
        judge.mark(sheet["id"], aspect, f"{12000 + at * 11.11:.2f}", 0)
    return staged


def test_nothing_of_the_widest_board_lies_over_anything_else(widest: Staged, see: See) -> None:
    page = see(f"/board/{widest.id}")
    rows = page.locator(".row")
    expect(rows).to_have_count(8)
    expect_no_way_sideways(page)
    for row in rows.all()[:4]:
        expect_apart(row.locator(".chip, .name > span, .code, .tot, .sc, .m, .n > b, .t > b"))


@pytest.mark.parametrize(
    "view", [View("1920x1080", "zh"), View("1920x1080", "en"), View("1024x768", "zh")], ids=str
)
def test_a_long_name_is_whole_where_rows_are_high(widest: Staged, see: See) -> None:
    page = see(f"/board/{widest.id}")
    expect_whole(page.locator("tr.row .name > span"))
    expect_on_screen(page.locator("tr.row"))


@pytest.fixture(scope="module")
def dense(hall: Hall) -> Staged:
    """Give a trade of so many that a wall has no second line for any of them."""
    lines = [ROSTER.splitlines()[0]]
    for at in range(40):
        zh, en = NAMES[at % 2]
        lines.append(f"K{at:02},{at:02},{zh},{en},,{HOME}")
    number = hall.add_trade()
    return hall.furnish(number, SCHEME, "\n".join(lines) + "\n", judges(number))


@pytest.mark.parametrize("view", WALLS, ids=str)
def test_the_end_of_a_long_name_is_seen_in_dense_rows(dense: Staged, view: View, see: See) -> None:
    page = see(f"/board/{dense.id}")
    names = page.locator("tr.row .name > span")
    expect_whole(names)
    zh, en = NAMES[0]
    name, end = (zh, "江") if view.language == "zh" else (en, "Tursunjan")
    long = names.filter(has_text=name).first
    shown = long.locator("[aria-hidden]").or_(long).first
    expect(shown).to_have_text(re.compile(f"{end}$"))
    expect(long.locator(".sr").or_(long).last).to_have_text(name)


@pytest.mark.parametrize("view", WALLS, ids=str)
@pytest.mark.parametrize("entries", [6, 16])
def test_figures_of_many_digits_leave_names_their_room(
    hall: Hall, view: View, enter: Enter, entries: int
) -> None:
    modules = modules_of("ABCDEF", "作品 / Work", {**ASPECT, "max": "200000"})
    lines = [ROSTER.splitlines()[0]]
    home = HOME.replace("GXIPC", "Xinjiang Corps")
    lines += [f"K{at:02},{at:02},*,*,,{home}" for at in range(entries)]
    roster = "\n".join(lines).replace("*,*", "古丽娜尔·艾山江,Gulinaer Aishanjiang") + "\n"
    number = hall.add_trade()
    staged = hall.furnish(number, {**SCHEME, "criteria": modules}, roster, judges(number))
    hall.panel(staged).mark("K00", "A1.1", "123456.78")
    page = enter(view.language, viewport=view.screen).new_page()
    page.goto(f"/board/{staged.id}")
    names = page.locator("tr.row .name > span")
    expect_whole(names)
    beside = "all => Math.max(...all.map((each) => each.scrollWidth - each.clientWidth))"
    assert page.locator("tr.row .chip").evaluate_all(beside) <= 0
    shown = {"zh": "古丽娜尔·艾山江", "en": "Gulinaer Aishanjiang"}[view.language]
    expect(names).to_have_text([shown] * min(entries, page.locator("tr.row").count()))
    sizes = names.evaluate_all(
        "all => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= LEAST_NAME * view.screen["width"]
    assert page.locator("thead .mk").count() >= LEAST_MODULES
    expect_apart(page.locator("tr.row").first.locator(".chip, .name > span, .m, .tot, .sc"))


def test_where_nobody_has_a_delegation_names_stand_in_its_place(hall: Hall, enter: Enter) -> None:
    number = hall.add_trade(shows="codes")
    lines = [ROSTER.splitlines()[0], *(f"K{at},{at},甲,A,,{HOME}" for at in range(9))]
    hall.furnish(number, SCHEME, "\n".join(lines) + "\n", judges(number))
    page = enter("en", viewport=View("1920x1080", "en").screen).new_page()
    page.goto(f"/board/{number}")
    left = page.locator("tr.row .name").first.bounding_box()
    assert left is not None
    assert left["x"] < 260
    expect(page.get_by_role("columnheader", name="From")).to_have_count(0)


@pytest.mark.parametrize("shape", ["third", "side"])
def test_nothing_of_the_widest_overlay_lies_over_anything_else(
    widest: Staged, see: See, shape: str
) -> None:
    page = see(f"/overlay/{widest.id}?shape={shape}&rows=5")
    expect(page.locator("tr.row").first).to_be_visible()
    expect_on_screen(page.locator("tr.row, header, footer"))
    for row in page.locator("tr.row").all():
        expect_apart(row.locator(".chip, .t"))
    expect_whole(page.locator("tr.row :is(.n, .chip)"))
    expect_no_way_sideways(page)


@pytest.mark.parametrize("view", [View("1920x1080", "en"), View("1024x768", "en")], ids=str)
def test_a_family_name_is_whole_in_the_lower_third(widest: Staged, see: See) -> None:
    page = see(f"/overlay/{widest.id}?shape=third&rows=5")
    name = page.locator("tr.row .n", has_text=NAMES[0][1]).first
    # Who points at it or listens has all of it.
    expect(name).to_have_attribute("title", NAMES[0][1])
    expect(name.locator(".sr")).to_have_text(NAMES[0][1])
    expect(name.locator("[aria-hidden]")).to_have_text(re.compile(r"^A\. .*Tursunjan$"))
    expect_whole(name)


@pytest.mark.parametrize("view", [View("390x844", "en")], ids=str)
@pytest.mark.parametrize("path", ["/boards/1/delegations/GX?frame=1", "/organise/ceremonies"])
def test_long_names_make_no_page_wider_than_a_hand(
    widest: Staged, hall: Hall, view: View, enter: Enter, path: str
) -> None:
    assert widest in hall.trades
    context = enter(view.language, viewport=view.screen)
    sign_organiser_in(context)
    page = context.new_page()
    page.goto(path)
    expect(page.get_by_role("heading").first).to_be_visible()
    expect_no_way_sideways(page)


@pytest.mark.parametrize("path", ["/board/{}", "/boards/1"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hand_on_its_side_shows_more_than_the_head(
    trade: Staged, enter: Enter, language: str, path: str
) -> None:
    page = enter(language, viewport=LANDSCAPE).new_page()
    page.goto(path.format(trade.id))
    rows = page.locator("li.row, .survey li")
    expect(rows.first).to_be_visible()
    ways = page.locator("nav").bounding_box()
    assert ways is not None
    feet = [box["y"] + box["height"] for row in rows.all()[:4] if (box := row.bounding_box())]
    assert sum(foot <= ways["y"] for foot in feet) >= LEAST_ROWS - ("boards" in path)
    expect_no_way_sideways(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_few_trades_do_not_leave_half_of_a_wall_empty(
    empty_hall: Hall, browser: Browser, language: str
) -> None:
    empty_hall.open_competition()
    for _ in range(3):
        empty_hall.stage()
    wall = View("1920x1080", language).screen
    context = browser.new_context(base_url=empty_hall.base, viewport=wall)
    context.add_cookies([{"name": "language", "value": language, "url": empty_hall.base}])
    page = context.new_page()
    page.goto("/boards/1")
    trades = page.locator(".survey li")
    expect(trades).to_have_count(3)
    expect_on_screen(trades)
    boxes = [box for each in trades.all() if (box := each.bounding_box())]
    assert max(box["x"] + box["width"] for box in boxes) > 0.9 * wall["width"]
    assert max(box["y"] + box["height"] for box in boxes) > 0.8 * wall["height"]
    context.close()
