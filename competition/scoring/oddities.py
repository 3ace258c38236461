"""What somebody should look at twice before they sign: readings that may be right all the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, Final

from competition.scoring.figures import exact
from competition.scoring.measurement import measured
from competition.scoring.values import NOT_ATTEMPTED, AspectRule, Kind

FEWEST: Final = 4
"""So many others it takes to say that one stands out."""

LONG_RUN: Final = 8
"""So many competitors one after the other make a run: with fewer, one of two ends stands out by
chance more often than by habit, and a judge is warned of nothing."""

PAUSE: Final = timedelta(hours=1)
"""After so long a rest a judge begins anew."""

_FAR: Final = Fraction(3)
_APART: Final = Fraction(2)
_CONSISTENT: Final = exact(Decimal("1.4826"))
_UNORDERED: Final = frozenset({Kind.PASS_FAIL, Kind.CHOICE, Kind.RANK})
_A_TRIFLE: Final = Decimal("0.000000001")
"""Less than any reading shows."""


def is_at_edge(aspect: AspectRule, reading: str, others: Sequence[str] = ()) -> bool:
    """Answer whether *reading* is within one step of where it would earn something else.

    Without a declared step it is one unit in the last place that *reading* or any of
    the *others* gives: what was read as 20.00 is kept as 20, so one reading alone may
    have lost its last places.
    """
    if reading == NOT_ATTEMPTED:
        return False
    given = [reading, *(each for each in others if each != NOT_ATTEMPTED)]
    finest = min(_last_place(each) for each in given)
    step = aspect.number("step", str(finest))
    return any(
        abs(Decimal(reading) - edge) <= step and _parts(aspect, edge) for edge in _edges(aspect)
    )


def stands_out(aspect: AspectRule, reading: str, others: Sequence[str]) -> bool:
    """Answer whether *reading* is far from *others*: by 3 robust deviations, or alone apart."""
    if aspect.kind in _UNORDERED or reading == NOT_ATTEMPTED:
        return False
    field = [exact(Decimal(each)) for each in others if each != NOT_ATTEMPTED]
    if len(field) < FEWEST:
        return False
    middle = median(field)
    deviation = median(abs(each - middle) for each in field)
    away = abs(exact(Decimal(reading)) - middle)
    if deviation == 0:
        return away > 1 if aspect.kind is Kind.JUDGEMENT else away > 0
    return away > _FAR * _CONSISTENT * deviation


def is_apart_at_an_end(aspect: AspectRule, reading: str, rest: Sequence[str]) -> bool:
    """Answer whether the first or the last *reading* of a long run lies apart from its *rest*.

    Whoever begins has nothing to compare with, and whoever ends is tired or has
    seen all: so less is asked for than of any other mark.  It lies outside of all
    others, and by 2 robust deviations.
    """
    if aspect.kind in _UNORDERED or reading == NOT_ATTEMPTED:
        return False
    others = [exact(Decimal(each)) for each in rest if each != NOT_ATTEMPTED]
    if len(others) < LONG_RUN - 1:
        return False
    mark, middle = exact(Decimal(reading)), median(others)
    if min(others) <= mark <= max(others):
        return False
    deviation = median(abs(each - middle) for each in others)
    return abs(mark - middle) > _APART * _CONSISTENT * deviation


def runs(taken: Sequence[datetime]) -> list[range]:
    """Return the positions of each run in *taken*, the times of a judge's marks in order.

    A run goes on until the judge rests; it may be short.
    """
    begins = [0, *(at for at in range(1, len(taken)) if taken[at] - taken[at - 1] > PAUSE)]
    ends = [*begins[1:], len(taken)]
    return [range(*pair) for pair in zip(begins, ends, strict=True)] if taken else []


def _last_place(reading: str) -> Decimal:
    return Decimal(1).scaleb(-len(reading.partition(".")[2]))


def _parts(aspect: AspectRule, edge: Decimal) -> bool:
    """Answer whether readings on the two sides of *edge* earn different points."""
    sides = (edge - _A_TRIFLE, edge, edge + _A_TRIFLE)
    return len({measured(aspect, f"{each:f}") for each in sides}) > 1


def _edges(aspect: AspectRule) -> list[Decimal]:
    """Return every limit that the rules of *aspect* name, also those of bands."""
    bands = [Decimal(str(each["within"])) for each in _rows(aspect, "bands")]
    if aspect.kind is Kind.TOLERANCE:
        nominal = aspect.number("nominal")
        around = [aspect.number("tolerance"), *bands]
        return [edge for off in around for edge in (nominal - off, nominal + off)]
    if aspect.kind is Kind.RANGED:
        target = aspect.number("target")
        return [
            edge
            for each in _rows(aspect, "ranges")
            for edge in (target - Decimal(str(each["lower"])), target + Decimal(str(each["upper"])))
        ]
    return bands if aspect.kind is Kind.TIME else []


def _rows(aspect: AspectRule, name: str) -> Sequence[Mapping[str, Any]]:
    rows: Any = aspect.parameters.get(name, [])
    return rows if isinstance(rows, list) else []
