"""On either database, in either language, no mark is lost, doubled or overwritten unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from sqlalchemy import create_engine, text

from competition.clock import now
from competition.rehearsal.caller import Caller
from tests.browser.conftest import Sit
from tests.browser.disk import CANNOT_STORE, EMPTY, FILL, narrow
from tests.browser.hall import Hall, Panel, Staged
from tests.browser.marking import MARK_MANY
from tests.browser.tablet import Tablet
from tests.messages import kept
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

MARKS = b"POST /judging/sheets/"
PLACES = [
    pytest.param(("sqlite_hall", "en"), id="sqlite-en"),
    pytest.param(("sqlite_hall", "zh"), id="sqlite-zh"),
    pytest.param(("postgres_hall", "en"), id="postgres-en", marks=pytest.mark.postgres),
    pytest.param(("postgres_hall", "zh"), id="postgres-zh", marks=pytest.mark.postgres),
]
CHINESE = {message.id: message.string for message in kept() if isinstance(message.id, str)}


@dataclass(frozen=True)
class Room:
    """A trade in a hall on one database, its people's language, and a network that fails."""

    hall: Hall
    trade: Staged
    language: str
    proxy: Proxy
    sit: Sit
    enter: Callable[..., BrowserContext]

    def say(self, english: str) -> str:
        """Return a text of the program as it reads here."""
        return english if self.language == "en" else str(CHINESE[english])

    def tablet(self, seat: int, *sheets: int) -> Tablet:
        """Seat a judge behind the network; the sheets that they open first stay with them."""
        tablet = self.sit(seat, self.language, self.proxy.base)
        for sheet in sheets:
            tablet.open(sheet)
        return tablet

    def panel(self) -> Panel:
        """Return the panel, signed in elsewhere."""
        return self.hall.panel(self.trade)

    def lines(self) -> list[tuple[str, str, int, str]]:
        """Return entry, aspect, seat and value of each line of the ledger."""
        return self.hall.lines(self.trade)


@pytest.fixture(scope="module", params=PLACES)
def place(request: pytest.FixtureRequest) -> tuple[Hall, str]:
    """Give a hall on each database, and the language that is spoken there."""
    name, language = request.param
    return request.getfixturevalue(name), language


@pytest.fixture(scope="module")
def hall(place: tuple[Hall, str]) -> Hall:
    return place[0]


@pytest.fixture
def room(
    place: tuple[Hall, str],
    trade: Staged,
    proxy: Proxy,
    sit: Sit,
    enter: Callable[..., BrowserContext],
) -> Room:
    return Room(place[0], trade, place[1], proxy, sit, enter)


def ready(tablet: Tablet) -> Tablet:
    """Wait until everything that marking takes is on the tablet, and return it."""
    expect(tablet.page.locator(".readiness .g-received")).to_be_visible()
    return tablet


def unsent(tablet: Tablet, *aspects: str) -> None:
    for aspect in aspects:
        expect(tablet.line(aspect).locator(".st.unsent")).to_be_visible()


def all_received(tablet: Tablet) -> None:
    expect(tablet.status.locator(".g-received")).to_be_visible()


def refusal(tablet: Tablet) -> Locator:
    """Return the one mark that needs the judge, by turning to it."""
    tablet.page.locator("a.alarm").tap()
    items = tablet.page.locator(".refusals li")
    expect(items).to_have_count(1)
    return items.first


def chief(room: Room) -> Caller:
    found = Caller(room.hall.base)
    code = room.trade.chief
    found.fill("/sign-in", {"code": code, "password": room.trade.pins[code]})
    return found


