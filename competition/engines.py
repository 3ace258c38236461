"""How each kind of database is opened, so that a commit means safe on disk."""

import sqlite3
import time
from typing import Any, Final

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

_WAIT_S: Final = 10.0
_LOOK_AGAIN_S: Final = 0.01
_PRIMARY: Final = 0xFF


def reading_engine(url: str) -> Engine:
    """Return an engine for readers, who see one state; on SQLite they cannot write."""
    if not url.startswith("sqlite"):
        return create_engine(
            _with_driver(url), pool_size=10, pool_pre_ping=True, isolation_level="REPEATABLE READ"
        )
    engine = create_engine(
        url, poolclass=QueuePool, pool_size=10, connect_args={"check_same_thread": False}
    )
    _prepare_sqlite(engine, "BEGIN", "pragma query_only = on")
    return engine


def writing_engine(url: str) -> Engine:
    """Return the engine of the one writer: each commit waits for the disk."""
    if not url.startswith("sqlite"):
        engine = create_engine(_with_driver(url), pool_size=1, pool_pre_ping=True)
        event.listen(engine, "connect", _commit_to_disk)
        return engine
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    _prepare_sqlite(engine, "BEGIN IMMEDIATE", "pragma synchronous = full", waits=True)
    return engine


def _with_driver(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _commit_to_disk(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit = on")
    connection.commit()


def _prepare_sqlite(engine: Engine, begin: str, pragma: str, *, waits: bool = False) -> None:
    """Prepare the connections of *engine*; where it *waits*, beginning waits outside SQLite."""

    def connected(connection: Any, _record: object) -> None:
        # The driver's own transactions would break savepoints: we begin ourselves.
        connection.isolation_level = None
        connection.execute(f"pragma busy_timeout = {int(_WAIT_S * 1000)}")
        (mode,) = connection.execute("pragma journal_mode = wal").fetchone()
        connection.execute("pragma foreign_keys = on")
        connection.execute(pragma)
        # Without a write-ahead log a commit may find the database taken, too.
        if waits and mode == "wal":
            connection.execute("pragma busy_timeout = 0")

    def begun(connection: Connection) -> None:
        # Straight to the driver: SQLAlchemy's way costs as much again as what a mark needs.
        try:
            _begin(connection.connection.driver_connection, begin)
        except sqlite3.Error as failure:
            raise OperationalError(begin, None, failure) from failure

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _begin(connection: Any, begin: str) -> None:
    """Begin, and wait while another program writes; SQLite itself would let nobody else go on."""
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute(begin)
        except sqlite3.OperationalError as failure:
            is_busy = failure.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN_S)
        else:
            return
