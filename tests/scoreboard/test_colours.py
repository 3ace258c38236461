"""A delegation's colours stand beside its name, and nowhere without it."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask import Flask

from competition.db import Database
from tests.builders import LockedTrade, a_locked_trade, a_roster, an_organiser, enrolled
from tests.scoreboard.halls import Room
from tests.scoreboard.public_bytes import Public

COLOURS = ("#c8281c", "#ffffff")


def coloured(database: Database, trade: LockedTrade) -> None:
    """Tell the colours of the delegation of entry 01."""
    first = a_roster(1)[0]
    row = replace(first, colours=COLOURS, columns=frozenset({"code", "colours"}))
    enrolled(database, trade.id, [row])


def homes(body: bytes) -> list[Any]:
    """Return the delegations of a snapshot's rows."""
    return [row["delegation"] for row in orjson.loads(body)["rows"]]


def test_a_snapshot_has_the_colours_of_a_delegation_and_no_key_without(database: Database) -> None:
    trade = a_locked_trade(database, entries=2)
    coloured(database, trade)
    first, second = homes(Room(database).publisher.snapshot(trade.id)[1])
    assert first["colours"] == list(COLOURS)
    assert "colours" not in second


@pytest.mark.parametrize("shows", ["codes", "nothing"])
def test_without_names_there_are_no_colours(database: Database, shows: str) -> None:
    trade = a_locked_trade(database, shows=shows)
    coloured(database, trade)
    assert COLOURS[0].encode() not in Room(database).publisher.snapshot(trade.id)[1]


def test_colours_that_are_told_go_to_boards_that_watch(database: Database) -> None:
    trade = a_locked_trade(database, entries=2)
    room = Room(database)
    room.publisher.snapshot(trade.id)
    coloured(database, trade)
    assert [event for event, _ in room.pushed()] == ["pulse"]
    assert homes(room.publisher.snapshot(trade.id)[1])[0]["colours"] == list(COLOURS)


def test_a_frozen_picture_keeps_the_colours_that_it_had(app: Flask, house: Database) -> None:
    app.extensions["publisher"].stop()
    trade = a_locked_trade(house, entries=2)
    app.test_client().get(f"/live/trades/{trade.id}")
    app.extensions["curtain"].close([trade.id], an_organiser(house).id)
    coloured(house, trade)
    Public(app, {}).waits()
    assert b"colours" not in app.test_client().get(f"/live/trades/{trade.id}").data
