"""Where everybody of a trade stands, kept up mark by mark."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Final

from competition.scoring.ballot import Ballot
from competition.scoring.entrants import Counted, admitted, always
from competition.scoring.figures import exact, spelled
from competition.scoring.penalties import NONE, Corrections
from competition.scoring.races import Race, race_of
from competition.scoring.ranking import Place, Ranking
from competition.scoring.rules import Rules, ScaleRule, TeamKind
from competition.scoring.scale import Scale, scale_of, scale_of_ordered
from competition.scoring.standings import Row as Outcome
from competition.scoring.standings import concluded
from competition.scoring.ties import Traits, part_codes
from competition.scoring.totals import AspectPoints, Module, Tally, Total
from competition.scoring.trade import TradeFile
from competition.scoring.values import ABSENT, SHARED, AspectId, EntryId, Seat, Status
from judging.ledger import WITHDRAWN, Cell
from judging.plan import MarkingPlan, PlannedModule
from scoreboard.visibility import Competitor

PUBLISHED: Final = ("provisional", "official")
SIGNED: Final = ("signed", *PUBLISHED)
"""The states in which nothing of a trade changes any more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a board: an entry, or a team whose members are marked.

    A team's *entry* is its own number below zero; *status* is what it was
    registered with.
    """

    entry: EntryId
    status: str
    competitor: Competitor


@dataclass(slots=True)
class Standing:
    """The standing of one trade at *version*; rows keep their index for its lifetime.

    *given* is the trade without its marks, *ids* numbers its entries and teams
    by code; *statuses* are as registered and as penalties want them; *needed*
    are the entries whose marks a module waits for, *members* those of a team
    that is summed; *since* is when marking was suspended, if it is.  Where
    places follow from totals alone they are kept up mark by mark; where the
    rules ask for more (teams that are summed, a qualifier, decisions …) they
    are concluded anew by settle(), at the latest when a board is pushed.
    """

    trade: int
    version: int
    state: str
    shows: str
    competition: Mapping[str, str]
    code: str
    names: Mapping[str, str]
    group: Mapping[str, str]
    unit: str
    plan: MarkingPlan | None
    given: TradeFile
    ids: Mapping[str, EntryId]
    rows: Sequence[Row]
    corrections: Mapping[EntryId, Corrections]
    traits: Mapping[EntryId, Traits]
    statuses: Mapping[EntryId, Status]
    needed: Mapping[str, frozenset[EntryId]]
    members: Mapping[EntryId, Sequence[EntryId]]
    since: str | None = None
    tally: Tally | None = None
    ballot: Ballot | None = None
    codes: Sequence[str] = ()
    cells: dict[EntryId, dict[AspectId, dict[Seat, str]]] = field(default_factory=dict)
    totals: dict[EntryId, Total] = field(default_factory=dict)
    counted: dict[AspectId, set[EntryId]] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    index: Mapping[EntryId, int] = field(default_factory=dict)
    touched: defaultdict[EntryId, set[int]] = field(default_factory=lambda: defaultdict(set))
    points: dict[EntryId, list[AspectPoints]] = field(default_factory=dict)
    races: dict[AspectId, Race] = field(default_factory=dict)
    ranking: Ranking = field(default_factory=Ranking)
    scale: Scale | None = None
    final: Mapping[EntryId, Outcome] = field(default_factory=dict)
    is_unsettled: bool = False

    @property
    def rules(self) -> Rules:
        """Return the rules as they are, absent votes included."""
        return self.given.rules

    @property
    def modules(self) -> tuple[Module, ...]:
        """Return the modules in the order of the scheme."""
        return self.tally.modules if self.tally else ()

    @property
    def is_plain(self) -> bool:
        """Answer whether places and scores follow from the totals alone."""
        return self.ballot is None

    @property
    def shows_awards(self) -> bool:
        """Answer whether medals and prizes are shown: they are published, and there are rules."""
        awards = self.rules.awards
        has_rules = awards.medals is not None or awards.prizes is not None
        return self.state in PUBLISHED and (has_rules or bool(self.given.decisions))

    @property
    def places(self) -> list[Place]:
        """Return the places of the ranked rows, best first."""
        if self.is_plain:
            return self.ranking.places
        self.settle()
        placed = [each for each in self.final.values() if each.place is not None]
        return [
            Place(rank, tuple(each.total for each in equals if each.total is not None))
            for rank, equals in groupby(placed, key=lambda each: each.place or 0)
        ]

    def status(self, row: Row) -> Status:
        """Return the status of *row* by the rules."""
        if self.is_plain:
            return self.statuses[row.entry]
        self.settle()
        final = self.final.get(row.entry)
        return self.statuses[row.entry] if final is None else final.status

    def total(self, row: Row) -> Total | None:
        """Return the total of *row*, or None where it is out."""
        if self.is_plain:
            return self.totals.get(row.entry) if self.statuses[row.entry].is_marked else None
        final = self.final.get(row.entry)
        total = self.totals.get(row.entry) if final is None else final.total
        return total if self.status(row).is_marked else None

    def score(self, row: Row) -> str | None:
        """Return the scale score of *row* as it is shown, or None where it has none."""
        rule, total = self.rules.scale, self.total(row)
        if rule is None or total is None or self.status(row) is not Status.RANKED:
            return None
        final, scale = self.final.get(row.entry), self.scale
        if final is not None:
            score = final.scale
        else:
            score = None if scale is None else scale.exact_score(total.points)
        return None if score is None else spelled(score, rule.decimals)

    @property
    def done(self) -> tuple[int, ...]:
        """Return how many aspects of each module are marked for every entry that needs them."""
        qualifier = self.rules.qualifier
        if qualifier is None:
            return tuple(self.whole.values())
        self.settle()
        part = self._part(qualifier.part)
        return tuple(
            self.whole[module.code] if module.code in part else self._done(module)
            for module in self.modules
        )

    def _done(self, module: Module) -> int:
        """Return the same of a *module* that only those need who have qualified."""
        out = Status.NOT_QUALIFIED
        needed = {each for each in self.needed[module.code] if self.final[each].status is not out}
        counted = (self.counted[aspect.id] & needed for aspect in module.aspects)
        return sum(len(needed) > 0 and len(each) == len(needed) for each in counted)

    def most(self, module: PlannedModule) -> Decimal:
        """Return the most points a row can have in *module*: of a summed team, of those counted."""
        team = self.rules.team
        if team is None or team.kind is not TeamKind.SUM:
            return module.max
        return module.max * (team.best or max(map(len, self.members.values()), default=1))

    def marked_for(self, row: Row) -> Sequence[EntryId]:
        """Return the entries whose marks *row* shows: itself, or the members of a team."""
        return self.members.get(row.entry, (row.entry,))

    @property
    def order(self) -> list[int | tuple[int, ...]]:
        """Return the ranked rows, best first, equals together in a tuple."""
        if self.is_plain:
            return self.ranking.order
        rows = [sorted(self.index[each.entry] for each in place.totals) for place in self.places]
        return [group[0] if len(group) == 1 else tuple(group) for group in rows]

    @property
    def competitors(self) -> dict[str, Competitor]:
        """Return what each row's competitor is called, by code."""
        return {row.competitor.code: row.competitor for row in self.rows}

    def open(self, tally: Tally) -> None:
        """Begin with nobody marked: what penalties make void counts already."""
        self.tally = tally
        self.index = {row.entry: at for at, row in enumerate(self.rows)}
        self.ranking = Ranking(self.rules.ranking, self.index)
        self.counted = {aspect.id: set() for aspect in tally.aspects}
        self.whole = {module.code: 0 for module in tally.modules}
        self.codes = [module.code for module in tally.modules for _ in module.aspects]
        everything = range(len(tally.aspects))
        blank = [tally.aspect(at, {}) for at in everything]
        for entry in self.cells:
            corrections = self.corrections.get(entry, NONE)
            points = self.points[entry] = list(blank)
            for at in everything if corrections.void_aspects else ():
                points[at] = tally.aspect(at, {}, corrections)
                self._note(tally.aspects[at].id, at, entry)
            self.totals[entry] = tally.added_up(entry, points, {}, corrections, self.traits[entry])
        self.rank(self.totals)

    def take(self, cells: Iterable[Cell]) -> set[EntryId]:
        """Take in standing cells and rank anew; return the entries whose totals were counted."""
        changed: defaultdict[EntryId, set[AspectId]] = defaultdict(set)
        for cell in cells:
            mine = self.cells[cell.entry].setdefault(cell.aspect, {})
            if cell.value == WITHDRAWN:
                mine.pop(cell.seat, None)
            else:
                mine[cell.seat] = cell.value
            changed[cell.entry].add(cell.aspect)
        if self.tally is None:
            return set(changed)
        self._race(self.tally, changed)
        for entry, aspects in changed.items():
            self._count(self.tally, entry, aspects)
        self.rank(changed)
        return set(changed)

    def rank(self, entries: Iterable[EntryId]) -> None:
        """Put the totals of *entries* in order, and make the scale anew."""
        if not self.is_plain:
            self.is_unsettled = True
            return
        ranked = Status.RANKED
        self.ranking.put(self.totals[entry] for entry in entries if self.statuses[entry] is ranked)
        rule = self.rules.scale
        if not isinstance(rule, ScaleRule):
            return
        if rule.zeros and rule.population == (ranked,):
            self.scale = scale_of_ordered(self.ranking.points, rule)
            return
        population = [
            self.totals[row.entry].points
            for row in self.rows
            if self.statuses[row.entry] in rule.population
        ]
        self.scale = scale_of([each for each in population if rule.zeros or each], rule)

    def settle(self) -> None:
        """Conclude anew what the rules make of the totals, where any has changed."""
        if not self.is_unsettled or self.ballot is None or self.tally is None:
            return
        own = {
            entry.code: Counted(self.totals[number], self._time(self.tally, number))
            for entry in self.given.entries
            if self.statuses[number := self.ids[entry.code]].is_marked
        }
        settled = always if self.state in SIGNED else self._is_whole
        entrants = admitted(self.given, self.ballot, own, self.ids, settled)
        found = concluded(self.given, self.ballot, entrants)
        self.final = {self.ids[row.code]: row for row in found.rows}
        self.is_unsettled = False

    def _time(self, tally: Tally, entry: EntryId) -> Fraction | None:
        return tally.time(self.cells[entry], self.traits[entry])

    def _is_whole(self, total: Total, part: str) -> bool:
        codes = self._part(part)
        return all(
            found.counted == found.of
            for module, found in zip(self.modules, total.modules, strict=True)
            if module.code in codes
        )

    def _part(self, name: str) -> Sequence[str]:
        return part_codes(self.rules, name)

    def _race(self, tally: Tally, changed: dict[EntryId, set[AspectId]]) -> None:
        """Place entries anew in the aspects that are raced, and count them for it."""
        for module, aspect in tally.placed:
            if not any(aspect.id in each for each in changed.values()):
                continue
            marked = [
                entry for entry in self.cells if SHARED in self.cells[entry].get(aspect.id, ())
            ]
            readings = [
                self.cells[entry][aspect.id][SHARED]
                for entry in marked
                if self.statuses[entry] is Status.RANKED
                and not self.corrections.get(entry, NONE).voids(module, aspect.id)
            ]
            self.races[aspect.id] = race_of(aspect, readings)
            for entry in marked:
                changed[entry].add(aspect.id)

    def _note(self, aspect: AspectId, at: int, entry: EntryId) -> None:
        """Note whether *aspect* counts for *entry* now, and whether it does for everybody."""
        code, done = self.codes[at], self.counted[aspect]
        needed = self.needed[code]
        if entry in needed:
            was_whole = len(done) == len(needed)
            counts = self.points[entry][at].points is not None
            (done.add if counts else done.discard)(entry)
            self.whole[code] += (len(done) == len(needed)) - was_whole

    def _count(self, tally: Tally, entry: EntryId, aspects: Iterable[AspectId]) -> None:
        cells, points = self.cells[entry], self.points[entry]
        corrections = self.corrections.get(entry, NONE)
        changed = set()
        for aspect in aspects:
            at = tally.index.get(aspect)
            if at is None:
                continue
            points[at] = tally.aspect(at, cells, corrections, self.races)
            self._note(aspect, at, entry)
            changed.add(tally.module_at[at])
        self.touched[entry] |= changed
        before = self.totals[entry].modules
        known = {at: module for at, module in enumerate(before) if at not in changed}
        self.totals[entry] = tally.added_up(
            entry, points, cells, corrections, self.traits[entry], known
        )


def mark_text(standing: Standing, row: Row, total: Total, at: int) -> str | None:
    """Return a module's points as the wire spells them: None, ``~6.50`` or ``6.50``."""
    module = total.modules[at]
    if not module.counted:
        cells = [standing.cells[entry] for entry in standing.marked_for(row)]
        aspects = standing.modules[at].aspects
        given = (each.get(aspect.id, {}).values() for each in cells for aspect in aspects)
        if all(value == ABSENT for values in given for value in values):
            return None
    points = decimals(module.points)
    return points if module.counted == module.of else f"~{points}"


def decimals(points: Decimal | Fraction) -> str:
    """Return *points* with at least two decimals, none of them lost."""
    return spelled(points if isinstance(points, Fraction) else exact(points), None)
