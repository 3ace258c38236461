"""How a ceremony introduces everybody of a trade: as the register names them now."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.programme.models import Trade
from competition.registration.enrol import entries_of, teams_of
from competition.registration.models import Delegation, Entry, Member, Team
from competition.scoring.rules_document import rules_of
from scoreboard.standings import competitor_of
from scoreboard.visibility import shown

Introductions = Mapping[str, Mapping[str, Any]]

# Without it whoever guesses names that were not told yet could see whether they are right.
_KEY: Final = secrets.token_bytes(16)


def introductions(session: Session, trade: int) -> Introductions:
    """Return name, delegation and members of all who compete in *trade*, by code."""
    sums_teams = rules_of(session.get_one(Trade, trade).rules).sums_teams
    entries = entries_of(session, trade)
    registered: Sequence[tuple[Entry | Team, Delegation | None]]
    registered = teams_of(session, trade) if sums_teams else entries
    members = _of_teams(entries) if sums_teams else _of_entries(session, trade)
    found = {}
    for one, home in registered:
        told = shown(competitor_of(one, home), "names")
        kept = {key: told[key] for key in ("name", "delegation")}
        found[one.code] = {**kept, "members": members.get(one.id, [])}
    return found


def stamp_of(known: Introductions) -> str:
    """Return what stands for these introductions, to be compared within one process."""
    text = orjson.dumps(known, option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=4, key=_KEY).hexdigest()


def _of_teams(entries: Sequence[tuple[Entry, Delegation | None]]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for entry, _ in sorted(entries, key=lambda each: each[0].code):
        if entry.team_id is not None:
            found[entry.team_id].append(dict(entry.names))
    return found


def _of_entries(session: Session, trade: int) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(Member.entry_id, Member.names)
        .join(Entry, Entry.id == Member.entry_id)
        .where(Entry.trade_id == trade)
        .order_by(Member.entry_id, Member.position)
    )
    for entry, names in rows:
        found[entry].append(dict(names))
    return found
