"""Many marks in one request: each is answered as it would be alone, and keeps no other waiting."""

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from competition.db import Database
from competition.scoring.values import Seat
from judging import rounds, suspension
from judging.batches import MOST
from judging.rounds import NewAbsence
from judging.suspension import NewSuspension, Resumption
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    everything_marked,
    panel_signs,
    settle,
    sheet_signed,
    signed,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import SMALL, Checker, a_checker, asks_for
from tests.judging.ledgers import count, standing, verified

LATER = "2099-01-01T00:00:00.000000Z"
Letter = dict[str, Any]
Arrange = Callable[[Database, LockedTrade, list[Tablet]], None]


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


def alone(tablet: Tablet, letter: Letter) -> tuple[int, dict[str, Any]]:
    """Return what a letter is answered that is sent by itself."""
    kind, path = ("mark", "sheets/{}/marks") if "mark" in letter else ("entry", "checks/{}/entries")
    address = f"/judging/{path.format(letter['sheet'])}"
    answer = tablet.client.post(address, json=letter[kind])
    return answer.status_code, answer.get_json()


def within(tablet: Tablet, *letters: Letter) -> list[tuple[int, dict[str, Any]]]:
    """Return what each letter of a batch is answered."""
    return [(each["status"], each["body"]) for each in tablet.sent(*letters)]


def told(answers: Sequence[tuple[int, dict[str, Any]]]) -> list[tuple[int, str | None]]:
    return [(status, body.get("code")) for status, body in answers]


