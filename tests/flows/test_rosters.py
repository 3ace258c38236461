"""A roster is taken in whole, in any form it comes in, or not at all."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from xlsxwriter import Workbook

from competition.db import Database
from competition.registration.enrol import entries_of
from competition.registration.models import Entry
from tests.builders import ANY_DATABASE, a_locked_trade, a_trade, an_organiser
from tests.flows.callers import ROSTER, Desk


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


@pytest.fixture
def trade(house: Database) -> int:
    return a_trade(house)


def codes(house: Database, trade: int) -> list[str]:
    """Return the codes of the entries of *trade*, by station."""
    with house.read() as session:
        return [entry.code for entry, _ in entries_of(session, trade)]


def test_a_roster_is_shown_before_it_is_imported(desk: Desk, house: Database, trade: int) -> None:
    path = f"/organise/trades/{trade}/roster"
    shown = desk.fill(path, file=ROSTER.encode())
    assert shown.status_code == 200
    assert "古丽娜尔·艾山" in shown.text
    assert codes(house, trade) == []
    kept = re.search(r"<textarea[^>]*name=\"rows\"[^>]*>(.*?)</textarea>", shown.text, re.DOTALL)
    assert kept is not None
    answer = desk.fill(path, {"rows": kept.group(1).replace("&amp;", "&"), "confirmed": "1"})
    assert answer.status_code == 303
    assert codes(house, trade) == ["30", "31", "32"]


@ANY_DATABASE
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("33,10,,,,HZ,,", "There is no name"),
        (",10,赵,,,HZ,,", "code is empty"),
        ("33,10,赵,,,,,", "delegation is empty"),
        ("33,10,赵,,,HZ,,absent", "absent is no status"),
        ("30,10,赵,,,HZ,,", "code 30 stands in row 2 already"),
        ("33,07,赵,,,HZ,,", "station 07 stands in row 2 already"),
    ],
)
def test_one_bad_cell_and_nothing_is_imported(
    desk: Desk, house: Database, trade: int, bad: str, says: str
) -> None:
    path = f"/organise/trades/{trade}/roster"
    answer = desk.fill(path, {"confirmed": "1"}, f"{ROSTER}{bad}\n".encode())
    assert answer.status_code == 422
    assert says in answer.text
    assert codes(house, trade) == []


@ANY_DATABASE
@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "heading"),
        (b"code,name zh\n1,x\n", "The first row needs the headings"),
        (b"code,delegation\n", "There is no row below the headings."),
        (b"PK\x03\x04 no workbook", "neither CSV"),
        (b"\x00\x01\x02", "neither CSV"),
        (b"\xff\xff\xff\xff", "neither CSV"),
    ],
)
def test_what_is_no_roster_is_refused_in_words(
    desk: Desk, trade: int, file: bytes, says: str
) -> None:
    answer = desk.fill(f"/organise/trades/{trade}/roster", {"confirmed": "1"}, file)
    assert answer.status_code == 422
    assert says in answer.text


def _as_workbook(text: str) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    for number, line in enumerate(text.splitlines()):
        for column, cell in enumerate(line.split(",")):
            if cell.isdigit() and not cell.startswith("0"):
                sheet.write_number(number, column, int(cell))
            else:
                sheet.write_string(number, column, cell)
    book.close()
    return buffer.getvalue()


@ANY_DATABASE
@pytest.mark.parametrize(
    "file",
    [
        ROSTER.encode(),
        b"\xef\xbb\xbf" + ROSTER.encode(),
        ROSTER.encode("gb18030"),
        ROSTER.replace(",", "\t").encode(),
        ROSTER.replace("\n", "\r\n").encode(),
        _as_workbook(ROSTER),
        ROSTER.replace(
            "code,station,name zh,name en,members,delegation,delegation zh,status",
            "参赛号,工位,姓名,英文名,队员,代表队,代表队名称,状态",
        ).encode("gb18030"),
    ],
    ids=["utf-8", "byte order mark", "gb18030", "tabs", "windows", "xlsx", "chinese headings"],
)
def test_a_roster_is_read_as_it_comes(desk: Desk, house: Database, trade: int, file: bytes) -> None:
    path = f"/organise/trades/{trade}/roster"
    assert desk.fill(path, {"confirmed": "1"}, file).status_code == 303
    with house.read() as session:
        rows = [
            (entry.code, entry.station, entry.names["zh"], entry.status, delegation.names["zh"])
            for entry, delegation in entries_of(session, trade)
        ]
    assert rows == [
        ("30", "07", "陈俊豪", "ranked", "杭州代表队"),
        ("31", "08", "王芳", "guest", "杭州代表队"),
        ("32", "09", "古丽娜尔·艾山", "ranked", "新疆代表队"),
    ]


def test_the_same_roster_again_changes_nothing_and_a_newer_one_mends(
    desk: Desk, house: Database, trade: int
) -> None:
    path = f"/organise/trades/{trade}/roster"
    swapped = ROSTER.replace("30,07", "30,xx").replace("31,08", "31,07").replace("30,xx", "30,08")
    for file in (ROSTER, ROSTER, swapped):
        assert desk.fill(path, {"confirmed": "1"}, file.encode()).status_code == 303
    with house.read() as session:
        assert session.scalar(select(func.count(Entry.id))) == 3
    assert codes(house, trade) == ["31", "30", "32"]


def test_after_the_lock_entries_are_mended_but_not_added(desk: Desk, house: Database) -> None:
    locked = a_locked_trade(house, entries=2)
    path = f"/organise/trades/{locked.id}/roster"
    known = "code,station,name zh,delegation,status\n01,01,新名,D1,withdrawn\n"
    assert desk.fill(path, {"confirmed": "1"}, known.encode()).status_code == 303
    answer = desk.fill(path, {"confirmed": "1"}, f"{known}03,03,新人,D1,\n".encode())
    assert answer.status_code == 409
    assert "no entry can be added. New: 03." in answer.text
    assert codes(house, locked.id) == ["01", "02"]
