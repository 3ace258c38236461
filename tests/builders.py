"""Builders of what tests start from, made by the same acts that the pages use."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import people, sign_in
from competition.db import Database
from competition.programme import trades
from competition.registration import enrol
from competition.registration.models import Entry
from competition.registration.roster import RosterRow
from competition.scoring.values import SHARED, AspectId, Kind, Seat
from judging import ledger, panels, schemes, sheets, signatures
from judging import plan as plans
from judging.draft import AspectDraft, CriterionDraft, Level, SchemeDraft, SubCriterionDraft
from judging.ledger import NewMark
from judging.models import Aspect, Criterion, Scheme, Sheet
from tests.writes import Desk, Writes, together

# For what is decided before any database is asked.
ANY_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PIN = "246810"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of a test
TAKEN_AT = "2026-11-21T06:32:07.000000Z"
LEVELS = tuple(Level(score, f"水平 {score} / Level {score}") for score in range(4))


@dataclass(frozen=True)
class Somebody:
    """An account: its id and the code it signs in with."""

    id: int
    code: str


@dataclass(frozen=True)
class LockedTrade:
    """A trade ready to be marked: what stands where, by the codes that people use."""

    id: int
    competition: int
    chief: Somebody
    judges: tuple[Somebody, ...]
    entries: Mapping[str, int]
    aspects: Mapping[str, int]
    kinds: Mapping[str, Kind]
    sheets: Mapping[tuple[str, str], int]
    places: Mapping[tuple[str, str], int]

    def sheet(self, entry: str, aspect: str) -> int:
        """Return the sheet on which *aspect* of *entry* stands."""
        return self.places[entry, aspect]

    def seats(self, aspect: str) -> range:
        """Return the seats whose judges fill *aspect*: all of them, or the first."""
        return range(1, len(self.judges) + 1 if self.kinds[aspect].is_voted else 2)


def an_aspect(code: str, kind: str, maximum: str, **parameters: object) -> AspectDraft:
    """Return one aspect; judgements get their four levels."""
    return AspectDraft(
        code=code,
        kind=kind,
        text=f"评分点 {code} / Aspect {code}",
        extra="",
        requirement="",
        section=None,
        max=Decimal(maximum),
        levels=LEVELS if kind == "judgement" else (),
        parameters=parameters,
    )


def a_scheme(*aspects: AspectDraft, days: Mapping[str, int | None] | None = None) -> SchemeDraft:
    """Return a scheme whose criteria are the first letters of the aspects' codes.

    *days* says when a sub-criterion is marked; the others are on day 1.
    """
    criteria = []
    for letter in dict.fromkeys(aspect.code[0] for aspect in aspects):
        mine = [aspect for aspect in aspects if aspect.code[0] == letter]
        subs = []
        for code in dict.fromkeys(each.code.partition(".")[0] for each in mine):
            under = tuple(each for each in mine if each.code.partition(".")[0] == code)
            subs.append(SubCriterionDraft(code, "", (days or {}).get(code, 1), under))
        criteria.append(
            CriterionDraft(letter, f"模块 {letter} / Module {letter}", None, tuple(subs))
        )
    return SchemeDraft("测试 / Test", criteria=tuple(criteria))


EVERY_KIND = a_scheme(
    an_aspect("A1.1", "judgement", "1.50"),
    an_aspect("A1.2", "pass_fail", "0.50"),
    an_aspect("A2.1", "completed", "1.50", possible=5),
    an_aspect("A2.2", "judgement", "0.50"),
    an_aspect("B1.1", "tolerance", "1", nominal="80.00", tolerance="0.20", step="0.01"),
    an_aspect("B1.2", "deduct", "10", points="2"),
    an_aspect("B1.3", "count", "25", points="2"),
    an_aspect("B2.1", "free", "5", step="0.25"),
    an_aspect(
        "C1.1",
        "choice",
        "4",
        choices=[
            {"label": "全对 / all right", "deduction": "0", "unit": "percent"},
            {"label": "一半 / half", "deduction": "50", "unit": "percent"},
            {"label": "少 1.3 分 / 1.3 off", "deduction": "1.3", "unit": "points"},
        ],
    ),
    an_aspect(
        "C1.2",
        "ranged",
        "3",
        target="100",
        step="0.1",
        ranges=[
            {"lower": "1", "upper": "2", "deduction": "0", "unit": "points"},
            {"lower": "5", "upper": "5", "deduction": "40", "unit": "percent"},
        ],
    ),
    an_aspect("C2.1", "panel", "20", step="0.5"),
)


def settle(database: Database) -> None:
    """Return when every fact of the writes so far has been told."""
    # Answers come before facts; facts come before the next batch.
    database.write(_nothing, None)


@cache
def _hashed(secret: str) -> str:
    return sign_in.secret_hash(secret)


def somebody(
    database: Writes, code: str, role: Role | None = None, trade: int | None = None
) -> Somebody:
    """Add an account that signs in by PASSWORD or PIN."""
    names = {"zh": f"人员 {code}", "en": f"Person {code}"}
    new = people.NewAccount(code, names, _hashed(PASSWORD), _hashed(PIN), role, trade, None)
    return Somebody(database.write(people.add, new), code)


def an_organiser(database: Database, code: str = "organiser") -> Somebody:
    """Add an organiser."""
    return somebody(database, code, Role.ORGANISER)


def a_competition(database: Writes) -> int:
    """Set up a competition and return its id."""
    names = {"zh": "大赛", "en": "Skills Competition"}
    new = trades.NewCompetition(names, date(2026, 11, 20), date(2026, 11, 22), None)
    number: int = database.write(trades.create, new)
    return number


def a_trade(
    database: Writes,
    competition: int | None = None,
    *,
    code: str = "17",
    rules: dict[str, object] | None = None,
    shows: str = "names",
) -> int:
    """Add a trade, in a new competition unless one is given, and return its id."""
    new = trades.NewTrade(
        a_competition(database) if competition is None else competition,
        code,
        {"zh": "网站技术", "en": "Web Technologies"},
        {"zh": "职工组", "en": "Workers"},
        "person",
        shows,
        rules or {},
        None,
    )
    number: int = database.write(trades.add, new)
    return number


def a_roster(entries: int, *, status: Mapping[str, str] | None = None) -> tuple[RosterRow, ...]:
    """Return rows 01, 02, … of four delegations; *status* names those that are not ranked."""
    return tuple(
        RosterRow(
            code=code,
            station=code,
            names={"zh": f"选手{code}", "en": f"Competitor {code}"},
            members=(),
            delegation=f"D{number % 4}",
            delegation_names={"zh": f"代表队{number % 4}", "en": f"Delegation {number % 4}"},
            delegation_short={"zh": f"代{number % 4}"},
            status=(status or {}).get(code, "ranked"),
        )
        for number, code in ((number, f"{number:02d}") for number in range(1, entries + 1))
    )


def enrolled(database: Writes, trade: int, rows: Sequence[RosterRow]) -> None:
    """Take *rows* into the register of *trade*."""
    database.write(enrol.enrol, enrol.Enrolment(trade, tuple(rows), None))


def a_locked_trade(  # noqa: PLR0913 - named, each with its usual value
    database: Database,
    judges: int = 3,
    entries: int = 5,
    *,
    code: str = "17",
    scheme: SchemeDraft = EVERY_KIND,
    rules: dict[str, object] | None = None,
    shows: str = "names",
    competition: int | None = None,
) -> LockedTrade:
    """Set up a trade with entries 01, 02, …, one panel of judges, and open sheets."""

    def set_up(desk: Desk) -> LockedTrade:
        games = a_competition(desk) if competition is None else competition
        trade = a_trade(desk, games, code=code, rules=rules, shows=shows)
        chief = somebody(desk, f"{code}00", Role.CHIEF, trade)
        panel = tuple(
            somebody(desk, f"{code}{number:02d}", Role.JUDGE, trade)
            for number in range(1, judges + 1)
        )
        enrolled(desk, trade, a_roster(entries))
        desk.write(schemes.store, schemes.NewScheme(trade, scheme, "test.xlsx", [], None))
        modules = tuple(criterion.code for criterion in scheme.criteria)
        codes = tuple(judge.code for judge in panel)
        desk.write(panels.seat, panels.Seating(trade, "1", codes, modules, chief.id))
        desk.write(schemes.lock, schemes.Locking(trade, accepts_warnings=False, by=chief.id))
        return _found(desk.session, trade, games, chief, panel)

    found: LockedTrade = database.write(together, set_up)
    settle(database)
    return found


def a_mark(trade: LockedTrade, aspect: str = "A1.1", value: str = "2", **how: Any) -> NewMark:
    """Return a mark of entry 01 by the judge in seat 1; *how* says what is otherwise.

    Besides the fields of NewMark: ``entry`` by code, ``judge`` by seat.
    """
    entry, judge = str(how.pop("entry", "01")), int(str(how.pop("judge", 1)))
    facts: dict[str, Any] = {
        "uuid": str(uuid.uuid4()),
        "sheet": trade.sheet(entry, aspect),
        "aspect": AspectId(trade.aspects[aspect]),
        "seat": Seat(judge) if trade.kinds[aspect].is_voted else SHARED,
        "value": value,
        "base": 0,
        "author": trade.judges[judge - 1].id,
        "device": f"d-{judge}",
        "sequence": 1,
        "taken_at": TAKEN_AT,
    }
    return NewMark(**{**facts, **how})


def recorded(database: Database, marks: Sequence[NewMark]) -> None:
    """Record *marks* in one commit; every one must be taken."""
    for outcome in database.write(_record_together, tuple(marks)):
        if isinstance(outcome, Exception):
            raise outcome


def everything_marked(
    database: Database, trade: LockedTrade, values: Mapping[str, str] | None = None
) -> None:
    """Mark every aspect of every entry: by kind, or as *values* say by aspect."""
    recorded(
        database,
        [
            a_mark(
                trade,
                aspect,
                (values or {}).get(aspect, USUAL[trade.kinds[aspect]]),
                entry=entry,
                judge=seat,
            )
            for entry in trade.entries
            for aspect in trade.aspects
            for seat in trade.seats(aspect)
        ],
    )


def signed(database: Database, trade: LockedTrade) -> None:
    """Put the chief judge's name to the marks of *trade*."""
    database.write(sheets.sign, sheets.Signing(trade.id, trade.chief.id))


