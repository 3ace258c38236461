"""What a tablet is told of sheets that are checked by a second person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.access import Act, Person, may
from competition.programme.models import Trade
from competition.registration.models import Entry
from competition.scoring.values import ABSENT, SHARED, AspectId, Seat, TradeId
from judging import (
    checks,
    margin,
    objections,
    readiness,
    second_entry,
    second_person,
    sheets,
)
from judging.checks import Verdict
from judging.headway import Headway
from judging.ledger_statements import head_at
from judging.memory import Memory
from judging.models import Sheet
from judging.objections import Findings
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet
from judging.sheets import CellsOfEntry
from judging.tablet import described, entry_order, trade_told


def to_check(session: Session, memory: Memory, person: Person, account: int) -> dict[str, object]:
    """Return the complete sheets that *account* may check and that nobody has checked yet.

    *asked* says whether any trade of theirs has its sheets checked.
    """
    query = select(Trade).where(Trade.checking != "none").order_by(Trade.id)
    trades = [each for each in session.scalars(query) if may(person, Act.MARK, TradeId(each.id))]
    found = []
    for trade in trades:
        # Whoever may open the sheets at the desk enters none of them blind.
        if trade.checking == "blind" and may(person, Act.OVERSEE, TradeId(trade.id)):
            continue
        progress = memory.headway.of(session, trade.id)
        is_open = progress is not None and progress.plan.is_locked
        if progress and is_open and not sheets.is_signed(session, trade.id):
            found += _of_trade(session, memory, progress, account)
    return {"checks": found, "asked": bool(trades)}


def to_read(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, account: int
) -> dict[str, object]:
    """Return a sheet as its checker may see it: with values while it is open to be read aloud.

    Raises NotToBeChecked where nobody is asked to check, OwnMarks, SeesTheMarks,
    JudgeAbsent.
    """
    trade = session.get_one(Trade, plan.trade)
    if trade.checking == "none":
        raise checks.NotToBeChecked
    row = session.get_one(Sheet, sheet.id, populate_existing=True)
    cells = readiness.cells_of(session, row)
    refusal = second_person.why_not(session, row, trade.checking, account)
    if refusal:
        raise refusal
    found = objections.standing(session, trade.id, [sheet.id]).get(sheet.id, Findings())
    state = sheets.counted(plan, sheet, cells)
    is_complete = state.counted == state.of
    now = checks.verdict(session, sheet, cells, found) if is_complete else Verdict(found)
    told = margin.told_check(session, trade.checking, now, account, is_complete=is_complete)
    is_blind = trade.checking == "blind"
    head = _head(session, plan, sheet, row, account)
    # Whoever enters blind hears in how many cells their own entry differs, not in which.
    is_own = found.comparison is not None and found.comparison.by == account
    differs = len(now.differences) if is_own else 0
    shown = {**told, "differences": []} if is_blind else told
    reads = is_complete and not is_blind and not head["locked"]
    return {
        **head,
        "check": {**shown, "differ": differs},
        "complete": is_complete,
        "entries": _entered(session, sheet, account, found) if is_blind else [],
        "aspects": [
            described(aspect)
            | {"seats": _seats(sheet, aspect, cells)}
            | {"values": _values(sheet, aspect, cells) if reads else None}
            for aspect in sheet.aspects
        ],
    }


def _head(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, row: Sheet, account: int
) -> dict[str, object]:
    entry = session.get_one(Entry, sheet.entry)
    return {
        "id": sheet.id,
        "version": row.version,
        "head": head_at(session.connection(), row.id, row.version),
        "state": row.state,
        "locked": row.state != "open" or sheets.is_signed(session, plan.trade),
        "trade": trade_told(session.get_one(Trade, plan.trade)),
        "entry": {"code": entry.code, "station": entry.station},
        "criterion": {"code": sheet.module.code, "names": sheet.module.names},
        "day": sheet.day,
        "panel": {
            "name": sheet.module.panel,
            "seat": sheet.seat(account),
            "seats": len(sheet.module.judges),
        },
    }


def _of_trade(
    session: Session, memory: Memory, known: Headway, account: int
) -> list[dict[str, object]]:
    plan, trade = known.plan, session.get_one(Trade, known.plan.trade)
    not_theirs = set(second_person.own_sheets(session, trade.id, account))
    if trade.checking == "blind":
        not_theirs.update(second_person.seen_sheets(session, trade.id, account))
    for number, seats in memory.deeds(session, trade.id).away.items():
        if number in plan.sheets and plan.sheets[number].seat(account) in seats:
            not_theirs.add(number)
    still_open = select(Sheet).where(Sheet.trade_id == trade.id, Sheet.state == "open")
    rows = {row.id: row for row in session.scalars(still_open)}
    found = []
    for number, (is_complete, now) in checks.of_trade(session, known).items():
        row = rows.get(number)
        if row is None or not is_complete or now.is_checked or number in not_theirs:
            continue
        found.append(_summary(session, plan, trade, row, now))
    order = {stack: at for at, stack in enumerate(plan.stacks)}
    entries = {e.id: e for e in session.scalars(select(Entry).where(Entry.trade_id == trade.id))}
    return sorted(
        found,
        key=lambda each: (
            order[plan.sheets[_number(each)].stack],
            entry_order(entries[plan.sheets[_number(each)].entry]),
        ),
    )


def _summary(
    session: Session, plan: MarkingPlan, trade: Trade, row: Sheet, now: Verdict
) -> dict[str, object]:
    sheet = plan.sheets[row.id]
    entry = session.get_one(Entry, sheet.entry)
    waits = len(now.findings.objections) + len(now.differences)
    return {
        "id": row.id,
        "version": row.version,
        "trade": trade_told(trade),
        "entry": {"code": entry.code, "station": entry.station},
        "criterion": {"code": sheet.module.code, "names": sheet.module.names},
        "day": sheet.day,
        "way": trade.checking,
        "aspects": len(sheet.aspects),
        "waits": waits,
    }


def _number(summary: dict[str, object]) -> int:
    return int(str(summary["id"]))


def _entered(
    session: Session, sheet: PlannedSheet, account: int, found: Findings
) -> list[dict[str, object]]:
    """Return what *account* has entered; *fixed* is what was compared already."""
    last = found.compared.get(account, 0)
    return [
        {"aspect": aspect, "seat": seat, "value": row.value, "fixed": row.id <= last}
        for (aspect, seat), row in second_entry.of_sheet(session, sheet.id, account).items()
    ]


def _seats(sheet: PlannedSheet, aspect: PlannedAspect, cells: CellsOfEntry) -> list[Seat]:
    """Return the seats of the values that are entered a second time; 0 is the panel's one value."""
    places = second_entry.places(sheet, cells)
    return [seat for found, seat in places if found == aspect.rule.id]


def _values(
    sheet: PlannedSheet, aspect: PlannedAspect, cells: CellsOfEntry
) -> Sequence[str | None]:
    mine = cells.get(AspectId(aspect.rule.id), {})
    if not aspect.rule.kind.is_voted or SHARED in mine:
        return [mine[SHARED].value if SHARED in mine else None]
    return [
        mine[Seat(at)].value if Seat(at) in mine and mine[Seat(at)].value != ABSENT else None
        for at in sheet.seats
    ]
