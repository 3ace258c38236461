"""What is frozen, hidden or coded changes no byte that the public can get."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from competition.clock import now, written
from competition.db import Database
from competition.programme import trades
from competition.programme.models import Trade
from judging import rulings
from judging.rulings import NewRuling
from scoreboard import freeze, results
from scoreboard.curtain import Curtain
from scoreboard.hall_models import Ceremony
from scoreboard.publisher import Publisher
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
from tests.scoreboard.ceremonies import a_prized_trade, made, moved
from tests.scoreboard.public_bytes import Bytes, Public
from wsgi import create_app

Hidden = Callable[[Database, LockedTrade], None]


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


@pytest.fixture(autouse=True)
def _by_hand(app: Flask) -> None:
    """Let nobody push but the test itself: then everything is pushed when it goes on."""
    app.extensions["publisher"].stop()


@pytest.fixture
def hall(app: Flask, house: Database) -> House:
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


@pytest.mark.parametrize("hidden", [marks, a_ruling, another_register, the_end])
def test_nothing_that_happens_after_a_freeze_changes_a_byte(hall: House, hidden: Hidden) -> None:
    hall.freeze()
    someone = public(hall.app, hall.trade)
    before, joined = someone.reads(), someone.joins(trade=hall.trade.id)
    hidden(hall.database, hall.trade)
    assert someone.reads() == before
    assert someone.joins(trade=hall.trade.id) == joined
    assert someone.hears() == []
    assert hall.curtain.open([hall.trade.id], hall.by) == [None]
    assert "pulse" in [each["name"] for each in someone.hears()]
    assert someone.reads() != before


def test_nothing_of_a_hidden_ranking_changes_a_byte(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, shows="nothing")
    someone = public(app, trade)
    before = someone.reads()
    marks(house, trade)
    a_ruling(house, trade)
    assert someone.reads() == before
    assert someone.hears() == []


def test_nothing_of_a_name_that_is_hidden_changes_a_byte(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, shows="codes")
    someone = public(app, trade)
    before = someone.reads()
    rows = [
        # Stations can be seen in the hall: whoever stood first stands last now.
        replace(
            row,
            names={"zh": "更名"},
            station=f"{99 - int(row.code)}",
            delegation="QZ",
            colours=("#c8281c",),
            columns=row.columns | {"colours"},
        )
        for row in a_roster(5)
    ]
    enrolled(house, trade.id, rows)
    assert someone.reads() == before
    assert someone.hears() == []


def test_nothing_of_a_ceremony_by_codes_says_whose_they_are(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    last = moved(house, number, 8, 1, trade.chief.id)
    house.write(trades.show, trades.NewShows(trade.id, "codes", trade.chief.id))
    someone = public(app, trade)
    before = someone.reads()
    assert before["en text/html /ceremony/1"][0] == 200
    told = [each for each in before.values() if each[0] == 200]
    words = (b"Competitor", "选手0".encode(), b"Delegation ", "代表队".encode())
    assert not [word for word in words for _, _, body in told if word in body]
    enrolled(house, trade.id, [replace(row, names={"zh": "更名"}) for row in a_roster(7)])
    assert someone.reads() == before
    assert someone.hears() == []
    moved(house, number, 9, last, trade.chief.id)
    ((news,),) = [each["args"] for each in someone.hears()]
    assert [row["name"] for row in news["scene"]["rows"]] == [None, None, None]


def test_what_is_not_hidden_changes_bytes(hall: House) -> None:
    someone = public(hall.app, hall.trade)
    before = someone.reads()
    recorded(hall.database, [a_mark(hall.trade, "B2.1", "4.75", entry="04")])
    changed = {key.split()[-1] for key, each in someone.reads().items() if each != before[key]}
    assert f"/live/trades/{hall.trade.id}" in changed
    assert "delta" in [each["name"] for each in someone.hears()]


@pytest.mark.parametrize("shows", ["names", "codes", "nothing"])
def test_a_frozen_picture_is_the_same_after_a_restart(
    hall: House, shows: str, tmp_path: Path
) -> None:
    hall.database.write(trades.show, trades.NewShows(hall.trade.id, shows, hall.by))
    public(hall.app, hall.trade)
    hall.freeze()
    before = public(hall.app, hall.trade).reads()
    marks(hall.database, hall.trade)
    another_register(hall.database, hall.trade)
    with restarted(hall, tmp_path) as again:
        after = public(again.app, again.trade).reads()
        assert without_epoch(again.app, after) == without_epoch(hall.app, before)


def without_epoch(app: Flask, found: Bytes) -> list[tuple[str, bytes]]:
    """Return what was read, whichever process told it; an overview counts its own pushes."""
    epoch = app.extensions["publisher"].epoch
    told = []
    for key, (status, headers, body) in found.items():
        words, seen = f"{status} {headers}".replace(epoch, "-"), body.replace(epoch.encode(), b"-")
        # A page says which version of the overview it was drawn from.
        is_drawn = b'data-drawn="-' in seen
        seen = re.sub(rb'data-drawn="--\d+"', b"", seen)
        if "/live/boards/" in key or is_drawn:
            words, seen = (
                re.sub(r"--\d+|'Content-Length', '\d+'", "", words),
                re.sub(rb'"version":\d+', b"", seen),
            )
        told.append((f"{key} {words}", seen))
    return told


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


def due(hall: House, *trades: int) -> None:
    """Set a freeze, and let its moment come while nobody freezes anything."""
    at = now() + timedelta(seconds=0.2)
    hall.database.write(freeze.plan, [freeze.Planned(each, at, hall.by) for each in trades])
    while now() < at:
        pass


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
