"""What the public may rely on once a result is published."""

import csv
import hashlib
import io
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson
import pytest
from flask import Flask

from competition.db import Database
from competition.registration.roster import RosterRow
from judging import chain, sheets
from scoreboard import results
from scoreboard.results import NextStateOnly, NotSigned
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    an_aspect,
    an_organiser,
    enrolled,
    everything_marked,
    recorded,
    settle,
    signed,
    signed_in,
)
from tests.scoreboard.halls import random_marks
from tests.scoreboard.recount import Setting, recount


def publish(database: Database, trade: LockedTrade, state: str = "provisional") -> int:
    """Publish the result of *trade* and return its edition."""
    edition: int = database.write(
        results.publish, results.Publishing(trade.id, state, trade.chief.id)
    )
    settle(database)
    return edition


def published(database: Database, trade: LockedTrade) -> dict[str, Any]:
    """Return the document of the newest publication."""
    with database.read() as session:
        newest = results.newest(session, trade.id)
    assert newest is not None
    assert newest.digest == hashlib.sha256(newest.document.encode()).hexdigest()
    found: dict[str, Any] = orjson.loads(newest.document)
    return found


def a_finished_trade(database: Database, entries: int = 7) -> LockedTrade:
    """Return a trade that is marked at random, agreed and signed."""
    trade = a_locked_trade(database, entries=entries)
    everything_marked(database, trade)
    marks = islice(random_marks(trade, 21), 150)
    recorded(database, [mark for mark in marks if mark.seat == 0 and mark.sequence > 1])
    signed(database, trade)
    return trade


def test_nothing_is_published_before_the_signature(database: Database) -> None:
    trade = a_locked_trade(database)
    everything_marked(database, trade)
    with pytest.raises(NotSigned):
        publish(database, trade)
    with database.read() as session:
        assert results.newest(session, trade.id) is None


def test_a_result_is_provisional_first_and_official_once(database: Database) -> None:
    trade = a_finished_trade(database)
    with pytest.raises(NextStateOnly):
        publish(database, trade, "official")
    assert publish(database, trade, "provisional") == 1
    with pytest.raises(NextStateOnly):
        publish(database, trade, "provisional")
    assert publish(database, trade, "official") == 2
    for state in ("provisional", "official"):
        with pytest.raises(NextStateOnly):
            publish(database, trade, state)


def test_a_published_result_is_what_a_recount_says(database: Database) -> None:
    trade = a_finished_trade(database)
    publish(database, trade)
    document = published(database, trade)
    counted = recount(database, trade.id, Setting())
    rows = {row["code"]: row for row in document["rows"]}
    assert {code: row["total"] for code, row in rows.items()} == counted.totals
    assert {code: row["marks"] for code, row in rows.items()} == counted.marks
    assert counted.scores is not None
    scores = {code: str(score) for code, score in counted.scores.items()}
    assert {code: row["scale"] for code, row in rows.items()} == scores
    places: dict[int, list[str]] = {}
    for row in document["rows"]:
        places.setdefault(row["place"], []).append(row["code"])
    assert [sorted(codes) for codes in places.values()] == counted.places
    ranks = [1 + sum(map(len, counted.places[:at])) for at in range(len(counted.places))]
    assert list(places) == ranks


def test_a_published_result_names_the_ledger_it_stands_on(database: Database) -> None:
    trade = a_finished_trade(database)
    publish(database, trade)
    document = published(database, trade)
    with database.read() as session:
        lines, last = chain.head(session, trade.id)
    assert document["ledger"] == {"lines": lines, "hash": last}
    assert [each["role"] for each in document["signatures"]] == ["chief"]


def test_scores_on_the_700_scale_are_published(database: Database) -> None:
    totals = ["82.5", "78.0", "71.4", "70.2", "66.0", "65.1", "60.0"]
    scheme = a_scheme(an_aspect("A1.1", "free", "100", step="0.1"))
    trade = a_locked_trade(database, judges=1, entries=7, scheme=scheme)
    recorded(
        database,
        [a_mark(trade, "A1.1", total, entry=f"{n:02d}") for n, total in enumerate(totals, 1)],
    )
    signed(database, trade)
    publish(database, trade)
    rows = published(database, trade)["rows"]
    assert [(row["place"], row["scale"]) for row in rows] == list(
        enumerate(["749", "731", "705", "700", "683", "680", "660"], 1)
    )


def test_entries_out_of_competition_are_listed_without_a_place(database: Database) -> None:
    trade = a_locked_trade(database, entries=3)
    enrolled(database, trade.id, a_roster(3, status={"01": "guest", "02": "withdrawn"}))
    marks = [
        a_mark(trade, aspect, "1", entry=entry, judge=seat)
        for entry in ("01", "03")
        for aspect in trade.aspects
        for seat in trade.seats(aspect)
    ]
    recorded(database, marks)
    signed(database, trade)
    publish(database, trade)
    rows = published(database, trade)["rows"]
    columns = ("code", "status", "place", "scale", "medal", "prize")
    assert [[row[column] for column in columns] for row in rows] == [
        ["03", "ranked", 1, None, None, None],
        ["01", "guest", None, None, None, None],
        ["02", "withdrawn", None, None, None, None],
    ]
    assert [row["total"] is None for row in rows] == [False, False, True]


