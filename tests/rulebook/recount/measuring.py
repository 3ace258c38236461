"""Points of one reading or one panel, before any penalty (rulebook 2 to 4)."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from tests.rulebook.recount.figures import Json, number

NOTHING = Fraction(0)
VOTED = ("judgement", "panel")


def _less_deduction(aspect: Json, choice: Json) -> Fraction:
    deduction = number(choice["deduction"])
    if choice.get("unit", "points") == "percent":
        deduction = number(aspect["max"]) * deduction / 100
    return number(aspect["max"]) - deduction


def _pass_fail(aspect: Json, reading: Fraction) -> Fraction:
    return number(aspect["max"]) * reading


def _completed(aspect: Json, reading: Fraction) -> Fraction:
    return reading / int(aspect["possible"]) * number(aspect["max"])


def _choice(aspect: Json, reading: Fraction) -> Fraction:
    return _less_deduction(aspect, aspect["choices"][int(reading)])


def _ranged(aspect: Json, reading: Fraction) -> Fraction:
    target = number(aspect["target"])
    best: Json | None = None
    best_width = NOTHING
    for band in aspect["ranges"]:
        lower, upper = number(band["lower"]), number(band["upper"])
        holds = target - lower <= reading <= target + upper
        if holds and (best is None or lower + upper < best_width):
            best, best_width = band, lower + upper
    return NOTHING if best is None else _less_deduction(aspect, best)


def _band(bands: Sequence[Json], size: Fraction) -> Fraction:
    best: Json | None = None
    for band in bands:
        within = number(band["within"])
        if within >= size and (best is None or within < number(best["within"])):
            best = band
    return NOTHING if best is None else number(best["points"])


def _tolerance(aspect: Json, reading: Fraction) -> Fraction:
    deviation = abs(reading - number(aspect["nominal"]))
    if deviation <= number(aspect["tolerance"]):
        return number(aspect["max"])
    return _band(aspect["bands"], deviation)


def _deduct(aspect: Json, reading: Fraction) -> Fraction:
    return number(aspect["max"]) - reading * number(aspect["points"])


def _count(aspect: Json, reading: Fraction) -> Fraction:
    return reading * number(aspect["points"])


def _free(_aspect: Json, reading: Fraction) -> Fraction:
    return reading


ALONE: dict[str, Callable[[Json, Fraction], Fraction]] = {
    "pass_fail": _pass_fail,
    "completed": _completed,
    "choice": _choice,
    "ranged": _ranged,
    "tolerance": _tolerance,
    "deduct": _deduct,
    "count": _count,
    "free": _free,
}


def measured(aspect: Json, reading: Fraction, field: Sequence[Fraction]) -> Fraction:
    """Return the points of a reading, *field* being the readings it is placed against."""
    if aspect["kind"] in ALONE:
        points = ALONE[aspect["kind"]](aspect, reading)
    elif "bands" in aspect:
        points = _band(aspect["bands"], reading)
    else:
        points = _by_place(aspect, reading, field)
    return min(max(points, NOTHING), number(aspect["max"]))


def _by_place(aspect: Json, reading: Fraction, field: Sequence[Fraction]) -> Fraction:
    if aspect["kind"] == "rank" and aspect["order"] == "desc":
        place = 1 + sum(other > reading for other in field)
    else:
        place = 1 + sum(other < reading for other in field)
    points = number(aspect["max"]) - (place - 1) * number(aspect["points"])
    return max(points, number(aspect["floor"]))


def voted(
    aspect: Json, votes: Sequence[Fraction | None], rules: Json
) -> tuple[Fraction, str | None]:
    """Return the points of a panel and the code of the problem that keeps it from having some.

    *votes* holds one vote for each seat, None where it is missing.
    """
    rule = rules[aspect["kind"]]
    scores = [vote for vote in votes if vote is not None]
    if not scores:
        return NOTHING, "unmarked"
    if rule["missing"] == "wait":
        if len(scores) < len(votes):
            return NOTHING, "votes-missing"
    elif len(scores) < rule["minimum"]:
        return NOTHING, "too-few-votes"
    if rule["missing"] == "zero":
        scores += [NOTHING] * (len(votes) - len(scores))
    if aspect["kind"] == "judgement":
        return _judgement(aspect, scores, rule)
    return _panel(aspect, scores, rule), None


def _judgement(aspect: Json, scores: Sequence[Fraction], rule: Json) -> tuple[Fraction, str | None]:
    limit = rule["max_spread"]
    if limit is not None and max(scores) - min(scores) > number(limit):
        return NOTHING, "conflict"
    return sum(scores, NOTHING) / (3 * len(scores)) * number(aspect["max"]), None


def _panel(aspect: Json, scores: Sequence[Fraction], rule: Json) -> Fraction:
    high, low = rule["drop_high"], rule["drop_low"]
    line = sorted(scores)
    if len(line) > high + low:
        line = line[low : len(line) - high]
    top = number(aspect["max"] if aspect["top"] is None else aspect["top"])
    if top == 0:
        return NOTHING
    return sum(line, NOTHING) / len(line) * number(aspect["max"]) / top
