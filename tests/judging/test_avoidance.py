"""Judges do not mark their own: refused at seating, excepted by the chief, open when it is late."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from competition.access import Role
from competition.audit import AuditLine
from competition.db import Database
from competition.scoring.values import Tie
from judging import avoidance, panels, schemes, sheets, ties
from judging.avoidance import ConflictsOpen, JudgesTied, TiesOf
from judging.panels import Seating
from judging.reason import ReasonMissing
from judging.ties import (
    AvoidanceFixed,
    Avoiding,
    NewException,
    NewTies,
    NothingToExcept,
    OwnException,
    TiesFixed,
    UnknownInTies,
)
from tests.builders import (
    Somebody,
    a_locked_trade,
    a_roster,
    a_scheme,
    a_trade,
    an_aspect,
    an_organiser,
    enrolled,
    everything_marked,
    signed,
    signed_in,
    somebody,
)
from tests.judging.statements import unguard

SMALL = a_scheme(an_aspect("A1.1", "pass_fail", "1"))


class Hall:
    """A trade with four entries, two judges and a chief, before anybody is seated."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.trade = a_trade(database)
        self.chief = somebody(database, "chief", Role.CHIEF, self.trade)
        self.judges = [somebody(database, code, Role.JUDGE, self.trade) for code in ("J1", "J2")]
        enrolled(database, self.trade, a_roster(4))
        database.write(schemes.store, schemes.NewScheme(self.trade, SMALL, "x.xlsx", [], None))

    def tell(self, judge: Somebody, **said: Any) -> None:
        """Say whom *judge* belongs with."""
        told = TiesOf(
            judge.id, said.get("delegation", ""), said.get("unit", ""), said.get("coached", ())
        )
        self.database.write(ties.tell, NewTies(self.trade, (told,), self.chief.id))

    def roster(self, **how: Any) -> None:
        """Let entry 03 be otherwise."""
        row = a_roster(4)[2]
        changed = replace(row, columns=row.columns | how.keys(), **how)
        enrolled(self.database, self.trade, [changed])

    def seat(self, *judges: Somebody, panel: str = "1") -> None:
        """Seat *judges* on the panel that marks module A."""
        codes = tuple(judge.code for judge in judges)
        self.database.write(panels.seat, Seating(self.trade, panel, codes, ("A",), self.chief.id))

    def excuse(self, judge: Somebody, reason: str = "Nobody else can.", panel: str = "1") -> None:
        """Let the chief judge record an exception."""
        new = NewException(self.trade, panel, judge.code, reason, self.chief.id)
        self.database.write(ties.excuse, new)

    def open(self) -> None:
        """Lock the scheme, which opens the sheets."""
        locking = schemes.Locking(self.trade, accepts_warnings=False, by=self.chief.id)
        self.database.write(schemes.lock, locking)

    def seated(self) -> list[tuple[str, str, Tie, bool]]:
        """Return the conflicts of whoever sits: judge, entry, tie, whether it is excepted."""
        with self.database.read() as session:
            return [
                (
                    each.conflict.judge,
                    each.conflict.entry,
                    each.conflict.tie,
                    each.exception is not None,
                )
                for each in avoidance.seated(session, self.trade)
            ]


@pytest.fixture
def hall(house: Database) -> Hall:
    return Hall(house)


