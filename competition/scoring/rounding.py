"""Where and how points are rounded (docs/rulebook.md, 1)."""

from enum import StrEnum
from fractions import Fraction


class Mode(StrEnum):
    """What becomes of what is cut off."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"


def rounded(points: Fraction, places: int | None, mode: Mode = Mode.HALF_UP) -> Fraction:
    """Return *points* with *places* decimals; unchanged when *places* is None."""
    if places is None:
        return points
    step = 10**places
    above, below = points.numerator * step, points.denominator
    if not step % below:
        return points
    sign = -1 if above < 0 else 1
    return Fraction(sign * _whole(abs(above), below, mode), step)


def whole(points: Fraction, mode: Mode) -> int:
    """Return *points*, not negative, as a whole number."""
    return _whole(points.numerator, points.denominator, mode)


def _whole(above: int, below: int, mode: Mode) -> int:
    units, rest = divmod(above, below)
    if mode is Mode.HALF_UP:
        return units + (2 * rest >= below)
    if mode is Mode.HALF_EVEN:
        return units + (2 * rest + units % 2 > below)
    return units + (mode is Mode.UP and rest > 0)
