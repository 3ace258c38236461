"""A tablet whose clock or zone is wrong says times of the hall, and no absurd durations."""

import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from competition.clock import now
from competition.i18n import TIME_ZONE
from tests.browser.conftest import TABLET, Enter
from tests.browser.hall import Staged
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

pytestmark = pytest.mark.browser
ELSEWHERE = {"viewport": TABLET, "has_touch": True, "timezone_id": "America/New_York"}
LONG_AGO = "2016-01-01T00:00:00"
ONE_LOOK_MS = 20_000


def test_a_lock_is_told_in_the_halls_time_and_lasts_by_the_servers_clock(
    trade: Staged, enter: Enter
) -> None:
    page = enter(**ELSEWHERE).new_page()
    page.clock.set_fixed_time(LONG_AGO)
    page.goto("/judging/")
    page.locator("input[name=code]").fill(trade.judges[2])
    wrong = "000000" if trade.pins[trade.judges[2]] != "000000" else "111111"
    until = page.locator(".wrong p").first
    for _ in range(10):
        page.locator("input[name=pin]").fill(wrong)
        page.locator("form.signin .btn.main").tap()
        expect(until).not_to_be_empty()
        if "Locked until" in until.inner_text():
            break
        expect(page.locator("input[name=pin]")).to_have_value("")
    expect(until).to_contain_text("Locked until")
    found = re.search(r"(\d\d):(\d\d)", until.inner_text())
    assert found
    here = now().astimezone(ZoneInfo(TIME_ZONE))
    told = here.replace(hour=int(found[1]), minute=int(found[2]))
    assert 0 <= (told - here).total_seconds() % 86_400 <= 3600, until.inner_text()
    left = re.fullmatch(r"(\d+) min \d\d s left", page.get_by_role("timer").inner_text())
    assert left
    assert int(left[1]) <= 60


def test_a_clock_that_is_set_makes_no_years_without_network(
    trade: Staged, enter: Enter, proxy: Proxy
) -> None:
    page = enter(base=proxy.base, **ELSEWHERE).new_page()
    # A wrong clock runs: where it stands still, the list is never asked for again.
    page.clock.install(time=LONG_AGO)
    Tablet(page).sign_in(trade.judges[0], trade.pins[trade.judges[0]])
    proxy.cut()
    says = page.locator(".net .says b")
    expect(says).to_have_text("No network.", timeout=ONE_LOOK_MS)
    page.clock.set_system_time(now())
    page.evaluate(
        "() => { const tablet = document.querySelector('judge-tablet');"
        " tablet.desk.changed(); return tablet.updateComplete; }"
    )
    expect(says).to_have_text(re.compile(r"^No network( for [1-9] minutes?)?\.$"))
