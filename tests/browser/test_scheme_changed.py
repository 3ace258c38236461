"""The scheme under a tablet with an outbox: it stays, or the judge is told what is gone."""

import json
from copy import deepcopy
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from competition.rehearsal.caller import Refused
from tests.browser.conftest import Sit
from tests.browser.hall import SCHEME, Hall, Staged
from tests.browser.tablet import Tablet
from tests.browser.test_nothing_is_lost import CHINESE, PLACES
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

GONE = 2_000_000
KEEP = """async ([sheet, aspect]) => {
    const { desk } = document.querySelector("judge-tablet");
    await desk.keep({ sheet, aspect, value: "1", base: 0 });
}"""


@dataclass(frozen=True)
class Room:
    """A judge at a tablet behind a network that fails, with a sheet open."""

    hall: Hall
    trade: Staged
    proxy: Proxy
    language: str
    tablet: Tablet
    sheet: int

    def say(self, english: str) -> str:
        """Return a text of the program as it reads here."""
        return english if self.language == "en" else str(CHINESE[english])


@pytest.fixture(scope="module", params=PLACES)
def place(request: pytest.FixtureRequest) -> tuple[Hall, str]:
    """Give a hall on each database, and the language that is spoken there."""
    name, language = request.param
    return request.getfixturevalue(name), language


@pytest.fixture(scope="module")
def hall(place: tuple[Hall, str]) -> Hall:
    return place[0]


@pytest.fixture
def room(place: tuple[Hall, str], trade: Staged, proxy: Proxy, sit: Sit) -> Room:
    sheet = place[0].panel(trade).sheet("K1", "A")
    tablet = sit(1, place[1], proxy.base)
    tablet.open(sheet)
    return Room(place[0], trade, proxy, place[1], tablet, sheet)


def test_a_scheme_with_open_sheets_is_not_replaced_and_the_outbox_arrives(room: Room) -> None:
    hall, tablet = room.hall, room.tablet
    room.proxy.refuse(b"/judging/")
    tablet.choose("A1.2", room.say("Yes, met"))
    tablet.type("A1.3", "4")
    expect(tablet.page.locator("nav.list .st.unsent")).to_have_count(2)
    other = deepcopy(SCHEME)
    del other["criteria"][0]["sub_criteria"][0]["aspects"][1]
    here = f"/organise/trades/{room.trade.id}/scheme"
    with pytest.raises(Refused, match="409"):
        hall.organiser.fill(here, {}, hall.file("other.json", json.dumps(other)))
    with pytest.raises(Refused, match="409"):
        hall.organiser.fill(f"{here}/lock", {"accept_warnings": "1"})
    room.proxy.restore()
    expect(tablet.page.locator("nav.list .st.received")).to_have_count(2)
    expect(tablet.page.locator("nav.list li")).to_have_count(5)
    assert hall.lines(room.trade) == [("K1", "A1.2", 0, "1"), ("K1", "A1.3", 0, "4")]


def test_a_mark_for_an_aspect_that_is_gone_is_shown_and_holds_nothing_up(room: Room) -> None:
    hall, tablet, page = room.hall, room.tablet, room.tablet.page
    room.proxy.refuse(b"/judging/")
    page.evaluate(KEEP, [room.sheet, GONE])
    tablet.choose("A1.2", room.say("Yes, met"))
    expect(page.locator("nav.list .st.unsent")).to_have_count(1)
    room.proxy.restore()
    expect(page.locator("nav.list .st.received")).to_have_count(1)
    assert hall.lines(room.trade) == [("K1", "A1.2", 0, "1")]
    page.locator("a.alarm").tap()
    item = page.locator(".refusals li")
    expect(item).to_have_count(1)
    expect(item).to_contain_text(
        room.say(
            "This aspect is not on this sheet any more. Write your value on paper"
            " and tell the organiser before you give it up."
        )
    )
    expect(item.locator("dd.num")).to_have_text(["1", room.say("Not known")])
    # Sending it once more could not help.
    expect(item.locator(".ways button")).to_have_count(1)
    item.locator(".ways button").tap()
    expect(item).to_have_count(0)
    assert hall.lines(room.trade) == [("K1", "A1.2", 0, "1")]
