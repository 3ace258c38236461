"""Medals, prizes and statuses: on boards once they are published, and on the result in words."""

import csv
import io
import time
from typing import Any, Final

import orjson
import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from competition.db import Database
from scoreboard import results
from scoreboard.models import Publication
from tests.builders import (
    ANY_DATABASE,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    an_organiser,
    recorded,
    signed_in,
)
from tests.scoreboard.board import Board
from tests.scoreboard.halls import Room
from tests.scoreboard.intakes import a_file, published, said, signed, tables, taken_in

# One medal each, prizes 1 + 1 + 2 and merit to half of the field, 1223, a pass mark in B.
RULES: Final[dict[str, object]] = {
    "ranking": "1223",
    "scale": {"decimals": 2},
    "medals": {"kind": "places", "medallion": "centre"},
    "prizes": {
        "kind": "number",
        "numbers": [1, 1, 2],
        "merit": {"kind": "number", "number": 1},
    },
    "pass_marks": [{"part": "B", "points": "10", "effect": "rank"}],
    "qualifier": {"part": "A", "top": 7, "counts": True},
}
FIELD: Final = {
    "01": ("90", "20"),
    "02": ("80", "20"),
    "03": ("80", "20"),
    "04": ("70", "20"),
    "05": ("60", "20"),
    "06": ("50", "20"),
    "07": ("45", "5"),
    "08": ("30", ""),
    "09": ("95", "20"),
    "10": ("", ""),
}
STATUSES: Final = {"09": {"status": "guest"}, "10": {"status": "withdrawn"}}


def the_whole(**more: object) -> dict[str, Any]:
    """Return a file in which there is some of everything."""
    return a_file(RULES, FIELD, STATUSES, **more)


def board(app: Flask, trade: int, state: str | None = None) -> dict[str, Any]:
    """Return the snapshot of the board of *trade*, once it is in *state*: boards follow soon."""
    patience = time.monotonic() + 5
    while True:
        found: dict[str, Any] = orjson.loads(app.test_client().get(f"/live/trades/{trade}").data)
        if state in {None, found["state"]} or time.monotonic() > patience:
            return found
        time.sleep(0.01)


def page(app: Flask, trade: int, language: str = "en") -> str:
    """Return the page of the result of *trade*."""
    return app.test_client().get(f"/results/{trade}?lang={language}").text


def test_a_board_says_who_has_no_place_and_why(app: Flask, house: Database) -> None:
    shown = board(app, taken_in(house, the_whole()))
    statuses = {row["code"]: row["status"] for row in shown["rows"]}
    assert {code: each for code, each in statuses.items() if each != "ranked"} == {
        "07": "failed",
        "08": "not_qualified",
        "09": "guest",
        "10": "withdrawn",
    }
    placed = [at for step in shown["order"] for at in (step if isinstance(step, list) else [step])]
    assert sorted(shown["rows"][at]["code"] for at in placed) == [
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
    ]
    totals = {row["code"]: row["total"] for row in shown["rows"]}
    assert (totals["09"], totals["10"]) == ("115.00", None)


def test_a_board_counts_places_as_the_rules_do(app: Flask, house: Database) -> None:
    shown = board(app, taken_in(house, the_whole()))
    assert shown["counting"] == "1223"
    assert [len(each) if isinstance(each, list) else 1 for each in shown["order"]] == [
        1,
        2,
        1,
        1,
        1,
    ]


def test_medals_and_prizes_are_on_the_board_when_they_are_published(
    app: Flask, house: Database
) -> None:
    trade = taken_in(house, the_whole())
    signed(house, trade)
    before = board(app, trade)["rows"]
    assert not any("medal" in row or "prize" in row for row in before)
    organiser = signed_in(app, an_organiser(house), "password")
    organiser.post(f"/organise/trades/{trade}/publication", data={"state": "provisional"})
    rows = board(app, trade, "provisional")["rows"]
    won = {row["code"]: (row.get("medal"), row.get("prize")) for row in rows}
    # 02 and 03 stand on both sides of the border of the second prize: it is given to nobody.
    assert {code: each for code, each in won.items() if any(each)} == {
        "01": ("gold", "first"),
        "02": ("silver", "third"),
        "03": ("silver", "third"),
        "04": (None, "third"),
        "05": (None, "merit"),
    }


