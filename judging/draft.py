"""A marking scheme as read from a file, before it is stored."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

KINDS: Final = (
    "pass_fail",
    "completed",
    "choice",
    "ranged",
    "tolerance",
    "deduct",
    "count",
    "free",
    "rank",
    "time",
    "judgement",
    "panel",
)
"""How an aspect may be marked (docs/rulebook.md, aspect kinds)."""


@dataclass(frozen=True, slots=True)
class Level:
    """What one score of a judgement looks like; scores run from 0 to 3."""

    score: int
    text: str


@dataclass(frozen=True, slots=True)
class AspectDraft:
    """One thing to be marked, and the most marks it can earn.

    *code* is the sub-criterion's code, a point and a running number from 1.
    *parameters* is JSON-able; decimals in it are strings.  *row* is where the
    aspect stood in the file and says nothing about what it is.
    """

    code: str
    kind: str
    text: str
    extra: str
    requirement: str
    section: str | None
    max: Decimal
    levels: tuple[Level, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SubCriterionDraft:
    """Aspects that are marked together, on one day (C1 is 1) if it is known."""

    code: str
    name: str
    day: int | None
    aspects: tuple[AspectDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """One module; *declared* is the sum the file claims for it."""

    code: str
    name: str
    declared: Decimal | None
    sub_criteria: tuple[SubCriterionDraft, ...] = ()

    @property
    def aspects(self) -> tuple[AspectDraft, ...]:
        """Return the aspects of this criterion in the order of the file."""
        return tuple(aspect for sub in self.sub_criteria for aspect in sub.aspects)

    @property
    def marked(self) -> Decimal:
        """Return the marks its aspects really add up to."""
        return sum((aspect.max for aspect in self.aspects), Decimal(0))


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """One section of the occupational standards and the marks meant for it."""

    code: str
    name: str
    declared: Decimal | None


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """A whole marking scheme; *declared_total* is the sum the file claims."""

    title: str
    sections: tuple[SectionDraft, ...] = ()
    criteria: tuple[CriterionDraft, ...] = ()
    declared_total: Decimal | None = None

    @property
    def aspects(self) -> tuple[AspectDraft, ...]:
        """Return every aspect in the order of the file."""
        return tuple(aspect for criterion in self.criteria for aspect in criterion.aspects)

    @property
    def total(self) -> Decimal:
        """Return the marks all aspects really add up to."""
        return sum((aspect.max for aspect in self.aspects), Decimal(0))

    @property
    def marked_by_section(self) -> Mapping[str, Decimal]:
        """Return the marks of each section's aspects, declared sections first."""
        marked: defaultdict[str, Decimal] = defaultdict(Decimal)
        for section in self.sections:
            marked[section.code] = Decimal(0)
        for aspect in self.aspects:
            if aspect.section is not None:
                marked[aspect.section] += aspect.max
        return dict(marked)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or doubtful, and where; the sentence is made at the edge.

    *code* is kebab-case and never changes; *column* is a letter; *values* fill
    the fields of the sentence.
    """

    severity: Literal["error", "warning"]
    code: str
    sheet: str = ""
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
