"""Plain statements, past all of the program's own code."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from competition.db import Database


def execute(database: Database, *statements: str, **values: Any) -> None:
    """Execute *statements* in one commit; each takes those of *values* that it names."""
    database.write(_execute, (statements, values))


def unguard(database: Database, *tables: str) -> Sequence[str]:
    """Return the statements that let lines of *tables* be changed, as who owns a database can."""
    if database.engine.dialect.name == "sqlite":
        acts = ("update", "delete")
        return [f"drop trigger {table}_no_{act}" for table in tables for act in acts]
    return ["set local session_replication_role = replica"]


def _execute(
    session: Session, batches: Sequence[tuple[Sequence[str], Mapping[str, Any]]]
) -> Sequence[None]:
    for statements, values in batches:
        for statement in statements:
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), named)
    return [None] * len(batches)
