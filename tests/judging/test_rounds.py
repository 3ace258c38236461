"""A panel that votes again, unseen and with both rounds kept; a judge that nobody waits for."""

from typing import Any

import pytest
from flask import Flask

from competition.access import Role
from competition.db import Database
from competition.scoring.trade_file import load
from competition.scoring.values import AspectId, EntryId, Seat
from judging import acts, corrections, dossier, panels, rounds, settled, sheets, signatures
from judging.ledger import MarksChanged
from judging.models import Sheet
from judging.panels import SeatAbsent, Seating
from judging.reason import ReasonMissing
from judging.refused import JudgeAbsent, SheetSigned, StaleMark
from judging.rounds import AsItIs, NewAbsence, NewRound, NobodyLeft, NoConflict, RulesWait
from scoreboard.standings import build
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    put_name,
    settle,
    sheet_signed,
    signed,
    somebody,
)
from tests.judging.callers import a_panel
from tests.judging.ledgers import forge, record, standing, verified

SMALL = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("A1.2", "panel", "10", step="1"))
IGNORE: dict[str, object] = {
    "judgement": {"missing": "ignore"},
    "panel": {"missing": "zero"},
    "scale": None,
}


def a_small_trade(database: Database, **how: Any) -> LockedTrade:
    return a_locked_trade(database, **{"judges": 3, "entries": 2, "scheme": SMALL, **how})


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_small_trade(database, rules=IGNORE)


def vote(
    database: Database, trade: LockedTrade, votes: str, aspect: str = "A1.1", **how: Any
) -> None:
    """Let each judge in turn give their vote, having seen the sheet as it is; - gives none."""
    for judge, value in enumerate(votes, 1):
        if value != "-":
            with database.read() as session:
                sheet = trade.sheet(how.get("entry", "01"), aspect)
                how["base"] = session.get_one(Sheet, sheet).version
            record(database, a_mark(trade, aspect, value, judge=judge, **how))


def second_round(database: Database, trade: LockedTrade) -> int:
    aspect = AspectId(trade.aspects["A1.1"])
    new = NewRound(trade.id, trade.sheet("01", "A1.1"), aspect, trade.chief.id)
    found: int = database.write(rounds.open_round, new)
    return found


def away(trade: LockedTrade, seat: int = 3, **how: Any) -> NewAbsence:
    facts = {"reason": "Taken ill.", "by": trade.chief.id, **how}
    sheets = facts.pop("sheets", (trade.sheet("01", "A1.1"),))
    return NewAbsence(trade.id, sheets, Seat(seat), **facts)


def points(database: Database, trade: LockedTrade, entry: str = "01") -> list[str | None]:
    """Return what each aspect of an entry is worth on a board made now."""
    with database.read() as session:
        board = build(session, trade.id)
    found = board.points[EntryId(trade.entries[entry])]
    return [None if each.points is None else str(float(each.points)) for each in found]


def state(database: Database, trade: LockedTrade) -> str:
    with database.read() as session:
        return session.get_one(Sheet, trade.sheet("01", "A1.1")).state


def fault(database: Database, trade: LockedTrade) -> str | None:
    with database.read() as session:
        wrong = acts.verify(session, trade.id) or settled.verify(session, trade.id)
        return wrong or verified(database, trade)


def test_a_second_round_takes_the_votes_back_and_keeps_them(
    database: Database, trade: LockedTrade
) -> None:
    vote(database, trade, "302")
    assert second_round(database, trade) == 2
    assert standing(database, trade) == {}
    with database.read() as session:
        found = rounds.of_trade(session, trade.id)
    assert list(found.values()) == [[["3", "0", "2"]]]
    assert fault(database, trade) is None


def test_votes_of_a_second_round_are_unseen_until_all_are_in(app: Flask, house: Database) -> None:
    trade = a_small_trade(house)
    panel = a_panel(app, trade)
    for tablet, score in zip(panel, "302", strict=True):
        tablet.mark("A1.1", score)
    assert panel[0].cell("A1.1")["conflict"] is True
    second_round(house, trade)
    cell = panel[1].cell("A1.1")
    assert (cell["value"], cell["votes"]) == (None, None)
    assert (cell["votes_in"], cell["conflict"]) == (0, False)
    aspect = next(each for each in panel[1].sheet()["aspects"] if each["code"] == "A1.1")
    assert aspect["rounds"] == [["3", "0", "2"]]
    version = panel[0].sheet()["version"]
    panel[0].mark("A1.1", "2", base=version)
    assert panel[1].cell("A1.1")["votes"] is None
    for tablet in panel[1:]:
        tablet.mark("A1.1", "2", base=version)
    assert panel[1].cell("A1.1")["votes"] == ["2", "2", "2"]


def test_a_vote_from_before_the_round_is_refused(database: Database, trade: LockedTrade) -> None:
    vote(database, trade, "302")
    second_round(database, trade)
    with pytest.raises(StaleMark) as refused:
        record(database, a_mark(trade, value="3", base=3, sequence=9))
    assert refused.value.extra["theirs"] is None


