"""Everybody in a trade with totals and statuses: entries, or teams of entries (rulebook 5 to 8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from competition.scoring.ballot import Ballot, traits_of
from competition.scoring.problems import Problem, gap
from competition.scoring.qualification import failed, not_qualified
from competition.scoring.rules import Effect, TeamRule
from competition.scoring.teams import Member, counted, team_total
from competition.scoring.ties import part_codes
from competition.scoring.totals import Total
from competition.scoring.trade import Entry, Team, TradeFile
from competition.scoring.values import EntryId, Status


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a team that is summed."""

    code: str
    team: str
    status: Status
    total: Total | None
    counted: bool


@dataclass(frozen=True, slots=True)
class Entrants:
    """Who is ranked and who is not, by code.

    *effects* says what missed pass marks take from entries; *gaps* are the
    problems of marks that are needed and do not count yet.
    """

    units: Mapping[str, Team]
    ids: Mapping[EntryId, str]
    totals: Mapping[str, Total]
    statuses: Mapping[str, Status]
    effects: Mapping[str, Effect]
    members: Sequence[MemberRow]
    gaps: Sequence[Problem]

    @property
    def ranked(self) -> list[str]:
        """Return the codes of those who are ranked."""
        return [code for code in self.units if self.statuses[code] is Status.RANKED]


@dataclass(frozen=True, slots=True)
class Counted:
    """One entry counted: its total, its gaps with the module each belongs to."""

    total: Total
    time: Fraction | None
    gaps: Sequence[tuple[str, Problem]] = ()


Settled = Callable[[Total, str], bool]


def always(_total: Total, _part: str) -> bool:
    """Take the points of every part as they are, marked whole or not."""
    return True


def entrants_of(given: TradeFile, ballot: Ballot) -> Entrants:
    """Return the entrants of *given*, counted and admitted."""
    numbers = numbers_of(given)
    own = {
        entry.code: _count(entry, numbers.get(entry.code, EntryId(0)), ballot)
        for entry in given.entries
        if ballot.statuses[entry.code].is_marked
    }
    return admitted(given, ballot, own, numbers)


def numbers_of(given: TradeFile) -> dict[str, EntryId]:
    """Return a number for everybody who may be ranked: teams that are summed, else entries."""
    return {code: EntryId(at) for at, code in enumerate(sorted(_units(given)))}


def admitted(
    given: TradeFile,
    ballot: Ballot,
    own: Mapping[str, Counted],
    numbers: Mapping[str, EntryId],
    settled: Settled = always,
) -> Entrants:
    """Return the entrants of *given* from its entries as they are counted.

    *own* has every entry that is marked, *numbers* a number for every unit.
    Qualifier and pass marks look at a part only where it is *settled*: a live
    board asks for parts that are marked whole.
    """
    units = _units(given)
    if given.rules.team is not None and given.rules.sums_teams:
        totals = _team_totals(given.teams, _members(given, own, ballot), numbers, ballot)
        members = _member_rows(given, given.rules.team, own, ballot)
    else:
        totals, members = {code: each.total for code, each in own.items()}, []
    statuses = {code: ballot.statuses[code] for code in units}
    statuses, effects = _admitted(statuses, totals, ballot, settled)
    return Entrants(
        units,
        {number: code for code, number in numbers.items()},
        totals,
        statuses,
        effects,
        members,
        _needed(given, own, statuses),
    )


def _units(given: TradeFile) -> Mapping[str, Team]:
    units: Sequence[Team] = given.teams if given.rules.sums_teams else given.entries
    return {unit.code: unit for unit in units}


