"""The tables come into being one migration after the other, on every database, and back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, text

from competition.commands import ROOT, upgrade
from competition.config import Settings
from competition.db import Base
from competition.engines import writing_engine
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    found = writing_engine(empty_url)
    yield found
    found.dispose()


def config(url: str) -> Config:
    """Return the configuration that the program itself uses."""
    found = Config()
    found.set_main_option("script_location", str(ROOT / "migrations"))
    found.attributes["url"] = url
    return found


def test_an_empty_database_is_brought_up_to_date(empty_url: str, engine: Engine) -> None:
    upgrade(Settings(Path(), empty_url))
    tables = set(inspect(engine).get_table_names())
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_bringing_up_to_date_twice_changes_nothing(empty_url: str, engine: Engine) -> None:
    upgrade(Settings(Path(), empty_url))
    upgrade(Settings(Path(), empty_url))
    assert "ledger_line" in inspect(engine).get_table_names()


def test_migrations_and_models_say_the_same(empty_url: str, engine: Engine) -> None:
    upgrade(Settings(Path(), empty_url))
    command.check(config(empty_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_can_be_taken_back_and_made_again(empty_url: str, engine: Engine) -> None:
    command.upgrade(config(empty_url), "head")
    command.downgrade(config(empty_url), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    command.upgrade(config(empty_url), "head")
    assert "ledger_line" in inspect(engine).get_table_names()


def test_a_trade_that_is_signed_already_is_sealed(empty_url: str, engine: Engine) -> None:
    command.upgrade(config(empty_url), "0003")
    before = MetaData()
    before.reflect(engine)
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    rows: dict[str, dict[str, object]] = {
        "competition": {"names": {}, "starts_on": moment.date(), "ends_on": moment.date()},
        "trade": {"code": "17", "names": {}, "group_names": {}, "unit": "person"}
        | {"shows": "names", "rules": {}, "version": 0, "competition_id": 1},
        "account": {"code": "1700", "names": {}, "created_at": moment},
        "trade_signature": {"trade_id": 1, "account_id": 1, "lines": 0, "hash": "0"}
        | {"signed_at": moment},
    }
    with engine.begin() as connection:
        for table, row in rows.items():
            connection.execute(before.tables[table].insert(), row)
    command.upgrade(config(empty_url), "head")
    with engine.connect() as connection:
        assert connection.scalars(text("select trade_id from registration_seal")).all() == [1]


def test_sheets_that_are_open_already_get_their_day(empty_url: str, engine: Engine) -> None:
    command.upgrade(config(empty_url), "0004")
    before = MetaData()
    before.reflect(engine)
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    days: dict[int, list[int | None]] = {1: [1, 1], 2: [1, 2], 3: [None, None], 4: [1, None]}
    named: dict[str, object] = {"names": {}}
    rows: list[tuple[str, dict[str, object]]] = [
        ("account", {"code": "1700", **named, "created_at": moment}),
        ("competition", {**named, "starts_on": moment.date(), "ends_on": moment.date()}),
        (
            "trade",
            {"code": "17", **named, "group_names": {}, "unit": "person"}
            | {"shows": "names", "rules": {}, "version": 0, "competition_id": 1},
        ),
        ("entry", {"trade_id": 1, "code": "01", **named, "status": "ranked"}),
        ("panel", {"trade_id": 1, "name": "old"}),
        ("panel", {"trade_id": 1, "name": "new"}),
        (
            "scheme",
            {"trade_id": 1, "number": 1, "title": "", "source": "", "warnings": []}
            | {"imported_at": moment},
        ),
    ]
    for at, each in days.items():
        rows.append(("criterion", {"scheme_id": 1, "position": at, "code": f"M{at}", **named}))
        for place, day in enumerate(each):
            sub = {"criterion_id": at, "position": place, "code": f"S{place}", "day": day}
            rows.append(("sub_criterion", {**sub, **named}))
        sheet: dict[str, object] = {"trade_id": 1, "entry_id": 1, "criterion_id": at}
        rows.append(("sheet", {**sheet, "panel_id": 1, "version": 0}))
    rows.append(("panel_duty", {"panel_id": 2, "trade_id": 1, "criterion_code": "M1"}))
    with engine.begin() as connection:
        for table, row in rows:
            connection.execute(before.tables[table].insert(), row)
    command.upgrade(config(empty_url), "head")
    with engine.connect() as connection:
        said = connection.execute(text("select day, panel_id, state from sheet order by id"))
        found = [tuple(row) for row in said]
    assert found == [(1, 2, "open"), (None, 1, "open"), (None, 1, "open"), (None, 1, "open")]


def test_migrations_stand_in_one_numbered_line() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    line = [each.revision for each in script.walk_revisions()][::-1]
    assert script.get_heads() == [line[-1]]
    assert line == [f"{number:04d}" for number in range(1, len(line) + 1)]
