"""A sheet as its judge sees it, how far a trade's sheets are, and the chief judge's signature."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.errors import Refusal, sentence
from competition.programme.journey import Step
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.registration import enrol
from competition.registration.models import Entry
from competition.scoring.figures import spelled
from competition.scoring.standings import Standings, score
from competition.scoring.totals import AspectPoints, aspect_points
from competition.scoring.values import ABSENT, SHARED, AspectId, EntryId, Seat, Status, TradeId
from judging import acts, avoidance, dossier, equals, findings, rulings
from judging import ledger_statements as statements
from judging import plan as plans
from judging.chain import head
from judging.ledger import Cell, standing_cells
from judging.models import LedgerHead, Sheet, SheetAct, TradeSignature
from judging.plan import (
    MarkingPlan,
    PlannedAspect,
    PlannedModule,
    PlannedSheet,
    Stack,
    cell_seat,
)
from judging.refused import TradeSuspended

CellsOfEntry = Mapping[AspectId, Mapping[Seat, Cell]]
_Known = dict[tuple[AspectId, tuple[tuple[Seat, str], ...]], AspectPoints]


class NotComplete(Refusal):
    """Signing is for marks that are all there and agreed."""

    code, status = "not-complete", HTTPStatus.CONFLICT
    text = sentence("Not complete: %(unmarked)s marks are missing, %(conflicts)s in conflict.")


class TiesOpen(Refusal):
    """The rules want equals parted, and nothing parts them yet."""

    code, status = "ties-open", HTTPStatus.CONFLICT
    text = sentence(
        "These entries are equal and wait for a lot or for the chief judge's decision: %(codes)s."
    )


class NotLocked(Refusal):
    """Where panels sign, the chief judge signs what they have signed and the chief has locked."""

    code, status = "not-locked", HTTPStatus.CONFLICT
    text = sentence("Lock every module first: %(count)s sheets are not locked.")


class AlreadySigned(Refusal):
    """One signature is enough."""

    code, status = "already-signed", HTTPStatus.CONFLICT
    text = sentence("The trade is signed already.")


@dataclass(frozen=True, slots=True)
class Signing:
    """A chief judge puts their name to a trade's marks."""

    trade: int
    by: int


class Conflict(NamedTuple):
    """Votes too far apart: on which sheet, for which aspect, in the order of the seats."""

    sheet: PlannedSheet
    aspect: PlannedAspect
    votes: Sequence[str]


@dataclass(frozen=True, slots=True)
class SheetState:
    """How far one sheet is, in aspects.

    *marked* says by seat, seat 1 first, how many need not be touched there any
    more: marked, by that judge where they are voted on, and in no conflict.
    """

    of: int
    counted: int
    begun: int
    apart: Sequence[Conflict]
    marked: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        """Answer whether every aspect counts."""
        return self.counted == self.of

    @property
    def conflicts(self) -> int:
        """Return in how many aspects votes are too far apart."""
        return len(self.apart)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a trade is: by entry, module and day; and every conflict with its votes.

    *excused* are those that nobody need mark, where somebody has looked for them.
    """

    states: Mapping[tuple[int, Stack], SheetState]
    conflicts: Sequence[Conflict]
    excused: AbstractSet[tuple[int, Stack]] = frozenset()

    @property
    def unmarked(self) -> int:
        """Return how many aspects of ranked entries do not count yet and are in no conflict."""
        return sum(
            state.of - state.counted - state.conflicts
            for at, state in self.states.items()
            if at not in self.excused
        )


def by_entry(cells: Sequence[Cell]) -> defaultdict[EntryId, dict[AspectId, dict[Seat, Cell]]]:
    """Return *cells* by entry, aspect and seat."""
    found: defaultdict[EntryId, dict[AspectId, dict[Seat, Cell]]] = defaultdict(dict)
    for cell in cells:
        found[cell.entry].setdefault(cell.aspect, {})[cell.seat] = cell
    return found


def standing(
    aspect: PlannedAspect, module: PlannedModule, cells: Mapping[Seat, Cell], plan: MarkingPlan
) -> AspectPoints:
    """Return what the *cells* of one aspect are worth now."""
    values = {seat: cell.value for seat, cell in cells.items()}
    return aspect_points(aspect.rule, values, len(module.judges), plan.rules)


def shown_cell(
    aspect: PlannedAspect,
    module: PlannedModule,
    seat: Seat,
    cells: Mapping[Seat, Cell],
    plan: MarkingPlan,
) -> dict[str, object]:
    """Return one cell as the judge in *seat* may see it: others' votes only when all are in."""
    own = cells.get(cell_seat(aspect.rule, seat))
    is_absent = own is not None and own.value == ABSENT
    points = standing(aspect, module, cells, plan)
    # What a place in the field earns is not known from one entry's cells.
    worth = None if aspect.rule.is_placed else points.points
    shown: dict[str, object] = {
        "value": own.value if own and not is_absent else None,
        "version": own.version if own else 0,
        "points": None if worth is None else spelled(worth, None),
    }
    if not aspect.rule.kind.is_voted:
        return {**shown, "by": own.author if own else None}
    votes = {at: cell.value for at, cell in cells.items() if at != SHARED}
    away = [at for at, vote in votes.items() if vote == ABSENT]
    is_complete = len(votes) >= len(module.judges)
    told = [None if at in away else votes[at] for at in sorted(votes)]
    return {
        **shown,
        "votes_in": len(votes) - len(away),
        "votes_of": len(module.judges) - len(away),
        "votes": told if is_complete else None,
        "absent": is_absent,
        "conflict": points.conflict,
        "points": shown["points"] if is_complete else None,
    }


