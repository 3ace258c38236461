"""What tests ask of a ledger."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from competition.db import Database
from judging import chain, ledger
from judging.ledger import NewMark
from tests.builders import LockedTrade


def record(database: Database, mark: NewMark) -> ledger.Recorded:
    """Record one mark as a view does."""
    found: ledger.Recorded = database.write(ledger.record, mark)
    return found


def standing(database: Database, trade: LockedTrade, aspect: str = "A1.1") -> dict[int, str]:
    """Return the values that stand for *aspect* of entry 01, by seat."""
    with database.read() as session:
        cells = ledger.standing_cells(session, trade.id, [trade.entries["01"]])
    return {cell.seat: cell.value for cell in cells if cell.aspect == trade.aspects[aspect]}


def count(database: Database, what: str = "*") -> int:
    """Return the number of ledger lines."""
    with database.read() as session:
        query = text(f"select count({what}) from ledger_line")  # noqa: S608 - our own words
        return int(session.scalar(query) or 0)


def verified(database: Database, trade: LockedTrade) -> str | None:
    """Return what is wrong with the chain of *trade*, or None."""
    with database.read() as session:
        return chain.verify(session, trade.id)


def forge(session: Session, forgeries: Sequence[str]) -> Sequence[None]:
    """Change lines as somebody could who owns the database: without its triggers and checks."""
    guarded = ("sheet_act", "ledger_line", "vote_round", "second_entry")
    unguard = {
        "sqlite": [
            *(f"drop trigger {table}_no_update" for table in guarded),
            "drop trigger sheet_act_no_delete",
            "drop trigger second_entry_no_delete",
        ],
        "postgresql": ["set session_replication_role = replica"],
    }
    for statement in unguard[session.get_bind().dialect.name]:
        session.execute(text(statement))
    for forgery in forgeries:
        for statement in forgery.split("; "):
            session.execute(text(statement))
    return [None] * len(forgeries)
