"""Where every entry of a trade stands: built from the ledger and the rulings."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from competition.clock import written
from competition.programme.models import Competition, Trade
from competition.registration.enrol import entries_of, teams_of
from competition.registration.models import Delegation, Entry, Team
from competition.scoring.ballot import Ballot, corrections_of, statuses_of, traits_of
from competition.scoring.penalties import Corrections
from competition.scoring.rules import Effect, Fallback, ScaleRule, Unresolved
from competition.scoring.totals import Tally
from competition.scoring.trade import TradeFile
from competition.scoring.values import AspectId, EntryId, Status
from judging import dossier, ledger, plan
from judging.ledger import MarksChanged
from judging.plan import MarkingPlan
from scoreboard.standing import Row, Standing
from scoreboard.states import state_of
from scoreboard.visibility import Competitor, by_code


def build(session: Session, trade_id: int, until: datetime | None = None) -> Standing:
    """Return the standing of a trade as it is now, in the state and with the marks of *until*."""
    trade = session.get_one(Trade, trade_id)
    state = state_of(session, trade_id, until)
    agreed = plan.read(session, trade_id)
    given = dossier.trade_of(session, trade_id, with_marks=False)
    entries, teams = entries_of(session, trade_id), teams_of(session, trade_id)
    ids = _ids(entries, teams)
    corrections = corrections_of(given, _aspects(agreed))
    statuses = statuses_of(given, corrections)
    registered: Sequence[tuple[Entry | Team, Delegation | None]]
    registered = teams if given.rules.sums_teams else entries
    standing = Standing(
        trade=trade_id,
        version=trade.version,
        state=state.name,
        shows=trade.shows,
        competition=session.get_one(Competition, trade.competition_id).names,
        code=trade.code,
        names=trade.names,
        group=trade.group_names,
        unit="team" if given.rules.sums_teams else trade.unit,
        plan=agreed,
        given=given,
        ids=ids,
        rows=_rows(registered, ids),
        corrections={ids[code]: each for code, each in corrections.items()},
        traits={ids[entry.code]: traits_of(entry) for entry in given.entries},
        statuses={ids[code]: status for code, status in statuses.items()},
        needed=_needed(given, ids, statuses, corrections),
        members=_members(given, ids),
    )
    standing.since = state.since
    standing.cells = {ids[entry.code]: {} for entry in given.entries}
    if agreed is not None:
        tally = Tally([module.scored for module in agreed.modules], agreed.rules)
        if standing.shows_awards or not is_plain(given, corrections):
            standing.ballot = Ballot(tally, {}, {}, {}, corrections, statuses, {})
        _count(session, standing, tally, until)
    return standing


def _rows(
    registered: Sequence[tuple[Entry | Team, Delegation | None]], ids: Mapping[str, EntryId]
) -> list[Row]:
    return [
        Row(ids[one.code], one.status, competitor_of(one, home))
        for one, home in sorted(registered, key=_code)
    ]


def _code(registered: tuple[Entry | Team, Delegation | None]) -> tuple[int, str]:
    return by_code(registered[0].code)


def _ids(
    entries: Sequence[tuple[Entry, Delegation | None]],
    teams: Sequence[tuple[Team, Delegation | None]],
) -> dict[str, EntryId]:
    """Return the numbers of entries and of teams by their codes; those of teams are negative."""
    ids = {entry.code: EntryId(entry.id) for entry, _ in entries}
    return ids | {team.code: EntryId(-team.id) for team, _ in teams}


def _count(session: Session, standing: Standing, tally: Tally, until: datetime | None) -> None:
    """Take every mark that stands into *standing*; none that was recorded after *until*."""
    standing.open(tally)
    last = "" if until is None else written(until)
    marks = ledger.standing_cells(session, standing.trade, until=last)
    standing.take(cell for cell in marks if cell.entry in standing.cells)


def is_plain(given: TradeFile, corrections: Mapping[str, Corrections]) -> bool:
    """Answer whether places follow from totals alone, and scores from the field's spread.

    A board can then work out every score itself, in exact decimals.
    """
    rules, scale = given.rules, given.rules.scale
    return not (
        rules.sums_teams
        or rules.qualifier is not None
        or any(mark.effect is Effect.RANK for mark in rules.pass_marks)
        or rules.unresolved is Unresolved.CHIEF
        or any(each.scale for each in corrections.values())
    ) and (
        scale is None
        or (
            isinstance(scale, ScaleRule)
            and scale.decimals == 0
            and scale.fallback is not Fallback.MEAN_DEVIATION
            and rules.rounding.total is not None
        )
    )


def _aspects(agreed: MarkingPlan | None) -> dict[str, AspectId]:
    return {each.code: number for number, each in agreed.aspects.items()} if agreed else {}


def competitor_of(one: Entry | Team, home: Delegation | None) -> Competitor:
    """Return how *one* from *home* is called on a board."""
    return Competitor(
        one.code,
        one.station if isinstance(one, Entry) else None,
        one.names,
        home.code if home else None,
        home.names if home else {},
        home.short if home else {},
        home.colours if home else (),
    )


def _needed(
    given: TradeFile,
    ids: Mapping[str, EntryId],
    statuses: Mapping[str, Status],
    corrections: Mapping[str, Corrections],
) -> dict[str, frozenset[EntryId]]:
    """Return the entries whose marks each module waits for."""
    marked = [
        entry.code
        for entry in given.entries
        if statuses[entry.code].is_marked
        and (not given.rules.sums_teams or statuses.get(entry.team or "", Status.RANKED).is_marked)
    ]
    void = {code: each.void_modules for code, each in corrections.items()}
    return {
        criterion.code: frozenset(
            ids[code] for code in marked if criterion.code not in void.get(code, ())
        )
        for criterion in given.scheme.criteria
    }


def _members(given: TradeFile, ids: Mapping[str, EntryId]) -> dict[EntryId, list[EntryId]]:
    found: dict[EntryId, list[EntryId]] = {ids[team.code]: [] for team in given.teams}
    for entry in given.entries:
        if entry.team is not None:
            found[ids[entry.team]].append(ids[entry.code])
    return found


def follows(standing: Standing, fact: MarksChanged) -> bool:
    """Answer whether *fact* is the next thing that happened to *standing*."""
    return fact.base == standing.version
