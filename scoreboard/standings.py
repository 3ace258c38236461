"""Where every entry of a trade stands: built from the ledger, kept up mark by mark."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.programme.models import Competition, Trade
from competition.registration.enrol import entries_of
from competition.scoring.figures import exact, spelled
from competition.scoring.races import Race, race_of
from competition.scoring.ranking import Place, Ranking
from competition.scoring.rules import ScaleRule
from competition.scoring.scale import Scale, scale_of, scale_of_ordered
from competition.scoring.totals import AspectPoints, Module, Tally, Total
from competition.scoring.values import SHARED, AspectId, EntryId, Seat, Status
from judging import ledger, plan, schemes, sheets
from judging.ledger import Cell, MarksChanged
from judging.plan import MarkingPlan
from scoreboard.models import Publication
from scoreboard.visibility import Competitor

UNMARKED_STATUSES = frozenset({"withdrawn", "excluded"})


@dataclass(frozen=True, slots=True)
class Row:
    """One entry on a board."""

    entry: EntryId
    status: str
    competitor: Competitor


@dataclass(slots=True)
class Standing:
    """The standing of one trade at *version*; rows keep their index for its lifetime.

    *marked* are the entries that are marked: all but withdrawn and excluded ones.
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
    rows: Sequence[Row]
    ranked: frozenset[EntryId]
    marked: frozenset[EntryId]
    tally: Tally | None = None
    cells: dict[EntryId, dict[AspectId, dict[Seat, str]]] = field(default_factory=dict)
    totals: dict[EntryId, Total] = field(default_factory=dict)
    counted: dict[AspectId, set[EntryId]] = field(default_factory=dict)
    points: dict[EntryId, list[AspectPoints]] = field(default_factory=dict)
    races: dict[AspectId, Race] = field(default_factory=dict)
    ranking: Ranking = field(default_factory=Ranking)
    scale: Scale | None = None

    @property
    def modules(self) -> tuple[Module, ...]:
        """Return the modules in the order of the scheme."""
        return self.tally.modules if self.tally else ()

    @property
    def places(self) -> list[Place]:
        """Return the places of the ranked entries, best first."""
        return self.ranking.places

    def done(self, module: Module) -> int:
        """Return how many aspects of *module* are marked for every entry."""
        needed = len(self.marked)
        return sum(
            needed > 0 and len(self.counted.get(aspect.id, ())) == needed
            for aspect in module.aspects
        )

    def index(self) -> dict[EntryId, int]:
        """Return each entry's row."""
        return {row.entry: at for at, row in enumerate(self.rows)}

    def take(self, cells: Iterable[Cell]) -> set[EntryId]:
        """Take in standing cells and rank anew; return the entries whose totals were counted."""
        changed: defaultdict[EntryId, set[AspectId]] = defaultdict(set)
        for cell in cells:
            self.cells[cell.entry].setdefault(cell.aspect, {})[cell.seat] = cell.value
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
        self.ranking.put(self.totals[entry] for entry in entries if entry in self.ranked)
        rule = self.plan.rules.scale if self.plan else None
        if not isinstance(rule, ScaleRule):
            return
        if rule.zeros and rule.population == (Status.RANKED,):
            self.scale = scale_of_ordered(self.ranking.points, rule)
            return
        population = [
            self.totals[row.entry].points for row in self.rows if row.status in rule.population
        ]
        self.scale = scale_of([each for each in population if rule.zeros or each], rule)

    def _race(self, tally: Tally, changed: dict[EntryId, set[AspectId]]) -> None:
        """Place entries anew in the aspects that are raced, and count them for it."""
        for aspect in tally.placed:
            if any(aspect.id in aspects for aspects in changed.values()):
                marked = [row for row in self.rows if aspect.id in self.cells[row.entry]]
                ranked = [row for row in marked if row.status == Status.RANKED]
                readings = [self.cells[row.entry][aspect.id][SHARED] for row in ranked]
                self.races[aspect.id] = race_of(aspect, readings)
                for row in marked:
                    changed[row.entry].add(aspect.id)

    def _count(self, tally: Tally, entry: EntryId, aspects: Iterable[AspectId]) -> None:
        cells, points = self.cells[entry], self.points[entry]
        for aspect in aspects:
            at = tally.index.get(aspect)
            if at is None:
                continue
            points[at] = tally.aspect(at, cells, races=self.races)
            done = self.counted.setdefault(aspect, set())
            is_done = points[at].points is not None and entry in self.marked
            (done.add if is_done else done.discard)(entry)
        self.totals[entry] = tally.added_up(entry, points, cells)


def build(session: Session, trade_id: int) -> Standing:
    """Return the standing of a trade from the database as it is now."""
    trade = session.get_one(Trade, trade_id)
    event = session.get_one(Competition, trade.competition_id)
    agreed = plan.read(session, trade_id)
    rows = _rows(session, trade_id)
    standing = Standing(
        trade=trade_id,
        version=trade.version,
        state=state_of(session, trade_id),
        shows=trade.shows,
        competition=event.names,
        code=trade.code,
        names=trade.names,
        group=trade.group_names,
        unit=trade.unit,
        plan=agreed,
        rows=rows,
        ranked=frozenset(row.entry for row in rows if row.status == Status.RANKED),
        tally=Tally([module.scored for module in agreed.modules], agreed.rules) if agreed else None,
        marked=frozenset(row.entry for row in rows if row.status not in UNMARKED_STATUSES),
    )
    standing.cells = {row.entry: {} for row in rows}
    if agreed is not None and standing.tally is not None:
        standing.ranking = Ranking(agreed.rules.ranking)
        blank = [standing.tally.aspect(at, {}) for at in range(len(standing.tally.aspects))]
        for row in rows:
            standing.points[row.entry] = list(blank)
            standing.totals[row.entry] = standing.tally.added_up(row.entry, blank, {})
        standing.rank(standing.totals)
        known = standing.cells
        marks = ledger.standing_cells(session, trade_id)
        standing.take(cell for cell in marks if cell.entry in known)
    return standing


def _rows(session: Session, trade: int) -> list[Row]:
    return [
        Row(
            EntryId(entry.id),
            entry.status,
            Competitor(
                entry.code,
                entry.station,
                entry.names,
                delegation.code,
                delegation.names,
                delegation.short,
            ),
        )
        for entry, delegation in entries_of(session, trade)
    ]


def state_of(session: Session, trade: int) -> str:
    """Return the state a board shows: draft, live, signed, provisional or official."""
    published = session.scalar(
        select(Publication.state)
        .where(Publication.trade_id == trade)
        .order_by(Publication.edition.desc())
        .limit(1)
    )
    if published is not None:
        return published
    if sheets.is_signed(session, trade):
        return "signed"
    return "live" if schemes.is_locked(session, trade) else "draft"


def follows(standing: Standing, fact: MarksChanged) -> bool:
    """Answer whether *fact* is the next thing that happened to *standing*."""
    return fact.base == standing.version


def mark_text(standing: Standing, entry: EntryId, at: int) -> str | None:
    """Return a module's points as the wire spells them: None, ``~6.50`` or ``6.50``."""
    module = standing.totals[entry].modules[at]
    aspects = standing.modules[at].aspects
    cells = standing.cells[entry]
    if not any(cells.get(aspect.id) for aspect in aspects):
        return None
    points = decimals(module.points)
    return points if module.counted == module.of else f"~{points}"


def decimals(points: Decimal | Fraction) -> str:
    """Return *points* with at least two decimals, none of them lost."""
    return spelled(exact(points), None)
