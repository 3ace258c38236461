"""What an overview says of one trade, made of nothing but what the public was told of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from scoreboard.visibility import FROZEN

_MOST_LEADERS: Final = 3


def glance(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return how far a trade is and who leads, from its public snapshot.

    Of a frozen trade nothing is counted and nobody is named: its last places
    are on its own board.
    """
    is_frozen = document["state"] == FROZEN
    criteria = document["criteria"] if document["rows"] and not is_frozen else ()
    return {
        "trade": document["trade"],
        "code": document["code"],
        "names": document["names"],
        "group": document["group"],
        "unit": document["unit"],
        "entries": len(document["rows"]) or None,
        "state": document["state"],
        "since": document["at"] if is_frozen else document.get("since"),
        "aspects": sum(each["aspects"] for each in criteria),
        "done": sum(each["done"] for each in criteria),
        "leaders": [] if is_frozen else _leaders(document),
    }


def unseen(named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the glance of a trade whose board nobody has made yet: its names, its state and since.

    It has 0 entries, which no trade has that was looked at.
    """
    blank: dict[str, Any] = {"entries": 0, "aspects": 0, "done": 0, "leaders": [], "called": None}
    return {**named, **blank}


def _leaders(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return who is first, at most three of equals; nobody before anybody has points."""
    if not document["order"]:
        return []
    first = document["order"][0]
    rows = [document["rows"][at] for at in ([first] if isinstance(first, int) else first)]
    if len(rows) > _MOST_LEADERS or not any(Decimal(row["total"] or 0) for row in rows):
        return []
    return [{key: row[key] for key in ("code", "name", "delegation", "total")} for row in rows]