def test_a_board_forgets_votes_that_were_taken_back(database: Database, trade: LockedTrade) -> None:
    vote(database, trade, "302")
    with database.read() as session:
        live = build(session, trade.id)
    heard: list[MarksChanged] = []
    database.listen(MarksChanged, heard.append)
    second_round(database, trade)
    vote(database, trade, "222")
    settle(database)
    entry, aspect = EntryId(trade.entries["01"]), AspectId(trade.aspects["A1.1"])
    live.take(heard[0].cells)
    assert (live.points[entry][0].points, live.cells[entry][aspect]) == (None, {})
    for fact in heard[1:]:
        live.take(fact.cells)
    assert live.points[entry][0].points == 2
    assert points(database, trade)[0] == "2.0"


def test_both_rounds_stand_in_the_trade_file(database: Database, trade: LockedTrade) -> None:
    vote(database, trade, "302")
    second_round(database, trade)
    vote(database, trade, "222")
    with database.read() as session:
        (mark,) = load(dossier.file_of(session, trade.id)).marks
    assert (mark.votes, mark.earlier_votes) == (("2", "2", "2"), (("3", "0", "2"),))


def test_only_a_conflict_is_voted_on_again(database: Database, trade: LockedTrade) -> None:
    vote(database, trade, "222")
    with pytest.raises(NoConflict):
        second_round(database, trade)


def test_votes_of_a_round_that_are_not_those_taken_back_are_found(
    database: Database, trade: LockedTrade
) -> None:
    vote(database, trade, "302")
    second_round(database, trade)
    database.write(forge, """update vote_round set votes = '["3", "3", "2"]'""")
    assert fault(database, trade) == "the votes that act 1 took back are not kept"


def test_an_absent_judge_is_waited_for_until_the_chief_says_so(
    database: Database, trade: LockedTrade
) -> None:
    vote(database, trade, "22-")
    vote(database, trade, "66-", "A1.2")
    assert points(database, trade) == [None, None]
    assert database.write(rounds.excuse, away(trade)) == 1
    assert points(database, trade) == ["2.0", "4.0"]
    assert points(database, trade, "02") == [None, None]
    assert fault(database, trade) is None


def test_with_one_absent_the_others_are_still_waited_for(
    database: Database, trade: LockedTrade
) -> None:
    database.write(rounds.excuse, away(trade))
    vote(database, trade, "2--")
    assert points(database, trade)[0] is None
    vote(database, trade, "-2-")
    assert points(database, trade)[0] == "2.0"


def test_what_the_chief_signs_is_what_stood_on_the_board(
    database: Database, trade: LockedTrade
) -> None:
    numbers = tuple(trade.sheet(entry, "A1.1") for entry in trade.entries)
    database.write(rounds.excuse, away(trade, sheets=numbers))
    for entry in trade.entries:
        vote(database, trade, "22-", entry=entry)
        vote(database, trade, "66-", "A1.2", entry=entry)
    before = points(database, trade)
    signed(database, trade)
    assert points(database, trade) == before == ["2.0", "4.0"]
    with database.read() as session:
        votes = load(dossier.file_of(session, trade.id)).marks[0].votes
    assert votes == ("2", "2", None)


def test_an_absent_judge_neither_votes_nor_signs(database: Database, trade: LockedTrade) -> None:
    panel_signs(database, trade)
    database.write(rounds.excuse, away(trade))
    with pytest.raises(JudgeAbsent):
        record(database, a_mark(trade, judge=3, base=99))
    vote(database, trade, "22-")
    vote(database, trade, "66-", "A1.2")
    put_name(database, trade, 1)
    with pytest.raises(JudgeAbsent):
        put_name(database, trade, 3)
    assert put_name(database, trade, 2).state == "signed"


def test_a_judge_who_comes_after_all_is_waited_for_again(
    database: Database, trade: LockedTrade
) -> None:
    vote(database, trade, "22-")
    database.write(rounds.excuse, away(trade))
    database.write(rounds.expect, away(trade, reason="Back."))
    assert points(database, trade)[0] is None
    vote(database, trade, "--2")
    assert points(database, trade)[0] == "2.0"
    with pytest.raises(AsItIs):
        database.write(rounds.expect, away(trade))


def test_an_absence_is_a_decision_with_a_reason(database: Database, trade: LockedTrade) -> None:
    with pytest.raises(ReasonMissing):
        database.write(rounds.excuse, away(trade, reason=""))
    database.write(rounds.excuse, away(trade))
    with pytest.raises(AsItIs):
        database.write(rounds.excuse, away(trade))
    database.write(rounds.excuse, away(trade, 2))
    with pytest.raises(NobodyLeft):
        database.write(rounds.excuse, away(trade, 1))


def test_rules_that_wait_for_every_vote_excuse_nobody(database: Database) -> None:
    trade = a_small_trade(database)
    with pytest.raises(RulesWait):
        database.write(rounds.excuse, away(trade))


