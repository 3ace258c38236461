"""What judges may rely on: a mark counts once, nobody overwrites another, no line is changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from competition.db import Database
from competition.errors import NotFound
from judging import ledger
from judging.ledger import MarksChanged, NewMark
from judging.refused import SheetLocked, StaleMark, UuidReused
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    everything_marked,
    recorded,
    settle,
    signed,
)
from tests.judging.ledgers import count, forge, record, standing, verified


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    return a_locked_trade(database)


def test_a_repeated_mark_counts_once(database: Database, trade: LockedTrade) -> None:
    mark = a_mark(trade)
    first, second = record(database, mark), record(database, mark)
    assert (first.is_new, second.is_new) == (True, False)
    assert (first.line, first.version) == (second.line, second.version) == (1, 1)
    assert count(database) == 1


def test_a_mark_repeated_in_one_commit_counts_once(database: Database, trade: LockedTrade) -> None:
    mark = a_mark(trade)
    recorded(database, [mark, mark, mark])
    assert count(database) == 1


def test_a_repeat_is_harmless_after_others_have_marked(
    database: Database, trade: LockedTrade
) -> None:
    mark = a_mark(trade)
    record(database, mark)
    record(database, a_mark(trade, value="3", base=1, sequence=2))
    assert record(database, mark).line == 1
    assert standing(database, trade) == {1: "3"}


def test_a_repeat_is_answered_even_when_the_trade_is_signed(
    database: Database, trade: LockedTrade
) -> None:
    mark = a_mark(trade, sequence=0)
    record(database, mark)
    everything_marked(database, trade)
    signed(database, trade)
    assert record(database, mark).is_new is False


@pytest.mark.parametrize(
    "other", [{"value": "3"}, {"entry": "02"}, {"aspect": "A1.2", "value": "1"}, {"judge": 2}]
)
def test_one_uuid_cannot_stand_for_two_marks(
    database: Database, trade: LockedTrade, other: dict[str, Any]
) -> None:
    mark = a_mark(trade)
    record(database, mark)
    with pytest.raises(UuidReused):
        record(database, a_mark(trade, **other, uuid=mark.uuid, base=9))
    assert count(database) == 1


def test_a_mark_decided_on_an_old_sheet_is_refused_with_both_values(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, "A1.2", "1", device="first"))
    with pytest.raises(StaleMark) as refused:
        record(database, a_mark(trade, "A1.2", "0", judge=2, device="second"))
    assert refused.value.extra.pop("head")
    assert refused.value.extra == {
        "aspect": trade.aspects["A1.2"],
        "yours": "0",
        "theirs": "1",
        "author": trade.judges[0].id,
        "version": 1,
    }
    assert standing(database, trade, "A1.2") == {0: "1"}


def test_a_judge_who_has_seen_the_others_value_may_change_it(
    database: Database, trade: LockedTrade
) -> None:
    seen = record(database, a_mark(trade, "A1.2", "1")).version
    record(database, a_mark(trade, "A1.2", "0", judge=2, base=seen))
    assert standing(database, trade, "A1.2") == {0: "0"}


def test_marks_elsewhere_on_the_sheet_make_no_mark_stale(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, "A1.2", "1"))
    record(database, a_mark(trade, "A2.1", "4", judge=2))
    assert (standing(database, trade, "A1.2"), standing(database, trade, "A2.1")) == (
        {0: "1"},
        {0: "4"},
    )


def test_a_tablets_own_later_mark_needs_no_answer_to_its_earlier_one(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, value="1", sequence=4))
    record(database, a_mark(trade, value="2", sequence=5))
    assert standing(database, trade) == {1: "2"}


def test_an_older_mark_that_arrives_late_is_refused(database: Database, trade: LockedTrade) -> None:
    record(database, a_mark(trade, value="2", sequence=5))
    with pytest.raises(StaleMark):
        record(database, a_mark(trade, value="1", sequence=4))
    assert standing(database, trade) == {1: "2"}


def test_another_tablet_of_the_same_judge_must_have_seen_the_mark(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, value="2", device="one", sequence=1))
    with pytest.raises(StaleMark):
        record(database, a_mark(trade, value="1", device="two", sequence=2))


def test_another_judge_on_the_same_tablet_must_have_seen_the_mark(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, "A1.2", "1", device="shared", sequence=1))
    with pytest.raises(StaleMark):
        record(database, a_mark(trade, "A1.2", "0", judge=2, device="shared", sequence=2))


def test_judges_vote_without_knowing_of_each_other(database: Database, trade: LockedTrade) -> None:
    for judge, vote in enumerate("213", 1):
        record(database, a_mark(trade, value=vote, judge=judge))
    assert standing(database, trade) == {1: "2", 2: "1", 3: "3"}


def test_the_first_of_two_that_arrive_together_stands(
    database: Database, trade: LockedTrade
) -> None:
    first = a_mark(trade, "A1.2", "1", device="one")
    second = a_mark(trade, "A1.2", "0", judge=2, device="two")

    def together(session: Session, pairs: Sequence[list[NewMark]]) -> Sequence[object]:
        return [ledger.record(session, pair) for pair in pairs]

    (kept, refused) = database.write(together, [first, second])
    assert isinstance(kept, ledger.Recorded)
    assert isinstance(refused, StaleMark)
    assert count(database) == 1


def test_one_refused_mark_leaves_its_neighbours_whole(
    database: Database, trade: LockedTrade
) -> None:
    signed_trade = a_locked_trade(database, code="18", entries=1)
    everything_marked(database, signed_trade)
    signed(database, signed_trade)
    before = count(database)
    marks = [
        a_mark(trade, "A1.2", "1"),
        a_mark(signed_trade, "A1.2", "0", base=99),
        replace(a_mark(trade), sheet=9999),
        a_mark(trade, "A2.1", "2"),
    ]

    def together(session: Session, lists: Sequence[list[NewMark]]) -> Sequence[object]:
        return [ledger.record(session, each) for each in lists]

    outcomes = database.write(together, marks)
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [ledger.Recorded, SheetLocked, NotFound, ledger.Recorded]
    assert count(database) == before + 2
    assert verified(database, trade) is None
    assert verified(database, signed_trade) is None


def test_nothing_is_written_after_the_signature(database: Database, trade: LockedTrade) -> None:
    everything_marked(database, trade)
    signed(database, trade)
    lines = count(database)
    with pytest.raises(SheetLocked):
        record(database, a_mark(trade, sequence=99))
    assert count(database) == lines


def test_a_base_that_the_sheet_never_had_overwrites_nothing(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, "A1.2", "1"))
    with pytest.raises(StaleMark):
        record(database, a_mark(trade, "A1.2", "0", judge=2, base=10_000))
    assert count(database) == 1


def test_every_mark_is_told_once_with_the_versions_it_spans(
    database: Database, trade: LockedTrade
) -> None:
    heard: list[MarksChanged] = []
    database.listen(MarksChanged, heard.append)
    recorded(database, [a_mark(trade, value="2"), a_mark(trade, value="3", judge=2)])
    record(database, a_mark(trade, "A1.2", "1"))
    record(database, a_mark(trade, value="2", judge=3))
    with pytest.raises(StaleMark):
        record(database, a_mark(trade, value="1", judge=3, sequence=0))
    settle(database)
    assert [len(fact.cells) for fact in heard] == [2, 1, 1]
    assert [fact.base for fact in heard[1:]] == [fact.version for fact in heard[:-1]]
    assert all(fact.version - fact.base == len(fact.cells) for fact in heard)


def test_the_last_line_by_number_stands_whatever_the_rows_are_numbered(
    database: Database, trade: LockedTrade
) -> None:
    record(database, a_mark(trade, value="1"))
    record(database, a_mark(trade, value="2", sequence=2))
    database.write(forge, "update ledger_line set id = 99 where number = 1")
    with pytest.raises(StaleMark) as refused:
        record(database, a_mark(trade, value="3", base=1, device="other"))
    assert refused.value.extra["theirs"] == "2"
    record(database, a_mark(trade, value="3", base=2, device="other"))
