"""No board calls itself live because the time of its device was set back."""

from typing import Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.hall import PASSWORD, Hall, Staged
from tests.browser.views import SILENCE_MS, View
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

STATE: Final = ".badge, .bar-row .st, .age .st, .link.st, [data-news].st"
PAGES: Final = (
    "/",
    "/board/{trade}",
    "/board/{trade}/course",
    "/boards/{competition}",
    "/boards/{competition}/medals",
    "/boards/{competition}/medals?frame=1",
    "/boards/{competition}/delegations/GZ?frame=1",
    "/overlay/{trade}",
    "/embed/{trade}",
    "/ceremony/{ceremony}",
    "/organise/ceremonies/{ceremony}",
    "/organise/trades/{trade}/chief",
)
HOUR_S: Final = 3600


@pytest.fixture(scope="module")
def places(hall: Hall) -> dict[str, int]:
    """Give a trade, its competition and a ceremony by the words that addresses use."""
    staged: Staged = hall.stage()
    for entry in ("K1", "K2", "K3", "K4"):
        hall.panel(staged).complete(entry, "322 1 8 20.5 0 1 221")
    hall.sign(staged)
    form = {"trade": staged.id, "alone": 4, "kind": "result"}
    made = hall.organiser.fill("/organise/ceremonies", form)
    number = int(made.headers["Location"].rsplit("/", 1)[1])
    return {"trade": hall.stage().id, "competition": hall.competition, "ceremony": number}


@pytest.mark.parametrize("path", PAGES)
def test_a_board_that_hears_nothing_says_so_though_its_time_was_set_back(
    places: dict[str, int], proxy: Proxy, enter: Enter, path: str
) -> None:
    view = View("1920x1080", "en")
    context = enter(view.language, proxy.base, viewport=view.screen)
    context.request.post("/sign-in", form={"code": "organiser", "password": PASSWORD})
    page = context.new_page()
    page.clock.install()
    page.goto(path.format(**places))
    state = page.locator(STATE).first
    expect(state).to_contain_text("Live")
    proxy.still()
    page.clock.set_system_time(page.evaluate("Date.now()") / 1000 - HOUR_S)
    page.clock.fast_forward(2 * SILENCE_MS)
    expect(state).to_contain_text("No connection")