def test_equals_parted_by_a_module_say_by_which(database: Database) -> None:
    scheme = a_scheme(an_aspect("A1.1", "free", "9"), an_aspect("P1.1", "free", "9"))
    rules: dict[str, object] = {"ties": [{"key": "criterion:P"}]}
    trade = a_locked_trade(database, judges=1, entries=3, scheme=scheme, rules=rules)
    given = {"01": ("4", "3"), "02": ("3", "4"), "03": ("1", "1")}
    recorded(
        database,
        [
            a_mark(trade, aspect, value, entry=entry)
            for entry, values in given.items()
            for aspect, value in zip(("A1.1", "P1.1"), values, strict=True)
        ],
    )
    signed(database, trade)
    publish(database, trade)
    rows = published(database, trade)["rows"]
    assert [(row["code"], row["place"], row["note"]) for row in rows] == [
        ("02", 1, {"key": "criterion:P", "points": "4.00"}),
        ("01", 2, {"key": "criterion:P", "points": "3.00"}),
        ("03", 3, None),
    ]


def test_a_published_edition_stays_as_it_was(database: Database) -> None:
    trade = a_finished_trade(database)
    publish(database, trade)
    before = published(database, trade)
    renamed = [replace(row, names={"zh": "改名"}) for row in a_roster(7)]
    enrolled(database, trade.id, renamed)
    assert published(database, trade) == before


def test_nothing_is_signed_while_marks_are_missing_or_in_conflict(database: Database) -> None:
    trade = a_locked_trade(database, entries=1)
    with pytest.raises(sheets.NotComplete):
        signed(database, trade)
    everything_marked(database, trade)
    recorded(database, [a_mark(trade, "A1.1", "0", judge=3, sequence=2)])
    with pytest.raises(sheets.NotComplete) as refused:
        signed(database, trade)
    assert refused.value.values == {"unmarked": 0, "conflicts": 1}
    recorded(database, [a_mark(trade, "A1.1", "3", judge=3, sequence=3)])
    signed(database, trade)
    with pytest.raises(sheets.AlreadySigned):
        signed(database, trade)


def test_the_csv_is_what_spreadsheets_read(app: Flask, house: Database) -> None:
    trade = a_finished_trade(house)
    publish(house, trade)
    answer = app.test_client().get(f"/results/{trade.id}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    document = published(house, trade)
    assert [row["place"] for row in rows] == [str(row["place"]) for row in document["rows"]]
    assert [row["total"] for row in rows] == [row["total"] for row in document["rows"]]
    assert rows[0]["name_zh"] == f"选手{rows[0]['code']}"
    assert [rows[0][module] for module in "ABC"] == document["rows"][0]["marks"]


@ANY_DATABASE
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_csv_runs_as_a_formula(app: Flask, house: Database, start: str) -> None:
    trade = a_locked_trade(house, entries=1)
    (row,) = a_roster(1)
    name = f'{start}HYPERLINK("http://elsewhere.example")'
    hostile = RosterRow(
        row.code, row.station, {"zh": name}, (), f"{start}D", {"zh": name}, {}, "ranked"
    )
    enrolled(house, trade.id, [hostile])
    everything_marked(house, trade)
    signed(house, trade)
    publish(house, trade)
    text = app.test_client().get(f"/results/{trade.id}.csv").data.decode("utf-8-sig")
    (cells,) = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (cells["name_zh"], cells["delegation"]) == (f"'{name}", f"'{start}D")


def test_there_is_no_csv_before_the_publication(app: Flask, house: Database) -> None:
    trade = a_finished_trade(house)
    assert app.test_client().get(f"/results/{trade.id}.csv").status_code == 404


@ANY_DATABASE
@pytest.mark.parametrize(
    ("language", "provisional", "official"),
    [("en", "Provisional result", "Official result"), ("zh", "公示", "正式")],
)
def test_the_page_shows_the_published_result(
    app: Flask, house: Database, language: str, provisional: str, official: str
) -> None:
    trade = a_finished_trade(house)
    page = f"/results/{trade.id}?lang={language}"
    before = app.test_client().get(page)
    assert before.status_code == 200
    assert provisional not in before.text
    publish(house, trade)
    first = app.test_client().get(page).text
    assert provisional in first
    for row in published(house, trade)["rows"]:
        assert row["name"][language] in first
        assert row["total"] in first
        assert row["scale"] in first
    publish(house, trade, "official")
    assert official in app.test_client().get(page).text


def test_an_organiser_publishes_by_the_page(app: Flask, house: Database) -> None:
    trade = a_finished_trade(house)
    organiser = signed_in(app, an_organiser(house), "password")
    page = f"/organise/trades/{trade.id}/publication"
    assert organiser.get(page).status_code == 200
    answer = organiser.post(page, data={"state": "provisional"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert organiser.post(page, data={"state": "provisional"}).status_code == 409
    assert organiser.post(page, data={"state": "final"}).status_code == 404
    assert organiser.get(page).status_code == 200
