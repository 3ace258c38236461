"""Points taken and given apart from the marks, each with its reason (docs/rulebook.md, 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from competition.scoring.figures import ZERO
from competition.scoring.values import AspectId


@dataclass(frozen=True, slots=True)
class Corrections:
    """What changes one entry's points besides its marks.

    *aspects* holds points taken from aspects; *modules*, *total* and *scale*
    are signed: adjustments less penalties.
    """

    aspects: Mapping[AspectId, Fraction] = field(default_factory=dict)
    modules: Mapping[str, Fraction] = field(default_factory=dict)
    total: Fraction = ZERO
    scale: Fraction = ZERO
    void_aspects: frozenset[AspectId] = frozenset()
    void_modules: frozenset[str] = frozenset()
    is_void: bool = False

    def voids(self, module: str, aspect: AspectId) -> bool:
        """Answer whether the aspect counts nothing, by itself or with its module."""
        return module in self.void_modules or aspect in self.void_aspects


NONE: Final = Corrections()
