"""How each kind of database is opened, so that a commit means safe on disk."""

from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool, StaticPool

_WAIT_MS = 10_000


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
    _prepare_sqlite(engine, "BEGIN IMMEDIATE", "pragma synchronous = full")
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


def _prepare_sqlite(engine: Engine, begin: str, pragma: str) -> None:
    def connected(connection: Any, _record: object) -> None:
        # The driver's own transactions would break savepoints: we begin ourselves.
        connection.isolation_level = None
        for statement in (
            f"pragma busy_timeout = {_WAIT_MS}",
            "pragma journal_mode = wal",
            "pragma foreign_keys = on",
            pragma,
        ):
            connection.execute(statement)

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
