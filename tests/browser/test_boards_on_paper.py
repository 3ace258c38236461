"""What is printed of a board: every row, light, with its moment, whatever screen it comes from."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Enter
from tests.browser.extents import expect_apart, expect_on_screen, expect_whole
from tests.browser.hall import JUDGES, ROSTER, SCHEME, Hall, Staged
from tests.browser.views import VIEWS, View

pytestmark = pytest.mark.browser

ENTRIES: Final = 31
A4: Final = ViewportSize(width=718, height=1040)
"""The part of a sheet of A4 inside its margins, in px."""
NAMES: Final = (
    ("欧阳国栋", "Guodong Ouyang"),
    ("阿卜杜勒热合曼·买买提艾力·吐尔逊江", "Abdulrahman Muhammad-Ali Tursunjan"),
)
ORDINARY: Final = (("古丽娜尔·艾山江", "Gulinaer Aishanjiang"), ("陈一鸣", "Yiming Chen"))
MANY: Final = 60
Names = tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def crowd(hall: Hall) -> Staged:
    """Give a trade of two pages of a wall."""
    staged = crowded(hall, ENTRIES, NAMES)
    panel = hall.panel(staged)
    panel.mark("K01", "B1.1", "1")
    panel.mark("K03", "A1.2", "1")
    return staged


def crowded(hall: Hall, entries: int, names: Names = ORDINARY) -> Staged:
    """Return a trade of so many."""
    lines = ROSTER.splitlines()[:1]
    for at in range(entries):
        zh, en = names[at % len(names)]
        lines.append(f"K{at:02},{at:02},{zh},{en},,H{at},广州代表队,Guangzhou,广州,CAN,")
    number = hall.add_trade()
    judges = {f"{number}{at:02}": each for at, each in enumerate(JUDGES, 1)}
    return hall.furnish(number, SCHEME, "\n".join(lines) + "\n", judges)


def printed(enter: Enter, view: View, path: str) -> Page:
    """Return a page as it lies on paper, which stood on a dark screen."""
    page = enter(view.language, viewport=view.screen).new_page()
    page.goto(f"{path}?theme=dark")
    expect(page.locator("[data-drawn]")).to_be_visible()
    if "course" in path:
        expect(page.locator(".plot canvas")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    return page


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_printed_board_has_every_row_and_its_moment(
    crowd: Staged, view: View, enter: Enter
) -> None:
    page = printed(enter, view, f"/board/{crowd.id}")
    rows = page.locator("tr.row")
    expect(rows).to_have_count(ENTRIES)
    expect(rows.first.locator(".m")).to_have_count(len(SCHEME["criteria"]))
    expect(rows.first.locator(".m").last).to_be_visible()
    expect(page.locator("nav")).to_have_count(0)
    state = page.locator("thead .st")
    as_of = view.says("As of %(time)s").split("%")[0]
    expect(state).to_contain_text(re.compile(rf"{as_of}.*2\d\d\d.*\d\d:\d\d"))
    expect(page.locator("thead .trade")).to_have_css("color", "rgb(0, 0, 0)")
    expect_whole(page.locator("tr.row .name > span"))
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= A4["width"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sixty_rows_take_two_sheets_and_the_head_stands_on_both(
    hall: Hall, enter: Enter, language: str
) -> None:
    trade = crowded(hall, MANY)
    page = enter(language, viewport=View("1920x1080", language).screen).new_page()
    page.goto(f"/board/{trade.id}")
    expect(page.locator("[data-drawn]")).to_be_visible()
    sheets = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("thead")).to_have_css("display", "table-header-group")
    expect(page.locator("thead .trade")).to_contain_text(View("1920x1080", language).trade)


@pytest.mark.parametrize("criteria", [3, 12])
def test_marks_of_many_digits_are_all_printed(hall: Hall, enter: Enter, criteria: int) -> None:
    number = hall.add_trade()
    module: Any = SCHEME["criteria"][1]
    modules = []
    for code in "ABCDEFGHIJKL"[:criteria]:
        sub = {**module["sub_criteria"][0], "code": f"{code}1"}
        sub["aspects"] = [{**sub["aspects"][0], "max": "200000"}]
        modules.append({**module, "code": code, "sub_criteria": [sub]})
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    staged = hall.furnish(number, {**SCHEME, "criteria": modules}, ROSTER, judges)
    hall.panel(staged).mark("K1", "A1.1", "1")
    page = printed(enter, View("1920x1080", "en"), f"/board/{staged.id}")
    # What is too wide for a table stands beneath each name.
    first = page.locator(".row", has_text="Yiming Chen")
    expect(first.locator(".m, .mods li").nth(criteria - 1)).to_be_visible()
    expect(first).to_contain_text("200000")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]


def test_a_board_stands_as_before_when_it_has_been_printed(crowd: Staged, enter: Enter) -> None:
    view = View("1920x1080", "en")
    page = printed(enter, view, f"/board/{crowd.id}")
    expect(page.locator(".paper tr.row").first).to_be_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size(view.screen)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".hall tr.row").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("view", [View("1920x1080", "en"), View("390x844", "zh")], ids=str)
def test_a_printed_chart_names_its_lines_and_has_its_table(
    crowd: Staged, view: View, enter: Enter
) -> None:
    page = printed(enter, view, f"/board/{crowd.id}/course")
    names = page.locator(".plot .names .n")
    expect(names).to_have_count(5)
    expect_whole(names)
    expect_apart(page.locator(".plot .names li"))
    expect_on_screen(page.locator(".plot .names li"))
    expect(page.locator("details table tbody tr")).to_have_count(ENTRIES)
    expect(page.locator("details table tbody tr").first).to_be_visible()
    # Drawn as by day, though it stood on a dark screen.
    line = page.evaluate("getComputedStyle(document.querySelector('.plot')).color")
    assert line == "rgb(0, 0, 0)"