def test_every_mark_has_a_receipt_of_its_own_as_if_it_came_alone(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    tablet = panel[0]
    first, second = tablet.letter("A1.1", "2"), tablet.letter("A1.2", "1", entry="02")
    receipts = within(tablet, first, second)
    assert [status for status, _ in receipts] == [201, 201]
    assert [body["uuid"] for _, body in receipts] == [first["mark"]["uuid"], second["mark"]["uuid"]]
    assert [body["line"] for _, body in receipts] == [1, 2]
    again = [alone(tablet, each) for each in (first, second)]
    assert again == [(200, body) for _, body in receipts]
    assert verified(house, trade) is None


def test_a_batch_whose_answer_was_lost_is_answered_with_the_same_receipts(
    house: Database, panel: list[Tablet]
) -> None:
    letters = [
        panel[0].letter(aspect, "1", entry=entry)
        for aspect in ("A1.2", "A1.1")
        for entry in ("01", "02", "03")
    ]
    receipts = within(panel[0], *letters)
    again = within(panel[0], *letters)
    assert [status for status, _ in again] == [200] * 6
    assert [body for _, body in again] == [body for _, body in receipts]
    # Of a batch that got through in part the rest is new.
    more = panel[0].letter("A1.2", "1", entry="04")
    assert [status for status, _ in within(panel[0], *letters, more)] == [200] * 6 + [201]
    assert count(house) == 7


def test_bad_marks_hold_up_and_undo_no_other(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    tablet = panel[0]
    panel[1].mark("A2.1", "3")
    kept = tablet.letter("A1.2", "1")
    letters = [
        tablet.letter("A1.2", "2", entry="02"),
        kept,
        tablet.letter("A2.1", "4"),
        tablet.letter("A1.2", "1", fields={"aspect": trade.aspects["B1.2"]}),
        tablet.letter("A1.2", "0", uuid=kept["mark"]["uuid"]),
        tablet.letter("A1.2", "1", sheet=9999),
        tablet.letter("A1.2", "1", judge=panel[1].trade.judges[1].id),
        {"sheet": kept["sheet"], "mark": [1]},
        {"sheet": kept["sheet"], "mark": {}},
        {"sheet": "7", "mark": kept["mark"]},
        {"mark": kept["mark"]},
        {"sheet": kept["sheet"]},
        {**tablet.letter("A1.2", "1"), "surprise": 1},
        tablet.letter("A1.1", "2", entry="05"),
    ]
    answers = tablet.sent(*letters)
    assert told([(each["status"], each["body"]) for each in answers]) == [
        (422, "invalid"),
        (201, None),
        (409, "stale-mark"),
        (422, "other-sheets-aspect"),
        (409, "uuid-reused"),
        (404, "not-found"),
        (401, "signed-out"),
        *[(422, "invalid")] * 6,
        (201, None),
    ]
    assert list(answers[0]["body"]["fields"]) == ["value"]
    assert [each["uuid"] for each in answers[:7]] == [each["mark"]["uuid"] for each in letters[:7]]
    assert (standing(house, trade, "A1.2"), standing(house, trade, "A2.1")) == ({0: "1"}, {0: "3"})
    assert count(house) == 3
    assert verified(house, trade) is None


@pytest.mark.parametrize("kind", ["mark", "entry"])
def test_whatever_a_letter_holds_it_is_answered_in_its_place(
    house: Database, panel: list[Tablet], kind: str
) -> None:
    good = panel[0].letter("A1.1", "2")
    inner = good["mark"] | {"uuid": str(uuid.uuid4())}
    fields = ["aspect", "seat", "uuid", "value", "taken_at", "surprise"]
    bad: list[Letter] = [{"sheet": 1, kind: inner | {each: "deep"}} for each in fields]
    bad += [{"sheet": "deep", kind: inner}, {"sheet": 1, kind: "deep"}]
    # Deeper than what this process itself could write down.
    body = json.dumps({"letters": [*bad, good]}).replace('"deep"', "[" * 1000 + "]" * 1000)
    answer = panel[0].client.post(
        "/judging/sheets/marks", data=body, content_type="application/json"
    )
    statuses = [each["status"] for each in answer.get_json()["answers"]]
    assert statuses == [422] * len(bad) + [201]
    assert count(house) == 1


def nothing(_house: Database, _trade: LockedTrade, _panel: list[Tablet]) -> None:
    """Leave everything as it is."""


def suspended(house: Database, trade: LockedTrade, _panel: list[Tablet]) -> None:
    house.write(suspension.suspend, NewSuspension(trade.id, "Power cut.", trade.chief.id))


def locked(house: Database, trade: LockedTrade, _panel: list[Tablet]) -> None:
    everything_marked(house, trade)
    signed(house, trade)


def closed(house: Database, trade: LockedTrade, _panel: list[Tablet]) -> None:
    everything_marked(house, trade)
    panel_signs(house, trade)
    sheet_signed(house, trade)


def absent(house: Database, trade: LockedTrade, _panel: list[Tablet]) -> None:
    everything_marked(house, trade)
    sheets = (trade.sheet("01", "A1.1"),)
    away = NewAbsence(trade.id, sheets, Seat(1), "Ill.", trade.chief.id)
    house.write(rounds.excuse, away)


def changed(_house: Database, _trade: LockedTrade, panel: list[Tablet]) -> None:
    panel[1].mark("A1.2", "0")


def apart(_house: Database, _trade: LockedTrade, panel: list[Tablet]) -> None:
    for tablet, vote in zip(panel, "013", strict=True):
        tablet.mark("A1.1", vote)


REFUSED: dict[str, tuple[Arrange, str, str, dict[str, Any]]] = {
    "trade-suspended": (suspended, "A1.2", "1", {"taken_at": LATER}),
    "sheet-locked": (locked, "A1.2", "0", {}),
    "sheet-signed": (closed, "A1.2", "0", {}),
    "judge-absent": (absent, "A1.2", "1", {}),
    "stale-mark": (changed, "A1.2", "1", {}),
    "votes-apart": (apart, "A1.1", "2", {"base": 3}),
    "invalid": (nothing, "A1.2", "7", {}),
    "not-found": (nothing, "A1.2", "1", {"sheet": 9999}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refused_mark_is_answered_as_if_it_came_alone(
    house: Database, trade: LockedTrade, panel: list[Tablet], code: str
) -> None:
    arrange, aspect, value, how = REFUSED[code]
    arrange(house, trade, panel)
    settle(house)
    letter = panel[0].letter(aspect, value, **how)
    answer = alone(panel[0], letter)
    before = count(house)
    assert answer[1]["code"] == code
    assert within(panel[0], letter) == [answer]
    assert count(house) == before


def test_a_mark_of_another_panels_sheet_is_answered_as_if_it_came_alone(
    app: Flask, house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    stranger = Tablet(app, a_locked_trade(house, code="18").judges[0], trade)
    letter = stranger.letter("A1.2", "1")
    assert within(stranger, letter) == [alone(stranger, letter)]
    assert alone(stranger, letter)[1]["code"] == "not-your-sheet"
    assert panel[0].cell("A1.2")["value"] is None


def test_a_later_mark_of_a_cell_builds_on_the_one_before_it(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    letters = [panel[0].letter(*mark) for mark in (("A1.2", "1"), ("A1.1", "3"), ("A1.2", "0"))]
    receipts = within(panel[0], *letters)
    assert [status for status, _ in receipts] == [201] * 3
    assert [body["line"] for _, body in receipts] == [1, 2, 3]
    assert [body["cell"]["value"] for _, body in receipts] == ["1", "3", "0"]
    assert standing(house, trade, "A1.2") == {0: "0"}
    # On another tablet both were decided before anybody could see that.
    stale = [panel[1].letter("A1.2", "1"), panel[1].letter("A1.2", "0")]
    assert told(within(panel[1], *stale)) == [(409, "stale-mark")] * 2


def test_a_mark_that_came_late_is_older_than_what_the_batch_brought(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    first, second = panel[0].letter("A1.2", "1"), panel[0].letter("A1.2", "0")
    assert told(within(panel[0], second, first)) == [(201, None), (409, "stale-mark")]
    assert standing(house, trade, "A1.2") == {0: "0"}


def test_before_a_suspension_counts_in_a_batch_and_after_it_all_does(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    suspended(house, trade, panel)
    before = panel[0].letter("A1.2", "1")
    after = panel[0].letter("A1.1", "2", taken_at=LATER)
    assert told(within(panel[0], before, after)) == [(201, None), (409, "trade-suspended")]
    house.write(suspension.resume, Resumption(trade.id, trade.chief.id))
    assert told(within(panel[0], before, after)) == [(200, None), (201, None)]


def test_second_entries_come_in_a_batch_beside_marks(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, judges=2, entries=1, scheme=SMALL)
    asks_for(house, trade, "blind")
    everything_marked(house, trade)
    checker: Checker = a_checker(app, house, trade)
    letters = [
        checker.entry("A1.1", "2", 1),
        checker.entry("A1.1", "9", 2),
        checker.entry("A1.2", "5"),
        checker.entry("A1.2", "4"),
        checker.letter("A1.2", "4"),
        checker.entry("A1.1", "2", 2),
    ]
    before = count(house)
    answers = within(checker, *letters)
    assert told(answers) == [
        (201, None),
        (422, "invalid"),
        *[(201, None)] * 2,
        (403, "not-your-sheet"),
        (201, None),
    ]
    again = [alone(checker, each) for each in letters]
    assert again == [(200 if status == 201 else status, body) for status, body in answers]
    assert count(house) == before
    assert checker.check().get_json()["done"] is True
    assert told(within(checker, checker.entry("A1.2", "3"))) == [(409, "entry-compared")]


def test_a_batch_is_for_whoever_is_signed_in_on_a_tablet_that_may_judge(
    app: Flask, house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    letter = panel[0].letter("A1.2", "1")
    batch = {"letters": [letter]}
    stranger = app.test_client()
    answer = stranger.post("/judging/sheets/marks", json=batch)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signed-out")
    other = {"Jiangsai-Judge": str(trade.judges[1].id)}
    answer = panel[0].client.post("/judging/sheets/marks", json=batch, headers=other)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signed-out")
    elsewhere = {"Origin": "https://elsewhere.example"}
    answer = panel[0].client.post("/judging/sheets/marks", json=batch, headers=elsewhere)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "foreign-request")
    assert count(house) == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"letters": None},
        {"letters": {}},
        {"letters": []},
        {"letters": ["one"]},
        {"letters": [[]]},
        {"letters": [{}], "surprise": 1},
        [],
    ],
    ids=str,
)
def test_what_is_no_batch_is_refused_whole_and_says_where(
    house: Database, panel: list[Tablet], body: Any
) -> None:
    answer = panel[0].client.post("/judging/sheets/marks", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")
    assert answer.get_json()["fields"]
    assert count(house) == 0


def test_too_many_letters_are_refused_whole(house: Database, panel: list[Tablet]) -> None:
    letters = [panel[0].letter("A1.2", str(at % 2)) for at in range(MOST + 1)]
    answer = panel[0].client.post(
        "/judging/sheets/marks", json={"letters": letters}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert answer.get_json()["fields"] == {"letters": ["A batch has from 1 to 200 letters."]}
    assert count(house) == 0
    assert {status for status, _ in within(panel[0], *letters[:MOST])} == {201}


def test_too_many_bytes_are_refused_before_anything_is_read(
    house: Database, panel: list[Tablet]
) -> None:
    answer = panel[0].send({"sheet": 1, "mark": {"value": "x" * 1024 * 1024}})
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too-large")
    assert "1 MB" in answer.get_json()["detail"]
    assert count(house) == 0


def stumble_over(value: str) -> Callable[[Session, Sequence[None]], Sequence[None]]:
    """Return the act that lets the database have a fault with every mark of *value*."""
    words = (
        "create trigger stumble before insert on ledger_line"
        f" when new.value = '{value}' begin select raise(abort, 'stumbled'); end"
    )

    def act(session: Session, items: Sequence[None]) -> Sequence[None]:
        session.execute(text(words))
        return items

    return act


@ANY_DATABASE
def test_a_fault_with_one_mark_holds_up_its_own_cell_alone(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    house.write(stumble_over("3"), None)
    tablet = panel[0]
    letters = [
        tablet.letter("A1.2", "1"),
        tablet.letter("A1.1", "3"),
        tablet.letter("A2.1", "2"),
        tablet.letter("A1.1", "2"),
        tablet.letter("A1.2", "0"),
    ]
    answers = tablet.sent(*letters)
    named = {each["uuid"]: (each["status"], each["body"].get("code")) for each in answers}
    expected = [(201, None), (500, "fault"), (201, None), None, (201, None)]
    assert [named.get(each["mark"]["uuid"]) for each in letters] == expected
    assert standing(house, trade, "A1.1") == {}
    assert (standing(house, trade, "A1.2"), standing(house, trade, "A2.1")) == ({0: "0"}, {0: "2"})


def test_a_letter_without_a_usable_uuid_is_answered_in_its_place(panel: list[Tablet]) -> None:
    letters = [panel[0].letter("A1.2", "1", uuid=each) for each in (7, None, str(uuid.uuid4()))]
    answers = panel[0].sent(*letters)
    assert [each["uuid"] for each in answers] == [None, None, letters[2]["mark"]["uuid"]]
    assert [each["status"] for each in answers] == [422, 422, 201]
