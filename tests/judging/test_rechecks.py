"""The re-check: drawn by a seed on record, done by a second person, ended before signing."""

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.access import Role
from competition.db import Database
from competition.programme.models import Trade
from competition.scoring import recheck
from competition.scoring.recheck import Sizes
from competition.scoring.values import AspectId, Seat
from judging import acts, corrections, findings, locks, rechecks, requests, sheets
from judging.acts import Kind
from judging.corrections import AlreadyAsked
from judging.findings import DifferencesOpen, Recheck, RecheckNotDrawn, RecheckOwed
from judging.ledger import standing_cells
from judging.models import Sheet, SheetAct
from judging.plan import Stack
from judging.rechecks import AlreadyDrawn, NewDraw, NewFinding, NoRecheck, OwnSheet, Told
from tests.builders import (
    LockedTrade,
    Somebody,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    sheet_signed,
    signed,
    somebody,
)
from tests.judging.ledgers import count, record

SMALL = a_scheme(an_aspect("A1.1", "judgement", "3"), an_aspect("B1.1", "count", "20"))
RULES: dict[str, object] = {"recheck": {"top": 1, "sample": "0.25", "error_limit": "0.5"}}


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    found = a_locked_trade(house, judges=2, entries=5, scheme=SMALL, rules=RULES)
    everything_marked(house, found)
    return found


@pytest.fixture
def checker(house: Database, trade: LockedTrade) -> Somebody:
    return somebody(house, "checker", Role.JUDGE, trade.id)


def drawn(house: Database, trade: LockedTrade) -> Recheck:
    house.write(rechecks.draw, NewDraw(trade.id, trade.chief.id))
    return state(house, trade)


def state(house: Database, trade: LockedTrade) -> Recheck:
    with house.read() as session:
        found = findings.recheck_of(session, trade.id)
    assert found is not None
    return found


def find(house: Database, trade: LockedTrade, sheet: int, by: Somebody, *told: Told) -> None:
    with house.read() as session:
        version = session.get_one(Sheet, sheet).version
    house.write(rechecks.record, NewFinding(trade.id, sheet, version, told, by.id))


def a_difference(trade: LockedTrade, found: str = "5") -> Told:
    return Told(AspectId(trade.aspects["B1.1"]), Seat(0), found, "Counted again.")


def sheet_of(house: Database, trade: LockedTrade, code: str) -> int:
    """Return the sheet of module B of the entry with *code*."""
    del house
    return trade.sheet(code, "B1.1")


def answer(house: Database, trade: LockedTrade, number: int, *, is_approved: bool) -> None:
    given = corrections.Answer(trade.id, number, is_approved, "Looked at it.", trade.chief.id)
    house.write(corrections.answer, given)


def test_anybody_can_draw_the_same_again() -> None:
    codes = [f"{number:02d}" for number in range(1, 11)]
    by_hand = sorted(
        codes[3:], key=lambda code: hashlib.sha256(b"5eed\n" + code.encode()).hexdigest()
    )
    found = recheck.drawn("5eed", codes, Sizes(3, 2))
    assert found.top == ("01", "02", "03")
    assert list(found.sample) == by_hand[:2] == ["06", "07"]


def test_the_draw_is_on_record_with_seed_ranking_and_rule(
    house: Database, trade: LockedTrade
) -> None:
    draw = drawn(house, trade).draw
    assert draw is not None
    assert len(draw.seed) == 32
    assert draw.ranking == ("01", "02", "03", "04", "05")
    assert draw.top == ("01",)
    assert draw.sample == recheck.drawn(draw.seed, draw.ranking, Sizes(1, 1)).sample


def test_one_draw_stands_and_what_is_marked_after_it_is_checked_too(
    house: Database, trade: LockedTrade
) -> None:
    before = drawn(house, trade)
    other = next(code for code in trade.entries if code not in before.drawn)
    sheet = sheet_of(house, trade, other)
    assert sheet not in before.asked
    record(house, a_mark(trade, "B1.1", "4", entry=other, base=9, sequence=2))
    after = state(house, trade)
    assert (after.draw, after.drawn) == (before.draw, before.drawn)
    assert (set(after.asked), sheet in after.left) == ({*before.asked, sheet}, True)
    with pytest.raises(AlreadyDrawn):
        drawn(house, trade)


def test_other_rules_draw_anew_and_nobody_drawn_before_is_let_off(
    house: Database, trade: LockedTrade
) -> None:
    before = drawn(house, trade)
    assert before.draw is not None
    other: dict[str, object] = {"recheck": {"top": 0, "sample": "0.2"}}
    house.write(_other_rules, (trade.id, other))
    assert state(house, trade).draw is None
    after = drawn(house, trade)
    assert after.draw is not None
    assert after.draw.number > before.draw.number
    assert after.drawn == before.drawn | set(after.draw.sample)


