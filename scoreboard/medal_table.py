"""Medals and points of delegations over a competition, as far as results are public."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from competition.scoring.awards import Medal
from competition.scoring.delegations import Outcome, indicators
from competition.scoring.figures import spelled

MEDALS = tuple(medal.value for medal in Medal)


@dataclass(frozen=True, slots=True)
class Won:
    """What one public result brought: *state* of the result, and each entry's medal by its home."""

    state: str
    outcomes: Sequence[Outcome]
    homes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def goes_on_in(self, later: "Won | None") -> bool:
        """Answer whether *later* tells of the same outcomes and homes, in whatever state."""
        return later is not None and (later.outcomes, later.homes) == (self.outcomes, self.homes)


def won(document: Mapping[str, Any], state: str) -> Won:
    """Return what the public *document* of a result brought delegations; nothing without names."""
    rows = [row for row in document["rows"] if row["delegation"] and row["place"] is not None]
    return Won(
        state,
        [
            Outcome(
                row["code"],
                row["delegation"]["code"],
                medal=Medal(row["medal"]) if row.get("medal") else None,
            )
            for row in rows
        ],
        {row["delegation"]["code"]: row["delegation"] for row in rows},
    )


def medal_table(results: Sequence[Won], of: int) -> dict[str, Any]:
    """Return the table after these results of *of* trades: most gold first, then silver, bronze.

    Delegations with equal medals share a place; points are the usual worth of
    medals (docs/rulebook.md, 15).
    """
    homes = {code: home for each in results for code, home in each.homes.items()}
    found = [
        (_rank(each.medals), spelled(each.medal_points, 0), each.delegation, each.medals)
        for each in indicators(one for each in results for one in each.outcomes)
    ]
    found.sort(key=lambda each: ([-count for count in each[0]], each[2]))
    ranks = [rank for rank, _, _, _ in found]
    return {
        "after": len(results),
        "provisional": sum(each.state == "provisional" for each in results),
        "of": of,
        "rows": [
            {
                "place": 1 + ranks.index(rank),
                "delegation": homes[code],
                "medals": [medals[Medal(medal)] for medal in MEDALS],
                "points": points,
            }
            for rank, points, code, medals in found
        ],
    }


def _rank(medals: Mapping[Medal, int]) -> list[int]:
    counted = Counter(medals)
    return [counted[Medal(medal)] for medal in MEDALS]
