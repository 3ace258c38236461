"""Taking a whole trade in from its file: all of it, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.errors import NotFound
from competition.programme import trades
from competition.programme.models import Competition, Trade
from competition.registration.models import Delegation, Entry, Member, Team
from competition.scoring import rules_document
from competition.scoring.shapes import fault
from competition.scoring.trade import Entry as GivenEntry
from competition.scoring.trade import Scheme, TradeFile
from competition.scoring.trade import Team as GivenTeam
from competition.scoring.trade_file import from_document, parsed
from judging import opening, rulings
from judging.rulings import SHAPES, NewRuling

SHOWS: Final = "nothing"
"""What the public sees of a trade that came from a file, until an organiser decides."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A trade file to take in; without a competition one is set up for it."""

    trade: TradeFile
    source: str
    competition: int | None
    by: int


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an intake has made.

    *marks* counts ledger lines; *known* are the delegations that the
    competition had already, whose names stayed as they were.
    """

    competition: int
    trade: int
    entries: int
    marks: int
    rulings: int
    is_open: bool
    known: tuple[str, ...]


def read(data: bytes) -> TradeFile:
    """Return the trade file in *data*, which a running system can hold.

    Raises UnusableDocument with the path of what is wrong, or of what only a
    file can say: see docs/trade-file.md, import.
    """
    document = parsed(data)
    given = from_document(document)
    _check_stations(given)
    _check_panels(given, document)
    return given


def take_in(session: Session, intakes: Sequence[Intake]) -> Sequence[TakenIn]:
    """Make the trades of *intakes*; answer each with what was made.

    Raises TradeCodeTaken where the competition has a trade with this code, and
    NotFound without that competition: what is raised leaves nothing behind.
    """
    return [_take_one(session, intake) for intake in intakes]


def _check_stations(given: TradeFile) -> None:
    first: dict[str, str] = {}
    for at, entry in enumerate(given.entries):
        if entry.station is None:
            continue
        if entry.station in first:
            other = first[entry.station]
            fault(
                f"$.entries[{at}].station",
                f"{entry.station} is the station of {other} already: give each entry its own",
            )
        first[entry.station] = entry.code


def _check_panels(given: TradeFile, document: Any) -> None:
    """Refuse votes that no one panel can have given: lists of several lengths in a criterion."""
    within = {aspect.id: criterion for criterion, _, aspect in given.scheme.aspects()}
    kept = {(mark.entry, mark.aspect): mark for mark in given.marks}
    sizes: dict[str, int] = {}
    for at, row in enumerate(document.get("marks", ())):
        mark = kept.get((row["entry"], row["aspect"]))
        if mark is None or not mark.votes or within[mark.aspect].judges is not None:
            continue
        code, size = within[mark.aspect].code, len(mark.votes)
        if sizes.setdefault(code, size) != size:
            fault(
                f"$.marks[{at}].votes",
                f"{size} votes where another list of criterion {code} has {sizes[code]}: "
                "say in the criterion's judges how many its panel has",
            )


def _take_one(session: Session, intake: Intake) -> TakenIn:
    given, by = intake.trade, intake.by
    competition = intake.competition or _competition(session, given, by)
    trade = _trade(session, competition, given, by)
    known = _enter(session, competition, trade, given)
    rulings_to_make = _rulings(trade, given, by)
    is_open = bool(given.marks or rulings_to_make)
    if is_open or given.scheme != Scheme(()):
        opening.store(session, trade, given.scheme, intake.source, by)
        opening.seat(session, trade, opening.panel_sizes(given))
    lines = 0
    if is_open:
        opening.open_sheets(session, trade, by)
        lines = opening.mark(session, trade, given, by)
        _raised(rulings.rule(session, rulings_to_make))
    note(session, by, "trade-imported", trade=trade, file=intake.source, marks=lines)
    session.flush()
    return TakenIn(
        competition, trade, len(given.entries), lines, len(rulings_to_make), is_open, known
    )


def _competition(session: Session, given: TradeFile, by: int) -> int:
    today: date = now().date()
    names = dict(given.trade.names) or {"en": given.trade.code}
    return trades.create(session, [trades.NewCompetition(names, today, today, by)])[0]


def _trade(session: Session, competition: int, given: TradeFile, by: int) -> int:
    head = given.trade
    # Two intakes at once take turns here, and the second finds the code taken.
    if session.get(Competition, competition, with_for_update=True) is None:
        raise NotFound
    new = trades.NewTrade(
        competition,
        head.code,
        dict(head.names),
        dict(head.group),
        head.unit,
        SHOWS,
        rules_document.document_of(given.rules),
        by,
    )
    (number,) = _raised(trades.add(session, [new]))
    row = session.get_one(Trade, number)
    row.signing, row.checking, row.confirming = head.signing, head.checking, head.confirming
    row.avoids = [tie.value for tie in head.avoids]
    session.flush()
    return number


def _enter(session: Session, competition: int, trade: int, given: TradeFile) -> tuple[str, ...]:
    """Enter delegations, teams, entries and people; return the delegations known before."""
    numbers, known = _delegations(session, competition, given)
    teams = [Team(trade_id=trade, **_entrant(team, numbers)) for team in given.teams]
    session.add_all(teams)
    session.flush()
    by_code = {team.code: team.id for team in teams}
    entries = [
        Entry(
            trade_id=trade,
            **_entrant(entry, numbers),
            station=entry.station,
            team_id=None if entry.team is None else by_code[entry.team],
            birth=entry.birth,
        )
        for entry in given.entries
    ]
    session.add_all(entries)
    session.flush()
    session.add_all(
        Member(entry_id=row.id, position=position, names=dict(names))
        for row, entry in zip(entries, given.entries, strict=True)
        for position, names in enumerate(entry.people, 1)
    )
    session.flush()
    return known


def _delegations(
    session: Session, competition: int, given: TradeFile
) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Return the delegations by code, and those whose names the file would have otherwise."""
    rows = {
        each.code: each
        for each in session.scalars(
            select(Delegation).where(Delegation.competition_id == competition)
        )
    }
    said = {each.code: each for each in given.delegations}
    named = {one.delegation for one in (*given.entries, *given.teams) if one.delegation}
    kept = []
    for code in sorted(named):
        row = rows.get(code)
        if row is None:
            row = Delegation(competition_id=competition, code=code, names={}, short={})
            session.add(row)
            rows[code] = row
        if code in said:
            row.names = row.names or dict(said[code].names)
            row.short = row.short or dict(said[code].short)
            if (row.names, row.short) != (said[code].names, said[code].short):
                kept.append(code)
    session.flush()
    return {code: rows[code].id for code in named}, tuple(kept)


def _entrant(given: GivenTeam | GivenEntry, delegations: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": given.code,
        "names": dict(given.names),
        "delegation_id": None if given.delegation is None else delegations[given.delegation],
        "status": given.status.value,
        "earlier": given.earlier,
        "lot": given.lot,
        "time": given.time,
        "scale": given.scale,
        "honours": list(given.honours),
        "level": given.level,
    }


def _rulings(trade: int, given: TradeFile, by: int) -> list[NewRuling]:
    made: Mapping[str, Sequence[object]] = {
        "penalty": given.penalties,
        "adjustment": given.adjustments,
        "decision": given.decisions,
    }
    found = []
    for kind, rows in made.items():
        for row in rows:
            document: Any = SHAPES[kind].write(row)
            found.append(NewRuling(trade, kind, document, by))
    return found


def _raised(outcomes: Iterable[int | Exception]) -> list[int]:
    """Return *outcomes*, or raise the first that is an exception."""
    found = []
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
        found.append(outcome)
    return found
