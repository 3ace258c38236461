"""The chief's desk says which judges mark on tablets that nobody watches."""

import re

import pytest
from flask import Flask

from competition.access import Role
from competition.db import Database
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    an_organiser,
    everything_marked,
    panel_signs,
    signed_in,
    somebody,
)
from tests.flows.callers import Desk
from tests.judging.desks import Desk as ChiefsDesk
from tests.judging.slates import Slate, a_code, paired, place

NOBODY_WATCHES = "Of these nobody watches battery, silence or marks that are not sent."
MAY_ALSO = "Judges may also sign in on tablets that are not paired"


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=1)
    panel_signs(house, found)
    return found


@pytest.fixture
def organiser(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def chief(app: Flask, trade: LockedTrade) -> ChiefsDesk:
    return ChiefsDesk(signed_in(app, trade.chief, "password"), trade)


def told(page: str, number: str = "tablets") -> str:
    """Return the words of a part of the page."""
    inside = page.partition(f'id="{number}"')[2].partition(">")[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inside)).strip()


def test_judges_on_tablets_that_are_not_paired_are_named_with_what_that_means(
    app: Flask, trade: LockedTrade, organiser: Desk, chief: ChiefsDesk
) -> None:
    assert MAY_ALSO in told(chief.page)
    before = chief.version
    first, second = trade.judges
    Slate(app, "d-7").enter(first)
    assert chief.version != before
    page = chief.page
    said = f"1 judge is signed in on a tablet that is not paired: {first.code}"
    assert said in told(page)
    assert NOBODY_WATCHES in told(page)
    assert "1 judge unpaired" in told(page, "heard")
    Slate(app, "d-8").enter(second)
    assert "2 judges are signed in on tablets that are not paired" in told(chief.page)
    theirs = organiser.page(f"{chief.path}/chief")
    assert re.search(rf'href="{place(trade)}">Pair tablets<', theirs)


def test_who_sits_at_a_paired_tablet_or_has_left_is_not_named(
    app: Flask, trade: LockedTrade, organiser: Desk, chief: ChiefsDesk
) -> None:
    slate, stranger = paired(app, organiser, trade), Slate(app, "d-7")
    slate.enter(trade.judges[0])
    stranger.enter(trade.judges[1])
    assert "1 judge is signed in" in told(chief.page)
    stranger.client.delete("/judging/session")
    assert "signed in on" not in told(chief.page)
    assert "Every paired tablet is heard and has sent its marks." in told(chief.page)
    assert MAY_ALSO in told(chief.page)


def test_a_tablet_that_is_paired_while_its_judge_sits_there_is_watched(
    app: Flask, trade: LockedTrade, organiser: Desk, chief: ChiefsDesk
) -> None:
    slate = Slate(app, "d-7")
    slate.enter(trade.judges[0])
    assert slate.pair(a_code(organiser, trade)).status_code == 201
    assert "signed in on" not in told(chief.page)


def test_a_tablet_of_another_trade_is_not_watched_here(
    app: Flask, house: Database, trade: LockedTrade, organiser: Desk, chief: ChiefsDesk
) -> None:
    other = a_locked_trade(house, judges=1, entries=1, code="18")
    slate = paired(app, organiser, other)
    slate.enter(trade.judges[0])
    assert "1 judge is signed in on a tablet that is not paired" in told(chief.page)
    fresh = ChiefsDesk(signed_in(app, other.chief, "password"), other)
    assert "signed in on" not in told(fresh.page)


def test_where_tablets_must_be_paired_nothing_is_said_of_others(
    trade: LockedTrade, organiser: Desk, chief: ChiefsDesk
) -> None:
    before = chief.version
    organiser.fill(place(trade), {"devices": "paired"})
    assert chief.version != before
    assert MAY_ALSO not in told(chief.page)
    assert "No tablet is paired." in told(chief.page)


def test_whose_seat_has_passed_is_named_while_a_sheet_is_theirs(
    app: Flask, house: Database, trade: LockedTrade, chief: ChiefsDesk
) -> None:
    first, _ = trade.judges
    somebody(house, "1799", Role.JUDGE, trade.id)
    everything_marked(house, trade)
    Slate(app, "d-7").enter(first)
    form = {"chair": f"1|{first.id}|1", "judge": "1799", "reason": "Ill."}
    assert chief.post("reliefs", **form).status_code == 303
    assert f"1 judge is signed in on a tablet that is not paired: {first.code}" in told(chief.page)
