"""One card for each entry: what it earned, module by module (rulebook 5 to 7)."""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.rulebook.recount.figures import Json, number, optional, rounded
from tests.rulebook.recount.measuring import NOTHING, VOTED, measured, voted

OUT = ("withdrawn", "excluded", "void")


@dataclass
class Card:
    """What is known of one entry, or of one team, and what it gets."""

    code: str
    entry: Json
    status: str
    time: Fraction | None = None
    aspects: dict[str, Fraction] = field(default_factory=dict)
    criteria: dict[str, Fraction] = field(default_factory=dict)
    total: Fraction = NOTHING
    failed: set[str] = field(default_factory=set)
    place: int | None = None
    scale: Fraction | None = None
    medal: str | None = None
    prize: str | None = None
    broken_by: str | None = None


Finding = tuple[str | None, str | None, str]


class Room:
    """Everything the trade file says of marks and penalties, ready to be looked up."""

    def __init__(self, trade: Json) -> None:
        self.rules: Json = trade["rules"]
        self.criteria: list[Json] = trade["scheme"]["criteria"]
        self.entries: list[Json] = trade["entries"]
        self.adjustments: list[Json] = trade["adjustments"]
        self.marks = {(mark["entry"], mark["aspect"]): mark for mark in trade["marks"]}
        self.penalties: list[Json] = trade["penalties"]
        self.void = {
            (penalty["entry"], penalty["scope"], penalty.get("aspect") or penalty.get("module"))
            for penalty in self.penalties
            if penalty.get("void")
        }

    def status(self, entry: Json) -> str:
        """Return the status of an entry or a team after its penalties."""
        return "void" if (entry["code"], "event", None) in self.void else str(entry["status"])

    def is_void(self, entry: str, aspect: str, module: str) -> bool:
        """Tell whether the entry can earn nothing in this aspect."""
        return (entry, "aspect", aspect) in self.void or (entry, "module", module) in self.void

    def taken(self, entry: str, scope: str, name: str | None = None) -> Fraction:
        """Return the points that penalties take here."""
        return sum(
            (
                number(penalty["points"])
                for penalty in self.penalties
                if penalty["entry"] == entry
                and penalty["scope"] == scope
                and (name is None or penalty[scope] == name)
                and not penalty.get("void")
            ),
            NOTHING,
        )

    def added(self, entry: str, scope: str, name: str | None = None) -> Fraction:
        """Return the points that adjustments add here."""
        return sum(
            (
                number(adjustment["points"])
                for adjustment in self.adjustments
                if adjustment["entry"] == entry
                and adjustment["scope"] == scope
                and (name is None or adjustment[scope] == name)
            ),
            NOTHING,
        )

    def reading(self, entry: str, aspect: str) -> Fraction | None:
        """Return the numeric reading of a measured aspect, or None."""
        value = self.marks.get((entry, aspect), {}).get("value")
        return None if value == "not_attempted" else optional(value)


def cards(room: Room) -> tuple[list[Card], list[Finding]]:
    """Return a card for each entry, without total, and what is wrong with its marks."""
    result, findings = [], []
    fields = _fields(room)
    for entry in room.entries:
        card = Card(entry["code"], entry, room.status(entry), time=_time(room, entry))
        for criterion in room.criteria:
            findings += _earn(room, card, criterion, fields)
            card.criteria[criterion["code"]] = _module(room, card, criterion)
        result.append(card)
    return result, findings


def aspects_of(criterion: Json) -> list[Json]:
    """Return the aspects of one module."""
    return [aspect for sub in criterion["sub_criteria"] for aspect in sub["aspects"]]


def maximum(criterion: Json) -> Fraction:
    """Return what the aspects of one module are worth together."""
    return sum((number(aspect["max"]) for aspect in aspects_of(criterion)), NOTHING)