def test_half_an_hour_without_network_and_two_reloads_lose_nothing(room: Room) -> None:
    panel = room.panel()
    tablet = ready(room.tablet(1))
    tablet.page.clock.install()
    room.proxy.cut()
    tablet.open(panel.sheet("K1", "A"))
    tablet.choose("A1.2", room.say("Yes, met"))
    tablet.type("A1.3", "4")
    unsent(tablet, "A1.2", "A1.3")
    tablet.page.clock.fast_forward("15:00")
    tablet.page.reload()
    unsent(tablet, "A1.2", "A1.3")
    tablet.choose("A1.2", room.say("No, not met"))
    tablet.page.clock.fast_forward("15:00")
    tablet.open(panel.sheet("K2", "B"))
    tablet.vote("B1.2", "3")
    unsent(tablet, "B1.2")
    tablet.page.reload()
    unsent(tablet, "B1.2")
    assert room.lines() == []
    room.proxy.restore()
    all_received(tablet)
    assert room.lines() == [
        ("K1", "A1.2", 0, "1"),
        ("K1", "A1.3", 0, "4"),
        ("K1", "A1.2", 0, "0"),
        ("K2", "B1.2", 1, "3"),
    ]
    query = "select min(taken_at), max(taken_at) from ledger_line where trade_id = :trade"
    first, last = map(datetime.fromisoformat, room.hall.rows(query, trade=room.trade.id)[0])
    assert last - first >= timedelta(minutes=30)


def test_batches_that_come_twice_and_out_of_order_count_once(room: Room) -> None:
    sheet = room.panel().sheet("K1", "A")
    first, second = room.tablet(1, sheet), room.tablet(2, sheet)
    room.proxy.refuse(MARKS)
    first.vote("A1.1", "2")
    second.vote("A1.1", "3")
    for words in ("Yes, met", "No, not met"):
        first.choose("A1.2", room.say(words))
    second.type("A1.3", "4")
    unsent(first, "A1.1", "A1.2")
    unsent(second, "A1.1", "A1.3")
    room.proxy.hold(MARKS)
    room.proxy.repeat(MARKS, times=50)
    room.proxy.swallow(MARKS, times=1)
    room.proxy.restore()
    all_received(first)
    all_received(second)
    assert (room.proxy.swallowed, room.proxy.reordered) == (1, 1)
    lines = room.lines()
    assert sorted(lines) == [
        ("K1", "A1.1", 1, "2"),
        ("K1", "A1.1", 2, "3"),
        ("K1", "A1.2", 0, "0"),
        ("K1", "A1.2", 0, "1"),
        ("K1", "A1.3", 0, "4"),
    ]
    assert lines.index(("K1", "A1.2", 0, "1")) < lines.index(("K1", "A1.2", 0, "0"))
    assert set(room.proxy.replay(MARKS)) == {200}
    assert room.lines() == lines
    first.page.reload()
    expect(first.line("A1.2").locator(".v")).to_have_text(room.say("No, not met"))


def test_of_two_tablets_on_one_sheet_the_later_is_shown_both_values(room: Room) -> None:
    sheet = room.panel().sheet("K1", "A")
    tablet, other = room.tablet(2, sheet), room.sit(1, room.language)
    other.open(sheet)
    room.proxy.refuse(b"/judging/")
    tablet.type("A1.3", "4")
    unsent(tablet, "A1.3")
    other.type("A1.3", "6")
    all_received(other)
    room.proxy.restore()
    item = refusal(tablet)
    expect(item).to_contain_text(room.say("Somebody changed this mark before yours arrived."))
    expect(item.locator("dd.num")).to_have_text(["4", "6"])
    assert [line[3] for line in room.lines()] == ["6"]
    item.locator(".ways button").last.tap()
    all_received(tablet)
    assert [line[3] for line in room.lines()] == ["6", "4"]


def run_out(room: Room) -> None:
    """Let the time of every session of the trade's judges be over."""
    code = f"{room.trade.id}77"
    engine = create_engine(room.hall.database)
    with engine.begin() as connection:
        words = "update sign_in set ends_at = :then where way = 'pin'"
        then = now() - timedelta(minutes=1)
        is_file = engine.dialect.name == "sqlite"
        connection.execute(text(words), {"then": then.replace(tzinfo=None) if is_file else then})
    engine.dispose()
    # The server remembers sessions for some seconds, unless somebody's roles change.
    here = f"/organise/trades/{room.trade.id}/judges"
    room.hall.organiser.fill(here, {"judges": f"{code},甲,A", "role": "judge"})


