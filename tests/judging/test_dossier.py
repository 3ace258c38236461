"""A running trade as a file: all that is agreed, marked and ruled, as it stands now."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from competition.clock import now
from competition.db import Database
from competition.errors import NotFound
from competition.scoring.trade import Scheme, TradeFile
from competition.scoring.trade_file import FORMAT, dump, from_document
from competition.scoring.values import SHARED
from judging import dossier, intake, rulings, schemes
from judging.draft import SchemeDraft, SectionDraft
from judging.intake import Intake
from judging.models import Criterion, VoteRound
from judging.rulings import NewRuling
from tests.builders import (
    ANY_DATABASE,
    EVERY_KIND,
    LockedTrade,
    a_competition,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    a_trade,
    an_aspect,
    an_organiser,
    enrolled,
    everything_marked,
    recorded,
)

Document = dict[str, Any]


def exported(database: Database, trade: int) -> Document:
    """Return the file of *trade* as a document."""
    with database.read() as session:
        found: Document = json.loads(dossier.file_of(session, trade))
    return found


def as_it_stands(database: Database, trade: int) -> TradeFile:
    """Return *trade* as a board reads it."""
    with database.read() as session:
        return dossier.trade_of(session, trade)


def a_running_trade(database: Database) -> LockedTrade:
    """Return a trade in the midst of its marking, with rulings, one of them withdrawn."""
    trade = a_locked_trade(database, rules={"rounding": {"total": 3}, "unresolved": "chief"})
    everything_marked(database, trade)
    recorded(
        database,
        [
            a_mark(trade, "A1.1", "3", judge=2, base=1, entry="02", sequence=9),
            a_mark(trade, "B1.1", "not_attempted", base=99, entry="03", sequence=9),
        ],
    )
    for kind, document in RULINGS:
        database.write(rulings.rule, NewRuling(trade.id, kind, document, trade.chief.id))
    withdrawal = rulings.Withdrawal(trade.id, 1, "wrong", trade.chief.id)
    database.write(rulings.withdraw, withdrawal)
    return trade


RULINGS: Sequence[tuple[str, dict[str, object]]] = (
    ("penalty", {"entry": "01", "scope": "event", "points": "2", "reason": "late"}),
    ("penalty", {"entry": "02", "scope": "module", "module": "A", "void": True, "reason": "r"}),
    ("decision", {"kind": "order", "entries": ["04", "05"], "reason": "better finish"}),
    ("adjustment", {"entry": "01", "scope": "total", "points": "-0.5", "reason": "appeal"}),
)


def test_a_running_trade_moves_to_another_system(database: Database, sqlite_url: str) -> None:
    trade = a_running_trade(database)
    with database.read() as session:
        written = dossier.file_of(session, trade.id)
    other = Database(sqlite_url) if str(database.engine.url) != sqlite_url else database
    an_organiser(other)
    new = Intake(intake.read(written), "17.json", a_competition(other), by=1)
    moved = other.write(intake.take_in, new)
    with other.read() as session:
        assert dossier.file_of(session, moved.trade) == written
    other.close()


def test_what_stands_is_in_the_file(database: Database) -> None:
    trade = a_running_trade(database)
    found = exported(database, trade.id)
    marks = {(each["entry"], each["aspect"]): each for each in found["marks"]}
    assert len(found["marks"]) == len(trade.entries) * len(trade.aspects)
    assert marks["02", "A1.1"]["votes"] == ["2", "3", "2"]
    assert marks["03", "B1.1"]["value"] == "not_attempted"
    assert marks["01", "B2.1"]["value"] == "2.5"
    assert [each["scope"] for each in found["penalties"]] == ["module"]
    assert [each["reason"] for each in found["decisions"]] == ["better finish"]
    assert found["rules"] == {"rounding": {"total": 3}, "unresolved": "chief"}
    assert found["trade"]["group"] == {"zh": "职工组", "en": "Workers"}
    assert found["entries"][0] == {
        "code": "01",
        "delegation": "D1",
        "names": {"zh": "选手01", "en": "Competitor 01"},
        "station": "01",
    }
    assert [each["code"] for each in found["delegations"]] == ["D0", "D1", "D2", "D3"]
    criterion = found["scheme"]["criteria"][0]
    assert "judges" not in criterion
    assert criterion["names"] == {"zh": "模块 A", "en": "Module A"}
    assert criterion["sub_criteria"][0]["aspects"][0]["levels"][2] == {
        "zh": "水平 2",
        "en": "Level 2",
    }


def test_how_a_trade_is_signed_checked_and_seated_comes_along(
    database: Database,
) -> None:
    head = {
        "code": "17",
        "signing": "panel",
        "checking": "blind",
        "confirming": "competitor",
        "avoids": ["coach", "delegation", "coach"],
    }
    given = from_document({"format": FORMAT, "trade": head, "scheme": {"criteria": []}})
    assert [tie.value for tie in given.trade.avoids] == ["delegation", "coach"]
    by = an_organiser(database).id
    taken = database.write(intake.take_in, Intake(given, "x.json", None, by))
    with database.read() as session:
        assert dossier.file_of(session, taken.trade) == dump(given)


def test_votes_that_are_missing_have_their_place(database: Database) -> None:
    trade = a_locked_trade(database)
    recorded(database, [a_mark(trade, "A1.1", "2", judge=2)])
    mark = {"entry": "01", "aspect": "A1.1", "votes": [None, "2", None]}
    assert exported(database, trade.id)["marks"] == [mark]
    database.write(_say_judges, 5)
    mark["votes"] = [None, "2"]
    found = exported(database, trade.id)
    assert found["marks"] == [mark]
    # The panel has three seats, whatever the scheme meant.
    assert [each["judges"] for each in found["scheme"]["criteria"]] == [3, 3, 3]


def test_what_was_not_attempted_is_said_for_the_whole_panel(database: Database) -> None:
    trade = a_locked_trade(database)
    recorded(
        database,
        [
            a_mark(trade, "A1.1", "not_attempted", seat=SHARED),
            a_mark(trade, "A1.1", "not_attempted", entry="02", seat=SHARED),
            a_mark(trade, "A1.1", "2", entry="02", judge=1),
        ],
    )
    assert exported(database, trade.id)["marks"] == [
        {"entry": "01", "aspect": "A1.1", "value": "not_attempted"},
        {"entry": "02", "aspect": "A1.1", "votes": ["2", None, None]},
    ]


def test_earlier_rounds_come_along(database: Database) -> None:
    trade = a_locked_trade(database)
    database.write(_rounds, (trade.sheet("02", "A1.1"), trade.aspects["A1.1"]))
    mark = {"entry": "02", "aspect": "A1.1", "earlier_votes": [["0", None, "3"], ["1"]]}
    assert exported(database, trade.id)["marks"] == [mark]


def test_the_locked_scheme_counts_else_the_newest(database: Database) -> None:
    trade = a_trade(database)
    assert as_it_stands(database, trade).scheme == Scheme(())
    for title in ("first", "second"):
        draft = SchemeDraft(title, (SectionDraft("1", "One / 一", None),), EVERY_KIND.criteria)
        database.write(schemes.store, schemes.NewScheme(trade, draft, "x.xlsx", [], None))
    found = as_it_stands(database, trade).scheme
    assert (found.title, found.sections[0].names) == ("second", {"zh": "一", "en": "One"})


@ANY_DATABASE
def test_there_is_no_file_of_no_trade(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound):
        dossier.file_of(session, 1)


@ANY_DATABASE
def test_a_trade_that_no_file_can_hold_says_what_to_mend(database: Database) -> None:
    trade = a_trade(database)
    enrolled(database, trade, a_roster(1))
    database.write(_execute, f"update entry set code = '{'x' * 50}'")  # noqa: S608
    assert as_it_stands(database, trade).entries[0].code == "x" * 50
    with pytest.raises(dossier.NotExportable) as refused:
        exported(database, trade)
    assert str(refused.value) == (
        "This trade cannot be written as a file. "
        "$.entries[0].code: must have from 1 to 40 characters"
    )


@ANY_DATABASE
def test_an_aspect_keeps_what_its_kind_knows(database: Database) -> None:
    scheme = a_scheme(
        an_aspect("A1.1", "count", "5", points="1.50", step="1", unit="kg"),
        an_aspect("A1.2", "deduct", "5", points="2", confirm=True, raw={"TYPE": "x"}),
        an_aspect("A1.3", "tolerance", "1", nominal="80.00", tolerance="0.20", step="0.01"),
    )
    trade = a_locked_trade(database, scheme=scheme)
    found = exported(database, trade.id)["scheme"]["criteria"][0]["sub_criteria"][0]["aspects"]
    for aspect in found:
        del aspect["names"]
    assert found == [
        {"id": "A1.1", "kind": "count", "max": "5", "points": "1.5", "unit": "kg"},
        {
            "id": "A1.2",
            "kind": "deduct",
            "max": "5",
            "points": "2",
            "confirm": True,
            "raw": {"TYPE": "x"},
        },
        {
            "id": "A1.3",
            "kind": "tolerance",
            "max": "1",
            "nominal": "80",
            "tolerance": "0.2",
            "step": "0.01",
        },
    ]


@ANY_DATABASE
def test_a_board_goes_on_with_an_old_scheme_of_which_no_file_is_made(database: Database) -> None:
    scheme = a_scheme(an_aspect("A1.1", "free", "5", step=0.5))
    trade = a_locked_trade(database, scheme=scheme)
    (_, _, aspect), *_ = as_it_stands(database, trade.id).scheme.aspects()
    assert aspect.parameters == {"step": 0.5}
    with pytest.raises(dossier.NotExportable) as refused:
        exported(database, trade.id)
    assert "aspects[0].step: write a number with decimals as a string" in str(refused.value)


def _execute(session: Session, statements: Sequence[str]) -> Sequence[None]:
    for statement in statements:
        session.execute(text(statement))
    return [None] * len(statements)


def _say_judges(session: Session, numbers: Sequence[int]) -> Sequence[None]:
    for number in numbers:
        session.execute(update(Criterion).values(judges=number))
    return [None] * len(numbers)


def _rounds(session: Session, places: Sequence[tuple[int, int]]) -> Sequence[None]:
    every: list[list[str | None]] = [["0", None, "3"], ["1", None, None], [None, None]]
    for sheet, aspect in places:
        session.add_all(
            VoteRound(sheet_id=sheet, aspect_id=aspect, number=at, votes=votes, closed_at=now())
            for at, votes in enumerate(every, 1)
        )
    return [None] * len(places)
