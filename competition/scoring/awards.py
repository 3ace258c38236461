"""What places bring, as data: medals, prizes, honours, delegation points, advancement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from competition.scoring.rounding import Mode

CENTRE: Final = "centre"
PRIZES: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
)
MERIT: Final = "merit"


class Medal(StrEnum):
    """What a medal rule may give (docs/rulebook.md, 12)."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    MEDALLION = "medallion"


class Border(StrEnum):
    """To which prize equals belong that stand on both sides of its border (13)."""

    LOWER = "lower"
    HIGHER = "higher"


class Withheld(StrEnum):
    """What a field that is too small takes away (docs/rulebook.md, 13)."""

    HONOURS = "no_honours"
    PRIZES = "no_prizes"


class Shared(StrEnum):
    """What equals bring their delegations: the full points of a place, or the mean (15)."""

    FULL = "full"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class SmallField:
    """From how many ranked entries on each medal is given."""

    gold: int = 4
    silver: int = 5
    bronze: int = 6


@dataclass(frozen=True, slots=True)
class ScaleMedals:
    """Medals by scale scores, level within a distance."""

    tie_distance: Decimal = Decimal(2)
    chain: bool = True
    silver_rule: bool = True
    medallion: Decimal | str | None = CENTRE
    small_field: SmallField | None = None


@dataclass(frozen=True, slots=True)
class PlaceMedals:
    """So many medals of each kind, by place."""

    gold: int = 1
    silver: int = 1
    bronze: int = 1
    medallion: Decimal | str | None = None
    small_field: SmallField | None = None


@dataclass(frozen=True, slots=True)
class MeritNumber:
    """So many merit prizes after the others."""

    number: int


@dataclass(frozen=True, slots=True)
class MeritShare:
    """Merit prizes up to a share of the field, the other prizes included."""

    share: Decimal
    rounding: Mode = Mode.DOWN


@dataclass(frozen=True, slots=True)
class MeritAboveMedian:
    """Merit prizes for all others above the median of a part."""

    part: str


Merit = MeritNumber | MeritShare | MeritAboveMedian


@dataclass(frozen=True, slots=True)
class NumberPrizes:
    """So many prizes of each kind."""

    numbers: tuple[int, ...]
    border: Border = Border.LOWER
    merit: Merit | None = None


@dataclass(frozen=True, slots=True)
class SharePrizes:
    """Prizes by shares of the field, at most so many of each kind."""

    shares: tuple[Decimal, ...]
    rounding: Mode = Mode.HALF_UP
    caps: tuple[int | None, ...] | None = None
    border: Border = Border.LOWER
    merit: Merit | None = None


@dataclass(frozen=True, slots=True)
class RatioPrizes:
    """Prizes in a ratio to each other, within a share of the field."""

    ratio: tuple[int, ...]
    share: Decimal
    border: Border = Border.LOWER
    merit: Merit | None = None


@dataclass(frozen=True, slots=True)
class MinimumField:
    """Below so many ranked entries something is withheld."""

    entries: int
    effect: Withheld = Withheld.HONOURS


@dataclass(frozen=True, slots=True)
class FieldStep:
    """From so many entries on, so many honours."""

    entries: int
    number: int


@dataclass(frozen=True, slots=True)
class ByField:
    """The first of the field, as many as its size allows."""

    steps: tuple[FieldStep, ...]


@dataclass(frozen=True, slots=True)
class ByPlaces:
    """The places *first* to *last*."""

    last: int
    first: int = 1


@dataclass(frozen=True, slots=True)
class ByPrizes:
    """The holders of some prizes."""

    prizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByPassing:
    """Everybody who passed."""


@dataclass(frozen=True, slots=True)
class LevelRule:
    """The skill level an honour brings; 1 is the highest."""

    to: int | None = None
    up: int | None = None
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Honour:
    """One honour: who is selected for it, and the level it brings."""

    code: str
    select: ByField | ByPlaces | ByPrizes | ByPassing
    names: Mapping[str, str] = field(default_factory=dict)
    once: bool = True
    move_up: bool = False
    border: Border = Border.LOWER
    level: LevelRule | None = None


@dataclass(frozen=True, slots=True)
class MedalPoints:
    """What each medal brings a delegation."""

    gold: Decimal = Decimal(4)
    silver: Decimal = Decimal(3)
    bronze: Decimal = Decimal(2)
    medallion: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class DelegationRule:
    """What places and medals bring delegations."""

    place_points: tuple[Decimal, ...] = ()
    shared: Shared = Shared.FULL
    medal_points: MedalPoints = field(default_factory=MedalPoints)


@dataclass(frozen=True, slots=True)
class TopAdvance:
    """The first so many go on."""

    number: int
    tier: str = ""
    border: Border = Border.LOWER


@dataclass(frozen=True, slots=True)
class ShareAdvance:
    """The first share of the field goes on."""

    share: Decimal
    rounding: Mode = Mode.DOWN
    tier: str = ""
    border: Border = Border.LOWER


@dataclass(frozen=True, slots=True)
class QuotaAdvance:
    """The first so many of each delegation go on, and so many in all."""

    per_delegation: int
    number: int | None = None
    tier: str = ""
    border: Border = Border.LOWER


@dataclass(frozen=True, slots=True)
class Awards:
    """Everything places bring in one trade."""

    medals: ScaleMedals | PlaceMedals | None = None
    prizes: NumberPrizes | SharePrizes | RatioPrizes | None = None
    minimum_field: MinimumField | None = None
    honours: tuple[Honour, ...] = ()
    delegations: DelegationRule | None = None
    advancement: TopAdvance | ShareAdvance | QuotaAdvance | None = None
