"""Names as long as a roster takes them: pages are as wide as their screen, no row is cut."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import See
from tests.browser.extents import expect_no_way_sideways
from tests.browser.hall import JUDGES, ROSTER, Hall, Staged
from tests.browser.views import FAR_APART, View
from tests.browser.winners import SCHEME

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("view", FAR_APART, ids=str)]
HOME = "启程代表队,Setting Out,启程,SET,"


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade of one delegation: two have long names, in Chinese and without a space."""
    number = hall.add_trade()
    people = (
        f"K{at},{at + 1:02},{'欧阳' * 55 if at % 2 else ''},{'W' * 120},,Q{number},{HOME}"
        for at in range(8)
    )
    roster = "\n".join([ROSTER.splitlines()[0], *people, ""])
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    return hall.furnish(number, SCHEME, roster, judges)


def test_long_names_do_not_make_pages_wider_than_their_screen(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    assert view.size
    rows = hall.rows("select id from entry where trade_id = :trade", trade=trade.id)
    home = f"/boards/{hall.competition}/delegations/Q{trade.id}"
    for path in (f"/people/{rows[0][0]}", home, f"{home}?frame=1"):
        page = see(path)
        expect(page.locator(".age .st, .badge").first).to_be_visible()
        expect_no_way_sideways(page)


def test_a_wall_shows_as_many_long_names_as_it_has_room_for(
    hall: Hall, trade: Staged, view: View, see: See
) -> None:
    page = see(f"/boards/{hall.competition}/delegations/Q{trade.id}?frame=1", has_clock=True)
    rows = page.locator("#people tr:not([hidden])")
    expect(page.locator("#pages")).to_contain_text(f"1–{8 if view.is_phone else ''}")
    seen = rows.count()
    expect(page.locator("#pages")).to_have_text(f"1–{seen} / 8")
    foot = page.locator("footer").bounding_box()
    last = rows.last.bounding_box()
    assert foot is not None
    assert last is not None
    assert last["y"] + last["height"] <= foot["y"] + 1
    if view.is_phone:
        return
    page.clock.fast_forward(1000 * max(12, seen) + 1000)
    expect(page.locator("#pages")).to_contain_text(f"{seen + 1}–")
