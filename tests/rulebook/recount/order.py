"""Who stands where, and what separates equals (rulebook 6, 8, 9, 10)."""

from fractions import Fraction
from itertools import groupby

from tests.rulebook.recount.cards import Card, Finding, Room, aspects_of, held
from tests.rulebook.recount.figures import Json, number, optional, rounded
from tests.rulebook.recount.measuring import NOTHING, VOTED

Worth = tuple[int, Fraction]


def part_codes(room: Room, name: str) -> list[str] | None:
    """Return the modules of a part, or None where the scheme knows no such part."""
    known = [criterion["code"] for criterion in room.criteria]
    if name in room.rules["parts"]:
        return [code for code in known if code in room.rules["parts"][name]]
    return [name] if name in known else None


def part_points(card: Card, codes: list[str]) -> Fraction:
    """Return the raw points of some modules together."""
    return sum((card.criteria[code] for code in codes), NOTHING)


def unqualified(room: Room, cards: list[Card]) -> set[str]:
    """Return the codes of ranked entries that miss the qualifier."""
    rule = room.rules["qualifier"]
    codes = part_codes(room, rule["part"]) if rule else None
    if codes is None:
        return set()
    ranked = [card for card in cards if card.status == "ranked"]
    points = [part_points(card, codes) for card in ranked]
    return {
        card.code
        for card, own in zip(ranked, points, strict=True)
        if 1 + sum(other > own for other in points) > rule["top"]
    }


def left_out(room: Room) -> set[str]:
    """Return the modules that a qualifier leaves out of the total."""
    rule = room.rules["qualifier"]
    if not rule or rule["counts"]:
        return set()
    return set(part_codes(room, rule["part"]) or [])


def fail(room: Room, cards: list[Card]) -> None:
    """Look at the pass marks: note what each ranked entry loses, and unrank who must be."""
    losses = {
        "honours": {"honours"},
        "prizes": {"honours", "prizes"},
        "rank": {"honours", "prizes", "rank"},
    }
    for card in cards:
        for mark in room.rules["pass_marks"]:
            codes = part_codes(room, mark["part"])
            if codes is not None and part_points(card, codes) < number(mark["points"]):
                card.failed |= losses[mark["effect"]]
        if card.status == "ranked" and "rank" in card.failed:
            card.status = "failed"


def team_card(room: Room, team: Json, members: list[Card]) -> tuple[Card, set[str]]:
    """Return the card of a team, and the codes of the members it counts."""
    rule = room.rules["team"]
    counted = sorted((card for card in members if card.status == "ranked"), key=_member_key)
    if rule["best"] is not None:
        counted = counted[: rule["best"]]
    divisor = 1
    if rule["kind"] == "mean":
        divisor = rule["best"] or len(counted) or 1
    card = Card(team["code"], team, room.status(team), time=_team_time(team, counted))
    for criterion in room.criteria:
        code = criterion["code"]
        card.criteria[code] = sum((one.criteria[code] for one in counted), NOTHING) / divisor
        for aspect in aspects_of(criterion):
            points = sum((one.aspects[aspect["id"]] for one in counted), NOTHING)
            card.aspects[aspect["id"]] = points / divisor
    total = sum((one.total for one in counted), NOTHING) / divisor
    total += room.added(card.code, "total") - room.taken(card.code, "event")
    rounding = room.rules["rounding"]
    total = held(total, optional(room.rules["total"]["floor"]), None)
    card.total = rounded(total, rounding["total"], rounding["mode"])
    return card, {one.code for one in counted}


def _member_key(card: Card) -> tuple[Fraction, bool, Fraction, str]:
    return -card.total, card.time is None, card.time or NOTHING, card.code


def _team_time(team: Json, counted: list[Card]) -> Fraction | None:
    if team["time"] is not None:
        return number(team["time"])
    times = [card.time for card in counted if card.time is not None]
    if not times or len(times) < len(counted):
        return None
    return sum(times, NOTHING)


def is_known(room: Room, key: str) -> bool:
    """Tell whether a tie key names something in the scheme."""
    kind, _, name = key.partition(":")
    if kind == "criterion":
        return any(criterion["code"] == name for criterion in room.criteria)
    if kind == "part":
        return part_codes(room, name) is not None
    if kind == "sub_criterion":
        return any(
            sub["code"] == name for criterion in room.criteria for sub in criterion["sub_criteria"]
        )
    if kind == "aspect":
        return any(
            aspect["id"] == name for criterion in room.criteria for aspect in aspects_of(criterion)
        )
    return True


