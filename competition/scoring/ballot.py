"""A trade file's marks and corrections as the rulebook takes them: cells, races, traits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from competition.scoring.figures import ZERO, exact
from competition.scoring.penalties import NONE, Corrections
from competition.scoring.races import race_of
from competition.scoring.ties import Traits
from competition.scoring.totals import MISSING, Module, Races, Tally
from competition.scoring.trade import Adjustment, Entry, Mark, Penalty, Team, TradeFile
from competition.scoring.values import SHARED, AspectId, AspectRule, Seat, Status

EntryCells = dict[AspectId, dict[Seat, str]]


@dataclass(frozen=True, slots=True)
class Ballot:
    """The modules of a trade file, and for each entry its cells and corrections by code."""

    tally: Tally
    ids: Mapping[str, AspectId]
    names: Mapping[AspectId, str]
    cells: Mapping[str, EntryCells]
    corrections: Mapping[str, Corrections]
    statuses: Mapping[str, Status]
    races: Races

    def of(self, code: str) -> Corrections:
        """Return what corrects the entry or team *code*."""
        return self.corrections.get(code, NONE)


def ballot_of(given: TradeFile) -> Ballot:
    """Return what *given* says, ready to be counted."""
    ids = {aspect.id: AspectId(at) for at, (_, _, aspect) in enumerate(given.scheme.aspects())}
    tally = Tally(_modules(given, ids), given.rules)
    cells: defaultdict[str, EntryCells] = defaultdict(dict)
    for mark in given.marks:
        found = _cells(mark)
        if found:
            cells[mark.entry][ids[mark.aspect]] = found
    corrections = corrections_of(given, ids)
    statuses = statuses_of(given, corrections)
    racing = [each.code for each in given.entries if statuses[each.code] is Status.RANKED]
    return Ballot(
        tally,
        ids,
        {number: code for code, number in ids.items()},
        cells,
        corrections,
        statuses,
        _races(tally, racing, cells, corrections),
    )


def traits_of(one: Team | Entry) -> Traits:
    """Return what the tie chain may ask of an entry or a team."""
    birth = one.birth if isinstance(one, Entry) else None
    return Traits(one.time, birth, one.earlier, one.lot)


def _modules(given: TradeFile, ids: Mapping[str, AspectId]) -> list[Module]:
    modules = []
    for criterion in given.scheme.criteria:
        rows = [(sub.code, aspect) for sub in criterion.sub_criteria for aspect in sub.aspects]
        rules = tuple(
            AspectRule(ids[each.id], each.kind, each.max, each.parameters) for _, each in rows
        )
        codes = tuple(each.id for _, each in rows)
        subs = tuple(sub for sub, _ in rows)
        modules.append(Module(criterion.code, rules, criterion.judges, codes, subs))
    return modules


def _cells(mark: Mark) -> dict[Seat, str]:
    if mark.value is not None:
        return {SHARED: mark.value}
    return {Seat(at): MISSING if vote is None else vote for at, vote in enumerate(mark.votes, 1)}


def _races(
    tally: Tally,
    racing: Iterable[str],
    cells: Mapping[str, EntryCells],
    corrections: Mapping[str, Corrections],
) -> Races:
    codes = list(racing)
    found = {}
    for module, aspect in tally.placed:
        readings = [
            cells[code][aspect.id][SHARED]
            for code in codes
            if aspect.id in cells.get(code, {})
            and not corrections.get(code, NONE).voids(module, aspect.id)
        ]
        found[aspect.id] = race_of(aspect, readings)
    return found


@dataclass(slots=True)
class _Draft:
    """The corrections of one entry while they are gathered."""

    aspects: defaultdict[AspectId, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    modules: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    total: Fraction = ZERO
    scale: Fraction = ZERO
    void_aspects: set[AspectId] = field(default_factory=set)
    void_modules: set[str] = field(default_factory=set)
    is_void: bool = False

    def punish(self, penalty: Penalty, ids: Mapping[str, AspectId]) -> None:
        """Take the points of *penalty*, or note what it makes void."""
        points = ZERO if penalty.points is None else exact(penalty.points)
        if penalty.aspect is not None:
            self.aspects[ids[penalty.aspect]] += points
            self.void_aspects |= {ids[penalty.aspect]} if penalty.void else set()
        elif penalty.module is not None:
            self.modules[penalty.module] -= points
            self.void_modules |= {penalty.module} if penalty.void else set()
        else:
            self.total -= points
            self.is_void |= penalty.void

    def adjust(self, adjustment: Adjustment) -> None:
        """Add the points of *adjustment*."""
        points = exact(adjustment.points)
        if adjustment.module is not None:
            self.modules[adjustment.module] += points
        elif adjustment.scope == "scale":
            self.scale += points
        else:
            self.total += points


def statuses_of(given: TradeFile, corrections: Mapping[str, Corrections]) -> dict[str, Status]:
    """Return the status of every entry and team, penalties looked at."""
    return {
        one.code: Status.VOID if corrections.get(one.code, NONE).is_void else one.status
        for one in (*given.entries, *given.teams)
    }


def corrections_of(given: TradeFile, ids: Mapping[str, AspectId]) -> dict[str, Corrections]:
    """Return what corrects each entry and team by code; *ids* numbers the aspects."""
    drafts: defaultdict[str, _Draft] = defaultdict(_Draft)
    for penalty in given.penalties:
        drafts[penalty.entry].punish(penalty, ids)
    for adjustment in given.adjustments:
        drafts[adjustment.entry].adjust(adjustment)
    return {
        code: Corrections(
            draft.aspects,
            draft.modules,
            draft.total,
            draft.scale,
            frozenset(draft.void_aspects),
            frozenset(draft.void_modules),
            draft.is_void,
        )
        for code, draft in drafts.items()
    }
