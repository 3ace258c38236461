"""How the marks of one trade become places, as data: nothing of it is hard-coded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from competition.scoring.awards import Awards
from competition.scoring.rounding import Mode
from competition.scoring.values import Status

TO_MAX: Final = "max"


class Missing(StrEnum):
    """What a vote that is not in means (docs/rulebook.md, 3)."""

    WAIT = "wait"
    IGNORE = "ignore"
    ZERO = "zero"


class Weighting(StrEnum):
    """What a weight is: a factor, or the most a module can earn (docs/rulebook.md, 5)."""

    FACTOR = "factor"
    SHARE = "share"


class Effect(StrEnum):
    """What failing a pass mark takes away (docs/rulebook.md, 6)."""

    HONOURS = "honours"
    PRIZES = "prizes"
    RANK = "rank"


class Unresolved(StrEnum):
    """What becomes of entries that the tie chain leaves equal (docs/rulebook.md, 9)."""

    SHARED = "shared"
    NEVER = "never"
    CHIEF = "chief"


class Counting(StrEnum):
    """How places are counted after a shared one (docs/rulebook.md, 10)."""

    STANDARD = "1224"
    DENSE = "1223"


class Fallback(StrEnum):
    """What happens where the median absolute deviation is 0 (docs/rulebook.md, 11)."""

    ASK = "ask"
    MEAN_DEVIATION = "mean_deviation"
    RAW_RANKS = "raw_ranks"


class TeamKind(StrEnum):
    """How a team's total comes about (docs/rulebook.md, 8)."""

    ONE = "one"
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimals kept at each stage (None: not rounded there) and the mode."""

    aspect: int | None = 2
    module: int | None = None
    weighted: int | None = None
    total: int | None = 2
    mode: Mode = Mode.HALF_UP


@dataclass(frozen=True, slots=True)
class JudgementRule:
    """When the scores of a panel count: the widest spread, the votes that must be in.

    *awaits*: whatever a missing vote means in the end, only a seat that is
    said to be absent goes without one yet.
    """

    max_spread: Decimal | None = Decimal(1)
    minimum: int = 1
    missing: Missing = Missing.WAIT
    awaits: bool = False


@dataclass(frozen=True, slots=True)
class PanelRule:
    """How many extremes of a free panel are dropped, and the votes that must be in."""

    drop_high: int = 0
    drop_low: int = 0
    minimum: int = 1
    missing: Missing = Missing.WAIT
    awaits: bool = False


@dataclass(frozen=True, slots=True)
class ModuleRule:
    """The least and the most a module's raw points can be; TO_MAX: its aspects' sum."""

    floor: Decimal | None = Decimal(0)
    cap: Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class TotalRule:
    """The least and the most a total can be."""

    floor: Decimal | None = Decimal(0)
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PassMark:
    """The points a part needs, and what failing takes away."""

    part: str
    points: Decimal
    effect: Effect = Effect.HONOURS


@dataclass(frozen=True, slots=True)
class Qualifier:
    """The part by which the first *top* entries qualify for the rest."""

    part: str
    top: int
    counts: bool = False


@dataclass(frozen=True, slots=True)
class TeamRule:
    """How a team's total comes about: of its *best* members, or of all."""

    kind: TeamKind = TeamKind.ONE
    best: int | None = None

    @property
    def is_summed(self) -> bool:
        """Answer whether members are marked, and the team is what they add up to."""
        return self.kind is not TeamKind.ONE


@dataclass(frozen=True, slots=True)
class TieKey:
    """One step of the tie chain, such as ``criterion:C``; *descending* when more is better."""

    key: str
    descending: bool

    @property
    def name(self) -> str:
        """Return what the key compares: such as ``criterion`` or ``time``."""
        return self.key.partition(":")[0]

    @property
    def of(self) -> str:
        """Return the code the key names, empty where it names none."""
        return self.key.partition(":")[2]


@dataclass(frozen=True, slots=True)
class ScaleRule:
    """The standardised scale: centre, points per robust deviation, consistency constant."""

    centre: Decimal = Decimal(700)
    k: Decimal = Decimal(30)
    c: Decimal = Decimal("1.4826")
    decimals: int = 0
    population: tuple[Status, ...] = (Status.RANKED,)
    zeros: bool = True
    fallback: Fallback = Fallback.ASK


@dataclass(frozen=True, slots=True)
class ImportedScale:
    """Scale scores that come with the entries."""

    centre: Decimal = Decimal(700)
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class RecheckRule:
    """How many entries are checked again, and from which share of errors on all are."""

    top: int | None = None
    top_share: Decimal = Decimal("0.30")
    sample: Decimal = Decimal("0.15")
    error_limit: Decimal = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a scheme is measured by: an aspect's most, the total, a section's tolerance."""

    aspect: Decimal | None = None
    total: Decimal | None = None
    section: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """One trade's configuration; its shape as a document is in docs/trade-file.md."""

    rounding: Rounding = field(default_factory=Rounding)
    judgement: JudgementRule = field(default_factory=JudgementRule)
    panel: PanelRule = field(default_factory=PanelRule)
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    weighting: Weighting = Weighting.FACTOR
    modules: Mapping[str, ModuleRule] = field(default_factory=dict)
    total: TotalRule = field(default_factory=TotalRule)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pass_marks: tuple[PassMark, ...] = ()
    qualifier: Qualifier | None = None
    team: TeamRule | None = None
    ties: tuple[TieKey, ...] = ()
    unresolved: Unresolved = Unresolved.SHARED
    ranking: Counting = Counting.STANDARD
    scale: ScaleRule | ImportedScale | None = field(default_factory=ScaleRule)
    awards: Awards = field(default_factory=Awards)
    recheck: RecheckRule | None = None
    limits: Limits | None = None

    @property
    def sums_teams(self) -> bool:
        """Answer whether teams are ranked by what their members add up to."""
        return self.team is not None and self.team.is_summed