def test_hundreds_of_marks_wait_for_the_pin_when_the_session_ran_out(room: Room) -> None:
    sheet = room.panel().sheet("K4", "A")
    tablet = ready(room.tablet(1))
    tablet.open(sheet)
    room.proxy.cut()
    tablet.choose("A1.2", room.say("Yes, met"))
    given = tablet.page.evaluate(MARK_MANY)
    assert len(given) == 320
    run_out(room)
    room.proxy.restore()
    dialog = tablet.page.get_by_role("dialog")
    expect(dialog).to_contain_text(
        room.say("Your time here ran out. Marks wait on this tablet until you have signed in.")
    )
    assert room.lines() == []
    tablet.page.reload()
    tablet.enter_pin(room.trade.pins[room.trade.judges[0]])
    all_received(tablet)
    assert [list(line) for line in room.lines()] == [["K4", "A1.2", 0, "1"], *given]


def test_a_vote_goes_to_the_seat_that_its_judge_has_by_then(room: Room) -> None:
    sheet = room.panel().sheet("K1", "A")
    tablet = room.tablet(1, sheet)
    room.proxy.cut()
    tablet.vote("A1.1", "2")
    unsent(tablet, "A1.1")
    seats = {"panel": "1", "modules": ["A", "B"], "judges": " ".join(reversed(room.trade.judges))}
    room.hall.organiser.fill(f"/organise/trades/{room.trade.id}/panels", seats)
    room.proxy.restore()
    all_received(tablet)
    assert room.lines() == [("K1", "A1.1", 3, "2")]
    expect(tablet.line("A1.1").locator(".v")).to_have_text("2")
    expect(tablet.page.locator(".me span")).to_contain_text("3")


def test_who_was_unseated_is_told_and_keeps_the_mark_until_seated_again(room: Room) -> None:
    sheet = room.panel().sheet("K1", "A")
    tablet = room.tablet(1, sheet)
    room.proxy.cut()
    tablet.choose("A1.2", room.say("Yes, met"))
    unsent(tablet, "A1.2")
    here = f"/organise/trades/{room.trade.id}/panels"
    seats = {"panel": "1", "modules": ["A", "B"]}
    room.hall.organiser.fill(here, seats | {"judges": " ".join(room.trade.judges[1:])})
    room.proxy.restore()
    item = refusal(tablet)
    expect(item).to_contain_text(
        room.say("You do not sit on the panel of this sheet. Ask the organiser, then send again.")
    )
    assert room.lines() == []
    tablet.page.reload()
    room.hall.organiser.fill(here, seats | {"judges": " ".join(room.trade.judges)})
    expect(item).to_be_visible()
    item.locator(".ways button").last.tap()
    all_received(tablet)
    assert room.lines() == [("K1", "A1.2", 0, "1")]


def test_a_mark_for_a_sheet_that_was_signed_meanwhile_changes_nothing(room: Room) -> None:
    room.hall.organiser.fill(f"/organise/trades/{room.trade.id}/signing", {"signing": "panel"})
    panel = room.panel()
    panel.complete("K1", "222 1 7 20.3 0 1 222")
    tablet = room.tablet(1, panel.sheet("K1", "A"))
    room.proxy.cut()
    tablet.choose("A1.2", room.say("No, not met"))
    unsent(tablet, "A1.2")
    panel.sign("K1", "A")
    lines = room.lines()
    room.proxy.restore()
    item = refusal(tablet)
    words = (
        "The panel has signed this sheet. "
        "Ask for a correction, or ask the chief judge to reopen it."
    )
    expect(item).to_contain_text(room.say(words))
    item.locator(".ways button").first.tap()
    all_received(tablet)
    assert room.lines() == lines


