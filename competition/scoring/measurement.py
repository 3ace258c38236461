"""A measured reading turned into points, by the aspect's kind (docs/rulebook.md, aspect kinds)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from competition.scoring.values import NOT_ATTEMPTED, AspectRule, Kind


def measured(aspect: AspectRule, reading: str) -> Decimal:
    """Return the points, 0 to the aspect's maximum, that *reading* earns before rounding."""
    if reading == NOT_ATTEMPTED:
        return Decimal(0)
    number = Decimal(reading)
    return max(Decimal(0), min(aspect.max, _POINTS[aspect.kind](aspect, number)))


def _pass_fail(aspect: AspectRule, number: Decimal) -> Decimal:
    return aspect.max * number


def _completed(aspect: AspectRule, number: Decimal) -> Decimal:
    return number * aspect.max / aspect.number("possible", "1")


def _choice(aspect: AspectRule, number: Decimal) -> Decimal:
    choices = _rows(aspect, "choices")
    return aspect.max - _deduction(aspect, choices[int(number)])


def _ranged(aspect: AspectRule, number: Decimal) -> Decimal:
    target = aspect.number("target")
    matching = [
        row
        for row in _rows(aspect, "ranges")
        if target - Decimal(str(row["lower"])) <= number <= target + Decimal(str(row["upper"]))
    ]
    if not matching:
        return Decimal(0)
    narrowest = min(
        matching, key=lambda row: Decimal(str(row["lower"])) + Decimal(str(row["upper"]))
    )
    return aspect.max - _deduction(aspect, narrowest)


def _tolerance(aspect: AspectRule, number: Decimal) -> Decimal:
    inside = abs(number - aspect.number("nominal")) <= aspect.number("tolerance")
    return aspect.max if inside else Decimal(0)


def _deduct(aspect: AspectRule, number: Decimal) -> Decimal:
    return aspect.max - number * aspect.number("points", "1")


def _count(aspect: AspectRule, number: Decimal) -> Decimal:
    return number * aspect.number("points", "1")


def _free(_aspect: AspectRule, number: Decimal) -> Decimal:
    return number


def _deduction(aspect: AspectRule, row: Mapping[str, object]) -> Decimal:
    amount = Decimal(str(row["deduction"]))
    return aspect.max * amount / 100 if row.get("unit") == "percent" else amount


def _rows(aspect: AspectRule, name: str) -> Sequence[Mapping[str, object]]:
    rows = aspect.parameters.get(name)
    return rows if isinstance(rows, list) else []


_POINTS = {
    Kind.PASS_FAIL: _pass_fail,
    Kind.COMPLETED: _completed,
    Kind.CHOICE: _choice,
    Kind.RANGED: _ranged,
    Kind.TOLERANCE: _tolerance,
    Kind.DEDUCT: _deduct,
    Kind.COUNT: _count,
    Kind.FREE: _free,
}
