"""What was compared of a second entry stays as it was made, what it replaced among it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from competition.clock import written
from competition.db import Database
from judging import second_entry
from judging.chain import content_hash
from judging.second_entry import Entries
from tests.builders import LockedTrade
from tests.judging.checkers import Checker, a_checker, a_trade_to_check
from tests.judging.ledgers import forge

OTHER_UUID = "00000000-0000-4000-8000-000000000000"
LONG_AGO = written(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    """Give a trade whose sheets are entered twice."""
    return a_trade_to_check(house, "blind")


@pytest.fixture
def checker(app: Flask, house: Database, trade: LockedTrade) -> Checker:
    """Give a second person who entered one value again before all was compared."""
    found = a_checker(app, house, trade)
    found.enter("A1.2", "5")
    found.enter_all()
    return found


def verified(house: Database, trade: LockedTrade) -> str | None:
    with house.read() as session:
        return second_entry.verify(session, trade.id)


@pytest.mark.parametrize("line", ["min", "max"])
@pytest.mark.parametrize(
    "change",
    [
        *("value = '9'", "seat = 9", "device = 'd-9'", "sequence = 9"),
        *(f"uuid = '{OTHER_UUID}'", f"taken_at = '{LONG_AGO}'", f"recorded_at = '{LONG_AGO}'"),
    ],
)
def test_a_line_that_was_changed_is_found(
    house: Database, trade: LockedTrade, checker: Checker, line: str, change: str
) -> None:
    checker.check()
    assert verified(house, trade) is None
    which = f"(select {line}(id) from second_entry)"  # noqa: S608 - our own words
    house.write(forge, f"update second_entry set {change} where id = {which}")  # noqa: S608
    assert verified(house, trade) == "the second entries that act 1 compared are not those kept"


@pytest.mark.parametrize("line", ["min", "max"])
def test_a_line_that_was_removed_is_found(
    house: Database, trade: LockedTrade, checker: Checker, line: str
) -> None:
    checker.check()
    which = f"(select {line}(id) from second_entry)"  # noqa: S608 - our own words
    house.write(forge, f"delete from second_entry where id = {which}")  # noqa: S608
    assert verified(house, trade) == "the second entries that act 1 compared are not those kept"


def test_what_is_entered_after_a_comparison_changes_nothing_of_it(
    house: Database, trade: LockedTrade, checker: Checker
) -> None:
    checker.check()
    checker.enter("A1.2", "5")
    assert verified(house, trade) is None


def test_the_database_lets_nobody_change_a_line(house: Database, checker: Checker) -> None:
    checker.check()
    with pytest.raises(DBAPIError), house.read() as session:
        session.execute(text("update second_entry set value = '9'"))
    with pytest.raises(DBAPIError), house.read() as session:
        session.execute(text("delete from second_entry"))


@pytest.fixture
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let acts tell of compared entries what they told before they told of each line."""

    def told(entries: Entries) -> list[object]:
        return [
            (aspect, seat, row.value, row.uuid, row.author_id)
            for (aspect, seat), row in sorted(entries.items())
        ]

    def compared(session: object, sheet: int, author: int, last: int | None = None) -> object:
        entries = second_entry.of_sheet(session, sheet, author, last)  # type: ignore[arg-type]
        end = max(row.id for row in entries.values())
        return {"way": "blind", "last": end, "hash": content_hash(told(entries))}

    monkeypatch.setattr(second_entry, "compared", compared)


@pytest.mark.usefixtures("_as_before")
def test_an_act_from_before_each_line_was_told_is_verified_by_its_cells(
    house: Database, trade: LockedTrade, checker: Checker
) -> None:
    checker.check()
    assert verified(house, trade) is None
    last = "(select max(id) from second_entry)"
    house.write(forge, f"update second_entry set value = '9' where id = {last}")  # noqa: S608
    assert verified(house, trade) == "the second entries that act 1 compared are not those kept"
