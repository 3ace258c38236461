"""Progress against the timetable: late is late in words, and a guess needs enough to go by."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from competition.db import Database
from judging import headway, matrix, timetable
from judging.plan import Stack
from judging.timetable import NewTimetable, Pace, Window, WindowBackwards
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    an_organiser,
    everything_marked,
    signed_in,
)

SMALL = a_scheme(an_aspect("A1.1", "pass_fail", "1"), an_aspect("B1.1", "pass_fail", "1"))
NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_pace(done: int, at: float, *, of: int = 10, last: float | None = None) -> Pace:
    """Return the pace of a module planned from 9 to 13 h, so many hours after 9."""
    window = Window(Stack("A", 1), NINE, NINE + 4 * HOUR)
    ended = NINE + (at if last is None else last) * HOUR
    return Pace(window, of, done, NINE if done else None, ended if done else None, NINE + at * HOUR)


WORDS: Iterable[tuple[Pace, str]] = (
    (a_pace(0, -1), "to-come"),
    (a_pace(2, -0.5), "on-time"),
    (a_pace(3, 1), "on-time"),
    (a_pace(2, 2), "behind"),
    (a_pace(9, 5), "overdue"),
    (a_pace(10, 3), "done"),
    (a_pace(10, 6, last=3.5), "done"),
    (a_pace(10, 6, last=4.5), "done-late"),
)


@pytest.mark.parametrize(("pace", "word"), WORDS)
def test_what_there_is_to_say(pace: Pace, word: str) -> None:
    assert pace.word == word
    assert pace.is_late == (word in {"behind", "overdue"})


def test_the_end_is_guessed_from_enough_sheets_only() -> None:
    assert a_pace(2, 1).expected is None
    assert a_pace(3, 0.1).expected is None
    assert a_pace(5, 1).expected == NINE + 2 * HOUR
    assert a_pace(10, 1).expected is None


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, judges=1, entries=3, scheme=SMALL)


def paces(house: Database, trade: LockedTrade) -> list[Pace]:
    with house.read() as session:
        found = headway.read(session, trade.id)
        assert found is not None
        return timetable.paces(session, found, matrix.read(session, found).words)


def keep(house: Database, trade: LockedTrade, *windows: Window) -> None:
    house.write(timetable.keep, NewTimetable(trade.id, windows, trade.chief.id))


def test_sheets_are_counted_against_what_was_planned(house: Database, trade: LockedTrade) -> None:
    keep(house, trade, Window(Stack("A", 1), NINE, NINE + HOUR))
    assert [(pace.done, pace.of) for pace in paces(house, trade)] == [(0, 3), (0, 3)]
    everything_marked(house, trade)
    first, second = paces(house, trade)
    assert (first.done, second.word) == (3, "done")
    assert first.begun_at is not None
    keep(house, trade, Window(Stack("A", 1)))
    assert paces(house, trade)[0].window == Window(Stack("A", 1))


def test_a_window_ends_after_it_begins(house: Database, trade: LockedTrade) -> None:
    for window in (Window(Stack("A", 1), NINE, NINE), Window(Stack("A", 1), NINE)):
        with pytest.raises(WindowBackwards):
            keep(house, trade, Window(Stack("B", 1), NINE, NINE + HOUR), window)
    assert not any(pace.window.ends_at for pace in paces(house, trade))


def test_times_are_entered_where_the_competition_is(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    desk = signed_in(app, trade.chief)
    desk.environ_base["HTTP_ACCEPT"] = "text/html"
    desk.set_cookie("language", "en")
    path = f"/organise/trades/{trade.id}/timetable"
    form = {"begins.A.1": "2026-11-21T09:00", "ends.A.1": "2026-11-21T10:30", "begins.B.1": ""}
    assert desk.post(path, data=form).status_code == 303
    assert paces(house, trade)[0].window.begins_at == NINE - 8 * HOUR
    assert 'value="2026-11-21T10:30"' in desk.get(path).text
    assert desk.post(path, data={**form, "ends.A.1": "soon"}).status_code == 422
    assert desk.post(path, data={**form, "ends.A.1": "2026-11-21T08:00"}).status_code == 422
    page = desk.get(f"/organise/trades/{trade.id}/chief").text
    assert "0 of 3 sheets" in page


def test_programs_read_and_write_the_same(app: Flask, house: Database, trade: LockedTrade) -> None:
    desk = signed_in(app, an_organiser(house))
    path = f"/organise/trades/{trade.id}/timetable"
    window = {
        "module": "A",
        "day": 1,
        "begins_at": "2026-11-21T09:00:00+00:00",
        "ends_at": "2026-11-21T10:00:00+00:00",
    }
    assert desk.post(path, json={"windows": [window]}).get_json() == {"windows": 1}
    assert desk.get(path).get_json()["windows"][0] == window
    assert desk.post(path, json={"windows": [{"module": 7}]}).status_code == 422
    soon = {**window, "begins_at": "soon"}
    assert desk.post(path, json={"windows": [soon]}).status_code == 422
    none = {"module": "A", "day": 1}
    assert desk.post(path, json={"windows": [none]}).status_code == 201
    assert desk.get(path).get_json()["windows"][0]["begins_at"] is None
    judge = signed_in(app, trade.judges[0])
    assert judge.post(path, json={"windows": []}).status_code == 403


def test_the_trades_page_says_what_is_late(app: Flask, house: Database, trade: LockedTrade) -> None:
    keep(
        house, trade, Window(Stack("B", 1), datetime(2026, 1, 1, tzinfo=UTC), NINE - 90 * 24 * HOUR)
    )
    desk = signed_in(app, an_organiser(house))
    desk.set_cookie("language", "en")
    page = desk.get(f"/organise/trades/{trade.id}", headers={"Accept": "text/html"}).text
    assert "0 of 6 sheets are marked." in page
    assert "Late against the timetable: B." in page
