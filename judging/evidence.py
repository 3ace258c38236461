"""Remarks and photos of judges' tablets over HTTP."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import orjson
from flask import Blueprint, Response, make_response, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response as Answer

from competition.clock import written
from competition.errors import NotFound, sentence
from competition.scoring.values import EntryId
from competition.web import database, write
from judging import pictures, remarks
from judging.doorkeeper import at_sheet
from judging.ledger import standing_cells
from judging.plan import PlannedSheet
from judging.remarks import Kept, NewRemark, Withdrawal
from judging.remarks_desk import picture_answer
from judging.schemas import RemarkGiven, RemarkSchema
from judging.sheets import by_entry

blueprint = Blueprint("evidence", __name__, url_prefix="/judging/sheets/<int:number>/remarks")
_SCHEMA: Final = RemarkSchema()
_UNREADABLE: Final = sentence("The request could not be read.")


@blueprint.post("")
def keep(number: int) -> Response:
    """Keep a remark, with its photo if there is one; the answer is sent when it is safe on disk."""
    given: RemarkGiven = _SCHEMA.load(_document())
    judge, _, sheet = at_sheet(number, given.judge)
    kept: Kept
    if given.withdraws is None:
        kept = write(remarks.keep, _new(given, sheet, judge.id))
    else:
        kept = write(remarks.withdraw, _withdrawal(given, given.withdraws, number, judge.id))
    with database().read() as session:
        told = remarks.told_of(session, remarks.one(session, kept.about, number))
    body = {
        "uuid": given.uuid,
        "number": kept.number,
        "remark": remarks.described(told, judge.id),
    }
    return make_response(body, HTTPStatus.CREATED if kept.is_new else HTTPStatus.OK)


@blueprint.get("/<uuid:remark>/photo")
def photo(number: int, remark: UUID) -> Answer:
    """Answer the photo of a remark that this judge may see."""
    judge, plan, sheet = at_sheet(number, None)
    with database().read() as session:
        line = remarks.one(session, str(remark), number)
        cells = by_entry(standing_cells(session, plan.trade, [sheet.entry]))
        here = cells[EntryId(sheet.entry)]
        is_there = remarks.described(remarks.told_of(session, line), judge.id)["photo"]
        if not is_there or not remarks.is_shown(line, sheet, here, judge.id):
            raise NotFound
        content, kind = remarks.photo(session, line)
    return picture_answer(content, kind)


def _document() -> Any:
    """Return what is said of the remark: the body, or the part beside the photo."""
    try:
        if request.mimetype == "multipart/form-data":
            return orjson.loads(request.form.get("remark", ""))
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        raise ValidationError({"remark": [_UNREADABLE]}) from None


def _new(given: RemarkGiven, sheet: PlannedSheet, author: int) -> NewRemark:
    remarks.part(sheet, given.sub, given.aspect)
    sent = request.files.get("photo")
    return NewRemark(
        uuid=given.uuid,
        sheet=sheet.id,
        sub=given.sub,
        aspect=given.aspect,
        text=given.text,
        photo=pictures.read(sent.read()) if sent else None,
        author=author,
        device=given.device,
        taken_at=written(given.taken_at),
    )


def _withdrawal(given: RemarkGiven, withdraws: str, number: int, author: int) -> Withdrawal:
    return Withdrawal(
        uuid=given.uuid,
        withdraws=withdraws,
        reason=given.text,
        author=author,
        device=given.device,
        taken_at=written(given.taken_at),
        sheet=number,
    )
