"""Whether anybody of a trade is called differently now, for pages that name people."""

from collections.abc import Iterable, Mapping
from hashlib import blake2s
from typing import Any, Final

import orjson

from scoreboard.channel import Shown
from scoreboard.members import members_of
from scoreboard.visibility import shown

_DIGEST_BYTES: Final = 6


def called(told: Shown) -> str:
    """Return a digest of how the public reads everybody of a trade called; "" without names.

    Pages of people and of delegations are old once it is another one.
    """
    if told.veil.shows != "names":
        return ""
    rows: Iterable[Mapping[str, Any]]
    if told.veil.frozen is None:
        rows = [shown(row.competitor, "names") for row in told.standing.rows]
        members = members_of(told.standing.given)
    else:
        kept = told.veil.frozen.document
        rows, members = kept["rows"], kept.get("members", {})
    named = sorted((row["code"], row["name"], row["delegation"]) for row in rows)
    said = orjson.dumps([named, members], option=orjson.OPT_SORT_KEYS)
    return blake2s(said, digest_size=_DIGEST_BYTES).hexdigest()
