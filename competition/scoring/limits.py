"""What in a scheme is doubtful: too much for an aspect, sums that are off (rulebook 18)."""

from collections.abc import Mapping
from decimal import Decimal

from competition.scoring.rules import Limits


def is_off(declared: Decimal, marked: Decimal, tolerance: Decimal) -> bool:
    """Answer whether a section's *marked* sum is too far from what it declares."""
    return abs(marked - declared) > tolerance


def sections_off(
    limits: Limits, declared: Mapping[str, Decimal], marked: Mapping[str, Decimal]
) -> list[str]:
    """Return the sections whose marked sums are off, in the order they are declared."""
    if limits.section is None:
        return []
    return [
        code
        for code, target in declared.items()
        if is_off(target, marked.get(code, Decimal(0)), limits.section)
    ]
