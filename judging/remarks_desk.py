"""The desk page of what judges remarked about sheets, in words and photos."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from competition.access import Act, may
from competition.accounts.models import Account
from competition.clock import now, read, written
from competition.errors import NotFound
from competition.registration.enrol import entries_of
from competition.registration.models import Entry
from competition.scoring.values import EntryId, TradeId
from competition.web import database, permit, person
from judging import pictures, remarks, schemes
from judging import plan as plans
from judging.desk import carried_out, shared
from judging.ledger import standing_cells
from judging.plan import PlannedAspect, PlannedSheet
from judging.remark_models import Remark
from judging.remarks import Told, Withdrawal
from judging.rounds import DESK
from judging.sheets import CellsOfEntry, by_entry

blueprint = Blueprint("remarks", __name__, url_prefix="/organise/trades/<int:trade>/remarks")


@dataclass(frozen=True, slots=True)
class Shown:
    """One remark as the page shows it: which sheet and aspect it is about."""

    told: Told
    sheet: PlannedSheet
    entry: Entry
    aspect: PlannedAspect | None


@blueprint.get("")
def show(trade: int) -> str:
    """Show the remarks of a trade, the newest first: all, or those that are asked for."""
    permit(Act.OVERSEE, TradeId(trade))
    return _page(trade)


@blueprint.get("/<uuid:remark>/photo")
def photo(trade: int, remark: uuid.UUID) -> Answer:
    """Answer the photo of a remark, withdrawn or not."""
    somebody = permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        line = remarks.one(session, str(remark))
        agreed = plans.read(session, trade)
        if line.trade_id != trade or agreed is None:
            raise NotFound
        cells = by_entry(standing_cells(session, trade, [agreed.sheets[line.sheet_id].entry]))
        if not _may_see(line, agreed.sheets[line.sheet_id], cells, somebody.id):
            raise NotFound
        content, kind = remarks.photo(session, line)
    return picture_answer(content, kind)


@blueprint.post("/<uuid:remark>/withdrawal")
def withdraw(trade: int, remark: uuid.UUID) -> Answer:
    """Withdraw a remark as the chief judge, for a reason; nothing is removed."""
    somebody = permit(Act.SIGN, TradeId(trade))
    withdrawal = Withdrawal(
        uuid=str(uuid.uuid4()),
        withdraws=str(remark),
        reason=request.form.get("reason", ""),
        author=somebody.id,
        device=DESK,
        taken_at=written(now()),
        trade=trade,
        as_chief=True,
    )
    address = url_for("remarks.show", trade=trade)
    return carried_out(remarks.withdraw, withdrawal, partial(_page, trade), address)


def picture_answer(content: bytes, kind: str) -> Answer:
    """Return a photo as what it is and nothing else, whatever a browser might make of it."""
    answer = make_response(content)
    answer.mimetype = kind
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Content-Disposition"] = "inline; filename=photo"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # Asked for anew each time: the next judge on this tablet may not see it yet.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(pictures.digest(content))
    return answer.make_conditional(request)


def _page(trade: int, refusal: str | None = None) -> str:
    with database().read() as session:
        common = shared(session, trade)
        agreed = plans.read(session, trade) if schemes.newest(session, trade) else None
        entries = {entry.id: entry for entry, _ in entries_of(session, trade)}
        told = remarks.of_trade(session, trade)
        cells = by_entry(standing_cells(session, trade))
    somebody = person()
    me = somebody.id if somebody else 0
    everything = [
        _shown(each, agreed.sheets[each.line.sheet_id], entries)
        for each in reversed(told)
        if agreed and each.line.sheet_id in agreed.sheets
        if _may_see(each.line, agreed.sheets[each.line.sheet_id], cells, me)
    ]
    wanted = request.args
    judges = {each.told.author.id: each.told.author for each in everything}
    return render_template(
        "judging/remarks.html",
        **common,
        remarks=[each for each in everything if _is_wanted(each, wanted)],
        count=len(everything),
        wanted=wanted,
        entries=_among({each.entry.id: each.entry for each in everything}),
        modules=sorted({each.sheet.module.code for each in everything}),
        judges=sorted(judges.values(), key=_code),
        read_time=read,
        may_sign=may(person(), Act.SIGN, TradeId(trade)),
        refusal=refusal,
    )


def _may_see(
    line: Remark, sheet: PlannedSheet, cells: Mapping[EntryId, CellsOfEntry], account: int
) -> bool:
    """Answer whether a remark may be shown: who sits on its panel waits for all votes there too."""
    if sheet.seat(account) is None:
        return True
    return remarks.is_shown(line, sheet, cells.get(EntryId(sheet.entry), {}), account)


def _shown(told: Told, sheet: PlannedSheet, entries: Mapping[int, Entry]) -> Shown:
    aspect = next(
        (each for each in sheet.aspects if int(each.rule.id) == told.line.aspect_id), None
    )
    return Shown(told, sheet, entries[sheet.entry], aspect)


def _is_wanted(each: Shown, wanted: Mapping[str, str]) -> bool:
    told = each.told
    says = {
        "entry": str(each.entry.id),
        "module": each.sheet.module.code,
        "judge": str(told.author.id),
        "sheet": str(each.sheet.id),
    }
    if any(wanted.get(name) not in {None, "", said} for name, said in says.items()):
        return False
    return {
        "photos": told.line.picture_sha256 is not None,
        "withdrawn": told.withdrawal is not None,
    }.get(wanted.get("only", ""), True)


def _among(entries: Mapping[int, Entry]) -> list[Entry]:
    return sorted(
        entries.values(), key=lambda each: (len(each.station or ""), each.station or "", each.code)
    )


def _code(account: Account) -> tuple[int, str]:
    return len(account.code), account.code
