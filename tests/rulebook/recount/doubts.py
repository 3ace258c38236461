"""What is doubtful about rules and scheme, whatever the marks are (rulebook 18)."""

from collections.abc import Iterator

from tests.rulebook.recount.cards import Finding, Room, aspects_of, maximum
from tests.rulebook.recount.figures import Json, number
from tests.rulebook.recount.measuring import NOTHING
from tests.rulebook.recount.order import is_known, part_codes


def doubts(room: Room, scheme: Json, field: int) -> list[Finding]:
    """Return the problems of rules and scheme for a field of so many ranked entries."""
    found: list[Finding] = [(None, None, "unknown-part") for _ in _unknown(room)]
    found += _scheme_doubts(room, scheme)
    minimum = room.rules["minimum_field"]
    if minimum is not None and field < minimum["entries"]:
        found.append((None, None, "field-too-small"))
    medals = room.rules["medals"]
    small = medals["small_field"] if medals is not None else None
    if small is not None and field < small["gold"]:
        found.append((None, None, "field-too-small"))
    return found


def _unknown(room: Room) -> set[str]:
    rules = room.rules
    known = {criterion["code"] for criterion in room.criteria}
    codes = {*rules["weights"], *rules["modules"]}
    for part in rules["parts"].values():
        codes |= set(part)
    parts = {mark["part"] for mark in rules["pass_marks"]}
    if rules["qualifier"] is not None:
        parts.add(rules["qualifier"]["part"])
    merit = rules["prizes"]["merit"] if rules["prizes"] is not None else None
    if merit is not None and merit["kind"] == "above_median":
        parts.add(merit["part"])
    unknown = codes - known
    unknown |= {part for part in parts if part_codes(room, part) is None}
    return unknown | {tie["key"] for tie in rules["ties"] if not is_known(room, tie["key"])}


def _scheme_doubts(room: Room, scheme: Json) -> Iterator[Finding]:
    limits = room.rules["limits"]
    aspects = [aspect for criterion in room.criteria for aspect in aspects_of(criterion)]
    for aspect in aspects:
        if aspect["confirm"]:
            yield None, aspect["id"], "unconfirmed-rule"
        if limits["aspect"] is not None and number(aspect["max"]) > number(limits["aspect"]):
            yield None, aspect["id"], "aspect-over-limit"
    everything = sum((maximum(criterion) for criterion in room.criteria), NOTHING)
    if limits["total"] is not None and everything != number(limits["total"]):
        yield None, None, "total-off-limit"
    for section in scheme["sections"]:
        if section.get("declared") is None or limits["section"] is None:
            continue
        own = [number(a["max"]) for a in aspects if a["section"] == section["code"]]
        if abs(sum(own, NOTHING) - number(section["declared"])) > number(limits["section"]):
            yield None, None, "section-off"
