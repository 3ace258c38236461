"""What a judge and the chief judge are told to look at twice before they sign."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from competition.clock import written
from competition.db import Database
from judging import plan as plans
from judging import warnings
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    an_organiser,
    recorded,
    signed_in,
)
from tests.flows.callers import Desk
from tests.judging.callers import Tablet

SCHEME = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("A1.2", "count", "90", points="1"))
ENTRIES = 9
MORNING = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_locked_trade(database, judges=2, entries=ENTRIES, scheme=SCHEME)


def mark(
    database: Database, trade: LockedTrade, aspect: str, values: Sequence[str], judge: int = 1
) -> None:
    """Let a judge mark the entries in order, one in five minutes; "" leaves one out."""
    given = [
        a_mark(
            trade,
            aspect,
            value,
            entry=entry,
            judge=judge,
            taken_at=written(MORNING + timedelta(minutes=5 * at)),
            sequence=at,
        )
        for at, (entry, value) in enumerate(zip(trade.entries, values, strict=False), 1)
        if value
    ]
    recorded(database, given)


def odd(database: Database, trade: LockedTrade) -> list[tuple[str, int, str, tuple[str, ...]]]:
    """Return entry, seat, value and kinds of each odd mark of a trade."""
    codes = {number: code for code, number in trade.entries.items()}
    with database.read() as session:
        plan = plans.read(session, trade.id)
        assert plan is not None
        found = warnings.of_trade(plan, warnings.fields(session, plan))
    return [(codes[each.sheet.entry], each.seat, each.value, each.kinds) for each in found]


def test_the_first_of_a_long_run_that_lies_apart_is_told(
    database: Database, trade: LockedTrade
) -> None:
    for judge, votes in ((1, "322212221"), (2, "222222222")):
        mark(database, trade, "A1.1", votes, judge)
    assert odd(database, trade) == [("01", 1, "3", ("first",))]


def test_the_last_of_a_run_is_told_when_the_run_is_over(
    database: Database, trade: LockedTrade
) -> None:
    readings = ["40", "41", "42", "41", "40", "41", "42", "42"]
    mark(database, trade, "A1.2", readings)
    assert odd(database, trade) == []
    mark(database, trade, "A1.2", [*[""] * 8, "45"])
    assert odd(database, trade) == [("09", 0, "45", ("last",))]


def test_a_reading_is_compared_with_the_field_and_with_what_the_same_judge_has_read(
    database: Database, trade: LockedTrade
) -> None:
    mark(database, trade, "A1.2", ["40", "41", "40", "41", "60"], 1)
    mark(database, trade, "A1.2", [*[""] * 5, "50", "61", "55", "65"], 2)
    assert odd(database, trade) == [("05", 0, "60", ("own",))]


def test_a_vote_is_compared_with_the_field_too(database: Database, trade: LockedTrade) -> None:
    mark(database, trade, "A1.1", "222223333", 1)
    mark(database, trade, "A1.1", "222222220", 2)
    found = {(entry, seat): kinds for entry, seat, _, kinds in odd(database, trade)}
    assert found["09", 2][:2] == ("field", "own")


def test_votes_that_are_not_all_in_are_told_to_nobody_else(
    database: Database, trade: LockedTrade
) -> None:
    mark(database, trade, "A1.1", "022222222", 1)
    assert odd(database, trade) == []
    with database.read() as session:
        plan = plans.read(session, trade.id)
        assert plan is not None
        sheet = plan.sheets[trade.sheet("01", "A1.1")]
        own, other = (
            warnings.of_sheet(session, plan, sheet, judge.id) for judge in trade.judges[:2]
        )
    assert {each["kind"] for each in own} == {"own", "first"}
    assert other == []


def test_the_tablet_is_told_of_the_ends_of_a_run(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=ENTRIES, scheme=SCHEME)
    mark(house, trade, "A1.1", "322212221")
    sheet = trade.sheet("01", "A1.1")
    answer = Tablet(app, trade.judges[0], trade).client.get(f"/judging/sheets/{sheet}/warnings")
    kinds = {"aspect": trade.aspects["A1.1"], "kind": "first"}
    assert answer.get_json() == {"warnings": [kinds]}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_chief_judge_reads_them_before_signing(
    app: Flask, house: Database, language: str
) -> None:
    trade = a_locked_trade(house, judges=1, entries=ENTRIES, scheme=SCHEME)
    here = f"/organise/trades/{trade.id}"
    chief = Desk(app, trade.chief.code)
    chief.client.set_cookie("language", language)
    assert f"{here}/warnings" in chief.page(f"{here}/chief")
    empty = chief.page(f"{here}/warnings")
    mark(house, trade, "A1.1", "322212221")
    page = chief.page(f"{here}/warnings")
    assert "A1.1" in page
    assert "A1.1" not in empty
    assert Desk(app, an_organiser(house).code).page(f"{here}/warnings")
    judge = signed_in(app, trade.judges[0])
    assert judge.get(f"{here}/warnings").status_code == 403


def test_a_trade_without_sheets_has_nothing_odd(app: Flask, house: Database) -> None:
    organiser = Desk(app, an_organiser(house).code)
    assert organiser.client.get("/organise/trades/99/warnings").status_code == 404
