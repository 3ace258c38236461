"""Statements that go straight to the driver find and change what SQLAlchemy's own would."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from competition.db import Database
from competition.prepared import Among, Prepared

GUEST = Table("guest", MetaData(), Column("id", Integer), Column("name", String))
COME = Prepared(insert(GUEST), ["id", "name"])
NUMBERED = Prepared(select(GUEST).where(Among(GUEST.c.id, "numbers")).order_by(GUEST.c.id))
NAMED = Prepared(select(GUEST.c.id).where(Among(GUEST.c.name, "names")).order_by(GUEST.c.id))
EVERYBODY = [{"id": 1, "name": "林"}, {"id": 2, "name": "o'Neil"}, {"id": 70_000, "name": "?:p%s"}]


@pytest.fixture
def among_guests(database: Database) -> Callable[[Callable[[Connection], Any]], Any]:
    """Give a way to do something with a table of three guests."""

    def act(session: Session, wanted: Sequence[Callable[[Connection], Any]]) -> list[Any]:
        connection = session.connection()
        connection.execute(text("create temporary table guest (id integer, name varchar)"))
        COME.for_each(connection, EVERYBODY)
        answers = [each(connection) for each in wanted]
        connection.execute(text("drop table guest"))
        return answers

    return lambda wanted: database.write(act, wanted)


def test_every_row_comes_back_as_it_went_in(among_guests: Callable[..., Any]) -> None:
    found = among_guests(lambda connection: connection.execute(select(GUEST)).all())
    assert sorted(found) == sorted(tuple(each.values()) for each in EVERYBODY)


@pytest.mark.parametrize("numbers", [[], [2], [1, 70_000], [2, 1, 2, 9]])
def test_a_list_finds_those_that_are_on_it(
    among_guests: Callable[..., Any], numbers: list[int]
) -> None:
    found = among_guests(lambda connection: NUMBERED.rows(connection, {"numbers": numbers}))
    assert [row[0] for row in found] == sorted({1, 2, 70_000} & set(numbers))


def test_texts_are_found_whatever_they_contain(among_guests: Callable[..., Any]) -> None:
    names = ["?:p%s", "o'Neil", "nobody"]
    found = among_guests(lambda connection: NAMED.rows(connection, {"names": names}))
    assert [row[0] for row in found] == [2, 70_000]


def test_what_the_statement_says_itself_counts_beside_what_is_given(
    among_guests: Callable[..., Any],
) -> None:
    asked = select(GUEST.c.name).where(
        or_(GUEST.c.id == 1, GUEST.c.id == bindparam("also")), GUEST.c.name != "林"
    )
    found = among_guests(lambda connection: Prepared(asked).rows(connection, {"also": 2}))
    assert [row[0] for row in found] == ["o'Neil"]


def test_a_change_that_answers_nothing_answers_no_rows(among_guests: Callable[..., Any]) -> None:
    change = Prepared(
        update(GUEST).where(Among(GUEST.c.id, "numbers")).values(id=GUEST.c.id + bindparam("more"))
    )

    def changed(connection: Connection) -> list[Any]:
        assert change.rows(connection, {"numbers": [1, 2], "more": 10}) == []
        return sorted(connection.scalars(select(GUEST.c.id)))

    assert among_guests(changed) == [11, 12, 70_000]
