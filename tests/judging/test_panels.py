"""Panels keep their judges once anything of theirs is marked."""

import pytest

from competition.db import Database
from judging import panels
from judging.panels import ModulesLeftBare, PanelInUse, Seating
from tests.builders import LockedTrade, a_locked_trade, a_mark, everything_marked, signed
from tests.judging.ledgers import record


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house)


def seat(database: Database, trade: LockedTrade, panel: str, *modules: str) -> None:
    judges = tuple(judge.code for judge in reversed(trade.judges))
    database.write(panels.seat, Seating(trade.id, panel, judges, modules, trade.chief.id))


def test_a_marked_module_cannot_move_to_another_panel(house: Database, trade: LockedTrade) -> None:
    record(house, a_mark(trade, "A1.1", "2"))
    with pytest.raises(PanelInUse):
        seat(house, trade, "2", "A")


def test_a_signed_trade_keeps_every_panel(house: Database, trade: LockedTrade) -> None:
    everything_marked(house, trade)
    signed(house, trade)
    with pytest.raises(PanelInUse):
        seat(house, trade, "2", "A", "B")


def test_no_module_is_left_without_judges_once_sheets_are_open(
    house: Database, trade: LockedTrade
) -> None:
    with pytest.raises(ModulesLeftBare):
        seat(house, trade, "1", "A")


def test_a_panel_that_is_refused_is_not_there(house: Database, trade: LockedTrade) -> None:
    everything_marked(house, trade)
    with pytest.raises(PanelInUse):
        house.write(panels.seat, Seating(trade.id, "2", ("1701",), ("A",), trade.chief.id))
    with house.read() as session:
        assert [panel.name for panel in panels.panels_of(session, trade.id)] == ["1"]


def test_an_unmarked_module_may_get_other_judges(house: Database, trade: LockedTrade) -> None:
    seat(house, trade, "2", "A")
