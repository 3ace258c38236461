"""What a tablet is told: the judge's sheets, and one sheet whole."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.accounts.sessions import SignedIn
from competition.programme.models import Trade
from competition.registration.models import Entry
from competition.scoring.values import AspectId, EntryId, Seat, Status
from judging.ledger import Cell, standing_cells
from judging.models import JudgeSeat, Panel, Sheet
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet, Plans, cell_seat
from judging.sheets import by_entry, is_signed, shown_cell, standing
from judging.wording import names_of

_Cells = dict[AspectId, dict[Seat, Cell]]


def my_sheets(session: Session, plans: Plans, judge: SignedIn) -> list[dict[str, object]]:
    """Return the sheets of every panel on which *judge* sits, by trade, module and station."""
    trades = session.scalars(
        select(Panel.trade_id)
        .join(JudgeSeat, JudgeSeat.panel_id == Panel.id)
        .where(JudgeSeat.account_id == judge.id)
        .distinct()
        .order_by(Panel.trade_id)
    ).all()
    return [
        row
        for trade in trades
        if (plan := plans.of_trade(trade)) is not None
        for row in _sheets_of(session, plan, judge.id)
    ]


def whole_sheet(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, account: int
) -> dict[str, object]:
    """Return one sheet with all its aspects and cells, as the judge *account* may see it."""
    trade = session.get_one(Trade, plan.trade)
    entry = session.get_one(Entry, sheet.entry)
    version = session.scalar(select(Sheet.version).where(Sheet.id == sheet.id)) or 0
    cells = by_entry(standing_cells(session, plan.trade, [sheet.entry]))[EntryId(sheet.entry)]
    seat = sheet.seat(account) or Seat(0)
    module = sheet.module
    return {
        "id": sheet.id,
        "version": version,
        "trade": _trade(trade),
        "entry": {"code": entry.code, "station": entry.station},
        "criterion": {"code": module.code, "names": module.names},
        "panel": {"name": module.panel, "seat": seat, "seats": len(module.judges)},
        "locked": is_signed(session, plan.trade),
        "aspects": [
            {
                **_described(aspect),
                "cell": _named(
                    session,
                    shown_cell(aspect, module, seat, cells.get(aspect.rule.id, {}), plan),
                ),
            }
            for aspect in module.aspects
        ],
    }


def account_names(session: Session, account: object) -> dict[str, str]:
    """Return the names of an account, or {} when there is none."""
    found = session.get(Account, account) if account else None
    return found.names if found else {}


def _sheets_of(session: Session, plan: MarkingPlan, judge: int) -> list[dict[str, object]]:
    trade = session.get_one(Trade, plan.trade)
    entries = {
        entry.id: entry
        for entry in session.scalars(select(Entry).where(Entry.trade_id == plan.trade))
        if Status(entry.status).is_marked
    }
    marks = by_entry(standing_cells(session, plan.trade))
    locked = is_signed(session, plan.trade)
    mine = [
        (sheet, seat)
        for sheet in plan.sheets.values()
        if sheet.entry in entries and (seat := sheet.seat(judge)) is not None
    ]
    order = {module.code: at for at, module in enumerate(plan.modules)}
    mine.sort(key=lambda pair: (order[pair[0].module.code], _station(entries[pair[0].entry])))
    return [
        {
            "id": sheet.id,
            "trade": _trade(trade),
            "entry": {
                "code": entries[sheet.entry].code,
                "station": entries[sheet.entry].station,
            },
            "criterion": {"code": sheet.module.code, "names": sheet.module.names},
            "day": sheet.module.day,
            "locked": locked,
            **_counts(plan, sheet, seat, marks[EntryId(sheet.entry)]),
        }
        for sheet, seat in mine
    ]


def _counts(plan: MarkingPlan, sheet: PlannedSheet, seat: Seat, cells: _Cells) -> dict[str, object]:
    aspects: Sequence[PlannedAspect] = sheet.module.aspects
    marked = conflicts = 0
    for aspect in aspects:
        found = cells.get(aspect.rule.id, {})
        if standing(aspect, sheet.module, found, plan).conflict:
            conflicts += 1
        else:
            marked += cell_seat(aspect.rule, seat) in found
    return {"aspects": len(aspects), "marked": marked, "conflicts": conflicts}


def _trade(trade: Trade) -> dict[str, object]:
    return {"id": trade.id, "code": trade.code, "names": trade.names}


def _station(entry: Entry) -> tuple[int, str]:
    named = entry.station or entry.code
    return len(named), named


def _described(aspect: PlannedAspect) -> dict[str, object]:
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
