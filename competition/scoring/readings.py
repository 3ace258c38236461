"""What a judge may enter for each kind of aspect; anything else is refused, never mended."""

import re
from decimal import Decimal
from typing import Final

from competition.scoring.figures import plain
from competition.scoring.values import NOT_ATTEMPTED, AspectRule, Kind, UnusableReading

_LONGEST: Final = 20
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_STEPS: Final = {
    Kind.FREE: "0.00000001",
    Kind.PANEL: "0.01",
    Kind.TOLERANCE: "0.0001",
    Kind.RANGED: "0.0001",
    Kind.RANK: "0.0001",
    Kind.TIME: "0.0001",
}
TOP_SCORE: Final = 3
_MOST_COUNTED: Final = Decimal(9999)
_FARTHEST: Final = Decimal(1_000_000)


def canonical(aspect: AspectRule, text: str) -> str:
    """Return the one spelling of the reading *text* of *aspect*, as the ledger keeps it.

    Raises UnusableReading when the kind of the aspect does not allow it: no
    number, out of range, or more decimals than the step (refused, not rounded).
    """
    if text == NOT_ATTEMPTED:
        return NOT_ATTEMPTED
    number = _number(text)
    low, high = _range(aspect)
    if not low <= number <= high:
        raise UnusableReading("out-of-range", low=str(low), high=str(high))
    step = _step(aspect)
    if number % step:
        raise UnusableReading("surplus-decimals", step=plain(step))
    return plain(number)


def _number(text: str) -> Decimal:
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        raise UnusableReading("not-a-number")
    return Decimal(text)


def _range(aspect: AspectRule) -> tuple[Decimal, Decimal]:
    if aspect.kind in {Kind.TOLERANCE, Kind.RANGED}:
        return -_FARTHEST, _FARTHEST
    return Decimal(0), _highest(aspect)


def _highest(aspect: AspectRule) -> Decimal:
    choices = aspect.parameters.get("choices")
    fixed = {
        Kind.PASS_FAIL: Decimal(1),
        Kind.COMPLETED: aspect.number("possible", "1"),
        Kind.CHOICE: Decimal(len(choices) - 1 if isinstance(choices, list) else 0),
        Kind.JUDGEMENT: Decimal(TOP_SCORE),
        Kind.PANEL: aspect.number("top", str(aspect.max)),
        Kind.FREE: aspect.max,
        Kind.RANK: _FARTHEST,
        Kind.TIME: _FARTHEST,
    }
    return fixed.get(aspect.kind, _MOST_COUNTED)


def _step(aspect: AspectRule) -> Decimal:
    default = _STEPS.get(aspect.kind)
    return Decimal(1) if default is None else aspect.number("step", default)
