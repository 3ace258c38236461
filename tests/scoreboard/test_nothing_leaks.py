"""What is frozen, hidden or coded changes no byte that the public can get."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask

from competition.db import Database
from competition.programme import trades
from scoreboard import ceremony, results
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    an_aspect,
    enrolled,
    recorded,
)
from tests.scoreboard.ceremonies import a_prized_trade, made, moved
from tests.scoreboard.houses import (
    House,
    a_house,
    a_ruling,
    another_register,
    marks,
    public,
    restarted,
    the_end,
)
from tests.scoreboard.public_bytes import Bytes, Public

Hidden = Callable[[Database, LockedTrade], None]


WORDS = ("Competitor 0", "选手0", "Delegation 2", "代表队2")
"""What names and delegations of a roster have in them."""


@pytest.fixture(autouse=True)
def _by_hand(app: Flask) -> None:
    """Let nobody push but the test itself: then everything is pushed when it goes on."""
    app.extensions["publisher"].stop()


@pytest.fixture
def hall(app: Flask, house: Database) -> House:
    return a_house(app, house)


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
    assert not [word for word in WORDS for _, _, body in told if word.encode() in body]
    enrolled(house, trade.id, [replace(row, names={"zh": "更名"}) for row in a_roster(7)])
    assert someone.reads() == before
    assert someone.hears() == []
    moved(house, number, 9, last, trade.chief.id)
    ((news,),) = [each["args"] for each in someone.hears()]
    assert [row["name"] for row in news["scene"]["rows"]] == [None, None, None]


@dataclass(frozen=True)
class Day:
    """A trade whose result is published and told, one in which two have led, and who saw it all."""

    over: LockedTrade
    live: LockedTrade
    someone: Public


@pytest.fixture
def day(app: Flask, house: Database) -> Day:
    over = a_prized_trade(house)
    scheme = a_scheme(an_aspect("A1.1", "free", "100", step="0.1"))
    live = a_locked_trade(house, 1, code="18", scheme=scheme, competition=over.competition)
    moved(house, made(house, over), 9, 1, over.chief.id)
    someone = public(app, over)
    house.write(results.publish, results.Publishing(over.id, "provisional", over.chief.id))
    for entry in ("01", "02", "03"):
        someone.waits()
        recorded(house, [a_mark(live, "A1.1", f"{entry}.5", entry=entry)])
    someone.reads()
    someone.joins(trade=live.id)
    assert "Competitor 02" in f"{someone.missed()}"
    assert "Delegation 2" in f"{someone.missed()}"
    return Day(over, live, someone)


@pytest.mark.parametrize("shows", ["codes", "nothing"])
def test_no_name_that_was_shown_is_told_once_it_is_hidden(
    day: Day, house: Database, shows: str
) -> None:
    # What a ceremony tells is revealed, also where the board shows nothing, until it is closed.
    house.write(ceremony.close, ceremony.Closing(1, day.over.chief.id))
    for trade in (day.over, day.live):
        house.write(trades.show, trades.NewShows(trade.id, shows, trade.chief.id))
    told = [f"{event} {answer}" for event, answer in day.someone.missed().items()]
    bodies = [body for status, _, body in day.someone.reads().values() if status == 200]
    told += [body.decode() for body in [*bodies, *day.someone.confirmed().values()]]
    assert not [(word, each) for word in WORDS for each in told if word in each]


@pytest.mark.parametrize("act", ["codes", "a freeze", "another name"])
def test_an_overview_tells_no_leader_whom_one_trade_hides(
    app: Flask, day: Day, house: Database, act: str
) -> None:
    """Also where nothing of it changes by that: entry 02 has led, and leads no more."""
    live = day.live
    house.write(trades.show, trades.NewShows(day.over.id, "codes", live.chief.id))
    day.someone.waits()
    recorded(house, [a_mark(live, "A1.1", "90", entry="04")])
    assert "Competitor 04" in f"{day.someone.missed()}"
    if act == "codes":
        house.write(trades.show, trades.NewShows(live.id, "codes", live.chief.id))
    elif act == "a freeze":
        assert app.extensions["curtain"].close([live.id], live.chief.id) == [None]
    else:
        rows = [replace(row, names={"zh": "更名"}) for row in a_roster(5)]
        enrolled(house, live.id, rows)
    told = f"{day.someone.missed()}"
    assert not [word for word in ("Competitor", "选手0") if word in told]


def test_a_board_that_could_not_be_told_is_looked_at_again(
    app: Flask, day: Day, house: Database
) -> None:
    """Else an overview would keep the names of its leaders until somebody looked at its board."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoreboard.display.Display.renew", None)
        house.write(trades.show, trades.NewShows(day.live.id, "codes", day.live.chief.id))
        day.someone.waits()
    answer = app.test_client().get(f"/live/boards/{day.live.competition}").get_json()
    ((leader,),) = [each["leaders"] for each in answer["trades"] if each["trade"] == day.live.id]
    assert (leader["code"], leader["name"]) == ("03", None)


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