def test_a_vote_of_the_round_before_counts_when_its_judge_says_so_again(room: Room) -> None:
    panel = room.panel()
    panel.vote("K2", "B1.2", "302")
    sheet = panel.sheet("K2", "B")
    tablet = room.tablet(1, sheet)
    room.proxy.cut()
    tablet.vote("B1.2", "2")
    unsent(tablet, "B1.2")
    aspect = room.hall.rows("select aspect_id from ledger_line order by id desc limit 1")[0][0]
    here = f"/organise/trades/{room.trade.id}/sheets/{sheet}/rounds"
    chief(room).fill(here, {"aspect": aspect})
    lines = room.lines()
    room.proxy.restore()
    item = refusal(tablet)
    expect(item).to_contain_text(room.say("Somebody changed this mark before yours arrived."))
    expect(item.locator("dd.num")).to_have_text(["2", room.say("Not marked")])
    assert room.lines() == lines
    item.locator(".ways button").last.tap()
    all_received(tablet)
    assert room.lines() == [*lines, ("K2", "B1.2", 1, "2")]


def test_marks_that_come_after_the_chief_has_signed_change_nothing(room: Room) -> None:
    panel = room.panel()
    for entry in ("K1", "K2", "K3", "K4"):
        panel.complete(entry, "222 1 7 20.3 0 1 222")
    tablet = room.tablet(1, panel.sheet("K1", "A"))
    room.proxy.cut()
    tablet.choose("A1.2", room.say("No, not met"))
    unsent(tablet, "A1.2")
    lines = room.lines()
    room.hall.sign(room.trade)
    room.proxy.restore()
    item = refusal(tablet)
    words = "The chief judge has signed this sheet. Ask them to reopen it, then send again."
    expect(item).to_contain_text(room.say(words))
    expect(item.locator("dd.num")).to_have_text([room.say("No, not met"), room.say("Yes, met")])
    assert room.lines() == lines


def test_who_signs_in_on_a_full_disk_is_told(room: Room) -> None:
    tablet = narrow(room.enter, room.language, room.proxy.base)
    code = room.trade.judges[0]
    tablet.page.goto("/judging/")
    tablet.page.locator("input[name=code]").fill(code)
    tablet.page.evaluate(FILL)
    tablet.enter_pin(room.trade.pins[code])
    expect(tablet.page.locator("judge-sign-in")).to_contain_text(room.say(CANNOT_STORE))
    tablet.page.evaluate(EMPTY)
    tablet.enter_pin(room.trade.pins[code])
    expect(tablet.page.locator(".stations a").first).to_be_visible()


def test_a_full_disk_takes_no_mark_and_says_so_and_gives_none_away(room: Room) -> None:
    panel = room.panel()
    tablet = narrow(room.enter, room.language, room.proxy.base)
    tablet.sign_in(room.trade.judges[0], room.trade.pins[room.trade.judges[0]])
    tablet.open(panel.sheet("K1", "A"))
    room.proxy.cut()
    tablet.choose("A1.2", room.say("Yes, met"))
    unsent(tablet, "A1.2")
    tablet.page.evaluate(FILL)
    tablet.type("A1.3", "4")
    expect(tablet.remark).to_contain_text(room.say(CANNOT_STORE))
    expect(tablet.line("A1.3").locator(".st.none")).to_be_visible()
    room.proxy.restore()
    expect(tablet.line("A1.2").locator(".st.received")).to_be_visible()
    expect(tablet.status).to_contain_text(room.say(CANNOT_STORE))
    panel.mark("K1", "A1.4", "20")
    expect(tablet.line("A1.4").locator(".st.received")).to_be_visible()
    lines = [("K1", "A1.2", 0, "1"), ("K1", "A1.4", 0, "20")]
    assert room.lines() == lines
    tablet.page.evaluate(EMPTY)
    tablet.turn_to("A1.3")
    tablet.page.locator(".padbox .btn.main").tap()
    all_received(tablet)
    tablet.page.reload()
    expect(tablet.line("A1.3").locator(".st.received")).to_be_visible()
    assert room.lines() == [*lines, ("K1", "A1.3", 0, "4")]
