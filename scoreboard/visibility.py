"""What the public may see of a trade: every public byte is made from what this module answers.

Three things are kept from it: names where only codes are shown, the whole
ranking where nothing is, and whatever happens after a freeze.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

FROZEN: Final = "frozen"
"""The state of a board whose public picture stands still."""

COURSE: Final = "course"
"""The key of a frozen picture under which it keeps how the totals grew until then."""

_DELTA: Final = frozenset(
    {"trade", "base", "version", "rows", "scores", "statuses", "done", "order", "scale", "state"}
    | {"since"}
)
_OF_PICTURES: Final = frozenset({"since", "members", COURSE})
"""What a picture keeps besides what its board says, for pages of people and of the course."""
_WITHOUT_NAME: Final[Mapping[str, object]] = {"station": None, "name": None, "delegation": None}


@dataclass(frozen=True, slots=True)
class Competitor:
    """How an entry is called on a board."""

    code: str
    station: str | None
    names: Mapping[str, str]
    delegation_code: str | None
    delegation_names: Mapping[str, str]
    delegation_short: Mapping[str, str]
    delegation_colours: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Frozen:
    """The picture that the public keeps: what a board showed at *at*, as whole as officials saw it.

    *version* is the public version that it has; *edition* the newest edition
    of the result that was published by then, 0 for none.
    """

    at: str
    version: int
    document: Mapping[str, Any]
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Veil:
    """What stands between a trade and the public.

    *shows* is ``names``, ``codes`` or ``nothing``; *freezes_at* the moment from
    which the public sees nothing new, where one is set.
    """

    shows: str = "names"
    frozen: Frozen | None = None
    freezes_at: datetime | None = None

    def is_live(self) -> bool:
        """Answer whether the public sees places move as marks come in."""
        return self.frozen is None and self.shows != "nothing"

    def is_due(self, moment: datetime) -> bool:
        """Answer whether at *moment* the public may see nothing new, though nobody froze it yet."""
        return self.frozen is None and self.freezes_at is not None and self.freezes_at <= moment


def shown(competitor: Competitor, shows: str) -> dict[str, object]:
    """Return what may be said of *competitor*: without names it is a code and nothing else."""
    if shows != "names":
        return {"code": competitor.code, **_WITHOUT_NAME}
    return {
        "code": competitor.code,
        "station": competitor.station,
        "name": dict(competitor.names),
        "delegation": _home(competitor) if competitor.delegation_code is not None else None,
    }


def _home(competitor: Competitor) -> dict[str, object]:
    colours = list(competitor.delegation_colours)
    return {
        "code": competitor.delegation_code,
        "short": dict(competitor.delegation_short) or {"en": competitor.delegation_code},
        "names": dict(competitor.delegation_names),
        **({"colours": colours} if colours else {}),
    }


def by_code(code: str) -> tuple[int, str]:
    """Return where rows stand on a board: by code, so that their order tells of no station."""
    return len(code), code


def told(document: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    """Return the snapshot that the public gets of the whole *document* of a trade.

    While it is frozen the document does not matter: the public keeps what it had.
    """
    if veil.frozen is not None:
        kept = {key: each for key, each in veil.frozen.document.items() if key not in _OF_PICTURES}
        return _named({**kept, "state": FROZEN, "at": veil.frozen.at}, veil.shows)
    return _named(document, veil.shows)


def course(moments: Sequence[Any], veil: Veil) -> list[Any]:
    """Return how totals grew as the public may read it, of the *moments* that it was told.

    While the trade is frozen they do not matter: the public keeps those that led
    to its picture.  Where no ranking is shown there are none.
    """
    if veil.shows == "nothing":
        return []
    if veil.frozen is None:
        return list(moments)
    kept = veil.frozen.document
    last = [kept["at"], [row["total"] for row in _named(kept, veil.shows)["rows"]]]
    return [[min(at, veil.frozen.at), totals] for at, totals in kept.get(COURSE, [last])]


def told_officials(document: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    """Return the snapshot that a trade's officials get: whole, and what the public sees beside it.

    Names that the public may not see are hidden from them too: judges mark by code.
    """
    found = _named(document, "names" if veil.shows == "names" else "codes")
    return {**found, "public": sight_of(veil)}


def news(delta: Mapping[str, Any], veil: Veil) -> dict[str, Any] | None:
    """Return what the public hears of *delta*: all of it, or None where nothing moves for it."""
    if not veil.is_live():
        return None
    return {key: each for key, each in delta.items() if key in _DELTA}


def is_out(edition: int, published_at: datetime, veil: Veil) -> bool:
    """Answer whether the public may see a published *edition*: not what came after a freeze.

    A freeze that is set counts from its moment, whether or not anybody froze it yet.
    """
    if veil.frozen is not None:
        return edition <= veil.frozen.edition
    return veil.freezes_at is None or published_at < veil.freezes_at


def result(document: Mapping[str, Any], veil: Veil) -> dict[str, Any]:
    """Return what the public gets of a published result that is out.

    An edition that was published by code only never gains names.
    """
    if veil.shows == "names":
        return dict(document)
    kept = {key: each for key, each in document.items() if key != "delegations"}
    kept["rows"] = [{**row, **_WITHOUT_NAME} for row in document["rows"]]
    if "members" in document:
        kept["members"] = [
            {key: each for key, each in row.items() if key != "name"} for row in document["members"]
        ]
    return kept


def tells_names(shows: str) -> bool:
    """Answer whether a ceremony tells names: also where the board is hidden until it does."""
    return shows != "codes"


def told_rows(
    rows: Sequence[Mapping[str, Any]], known: Mapping[str, Mapping[str, Any]] | None
) -> list[dict[str, Any]]:
    """Return what may be said of *rows* of a ceremony, with what is *known* of each by its code.

    Where nothing may be known (None) they are codes: no member is named either.
    """
    if known is not None:
        return [{**row, **known.get(row["code"], {})} for row in rows]
    return [
        {
            **{key: each for key, each in row.items() if key != "members"},
            "name": None,
            "delegation": None,
        }
        for row in rows
    ]


def told_scene(
    scene: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]] | None
) -> dict[str, Any]:
    """Return what may be told of a *scene*, by what is known or may be known when it is told."""
    if "rows" not in scene:
        return dict(scene)
    return {**scene, "rows": told_rows(scene["rows"], known)}


def sight_of(veil: Veil) -> dict[str, object]:
    """Return what officials are told of the public: ``live``, ``frozen`` or ``hidden`` from it."""
    sees = "live" if veil.is_live() else "hidden"
    if veil.frozen is not None:
        return {"sees": FROZEN, "shows": veil.shows, "since": veil.frozen.at}
    return {"sees": sees, "shows": veil.shows}


def _named(document: Mapping[str, Any], shows: str) -> dict[str, Any]:
    if shows == "names":
        return dict(document)
    if shows == "codes":
        return _coded(document)
    scale = document["scale"]
    unspread = scale and {key: None if key in {"median", "mad"} else scale[key] for key in scale}
    criteria = [{**each, "done": 0} for each in document["criteria"]]
    return {**document, "rows": [], "order": [], "criteria": criteria, "scale": unspread}


def _coded(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return *document* without names, its rows by code: older pictures have them by station."""
    codes = [row["code"] for row in document["rows"]]
    kept = sorted(range(len(codes)), key=lambda at: by_code(codes[at]))
    at = {old: new for new, old in enumerate(kept)}
    rows = [{**document["rows"][old], **_WITHOUT_NAME} for old in kept]
    order = [_moved(each, at) for each in document.get("order", ())]
    return {**document, "rows": rows} | ({"order": order} if "order" in document else {})


def _moved(group: int | Sequence[int], at: Mapping[int, int]) -> int | list[int]:
    return at[group] if isinstance(group, int) else sorted(at[each] for each in group)
