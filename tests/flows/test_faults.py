"""Killed in mid-traffic, the server forgets nothing it promised; and the auditor would notice."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.faults import Campaign, Outcome, closing_line, run
from bench.hall.audit import Findings, audit
from bench.hall.tablet import Answer
from tests.flows.planting import planted_copy

pytestmark = pytest.mark.slow
RUNS = 10


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(Campaign(RUNS, seed=20261121), tmp_path_factory.mktemp("campaign"))


@pytest.fixture
def planted(outcome: Outcome, tmp_path: Path) -> Callable[..., Findings]:
    """Give what the auditor finds in a copy of the database after *statements* were run on it."""

    def plant(*statements: str, snapshots: list[dict[str, Any]] | None = None) -> Findings:
        url = planted_copy(outcome, tmp_path, *statements)
        seen = outcome.snapshots if snapshots is None else snapshots
        return audit(url, outcome.staged.trade, outcome.diary, seen, outcome.unmarked)

    return plant


def test_a_killed_server_forgets_nothing_and_writes_nothing_twice(outcome: Outcome) -> None:
    found = outcome.findings
    assert found.faults == []
    assert closing_line(RUNS, found) == (
        f"runs={RUNS} acknowledged={found.acknowledged} lost=0 doubled=0 overwritten=0 "
        "board_mismatch=0"
    )


def test_the_campaign_met_what_it_is_about(outcome: Outcome) -> None:
    assert outcome.findings.acknowledged > 20 * RUNS
    assert outcome.findings.refused > RUNS
    assert outcome.findings.repeated > 0
    assert outcome.diary.retries >= RUNS
    assert len({snapshot["epoch"] for snapshot in outcome.snapshots}) >= RUNS


def test_an_untouched_copy_has_no_fault(planted: Callable[..., Findings]) -> None:
    assert planted().faults == []


def test_a_lost_line_is_counted(planted: Callable[..., Findings]) -> None:
    found = planted("delete from ledger_line where number = 25")
    assert len(found.lost) == 1
    assert any("chain" in fault for fault in found.overwritten)


def test_a_changed_line_is_counted(planted: Callable[..., Findings]) -> None:
    found = planted("update ledger_line set value = '7' where number = 25")
    assert len(found.lost) == 1
    assert any("line 25 was changed" in fault for fault in found.overwritten)


def test_a_doubled_uuid_is_counted(planted: Callable[..., Findings]) -> None:
    found = planted(
        "insert into ledger_line select * from ledger_line where number = 25",
        "update ledger_line set number = (select max(number) + 1 from ledger_line)"
        " where rowid = (select max(rowid) from ledger_line)",
    )
    assert any("stands in 2 lines" in fault for fault in found.doubled)


def test_one_mark_under_two_uuids_is_counted(planted: Callable[..., Findings]) -> None:
    found = planted(
        "insert into ledger_line select * from ledger_line where number = 25",
        "update ledger_line set uuid = 'another', number = (select max(number) + 1"
        " from ledger_line) where rowid = (select max(rowid) from ledger_line)",
    )
    assert any("author, device, sequence" in fault for fault in found.doubled)


def test_a_promise_made_twice_is_counted(outcome: Outcome) -> None:
    first = next(answer for answer in outcome.diary.answers if answer.status == 201)
    diary = dataclasses.replace(outcome.diary, answers=[*outcome.diary.answers, first])
    found = audit(outcome.url, outcome.staged.trade, diary, [], outcome.unmarked)
    assert [fault for fault in found.lost if "created twice" in fault]


def test_a_blind_overwrite_is_counted(outcome: Outcome) -> None:
    line = next(answer for answer in reversed(outcome.diary.answers) if _replaced(outcome, answer))
    blind = dataclasses.replace(outcome.diary.sent[line.uuid], base=0, device="another")
    diary = dataclasses.replace(outcome.diary, sent={**outcome.diary.sent, line.uuid: blind})
    found = audit(outcome.url, outcome.staged.trade, diary, [], outcome.unmarked)
    assert [fault for fault in found.overwritten if f"line {line.line} replaced" in fault]


def test_a_refusal_that_was_written_is_counted(outcome: Outcome) -> None:
    made = next(answer for answer in outcome.diary.answers if answer.status == 201)
    refused = dataclasses.replace(made, status=409, code="stale-mark")
    diary = dataclasses.replace(outcome.diary, answers=[*outcome.diary.answers, refused])
    found = audit(outcome.url, outcome.staged.trade, diary, [], outcome.unmarked)
    assert [fault for fault in found.overwritten if "was refused" in fault]


def test_a_wrong_board_is_counted(outcome: Outcome, planted: Callable[..., Findings]) -> None:
    last = outcome.snapshots[-1]
    rows = [{**last["rows"][0], "total": "99.99"}, *last["rows"][1:]]
    assert len(planted(snapshots=[{**last, "rows": rows}]).board_mismatch) == 1
    order = list(reversed(last["order"]))
    assert len(planted(snapshots=[{**last, "order": order}]).board_mismatch) == 1
    assert len(planted(snapshots=[{**last, "version": last["version"] + 1}]).board_mismatch) == 1


def _replaced(outcome: Outcome, answer: Answer) -> bool:
    """Answer whether *answer* is about a line that replaced another one."""
    mark = outcome.diary.sent[answer.uuid]
    same = [
        each.line
        for each in outcome.diary.answers
        if each.status == 201
        and (other := outcome.diary.sent[each.uuid]).aspect == mark.aspect
        and (other.sheet, other.author) == (mark.sheet, mark.author)
    ]
    return answer.status == 201 and answer.line > min(same)