def test_a_judge_of_the_same_delegation_is_refused_by_name(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D3")
    with pytest.raises(JudgesTied) as refused:
        hall.seat(*hall.judges)
    assert "J1 → 03" in str(refused.value)
    assert refused.value.extra["conflicts"] == [{"judge": "J1", "entry": "03", "tie": "delegation"}]
    hall.seat(hall.judges[1])


def test_a_judge_of_the_same_unit_is_refused_however_it_is_typed(hall: Hall) -> None:
    hall.roster(unit="Ｇｒｅｅ 电器")
    hall.tell(hall.judges[0], unit="GREE电器")
    with pytest.raises(JudgesTied):
        hall.seat(*hall.judges)


@pytest.mark.parametrize("coach", ["J1", "j1", "人员J1", "Person  J1"])
def test_a_judge_whom_the_roster_names_as_coach_is_refused(hall: Hall, coach: str) -> None:
    hall.roster(coaches=("Somebody Else", coach))
    with pytest.raises(JudgesTied):
        hall.seat(hall.judges[0])


def test_a_judge_who_coached_an_entry_is_refused(hall: Hall) -> None:
    hall.tell(hall.judges[0], coached=("02",))
    with pytest.raises(JudgesTied):
        hall.seat(hall.judges[0])


def test_an_entry_that_is_out_is_nobodys_conflict(hall: Hall) -> None:
    hall.tell(hall.judges[0], coached=("03",))
    hall.roster(status="withdrawn")
    hall.seat(hall.judges[0])


def test_a_tie_that_the_trade_does_not_avoid_is_no_conflict(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D3", coached=("02",))
    hall.database.write(ties.settle, Avoiding(hall.trade, frozenset({Tie.UNIT}), hall.chief.id))
    hall.seat(hall.judges[0])


def test_what_is_avoided_is_not_loosened_once_sheets_are_open(hall: Hall) -> None:
    hall.seat(hall.judges[0])
    hall.open()
    loosened = Avoiding(hall.trade, frozenset({Tie.UNIT}), hall.chief.id)
    with pytest.raises(AvoidanceFixed):
        hall.database.write(ties.settle, loosened)


def test_the_chiefs_exception_lets_a_judge_sit_and_stays_on_record(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D3")
    with pytest.raises(ReasonMissing):
        hall.excuse(hall.judges[0], " ")
    hall.excuse(hall.judges[0])
    hall.seat(*hall.judges)
    assert hall.seated() == [("J1", "03", Tie.DELEGATION, True)]
    with pytest.raises(NothingToExcept):
        hall.excuse(hall.judges[0])


@pytest.mark.parametrize(
    "words", ["update seat_exception set reason = 'x'", "delete from seat_exception"]
)
def test_the_database_keeps_exceptions_as_they_are(hall: Hall, words: str) -> None:
    hall.tell(hall.judges[0], delegation="D3")
    hall.excuse(hall.judges[0])
    with pytest.raises(DBAPIError, match="only added"):
        hall.database.write(executed, words)


def test_an_exception_covers_one_panel_and_what_was_known(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D3")
    hall.excuse(hall.judges[0])
    with pytest.raises(JudgesTied):
        hall.seat(hall.judges[0], panel="2")
    hall.tell(hall.judges[0], delegation="D3", coached=("02",))
    with pytest.raises(JudgesTied):
        hall.seat(hall.judges[0])


def test_a_conflict_that_comes_later_is_open_and_no_sheets_are_opened(hall: Hall) -> None:
    hall.seat(*hall.judges)
    hall.roster(coaches=("J2",))
    assert hall.seated() == [("J2", "03", Tie.COACH, False)]
    with pytest.raises(ConflictsOpen):
        hall.open()
    hall.excuse(hall.judges[1])
    hall.open()


def test_the_trade_is_not_signed_while_a_conflict_is_open(house: Database) -> None:
    trade = a_locked_trade(house, judges=1, entries=2, scheme=SMALL)
    everything_marked(house, trade)
    told = TiesOf(trade.judges[0].id, "D1", "", ())
    house.write(ties.tell, NewTies(trade.id, (told,), trade.chief.id))
    with pytest.raises(ConflictsOpen):
        signed(house, trade)
    new = NewException(trade.id, "1", trade.judges[0].code, "It was too late.", trade.chief.id)
    house.write(ties.excuse, new)
    house.write(sheets.sign, sheets.Signing(trade.id, trade.chief.id))


@pytest.mark.parametrize("said", [{"delegation": "XX"}, {"coached": ("99",)}])
def test_ties_name_what_is_there(hall: Hall, said: dict[str, Any]) -> None:
    with pytest.raises(UnknownInTies):
        hall.tell(hall.judges[0], **said)


def test_organisers_tell_ties_and_only_the_chief_excepts(app: Flask, house: Database) -> None:
    hall = Hall(house)
    first = hall.judges[0].id
    path = f"/organise/trades/{hall.trade}"
    organiser = signed_in(app, an_organiser(house))
    chief = signed_in(app, hall.chief)
    for client in (organiser, chief):
        client.set_cookie("language", "en")
        client.environ_base["HTTP_ACCEPT"] = "text/html"
    form = {f"delegation.{first}": "D3", f"unit.{first}": " Gree ", f"coached.{first}": "01; 02"}
    assert organiser.post(f"{path}/ties", data=form).status_code == 303
    assert chief.post(f"{path}/ties", data=form).status_code == 403
    seat = {"panel": "1", "judges": "J1 J2", "modules": "A"}
    refused = organiser.post(f"{path}/panels", data=seat)
    assert (refused.status_code, "J1 → 01, 02" in refused.text) == (409, True)
    because = {"panel": "1", "judge": "J1", "reason": "Nobody else."}
    assert organiser.post(f"{path}/exceptions", data=because).status_code == 403
    assert chief.post(f"{path}/exceptions", data=because).status_code == 303
    assert chief.post(f"{path}/exceptions", data=because).status_code == 409
    assert organiser.post(f"{path}/panels", data=seat).status_code == 303
    assert "Nobody else." in chief.get(f"{path}/avoidance").text
    assert "excepted by the chief judge" in organiser.get(f"{path}/panels").text
    assert organiser.post(f"{path}/avoidance", data={"avoids": "unit"}).status_code == 303
    bad = {**form, f"coached.{first}": "99"}
    assert organiser.post(f"{path}/ties", data=bad).status_code == 422


def noted(database: Database, act: str) -> list[dict[str, Any]]:
    with database.read() as session:
        query = select(AuditLine.about).where(AuditLine.act == act).order_by(AuditLine.id)
        return [dict(about) for about in session.scalars(query)]


@pytest.mark.parametrize(
    "less", [{}, {"delegation": "D2"}, {"delegation": "D1", "unit": "Gree"}, {"coached": ("02",)}]
)
def test_what_is_said_of_a_judge_is_not_taken_back_once_sheets_are_open(
    hall: Hall, less: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"delegation": "D1", "unit": "Gree", "coached": ("02",)}
    hall.tell(hall.judges[1], **said)
    hall.seat(hall.judges[0])
    hall.open()
    with pytest.raises(TiesFixed):
        hall.tell(hall.judges[1], **less)
    hall.tell(hall.judges[1], **{**said, "coached": ("02", "03")})


def test_what_is_said_of_a_judge_is_noted_as_it_was_and_as_it_is(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D1")
    hall.tell(hall.judges[0], delegation="D1")
    hall.tell(hall.judges[0], delegation="D2", coached=("02",))
    first, second = noted(hall.database, "judge-ties-told")
    assert first["old"] is None
    assert second["account"] == hall.judges[0].id
    assert second["old"] == {"delegation": "D1", "unit": "", "coached": []}
    assert second["new"] == {"delegation": "D2", "unit": "", "coached": ["02"]}


def test_a_roster_lifts_no_conflict_once_sheets_are_open(hall: Hall) -> None:
    hall.roster(coaches=("J2",), unit="Gree")
    hall.tell(hall.judges[0], unit="Gree")
    hall.excuse(hall.judges[0])
    hall.excuse(hall.judges[1])
    hall.seat(*hall.judges)
    hall.open()
    before = hall.seated()
    hall.roster(coaches=(), unit="Other", delegation="D0")
    assert hall.seated() == before
    (line,) = noted(hall.database, "entry-ties-changed")
    assert line["old"] == {"delegations": ["D3"], "unit": "Gree", "coaches": ["J2"]}


def test_a_chief_judge_excepts_others_only(hall: Hall) -> None:
    hall.tell(hall.chief, delegation="D3")
    with pytest.raises(OwnException):
        hall.excuse(hall.chief)


def test_the_reason_of_an_exception_is_in_the_audit_log(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D3")
    hall.excuse(hall.judges[0])
    (line,) = noted(hall.database, "seat-excepted")
    assert line["reason"] == "Nobody else can."
    assert line["conflicts"] == [{"entry": "03", "tie": "delegation"}]


def test_an_exception_that_was_changed_or_removed_is_found(hall: Hall) -> None:
    hall.tell(hall.judges[0], delegation="D3")
    hall.tell(hall.judges[1], delegation="D2")
    hall.excuse(hall.judges[0])
    hall.excuse(hall.judges[1])
    changes = (
        "reason = 'x'",
        f"account_id = {hall.chief.id}",
        "panel = '2'",
        "conflicts = '[]'",
        f"author_id = {hall.judges[0].id}",
        "recorded_at = '2026-01-01 00:00:00'",
    )
    words = [f"update seat_exception set {each} where id = 1" for each in changes]  # noqa: S608
    tried = ["select 1", *words, "delete from seat_exception where id = 2"]
    tries = (hall.trade, [*unguard(hall.database, "seat_exception")], tried)
    found = hall.database.write(forged, tries)
    assert [bool(each) for each in found] == [False, *(True for _ in tried[1:])]


def forged(
    session: Session, tries: Sequence[tuple[int, list[str], list[str]]]
) -> Sequence[list[str | None]]:
    """Return what is wrong with exceptions after each statement, which is undone."""
    outcomes = []
    for trade, unguarding, statements in tries:
        for words in unguarding:
            session.execute(text(words))
        found: list[str | None] = []
        for statement in statements:
            attempt = session.begin_nested()
            session.execute(text(statement))
            session.expire_all()
            found.append(ties.verify(session, trade))
            attempt.rollback()
        outcomes.append(found)
    return outcomes


def test_a_trade_that_is_not_there_is_not_found(app: Flask, house: Database) -> None:
    organiser = signed_in(app, an_organiser(house))
    assert organiser.get("/organise/trades/99/avoidance").status_code == 404
    assert organiser.post("/organise/trades/99/avoidance").status_code == 404
    assert organiser.post("/organise/trades/99/ties").status_code == 404


def executed(session: Session, statements: Sequence[str]) -> Sequence[None]:
    """Send plain statements to the database."""
    for statement in statements:
        session.execute(text(statement))
    return [None] * len(statements)
