"""An organiser sets a real trade up in Chinese, from nothing, by the pages alone."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from competition.rehearsal.staging import MATERIAL
from tests.browser.conftest import DESK
from tests.browser.hall import PASSWORD, Hall

pytestmark = [pytest.mark.browser, pytest.mark.slow]

JUDGES = "J1,林嘉木,Jiamu Lin\nJ2,韦国梁,Guoliang Wei\nJ3,屈明,Ming Qu"


@pytest.fixture
def hall(empty_hall: Hall) -> Hall:
    """Give a hall of which nobody has used anything."""
    return empty_hall


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def go_to(page: Page, step: str) -> None:
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=step).click()


def sign_in(page: Page) -> None:
    page.goto("/organise/")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_label("代码").fill("organiser")
    page.get_by_label("密码").fill(PASSWORD)
    press(page, "登录")
    expect(page.get_by_text("还没有赛事。")).to_be_visible()


def set_up_trade(page: Page) -> None:
    page.get_by_role("link", name="新建赛事").click()
    page.get_by_label("中文名称").fill("岭南技能大赛")
    page.get_by_label("第一天").fill("2026-11-22")
    page.get_by_label("最后一天").fill("2026-11-20")
    press(page, "建立赛事")
    expect(page.get_by_role("alert").first).to_have_text("未保存。请改正下面标出的栏目。")
    expect(page.get_by_label("最后一天")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("最后一天").fill("2026-11-24")
    press(page, "建立赛事")
    page.get_by_role("link", name="新建赛项").click()
    page.get_by_label("赛项代码").fill("17")
    page.get_by_label("中文名称").fill("网站技术")
    page.get_by_label("世界技能大赛规则").check()
    press(page, "建立赛项")
    expect(page.get_by_role("heading", level=1)).to_contain_text("网站技术")


def import_scheme(page: Page) -> None:
    go_to(page, "评分标准")
    page.get_by_label("评分标准文件").set_input_files(MATERIAL / "es2023-web-development.xlsx")
    press(page, "检查并导入")
    tally = page.locator(".tally")
    expect(tally.locator("div", has_text="满分")).to_contain_text("100.00")
    expect(tally.locator("div", has_text="评价 0–3")).to_contain_text("26")
    expect(tally.locator("div").filter(has_text=re.compile("^评分点"))).to_contain_text("149")
    expect(page.get_by_text("以下模块没有裁判：A, B, C, D, E, F。")).to_be_visible()


def bad_roster(folder: Path) -> Path:
    text = (MATERIAL / "web-development.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.reader(text))
    rows[4][rows[0].index("status")] = "也许"
    path = folder / "bad.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def import_roster(page: Page, hall: Hall) -> None:
    go_to(page, "参赛")
    page.get_by_label("名单文件").set_input_files(bad_roster(hall.folder))
    press(page, "检查名单")
    expect(page.get_by_text("1 处待改")).to_be_visible()
    cells = page.get_by_role("region", name="待改之处").locator("tbody td")
    expect(cells.nth(0)).to_have_text("5")
    expect(cells.nth(1)).to_contain_text("状态")
    expect(cells.nth(2)).to_contain_text("也许")
    assert hall.rows("select count(*) from entry")[0][0] == 0
    page.get_by_label("名单文件").set_input_files(MATERIAL / "web-development.csv")
    press(page, "检查名单")
    expect(page.get_by_text("名单共 31 条")).to_be_visible()
    assert hall.rows("select count(*) from entry")[0][0] == 0
    press(page, "导入 31 条")
    expect(
        page.get_by_role("region", name="按工位排列的参赛单元").locator("tbody tr")
    ).to_have_count(31)


def seat_judges(page: Page) -> dict[str, str]:
    go_to(page, "裁判")
    page.get_by_label("每行一人").fill(JUDGES)
    press(page, "添加裁判并生成 PIN")
    rows = page.locator(".pins tbody tr")
    expect(rows).to_have_count(3)
    pins = {
        row.locator("th").inner_text(): row.locator(".pin").inner_text().replace(" ", "")
        for row in rows.all()
    }
    expect(page.get_by_text("只显示这一次。")).to_be_visible()
    page.get_by_label("裁判代码，按席位次序").fill("J1, J2, J3")
    press(page, "编排")
    expect(page.locator(".seats li")).to_have_count(3)
    expect(page.locator(".pins")).to_have_count(0)
    for pin in pins.values():
        assert pin not in page.content()
    return pins


def lock(page: Page) -> None:
    go_to(page, "评分标准")
    page.get_by_text("锁定评分标准…").click()
    expect(page.get_by_text("将开 186 张评分表")).to_be_visible()
    warning = page.get_by_label(re.compile("接受以上"))
    if warning.count():
        warning.check()
    page.get_by_role("button", name="锁定第 1 版").dblclick()
    expect(page.get_by_text("已锁定")).to_be_visible()


def test_an_organiser_takes_a_trade_from_nothing_to_its_first_sheet(
    hall: Hall, enter: Callable[..., BrowserContext]
) -> None:
    page = enter("zh", viewport=DESK).new_page()
    sign_in(page)
    set_up_trade(page)
    import_scheme(page)
    import_roster(page, hall)
    pins = seat_judges(page)
    lock(page)
    assert hall.rows("select count(*) from scheme_lock")[0][0] == 1
    assert hall.rows("select count(*) from sheet")[0][0] == 186
    assert sorted(pins) == ["J1", "J2", "J3"]
    assert all(re.fullmatch(r"\d{6}", pin) for pin in pins.values())
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(f"{hall.base}/")
    page.goto("/judging/")
    page.locator("input[name=code]").fill("J2")
    page.locator("input[name=pin]").fill(pins["J2"])
    page.locator("form.signin .btn.main").click()
    expect(page.locator(".stations a")).to_have_count(31)
