"""A correction of a signed sheet: asked for, approved by another, a line that says everything."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from competition.db import Database
from competition.errors import NotFound
from competition.scoring.values import SHARED, AspectId, Seat
from judging import acts, corrections, locks, signatures
from judging.corrections import (
    AlreadyAnswered,
    AlreadyAsked,
    Answer,
    LeavesConflict,
    NewRequest,
    NothingToCorrect,
    OwnCorrection,
    SheetOpen,
)
from judging.ledger import MarksChanged
from judging.locks import CorrectionsOpen
from judging.models import Sheet
from judging.plan import Stack
from judging.reason import ReasonMissing
from judging.refused import NotYourSheet, SheetSigned
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    put_name,
    settle,
    sheet_signed,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.ledgers import count, forge, standing, verified

SMALL = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("A1.2", "pass_fail", "1"))


def signed_trade(database: Database) -> LockedTrade:
    trade = a_locked_trade(database, judges=2, entries=1, scheme=SMALL)
    panel_signs(database, trade)
    everything_marked(database, trade)
    sheet_signed(database, trade)
    return trade


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return signed_trade(database)


def ask(
    database: Database, trade: LockedTrade, aspect: str = "A1.2", value: str = "0", **how: Any
) -> int:
    judge = how.pop("judge", 1)
    seat = Seat(judge) if trade.kinds[aspect].is_voted else SHARED
    facts = {"reason": "Read the wrong gauge.", "by": trade.judges[judge - 1].id, "seat": seat}
    new = NewRequest(
        sheet=trade.sheet("01", aspect),
        aspect=AspectId(trade.aspects[aspect]),
        value=value,
        device=f"d-{judge}",
        **{**facts, **how},
    )
    found: int = database.write(corrections.ask, new)
    return found


def answer(database: Database, trade: LockedTrade, request: int, **how: Any) -> None:
    facts: dict[str, Any] = {"is_approved": True, "reason": "", "by": trade.chief.id, **how}
    database.write(corrections.answer, Answer(trade.id, request, **facts))


def signers(database: Database, trade: LockedTrade) -> set[int]:
    with database.read() as session:
        return set(signatures.standing(session, trade.id)[trade.sheet("01", "A1.1")])


def state(database: Database, trade: LockedTrade) -> str:
    with database.read() as session:
        return session.get_one(Sheet, trade.sheet("01", "A1.1")).state


def test_nothing_changes_until_the_chief_approves(database: Database, trade: LockedTrade) -> None:
    lines = count(database)
    ask(database, trade)
    assert (count(database), standing(database, trade, "A1.2")) == (lines, {0: "1"})


def test_an_approved_correction_is_a_line_that_says_everything(
    database: Database, trade: LockedTrade
) -> None:
    answer(database, trade, ask(database, trade))
    assert standing(database, trade, "A1.2") == {0: "0"}
    with database.read() as session:
        line = session.execute(text("select * from ledger_line order by number desc limit 1")).one()
    judge = trade.judges[0].id
    assert (line.replaces, line.value, line.reason) == ("1", "0", "Read the wrong gauge.")
    assert (line.requester_id, line.approver_id, line.author_id) == (judge, trade.chief.id, judge)
    with database.read() as session:
        assert acts.verify(session, trade.id) is None
    assert verified(database, trade) is None
    assert state(database, trade) == "signed"


@pytest.mark.parametrize("column", ["replaces", "reason", "requester_id", "approver_id"])
def test_whoever_changes_what_a_correction_says_is_found_out(
    database: Database, trade: LockedTrade, column: str
) -> None:
    answer(database, trade, ask(database, trade))
    database.write(
        forge,
        f"update ledger_line set {column} = null where {column} is not null",  # noqa: S608 - our words
    )
    assert verified(database, trade) == f"line {count(database)} was changed"


def test_boards_hear_of_a_correction(database: Database, trade: LockedTrade) -> None:
    heard: list[MarksChanged] = []
    database.listen(MarksChanged, heard.append)
    answer(database, trade, ask(database, trade))
    settle(database)
    assert [cell.value for fact in heard for cell in fact.cells] == ["0"]


def test_a_correction_of_ones_own_vote_leaves_every_signature(
    database: Database, trade: LockedTrade
) -> None:
    answer(database, trade, ask(database, trade, "A1.1", "3"))
    assert signers(database, trade) == {1, 2}


def test_what_the_panel_shares_is_signed_anew_by_the_others(
    database: Database, trade: LockedTrade
) -> None:
    answer(database, trade, ask(database, trade))
    assert signers(database, trade) == {1}
    with pytest.raises(locks.NotAllSigned):
        database.write(locks.lock, locks.Locking(trade.id, Stack("A", 1), trade.chief.id))
    assert put_name(database, trade, 2).state == "signed"
    database.write(locks.lock, locks.Locking(trade.id, Stack("A", 1), trade.chief.id))


def test_a_declined_correction_changes_nothing(database: Database, trade: LockedTrade) -> None:
    lines, number = count(database), ask(database, trade)
    with pytest.raises(ReasonMissing):
        answer(database, trade, number, is_approved=False)
    answer(database, trade, number, is_approved=False, reason="The gauge was right.")
    assert count(database) == lines
    with pytest.raises(AlreadyAnswered):
        answer(database, trade, number)


def test_asking_again_for_the_same_is_harmless(database: Database, trade: LockedTrade) -> None:
    assert ask(database, trade) == ask(database, trade)
    with pytest.raises(AlreadyAsked):
        ask(database, trade, judge=2)


def test_a_correction_needs_a_reason_and_another_value(
    database: Database, trade: LockedTrade
) -> None:
    with pytest.raises(ReasonMissing):
        ask(database, trade, reason="  ")
    with pytest.raises(NothingToCorrect):
        ask(database, trade, value="1")


def test_nobody_corrects_another_judges_vote(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(NotYourSheet):
        ask(database, trade, "A1.1", "3", seat=Seat(2))
    with pytest.raises(NotYourSheet):
        ask(database, trade, by=trade.chief.id)


def test_whoever_asked_does_not_approve(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(OwnCorrection):
        answer(database, trade, ask(database, trade), by=trade.judges[0].id)


def test_a_correction_leaves_no_conflict_behind(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(LeavesConflict):
        answer(database, trade, ask(database, trade, "A1.1", "0"))
    assert standing(database, trade) == {1: "2", 2: "2"}


def test_a_module_waits_for_its_corrections(database: Database, trade: LockedTrade) -> None:
    number = ask(database, trade, "A1.1", "3")
    locking = locks.Locking(trade.id, Stack("A", 1), trade.chief.id)
    with pytest.raises(CorrectionsOpen):
        database.write(locks.lock, locking)
    answer(database, trade, number)
    database.write(locks.lock, locking)
    with pytest.raises(SheetSigned):
        ask(database, trade, "A1.1", "2")


def test_a_reopened_sheet_is_marked_not_corrected(database: Database, trade: LockedTrade) -> None:
    number = ask(database, trade)
    sheet = trade.sheet("01", "A1.1")
    database.write(locks.reopen, locks.Reopening(trade.id, sheet, "All wrong.", "", trade.chief.id))
    with pytest.raises(AlreadyAnswered):
        answer(database, trade, number)
    with pytest.raises(SheetOpen):
        ask(database, trade)


def test_there_is_no_answer_to_what_nobody_asked(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(NotFound):
        answer(database, trade, 99)


def test_a_tablet_asks_and_shows_what_waits(app: Flask, house: Database) -> None:
    trade = signed_trade(house)
    panel: list[Tablet] = a_panel(app, trade)
    sent = panel[0].correct("A1.2", "0")
    assert sent.status_code == 201
    (waits,) = panel[1].sheet()["corrections"]
    assert (waits["number"], waits["value"]) == (sent.get_json()["number"], "0")
    wrong = panel[0].correct("A1.2", "7")
    assert (wrong.status_code, list(wrong.get_json()["fields"])) == (422, ["value"])
    again = panel[1].correct("A1.2", "not_attempted")
    assert (again.status_code, again.get_json()["code"]) == (409, "already-asked")