@ANY_DATABASE
def test_a_status_that_changes_comes_by_delta(database: Database) -> None:
    scheme = a_scheme(an_aspect("A1.1", "free", "9"), an_aspect("B1.1", "free", "9"))
    rules: dict[str, object] = {
        "scale": {"decimals": 1},
        "pass_marks": [{"part": "B", "points": "5", "effect": "rank"}],
    }
    trade = a_locked_trade(database, judges=1, entries=3, scheme=scheme, rules=rules)
    recorded(database, [a_mark(trade, "A1.1", at, entry=f"0{at}") for at in "123"])
    room = Room(database)
    held = Board(room.publisher.snapshot(trade.id)[1])
    marks = {"01": "5", "02": "4", "03": "6"}
    recorded(database, [a_mark(trade, "B1.1", value, entry=at) for at, value in marks.items()])
    ((event, delta),) = room.pushed()
    assert delta["statuses"] == {"1": "failed"}
    assert delta["scores"] == {"1": None}
    held.hear(event, delta)
    assert [row["status"] for row in held.picture["rows"]] == ["ranked", "failed", "ranked"]
    assert [row["score"] for row in held.picture["rows"]] == ["679.8", None, "720.2"]
    assert held.shown == Board(room.publisher.snapshot(trade.id)[1]).shown


@ANY_DATABASE
def test_the_page_says_what_everybody_won_or_why_not(app: Flask, house: Database) -> None:
    trade = published(house, the_whole())
    rows = tables(page(app, trade))[0][1:]
    assert [row[:3] for row in rows] == [
        ["1", "G Gold First prize", "Competitor 01"],
        ["2", "S Silver Third prize", "Competitor 02"],
        ["2", "S Silver Third prize", "Competitor 03"],
        ["3", "Third prize", "Competitor 04"],
        ["4", "Merit prize", "Competitor 05"],
        ["5", "", "Competitor 06"],
        ["–", "", "Competitor 07 failed a pass mark"],
        ["–", "", "Competitor 08 not qualified"],
        ["–", "", "Competitor 09 out of competition"],
        ["–", "", "Competitor 10 withdrawn"],
    ]
    assert rows[-1][4:] == ["–", "–", "–", "–"]


@ANY_DATABASE
def test_the_csv_says_what_everybody_won(app: Flask, house: Database) -> None:
    document = the_whole()
    document["scheme"]["criteria"][0]["code"] = "=A"
    document["rules"] = {**RULES, "qualifier": {"part": "=A", "top": 7, "counts": True}}
    trade = published(house, document)
    text = app.test_client().get(f"/results/{trade}.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["medal"], row["prize"]) for row in rows[:4]] == [
        ("gold", "first"),
        ("silver", "third"),
        ("silver", "third"),
        ("", "third"),
    ]
    assert (rows[-1]["status"], rows[-1]["total"], rows[-1]["scale"]) == ("withdrawn", "", "")
    assert rows[0]["'=A"] == "90.00"


NOTES: Final = {
    "criterion:A": ("module A: 7.00", "按模块 A 得分排序：7.00"),
    "sub_criterion:B2": ("sub-criterion B2: 7.00", "按子模块 B2 得分排序：7.00"),
    "aspect:A1.1": ("aspect A1.1: 7.00", "按评分点 A1.1 得分排序：7.00"),
    "part:技能": ("part 技能: 7.00", "按“技能”部分得分排序：7.00"),
    "judged": ("judgements: 7.00", "按评价排序：7.00"),
    "measured": ("measured aspects: 7.00", "按测量排序：7.00"),
    "time": ("time: 7.00", "按用时排序：7.00"),
    "age": ("age.", "按年龄排序。"),
    "earlier": ("earlier result: 7.00", "按此前成绩排序：7.00"),
    "draw": ("draw: 7.", "按抽签排序：7。"),
    "decision": ("decided by the chief judge.", "由裁判长裁定。"),
}


