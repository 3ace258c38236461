"""Pages that name people follow whoever is called differently, and say so once nobody is named."""

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HALL_SCREEN, Enter
from tests.browser.hall import JUDGES, ROSTER, Hall, Staged
from tests.browser.walls import Wall
from tests.browser.winners import SCHEME

pytestmark = pytest.mark.browser

NAME: Final = "Yiming Chen"
GONE: Final = "This is not shown any more"


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade with K1 of a delegation that sends nobody else."""
    number = hall.add_trade()
    judges = {f"{number}{at:02}": names for at, names in enumerate(JUDGES, 1)}
    return hall.furnish(number, SCHEME, roster(number), judges)


def roster(trade: int) -> str:
    return ROSTER.replace(",GZ,广州代表队,Guangzhou,", f",Q{trade},启程代表队,Setting Out,")


def pages(hall: Hall, trade: Staged) -> list[str]:
    """Return the addresses where K1 is named, but for walls."""
    ((person,),) = hall.rows(
        "select id from entry where trade_id = :trade and code = 'K1'", trade=trade.id
    )
    return [f"/people/{person}", f"/boards/{hall.competition}/delegations/Q{trade.id}"]


def live(page: Page) -> Page:
    """Wait until the page hears what happens."""
    expect(page.locator(".age .st")).to_contain_text("Live")
    return page


def show(hall: Hall, trade: Staged, what: str) -> None:
    hall.organiser.fill(f"/organise/trades/{trade.id}/shows", {"shows": what})


def test_a_name_that_is_corrected_and_names_that_are_hidden_reach_every_page(
    hall: Hall, trade: Staged, enter: Enter
) -> None:
    wall = Wall(enter(viewport=HALL_SCREEN).new_page())
    wall.hang(hall)
    board = f"delegation:{hall.competition}:Q{trade.id}"
    wall.told(hall, "show", board=board, seconds="20", language="en")
    expect(wall.board.locator("#people")).to_contain_text(NAME)
    expect(wall.board.locator(".badge")).to_contain_text("Live")
    opened = []
    for path in pages(hall, trade):
        opened.append(enter().new_page())
        opened[-1].goto(path)
        expect(live(opened[-1]).locator("main")).to_contain_text(NAME)
    here = f"/organise/trades/{trade.id}/roster"
    again = roster(trade.id).replace(NAME, "Yi-Ming Chen")
    hall.organiser.fill(here, {"confirmed": "1"}, hall.file("roster.csv", again))
    for page in opened:
        expect(page.locator("main")).to_contain_text("Yi-Ming Chen")
        assert NAME not in page.content()
    expect(wall.board.locator("#people")).to_contain_text("Yi-Ming Chen")
    show(hall, trade, "codes")
    for page in opened:
        expect(page.locator("h1")).to_have_text(GONE)
        assert "Yi-Ming Chen" not in page.content()
        assert page.title() == GONE
    expect(wall.board.locator("main")).to_have_text(GONE)
    expect(wall.board.locator(".delegation-wall")).not_to_contain_text("Setting Out")
    show(hall, trade, "names")
    for page in opened:
        expect(page.locator("main")).to_contain_text("Yi-Ming Chen")
    expect(wall.board.locator("#people")).to_contain_text("Yi-Ming Chen")
