"""The words of the rulebook: aspects, readings, statuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

AspectId = NewType("AspectId", int)
EntryId = NewType("EntryId", int)
TradeId = NewType("TradeId", int)
Seat = NewType("Seat", int)

NOT_ATTEMPTED: Final = "not_attempted"
"""The reading of an aspect that the competitor did not try: counts 0, and says so."""

ABSENT: Final = "absent"
"""The cell of a seat that nobody waits for: the chief judge has said so."""

SHARED: Final = Seat(0)
"""The one cell of an aspect on which the whole panel agrees."""


class Kind(StrEnum):
    """How an aspect turns what a judge saw into points (docs/rulebook.md, 2 to 4)."""

    PASS_FAIL = "pass_fail"  # noqa: S105 - no secret
    COMPLETED = "completed"
    CHOICE = "choice"
    RANGED = "ranged"
    TOLERANCE = "tolerance"
    DEDUCT = "deduct"
    COUNT = "count"
    FREE = "free"
    RANK = "rank"
    TIME = "time"
    JUDGEMENT = "judgement"
    PANEL = "panel"

    @property
    def is_voted(self) -> bool:
        """Answer whether each judge of the panel gives a value of their own."""
        return self is Kind.JUDGEMENT or self is Kind.PANEL


class Tie(StrEnum):
    """What keeps a judge from marking an entry (docs/rulebook.md, 19)."""

    DELEGATION = "delegation"
    UNIT = "unit"
    COACH = "coach"


TIES: Final = tuple(tie.value for tie in Tie)


class Status(StrEnum):
    """How an entry takes part (docs/rulebook.md, 7); the last two come from the rules (6)."""

    RANKED = "ranked"
    GUEST = "guest"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"
    VOID = "void"
    NOT_QUALIFIED = "not_qualified"
    FAILED = "failed"

    @property
    def is_marked(self) -> bool:
        """Answer whether the entry is marked and has a total."""
        return self not in {Status.WITHDRAWN, Status.EXCLUDED, Status.VOID}


@dataclass(frozen=True, slots=True)
class AspectRule:
    """One aspect as the rulebook sees it: its kind, its maximum in points, its parameters."""

    id: AspectId
    kind: Kind
    max: Decimal
    parameters: Mapping[str, object] = field(default_factory=dict)

    def number(self, name: str, default: str = "0") -> Decimal:
        """Return the parameter *name* as an exact decimal."""
        return Decimal(str(self.parameters.get(name, default)))

    @property
    def is_placed(self) -> bool:
        """Answer whether its points depend on the other entries' readings."""
        timed = self.kind is Kind.TIME and "bands" not in self.parameters
        return timed or self.kind is Kind.RANK


class UnusableReading(ValueError):
    """A reading that the aspect's kind does not allow; *reason* is a stable code."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values
