"""What the public may see of a standing: names, codes only, or nothing yet."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Competitor:
    """How an entry is called on a board."""

    code: str
    station: str | None
    names: Mapping[str, str]
    delegation_code: str | None
    delegation_names: Mapping[str, str]
    delegation_short: Mapping[str, str]


def shown(competitor: Competitor, shows: str) -> dict[str, object]:
    """Return what may be said of *competitor*: without names it is a code and nothing else."""
    if shows != "names":
        return {"code": competitor.code, "station": None, "name": None, "delegation": None}
    return {
        "code": competitor.code,
        "station": competitor.station,
        "name": dict(competitor.names),
        "delegation": {
            "code": competitor.delegation_code,
            "short": dict(competitor.delegation_short) or {"en": competitor.delegation_code},
            "names": dict(competitor.delegation_names),
        }
        if competitor.delegation_code is not None
        else None,
    }


def is_public(shows: str) -> bool:
    """Answer whether the public may see anything of the ranking."""
    return shows != "nothing"