def test_a_signed_sheet_has_no_second_round_and_no_absence(
    database: Database, trade: LockedTrade
) -> None:
    panel_signs(database, trade)
    everything_marked(database, trade)
    sheet_signed(database, trade)
    with pytest.raises(SheetSigned):
        database.write(rounds.excuse, away(trade))
    with pytest.raises(SheetSigned):
        second_round(database, trade)


def test_the_chief_signs_nothing_while_a_vote_is_pending_that_nobody_excused(
    database: Database,
) -> None:
    trade = a_small_trade(database, entries=1, rules=IGNORE)
    vote(database, trade, "22-")
    vote(database, trade, "55-", "A1.2")
    with pytest.raises(sheets.NotComplete) as refused:
        signed(database, trade)
    assert refused.value.values == {"unmarked": 2, "conflicts": 0}
    database.write(rounds.excuse, away(trade))
    signed(database, trade)


def test_an_absence_closes_a_sheet_that_waited_for_that_signature_alone(
    database: Database,
) -> None:
    trade = a_small_trade(database)
    panel_signs(database, trade)
    everything_marked(database, trade)
    put_name(database, trade, 1)
    put_name(database, trade, 2)
    assert database.write(rounds.excuse, away(trade)) == 1
    assert state(database, trade) == "signed"
    assert fault(database, trade) is None


def test_an_absence_closes_nothing_that_nobody_has_signed_as_it_is(
    database: Database, trade: LockedTrade
) -> None:
    panel_signs(database, trade)
    everything_marked(database, trade)
    put_name(database, trade, 1)
    put_name(database, trade, 2)
    vote(database, trade, "--3", sequence=9)
    database.write(rounds.excuse, away(trade))
    assert state(database, trade) == "open"


def test_a_signature_that_is_void_never_comes_back(database: Database, trade: LockedTrade) -> None:
    panel_signs(database, trade)
    everything_marked(database, trade)
    put_name(database, trade, 1)
    vote(database, trade, "-3-", sequence=9)
    database.write(rounds.excuse, away(trade, 1))
    put_name(database, trade, 2)
    assert put_name(database, trade, 3).state == "signed"
    with database.read() as session:
        found = signatures.standing(session, trade.id)[trade.sheet("01", "A1.1")]
    assert set(found) == {2, 3}


def test_another_round_does_not_wait_for_a_judge_who_is_absent(
    database: Database, trade: LockedTrade
) -> None:
    vote(database, trade, "302")
    database.write(rounds.excuse, away(trade))
    second_round(database, trade)
    assert standing(database, trade) == {3: "absent"}
    vote(database, trade, "22-", sequence=9)
    assert points(database, trade)[0] == "2.0"
    assert fault(database, trade) is None


def test_a_judge_who_is_absent_corrects_nothing(database: Database, trade: LockedTrade) -> None:
    panel_signs(database, trade)
    vote(database, trade, "11-")
    vote(database, trade, "55-", "A1.2")
    database.write(rounds.excuse, away(trade))
    put_name(database, trade, 1)
    put_name(database, trade, 2)
    aspect = AspectId(trade.aspects["A1.1"])
    facts = (Seat(3), "2", "I was there.", trade.judges[2].id, "d")
    with pytest.raises(JudgeAbsent):
        database.write(
            corrections.ask, corrections.NewRequest(trade.sheet("01", "A1.1"), aspect, *facts)
        )


def test_an_absent_judge_changes_nothing_that_they_have_given(
    database: Database, trade: LockedTrade
) -> None:
    vote(database, trade, "--2")
    database.write(rounds.excuse, away(trade))
    with pytest.raises(JudgeAbsent):
        record(database, a_mark(trade, value="3", judge=3, base=99, sequence=9))
    assert standing(database, trade) == {3: "2"}


def test_an_absent_judge_fills_no_cell_that_the_panel_shares(database: Database) -> None:
    scheme = a_scheme(an_aspect("A1.1", "pass_fail", "1"))
    trade = a_small_trade(database, scheme=scheme)
    database.write(rounds.excuse, away(trade))
    with pytest.raises(JudgeAbsent):
        record(database, a_mark(trade, value="1", judge=3))
    record(database, a_mark(trade, value="1", judge=2))


def test_nobody_is_seated_into_an_absence(database: Database) -> None:
    trade = a_small_trade(database, scheme=a_scheme(an_aspect("A1.1", "pass_fail", "1")))
    numbers = tuple(trade.sheet(entry, "A1.1") for entry in trade.entries)
    database.write(rounds.excuse, away(trade, sheets=numbers))
    fresh = somebody(database, "fresh", Role.JUDGE, trade.id)
    codes = (*(judge.code for judge in trade.judges[:2]), fresh.code)
    for panel in ("1", "2"):
        with pytest.raises(SeatAbsent):
            database.write(panels.seat, Seating(trade.id, panel, codes, ("A",), trade.chief.id))
    database.write(rounds.expect, away(trade, sheets=numbers, reason="Somebody else comes."))
    database.write(panels.seat, Seating(trade.id, "1", codes, ("A",), trade.chief.id))
    record(database, a_mark(trade, value="1", judge=3, author=fresh.id))
