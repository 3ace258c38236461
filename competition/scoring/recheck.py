"""How much is checked again, and when everything is (docs/rulebook.md, 17)."""

from dataclasses import dataclass
from fractions import Fraction

from competition.scoring.figures import exact
from competition.scoring.rounding import Mode, whole
from competition.scoring.rules import RecheckRule


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many entries from the top are checked in full, and how many of the others drawn."""

    top: int
    sample: int


def sizes(rule: RecheckRule, entries: int) -> Sizes:
    """Return how many of so many *entries* are checked again."""
    by_share = whole(exact(rule.top_share) * entries, Mode.UP)
    top = min(entries, by_share if rule.top is None else rule.top)
    return Sizes(top, whole(exact(rule.sample) * (entries - top), Mode.UP))


def needs_all(rule: RecheckRule, errors: int, checked: int) -> bool:
    """Answer whether *errors* among so many *checked* mean that everything is checked."""
    return checked > 0 and Fraction(errors, checked) > exact(rule.error_limit)
