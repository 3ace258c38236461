"""A freeze comes at its moment, once, whatever fails or is down meanwhile."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from competition.clock import now, written
from competition.db import Database
from competition.programme.models import Trade
from scoreboard import freeze
from scoreboard.publisher import Publisher
from tests.builders import a_locked_trade, a_mark, recorded
from tests.scoreboard.houses import House, a_house, due, marks, public, restarted, the_end


@pytest.fixture(autouse=True)
def _by_hand(app: Flask) -> None:
    """Let nobody push but the test itself: then everything is pushed when it goes on."""
    app.extensions["publisher"].stop()


@pytest.fixture
def hall(app: Flask, house: Database) -> House:
    return a_house(app, house)


def test_a_freeze_that_is_set_comes_at_its_moment(hall: House) -> None:
    someone = public(hall.app, hall.trade)
    at = now() + timedelta(seconds=0.3)
    assert hall.curtain.plan([hall.trade.id], hall.by, at) == [None]
    while not hall.is_frozen():
        hall.curtain.close_due()
    before = someone.reads()
    marks(hall.database, hall.trade)
    assert someone.reads() == before
    found = hall.snapshot()
    assert (found["state"], found["at"]) == ("frozen", written(at))


def test_a_freeze_that_was_missed_leaves_out_what_came_after_its_moment(
    hall: House, tmp_path: Path
) -> None:
    """The server was down at the moment; tablets send what they kept before anybody looks."""
    before = hall.snapshot()
    due(hall, hall.trade.id)
    marks(hall.database, hall.trade)
    with restarted(hall, tmp_path) as again:
        again.curtain.close_due()
        assert again.is_frozen()
        public(again.app, again.trade)
        found = again.snapshot()
        assert (found["state"], found["rows"]) == ("frozen", before["rows"])


def test_what_is_published_after_the_moment_is_not_out_though_nobody_has_frozen_it_yet(
    hall: House, tmp_path: Path
) -> None:
    someone = public(hall.app, hall.trade)
    due(hall, hall.trade.id)
    before, lived = someone.reads(), hall.snapshot()
    the_end(hall.database, hall.trade)
    assert someone.reads() == before
    with restarted(hall, tmp_path) as again:
        after = public(again.app, again.trade)
        # It looks for what is due as soon as it starts.
        assert {again.snapshot()["state"], again.glance()["state"]} <= {"live", "frozen"}
        again.curtain.close_due()
        unpublished = {key: each for key, each in after.reads().items() if "/results/" in key}
        assert unpublished == {key: before[key] for key in unpublished}
        assert again.snapshot()["rows"] == lived["rows"]


def test_a_freeze_that_fails_keeps_no_other_from_coming(
    hall: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_locked_trade(hall.database, code="18")
    due(hall, hall.trade.id, other.id)
    hold = Publisher.hold

    def fails(self: Publisher, trade: int) -> tuple[int, bytes]:
        if trade == hall.trade.id:
            raise ZeroDivisionError
        return hold(self, trade)

    with monkeypatch.context() as broken:
        broken.setattr(Publisher, "hold", fails)
        again = hall.curtain.close_due()
    with hall.database.read() as session:
        kinds = {trade: each.kind for trade, each in freeze.standing(session).items()}
    assert kinds == {hall.trade.id: "plan", other.id: "freeze"}
    assert again == 1.0
    hall.curtain.close_due()
    assert hall.is_frozen()


def test_a_freeze_that_is_not_kept_on_disk_is_none(
    hall: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = public(hall.app, hall.trade)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(freeze, "_freeze_one", fails)
        with pytest.raises(ZeroDivisionError):
            hall.curtain.close([hall.trade.id], hall.by)
    recorded(hall.database, [a_mark(hall.trade, "B2.1", "4.75", entry="04")])
    someone.hears()
    found = hall.snapshot()
    assert (found["state"], found["version"]) == ("live", version(hall))


def version(hall: House) -> int:
    """Return the version of the trade."""
    with hall.database.read() as session:
        return session.get_one(Trade, hall.trade.id).version


def test_what_is_frozen_is_frozen_once_and_lifted_once(hall: House) -> None:
    only = [hall.trade.id]
    later = now() + timedelta(hours=1)
    told = [
        hall.curtain.close(only, hall.by),
        hall.curtain.close(only, hall.by),
        hall.curtain.plan(only, hall.by, later),
        hall.curtain.open(only, hall.by),
        hall.curtain.open(only, hall.by),
        hall.curtain.plan(only, hall.by, now()),
    ]
    assert [each.code if each else None for (each,) in told] == [
        None,
        "already-frozen",
        "already-frozen",
        None,
        "not-frozen",
        "freeze-past",
    ]
    assert not hall.is_frozen()


def test_a_freeze_that_was_set_can_be_called_off(hall: House) -> None:
    later = now() + timedelta(hours=1)
    assert hall.curtain.plan([hall.trade.id], hall.by, later) == [None]
    assert hall.curtain.open([hall.trade.id], hall.by) == [None]
    with hall.database.read() as session:
        assert freeze.standing(session) == {}