def stages(session: Session, trade: int) -> tuple[dict[int, str], dict[int, int]]:
    """Return the state of each sheet of *trade*, and the version of each that is open."""
    rows = statements.states(session.connection(), trade)
    states = {number: state for number, state, _ in rows}
    return states, {number: version for number, state, version in rows if state == "open"}


def is_signed(session: Session, trade: int) -> bool:
    """Answer whether the chief judge has signed *trade*."""
    return session.get(TradeSignature, trade) is not None


def signed(session: Session, trades: Collection[int]) -> dict[int, datetime]:
    """Return when the chief judge signed each of *trades* that is signed."""
    rows = session.execute(
        select(TradeSignature.trade_id, TradeSignature.signed_at).where(
            TradeSignature.trade_id.in_(trades)
        )
    )
    return {row.trade_id: row.signed_at for row in rows}


def signature(session: Session, trade: int) -> TradeSignature | None:
    """Return the chief judge's signature of *trade*, or None."""
    return session.get(TradeSignature, trade)


def progress(session: Session, plan: MarkingPlan) -> Progress:
    """Return how far the trade of *plan* is; withdrawn entries are left out."""
    marks = by_entry(standing_cells(session, plan.trade))
    to_mark = set(entries_to_mark(session, plan.trade))
    return among(plan, states(plan, plan.sheets.values(), marks), to_mark)


def among(plan: MarkingPlan, found: Mapping[int, SheetState], entries: Container[int]) -> Progress:
    """Return how far a trade is by what is *found* of its sheets; *entries* are marked."""
    to_mark = [sheet for sheet in plan.sheets.values() if sheet.entry in entries]
    return Progress(
        {(sheet.entry, sheet.stack): found[sheet.id] for sheet in to_mark},
        [conflict for sheet in to_mark for conflict in found[sheet.id].apart],
    )


def states(
    plan: MarkingPlan, among: Iterable[PlannedSheet], marks: Mapping[EntryId, CellsOfEntry]
) -> dict[int, SheetState]:
    """Return by their numbers how far some sheets of *plan* are by the *marks* of their entries."""
    known: _Known = {}
    return {
        sheet.id: _state(plan, sheet, marks.get(EntryId(sheet.entry), {}), known) for sheet in among
    }


def counted(plan: MarkingPlan, sheet: PlannedSheet, cells: CellsOfEntry) -> SheetState:
    """Return how far *sheet* is by the *cells* of its entry."""
    return _state(plan, sheet, cells, {})


def _state(
    plan: MarkingPlan, sheet: PlannedSheet, cells: CellsOfEntry, known: _Known
) -> SheetState:
    done = begun = shared = 0
    apart: list[Conflict] = []
    seats: Counter[Seat] = Counter()
    for aspect in sheet.aspects:
        mine = cells.get(aspect.rule.id)
        if not mine:
            continue
        points = _worth(plan, sheet.module, aspect, mine, known)
        done += points.points is not None
        begun += any(cell.value != ABSENT for cell in mine.values())
        if points.conflict:
            apart.append(Conflict(sheet, aspect, [mine[seat].value for seat in sorted(mine)]))
        elif aspect.rule.kind.is_voted:
            seats.update(mine.keys())
        else:
            shared += SHARED in mine
    marked = tuple(shared + seats[Seat(at)] for at in sheet.seats)
    return SheetState(len(sheet.aspects), done, begun, tuple(apart), marked)


def _worth(
    plan: MarkingPlan,
    module: PlannedModule,
    aspect: PlannedAspect,
    cells: Mapping[Seat, Cell],
    known: _Known,
) -> AspectPoints:
    """Return what *cells* are worth: the same come again and again, and fractions are slow."""
    key = aspect.rule.id, tuple((seat, cell.value) for seat, cell in cells.items())
    found = known.get(key)
    if found is None:
        found = known[key] = standing(aspect, module, cells, plan)
    return found


