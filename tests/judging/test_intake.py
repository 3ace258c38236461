"""Trade files and the running system: whatever goes in comes out the same, or is refused whole."""

import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select, text

from competition.db import Database
from competition.errors import NotFound
from competition.programme.models import Trade
from competition.programme.trades import TradeCodeTaken
from competition.registration.models import Delegation
from competition.scoring.report import printed
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade_file import as_bytes, dump, load
from judging import acts, chain, dossier, intake, rulings
from judging.intake import Intake, TakenIn
from judging.models import Panel, Scheme, SchemeLock
from judging.panels import panels_of
from tests.builders import a_competition, an_organiser
from tests.rulebook.trades import seeded

Document = dict[str, Any]
BAND = {"within": "60", "points": "1.5"}
ASPECTS: list[Document] = [
    {"id": "A1.1", "kind": "pass_fail", "max": "1", "names": {"zh": "急停", "en": "Stop"}},
    {"id": "A1.2", "kind": "judgement", "max": "2", "levels": ["", "good", {"zh": "好"}, {}]},
    {"id": "A1.3", "kind": "judgement", "max": "1.5", "section": ""},
    {"id": "A1.4", "kind": "time", "max": "3", "bands": [BAND], "unit": "s", "levels": ["x"]},
    {
        "id": "A1.5",
        "kind": "choice",
        "max": "1",
        "choices": [{"label": {"zh": "是", "en": "yes"}, "deduction": "0"}, {"deduction": "1"}],
        "calculation": {},
    },
    {
        "id": "A1.6",
        "kind": "ranged",
        "max": "2",
        "target": "5",
        "ranges": [{"lower": "1", "upper": "2", "deduction": "50", "unit": "percent"}],
        "confirm": True,
        "raw": {"TYPE": "x", "KEY 2": ""},
        "calculation": {"name": "c", "reusable": True},
        "extra": {"en": "extra"},
        "requirement": {"zh": "要求"},
    },
]
PEOPLE = [{"zh": "甲", "en": "A"}, {"en": "B"}, {}]
WHOLE: Document = {
    "format": "jiangsai.trade/1",
    "trade": {"code": "17", "names": {"zh": "网站"}, "group": {"en": "Pupils"}, "unit": "team"},
    "rules": {
        "rounding": {"total": 3},
        "medals": {"kind": "scale"},
        "team": {"kind": "mean", "best": 2},
        "judgement": {"missing": "ignore", "minimum": 2},
    },
    "scheme": {
        "title": "网站 / Web",
        "declared": "99.5",
        "sections": [{"code": "2", "names": {"en": "Two"}, "declared": "5"}, {"code": "1"}],
        "criteria": [
            {
                "code": "A",
                "names": {"en": "Build"},
                "judges": 3,
                "declared": "10.5",
                "sub_criteria": [
                    {"code": "A1", "names": {"zh": "子"}, "day": 2, "aspects": ASPECTS},
                    {"code": "A2"},
                ],
            },
            {
                "code": "B",
                "sub_criteria": [
                    {"code": "B1", "aspects": [{"id": "B1.1", "kind": "panel", "max": "10"}]}
                ],
            },
            {"code": "C"},
        ],
    },
    "delegations": [{"code": "GZ", "names": {"zh": "广州"}, "short": {"en": "CAN"}}],
    "teams": [
        {"code": "T2", "delegation": "GZ", "honours": ["x", "x"], "earlier": "-1.5"},
        {"code": "T1", "delegation": "SZ", "status": "guest", "scale": "0.00000001"},
    ],
    "entries": [
        {
            "code": "C02",
            "names": {"zh": "乙"},
            "delegation": "GZ",
            "station": "7",
            "team": "T1",
            "birth": "2008-02-29",
            "lot": 1000000000,
            "time": "61.25",
            "level": 5,
            "people": PEOPLE,
        },
        {"code": "C01", "team": "T2", "status": "void"},
        {"code": "C03", "team": "T2", "status": "withdrawn"},
    ],
    "marks": [
        {"entry": "C02", "aspect": "A1.1", "value": "1"},
        {
            "entry": "C02",
            "aspect": "A1.2",
            "votes": [None, "3"],
            "earlier_votes": [["0", None, "3"], ["1", "3"]],
        },
        {"entry": "C02", "aspect": "A1.3", "value": "not_attempted", "earlier_votes": [["2"]]},
        {"entry": "C02", "aspect": "A1.6", "value": "not_attempted"},
        {"entry": "C02", "aspect": "B1.1", "votes": ["9.5", "not_attempted", None, None]},
        {"entry": "C01", "aspect": "A1.2", "earlier_votes": [["1"]]},
        {"entry": "C01", "aspect": "B1.1", "votes": [None, "7", "8", None]},
        {"entry": "C03", "aspect": "A1.4", "value": "59.5"},
    ],
    "penalties": [
        {"entry": "T1", "scope": "event", "points": "2.5", "reason": " late "},
        {"entry": "C01", "scope": "aspect", "aspect": "A1.1", "void": True, "reason": "r"},
    ],
    "adjustments": [{"entry": "T2", "scope": "scale", "points": "-0.5", "reason": "appeal"}],
    "decisions": [
        {"kind": "share", "entries": ["T1", "T2"], "reason": "equal"},
        {"kind": "medal", "entry": "T1", "medal": None, "reason": "rule"},
    ],
}


