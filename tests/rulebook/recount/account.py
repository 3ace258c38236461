"""The whole account of a trade, from its file to its standings."""

from tests.rulebook.recount.cards import OUT, Card, Finding, Room, add_up, aspects_of, cards
from tests.rulebook.recount.defaults import completed
from tests.rulebook.recount.doubts import doubts
from tests.rulebook.recount.figures import Json, spelled
from tests.rulebook.recount.medals import medals, scale
from tests.rulebook.recount.order import Line, fail, left_out, part_codes, team_card, unqualified
from tests.rulebook.recount.prizes import advancement, delegations, honours, prizes

BLOCKING = {
    "unmarked",
    "votes-missing",
    "too-few-votes",
    "conflict",
    "tie-unresolved",
    "decision-missing",
}


def score(document: Json) -> Json:
    """Return the standings, problems and further tables of a valid trade document."""
    trade = completed(document)
    room = Room(trade)
    people, findings = cards(room)
    findings = _qualify(room, people, findings)
    teamed = (room.rules["team"] or {}).get("kind") in ("sum", "mean")
    counted: set[str] = set()
    placed = people
    if teamed:
        placed, counted, findings = _teams(room, trade["teams"], people, findings)
    fail(room, placed)
    line = Line(room, placed, trade["decisions"])
    state = scale(room, placed)
    ranked = sorted(line.ranked, key=lambda card: (card.place or 0, card.code))
    medals(room, ranked, state, trade["decisions"])
    findings += line.findings + prizes(room, ranked)
    findings += _scale_findings(room, ranked, state) + _unused(trade, line)
    findings += doubts(room, trade["scheme"], len(ranked))
    others = sorted((card for card in placed if card.place is None), key=lambda card: card.code)
    result: Json = {
        "standings": [_row(room, card, added_up=teamed) for card in ranked + others],
        "problems": _problems(room, findings),
        "complete": not any(code in BLOCKING for _, _, code in findings),
    }
    if teamed:
        result["members"] = _members(room, trade["teams"], people, counted)
    _add_tables(result, room, ranked)
    return result


def _qualify(room: Room, people: list[Card], findings: list[Finding]) -> list[Finding]:
    """Add up the totals, set aside who does not qualify; return the findings that matter."""
    missing = unqualified(room, people)
    without = left_out(room)
    rule = room.rules["qualifier"]
    qualifying = set((part_codes(room, rule["part"]) if rule else None) or [])
    asked = {
        aspect["id"]
        for criterion in room.criteria
        for aspect in aspects_of(criterion)
        if criterion["code"] in qualifying
    }
    for card in people:
        add_up(room, card, without)
        if card.code in missing:
            card.status = "not_qualified"
    judged = {card.code for card in people if card.status not in OUT}
    return [
        finding
        for finding in findings
        if finding[0] in judged and (finding[0] not in missing or finding[1] in asked)
    ]


def _teams(
    room: Room, teams: list[Json], people: list[Card], findings: list[Finding]
) -> tuple[list[Card], set[str], list[Finding]]:
    """Return the teams' cards, the members they count, and the findings that matter."""
    result: list[Card] = []
    counted: set[str] = set()
    silent: set[str] = set()
    for team in teams:
        members = [card for card in people if card.entry["team"] == team["code"]]
        card, best = team_card(room, team, members)
        result.append(card)
        counted |= best
        if card.status in OUT:
            silent |= {member.code for member in members}
    return result, counted, [finding for finding in findings if finding[0] not in silent]


def _scale_findings(room: Room, ranked: list[Card], state: str) -> list[Finding]:
    rule = room.rules["scale"]
    if rule is None:
        return []
    if rule["kind"] == "imported":
        return [(card.code, None, "scale-missing") for card in ranked if card.scale is None]
    return [(None, None, "no-scale")] if ranked and state == "refused" else []


def _unused(trade: Json, line: Line) -> list[Finding]:
    return [
        (None, None, "decision-unused")
        for position, decision in enumerate(trade["decisions"])
        if decision["kind"] in ("order", "share") and position not in line.used
    ]


def _sums(room: Room, card: Card, *, added_up: bool = False) -> Json:
    """Return total and modules as they are printed; those of *added_up* teams are not rounded."""
    if card.status in OUT:
        return {"total": None, "criteria": {}}
    rule = room.rules["rounding"]
    decimals = None if added_up else rule["module"]
    return {
        "total": spelled(card.total, rule["total"]),
        "criteria": {code: spelled(value, decimals) for code, value in card.criteria.items()},
    }


def _row(room: Room, card: Card, *, added_up: bool) -> Json:
    decimals = room.rules["scale"]["decimals"] if room.rules["scale"] else 0
    return {
        "entry": card.code,
        **_sums(room, card, added_up=added_up),
        "place": card.place,
        "scale": None if card.scale is None else spelled(card.scale, decimals),
        "medal": card.medal,
        "prize": card.prize,
        "status": card.status,
        "ties_broken_by": card.broken_by,
    }


def _members(room: Room, teams: list[Json], people: list[Card], counted: set[str]) -> list[Json]:
    codes = {team["code"] for team in teams}
    members = [card for card in people if card.entry["team"] in codes]
    members.sort(key=lambda card: (card.entry["team"], card.code))
    return [
        {
            "entry": card.code,
            "team": card.entry["team"],
            "status": card.status,
            **_sums(room, card),
            "counted": card.code in counted,
        }
        for card in members
    ]


def _problems(room: Room, findings: list[Finding]) -> list[Json]:
    """Return the problems in order, without their sentences."""
    aspects = [aspect["id"] for criterion in room.criteria for aspect in aspects_of(criterion)]
    order = {None: -1} | {aspect: index for index, aspect in enumerate(aspects)}
    findings = sorted(
        findings,
        key=lambda found: (found[0] is not None, found[0] or "", order[found[1]], found[2]),
    )
    return [{"entry": entry, "aspect": aspect, "code": code} for entry, aspect, code in findings]


def _add_tables(result: Json, room: Room, ranked: list[Card]) -> None:
    if room.rules["honours"]:
        result["honours"] = honours(room, ranked)
    if room.rules["delegations"] is not None:
        result["delegations"] = delegations(room, ranked)
    if room.rules["advancement"] is not None:
        result["advancement"] = advancement(room, ranked)
