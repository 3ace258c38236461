"""A measured reading turned into points, by the aspect's kind (docs/rulebook.md, 2)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from competition.scoring.figures import ZERO, exact
from competition.scoring.races import Race, points_of
from competition.scoring.values import NOT_ATTEMPTED, AspectRule, Kind

_ALONE = Race()


def measured(aspect: AspectRule, reading: str, race: Race = _ALONE) -> Fraction:
    """Return the points, 0 to the aspect's maximum, that *reading* earns before rounding.

    *race* is the field of an aspect that is placed, and not used by others.
    """
    if reading == NOT_ATTEMPTED:
        return ZERO
    number = exact(reading)
    if aspect.is_placed:
        points = points_of(aspect, number, race)
    else:
        points = _POINTS[aspect.kind](aspect, number)
    return max(ZERO, min(exact(aspect.max), points))


def _pass_fail(aspect: AspectRule, number: Fraction) -> Fraction:
    return exact(aspect.max) * number


def _completed(aspect: AspectRule, number: Fraction) -> Fraction:
    return number * exact(aspect.max) / exact(aspect.number("possible", "1"))


def _choice(aspect: AspectRule, number: Fraction) -> Fraction:
    return exact(aspect.max) - _deduction(aspect, _rows(aspect, "choices")[int(number)])


def _ranged(aspect: AspectRule, number: Fraction) -> Fraction:
    off = number - exact(aspect.number("target"))
    matching = [
        row
        for row in _rows(aspect, "ranges")
        if -exact(str(row["lower"])) <= off <= exact(str(row["upper"]))
    ]
    if not matching:
        return ZERO
    narrowest = min(matching, key=lambda row: exact(str(row["lower"])) + exact(str(row["upper"])))
    return exact(aspect.max) - _deduction(aspect, narrowest)


def _tolerance(aspect: AspectRule, number: Fraction) -> Fraction:
    off = abs(number - exact(aspect.number("nominal")))
    if off <= exact(aspect.number("tolerance")):
        return exact(aspect.max)
    return _banded(aspect, off)


def _deduct(aspect: AspectRule, number: Fraction) -> Fraction:
    return exact(aspect.max) - _count(aspect, number)


def _count(aspect: AspectRule, number: Fraction) -> Fraction:
    return number * exact(aspect.number("points", "1"))


def _free(_aspect: AspectRule, number: Fraction) -> Fraction:
    return number


def _banded(aspect: AspectRule, number: Fraction) -> Fraction:
    bands = [row for row in _rows(aspect, "bands") if number <= exact(str(row["within"]))]
    if not bands:
        return ZERO
    return exact(str(min(bands, key=lambda row: exact(str(row["within"])))["points"]))


def _deduction(aspect: AspectRule, row: Mapping[str, object]) -> Fraction:
    amount = exact(str(row["deduction"]))
    return exact(aspect.max) * amount / 100 if row.get("unit") == "percent" else amount


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
    Kind.TIME: _banded,
}