@ANY_DATABASE
@pytest.mark.parametrize("key", NOTES)
def test_every_reason_for_a_place_among_equals_is_said_in_words(
    app: Flask, house: Database, key: str
) -> None:
    trade = published(house, a_file({}, {"01": ["90"], "02": ["80"]}))
    points = {} if key in {"age", "decision"} else {"points": "7.00"}
    retold(house, trade, note={"key": key, **points})
    for language, words in zip(("en", "zh"), NOTES[key], strict=True):
        assert words in said(page(app, trade, language))


@ANY_DATABASE
@pytest.mark.parametrize(
    ("tie", "words"),
    [("P", "parted by module P: 4.00."), ("judged", "parted by judgements: 4.00.")],
)
def test_results_of_earlier_releases_stay_readable(
    app: Flask, house: Database, tie: str, words: str
) -> None:
    trade = published(house, a_file({}, {"01": ["90"], "02": ["80"]}))
    with house.read() as session:
        document = orjson.loads(newest(session, trade).document)
    for key in ("rules", "advancement"):
        document.pop(key, None)
    for row in document["rows"]:
        del row["medal"], row["prize"]
        row |= {"note": {"tie": tie, "points": "4.00"}, "scale": 700}
    rewritten(house, trade, document)
    assert words in said(page(app, trade))
    assert "How this result came about" not in page(app, trade)
    csv_file = app.test_client().get(f"/results/{trade}.csv")
    assert csv_file.status_code == 200


@ANY_DATABASE
def test_nobodys_day_of_birth_goes_public(app: Flask, house: Database) -> None:
    rules: dict[str, object] = {"ties": [{"key": "age", "order": "asc"}]}
    born = {"01": {"birth": "2008-02-29"}, "02": {"birth": "2009-03-30"}}
    trade = published(house, a_file(rules, {"01": ["90"], "02": ["90"]}, born))
    with house.read() as session:
        document = newest(session, trade).document
    assert '"key":"age"' in document
    for text in (document, page(app, trade)):
        assert "2008" not in text
        assert "733" not in text


@ANY_DATABASE
@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "How this result came about",
                "Rounding aspect 2 · total 2 · half up",
                "Pass marks B 10 (else no place)",
                "Medals 1 gold, 1 silver, 1 bronze by place",
                "Prizes 1 + 1 + 2 · 1 merit",
            ),
        ),
        ("zh", ("成绩计算规则", "合格线 B 10（否则不计名次）", "奖项 1 + 1 + 2")),
    ],
)
def test_the_page_says_how_the_result_came_about(
    app: Flask, house: Database, language: str, lines: tuple[str, ...]
) -> None:
    text = said(page(app, published(house, the_whole()), language))
    assert [line for line in lines if line not in text] == []


HONOURED: Final[dict[str, object]] = {
    "prizes": {"kind": "number", "numbers": [1]},
    "honours": [
        {
            "code": "expert",
            "names": {"zh": "技术能手", "en": "Skills Expert"},
            "select": {"kind": "places", "from": 1, "to": 2},
            "level": {"to": 2},
        }
    ],
    "delegations": {"place_points": ["5", "3"]},
    "advancement": {"kind": "top", "number": 2, "tier": "Finals"},
}
THREE: Final = {"01": ("90",), "02": ("80",), "03": ("70",)}


@ANY_DATABASE
def test_honours_delegations_and_who_goes_on_are_published(app: Flask, house: Database) -> None:
    shown = page(app, published(house, a_file(HONOURED, THREE)))
    text = said(shown)
    assert "Skills Expert Competitor 01 skill level 2 Competitor 02 skill level 2" in text
    assert "Going on to: Finals Competitor 01 Competitor 02" in text
    delegations = tables(shown)[1]
    assert delegations[0][:4] == ["Place", "Delegation", "Place points", "Medal points"]
    assert [row[:3] + row[-1:] for row in delegations[1:]] == [
        ["1", "Guangzhou", "5.00", "Competitor 01"],
        ["2", "Shenzhen", "3.00", "Competitor 02"],
        ["3", "Zhuhai", "0.00", "Competitor 03"],
    ]


