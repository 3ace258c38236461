"""What stands in the margin of a sheet: its check, objections, the competitor's word, absences."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.programme.models import Trade
from judging import acts, checks, confirmations, objections, sheets
from judging.acts import Kind
from judging.checks import Verdict
from judging.confirmations import Word
from judging.headway import Headway
from judging.models import Sheet
from judging.objections import Findings
from judging.plan import MarkingPlan, PlannedSheet
from judging.sheets import CellsOfEntry


def beside(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, cells: CellsOfEntry, account: int
) -> dict[str, object]:
    """Return what *account*, a judge of *sheet*, is told of it besides its aspects."""
    trade = session.get_one(Trade, plan.trade)
    row = session.get_one(Sheet, sheet.id)
    is_checked = trade.checking != "none"
    return {
        "check": _check(session, plan, sheet, cells, account) if is_checked else None,
        "confirmation": _confirmation(session, row) if trade.confirming != "none" else None,
        "away": away(session, plan, sheet),
    }


def somebody(session: Session, account: int | None) -> dict[str, object] | None:
    """Return the code and the names of an account, or None."""
    found = session.get(Account, account) if account else None
    return {"code": found.code, "name": found.names} if found else None


def away(session: Session, plan: MarkingPlan, sheet: PlannedSheet) -> list[dict[str, object]]:
    """Return the judges of *sheet* whom nobody waits for: seat, who, why, since when."""
    found: dict[int, dict[str, object]] = {}
    for act in acts.of(session, plan.trade, (Kind.ABSENCE, Kind.PRESENCE), [sheet.id]):
        seat = act.seat or 0
        found.pop(seat, None)
        if act.kind == Kind.ABSENCE:
            judges = sheet.judges
            account = judges[seat - 1] if seat <= len(judges) else None
            found[seat] = {
                "seat": seat,
                "judge": somebody(session, account),
                "reason": act.document.get("reason"),
                "by": somebody(session, act.author_id),
                "at": act.recorded_at,
            }
    return [found[seat] for seat in sorted(found)]


def word(session: Session, said: Word) -> dict[str, object]:
    """Return the competitor's word as tablets and desks are told of it."""
    return {
        "number": said.number,
        "way": said.document.get("way"),
        "reason": said.document.get("reason"),
        "strokes": said.document.get("strokes"),
        "witness": somebody(session, said.by),
        "at": said.at,
        "answer": said.answer and _answer(said.answer),
    }


def told_check(
    session: Session, way: str, now: Verdict, account: int, *, is_complete: bool = True
) -> dict[str, object]:
    """Return what *account* is told of a second person's check of a sheet.

    Where both entries differ is told of a complete sheet only: no vote that
    waits for others shows in it.
    """
    found = now.findings
    comparison = found.comparison
    by = found.check.by if found.check else comparison and comparison.by
    is_done = is_complete and now.is_checked
    return {
        "way": way,
        "done": is_done,
        "by": somebody(session, by),
        "at": found.check.at if found.check else None,
        "own": found.check is not None and found.check.by == account,
        "objections": [
            {
                "number": each.number,
                "aspect": each.aspect,
                "reason": each.reason,
                "by": somebody(session, each.by),
                "at": each.at,
            }
            for each in found.objections.values()
        ],
        "differences": [
            {
                "aspect": each.aspect,
                "seat": each.seat,
                "first": each.first,
                "second": each.second,
                "entry": each.entry,
            }
            for each in (now.differences if is_complete else ())
        ],
    }


def waiting(session: Session, found: Headway) -> Mapping[int, int]:
    """Return how many objections and differences wait for the judges of each open sheet."""
    plan = found.plan
    if session.get_one(Trade, plan.trade).checking == "none":
        return {}
    told = objections.standing(session, plan.trade)
    complete = {number: each for number, each in told.items() if found.states[number].is_complete}
    apart = Counter(
        {
            number: len(each.differences)
            for number, each in checks.verdicts(session, plan, complete).items()
        }
    )
    return {number: len(each.objections) + apart[number] for number, each in told.items()}


def _check(
    session: Session, plan: MarkingPlan, sheet: PlannedSheet, cells: CellsOfEntry, account: int
) -> dict[str, object]:
    trade = session.get_one(Trade, plan.trade)
    row = session.get_one(Sheet, sheet.id)
    found = objections.standing(session, plan.trade, [sheet.id]).get(sheet.id, Findings())
    state = sheets.counted(plan, sheet, cells)
    is_open = row.state == "open"
    now = checks.verdict(session, sheet, cells, found) if is_open else Verdict(found)
    is_complete = state.is_complete
    return told_check(session, trade.checking, now, account, is_complete=is_complete)


def _confirmation(session: Session, row: Sheet) -> dict[str, object]:
    said = confirmations.standing(session, row.trade_id, [row.id]).get(row.id)
    waits = len(confirmations.waiting(session, row.trade_id, [row.id]))
    return {**(word(session, said) if said else {"way": None}), "waits": waits}


def _answer(document: Mapping[str, object]) -> dict[str, object]:
    return {"outcome": document.get("outcome"), "reason": document.get("reason")}