def _fields(room: Room) -> dict[str, list[Fraction]]:
    result: dict[str, list[Fraction]] = {}
    ranked = [entry["code"] for entry in room.entries if room.status(entry) == "ranked"]
    for criterion in room.criteria:
        for aspect in aspects_of(criterion):
            if aspect["kind"] not in ("rank", "time"):
                continue
            readings = [
                room.reading(code, aspect["id"])
                for code in ranked
                if not room.is_void(code, aspect["id"], criterion["code"])
            ]
            result[aspect["id"]] = [reading for reading in readings if reading is not None]
    return result


def _time(room: Room, entry: Json) -> Fraction | None:
    if entry["time"] is not None:
        return number(entry["time"])
    readings = [
        room.reading(entry["code"], aspect["id"])
        for criterion in room.criteria
        for aspect in aspects_of(criterion)
        if aspect["kind"] == "time"
    ]
    numeric = [reading for reading in readings if reading is not None]
    return sum(numeric, NOTHING) if numeric else None


def _earn(
    room: Room, card: Card, criterion: Json, fields: dict[str, list[Fraction]]
) -> list[Finding]:
    findings: list[Finding] = []
    for aspect in aspects_of(criterion):
        name = aspect["id"]
        points, problem = _points(room, card, criterion, aspect, fields.get(name, []))
        points = max(points - room.taken(card.code, "aspect", name), NOTHING)
        if (card.code, "aspect", name) in room.void:
            points = NOTHING
        card.aspects[name] = points
        if problem and not room.is_void(card.code, name, criterion["code"]):
            findings.append((card.code, name, problem))
    return findings


def _points(
    room: Room, card: Card, criterion: Json, aspect: Json, field_of_aspect: list[Fraction]
) -> tuple[Fraction, str | None]:
    mark = room.marks.get((card.code, aspect["id"]), {})
    problem = None
    if mark.get("value") == "not_attempted":
        return NOTHING, None
    if aspect["kind"] in VOTED:
        points, problem = voted(aspect, _seats(criterion, mark), room.rules)
    elif mark.get("value") is None:
        return NOTHING, "unmarked"
    else:
        points = measured(aspect, number(mark["value"]), field_of_aspect)
    rule = room.rules["rounding"]
    return rounded(points, rule["aspect"], rule["mode"]), problem


def _seats(criterion: Json, mark: Json) -> list[Fraction | None]:
    votes = [
        NOTHING if vote == "not_attempted" else optional(vote) for vote in mark.get("votes") or []
    ]
    judges = criterion["judges"]
    if judges is not None:
        votes += [None] * (judges - len(votes))
    return votes


def _module(room: Room, card: Card, criterion: Json) -> Fraction:
    code = criterion["code"]
    points = sum((card.aspects[aspect["id"]] for aspect in aspects_of(criterion)), NOTHING)
    points += room.added(card.code, "module", code) - room.taken(card.code, "module", code)
    limits = room.rules["modules"].get(code, {"floor": "0", "cap": None})
    cap = maximum(criterion) if limits["cap"] == "max" else optional(limits["cap"])
    points = held(points, optional(limits["floor"]), cap)
    if (card.code, "module", code) in room.void:
        points = NOTHING
    rule = room.rules["rounding"]
    return rounded(points, rule["module"], rule["mode"])


def held(points: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    """Return *points* raised to *low*, then lowered to *high*."""
    if low is not None:
        points = max(points, low)
    if high is not None:
        points = min(points, high)
    return points


def add_up(room: Room, card: Card, left_out: set[str]) -> None:
    """Fill in the total of a card, without the modules that are left out of it."""
    rule = room.rules["rounding"]
    points = NOTHING
    for criterion in room.criteria:
        if criterion["code"] in left_out:
            continue
        worth = number(room.rules["weights"].get(criterion["code"], 1))
        weighted = card.criteria[criterion["code"]] * worth
        if room.rules["weighting"] == "share":
            full = maximum(criterion)
            weighted = weighted / full if full else NOTHING
        points += rounded(weighted, rule["weighted"], rule["mode"])
    points += room.added(card.code, "total") - room.taken(card.code, "event")
    limits = room.rules["total"]
    points = held(points, optional(limits["floor"]), optional(limits["cap"]))
    card.total = rounded(points, rule["total"], rule["mode"])
