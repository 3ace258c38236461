"""One trade whole, as a trade file holds it (docs/trade-file.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from competition.scoring.awards import Medal
from competition.scoring.rules import Rules
from competition.scoring.values import Kind, Status, Tie

Names = Mapping[str, str]
Label = str | Names


@dataclass(frozen=True, slots=True)
class Head:
    """Which trade it is, how its marks are checked and signed, and what its judges avoid."""

    code: str
    names: Names = field(default_factory=dict)
    group: Names = field(default_factory=dict)
    unit: str = "person"
    signing: str = "chief"
    checking: str = "none"
    confirming: str = "none"
    avoids: tuple[Tie, ...] = tuple(Tie)


@dataclass(frozen=True, slots=True)
class Calculation:
    """The name a calculation had in a workbook; kept and not used."""

    name: str = ""
    reusable: bool = False


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect; *parameters* holds the keys of its kind as they are written."""

    id: str
    kind: Kind
    max: Decimal
    parameters: Mapping[str, object] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    extra: Names = field(default_factory=dict)
    requirement: Names = field(default_factory=dict)
    section: str | None = None
    levels: tuple[Label, ...] = ()
    confirm: bool = False
    raw: Mapping[str, str] = field(default_factory=dict)
    calculation: Calculation | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """Aspects that are marked together, on one day if it is known."""

    code: str
    names: Names = field(default_factory=dict)
    day: int | None = None
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One module: how many judges its panel has, and the marks meant for it, if that is known."""

    code: str
    names: Names = field(default_factory=dict)
    judges: int | None = None
    sub_criteria: tuple[SubCriterion, ...] = ()
    declared: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the occupational standards and the marks meant for it."""

    code: str
    names: Names = field(default_factory=dict)
    declared: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """The marking scheme; *declared* is the sum that it claims."""

    criteria: tuple[Criterion, ...]
    sections: tuple[Section, ...] = ()
    title: str = ""
    declared: Decimal | None = None

    def aspects(self) -> Iterator[tuple[Criterion, SubCriterion, Aspect]]:
        """Yield every aspect with where it stands, in order."""
        for criterion in self.criteria:
            for sub in criterion.sub_criteria:
                for aspect in sub.aspects:
                    yield criterion, sub, aspect


@dataclass(frozen=True, slots=True)
class Delegation:
    """One delegation's names."""

    code: str
    names: Names = field(default_factory=dict)
    short: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Team:
    """A team whose members are marked."""

    code: str
    names: Names = field(default_factory=dict)
    delegation: str | None = None
    status: Status = Status.RANKED
    earlier: Decimal | None = None
    lot: int | None = None
    time: Decimal | None = None
    scale: Decimal | None = None
    honours: tuple[str, ...] = ()
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Entry(Team):
    """One person or team in the trade; *people* are those of a team, the main one first."""

    station: str | None = None
    team: str | None = None
    birth: date | None = None
    people: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What one entry was given for one aspect: a value, or votes by seat."""

    entry: str
    aspect: str
    value: str | None = None
    votes: tuple[str | None, ...] = ()
    earlier_votes: tuple[tuple[str | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken, or what is made void, with the reason."""

    entry: str
    scope: str
    reason: str
    aspect: str | None = None
    module: str | None = None
    points: Decimal | None = None
    void: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points given or taken by a decision, with the reason."""

    entry: str
    scope: str
    points: Decimal
    reason: str
    module: str | None = None


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The chief's order of equals, best first."""

    entries: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ShareDecision:
    """The chief lets equals share their place."""

    entries: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class MedalDecision:
    """The medal an entry gets whatever the rule says."""

    entry: str
    medal: Medal | None
    reason: str


Decision = OrderDecision | ShareDecision | MedalDecision


@dataclass(frozen=True, slots=True)
class TradeFile:
    """One trade whole: rules, scheme, entries, marks and what corrects them."""

    trade: Head
    scheme: Scheme
    rules: Rules = field(default_factory=Rules)
    delegations: tuple[Delegation, ...] = ()
    teams: tuple[Team, ...] = ()
    entries: tuple[Entry, ...] = ()
    marks: tuple[Mark, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    decisions: tuple[Decision, ...] = ()
