"""Prizes, honours, delegations and who goes on (rulebook 13 to 16)."""

from collections.abc import Sequence
from fractions import Fraction

from tests.rulebook.recount.cards import Card, Finding, Room
from tests.rulebook.recount.figures import Json, median, number, spelled, whole
from tests.rulebook.recount.measuring import NOTHING
from tests.rulebook.recount.medals import has_no_honours, has_no_prizes
from tests.rulebook.recount.order import part_codes, part_points

NAMES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
COLOURS = ("gold", "silver", "bronze", "medallion")
Positions = dict[str, tuple[int, int]]


def positions(cards: Sequence[Card]) -> Positions:
    """Return the first and the last position that each entry holds with its equals."""
    result = {}
    for card in cards:
        better = sum((other.place or 0) < (card.place or 0) for other in cards)
        equal = sum(other.place == card.place for other in cards)
        result[card.code] = better + 1, better + equal
    return result


def reaches(held: tuple[int, int], limit: int, border: str) -> bool:
    """Tell whether equals that hold these positions are inside the border."""
    first, last = held
    return last <= limit if border == "lower" else first <= limit


def prizes(room: Room, ranked: list[Card]) -> list[Finding]:
    """Give the prizes; return whom a border had to decide on."""
    rule = room.rules["prizes"]
    if rule is None or has_no_prizes(room, len(ranked)):
        return []
    candidates = [card for card in ranked if "prizes" not in card.failed]
    limits = _limits(rule, len(ranked))
    findings: list[Finding] = []
    held = positions(candidates)
    for card in candidates:
        given = {
            border: next(
                (name for name, limit in limits if reaches(held[card.code], limit, border)), None
            )
            for border in ("lower", "higher")
        }
        card.prize = given[rule["border"]]
        if given["lower"] != given["higher"]:
            findings.append((card.code, None, "prize-border-tie"))
    merit = rule["merit"]
    if merit is not None and merit["kind"] == "above_median":
        _above_median(room, merit["part"], candidates, ranked)
    return findings


def _limits(rule: Json, field: int) -> list[tuple[str, int]]:
    """Return the last position of each prize, merit included where it has one."""
    limits, last = [], 0
    for name, size in zip(NAMES, _sizes(rule, field), strict=False):
        last += size
        limits.append((name, last))
    merit = rule["merit"]
    if merit is not None and merit["kind"] == "number":
        limits.append(("merit", last + merit["number"]))
    elif merit is not None and merit["kind"] == "share":
        share = whole(number(merit["share"]) * field, merit["rounding"])
        limits.append(("merit", max(last, share)))
    return limits


def _sizes(rule: Json, field: int) -> list[int]:
    if rule["kind"] == "number":
        return list(rule["numbers"])
    if rule["kind"] == "ratio":
        together = whole(number(rule["share"]) * field, "down")
        unit = together // sum(rule["ratio"])
        return [unit * part for part in rule["ratio"]]
    sizes = []
    for index, share in enumerate(rule["shares"]):
        size = whole(number(share) * field, rule["rounding"])
        cap = rule["caps"][index] if rule["caps"] is not None else None
        sizes.append(size if cap is None else min(size, cap))
    return sizes


def _above_median(room: Room, part: str, candidates: list[Card], ranked: list[Card]) -> None:
    codes = part_codes(room, part)
    if codes is None or not ranked:
        return
    middle = median([part_points(card, codes) for card in ranked])
    for card in candidates:
        if card.prize is None and part_points(card, codes) > middle:
            card.prize = "merit"


def honours(room: Room, ranked: list[Card]) -> list[Json]:
    """Return who gets which honour, *ranked* standing in order."""
    result: list[Json] = []
    if has_no_honours(room, len(ranked)):
        return result
    for rule in room.rules["honours"]:
        code = rule["code"]
        candidates = [card for card in ranked if not card.failed]
        holders = {card.code for card in candidates if code in card.entry["honours"]}
        if rule["once"] and rule["move_up"]:
            candidates = [card for card in candidates if card.code not in holders]
        for card in _selected(rule, candidates, len(ranked)):
            level = _level(rule["level"], card.entry["level"])
            earned = rule["level"] is None or level is not None
            if earned and not (rule["once"] and card.code in holders):
                result.append({"honour": code, "entry": card.code, "level": level})
    return result