def _count(entry: Entry, number: EntryId, ballot: Ballot) -> Counted:
    tally, cells = ballot.tally, ballot.cells.get(entry.code, {})
    corrections, traits = ballot.of(entry.code), traits_of(entry)
    found = [tally.aspect(at, cells, corrections, ballot.races) for at in range(len(tally.aspects))]
    rows = [(module.code, code) for module in tally.modules for code in module.codes]
    gaps = [
        (module, gap(points.gap, entry.code, code, at))
        for at, ((module, code), points) in enumerate(zip(rows, found, strict=True))
        if points.gap is not None and module not in corrections.void_modules
    ]
    total = tally.added_up(number, found, cells, corrections, traits)
    return Counted(total, tally.time(cells, traits), gaps)


def _members(
    given: TradeFile, own: Mapping[str, Counted], ballot: Ballot
) -> dict[str, list[Member]]:
    """Return the ranked members by team."""
    found: dict[str, list[Member]] = {team.code: [] for team in given.teams}
    for entry in given.entries:
        if entry.team is not None and ballot.statuses[entry.code] is Status.RANKED:
            mine = own[entry.code]
            found[entry.team].append(Member(entry.code, mine.total, mine.time))
    return found


def _team_totals(
    teams: Sequence[Team],
    members: Mapping[str, Sequence[Member]],
    numbers: Mapping[str, EntryId],
    ballot: Ballot,
) -> dict[str, Total]:
    rule = ballot.tally.rules.team or TeamRule()
    return {
        team.code: team_total(
            numbers[team.code],
            counted(rule, members[team.code]),
            ballot.tally,
            ballot.of(team.code),
            traits_of(team),
        )
        for team in teams
        if ballot.statuses[team.code].is_marked
    }


def _member_rows(
    given: TradeFile, rule: TeamRule, own: Mapping[str, Counted], ballot: Ballot
) -> list[MemberRow]:
    chosen = {
        one.code for each in _members(given, own, ballot).values() for one in counted(rule, each)
    }
    rows = [
        MemberRow(
            entry.code,
            entry.team or "",
            ballot.statuses[entry.code],
            own[entry.code].total if entry.code in own else None,
            entry.code in chosen,
        )
        for entry in given.entries
    ]
    return sorted(rows, key=lambda row: (row.team, row.code))


def _admitted(
    statuses: Mapping[str, Status], totals: Mapping[str, Total], ballot: Ballot, settled: Settled
) -> tuple[dict[str, Status], dict[str, Effect]]:
    """Return the statuses after qualifier and pass marks, and what these take away."""
    tally = ballot.tally
    rules, found = tally.rules, dict(statuses)

    def points(code: str, part: str) -> Fraction:
        return tally.part([module.points for module in totals[code].modules], part)

    def is_settled(code: str, part: str) -> bool:
        return tally.knows_part(part) and settled(totals[code], part)

    ranked = [code for code, status in statuses.items() if status is Status.RANKED]
    if rules.qualifier is not None and all(
        is_settled(code, rules.qualifier.part) for code in ranked
    ):
        by_part = {code: points(code, rules.qualifier.part) for code in ranked}
        left_out = not_qualified(rules.qualifier, by_part)
        found |= dict.fromkeys(left_out, Status.NOT_QUALIFIED)
        ranked = [code for code in ranked if code not in left_out]
    effects = {}
    for code in ranked:
        effect = failed(
            (mark, points(code, mark.part))
            for mark in rules.pass_marks
            if is_settled(code, mark.part)
        )
        if effect is not None:
            effects[code] = effect
        if effect is Effect.RANK:
            found[code] = Status.FAILED
    return found, effects


def _needed(
    given: TradeFile, own: Mapping[str, Counted], statuses: Mapping[str, Status]
) -> list[Problem]:
    """Return the gaps of marks that are needed."""
    rules = given.rules
    part = () if rules.qualifier is None else part_codes(rules, rules.qualifier.part)
    found: list[Problem] = []
    for entry in given.entries:
        unit = entry.team or "" if rules.sums_teams else entry.code
        status = statuses.get(unit, Status.RANKED)
        if entry.code not in own or not status.is_marked:
            continue
        found += [
            problem
            for module, problem in own[entry.code].gaps
            if status is not Status.NOT_QUALIFIED or module in part
        ]
    return found
