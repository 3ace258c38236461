"""Who may not come in reads why, in their own language."""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, expect

from competition.clock import now
from tests.browser.conftest import DESK, TABLET
from tests.browser.hall import Hall, Staged
from tests.browser.reading import AXE, STANDARDS, barriers, strangers
from tests.browser.tablet import Tablet

pytestmark = pytest.mark.browser

Enter = Callable[..., BrowserContext]


def test_a_wrong_pin_says_how_many_tries_are_left_and_a_locked_one_until_when(
    trade: Staged, enter: Enter
) -> None:
    page = enter(viewport=TABLET, has_touch=True, timezone_id="UTC").new_page()
    page.goto("/judging/")
    page.locator("input[name=code]").fill(trade.judges[2])
    wrong = page.get_by_role("alert")
    began = now()
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        Tablet(page).enter_pin("000000")
        expect(wrong).to_contain_text(f"{left} left.")
    for pin in ("000000", trade.pins[trade.judges[2]]):
        Tablet(page).enter_pin(pin)
        expect(wrong).to_contain_text("Locked until")
    found = re.search(r"until (\d\d:\d\d)", wrong.inner_text())
    assert found
    # In the hall's time, whatever zone the tablet is set to.
    earliest = began.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=15)
    times = [earliest + timedelta(minutes=more) for more in range(2)]
    assert found[1] in [f"{time:%H:%M}" for time in times]


def test_the_organisers_door_counts_wrong_passwords_too(trade: Staged, enter: Enter) -> None:
    page = enter("zh", viewport=DESK).new_page()
    page.goto("/sign-in")
    for _ in range(4):
        page.get_by_label("代码").fill(trade.chief)
        page.get_by_label("密码").fill("000000")
        page.get_by_role("main").get_by_role("button", name="登录").click()
        expect(page.get_by_role("alert")).to_have_text("代码或密码不对。")
    for password in ("000000", trade.pins[trade.chief]):
        page.get_by_label("密码").fill(password)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        expect(page.get_by_role("alert")).to_have_text(
            "试错次数太多。请 15 分钟后再试，或找组织者。"
        )


@pytest.mark.parametrize(("language", "words"), [("zh", "这里没有内容"), ("en", "Nothing is here")])
def test_addresses_of_nothing_show_the_error_page_in_the_readers_language(
    enter: Enter, hall: Hall, language: str, words: str
) -> None:
    context = enter(language, viewport=DESK)
    page = context.new_page()
    for path in ("/nowhere", "/board/99999", "/results/99999", "/board/x", "/results/99999.csv"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        assert strangers(page) == []
    page.goto("/organise/trades/99999/scheme")
    expect(page).to_have_url(re.compile("/sign-in"))
    foreign = context.request.post(
        "/organise/competitions", headers={"Origin": "https://elsewhere.example"}
    )
    assert foreign.status == 403
    assert hall.rows("select count(*) from competition")[0][0] == 1


def test_the_checks_of_pages_find_what_they_are_for(enter: Enter) -> None:
    page = enter().new_page()
    page.goto("/")
    page.evaluate(AXE)
    assert barriers(page, STANDARDS) == []
    page.evaluate(
        "document.querySelector('h1').outerHTML = '<h1>没有翻译</h1>'"
        " + '<p style=\"color:#999;background:#aaa\">pale<button></button></p>'"
    )
    assert {found.split(":")[0] for found in barriers(page, STANDARDS)} == {
        "button-name",
        "color-contrast",
    }
    assert strangers(page) == ["[en] 没有翻译"]
    page.evaluate("document.documentElement.lang = 'zh-CN'")
    assert "[zh] Judge sign-in" in strangers(page)
