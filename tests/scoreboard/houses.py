"""A house whose trade is marked, frozen and hidden by hand, and its reader, who sees all bytes."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from competition.clock import now
from competition.db import Database
from judging import rulings
from judging.rulings import NewRuling
from scoreboard import freeze, results
from scoreboard.curtain import Curtain
from scoreboard.hall_models import Ceremony
from tests.builders import (
    USUAL,
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    an_organiser,
    enrolled,
    recorded,
    signed,
)
from tests.scoreboard.ceremonies import made
from tests.scoreboard.public_bytes import Public
from wsgi import create_app


@dataclass(frozen=True)
class House:
    """A running application, a trade that is being marked there, and who freezes it."""

    app: Flask
    database: Database
    trade: LockedTrade
    curtain: Curtain
    by: int

    def snapshot(self) -> dict[str, Any]:
        """Return the public snapshot of the trade."""
        answer = self.app.test_client().get(f"/live/trades/{self.trade.id}")
        found: dict[str, Any] = answer.get_json()
        return found

    def glance(self) -> dict[str, Any]:
        """Return what the overview says of the trade."""
        answer = self.app.test_client().get(f"/live/boards/{self.trade.competition}")
        (found,) = answer.get_json()["trades"]
        return dict(found)

    def is_frozen(self) -> bool:
        """Answer whether the newest act on the trade is a freeze."""
        with self.database.read() as session:
            stand = freeze.standing(session).get(self.trade.id)
        return stand is not None and stand.kind == "freeze"

    def freeze(self) -> None:
        """Freeze the trade as it is pushed, which must be possible."""
        Public(self.app, {}).waits()
        assert self.curtain.close([self.trade.id], self.by) == [None]


def a_house(app: Flask, house: Database) -> House:
    """Return such a house, in which one entry is marked."""
    trade = a_locked_trade(house, entries=5)
    marked(house, trade, ["01"])
    return House(app, house, trade, app.extensions["curtain"], an_organiser(house).id)


@contextmanager
def restarted(hall: House, folder: Path) -> Iterator[House]:
    """Lend the same house as another process finds it."""
    url = str(hall.database.engine.url.render_as_string(hide_password=False))
    app = create_app({"JIANGSAI_DATA": str(folder), "JIANGSAI_DATABASE_URL": url})
    app.extensions["publisher"].stop()
    lent = {"database": app.extensions["database"], "curtain": app.extensions["curtain"]}
    try:
        yield replace(hall, app=app, **lent)
    finally:
        app.extensions["publisher"].stop()
        app.extensions["database"].close()


def public(app: Flask, trade: LockedTrade) -> Public:
    """Return a reader who is in every room and has read everything once.

    There is a ceremony to look at: a rehearsal, unless somebody made another.
    """
    with app.extensions["database"].read() as session:
        has_one = session.get(Ceremony, 1) is not None
    if not has_one:
        made(app.extensions["database"], trade, is_rehearsal=True)
    someone = Public(
        app,
        {
            "trade": trade.id,
            "competition": trade.competition,
            "entry": trade.entries["01"],
            "code": "D1",
            "number": 1,
            "sheet": 1,
            "screen": 1,
            "remark": "6f1c2f0a-0000-4000-8000-000000000001",
        },
    )
    someone.joins(trade=trade.id)
    someone.joins("overview", competition=trade.competition)
    assert someone.joins("watch", ceremony=1)["version"] > 0
    someone.joins("watch", screen=1)
    someone.reads()
    someone.hears()
    return someone


def marked(house: Database, trade: LockedTrade, entries: Collection[str]) -> None:
    """Mark everything of *entries*."""
    recorded(
        house,
        [
            a_mark(trade, aspect, USUAL[trade.kinds[aspect]], entry=entry, judge=seat)
            for entry in entries
            for aspect in trade.aspects
            for seat in trade.seats(aspect)
        ],
    )


def marks(house: Database, trade: LockedTrade) -> None:
    """Mark everybody else."""
    marked(house, trade, [entry for entry in trade.entries if entry != "01"])


def a_ruling(house: Database, trade: LockedTrade) -> None:
    """Take points off somebody."""
    document: dict[str, object] = {"scope": "event", "points": "2", "reason": "late"}
    document["entry"] = "02"
    house.write(rulings.rule, NewRuling(trade.id, "penalty", document, trade.chief.id))


def another_register(house: Database, trade: LockedTrade) -> None:
    """Correct a name, and let somebody withdraw."""
    rows = a_roster(5, status={"03": "withdrawn"})
    enrolled(house, trade.id, [replace(rows[0], names={"zh": "更名", "en": "Renamed"}), *rows[1:]])


def the_end(house: Database, trade: LockedTrade) -> None:
    """Mark everything, sign it, publish it twice."""
    marks(house, trade)
    signed(house, trade)
    for state in results.ORDER:
        house.write(results.publish, results.Publishing(trade.id, state, trade.chief.id))


def due(hall: House, *trades: int) -> None:
    """Set a freeze, and let its moment come while nobody freezes anything."""
    at = now() + timedelta(seconds=0.2)
    hall.database.write(freeze.plan, [freeze.Planned(each, at, hall.by) for each in trades])
    while now() < at:
        pass
