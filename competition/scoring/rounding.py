"""Where and how decimals are rounded (docs/rulebook.md, values)."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

MODES: Final = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


def rounded(points: Decimal, places: int | None, mode: str = "half_up") -> Decimal:
    """Return *points* with *places* decimals; unchanged when *places* is None."""
    if places is None:
        return points
    return points.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode])
