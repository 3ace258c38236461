"""The cells of one entry added up: aspects, modules, total (docs/rulebook.md, 5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from competition.scoring import ties as chains
from competition.scoring.figures import ONE, ZERO, added, exact
from competition.scoring.judgement import judged, spread
from competition.scoring.measurement import measured
from competition.scoring.panel import voted
from competition.scoring.penalties import NONE, Corrections
from competition.scoring.races import Race
from competition.scoring.rounding import rounded
from competition.scoring.rules import TO_MAX, Missing, Rules, TieKey, TotalRule, Weighting
from competition.scoring.ties import Breakdown, Reader, Traits
from competition.scoring.values import (
    ABSENT,
    NOT_ATTEMPTED,
    SHARED,
    AspectId,
    AspectRule,
    EntryId,
    Kind,
    Seat,
)

MISSING: Final = ""
"""The cell of a seat whose vote is not in, where the votes alone say how many seats there are."""

_NO_VOTES: Final = frozenset({MISSING, ABSENT})

Cells = Mapping[AspectId, Mapping[Seat, str]]
Races = Mapping[AspectId, Race]
_KNOWN: Final = 100_000
_NO_RACES: Final[Races] = {}
_NOTHING_KNOWN: Final[Mapping[int, "ModuleTotal"]] = {}
_NO_CELLS: Final[Mapping[Seat, str]] = {}


class Gap(StrEnum):
    """Why an aspect does not count yet; the values are codes of problems."""

    UNMARKED = "unmarked"
    VOTES_MISSING = "votes-missing"
    TOO_FEW_VOTES = "too-few-votes"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Module:
    """A criterion of the scheme: its code, its aspects in order, the judges of its panel.

    *seats* None: as many as have voted.  *codes* and *subs* are the aspects'
    codes and those of their sub-criteria, for tie keys that name them.
    """

    code: str
    aspects: tuple[AspectRule, ...]
    seats: int | None
    codes: tuple[str, ...] = ()
    subs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AspectPoints:
    """What stands for one aspect: rounded points, or None with the reason why not yet."""

    points: Fraction | None
    gap: Gap | None = None
    attempted: bool = True

    @property
    def conflict(self) -> bool:
        """Answer whether the judges are too far apart."""
        return self.gap is Gap.CONFLICT


class ModuleTotal(NamedTuple):
    """Raw points of one module, and how many of its aspects count already."""

    points: Fraction
    counted: int
    conflicts: int
    of: int


@dataclass(frozen=True, slots=True)
class Total:
    """One entry's points so far: by module in the scheme's order, and in all, weighted.

    *ties* has the value of each key of the chain; *key* puts totals in order,
    the smallest first.
    """

    entry: EntryId
    modules: tuple[ModuleTotal, ...]
    points: Fraction
    ties: chains.Values = ()
    key: tuple[chains.Sortable, ...] = field(default=(), compare=False)


_UNMARKED: Final = AspectPoints(None, Gap.UNMARKED)
_VOID: Final = AspectPoints(ZERO)


def aspect_points(
    aspect: AspectRule,
    cells: Mapping[Seat, str],
    seats: int | None,
    rules: Rules,
    race: Race | None = None,
) -> AspectPoints:
    """Return what the *cells* of one aspect are worth.

    A voted aspect counts once enough of its *seats* have voted and, where it
    is judged, their spread is within the rule; a wider spread is a conflict.
    """
    if not aspect.kind.is_voted:
        reading = cells.get(SHARED)
        if reading is None:
            return _UNMARKED
        points = measured(aspect, reading, race or Race())
        return AspectPoints(_at_aspect(points, rules), attempted=reading != NOT_ATTEMPTED)
    votes = {at: cells[at] for at in cells if at != SHARED}
    # What was said for the whole panel stands until one of its judges votes.
    if not votes and cells.get(SHARED) == NOT_ATTEMPTED:
        return AspectPoints(ZERO, attempted=False)
    return _panel_points(aspect, votes, seats, rules)


class Tally:
    """How the totals of one trade come about: its modules and its rules, made ready once."""

    def __init__(self, modules: Sequence[Module], rules: Rules) -> None:
        self.modules = tuple(modules)
        self.rules = rules
        self.aspects = tuple(aspect for module in modules for aspect in module.aspects)
        self.codes = tuple(module.code for module in modules)
        self.index = {aspect.id: at for at, aspect in enumerate(self.aspects)}
        self.placed = [
            (module.code, aspect)
            for module in modules
            for aspect in module.aspects
            if aspect.is_placed
        ]
        self._seats = [module.seats for module in modules for _ in module.aspects]
        self._timed = [aspect.id for aspect in self.aspects if aspect.kind is Kind.TIME]
        self._factors = [self._factor(module) for module in modules]
        self._readers = [self._reader(key) for key in rules.ties]
        self._known: dict[tuple[object, ...], AspectPoints] = {}
        ends = [0, *accumulate(len(module.aspects) for module in modules)]
        self._slices = [slice(*pair) for pair in pairwise(ends)]
        self.module_at = [at for at, module in enumerate(modules) for _ in module.aspects]

    def total(
        self,
        entry: EntryId,
        cells: Cells,
        corrections: Corrections = NONE,
        traits: Traits = chains.NO_TRAITS,
        races: Races = _NO_RACES,
    ) -> Total:
        """Return the total of *entry* from its *cells*; what is not marked adds nothing yet."""
        found = [self.aspect(at, cells, corrections, races) for at in range(len(self.aspects))]
        return self.added_up(entry, found, cells, corrections, traits)

    def aspect(
        self, at: int, cells: Cells, corrections: Corrections = NONE, races: Races = _NO_RACES
    ) -> AspectPoints:
        """Return what the aspect at position *at* is worth after its penalties."""
        aspect = self.aspects[at]
        if aspect.id in corrections.void_aspects:
            return _VOID
        found = self._worth(at, cells.get(aspect.id, _NO_CELLS), races.get(aspect.id))
        less = corrections.aspects.get(aspect.id)
        if less is None or found.points is None:
            return found
        return AspectPoints(max(ZERO, found.points - less), attempted=found.attempted)

    def _worth(self, at: int, cells: Mapping[Seat, str], race: Race | None) -> AspectPoints:
        aspect, seats = self.aspects[at], self._seats[at]
        if aspect.is_placed:
            return aspect_points(aspect, cells, seats, self.rules, race)
        # The same readings come again and again; fractions are slow, memory is not.
        key = (at, *cells.items())
        found = self._known.get(key)
        if found is None:
            found = aspect_points(aspect, cells, seats, self.rules)
            if len(self._known) < _KNOWN:
                self._known[key] = found
        return found

    def added_up(
        self,
        entry: EntryId,
        found: Sequence[AspectPoints],
        cells: Cells,
        corrections: Corrections = NONE,
        traits: Traits = chains.NO_TRAITS,
        known: Mapping[int, ModuleTotal] = _NOTHING_KNOWN,
    ) -> Total:
        """Return the total of *entry* whose aspects, in order, are worth *found*.

        *known* are the sums of modules, by position, in which nothing changed.
        """
        sums = [
            known.get(at) or self._module(module, found[where], corrections)
            for at, (module, where) in enumerate(zip(self.modules, self._slices, strict=True))
        ]
        points = added((*self._weighted(sums), corrections.total))
        points = self._rounded(held(points, self.rules.total), self.rules.rounding.total)
        values: chains.Values = ()
        if self._readers:
            one = Breakdown(
                [ZERO if each.points is None else each.points for each in found],
                [part.points for part in sums],
                list(self._times(cells)),
                traits,
            )
            values = tuple(reader(one) for reader in self._readers)
        return Total(
            entry, tuple(sums), points, values, chains.sort_key(points, self.rules.ties, values)
        )

    def time(self, cells: Cells, traits: Traits) -> Fraction | None:
        """Return the time of an entry: its own, or what it needed in timed aspects."""
        return chains.time_of(Breakdown((), (), list(self._times(cells)), traits))

    def part(self, modules: Sequence[Fraction], name: str) -> Fraction:
        """Return the points of the part *name* from those of all *modules*, in order."""
        codes = chains.part_codes(self.rules, name)
        return added(
            points for code, points in zip(self.codes, modules, strict=True) if code in codes
        )

    def knows_part(self, name: str) -> bool:
        """Answer whether *name* is a part or a criterion."""
        return name in self.rules.parts or name in self.codes

    def _weighted(self, sums: Sequence[ModuleTotal]) -> list[Fraction]:
        found = [
            part.points if factor is ONE else part.points * factor
            for part, factor in zip(sums, self._factors, strict=True)
        ]
        places = self.rules.rounding.weighted
        return found if places is None else [self._rounded(each, places) for each in found]

    def _module(
        self, module: Module, found: Sequence[AspectPoints], corrections: Corrections
    ) -> ModuleTotal:
        counted = [each.points for each in found if each.points is not None]
        is_whole = len(counted) == len(found)
        conflicts = 0 if is_whole else sum(each.gap is Gap.CONFLICT for each in found)
        if module.code in corrections.void_modules:
            return ModuleTotal(ZERO, len(found), 0, len(found))
        points = added((*counted, corrections.modules.get(module.code, ZERO)))
        limits = self.rules.modules.get(module.code)
        if limits is None:
            points = ZERO if points.numerator < 0 else points
        else:
            points = _between(points, limits.floor, _cap(module, limits.cap))
        points = self._rounded(points, self.rules.rounding.module)
        return ModuleTotal(points, len(counted), conflicts, len(found))

    def _factor(self, module: Module) -> Fraction:
        qualifier = self.rules.qualifier
        if (
            qualifier is not None
            and not qualifier.counts
            and module.code in chains.part_codes(self.rules, qualifier.part)
        ):
            return ZERO
        weight = exact(self.rules.weights.get(module.code, 1))
        if self.rules.weighting is Weighting.FACTOR:
            return ONE if weight == 1 else weight
        most = _most(module)
        return weight / most if most else ZERO

    def _reader(self, key: TieKey) -> Reader:
        if key.name in chains.TRAITS:
            return chains.TRAITS[key.name]
        if key.name in {"criterion", "part"}:
            codes = chains.part_codes(self.rules, key.of) if key.name == "part" else (key.of,)
            return chains.sum_of_modules(
                [at for at, code in enumerate(self.codes) if code in codes]
            )
        return chains.sum_of_aspects(self._positions(key))

    def _positions(self, key: TieKey) -> list[int]:
        if key.name == "judged":
            return [at for at, aspect in enumerate(self.aspects) if aspect.kind.is_voted]
        if key.name == "measured":
            return [at for at, aspect in enumerate(self.aspects) if not aspect.kind.is_voted]
        named = [
            code
            for module in self.modules
            for code in (module.codes if key.name == "aspect" else module.subs)
        ]
        return [at for at, code in enumerate(named) if code == key.of]

    def _times(self, cells: Cells) -> Iterable[Fraction]:
        for aspect in self._timed:
            reading = cells.get(aspect, _NO_CELLS).get(SHARED)
            if reading is not None and reading != NOT_ATTEMPTED:
                yield exact(reading)

    def _rounded(self, points: Fraction, places: int | None) -> Fraction:
        return rounded(points, places, self.rules.rounding.mode)


def total(entry: EntryId, modules: Sequence[Module], cells: Cells, rules: Rules) -> Total:
    """Return the total of one *entry*; for many of them keep a Tally."""
    return Tally(modules, rules).total(entry, cells)


def held(points: Fraction, rule: TotalRule, *, capped: bool = True) -> Fraction:
    """Return *points* raised to the floor of the total, then lowered to its cap."""
    return _between(points, rule.floor, rule.cap if capped else None)


def _cap(module: Module, cap: Decimal | str | None) -> Decimal | Fraction | None:
    return _most(module) if cap == TO_MAX else None if cap is None else exact(cap)


def _between(points: Fraction, floor: Decimal | None, cap: Decimal | Fraction | None) -> Fraction:
    raised = points if floor is None else max(points, exact(floor))
    return raised if cap is None else min(raised, Fraction(cap))


def _most(module: Module) -> Fraction:
    return added(exact(aspect.max) for aspect in module.aspects)


def _panel_points(
    aspect: AspectRule, cells: Mapping[Seat, str], seats: int | None, rules: Rules
) -> AspectPoints:
    rule = rules.judgement if aspect.kind is Kind.JUDGEMENT else rules.panel
    votes = [cells[seat] for seat in sorted(cells) if cells[seat] not in _NO_VOTES]
    if not votes:
        return _UNMARKED
    absent = max(0, (len(cells) if seats is None else seats) - len(votes))
    excused = sum(each == ABSENT for each in cells.values())
    if absent and (rule.missing is Missing.WAIT or (rule.awaits and absent > excused)):
        return AspectPoints(None, Gap.VOTES_MISSING)
    if rule.missing is not Missing.WAIT and len(votes) < rule.minimum:
        return AspectPoints(None, Gap.TOO_FEW_VOTES)
    attempted = any(vote != NOT_ATTEMPTED for vote in votes)
    if rule.missing is Missing.ZERO:
        votes += ["0"] * absent
    return _voted(aspect, votes, rules, attempted=attempted)


def _voted(
    aspect: AspectRule, votes: Sequence[str], rules: Rules, *, attempted: bool
) -> AspectPoints:
    if aspect.kind is Kind.PANEL:
        points = voted(aspect, votes, rules.panel)
        return AspectPoints(_at_aspect(points, rules), attempted=attempted)
    limit = rules.judgement.max_spread
    if limit is not None and spread(votes) > limit:
        return AspectPoints(None, Gap.CONFLICT)
    return AspectPoints(_at_aspect(judged(aspect, votes), rules), attempted=attempted)


def _at_aspect(points: Fraction, rules: Rules) -> Fraction:
    return rounded(points, rules.rounding.aspect, rules.rounding.mode)