def changed(**keys: object) -> Document:
    """Return the whole example with other *keys* at the top."""
    return {**copy.deepcopy(WHOLE), **keys}


def taken_in(database: Database, data: bytes, competition: int | None = None) -> TakenIn:
    """Take the file *data* in as the operator does."""
    new = Intake(intake.read(data), "trade.json", competition, by=1)
    found: TakenIn = database.write(intake.take_in, new)
    return found


def given_out(database: Database, trade: int) -> bytes:
    """Return the trade file of *trade*."""
    with database.read() as session:
        return dossier.file_of(session, trade)


@pytest.fixture
def ready(database: Database) -> Database:
    """Give a database with an organiser, who is account 1."""
    assert an_organiser(database).id == 1
    return database


def test_a_trade_with_everything_comes_out_as_it_went_in(ready: Database) -> None:
    written = dump(load(as_bytes(WHOLE)))
    assert json.loads(written) == WHOLE
    taken = taken_in(ready, written)
    assert given_out(ready, taken.trade) == written
    assert (taken.entries, taken.marks, taken.rulings, taken.is_open) == (3, 9, 5, True)
    with ready.read() as session:
        assert chain.verify(session, taken.trade) is None
        assert rulings.verify(session, taken.trade) is None
        assert acts.verify(session, taken.trade) is None
        assert dossier.trade_of(session, taken.trade) == load(written)
        bare = dossier.trade_of(session, taken.trade, with_marks=False)
        assert (bare.marks, bare.penalties) == ((), load(written).penalties)
        seated = {each.name: (len(each.judges), each.modules) for each in panels_of(session, 1)}
    assert seated == {"A": (3, ("A",)), "B": (4, ("B",)), "C": (4, ("C",))}


SMALL: list[Document] = [
    {},
    {"scheme": {"criteria": []}},
    {"scheme": {"criteria": [], "title": "x"}},
    {"scheme": {"criteria": [], "sections": [{"code": "1"}]}},
    {"entries": [{"code": "C01"}]},
    {"entries": [{"code": "C01", "delegation": "GZ"}], "delegations": [{"code": "GZ"}]},
    {
        "entries": [{"code": "C01"}],
        "penalties": [{"entry": "C01", "scope": "event", "void": True, "reason": "x"}],
    },
    {"teams": [{"code": "T"}]},
]


