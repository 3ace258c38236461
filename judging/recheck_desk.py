"""The desk pages of the re-check: the draw, what is left, a sheet for a second person."""

from collections.abc import Iterator
from functools import partial

from flask import Blueprint, make_response, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act, may
from competition.accounts.models import Account
from competition.clock import read as read_time
from competition.errors import NotAllowed, NotFound
from competition.programme.models import Trade
from competition.registration.models import Entry
from competition.scoring.values import ABSENT, NOT_ATTEMPTED, AspectId, EntryId, Kind, Seat, TradeId
from competition.web import database, permit, person, wants_json
from judging import findings, rechecks, seen, sheets
from judging import plan as plans
from judging.desk import carried_out, shared
from judging.findings import Recheck
from judging.ledger import standing_cells
from judging.models import Sheet
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet
from judging.rechecks import NewDraw, NewFinding, Told
from judging.wording import names_of

blueprint = Blueprint("recheck", __name__, url_prefix="/organise/trades/<int:trade>/recheck")


@blueprint.get("")
def show(trade: int) -> Answer:
    """Show who was drawn, what is left to check and what was found; to programs as JSON."""
    _permit(trade)
    if wants_json():
        with database().read() as session:
            _trade(session, trade)
            return make_response(_document(findings.recheck_of(session, trade)))
    return make_response(_page(trade))


@blueprint.post("")
def draw(trade: int) -> Answer:
    """Draw who is checked again."""
    somebody = permit(Act.SIGN, TradeId(trade))
    new, address = NewDraw(trade, somebody.id), url_for("recheck.show", trade=trade)
    return carried_out(rechecks.draw, new, partial(_page, trade), address)


@blueprint.get("/sheets/<int:sheet>")
def show_sheet(trade: int, sheet: int) -> str:
    """Show a sheet mark by mark, to compare with the work and the paper."""
    _permit(trade)
    return _sheet_page(trade, sheet)


@blueprint.post("/sheets/<int:sheet>")
def record(trade: int, sheet: int) -> Answer:
    """Record that a sheet was checked, with every difference that was found."""
    somebody = permit(Act.MARK, TradeId(trade))
    version = request.form.get("version", "")
    if not version.isascii() or not version.isdecimal():
        raise NotFound
    told = tuple(_told())
    new = NewFinding(trade, sheet, int(version), told, somebody.id)
    address = url_for("recheck.show", trade=trade)
    return carried_out(rechecks.record, new, partial(_sheet_page, trade, sheet), address)


def _permit(trade: int) -> None:
    """Let organisers look on; chiefs and judges of the trade check."""
    permit(Act.OVERSEE if _oversees(trade) else Act.MARK, TradeId(trade))


def _oversees(trade: int) -> bool:
    return may(person(), Act.OVERSEE, TradeId(trade))


def _told() -> Iterator[Told]:
    """Yield the differences in the form: fields ``found.ASPECT.SEAT`` and ``reason.…``."""
    for name, text in request.form.items():
        field, _, where = name.partition(".")
        aspect, _, seat = where.partition(".")
        is_named = field == "found" and aspect.isdecimal() and seat.isdecimal()
        if is_named and text.strip():
            reason = request.form.get(f"reason.{where}", "")
            yield Told(AspectId(int(aspect)), Seat(int(seat)), text.strip(), reason)


def _page(trade: int, refusal: str | None = None) -> str:
    with database().read() as session:
        found = _trade(session, trade)
        common = _common(session, found)
        recheck = findings.recheck_of(session, trade)
        plan = plans.read(session, trade)
        draw = recheck.draw if recheck else None
        who = [draw.by] if draw else []
        who += [each.by for each in recheck.findings.values()] if recheck else []
        return render_template(
            "judging/recheck.html",
            **common,
            recheck=recheck,
            drawn_at=read_time(draw.at) if draw else None,
            read_time=read_time,
            rows=_rows(session, plan, recheck) if plan and recheck else [],
            people={number: session.get_one(Account, number) for number in who},
            mine=rechecks.may_check(session, person().id, trade),
            may_draw=may(person(), Act.SIGN, TradeId(trade)),
            may_check=may(person(), Act.MARK, TradeId(trade)),
            refusal=refusal,
        )