def panel_signs(database: Database, trade: LockedTrade) -> None:
    """Let every sheet of *trade* be signed by its panel."""
    change = signatures.NewSigning(trade.id, "panel", trade.chief.id)
    database.write(signatures.settle_signing, change)


def put_name(
    database: Database, trade: LockedTrade, judge: int = 1, **how: Any
) -> signatures.Signed:
    """Let the judge in a seat sign the sheet of entry 01 with aspect A1.1, or as *how* says."""
    sheet = trade.sheet(str(how.pop("entry", "01")), str(how.pop("aspect", "A1.1")))
    with database.read() as session:
        version = how.pop("version", session.get_one(Sheet, sheet).version)
    by = how.pop("by", trade.judges[judge - 1].id)
    new = signatures.NewSignature(sheet, version, by, f"d-{judge}")
    found: signatures.Signed = database.write(signatures.sign, new)
    return found


def sheet_signed(database: Database, trade: LockedTrade, **how: Any) -> signatures.Signed:
    """Let the whole panel sign the sheet of entry 01 with aspect A1.1, or as *how* says."""
    everybody = range(1, len(trade.judges) + 1)
    return [put_name(database, trade, judge, **how) for judge in everybody][-1]


def signed_in(app: Flask, person: Somebody, way: str = "pin") -> FlaskClient:
    """Return a browser in which *person* is signed in."""
    database: Database = app.extensions["database"]
    attempt = sign_in.Attempt(person.id, is_right=True, way=way, agent="test")
    client = app.test_client()
    client.set_cookie("jiangsai", database.write(sign_in.attempt, attempt))
    return client


