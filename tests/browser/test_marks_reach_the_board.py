"""From the judge's finger to the hall's screen, on both databases."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Look, Sit
from tests.browser.hall import Hall, Staged

pytestmark = pytest.mark.browser


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def hall(request: pytest.FixtureRequest) -> Hall:
    """Give the hall on each database in turn."""
    name = "postgres_hall" if request.param == "postgres" else "sqlite_hall"
    found: Hall = request.getfixturevalue(name)
    return found


def test_a_mark_changes_total_place_and_row_on_the_board_by_itself(
    hall: Hall, trade: Staged, sit: Sit, look: Look
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "B1.1", "1")
    board = look()
    expect(board.locator("tr.row .code")).to_have_text(["K1", "K2", "K3", "K4"])
    tablet = sit(1)
    tablet.open(panel.sheet("K3", "A"))
    tablet.type("A1.3", "7")
    expect(board.locator("tr.row .code")).to_have_text(["K1", "K3", "K2", "K4"])
    tablet.choose("A1.2", "Yes, met")
    tablet.type("A1.4", "20.3")
    for aspect in ("A1.2", "A1.3", "A1.4"):
        expect(tablet.state(aspect)).to_have_text("Received")
    expect(board.locator("tr.row .code")).to_have_text(["K3", "K1", "K2", "K4"])
    expect(board.locator("tr.row .tot")).to_have_text(["6.45", "4.00", "0.00", "0.00"])
    expect(board.locator("tr.row .place")).to_have_text(["1", "2", "3", "3"])
    assert [line[3] for line in hall.lines(trade)] == ["1", "7", "1", "20.3"]


def test_no_judge_sees_a_vote_before_all_are_in(hall: Hall, trade: Staged, sit: Sit) -> None:
    panel = hall.panel(trade)
    sheet = panel.sheet("K2", "A")
    first, second, third = (sit(seat, has_clock=True) for seat in (1, 2, 3))
    for tablet in (first, second, third):
        tablet.open(sheet)
    first.vote("A1.1", "3")
    second.vote("A1.1", "2")
    expect(second.state("A1.1")).to_have_text("Received")
    third.turn_to("A1.1")
    third.look()
    expect(third.remark).to_have_text("2 of 3 votes in")
    for tablet in (first, second):
        expect(tablet.remark).to_contain_text("of 3 votes in")
        own = tablet.page.request.get(f"/judging/sheets/{sheet}").json()
        assert own["aspects"][0]["cell"]["votes"] is None
    third.vote("A1.1", "2")
    expect(third.remark).to_have_text("Votes by seat: 3 · 2 · 2")
    for tablet in (second, first):
        tablet.look()
        expect(tablet.remark).to_have_text("Votes by seat: 3 · 2 · 2")


def test_a_spread_of_two_is_shown_to_the_panel_and_does_not_count(
    hall: Hall, trade: Staged, sit: Sit, look: Look
) -> None:
    panel = hall.panel(trade)
    panel.mark("K4", "A1.2", "1")
    panel.mark("K4", "A1.1", "3", seat=1)
    panel.mark("K4", "A1.1", "3", seat=2)
    board = look()
    expect(board.locator("tr.row .tot").first).to_have_text("2.00")
    tablet = sit(3)
    tablet.open(panel.sheet("K4", "A"))
    tablet.vote("A1.1", "1")
    expect(tablet.state("A1.1")).to_have_text("Spread")
    expect(tablet.remark).to_contain_text("Spread: 3 · 3 · 1")
    assert len(hall.lines(trade)) == 4
    panel.mark("K4", "A1.3", "1")
    expect(board.locator("tr.row .tot").first).to_have_text("2.35")
    leader = sit(1)
    leader.open(panel.sheet("K4", "A"))
    leader.vote_again("A1.1")
    panel.mark("K4", "A1.1", "3", seat=1)
    panel.mark("K4", "A1.1", "3", seat=2)
    expect(tablet.state("A1.1")).to_have_text("Not marked")
    tablet.vote("A1.1", "2")
    expect(tablet.state("A1.1")).to_have_text("Received")
    expect(board.locator("tr.row .tot").first).to_have_text("5.02")
