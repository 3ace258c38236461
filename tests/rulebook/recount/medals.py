"""The scale, and the medals it brings (rulebook 11 and 12)."""

from fractions import Fraction

from tests.rulebook.recount.cards import Card, Room
from tests.rulebook.recount.figures import Json, median, nearest, number, optional
from tests.rulebook.recount.measuring import NOTHING


def scale(room: Room, cards: list[Card]) -> str:
    """Give the ranked entries their scores; return ``made``, ``none`` or ``refused``."""
    rule = room.rules["scale"]
    ranked = [card for card in cards if card.status == "ranked"]
    if rule is None:
        return "none"
    if rule["kind"] == "imported":
        for card in ranked:
            card.scale = optional(card.entry["scale"])
    else:
        made = _median_scale(rule, ranked, cards)
        if made != "made":
            return made
    for card in ranked:
        if card.scale is not None:
            score = nearest(card.scale, rule["decimals"]) + room.added(card.code, "scale")
            card.scale = nearest(score, rule["decimals"])
    return "made"


def _median_scale(rule: Json, ranked: list[Card], cards: list[Card]) -> str:
    totals = [
        card.total
        for card in cards
        if card.status in rule["population"] and (rule["zeros"] or card.total != 0)
    ]
    refusal = "none" if rule["fallback"] == "raw_ranks" else "refused"
    if not totals:
        return refusal
    middle = median(totals)
    distances = [abs(total - middle) for total in totals]
    unit = number(rule["c"]) * median(distances)
    if unit == 0 and rule["fallback"] == "mean_deviation":
        unit = Fraction("1.2533") * sum(distances, NOTHING) / len(distances)
    if unit == 0:
        return refusal
    for card in ranked:
        distance = (card.total - middle) / unit
        card.scale = number(rule["centre"]) + number(rule["k"]) * distance
    return "made"


def medals(room: Room, ranked: list[Card], scale_state: str, decisions: list[Json]) -> None:
    """Give the medals; *ranked* stands in order, *scale_state* is what ``scale`` returned."""
    rule = room.rules["medals"]
    if has_no_prizes(room, len(ranked)):
        return
    if rule is not None:
        _by_rule(room, rule, ranked, scale_state)
    given = {one["entry"]: one["medal"] for one in decisions if one["kind"] == "medal"}
    for card in ranked:
        card.medal = given.get(card.code, card.medal)


def _by_rule(room: Room, rule: Json, ranked: list[Card], scale_state: str) -> None:
    candidates = [card for card in ranked if "prizes" not in card.failed]
    if rule["kind"] == "places":
        _by_places(rule, candidates)
    elif scale_state == "none":
        _by_groups(rule, _place_groups(candidates), comparable=False)
    else:
        _by_groups(rule, _score_groups(rule, candidates), comparable=True)
    void = _small_field(rule, candidates, len(ranked))
    if not void and scale_state == "made":
        _medallions(room, rule, candidates)


def has_no_prizes(room: Room, ranked: int) -> bool:
    """Tell whether the field is too small for any prize."""
    rule = room.rules["minimum_field"]
    return bool(rule) and ranked < rule["entries"] and rule["effect"] == "no_prizes"


def has_no_honours(room: Room, ranked: int) -> bool:
    """Tell whether the field is too small for any honour."""
    rule = room.rules["minimum_field"]
    return bool(rule) and ranked < rule["entries"]


def _by_places(rule: Json, candidates: list[Card]) -> None:
    gold, silver, bronze = rule["gold"], rule["silver"], rule["bronze"]
    for card in candidates:
        position = 1 + sum((other.place or 0) < (card.place or 0) for other in candidates)
        if position <= gold:
            card.medal = "gold"
        elif position <= gold + silver:
            card.medal = "silver"
        elif position <= gold + silver + bronze:
            card.medal = "bronze"


def _place_groups(candidates: list[Card]) -> list[list[Card]]:
    places = sorted({card.place or 0 for card in candidates})
    return [[card for card in candidates if card.place == place] for place in places]


def _score(card: Card) -> Fraction:
    return card.scale if card.scale is not None else NOTHING


def _score_groups(rule: Json, candidates: list[Card]) -> list[list[Card]]:
    scored = sorted(
        (card for card in candidates if card.scale is not None), key=_score, reverse=True
    )
    groups: list[list[Card]] = []
    for card in scored:
        if groups and _is_level(rule, groups[-1][-1 if rule["chain"] else 0], card):
            groups[-1].append(card)
        else:
            groups.append([card])
    return groups


def _is_level(rule: Json, above: Card, below: Card) -> bool:
    return _score(above) - _score(below) <= number(rule["tie_distance"])


def _by_groups(rule: Json, groups: list[list[Card]], *, comparable: bool) -> None:
    def follows(last: list[Card], group: list[Card]) -> bool:
        return comparable and _is_level(rule, last[-1], group[0])

    if not groups:
        return
    colours = ["gold"]
    if len(groups[0]) == 1:
        colours.append("silver")
        if len(groups) > 2 and (
            len(groups[1]) == 1 or not rule["silver_rule"] or follows(groups[1], groups[2])
        ):
            colours.append("bronze")
    elif len(groups[0]) == 2 or (len(groups) > 1 and follows(groups[0], groups[1])):
        colours.append("bronze")
    for colour, group in zip(colours, groups, strict=False):
        for card in group:
            card.medal = colour


def _small_field(rule: Json, candidates: list[Card], field: int) -> bool:
    """Take back what a small field does not give; tell whether the event is void."""
    small = rule["small_field"]
    if small is None:
        return False
    void = bool(field < small["gold"])
    given = {
        "gold": not void,
        "silver": not void and field >= small["silver"],
        "bronze": not void and field >= small["silver"] and field >= small["bronze"],
    }
    for card in candidates:
        if card.medal is not None and not given[card.medal]:
            card.medal = None
    return void


def _medallions(room: Room, rule: Json, candidates: list[Card]) -> None:
    least = rule["medallion"]
    if least == "centre":
        least = room.rules["scale"]["centre"]
    for card in candidates:
        earned = least is not None and card.scale is not None and card.scale >= number(least)
        if earned and card.medal is None:
            card.medal = "medallion"