def _other_rules(
    session: Session, changes: Sequence[tuple[int, dict[str, object]]]
) -> Sequence[None]:
    for trade, rules in changes:
        session.get_one(Trade, trade).rules = rules
    return [None] * len(changes)


def test_nothing_is_drawn_before_everything_is_marked(house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=2, scheme=SMALL, rules=RULES)
    with pytest.raises(sheets.NotComplete):
        drawn(house, trade)


def test_nothing_is_drawn_while_a_vote_is_awaited(house: Database) -> None:
    rules = {**RULES, "judgement": {"missing": "ignore"}}
    trade = a_locked_trade(house, judges=2, entries=2, scheme=SMALL, rules=rules)
    for entry in trade.entries:
        record(house, a_mark(trade, "A1.1", "2", entry=entry))
        record(house, a_mark(trade, "B1.1", "4", entry=entry))
    with pytest.raises(sheets.NotComplete):
        drawn(house, trade)


def test_where_panels_sign_it_is_drawn_when_all_is_locked(house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=2, scheme=SMALL, rules=RULES)
    panel_signs(house, trade)
    everything_marked(house, trade)
    with pytest.raises(sheets.NotLocked):
        drawn(house, trade)


def test_nothing_is_drawn_where_the_rules_ask_for_nothing(house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=2, scheme=SMALL)
    everything_marked(house, trade)
    with pytest.raises(NoRecheck):
        house.write(rechecks.draw, NewDraw(trade.id, trade.chief.id))
    signed(house, trade)


