"""A register takes what a roster says, keeps what it does not say, and stays once it is signed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db import Database
from competition.engines import writing_engine
from competition.registration import enrol, roster
from competition.registration.enrol import (
    Enrolment,
    RegistrationClosed,
    RegistrationSealed,
    RosterUnfit,
    StationTaken,
    TeamsClosed,
)
from competition.registration.models import Delegation, Entry, Member, Team
from tests.builders import a_trade

SUMMED: dict[str, object] = {"team": {"kind": "sum", "best": 2}}
FULL = (
    "code,station,name zh,name en,members,delegation,status,"
    "lot,birth,earlier,time,scale,level,honours\n"
    "1,A1,甲,Jia,赵;钱,HZ,guest,4,2001-02-03,61.42,185.2,701.5,3,省技术能手\n"
    "2,A2,乙,Yi,,XJ,,,,,,,,\n"
)
TEAMS = (
    "code,name zh,delegation,team,team zh,team status,lot,time\n"
    "1,甲,HZ,T1,一队,,7,10.5\n"
    "2,乙,HZ,T1,,,,11\n"
    "3,丙,XJ,T2,二队,guest,8,12\n"
)


def take(database: Database, trade: int, text: str) -> None:
    """Take the roster *text* in; its cells must be in order."""
    read = roster.read(text.encode())
    assert read.problems == ()
    database.write(enrol.enrol, Enrolment(trade, read.rows, None))


def entry(database: Database, code: str) -> Entry:
    with database.read() as session:
        return session.scalars(select(Entry).where(Entry.code == code)).one()


def team(database: Database, code: str) -> Team:
    with database.read() as session:
        return session.scalars(select(Team).where(Team.code == code)).one()


def everything(database: Database) -> list[dict[str, object]]:
    """Return every row of the register, to be compared."""
    with database.read() as session:
        return [
            {key: value for key, value in vars(row).items() if not key.startswith("_")}
            for table in (Entry, Team, Delegation, Member)
            for row in session.scalars(select(table).order_by(table.id))
        ]


def closed(session: Session, trades: Sequence[int]) -> list[None]:
    for trade in trades:
        enrol.close(session, trade)
    return [None] * len(trades)


def sealed(session: Session, trades: Sequence[int]) -> list[None]:
    for trade in trades:
        enrol.seal(session, trade)
    return [None] * len(trades)


@pytest.fixture
def trade(database: Database) -> int:
    return a_trade(database)


@pytest.fixture
def summed(database: Database) -> int:
    return a_trade(database, rules=SUMMED)


def test_a_column_that_is_not_there_changes_nothing(database: Database, trade: int) -> None:
    take(database, trade, FULL)
    before = everything(database)
    take(database, trade, "code\n1\n2\n")
    take(database, trade, "code,name zh,delegation\n1,甲,HZ\n")
    assert everything(database) == before


def test_an_empty_cell_empties_what_was_there(database: Database, trade: int) -> None:
    take(database, trade, FULL)
    columns = "code,station,members,name en,status,lot,birth,earlier,time,scale,level,honours"
    take(database, trade, f"{columns}\n1,,,,,,,,,,,\n")
    found = entry(database, "1")
    assert (found.station, found.names, found.status) == ("1", {"zh": "甲"}, "ranked")
    assert (found.lot, found.birth, found.earlier, found.time) == (None, None, None, None)
    assert (found.scale, found.level, found.honours) == (None, None, [])
    with database.read() as session:
        assert session.scalars(select(Member)).all() == []


def test_a_new_entry_without_station_works_at_its_code(database: Database, trade: int) -> None:
    take(database, trade, "code,name zh,delegation\n7,甲,HZ\n")
    assert entry(database, "7").station == "7"


def home(database: Database, code: str) -> Delegation:
    with database.read() as session:
        return session.scalars(select(Delegation).where(Delegation.code == code)).one()


def test_colours_of_a_delegation_are_named_once_and_stay(database: Database, trade: int) -> None:
    rows = "1,甲,HZ,＃C8281C；#ffffff\n2,乙,HZ,\n3,丙,XJ,\n"
    take(database, trade, f"code,name zh,delegation,代表队颜色\n{rows}")
    assert home(database, "HZ").colours == ["#c8281c", "#ffffff"]
    assert home(database, "XJ").colours == []
    take(database, trade, "code,colours\n1,\n2,\n")
    assert home(database, "HZ").colours == ["#c8281c", "#ffffff"]


def test_colours_are_told_by_an_entry_of_the_delegation(database: Database, trade: int) -> None:
    take(database, trade, FULL)
    take(database, trade, "code,colours\n2,#123456\n")
    assert (home(database, "HZ").colours, home(database, "XJ").colours) == ([], ["#123456"])


@pytest.mark.parametrize("none", ["none", "无"])
def test_colours_are_taken_away_where_a_roster_says_none(
    database: Database, trade: int, none: str
) -> None:
    take(database, trade, "code,name zh,delegation,colours\n1,甲,HZ,#123456\n")
    take(database, trade, f"code,colours\n1,{none}\n")
    assert home(database, "HZ").colours == []


def test_a_station_is_given_once(database: Database, trade: int) -> None:
    take(database, trade, FULL)
    before = everything(database)
    for file in ("code,station\n1,A2\n", "code,name zh,delegation\nA2,丙,HZ\n"):
        with pytest.raises(StationTaken):
            take(database, trade, file)
    assert everything(database) == before


def test_members_of_a_team_share_its_row(database: Database, summed: int) -> None:
    take(database, summed, TEAMS)
    first, second = team(database, "T1"), team(database, "T2")
    assert entry(database, "1").team_id == entry(database, "2").team_id == first.id
    assert (first.names, first.status, first.lot) == ({"zh": "一队"}, "ranked", 7)
    assert (second.names, second.status, second.lot) == ({"zh": "二队"}, "guest", 8)
    assert first.delegation_id == entry(database, "1").delegation_id
    assert second.delegation_id == entry(database, "3").delegation_id


def test_where_teams_are_summed_a_lot_is_the_teams_and_a_time_the_members(
    database: Database, summed: int
) -> None:
    take(database, summed, TEAMS)
    assert (entry(database, "1").lot, entry(database, "1").time) == (None, Decimal("10.5"))
    assert (team(database, "T1").lot, team(database, "T1").time) == (7, None)


def test_what_a_roster_does_not_say_of_a_team_stays(database: Database, summed: int) -> None:
    take(database, summed, TEAMS)
    before = everything(database)
    take(database, summed, "code,station\n1,1\n2,2\n")
    take(database, summed, "code,team\n1,T1\n")
    assert everything(database) == before


def test_a_team_that_lost_its_last_member_is_gone(database: Database, summed: int) -> None:
    take(database, summed, TEAMS)
    take(database, summed, "code,team,delegation\n3,T1,HZ\n")
    with database.read() as session:
        assert [each.code for each in session.scalars(select(Team))] == ["T1"]


@pytest.mark.parametrize(
    ("rules", "file", "column", "problem"),
    [
        (SUMMED, "code,name zh,delegation\n9,丁,HZ\n", "team", "team-missing"),
        (SUMMED, "code,team\n1,\n", "team", "team-missing"),
        (SUMMED, "code,team\n1,2\n", "team", "team-is-entry"),
        (SUMMED, "code,name zh,delegation,team\nT1,丁,HZ,T9\n", "code", "team-is-entry"),
        (SUMMED, "code,lot\n1,4\n2,5\n", "lot", "team-differs"),
        (SUMMED, "code,team status\n1,guest\n2,void\n", "team status", "team-differs"),
        (SUMMED, "code,delegation\n2,XJ\n", "delegation", "team-parted"),
        (SUMMED, "code,team\n3,T1\n", "delegation", "team-parted"),
        ({}, "code,name zh,delegation,team\n9,丁,HZ,T1\n", "team", "team-unwanted"),
        ({}, "code,name zh\n9,丁\n", "delegation", "new-bare"),
        ({}, "code,delegation\n9,HZ\n", "name zh", "no-name"),
    ],
)
def test_rows_that_do_not_fit_the_trade_are_named(
    database: Database, rules: dict[str, object], file: str, column: str, problem: str
) -> None:
    trade = a_trade(database, rules=rules)
    take(database, trade, TEAMS if rules else FULL)
    before = everything(database)
    with pytest.raises(RosterUnfit) as refused:
        take(database, trade, file)
    bad = refused.value.problems[0]
    assert (bad.code, bad.column) == (problem, column)
    assert bad.row == len(file.splitlines())
    assert str(refused.value).startswith(f"Row {bad.row}, {column}: ")
    assert everything(database) == before


def test_after_the_lock_no_team_comes_or_goes(database: Database, summed: int) -> None:
    take(database, summed, TEAMS)
    database.write(closed, summed)
    for file in ("code,team\n1,T3\n2,T3\n", "code,team,delegation\n3,T1,HZ\n"):
        with pytest.raises(TeamsClosed):
            take(database, summed, file)
    take(database, summed, "code,team status\n1,withdrawn\n")
    assert team(database, "T1").status == "withdrawn"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("delegation", "XJ"),
        ("status", "void"),
        ("lot", "5"),
        ("birth", "2001-02-04"),
        ("earlier", ""),
        ("time", "185.3"),
        ("scale", "0"),
        ("level", "2"),
        ("honours", "另一项"),
    ],
)
def test_after_the_signature_nothing_changes_that_a_result_depends_on(
    database: Database, trade: int, column: str, value: str
) -> None:
    take(database, trade, FULL)
    database.write(sealed, trade)
    before = everything(database)
    with pytest.raises(RegistrationSealed) as refused:
        take(
            database,
            trade,
            f"code,name zh,{column}\n2,新名,\n1,新名,{value}\n".replace("2,新名,\n", ""),
        )
    assert refused.value.values == {"column": roster.HEADINGS[column][0], "code": "1"}
    assert everything(database) == before


@pytest.mark.parametrize(
    ("file", "column", "code"),
    [
        ("code,lot\n1,1\n", "lot", "T1"),
        ("code,team status\n3,ranked\n", "team status", "T2"),
        ("code,time\n1,1\n", "time", "1"),
        ("code,delegation\n3,HZ\n", "delegation", "3"),
    ],
)
def test_after_the_signature_teams_stay_as_they_are(
    database: Database, summed: int, file: str, column: str, code: str
) -> None:
    take(database, summed, TEAMS)
    database.write(sealed, summed)
    before = everything(database)
    with pytest.raises(RegistrationSealed) as refused:
        take(database, summed, file)
    assert refused.value.values == {"column": column, "code": code}
    assert everything(database) == before


def test_after_the_signature_names_and_stations_are_mended(database: Database, trade: int) -> None:
    take(database, trade, FULL)
    database.write(sealed, trade)
    again = (
        FULL.replace("甲", "佳")
        .replace("A1", "B1")
        .replace("赵;钱", "孙")
        .replace("61.42", "61.420")
    )
    take(database, trade, again)
    assert (entry(database, "1").names["zh"], entry(database, "1").station) == ("佳", "B1")
    with database.read() as session:
        assert [each.names for each in session.scalars(select(Member))] == [{"zh": "孙"}]


def test_after_the_signature_no_entry_comes_in(database: Database, trade: int) -> None:
    take(database, trade, FULL)
    database.write(sealed, trade)
    with pytest.raises(RegistrationClosed):
        take(database, trade, "code,name zh,delegation\n9,丁,HZ\n")


def test_a_roster_waits_for_a_signature_that_is_being_put(
    database: Database, database_url: str, trade: int
) -> None:
    take(database, trade, FULL)
    other = writing_engine(database_url)
    with ThreadPoolExecutor() as another, Session(other) as signing:
        enrol.hold(signing, trade)
        late = another.submit(take, database, trade, "code,lot\n1,5\n")
        with pytest.raises(TimeoutError):
            late.result(timeout=0.3)
        enrol.seal(signing, trade)
        signing.commit()
        with pytest.raises(RegistrationSealed):
            late.result(timeout=20)
    other.dispose()
    assert entry(database, "1").lot == 4