@pytest.mark.parametrize("keys", SMALL)
def test_a_trade_with_next_to_nothing_comes_out_as_it_went_in(
    ready: Database, keys: Document
) -> None:
    plain = {"format": "jiangsai.trade/1", "trade": {"code": "1"}, "scheme": {"criteria": []}}
    written = dump(load(as_bytes({**plain, **keys})))
    taken = taken_in(ready, written)
    assert given_out(ready, taken.trade) == written
    assert taken.is_open is ("penalties" in keys)
    with ready.read() as session:
        assert (session.get(SchemeLock, taken.trade) is not None) is taken.is_open
        count = session.scalar(select(func.count(Scheme.id)))
    assert count == int(taken.is_open or keys.get("scheme", {"criteria": []}) != {"criteria": []})


def test_a_trade_without_marks_is_a_draft_with_panels(ready: Database) -> None:
    nothing: Document = {key: [] for key in ("marks", "penalties", "adjustments", "decisions")}
    written = dump(load(as_bytes(changed(**nothing))))
    taken = taken_in(ready, written)
    assert given_out(ready, taken.trade) == written
    assert not taken.is_open
    with ready.read() as session:
        panels = {each.name: len(each.judges) for each in panels_of(session, taken.trade)}
    assert panels == {"1": 3}


@pytest.fixture
def hall(sqlite_url: str) -> Iterator[Database]:
    """Give a database for many trades."""
    database = Database(sqlite_url)
    an_organiser(database)
    yield database
    database.close()


def one_size(document: Document, number: int) -> Document:
    """Give each criterion's votes one length, or say how many judges it has."""
    for at, criterion in enumerate(document["scheme"]["criteria"]):
        mine = {each["id"] for sub in criterion["sub_criteria"] for each in sub["aspects"]}
        lists = [
            mark["votes"]
            for mark in document["marks"]
            if mark["aspect"] in mine and mark.get("votes")
        ]
        most = max(map(len, lists), default=0)
        if criterion["judges"] is None and (number + at) % 2 and most:
            criterion["judges"] = most
        elif criterion["judges"] is None:
            for votes in lists:
                votes.extend([None] * (most - len(votes)))
    return document


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(some.integers(0, 10**9))
def test_any_trade_comes_out_as_it_went_in(hall: Database, number: int) -> None:
    written = dump(load(as_bytes(one_size(seeded(number), number))))
    taken = taken_in(hall, written, a_competition(hall))
    found = given_out(hall, taken.trade)
    assert found == written
    assert printed(load(found)) == printed(load(written))


@pytest.mark.postgres
def test_trades_come_out_of_postgresql_as_they_went_in(postgres_url: str) -> None:
    database = Database(postgres_url)
    an_organiser(database)
    for number in range(12):
        written = dump(load(as_bytes(one_size(seeded(number), number))))
        taken = taken_in(database, written, a_competition(database))
        assert given_out(database, taken.trade) == written
    database.close()


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("entries.1.station", "7", "$.entries[1].station: 7 is the station of C02 already"),
        ("marks.6.votes", ["7"], "$.marks[6].votes: 1 votes where another list of criterion B"),
        ("entries.0.names", {"en": "\0"}, "$.entries[0].names.en: not a text: it holds"),
        ("entries.0.names", {"\0": "x"}, r'$.entries[0].names["\u0000"]: not a text: it holds'),
        ("entries.0.honours", ["a\0"], "$.entries[0].honours[0]: not a text: it holds"),
        ("trade.code", "", "$.trade.code: must have from 1"),
    ],
)  # fmt: skip
def test_what_no_running_system_holds_is_refused_with_its_path(
    path: str, value: object, fault: str
) -> None:
    document = copy.deepcopy(WHOLE)
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    node: Any = document
    for key in parents:
        node = node[key]
    node[last] = value
    with pytest.raises(UnusableDocument) as refused:
        intake.read(as_bytes(document))
    assert str(refused.value).startswith(fault)


