"""How much is checked again, who is drawn, and when it is everything (docs/rulebook.md, 17)."""

import hashlib
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who is checked again: the top group in the order of places, the sample as it was drawn."""

    top: tuple[str, ...]
    sample: tuple[str, ...]


def drawn(seed: str, ranking: Sequence[str], size: Sizes) -> Drawn:
    """Return who is checked of the codes in *ranking*, the best first.

    The same seed draws the same sample on every machine: see lots().
    """
    top, others = ranking[: size.top], ranking[size.top :]
    return Drawn(tuple(top), tuple(lots(seed, others)[: size.sample]))


def lots(seed: str, codes: Iterable[str]) -> list[str]:
    """Return *codes* in the order of their lots.

    A code's lot is the SHA-256 of the seed, one line feed and the code, all in
    UTF-8; the smallest comes first.
    """
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}\n{code}".encode()).digest())


def needs_all(rule: RecheckRule, errors: int, checked: int) -> bool:
    """Answer whether *errors* among so many *checked* mean that everything is checked."""
    return checked > 0 and Fraction(errors, checked) > exact(rule.error_limit)