def _value(room: Room, card: Card, key: str) -> Fraction | None:
    kind, _, name = key.partition(":")
    if kind == "criterion":
        return card.criteria.get(name)
    if kind == "part":
        codes = part_codes(room, name)
        return None if codes is None else part_points(card, codes)
    if kind in ("time", "age", "earlier", "draw"):
        return _own(card, kind)
    return _aspects_sum(room, card, kind, name)


def _own(card: Card, kind: str) -> Fraction | None:
    if kind == "time":
        return card.time
    if kind == "age":
        return _age(card.entry)
    return optional(card.entry["earlier" if kind == "earlier" else "lot"])


def _age(entry: Json) -> Fraction | None:
    if entry.get("birth") is None:
        return None
    return Fraction(-int(entry["birth"].replace("-", "")))


def _aspects_sum(room: Room, card: Card, kind: str, name: str) -> Fraction:
    total = NOTHING
    for criterion in room.criteria:
        for sub in criterion["sub_criteria"]:
            for aspect in sub["aspects"]:
                belongs = {
                    "sub_criterion": sub["code"] == name,
                    "aspect": aspect["id"] == name,
                    "judged": aspect["kind"] in VOTED,
                    "measured": aspect["kind"] not in VOTED,
                }
                if belongs[kind]:
                    total += card.aspects[aspect["id"]]
    return total


def _worth(room: Room, card: Card, tie: Json) -> Worth:
    """Return what the key sorts by, the best first."""
    value = _value(room, card, tie["key"])
    if value is None:
        return 1, NOTHING
    return 0, -value if tie["order"] == "desc" else value


class Line:
    """The ranked entries, best first, in groups of equals."""

    def __init__(self, room: Room, cards: list[Card], decisions: list[Json]) -> None:
        self.room = room
        self.chain: list[Json] = room.rules["ties"]
        self.ranked = [card for card in cards if card.status == "ranked"]
        self.worths = {
            card.code: [_worth(room, card, tie) for tie in self.chain] for card in self.ranked
        }
        self.decisions = decisions
        self.used: set[int] = set()
        self.findings: list[Finding] = []
        self.groups: list[list[Card]] = []
        self._rank()

    def _key(self, card: Card) -> tuple[Fraction, list[Worth]]:
        return -card.total, self.worths[card.code]

    def _rank(self) -> None:
        for _, equals in groupby(sorted(self.ranked, key=self._key), key=self._key):
            self.groups += self._settled(list(equals))
        before = 0
        for index, group in enumerate(self.groups):
            dense = self.room.rules["ranking"] == "1223"
            for card in group:
                card.place = 1 + (index if dense else before)
            before += len(group)
        for card in self.ranked:
            card.broken_by = self._broken_by(card)

    def _settled(self, equals: list[Card]) -> list[list[Card]]:
        rule = self.room.rules["unresolved"]
        if len(equals) == 1 or rule == "shared":
            return [equals]
        if rule == "never":
            self.findings += [(card.code, None, "tie-unresolved") for card in equals]
            return [equals]
        codes = {card.code for card in equals}
        for position in reversed(range(len(self.decisions))):
            decision = self.decisions[position]
            if decision["kind"] in ("order", "share") and codes <= set(decision["entries"]):
                self.used.add(position)
                if decision["kind"] == "share":
                    return [equals]
                listed: list[str] = decision["entries"]
                return [[card] for card in sorted(equals, key=lambda card: listed.index(card.code))]
        self.findings += [(card.code, None, "decision-missing") for card in equals]
        return [equals]

    def _broken_by(self, card: Card) -> str | None:
        deepest = -1
        own = self.worths[card.code]
        for other in self.ranked:
            if other.total != card.total or other.place == card.place:
                continue
            theirs = self.worths[other.code]
            differing = [index for index in range(len(own)) if own[index] != theirs[index]]
            deepest = max(deepest, differing[0] if differing else len(own))
        if deepest < 0:
            return None
        return "decision" if deepest == len(own) else str(self.chain[deepest]["key"])
