"""A roster is taken in whole, in any form it comes in, or not at all."""

import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from competition.db import Database
from competition.registration.enrol import entries_of, seal
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


def sealed(session: Session, trades: Sequence[int]) -> list[None]:
    """Seal the registers of *trades*, as the chief judge's signature does."""
    for trade in trades:
        seal(session, trade)
    return [None] * len(trades)


def a_bare_entry(session: Session, trades: Sequence[int]) -> list[None]:
    """Add an entry as a trade file may bring it: without delegation and station."""
    for trade in trades:
        session.add(Entry(trade_id=trade, code="9", names={"zh": "无名氏"}, status="ranked"))
    return [None] * len(trades)


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
        (f"{'3' * 41},10,赵,,,HZ,,", "code has more than 40 characters"),
        (f"33,10,{'赵' * 121},,,HZ,,", "name zh has more than 120 characters"),
        ("33,10,\u200b\u2060,,,HZ,,", "name zh has no character that can be seen"),
        ("33,10,赵,\u3164,,HZ,,", "name en has no character that can be seen"),
        (f"33,10,赵,,钱;{'孙' * 121},HZ,,", "members has more than 120 characters"),
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
        (b"name zh,delegation\nx,GD\n", "The first row needs the heading “code”."),
        (b"code,name zh\n1,x\n", "Entry 1 is new: the roster needs its delegation."),
        (b"code,delegation\n1,GD\n", "There is no name"),
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
            if delegation is not None
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


def test_what_the_rules_ask_for_is_shown_where_somebody_has_it(desk: Desk, trade: int) -> None:
    path = f"/organise/trades/{trade}/roster"
    file = "code,name zh,delegation,用时,技能等级\n30,陈俊豪,HZ,3:05.2,高级工\n"
    assert desk.fill(path, {"confirmed": "1"}, file.encode()).status_code == 303
    page = desk.page(f"/organise/trades/{trade}/entries")
    assert ">185.2<" in page
    assert ">Skill level<" in page
    assert ">Lot<" not in page


def test_a_preview_says_what_was_and_what_would_be(desk: Desk, house: Database, trade: int) -> None:
    path = f"/organise/trades/{trade}/roster"
    desk.fill(path, {"confirmed": "1"}, ROSTER.encode())
    shown = desk.fill(path, file=b"code,status,lot\n30,withdrawn,4\n31,guest,\n")
    assert shown.status_code == 200
    cells = re.findall(r"<(del|ins)>\s*(.*?)\s*</", shown.text, re.DOTALL)
    assert cells == [("del", "ranked"), ("ins", "withdrawn"), ("del", "–"), ("ins", "4")]
    with house.read() as session:
        assert session.scalar(select(Entry.status).where(Entry.code == "30")) == "ranked"


def test_a_roster_that_was_shown_is_the_one_that_is_imported(
    desk: Desk, house: Database, trade: int
) -> None:
    path = f"/organise/trades/{trade}/roster"
    heading = "code,name zh,delegation,lot,birth,earlier,time,scale,level,honours"
    file = f"{heading}\n30,陈,HZ,4,2001/2/3,61.420,3:05.2,-7.5,技师,A；B\n31,王,HZ,,,,,,,\n"
    shown = desk.fill(path, file=file.encode())
    kept = re.search(r"<textarea[^>]*name=\"rows\"[^>]*>(.*?)</textarea>", shown.text, re.DOTALL)
    assert kept is not None
    assert desk.fill(path, {"rows": kept.group(1), "confirmed": "1"}).status_code == 303
    with house.read() as session:
        first, second = session.scalars(select(Entry).order_by(Entry.code))
    assert (first.lot, first.birth, first.level) == (4, date(2001, 2, 3), 2)
    assert (first.earlier, first.time, first.scale) == (
        Decimal("61.42"),
        Decimal("185.2"),
        Decimal("-7.5"),
    )
    assert (first.honours, second.honours, second.lot) == (["A", "B"], [], None)


@ANY_DATABASE
def test_dates_and_times_of_a_workbook_are_read_as_they_were_typed(
    desk: Desk, house: Database, trade: int
) -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code", "name zh", "delegation", "birth", "time", "earlier"])
    sheet.write_row(1, 0, ["30", "陈", "HZ"])
    sheet.write_number(1, 3, 36925, book.add_format({"num_format": "yyyy/m/d"}))
    sheet.write_number(1, 4, 185.2 / 86400, book.add_format({"num_format": "mm:ss.0"}))
    sheet.write_number(1, 5, 0.1 + 0.2)
    book.close()
    path = f"/organise/trades/{trade}/roster"
    assert desk.fill(path, {"confirmed": "1"}, buffer.getvalue()).status_code == 303
    with house.read() as session:
        entry = session.scalars(select(Entry)).one()
    assert (entry.birth, entry.time) == (date(2001, 2, 3), Decimal("185.2"))
    assert entry.earlier == Decimal("0.3")


