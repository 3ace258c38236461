"""One sheet as it is printed: marks, earlier rounds, absences, checks, and every name on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.programme.models import Trade
from competition.registration.models import Entry
from competition.scoring.figures import spelled
from competition.scoring.values import ABSENT, SHARED, Seat
from judging import (
    acts,
    checks,
    confirmations,
    margin,
    objections,
    readiness,
    rounds,
    sheets,
    signatures,
    successors,
)
from judging.acts import Kind
from judging.models import Sheet, SheetAct
from judging.objections import Findings
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet
from judging.rounds import Votes
from judging.signatures import Signature
from judging.successors import Handover, Predecessors


@dataclass(frozen=True, slots=True)
class Line:
    """One aspect on paper: its values by seat once all are in, earlier rounds, its points."""

    aspect: PlannedAspect
    values: Votes | None
    is_voted: bool
    earlier: Sequence[Votes]
    points: str | None


@dataclass(frozen=True, slots=True)
class Signer:
    """A seat of the panel: who sits there, and the signature that stands, if any.

    *is_before*: a re-check has corrected a mark after it.  *before*: whose marks
    they sign who have the seat since.
    """

    seat: int
    judge: Account | None
    signature: Signature | None
    is_leader: bool
    is_before: bool
    before: Predecessors | None


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was done with the sheet, by whom; *people*: whose seat it was and is."""

    act: SheetAct
    by: Account | None
    people: Sequence[Account | None] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet as it is printed; *apart* is in how many values a second entry differs."""

    entry: Entry
    state: str
    lines: Sequence[Line]
    signers: Sequence[Signer]
    away: Sequence[dict[str, object]]
    checked_by: Account | None
    check: objections.Check | None
    word: confirmations.Word | None
    witness: Account | None
    history: Sequence[Happened]
    apart: int


_TOLD = tuple(kind for kind in Kind if kind not in {Kind.LOCK, Kind.UNLOCK})


def of_sheet(session: Session, plan: MarkingPlan, sheet: PlannedSheet) -> Paper:
    """Return *sheet* as it is printed now; votes that wait for others are left out."""
    row = session.get_one(Sheet, sheet.id, populate_existing=True)
    cells = readiness.cells_of(session, row)
    earlier = rounds.of_trade(session, plan.trade, [sheet.id])
    lines = []
    for aspect in sheet.aspects:
        mine = {at: cell.value for at, cell in cells.get(aspect.rule.id, {}).items()}
        values = _values(sheet, aspect, mine)
        found = sheets.standing(aspect, sheet.module, cells.get(aspect.rule.id, {}), plan)
        worth = None if aspect.rule.is_placed or values is None else found.points
        points = None if worth is None else spelled(worth, None)
        is_voted = aspect.rule.kind.is_voted and SHARED not in mine
        votes = earlier.get((sheet.id, aspect.rule.id), ())
        lines.append(Line(aspect, values, is_voted, votes, points))
    trade = session.get_one(Trade, plan.trade)
    findings = objections.standing(session, trade.id, [sheet.id]).get(sheet.id, Findings())
    word = confirmations.standing(session, trade.id, [sheet.id]).get(sheet.id)
    check = findings.check
    return Paper(
        session.get_one(Entry, sheet.entry),
        row.state,
        lines,
        _signers(session, plan, sheet, cells),
        margin.away(session, plan, sheet),
        session.get(Account, check.by) if check else None,
        check,
        word,
        session.get(Account, word.by) if word else None,
        _history(session, trade.id, sheet.id),
        len(checks.verdict(session, sheet, cells, findings).differences),
    )


def _history(session: Session, trade: int, sheet: int) -> list[Happened]:
    """Return what was done with a sheet in order, seats of it that passed among it."""
    passed = {each.act.number: each for each in successors.of_sheet(session, trade, sheet)}
    done = [*acts.of(session, trade, _TOLD, [sheet]), *(each.act for each in passed.values())]
    return [
        Happened(act, session.get(Account, act.author_id), _people(session, passed.get(act.number)))
        for act in sorted(done, key=lambda act: act.number)
    ]


def _people(session: Session, passed: Handover | None) -> Sequence[Account | None]:
    """Return whose the seat was that has *passed*, and whose it is."""
    whose = (passed.before, passed.after) if passed else ()
    return [session.get(Account, each) if each else None for each in whose]


def _values(sheet: PlannedSheet, aspect: PlannedAspect, mine: dict[Seat, str]) -> Votes | None:
    if not aspect.rule.kind.is_voted or SHARED in mine:
        return [mine[SHARED]] if SHARED in mine else None
    if any(Seat(at) not in mine for at in sheet.seats):
        return None
    votes = (mine[Seat(at)] for at in sheet.seats)
    return [None if vote == ABSENT else vote for vote in votes]


def _signers(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, cells: sheets.CellsOfEntry
) -> list[Signer]:
    given = signatures.standing(session, plan.trade, [sheet.id]).get(sheet.id, {})
    approved = acts.of(session, plan.trade, [Kind.APPROVAL], [sheet.id])
    corrected = max((act.recorded_at for act in approved if act.document.get("found")), default="")
    before = successors.predecessors(session, plan.trade, sheet, cells)
    signers = []
    for at, account in enumerate(sheet.judges, 1):
        signature = given.get(Seat(at))
        is_before = signature is not None and signature.at <= corrected
        judge = session.get(Account, account) if account else None
        is_leader, told = at == sheet.module.leader, before.get(Seat(at))
        signers.append(Signer(at, judge, signature, is_leader, is_before, told))
    return signers