def test_lists_of_several_lengths_are_taken_where_the_judges_are_said(ready: Database) -> None:
    document = changed()
    document["marks"][6]["votes"] = ["7"]
    document["scheme"]["criteria"][1]["judges"] = 5
    written = dump(load(as_bytes(document)))
    assert given_out(ready, taken_in(ready, written).trade) == written


def test_a_taken_code_leaves_nothing_behind(ready: Database) -> None:
    taken = taken_in(ready, as_bytes(WHOLE))
    document = changed(delegations=[], entries=[{"code": "X", "delegation": "NEW", "team": "T1"}])
    document |= {key: [] for key in ("marks", "penalties", "adjustments", "decisions")}
    with pytest.raises(TradeCodeTaken):
        taken_in(ready, as_bytes(document), taken.competition)
    with ready.read() as session:
        assert session.scalar(select(func.count(Trade.id))) == 1
        assert session.scalar(select(Delegation.id).where(Delegation.code == "NEW")) is None
    assert given_out(ready, taken.trade) == dump(load(as_bytes(WHOLE)))


def test_an_unknown_competition_is_refused(ready: Database) -> None:
    with pytest.raises(NotFound):
        taken_in(ready, as_bytes(WHOLE), 9)


def test_a_fault_in_the_midst_leaves_nothing_behind(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(rulings, "rule", broken)
    with pytest.raises(RuntimeError):
        taken_in(ready, as_bytes(WHOLE))
    with ready.read() as session:
        for table in (Trade, Delegation, Panel, Scheme):
            assert session.scalar(select(func.count(table.id))) == 0


def test_a_known_delegation_keeps_its_names(ready: Database) -> None:
    first = taken_in(ready, as_bytes(WHOLE))
    other = changed(trade={"code": "18"})
    other["delegations"] = [
        {"code": "GZ", "names": {"zh": "羊城"}},
        {"code": "SZ", "names": {"zh": "深圳"}},
    ]
    second = taken_in(ready, as_bytes(other), first.competition)
    assert second.known == ("GZ",)
    found = json.loads(given_out(ready, second.trade))
    assert found["delegations"] == [
        WHOLE["delegations"][0],
        {"code": "SZ", "names": {"zh": "深圳"}},
    ]


def a_large_trade(entries: int, aspects: int) -> Document:
    """Return a trade in which everything is judged by three and marked."""
    criteria = [
        {
            "code": code,
            "judges": 3,
            "sub_criteria": [
                {
                    "code": f"{code}1",
                    "aspects": [
                        {"id": f"{code}1.{n}", "kind": "judgement", "max": "1"}
                        for n in range(aspects // 5)
                    ],
                }
            ],
        }
        for code in "ABCDE"
    ]
    codes = [f"C{number:03d}" for number in range(entries)]
    return {
        "format": "jiangsai.trade/1",
        "trade": {"code": "1"},
        "scheme": {"criteria": criteria},
        "entries": [{"code": code} for code in codes],
        "marks": [
            {"entry": code, "aspect": f"{letter}1.{n}", "votes": ["2", "3", "2"]}
            for code in codes
            for letter in "ABCDE"
            for n in range(aspects // 5)
        ],
    }


@pytest.mark.slow
def test_a_large_trade_is_taken_in_and_out_quickly(ready: Database) -> None:
    small = a_large_trade(2, 5) | {"trade": {"code": "2"}}
    taken_in(ready, dump(load(as_bytes(small))))
    if ready.engine.dialect.name == "postgresql":
        # It looks at what there is, and then believes that every trade is as small.
        with ready.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze"))
    written = dump(load(as_bytes(a_large_trade(60, 100))))
    began = time.monotonic()
    taken = taken_in(ready, written)
    assert taken.marks == 18_000
    assert time.monotonic() - began < 20
    began = time.monotonic()
    with ready.read() as session:
        dossier.trade_of(session, taken.trade)
    assert time.monotonic() - began < 2
    assert given_out(ready, taken.trade) == written