@ANY_DATABASE
@pytest.mark.parametrize("shape", ["h:mm", "[h]:mm:ss"])
def test_a_time_that_a_spreadsheet_took_for_hours_is_a_bad_cell(
    desk: Desk, trade: int, shape: str
) -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code", "name zh", "delegation", "time"])
    sheet.write_row(1, 0, ["30", "陈", "HZ"])
    sheet.write_number(1, 3, (3 * 60 + 5) / 1440, book.add_format({"num_format": shape}))
    book.close()
    answer = desk.fill(f"/organise/trades/{trade}/roster", {"confirmed": "1"}, buffer.getvalue())
    assert answer.status_code == 422
    assert "is no time: write seconds such as 185.2" in answer.text


@ANY_DATABASE
@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("lot", "0", "0 is no lot"),
        ("lot", "2.5", "2.5 is no lot"),
        ("birth", "2001-02-30", "2001-02-30 is no date of birth"),
        ("birth", "03/02/2001", "03/02/2001 is no date of birth"),
        ("birth", "2999-01-01", "2999-01-01 is no date of birth"),
        ("earlier", "61.123456789", "61.123456789 is no exact number"),
        ("time", "-1", "-1 is no time"),
        ("time", "3:65", "3:65 is no time"),
        ("scale", "1e3", "1e3 is no exact number"),
        ("level", "6", "6 is no skill level"),
        ("honours", "x" * 41, "write codes of at most 40 characters"),
        ("status", "absent", "use ranked, guest, withdrawn, excluded or void"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_what_to_do(
    desk: Desk, house: Database, trade: int, column: str, value: str, says: str
) -> None:
    file = f"code,name zh,delegation,{column}\n30,陈,HZ,\n31,王,HZ,{value}\n"
    path = f"/organise/trades/{trade}/roster"
    answer = desk.fill(path, {"confirmed": "1"}, file.encode())
    assert answer.status_code == 422
    assert '<td class="n num">3</td>' in answer.text
    assert says in answer.text
    assert codes(house, trade) == []


def test_after_the_lock_entries_are_mended_but_not_added(desk: Desk, house: Database) -> None:
    locked = a_locked_trade(house, entries=2)
    path = f"/organise/trades/{locked.id}/roster"
    known = "code,station,name zh,delegation,status\n01,01,新名,D1,withdrawn\n"
    assert desk.fill(path, {"confirmed": "1"}, known.encode()).status_code == 303
    answer = desk.fill(path, {"confirmed": "1"}, f"{known}03,03,新人,D1,\n".encode())
    assert answer.status_code == 409
    assert "no entry can be added. New: 03." in answer.text
    assert codes(house, locked.id) == ["01", "02"]


def test_the_page_shows_teams_with_their_members(desk: Desk, house: Database) -> None:
    trade = a_trade(house, rules={"team": {"kind": "sum"}})
    path = f"/organise/trades/{trade}/roster"
    file = "code,name zh,delegation,team,team zh,lot\n1,甲,HZ,T1,杭州一队,7\n2,乙,HZ,T1,,\n"
    assert desk.fill(path, {"confirmed": "1"}, file.encode()).status_code == 303
    page = desk.page(f"/organise/trades/{trade}/entries")
    group = page.partition('<tr class="group">')[2].partition("</tr>")[0]
    assert "杭州一队" in group
    assert ">7<" in group


def test_after_the_signature_a_preview_already_says_no(desk: Desk, house: Database) -> None:
    trade = a_trade(house)
    path = f"/organise/trades/{trade}/roster"
    desk.fill(path, {"confirmed": "1"}, ROSTER.encode())
    house.write(sealed, trade)
    for form in ({}, {"confirmed": "1"}):
        answer = desk.fill(path, form, b"code,lot\n30,4\n")
        assert answer.status_code == 409
        assert "so lot of 30 cannot change any more" in answer.text
        assert 'name="confirmed"' not in answer.text


@ANY_DATABASE
def test_entries_without_delegation_or_station_are_listed(
    desk: Desk, house: Database, trade: int
) -> None:
    house.write(a_bare_entry, trade)
    page = desk.page(f"/organise/trades/{trade}/entries")
    assert "无名氏" in page
    shown = desk.fill(f"/organise/trades/{trade}/roster", file=b"code,lot\n9,4\n")
    assert shown.status_code == 200
    assert "无名氏" in shown.text
