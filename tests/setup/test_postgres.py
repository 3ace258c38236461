"""The tests' own PostgreSQL keeps its promises."""

import pytest
from sqlalchemy import create_engine, text

from tests.postgres import OwnPostgres, Postgres, obtain

pytestmark = pytest.mark.postgres


def run(address: str, statement: str) -> object:
    engine = create_engine(address)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        answer = result.scalar() if result.returns_rows else None
    engine.dispose()
    return answer


def test_each_test_gets_its_own_copy_of_the_template(postgres: Postgres) -> None:
    postgres.prepare("places", lambda address: run(address, "create table place as select 1 as n"))
    with postgres.database("places") as one, postgres.database("places") as other:
        run(one, "delete from place")
        assert run(one, "select count(*) from place") == 0
        assert run(other, "select count(*) from place") == 1


def test_what_was_committed_outlives_a_killed_server() -> None:
    server = obtain(durable=True)
    assert isinstance(server, OwnPostgres)
    try:
        with server.database() as address:
            run(address, "create table mark as select '匠' as given")
            server.kill()
            server.start()
            assert run(address, "select given from mark") == "匠"
            assert run(address, "show fsync") == "on"
    finally:
        server.close()
