"""A mark that was refused does not come in later behind its judge, whatever the network repeats."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from competition.db import Database
from competition.scoring.values import Seat
from judging import locks, rounds
from judging.ledger import NewMark
from judging.refused import JudgeAbsent, RefusedBefore, SheetSigned, StaleMark
from judging.rounds import NewAbsence
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    everything_marked,
    panel_signs,
    recorded,
    sheet_signed,
)
from tests.judging.ledgers import count, record


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    made = a_locked_trade(house)
    everything_marked(house, made)
    return made


def a_change(house: Database, trade: LockedTrade) -> NewMark:
    """Return another value for a cell, given by somebody who sees the sheet as it is."""
    with house.read() as session:
        query = text("select version from sheet where id = :sheet")
        base = session.scalar(query, {"sheet": trade.sheet("01", "A1.2")})
    return a_mark(trade, aspect="A1.2", value="0", base=base, sequence=9)


def refused_before(house: Database, mark: NewMark) -> None:
    lines = count(house)
    with pytest.raises(RefusedBefore):
        record(house, mark)
    assert count(house) == lines


def kept(house: Database) -> list[tuple[str, str]]:
    """Return the uuids that are remembered, with why."""
    with house.read() as session:
        rows = session.execute(text("select uuid, code from refused_mark order by refused_at"))
        return [(uuid, code) for uuid, code in rows]


def test_what_a_closed_sheet_refused_does_not_come_in_when_it_is_open_again(
    house: Database, trade: LockedTrade
) -> None:
    panel_signs(house, trade)
    sheet_signed(house, trade)
    mark = a_change(house, trade)
    with pytest.raises(SheetSigned):
        record(house, mark)
    sheet = trade.sheet("01", "A1.2")
    house.write(locks.reopen, locks.Reopening(trade.id, sheet, "Misread.", "", trade.chief.id))
    refused_before(house, mark)
    assert record(house, replace(mark, uuid=a_mark(trade).uuid)).is_new


def test_what_an_absence_refused_does_not_come_in_when_the_judge_is_back(
    house: Database, trade: LockedTrade
) -> None:
    away = NewAbsence(trade.id, (trade.sheet("01", "A1.2"),), Seat(1), "Ill.", trade.chief.id)
    house.write(rounds.excuse, away)
    mark = a_change(house, trade)
    with pytest.raises(JudgeAbsent):
        record(house, mark)
    house.write(rounds.expect, away)
    refused_before(house, mark)


def test_a_reason_that_stands_is_answered_as_the_first_time(
    house: Database, trade: LockedTrade
) -> None:
    panel_signs(house, trade)
    sheet_signed(house, trade)
    mark = a_change(house, trade)
    for _ in range(3):
        with pytest.raises(SheetSigned):
            record(house, mark)
    assert kept(house) == [(mark.uuid, "sheet-signed")]


def test_what_is_refused_in_a_commit_stays_so_beside_what_is_taken_in_it(
    house: Database, trade: LockedTrade
) -> None:
    good = a_change(house, trade)
    stale = replace(good, uuid=a_mark(trade).uuid, author=trade.judges[1].id, device="other")
    with pytest.raises(StaleMark):
        recorded(house, [good, stale, stale])
    assert kept(house) == [(stale.uuid, "stale-mark")]
    assert not record(house, good).is_new


def test_a_mark_that_was_taken_is_remembered_nowhere_else(
    house: Database, trade: LockedTrade
) -> None:
    record(house, a_change(house, trade))
    assert kept(house) == []
