"""Who belongs to a team: its persons, or the entries whose marks it sums."""

from collections import defaultdict
from typing import Any

from competition.scoring.trade import Entry, TradeFile
from scoreboard.visibility import Competitor, shown


def members_of(given: TradeFile) -> dict[str, list[dict[str, Any]]]:
    """Return the members of each team of *given* by the team's code, spelled like rows.

    Persons of an entry have no code and stand in the order of the roster;
    entries of a team that is summed stand by code.
    """
    homes = {each.code: each for each in given.delegations}
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in sorted(given.entries, key=lambda each: each.code):
        if entry.team is not None:
            home = homes.get(entry.delegation or "")
            found[entry.team].append(
                shown(
                    Competitor(
                        entry.code,
                        entry.station,
                        entry.names,
                        home.code if home else None,
                        home.names if home else {},
                        home.short if home else {},
                    ),
                    "names",
                )
            )
        found[entry.code] += _persons(entry)
    return {code: each for code, each in found.items() if each}


def _persons(entry: Entry) -> list[dict[str, Any]]:
    return [{"code": None, "name": dict(names)} for names in entry.people]
