"""What an overview says where one of its trades cannot be looked at."""

from typing import Any

import pytest
from flask import Flask

from competition.db import Database
from tests.builders import LockedTrade, a_locked_trade, a_mark, recorded
from tests.scoreboard.test_overview import Screen, screen, trade

__all__ = ["screen", "trade"]


def test_a_look_that_fails_hides_no_other_trade_and_is_taken_again(
    app: Flask, house: Database, trade: LockedTrade, screen: Screen
) -> None:
    other = a_locked_trade(house, competition=trade.competition, code="18")
    screen.looks()
    publisher = app.extensions["publisher"]
    told = publisher.told

    def fails(number: int) -> dict[str, Any]:
        if number == trade.id:
            raise TimeoutError
        found: dict[str, Any] = told(number)
        return found

    recorded(house, [a_mark(trade, "B2.1", "4", entry="03")])
    recorded(house, [a_mark(other, "B2.1", "4", entry="05")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publisher, "told", fails)
        assert leaders(screen.looks()) == [[], ["05"]]
    assert leaders(screen.looks()) == [["03"], ["05"]]


def leaders(overview: dict[str, Any]) -> list[list[str]]:
    """Return the codes of those who lead, trade by trade."""
    return [[leader["code"] for leader in each["leaders"]] for each in overview["trades"]]
