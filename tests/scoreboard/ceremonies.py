"""A trade with prizes, and a ceremony of it."""

from typing import Any, Final

import orjson
from flask import Flask

from competition.db import Database
from scoreboard import ceremony
from scoreboard.ceremony import Move, NewCeremony
from scoreboard.hall_models import Ceremony
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_scheme,
    an_aspect,
    recorded,
    settle,
    signed,
)

RULES: Final[dict[str, object]] = {
    "prizes": {
        "kind": "number",
        "numbers": [1, 2, 1],
        "merit": {"kind": "number", "number": 2},
    },
}
# Two share the second place; the last one wins nothing.
TOTALS: Final = ("90", "80", "80", "70", "60", "50", "40")


def a_prized_trade(
    database: Database, rules: dict[str, object] | None = None, **more: Any
) -> LockedTrade:
    """Return a signed trade: 01 is first, 02 and 03 second, 04 third, 05 and 06 merit."""
    scheme = a_scheme(an_aspect("A1.1", "free", "100", step="0.1"))
    trade = a_locked_trade(
        database, 1, len(TOTALS), scheme=scheme, rules=RULES if rules is None else rules, **more
    )
    marks = [a_mark(trade, "A1.1", total, entry=f"{n:02}") for n, total in enumerate(TOTALS, 1)]
    recorded(database, marks)
    signed(database, trade)
    return trade


def made(
    database: Database, trade: LockedTrade, *, alone: int = 6, is_rehearsal: bool = False
) -> int:
    """Make a ceremony and return its number."""
    new = NewCeremony(trade.id, alone, is_rehearsal, trade.chief.id)
    number: int = database.write(ceremony.make, new)
    return number


def moved(database: Database, number: int, step: int, version: int, by: int = 1) -> int:
    """Show a scene; return the new version."""
    newer: int = database.write(ceremony.move, Move(number, step, version, by))
    settle(database)
    return newer


def seen(app: Flask, number: int) -> dict[str, Any]:
    """Return what the public sees of a ceremony."""
    answer = app.test_client().get(f"/live/ceremonies/{number}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = orjson.loads(answer.data)
    return found


def codes(rows: list[dict[str, Any]]) -> list[str]:
    """Return the codes of *rows*."""
    return [row["code"] for row in rows]


def script(database: Database, number: int) -> list[dict[str, Any]]:
    """Return every scene of a ceremony as it would be told now."""
    with database.read() as session:
        return ceremony.script(session, session.get_one(Ceremony, number))[1]
