"""Exact figures: taken from decimals, added, halved, spelled (docs/rulebook.md, 1)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Final

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
_ENDLESS: Final = 6
_LEAST: Final = 2


@lru_cache(maxsize=65536)
def exact(number: Decimal | Fraction | str | int) -> Fraction:
    """Return *number* as an exact fraction."""
    return Fraction(number)


@lru_cache(maxsize=65536)
def ratio(above: int | Fraction, below: int) -> Fraction:
    """Return *above* / *below*; the same few come again and again, and making one is slow."""
    return Fraction(above, below)


def added(points: Iterable[Fraction]) -> Fraction:
    """Return the sum of *points*; one common denominator is far quicker than pair by pair."""
    whole, common = 0, 1
    for each in points:
        above, below = each.as_integer_ratio()
        if below != common:
            wider = lcm(common, below)
            whole *= wider // common
            above *= wider // below
            common = wider
        whole += above
    return ratio(whole, common)


def middle(points: Sequence[Fraction]) -> Fraction:
    """Return the median of *points*, at least one: of an even number the mean of the middle two."""
    ordered = sorted(points)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spelled(points: Fraction, places: int | None) -> str:
    """Return *points*, rounded already, with so many decimals.

    With None: the exact decimals, at least two; a figure without an end is
    rounded half up to six.
    """
    return _spelled(*points.as_integer_ratio(), places)


def plain(number: Decimal) -> str:
    """Return *number* in its one spelling: no exponent, no superfluous zero."""
    return format(number.normalize() + 0, "f")


@lru_cache(maxsize=65536)
def _spelled(above: int, below: int, places: int | None) -> str:
    if places is None:
        places = _decimals(below)
    units = (2 * abs(above) * 10**places + below) // (2 * below)
    sign = "-" if above < 0 and units else ""
    if not places:
        return f"{sign}{units}"
    digits = str(units).zfill(places + 1)
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _decimals(below: int) -> int:
    """Return how many decimals spell so many parts exactly: at least two, or six without an end."""
    twos = (below & -below).bit_length() - 1
    below >>= twos
    fives = 0
    while below % 5 == 0:
        below //= 5
        fives += 1
    return max(_LEAST, twos, fives) if below == 1 else _ENDLESS