def _selected(rule: Json, candidates: list[Card], field: int) -> list[Card]:
    select = rule["select"]
    if select["kind"] == "passed":
        return candidates
    if select["kind"] == "places":
        return [c for c in candidates if select["from"] <= (c.place or 0) <= select["to"]]
    if select["kind"] == "prizes":
        return [card for card in candidates if card.prize in select["prizes"]]
    reached = [step for step in select["steps"] if field >= step["entries"]]
    if not reached:
        return []
    count = max(reached, key=lambda step: int(step["entries"]))["number"]
    held = positions(candidates)
    return [card for card in candidates if reaches(held[card.code], count, rule["border"])]


def _level(rule: Json | None, held: int | None) -> int | None:
    if rule is None:
        return None
    offers = []
    if rule["to"] is not None:
        offers.append(rule["to"])
    if rule["up"] is not None and held is not None:
        offers.append(held - rule["up"])
    if not offers:
        return None
    level = int(max(min(offers), rule["at_most"]))
    return None if held is not None and level >= held else level


def delegations(room: Room, ranked: list[Card]) -> list[Json]:
    """Return the table of the delegations."""
    rule = room.rules["delegations"]
    held = positions(ranked)
    rows: list[tuple[Fraction, Fraction, str, list[Card]]] = []
    for code in sorted({card.entry["delegation"] for card in ranked} - {None}):
        own = [card for card in ranked if card.entry["delegation"] == code]
        points = sum((_place_points(rule, held[card.code]) for card in own), NOTHING)
        medal_points = sum(
            (number(rule["medal_points"][card.medal]) for card in own if card.medal), NOTHING
        )
        rows.append((points, medal_points, code, own))
    rows.sort(key=lambda row: (-row[0], -row[1], row[2]))
    return [
        {
            "delegation": code,
            "place": 1 + sum(other[:2] > (points, medal_points) for other in rows),
            "points": spelled(points, None),
            "medal_points": spelled(medal_points, None),
            "entries": len(own),
            "medals": {colour: sum(card.medal == colour for card in own) for colour in COLOURS},
            "best": _best(own),
        }
        for points, medal_points, code, own in rows
    ]


def _place_points(rule: Json, held: tuple[int, int]) -> Fraction:
    first, last = held
    table = [number(points) for points in rule["place_points"]]
    taken = range(first, last + 1) if rule["shared"] == "mean" else [first]
    shares = [table[position - 1] if position <= len(table) else NOTHING for position in taken]
    return sum(shares, NOTHING) / len(shares)


def _best(own: list[Card]) -> list[str]:
    scores = [card.scale for card in own if card.scale is not None]
    if scores:
        return sorted(card.code for card in own if card.scale == max(scores))
    highest = max(card.total for card in own)
    return sorted(card.code for card in own if card.total == highest)


def advancement(room: Room, ranked: list[Card]) -> Json:
    """Return who goes on, *ranked* standing in order."""
    rule = room.rules["advancement"]
    chosen, limit = ranked, None
    if rule["kind"] == "top":
        limit = rule["number"]
    elif rule["kind"] == "share":
        limit = whole(number(rule["share"]) * len(ranked), rule["rounding"])
    else:
        chosen, limit = _quota(rule, ranked), rule["number"]
    if limit is not None:
        chosen = _up_to(chosen, limit, rule["border"])
    return {"tier": rule["tier"], "entries": [card.code for card in chosen]}


def _quota(rule: Json, ranked: list[Card]) -> list[Card]:
    chosen: set[str] = set()
    for code in {card.entry["delegation"] for card in ranked} - {None}:
        own = [card for card in ranked if card.entry["delegation"] == code]
        chosen |= {card.code for card in _up_to(own, rule["per_delegation"], rule["border"])}
    return [card for card in ranked if card.code in chosen]


def _up_to(cards: list[Card], limit: int, border: str) -> list[Card]:
    held = positions(cards)
    return [card for card in cards if reaches(held[card.code], limit, border)]