def _rows(session: Session, plan: MarkingPlan, recheck: Recheck) -> list[dict[str, object]]:
    """Return the sheets that are checked again, by entry."""
    found = []
    for number in recheck.asked:
        sheet = plan.sheets[number]
        found.append(
            {
                "sheet": sheet,
                "entry": session.get_one(Entry, sheet.entry),
                "unit": recheck.units[number],
                "finding": recheck.findings.get(number),
            }
        )
    return found


def _sheet_page(trade: int, number: int, refusal: str | None = None) -> str:
    with database().read() as session:
        found = _trade(session, trade)
        plan = plans.read(session, trade)
        recheck = findings.recheck_of(session, trade)
        if plan is None or recheck is None or number not in recheck.asked:
            raise NotFound
        if number not in rechecks.may_check(session, person().id, trade) and not _oversees(trade):
            raise NotAllowed
        sheet = plan.sheets[number]
        row = session.get_one(Sheet, number)
        rechecks.ensure_checked(session, row)
        common = _common(session, found)
        return render_template(
            "judging/recheck_sheet.html",
            **common,
            sheet=sheet,
            entry=session.get_one(Entry, sheet.entry),
            version=row.version,
            marks=_marks(session, plan, sheet),
            finding=recheck.findings.get(number),
            is_mine=number in rechecks.may_check(session, person().id, trade)
            and may(person(), Act.MARK, TradeId(trade)),
            sent=request.form,
            refusal=refusal,
        )


def _marks(session: Session, plan: MarkingPlan, sheet: PlannedSheet) -> list[dict[str, object]]:
    """Return every mark of *sheet*: the aspect, the seat, what it says, what it could say."""
    cells = sheets.by_entry(standing_cells(session, plan.trade, [sheet.entry]))
    mine = cells[EntryId(sheet.entry)]
    return [
        {
            "aspect": aspect,
            "seat": seat,
            "value": cell.value,
            "field": f"{aspect.rule.id}.{seat}",
            "options": _options(aspect),
        }
        for aspect in sheet.aspects
        for seat, cell in sorted(mine.get(aspect.rule.id, {}).items())
        if cell.value != ABSENT
    ]


def _options(aspect: PlannedAspect) -> list[tuple[str, object]]:
    """Return the values to choose from, each with its words; none where a number is entered."""
    choices = aspect.rule.parameters.get("choices")
    if aspect.rule.kind is Kind.CHOICE and isinstance(choices, list):
        told = [
            (str(at), each.get("names") or names_of(str(each.get("label", ""))))
            for at, each in enumerate(choices)
        ]
    elif aspect.rule.kind is Kind.JUDGEMENT:
        told = [(str(score), {"en": str(score)}) for score in range(4)]
    elif aspect.rule.kind is Kind.PASS_FAIL:
        told = [
            ("1", {"zh": "符合", "en": "Yes, met"}),
            ("0", {"zh": "不符合", "en": "No, not met"}),
        ]
    else:
        return []
    return [*told, (NOT_ATTEMPTED, None)]


def _document(found: Recheck | None) -> dict[str, object]:
    """Return all that anybody needs to draw the same again, and how far the check is."""
    draw = found.draw if found else None
    if found is None or draw is None:
        return {"asked": found is not None, "draw": None}
    return {
        "asked": True,
        "draw": {
            "at": draw.at,
            "seed": draw.seed,
            "ranking": draw.ranking,
            "top": draw.top,
            "sample": draw.sample,
        },
        "everything": found.is_everything,
        "wrong": sorted(found.wrong),
        "left": len(found.left),
        "waiting": found.waiting,
    }


def _common(session: Session, trade: Trade) -> dict[str, object]:
    """Return what the pages show of *trade*; its steps are for those who run it."""
    if _oversees(trade.id):
        return shared(session, trade.id)
    return {"trade": trade, "seen": seen.of_trade(session, trade.id)}


def _trade(session: Session, number: int) -> Trade:
    found = session.get(Trade, number)
    if found is None:
        raise NotFound
    return found
