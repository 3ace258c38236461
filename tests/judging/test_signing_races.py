"""Judges who sign at the same moment, twice, or while somebody marks: one outcome, told truly."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from competition.db import Database
from competition.errors import Refusal
from judging import acts, checks, confirmations, ledger, signatures
from judging.models import Sheet
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    everything_marked,
    panel_signs,
)
from tests.judging.checkers import DRAWN, SMALL, asks_for


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    found = a_locked_trade(database, judges=3, entries=1, scheme=SMALL)
    panel_signs(database, found)
    everything_marked(database, found)
    return found


def sheet(database: Database, trade: LockedTrade) -> Sheet:
    with database.read() as session:
        return session.get_one(Sheet, trade.sheets["01", "A"])


def a_signature(trade: LockedTrade, judge: int, version: int) -> signatures.NewSignature:
    number = trade.sheets["01", "A"]
    return signatures.NewSignature(number, version, trade.judges[judge - 1].id, f"d-{judge}")


def at_once(database: Database, tries: list[tuple[Callable[..., Any], object]]) -> list[Any]:
    """Do everything at the same time; return the outcomes, refusals among them."""

    def one(each: tuple[Callable[..., Any], object]) -> Any:
        try:
            return database.write(*each)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(tries)) as pool:
        return list(pool.map(one, tries))


def kinds(database: Database, trade: LockedTrade) -> list[str]:
    with database.read() as session:
        assert acts.verify(session, trade.id) is None
        return [act.kind for act in acts.of(session, trade.id)]


def test_a_panel_that_signs_at_once_closes_the_sheet_once(
    database: Database, trade: LockedTrade
) -> None:
    version = sheet(database, trade).version
    tries = [(signatures.sign, a_signature(trade, judge, version)) for judge in (1, 2, 3)]
    outcomes = at_once(database, [*tries, *tries])
    assert [each for each in outcomes if isinstance(each, Refusal)] == []
    assert sheet(database, trade).state == "signed"
    assert kinds(database, trade) == ["signature"] * 3


def test_a_signature_and_a_mark_at_once_never_both_stand(
    database: Database, trade: LockedTrade
) -> None:
    version = sheet(database, trade).version
    mark = a_mark(trade, "A1.2", "5", base=version, sequence=9)
    tries: list[tuple[Callable[..., Any], object]] = [
        (signatures.sign, a_signature(trade, judge, version)) for judge in (1, 2, 3)
    ]
    outcomes = at_once(database, [*tries, (ledger.record, mark)])
    is_closed = sheet(database, trade).state == "signed"
    assert isinstance(outcomes[3], Refusal) is is_closed
    with database.read() as session:
        standing = signatures.standing(session, trade.id).get(trade.sheets["01", "A"], {})
    moved = sheet(database, trade).version != version
    assert standing == {} if moved else len(standing) == 3


def test_a_check_and_a_word_said_twice_at_once_are_one_each(
    database: Database, trade: LockedTrade
) -> None:
    asks_for(database, trade, "aloud", "competitor")
    version = sheet(database, trade).version
    number = trade.sheets["01", "A"]
    check = checks.NewCheck(number, version, trade.chief.id, "d-9")
    at_once(database, [(checks.check, check)] * 3)
    judge = trade.judges[0].id
    word = confirmations.NewConfirmation(number, version, DRAWN, judge, "d-1")
    at_once(database, [(confirmations.confirm, word)] * 3)
    assert kinds(database, trade) == ["check", "confirmation"]
