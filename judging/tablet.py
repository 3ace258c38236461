"""What a tablet is told: the judge's sheets, and one sheet whole."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.accounts.sessions import SignedIn
from competition.programme.models import Trade
from competition.registration.models import Entry
from competition.scoring.values import ABSENT, AspectId, EntryId, Seat, Status
from judging import (
    acts,
    ledger_statements,
    margin,
    remarks,
    requests,
    rounds,
    seats,
    sheets,
    signatures,
    stations,
    successors,
    suspension,
)
from judging.headway import Headway
from judging.ledger import Cell, standing_cells
from judging.memory import Memory
from judging.models import Sheet
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet
from judging.sheets import CellsOfEntry, SheetState, by_entry, is_signed, shown_cell
from judging.wording import names_of

_Cells = dict[AspectId, dict[Seat, Cell]]


def my_sheets(session: Session, memory: Memory, judge: SignedIn) -> list[dict[str, object]]:
    """Return the sheets on which *judge* has a seat, by trade, module and station."""
    return [
        row
        for trade in seats.trades_of(session, judge.id)
        if (found := memory.headway.of(session, trade)) is not None
        for row in _sheets_of(session, memory, found, judge.id)
    ]


def whole_sheet(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, account: int
) -> dict[str, object]:
    """Return one sheet with all its aspects and cells, as the judge *account* may see it."""
    trade = session.get_one(Trade, plan.trade)
    entry = session.get_one(Entry, sheet.entry)
    row = session.get_one(Sheet, sheet.id, populate_existing=True)
    cells = by_entry(standing_cells(session, plan.trade, [sheet.entry]))[EntryId(sheet.entry)]
    seat = sheet.seat(account) or Seat(0)
    module = sheet.module
    paused = _suspended(session, plan.trade)
    signs = trade.signing == "panel"
    return {
        "id": sheet.id,
        "version": row.version,
        "head": ledger_statements.head_at(session.connection(), row.id, row.version),
        "trade": trade_told(trade),
        "entry": {"code": entry.code, "station": entry.station},
        "criterion": {"code": module.code, "names": module.names},
        "day": sheet.day,
        "panel": {
            "name": module.panel,
            "seat": seat,
            "seats": len(module.judges),
            "leader": module.leader,
        },
        "locked": row.state != "open" or is_signed(session, plan.trade) or paused is not None,
        "suspended": paused,
        "state": row.state,
        "signing": trade.signing,
        "signatures": _signatures(session, plan, sheet, cells) if signs else [],
        "corrections": _corrections(session, plan, sheet) if signs else [],
        "scan": stations.is_scanned(session, plan.trade),
        "remarks": remarks.shown(session, plan.trade, sheet, cells, account),
        **margin.beside(session, plan, sheet, cells, account),
        "aspects": _aspects(session, plan, sheet, cells, seat),
    }


def _aspects(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, cells: CellsOfEntry, seat: Seat
) -> list[dict[str, object]]:
    """Return the aspects of *sheet* with their cells, as the judge in *seat* may see them."""
    earlier = rounds.of_trade(session, plan.trade, [sheet.id])
    told = []
    for aspect in sheet.aspects:
        mine = cells.get(aspect.rule.id, {})
        cell = _named(session, shown_cell(aspect, sheet.module, seat, mine, plan))
        before = _before(sheet, seat, mine.get(seat)) if aspect.rule.kind.is_voted else None
        told.append(
            {
                **described(aspect),
                "rounds": earlier.get((sheet.id, aspect.rule.id), []),
                "cell": {**cell, "earlier": account_names(session, before)} if before else cell,
            }
        )
    return told


def _before(sheet: PlannedSheet, seat: Seat, vote: Cell | None) -> int | None:
    """Return who gave the *vote* of *seat* before the seat passed, or None."""
    if vote is None or vote.value == ABSENT or vote.author not in sheet.module.relieved:
        return None
    return None if sheet.seat(vote.author) == seat else vote.author


def account_names(session: Session, account: object) -> dict[str, str]:
    """Return the names of an account, or {} when there is none."""
    found = session.get(Account, account) if account else None
    return found.names if found else {}


def _sheets_of(
    session: Session, memory: Memory, found: Headway, judge: int
) -> list[dict[str, object]]:
    plan = found.plan
    trade = session.get_one(Trade, plan.trade)
    entries = {
        entry.id: entry
        for entry in session.scalars(select(Entry).where(Entry.trade_id == plan.trade))
        if Status(entry.status).is_marked
    }
    is_closed, paused = is_signed(session, plan.trade), _suspended(session, plan.trade)
    signs = trade.signing == "panel"
    states, versions = sheets.stages(session, plan.trade)
    given = memory.signatures.of(session, plan.trade, versions) if signs else {}
    waits = margin.waiting(session, found)
    away = memory.deeds(session, plan.trade).away
    mine = [
        (sheet, seat)
        for sheet in plan.sheets.values()
        if sheet.entry in entries and (seat := sheet.seat(judge)) is not None
    ]
    order = {stack: at for at, stack in enumerate(plan.stacks)}
    mine.sort(key=lambda pair: (order[pair[0].stack], entry_order(entries[pair[0].entry])))
    return [
        {
            "id": sheet.id,
            "trade": trade_told(trade),
            "entry": _entry_told(entries[sheet.entry]),
            "criterion": {"code": sheet.module.code, "names": sheet.module.names},
            "day": sheet.day,
            "locked": is_closed or states[sheet.id] != "open" or paused is not None,
            "suspended": paused,
            "state": states[sheet.id],
            "signed": seat in given.get(sheet.id, {}) if signs else None,
            "absent": seat in away.get(sheet.id, ()),
            "waits": waits.get(sheet.id, 0),
            **_counts(found.states[sheet.id], seat),
        }
        for sheet, seat in mine
    ]


def _entry_told(entry: Entry) -> dict[str, object]:
    return {"code": entry.code, "station": entry.station}


def _signatures(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, cells: CellsOfEntry
) -> list[dict[str, object]]:
    """Return the seats of the panel: who sits there, and when they have signed, if they have."""
    given = signatures.standing(session, plan.trade, [sheet.id]).get(sheet.id, {})
    away = acts.absent(session, plan.trade, [sheet.id]).get(sheet.id, set())
    before = successors.predecessors(session, plan.trade, sheet, cells)
    listed: list[dict[str, object]] = []
    for at, account in enumerate(sheet.judges, 1):
        judge = session.get(Account, account) if account else None
        found = given.get(Seat(at))
        listed.append(
            {
                "seat": at,
                "judge": judge and {"id": judge.id, "code": judge.code, "name": judge.names},
                "at": found and found.at,
                "absent": at in away,
                "before": _told_before(before.get(Seat(at))),
            }
        )
    return listed


def _told_before(before: successors.Predecessors | None) -> dict[str, object] | None:
    """Return whose marks whoever has the seat now signs too, or None."""
    if before is None:
        return None
    names = [judge.names for judge in before.judges]
    return {"judges": names, "reason": before.reason, "at": before.at}


def _corrections(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet
) -> list[dict[str, object]]:
    """Return the corrections that wait for the chief judge."""
    return [
        {
            "number": each.number,
            "aspect": each.aspect,
            "value": each.value,
            "reason": each.reason,
            "by": account_names(session, each.by),
            "at": each.at,
        }
        for each in requests.waiting(session, plan.trade, [sheet.id])
    ]


def _counts(state: SheetState, seat: Seat) -> dict[str, object]:
    marked = state.marked[seat - 1]
    return {"aspects": state.of, "marked": marked, "conflicts": state.conflicts}


def _suspended(session: Session, trade: int) -> dict[str, object] | None:
    """Return since when and why marking is suspended, or None."""
    found = suspension.of(session, trade)
    return {"since": found.since, "reason": found.reason} if found else None


def trade_told(trade: Trade) -> dict[str, object]:
    """Return what a tablet is told of a trade."""
    return {"id": trade.id, "code": trade.code, "names": trade.names}


def entry_order(entry: Entry) -> tuple[int, str]:
    """Return by what entries are sorted: the station, else the code, shorter ones first."""
    named = entry.station or entry.code
    return len(named), named


def described(aspect: PlannedAspect) -> dict[str, object]:
    """Return what a tablet is told of an aspect besides its marks."""
    return {
        "id": aspect.rule.id,
        "code": aspect.code,
        "sub": {
            "code": aspect.sub_code,
            "name": aspect.sub_names,
            "day": aspect.day,
        },
        "kind": aspect.rule.kind.value,
        "text": aspect.names,
        "extra": aspect.extra,
        "requirement": aspect.requirement,
        "max": str(aspect.rule.max),
        "parameters": _parameters(aspect.rule.parameters),
        "levels": [
            {"score": level["score"], "text": _names(level["text"])} for level in aspect.levels
        ],
    }


def _parameters(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return what the tablet needs; a choice's label in both languages."""
    choices = parameters.get("choices")
    shown = {key: value for key, value in parameters.items() if key != "raw"}
    if isinstance(choices, list):
        shown["choices"] = [{"label": _label(each)} for each in choices]
    return shown


def _label(choice: Mapping[str, object]) -> dict[str, str]:
    return _names(choice.get("names")) or names_of(str(choice.get("label", "")))


def _names(text: object) -> dict[str, str]:
    return text if isinstance(text, dict) else {}


def _named(session: Session, cell: dict[str, object]) -> dict[str, object]:
    return {**cell, "by": account_names(session, cell["by"])} if "by" in cell else cell
