"""What every test may ask for: a real PostgreSQL, and no way out to the network."""

import gc
import os
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask
from hypothesis import settings

from competition.commands import upgrade
from competition.config import Settings
from competition.db import Database
from tests.known_addresses import remember_addresses
from tests.known_documents import remember_documents
from tests.known_statements import remember_statements
from tests.known_templates import remember_templates
from tests.memory import move_in
from tests.postgres import NoPostgres, Postgres, empty, obtain
from tests.quick_pins import hash_quickly
from wsgi import create_app

# Files of whole servers and browsers take long whatever their number of tests.
LONG = {"browser", "flows", "setup"}
# A busy machine is no broken promise.
settings.register_profile("hall", deadline=None)
settings.load_profile("hall")


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory, of all workers in one place."""
    config.add_cleanup(move_in())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers begin with long files, so that none is left alone with one at the end."""
    if not hasattr(config, "workerinput"):
        return
    weights: Counter[Path] = Counter()
    for item in items:
        weights[item.path] += 50 if item.get_closest_marker("slow") else 1
    items.sort(key=lambda item: (item.path.parent.name not in LONG, -weights[item.path], item.path))


def pytest_collection_finish() -> None:
    """Let the garbage collector no longer look through what lives as long as the tests do."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give the session's PostgreSQL server; without one, skip here and fail in CI."""
    try:
        server = obtain()
    except NoPostgres as reason:
        missing(f"NO POSTGRESQL, THESE TESTS DID NOT RUN: {reason}")
    yield server
    server.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty SQLite database with every table, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "jiangsai.sqlite3"
    upgrade(Settings(path.parent, f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Give the address of an SQLite database of one's own."""
    path = tmp_path / "jiangsai.sqlite3"
    for part in migrated_file.parent.iterdir():
        shutil.copy(part, tmp_path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def migrated_url(postgres: Postgres) -> Iterator[str]:
    """Give a PostgreSQL database with every table, which each test leaves empty."""
    with postgres.database() as url:
        upgrade(Settings(Path(), url))
        yield url


@pytest.fixture
def postgres_url(migrated_url: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database."""
    yield migrated_url
    # A copy of a template would take ten times as long.
    empty(migrated_url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a database of one's own, of each kind in turn."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Give a database of one's own, with every table and nothing in them."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the application around a database of one's own."""
    made = create_app({"JIANGSAI_DATA": str(tmp_path), "JIANGSAI_DATABASE_URL": database_url})
    yield made
    made.extensions["publisher"].stop()
    made.extensions["database"].close()


@pytest.fixture
def house(app: Flask) -> Database:
    """Give the database of the application."""
    found: Database = app.extensions["database"]
    return found


@pytest.fixture(scope="session", autouse=True)
def _one_memory() -> Iterator[None]:
    """Let what one test has compiled be known to the next, as in a process that lives long."""
    with pytest.MonkeyPatch.context() as patch:
        remember_statements(patch)
        remember_templates(patch)
        remember_addresses(patch)
        remember_documents(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_pins() -> None:
    """Let those who sign in by the thousand not pay what keeps PINs from being guessed."""
    hash_quickly()


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        inet = self.family in {socket.AF_INET, socket.AF_INET6}
        if inet and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"A test wanted to reach {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def missing(what: str) -> NoReturn:
    """End the test for want of *what*: skipped at a desk, failed in CI."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
