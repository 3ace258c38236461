"""Copies of a campaign's database in which something is wrong."""

import sqlite3
from pathlib import Path

from bench.faults import Outcome


def planted_copy(outcome: Outcome, folder: Path, *statements: str, number: int = 0) -> str:
    """Return where a copy of the campaign's SQLite is, after *statements*, about line :number."""
    path = folder / "planted.sqlite3"
    source = sqlite3.connect(outcome.url.removeprefix("sqlite:///"))
    copy = sqlite3.connect(path)
    source.backup(copy)
    source.close()
    # The copy's table lets lines be changed and repeated; the real one refuses both.
    copy.executescript(
        "create table free as select * from ledger_line; drop table ledger_line;"
        "alter table free rename to ledger_line;"
    )
    for statement in statements:
        copy.execute(statement, {"number": number})
    copy.commit()
    copy.close()
    return f"sqlite:///{path}"