def test_the_chief_signs_after_the_recheck_only(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    with pytest.raises(RecheckNotDrawn):
        signed(house, trade)
    left = drawn(house, trade).left
    assert len(left) == 4
    with pytest.raises(RecheckOwed):
        signed(house, trade)
    for sheet in left:
        find(house, trade, sheet, checker)
    signed(house, trade)
    with house.read() as session:
        assert acts.verify(session, trade.id) is None


def test_whoever_marked_a_sheet_does_not_check_it(house: Database, trade: LockedTrade) -> None:
    sheet = drawn(house, trade).left[0]
    with pytest.raises(OwnSheet):
        find(house, trade, sheet, trade.judges[0])
    find(house, trade, sheet, trade.chief)
    with pytest.raises(rechecks.AlreadyChecked):
        find(house, trade, sheet, trade.chief)


def test_a_sheet_that_was_not_drawn_is_not_checked(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    found = drawn(house, trade)
    other = next(at for at, code in found.units.items() if code not in found.drawn)
    with pytest.raises(rechecks.NotDrawn):
        find(house, trade, other, checker)


def test_a_difference_changes_nothing_until_the_chief_approves(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    drawn(house, trade)
    find(house, trade, sheet_of(house, trade, "01"), checker, a_difference(trade))
    assert value(house, trade) == "4"
    found = state(house, trade)
    assert (found.waiting, sorted(found.wrong)) == (1, ["01"])
    for sheet in found.left:
        find(house, trade, sheet, checker)
    with pytest.raises(DifferencesOpen):
        signed(house, trade)
    request = found.findings[sheet_of(house, trade, "01")].differences[0].request
    answer(house, trade, request, is_approved=True)
    assert value(house, trade) == "5"
    assert state(house, trade).draw is not None
    assert state(house, trade).left == ()
    signed(house, trade)


def found_wrong(house: Database, trade: LockedTrade, checker: Somebody) -> int:
    """Draw, tell that B1.1 of entry 01 is 5 and not 4, and return the number of the request."""
    drawn(house, trade)
    find(house, trade, sheet_of(house, trade, "01"), checker, a_difference(trade))
    return state(house, trade).findings[sheet_of(house, trade, "01")].differences[0].request


@pytest.mark.parametrize(("marked", "stands"), [("6", "6"), ("", "–")])
def test_a_difference_is_not_approved_over_a_mark_that_nobody_asked_about(
    house: Database, trade: LockedTrade, checker: Somebody, marked: str, stands: str
) -> None:
    request = found_wrong(house, trade, checker)
    record(house, a_mark(trade, "B1.1", marked, base=9, sequence=2))
    lines = count(house)
    with pytest.raises(corrections.ValueMoved) as refused:
        answer(house, trade, request, is_approved=True)
    assert refused.value.values == {"asked": "4", "stands": stands}
    assert (count(house), waiting(house, trade)) == (lines, [])


def test_a_mark_that_was_found_wrong_and_marked_again_is_checked_again_and_stays_an_error(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    found_wrong(house, trade, checker)
    sheet = sheet_of(house, trade, "01")
    record(house, a_mark(trade, "B1.1", "6", base=9, sequence=2))
    after = state(house, trade)
    assert (sheet in after.left, after.waiting, after.wrong) == (True, 0, frozenset({"01"}))
    find(house, trade, sheet, checker, a_difference(trade))
    request = state(house, trade).findings[sheet].differences[0].request
    answer(house, trade, request, is_approved=True)
    assert (value(house, trade), sorted(state(house, trade).wrong)) == ("5", ["01"])


def test_what_was_found_waits_for_an_answer_although_the_sheet_is_checked_again(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    request = found_wrong(house, trade, checker)
    sheet = sheet_of(house, trade, "01")
    record(house, a_mark(trade, "B1.1", "4", base=9, sequence=2))
    with pytest.raises(AlreadyAsked):
        find(house, trade, sheet, checker, a_difference(trade, "7"))
    find(house, trade, sheet, checker, a_difference(trade))
    found = state(house, trade)
    assert found.findings[sheet].differences[0].request == request
    for other in found.left:
        find(house, trade, other, checker)
    with pytest.raises(DifferencesOpen):
        signed(house, trade)
    answer(house, trade, request, is_approved=False)
    assert state(house, trade).wrong == set()
    signed(house, trade)
    assert waiting(house, trade) == []


def test_nobody_signs_over_a_difference_that_waits(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    found_wrong(house, trade, checker)
    house.write(_other_rules, (trade.id, {}))
    with pytest.raises(DifferencesOpen):
        signed(house, trade)


def waiting(house: Database, trade: LockedTrade) -> list[requests.Asked]:
    with house.read() as session:
        return requests.waiting(session, trade.id)


def test_the_same_person_does_not_find_and_approve(house: Database, trade: LockedTrade) -> None:
    drawn(house, trade)
    find(house, trade, sheet_of(house, trade, "01"), trade.chief, a_difference(trade))
    request = state(house, trade).findings[sheet_of(house, trade, "01")].differences[0].request
    with pytest.raises(corrections.OwnCorrection):
        answer(house, trade, request, is_approved=True)


def test_too_many_errors_mean_that_everything_is_checked(
    house: Database, trade: LockedTrade, checker: Somebody
) -> None:
    found = drawn(house, trade)
    for code in found.drawn:
        find(house, trade, sheet_of(house, trade, code), checker, a_difference(trade))
    after = state(house, trade)
    assert after.is_everything
    assert len(after.asked) == 10
    request = after.findings[sheet_of(house, trade, "01")].differences[0].request
    answer(house, trade, request, is_approved=False)
    assert not state(house, trade).is_everything


def test_a_locked_sheet_is_corrected_too(house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=2, scheme=SMALL, rules=RULES)
    panel_signs(house, trade)
    everything_marked(house, trade)
    for entry in trade.entries:
        for aspect in trade.aspects:
            sheet_signed(house, trade, entry=entry, aspect=aspect)
    for module in "AB":
        house.write(locks.lock, locks.Locking(trade.id, Stack(module, 1), trade.chief.id))
    drawn(house, trade)
    checker = somebody(house, "checker", Role.JUDGE, trade.id)
    find(house, trade, sheet_of(house, trade, "01"), checker, a_difference(trade))
    request = state(house, trade).findings[sheet_of(house, trade, "01")].differences[0].request
    answer(house, trade, request, is_approved=True)
    assert value(house, trade) == "5"


WRONG: tuple[tuple[dict[str, Any], type[Exception]], ...] = (
    ({"found": "4"}, rechecks.NotDifferent),
    ({"found": "many"}, rechecks.NoSuchValue),
    ({"seat": 2}, rechecks.UnknownMark),
)


@pytest.mark.parametrize(("how", "refusal"), WRONG)
def test_a_difference_is_another_value_of_a_mark_that_is_there(
    house: Database,
    trade: LockedTrade,
    checker: Somebody,
    how: dict[str, Any],
    refusal: type[Exception],
) -> None:
    drawn(house, trade)
    told = a_difference(trade, how.get("found", "5"))
    told = Told(told.aspect, Seat(how.get("seat", 0)), told.found, told.reason)
    with pytest.raises(refusal):
        find(house, trade, sheet_of(house, trade, "01"), checker, told)


def test_a_sample_that_its_seed_does_not_draw_is_found(house: Database, trade: LockedTrade) -> None:
    drawn(house, trade)
    with house.read() as session:
        act = session.scalars(select(SheetAct).where(SheetAct.kind == Kind.RECHECK)).one()
    forged = {**act.document, "sample": ["02" if act.document["sample"] != ["02"] else "03"]}
    act.document = forged
    assert acts.line_hash(act) != act.hash
    assert not acts._is_drawn(forged)  # noqa: SLF001 - what verify() asks


def value(house: Database, trade: LockedTrade) -> str:
    """Return what the sheet of entry 01 says for B1.1."""
    with house.read() as session:
        cells = standing_cells(session, trade.id, [trade.entries["01"]])
    return next(cell.value for cell in cells if cell.aspect == trade.aspects["B1.1"])
