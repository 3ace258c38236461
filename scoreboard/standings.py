"""Where every entry of a trade stands: built from the ledger, kept up mark by mark."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.programme.models import Competition, Trade
from competition.registration.enrol import entries_of
from competition.scoring.ranking import Place, rank
from competition.scoring.scale import Scale, scale_of
from competition.scoring.totals import Module, Total, aspect_points, total
from competition.scoring.values import AspectId, EntryId, Seat
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
    marked: frozenset[EntryId] = frozenset()
    modules: tuple[Module, ...] = ()
    cells: dict[EntryId, dict[AspectId, dict[Seat, str]]] = field(default_factory=dict)
    totals: dict[EntryId, Total] = field(default_factory=dict)
    counted: dict[AspectId, set[EntryId]] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    scale: Scale | None = None

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
        for entry, aspects in changed.items():
            self._count(entry, aspects)
        self._rank()
        return set(changed)

    def _count(self, entry: EntryId, aspects: Iterable[AspectId]) -> None:
        if self.plan is None:
            return
        mine = self.cells[entry]
        self.totals[entry] = total(entry, self.modules, mine, self.plan.rules)
        for module in self.modules:
            for aspect in module.aspects:
                if aspect.id in aspects:
                    points = aspect_points(
                        aspect, mine.get(aspect.id, {}), module.seats, self.plan.rules
                    )
                    done = self.counted.setdefault(aspect.id, set())
                    is_done = points.points is not None and entry in self.marked
                    (done.add if is_done else done.discard)(entry)

    def _rank(self) -> None:
        if self.plan is None:
            return
        ranked = [self.totals[row.entry] for row in self.rows if row.status == "ranked"]
        codes = [module.code for module in self.modules]
        self.places = rank(ranked, codes, self.plan.rules)
        self.scale = scale_of([each.points for each in ranked], self.plan.rules.scale)


def build(session: Session, trade_id: int) -> Standing:
    """Return the standing of a trade from the database as it is now."""
    trade = session.get_one(Trade, trade_id)
    event = session.get_one(Competition, trade.competition_id)
    agreed = plan.read(session, trade_id)
    rows = [
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
        for entry, delegation in entries_of(session, trade_id)
    ]
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
        marked=frozenset(row.entry for row in rows if row.status not in UNMARKED_STATUSES),
        modules=tuple(module.scored for module in agreed.modules) if agreed else (),
    )
    standing.cells = {row.entry: {} for row in rows}
    if agreed is not None:
        for row in rows:
            standing.totals[row.entry] = total(row.entry, standing.modules, {}, agreed.rules)
        known = standing.cells
        marks = ledger.standing_cells(session, trade_id)
        standing.take(cell for cell in marks if cell.entry in known)
    return standing


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


def decimals(points: Decimal) -> str:
    """Return *points* with at least two decimals, none of them lost."""
    exponent = points.normalize().as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 0)
    return f"{points:.{places}f}"
