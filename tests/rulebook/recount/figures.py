"""Exact numbers: reading, rounding, spelling, medians."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

Json = dict[str, Any]
HALF = Fraction(1, 2)


def number(text: str | int) -> Fraction:
    """Return the exact number that *text* spells."""
    return Fraction(text)


def optional(text: str | int | None) -> Fraction | None:
    """Return the exact number that *text* spells, or None where there is none."""
    return None if text is None else Fraction(text)


def whole(value: Fraction, mode: str) -> int:
    """Return the whole number that *value* is rounded to by *mode*."""
    if mode == "half_even":
        return round(value)
    sign = -1 if value < 0 else 1
    size = abs(value)
    below = floor(size)
    rest = size - below
    if mode == "half_up":
        below += rest >= HALF
    elif mode == "up":
        below += rest > 0
    return sign * below


def rounded(value: Fraction, decimals: int | None, mode: str) -> Fraction:
    """Return *value* rounded to so many decimals, or itself where there are none to round to."""
    if decimals is None:
        return value
    unit = 10**decimals
    return Fraction(whole(value * unit, mode), unit)


def nearest(value: Fraction, decimals: int) -> Fraction:
    """Return *value* rounded to so many decimals, halves towards plus infinity."""
    unit = 10**decimals
    return Fraction(floor(value * unit + HALF), unit)


def spelled(value: Fraction, decimals: int | None) -> str:
    """Return the digits of *value*: so many decimals, or as many as it needs."""
    if decimals is None:
        decimals = _decimals_of(value)
    units = whole(value * 10**decimals, "half_up")
    digits = str(abs(units)).rjust(decimals + 1, "0")
    sign = "-" if units < 0 else ""
    if decimals == 0:
        return sign + digits
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def _decimals_of(value: Fraction) -> int:
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return 6 if rest > 1 else max(2, twos, fives)


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the middle two."""
    line = sorted(values)
    middle = len(line) // 2
    if len(line) % 2:
        return line[middle]
    return (line[middle - 1] + line[middle]) / 2