USUAL: Mapping[Kind, str] = {
    Kind.PASS_FAIL: "1",
    Kind.COMPLETED: "3",
    Kind.CHOICE: "0",
    Kind.RANGED: "100",
    Kind.TOLERANCE: "80",
    Kind.DEDUCT: "1",
    Kind.COUNT: "4",
    Kind.FREE: "2.5",
    Kind.JUDGEMENT: "2",
    Kind.PANEL: "15",
}


def _nothing(session: Session, items: Sequence[None]) -> Sequence[None]:
    del session
    return items


def _record_together(
    session: Session, batches: Sequence[Sequence[NewMark]]
) -> Sequence[Sequence[object]]:
    return [ledger.record(session, batch) for batch in batches]


def _found(
    session: Session, trade: int, competition: int, chief: Somebody, judges: tuple[Somebody, ...]
) -> LockedTrade:
    entries = select(Entry).where(Entry.trade_id == trade).order_by(Entry.code)
    aspects = session.execute(
        select(Aspect.code, Aspect.id, Aspect.kind)
        .join(Criterion, Criterion.id == Aspect.criterion_id)
        .join(Scheme, Scheme.id == Criterion.scheme_id)
        .where(Scheme.trade_id == trade)
        .order_by(Aspect.id)
    ).all()
    rows = session.execute(
        select(Entry.code, Criterion.code, Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(Criterion, Criterion.id == Sheet.criterion_id)
        .where(Sheet.trade_id == trade)
        .order_by(Sheet.id.desc())
    )
    codes = {entry.id: entry.code for entry in session.scalars(entries)}
    plan = plans.read(session, trade)
    assert plan is not None
    return LockedTrade(
        id=trade,
        competition=competition,
        chief=chief,
        judges=judges,
        entries={entry.code: entry.id for entry in session.scalars(entries)},
        aspects={code: number for code, number, _ in aspects},
        kinds={code: Kind(kind) for code, _, kind in aspects},
        sheets={(entry, module): number for entry, module, number in rows},
        places={
            (codes[sheet.entry], aspect.code): sheet.id
            for sheet in plan.sheets.values()
            for aspect in sheet.aspects
        },
    )