@ANY_DATABASE
def test_a_result_by_code_says_nobodys_name_or_delegation(app: Flask, house: Database) -> None:
    shown = page(app, published(house, a_file(HONOURED, THREE), shows="codes"))
    assert "Skills Expert 01 skill level 2" in said(shown)
    for hidden in ("Competitor 01", "Guangzhou", ">GZ<"):
        assert hidden not in shown
    assert len(tables(shown)) == 1


@ANY_DATABASE
def test_a_team_says_whose_marks_count(app: Flask, house: Database) -> None:
    members = {code: {"team": team} for code, team in zip(THREE, ("T1", "T1", "T2"), strict=True)}
    teams = [
        {"code": "T1", "names": {"en": "First team"}},
        {"code": "T2", "names": {"en": "Second team"}, "status": "excluded"},
    ]
    rules = {"team": {"kind": "sum", "best": 1}, "scale": None}
    trade = published(house, a_file(rules, THREE, members, teams=teams))
    rows = board(app, trade)["rows"]
    assert [(row["code"], row["total"], row["status"]) for row in rows] == [
        ("T1", "90.00", "ranked"),
        ("T2", None, "excluded"),
    ]
    result, counted = tables(page(app, trade))
    assert [row[1] for row in result[1:]] == ["First team", "Second team excluded"]
    assert counted[1:] == [
        ["First team", "Competitor 01 01", "90.00", "Yes"],
        ["", "Competitor 02 02", "80.00", "No"],
        ["Second team", "Competitor 03 03", "70.00", "–"],
    ]


def the_desk(app: Flask, house: Database, trade: int) -> str:
    """Return the page on which an organiser publishes *trade*."""
    organiser = signed_in(app, an_organiser(house), "password")
    return organiser.get(f"/organise/trades/{trade}/publication?lang=en").text


@ANY_DATABASE
def test_an_organiser_sees_what_would_be_published(app: Flask, house: Database) -> None:
    shown = the_desk(app, house, taken_in(house, the_whole()))
    assert "Gold 1 Silver 2 First prize 1 Third prize 3 Merit prize 1" in said(shown)
    rows = tables(shown)[0][1:]
    assert rows[0][:4] == ["1", "G Gold First prize", "Competitor 01 选手01", "01"]
    assert rows[0][-2:] == ["110.00", board(app, 1)["rows"][0]["score"]]
    assert rows[6][:3] == ["–", "", "Competitor 07 选手07 failed a pass mark"]
    assert rows[9][-2:] == ["–", "–"]


@ANY_DATABASE
def test_an_organiser_sees_no_prizes_while_marks_are_missing(app: Flask, house: Database) -> None:
    document = the_whole()
    del document["marks"][3]
    shown = the_desk(app, house, taken_in(house, document))
    assert "First prize" not in shown
    assert "failed a pass mark" in shown


@ANY_DATABASE
def test_an_organiser_is_told_of_doubts_before_publishing(app: Flask, house: Database) -> None:
    shown = said(the_desk(app, house, taken_in(house, the_whole())))
    assert "Before you publish Equals stand on both sides of the border of a prize 02, 03" in shown


def retold(house: Database, trade: int, **changed: object) -> None:
    """Say something else of the first row of the published result of *trade*."""
    with house.read() as session:
        document = orjson.loads(newest(session, trade).document)
    document["rows"][0] |= changed
    rewritten(house, trade, document)


def rewritten(house: Database, trade: int, document: dict[str, Any]) -> None:
    """Let *document* be what is published of *trade*, as an earlier release may have done."""
    house.write(
        lambda session, texts: [
            session.execute(
                update(Publication).where(Publication.trade_id == trade).values(document=text)
            )
            for text in texts
        ],
        orjson.dumps(document).decode(),
    )


def newest(session: Session, trade: int) -> Publication:
    """Return the newest publication of *trade*, which there is."""
    found = results.newest(session, trade)
    assert found is not None
    return found
