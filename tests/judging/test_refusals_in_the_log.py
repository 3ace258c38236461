"""Why a mark was refused is found in the log later, without what the mark said."""

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import Any

import pytest
from flask import Flask
from structlog.testing import capture_logs

from competition.db import Database
from tests.builders import LockedTrade, a_locked_trade
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import Checker, a_checker, asks_for

Log = Sequence[MutableMapping[str, Any]]


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, judges=2, entries=1)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


@pytest.fixture
def log(panel: list[Tablet]) -> Iterator[Log]:
    assert panel, "everybody has signed in before"
    with capture_logs() as found:
        yield found


def refused(log: Log) -> list[tuple[Any, Any, Any]]:
    """Return code, sheet and device of each line about a refusal; there is nothing else in it."""
    lines = [each for each in log if each["event"] == "mark-refused"]
    for line in lines:
        assert set(line) == {"event", "log_level", "code", "sheet", "device"}
    return [(line["code"], line["sheet"], line["device"]) for line in lines]


def alone(tablet: Tablet, letter: dict[str, Any]) -> None:
    """Send a letter to the address of its sheet."""
    tablet.client.post(f"/judging/sheets/{letter['sheet']}/marks", json=letter["mark"])


def together(tablet: Tablet, letter: dict[str, Any]) -> None:
    """Send a letter among many."""
    tablet.send(letter)


@pytest.mark.parametrize("way", [alone, together])
def test_each_refusal_of_a_mark_is_one_line(
    panel: list[Tablet], log: Log, way: Callable[[Tablet, dict[str, Any]], None]
) -> None:
    first, second = panel
    way(first, first.letter("A1.2", "1"))
    assert refused(log) == []
    stale = second.letter("A1.2", "0")
    way(second, stale)
    way(second, second.letter("B1.1", "yes"))
    way(second, second.letter("A1.2", "1", fields={"aspect": 9999}))
    own = (stale["sheet"], second.device)
    b_sheet = second.trade.sheet("01", "B1.1")
    assert refused(log) == [
        ("stale-mark", *own),
        ("invalid", b_sheet, second.device),
        ("other-sheets-aspect", *own),
    ]


def test_a_letter_that_cannot_be_read_is_one_line_without_what_it_holds(
    panel: list[Tablet], log: Log
) -> None:
    letter = panel[0].letter("A1.2", "1", device="平板")
    panel[0].send(letter, {"sheet": "x"})
    assert refused(log) == [("invalid", letter["sheet"], None), ("invalid", None, None)]


def test_a_mark_that_waits_for_its_judge_is_not_refused(panel: list[Tablet], log: Log) -> None:
    panel[0].send(panel[0].letter("A1.2", "1", judge=panel[1].trade.judges[1].id))
    assert refused(log) == []


def test_a_value_of_a_second_entry_that_is_refused_is_one_line(
    app: Flask, house: Database, trade: LockedTrade, log: Log
) -> None:
    asks_for(house, trade, "blind")
    checker: Checker = a_checker(app, house, trade)
    checker.enter("A1.2", "7")
    assert refused(log) == [("invalid", trade.sheet("01", "A1.2"), checker.device)]
