"""The cells of one entry added up: aspects, modules, total (docs/rulebook.md, values)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from competition.scoring.judgement import judged, spread
from competition.scoring.measurement import measured
from competition.scoring.panel import trimmed_mean
from competition.scoring.rounding import rounded
from competition.scoring.rules import Rules
from competition.scoring.values import (
    NOT_ATTEMPTED,
    SHARED,
    AspectId,
    AspectRule,
    EntryId,
    Kind,
    Seat,
)

Cells = Mapping[AspectId, Mapping[Seat, str]]


@dataclass(frozen=True, slots=True)
class Module:
    """A criterion of the scheme: its code, its aspects in order, the judges of its panel."""

    code: str
    aspects: tuple[AspectRule, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class AspectPoints:
    """What stands for one aspect: rounded points, or None with the reason why not yet."""

    points: Decimal | None
    conflict: bool = False
    attempted: bool = True


@dataclass(frozen=True, slots=True)
class ModuleTotal:
    """Raw points of one module, and how many of its aspects count already."""

    points: Decimal
    counted: int
    conflicts: int
    of: int


@dataclass(frozen=True, slots=True)
class Total:
    """One entry's points so far: by module in the scheme's order, and in all, weighted."""

    entry: EntryId
    modules: tuple[ModuleTotal, ...]
    points: Decimal

    @property
    def is_complete(self) -> bool:
        """Answer whether every aspect counts."""
        return all(module.counted == module.of for module in self.modules)


def aspect_points(
    aspect: AspectRule, cells: Mapping[Seat, str], seats: int, rules: Rules
) -> AspectPoints:
    """Return what the *cells* of one aspect are worth.

    A voted aspect counts once all *seats* judges have voted and, where it is
    judged, their spread is within the rule; a wider spread is a conflict.
    """
    if not aspect.kind.is_voted:
        reading = cells.get(SHARED)
        if reading is None:
            return AspectPoints(None)
        points = measured(aspect, reading)
        return AspectPoints(_at_aspect(points, rules), attempted=reading != NOT_ATTEMPTED)
    votes = [vote for seat, vote in sorted(cells.items()) if seat != SHARED]
    if not votes or len(votes) < seats:
        return AspectPoints(None)
    if aspect.kind is Kind.JUDGEMENT and spread(votes) > rules.max_spread:
        return AspectPoints(None, conflict=True)
    attempted = any(vote != NOT_ATTEMPTED for vote in votes)
    return AspectPoints(_at_aspect(_voted(aspect, votes, rules), rules), attempted=attempted)


def total(entry: EntryId, modules: Sequence[Module], cells: Cells, rules: Rules) -> Total:
    """Return the total of *entry* from its *cells*; what is not marked adds nothing yet."""
    sums = tuple(_module_total(module, cells, rules) for module in modules)
    weighted = sum(
        (
            rules.weights.get(module.code, Decimal(1)) * part.points
            for module, part in zip(modules, sums, strict=True)
        ),
        Decimal(0),
    )
    return Total(entry, sums, rounded(weighted, rules.rounding.total, rules.rounding.mode))


def _module_total(module: Module, cells: Cells, rules: Rules) -> ModuleTotal:
    points, counted, conflicts = Decimal(0), 0, 0
    for aspect in module.aspects:
        standing = aspect_points(aspect, cells.get(aspect.id, {}), module.seats, rules)
        conflicts += standing.conflict
        if standing.points is not None:
            points += standing.points
            counted += 1
    points = rounded(points, rules.rounding.module, rules.rounding.mode)
    return ModuleTotal(points, counted, conflicts, len(module.aspects))


def _voted(aspect: AspectRule, votes: Sequence[str], rules: Rules) -> Decimal:
    if aspect.kind is Kind.JUDGEMENT:
        return judged(votes, aspect.max)
    top = aspect.number("top", str(aspect.max))
    return trimmed_mean(votes, rules.drop_high, rules.drop_low) * aspect.max / top


def _at_aspect(points: Decimal, rules: Rules) -> Decimal:
    return rounded(points, rules.rounding.aspect, rules.rounding.mode)
