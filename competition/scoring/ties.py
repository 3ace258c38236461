"""The chain of keys that separates equal totals (docs/rulebook.md, ties)."""

from collections.abc import Sequence
from decimal import Decimal

from competition.scoring.rules import Rules
from competition.scoring.totals import Total


def tie_keys(entry: Total, codes: Sequence[str], rules: Rules) -> tuple[Decimal, ...]:
    """Return what separates *entry* from equals, in chain order; smaller is better.

    *codes* are the modules' codes in the order of the total's modules.
    """
    keys = []
    for key in rules.ties:
        if key.criterion in codes:
            points = entry.modules[codes.index(key.criterion)].points
            keys.append(-points if key.descending else points)
    return tuple(keys)