def entries_to_mark(session: Session, trade: int) -> Sequence[int]:
    """Return the ids of the entries of *trade* that are marked: all that are not out."""
    marked = [status for status in Status if status.is_marked]
    return session.scalars(
        select(Entry.id).where(Entry.trade_id == trade, Entry.status.in_(marked))
    ).all()


def sign(session: Session, signings: Sequence[Signing]) -> Sequence[Exception | None]:
    """Sign trades; refused while anything is unmarked or in conflict."""
    return [_sign_one(session, signing) for signing in signings]


def step(session: Session, trade: Trade) -> Step:
    """Return the marking step of *trade*: done when the chief judge has signed."""
    signed = is_signed(session, trade.id)
    missing = None if signed else sentence("Not signed by the chief judge.")
    return Step(sentence("Marking"), "desk.chief", signed, missing)


def _sign_one(session: Session, signing: Signing) -> Exception | None:
    if is_signed(session, signing.trade):
        return AlreadySigned()
    # The head is held first, so that no mark can slip in between counting and signing.
    book = session.get(LedgerHead, signing.trade, with_for_update=True, populate_existing=True)
    enrol.hold(session, signing.trade)
    plan = plans.read(session, signing.trade)
    if plan is None or not plan.is_locked:
        return NotComplete(unmarked="…", conflicts=0)
    if book is not None and book.suspended_at is not None:
        return TradeSuspended({"since": book.suspended_at})
    refusal = incomplete(score(dossier.trade_of(session, signing.trade)))
    refusal = refusal or awaited(session, plan) or not_locked(session, signing.trade)
    refusal = refusal or avoidance.why_not_opened(session, signing.trade)
    refusal = refusal or findings.why_not_signed(session, signing.trade)
    if refusal is not None:
        return refusal
    lines, last = _put_name(session, signing)
    enrol.seal(session, signing.trade)
    note(session, signing.by, "trade-signed", trade=signing.trade, lines=lines, hash=last)
    session.flush()
    touch(session, TradeId(signing.trade))
    return None


def _put_name(session: Session, signing: Signing) -> tuple[int, str]:
    """Sign what the trade's ledger says now; return how many lines it has, and the last hash."""
    lines, last = head(session, signing.trade)
    ruled, last_ruled = rulings.head(session, signing.trade)
    # The signature's own row could be taken away; this line is one of a chain.
    told: dict[str, object] = {"lines": lines, "hash": last, "rulings": ruled}
    told = {"signature": {**told, "rulings_hash": last_ruled}}
    by = {"trade_id": signing.trade, "author_id": signing.by}
    acts.append(session, SheetAct(**by, kind=acts.Kind.LOCK, document=told))
    done, last_done = acts.head(session, signing.trade)
    session.add(
        TradeSignature(
            trade_id=signing.trade,
            account_id=signing.by,
            signed_at=now(),
            lines=lines,
            hash=last,
            rulings=ruled,
            rulings_hash=last_ruled,
            acts=done,
            acts_hash=last_done,
        )
    )
    return lines, last


def incomplete(found: Standings) -> Refusal | None:
    """Return why a trade cannot be signed yet, or None."""
    codes = Counter(problem.code for problem in found.problems if problem.is_blocking)
    ties = [each.entry or "" for each in found.problems if each.code in equals.WAITING]
    conflicts, unmarked = codes["conflict"], codes.total() - codes["conflict"] - len(ties)
    if conflicts or unmarked:
        return NotComplete(unmarked=unmarked, conflicts=conflicts)
    return TiesOpen(codes=", ".join(ties)) if ties else None


def awaited(session: Session, plan: MarkingPlan) -> Refusal | None:
    """Return that votes are not in whose judges nobody has excused, or None."""
    marks = by_entry(standing_cells(session, plan.trade))
    awaited = 0
    for sheet in plan.sheets.values():
        for aspect in sheet.aspects:
            # Whoever need not be marked at all, because of a qualifier say, has no votes either.
            mine = marks[EntryId(sheet.entry)].get(aspect.rule.id, {})
            points = standing(aspect, sheet.module, mine, plan) if mine else None
            awaited += points is not None and points.points is None and not points.conflict
    return NotComplete(unmarked=awaited, conflicts=0) if awaited else None


def not_locked(session: Session, trade: int) -> Refusal | None:
    """Return that modules are not locked yet where panels sign, or None."""
    if session.get_one(Trade, trade).signing != "panel":
        return None
    count = session.scalar(
        select(func.count(Sheet.id)).where(
            Sheet.trade_id == trade,
            Sheet.state != "locked",
            Sheet.entry_id.in_(entries_to_mark(session, trade)),
        )
    )
    return NotLocked(count=count) if count else None
