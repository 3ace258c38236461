"""Tablets over HTTP: a second person's check, the competitor's word, the leader's second round."""

from http import HTTPStatus
from typing import Any

from flask import Response, make_response, request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as Answer

from competition.scoring.values import AspectId
from competition.web import BodyParser, database, write
from judging import checks, confirmations, letters, readback, rounds
from judging.check_schemas import (
    AtVersionSchema,
    ConfirmationSchema,
    EntrySchema,
    ObjectionSchema,
    ProtestSchema,
    ReplySchema,
    RoundSchema,
)
from judging.confirmations import Word
from judging.doorkeeper import as_seen, checker, judge, memory, own

blueprint = Blueprint("checking", __name__, url_prefix="/judging")
blueprint.ARGUMENTS_PARSER = BodyParser()


@blueprint.get("/checks")
def to_check() -> dict[str, object]:
    """Answer the sheets that this judge may check."""
    somebody = judge()
    with database().read() as session:
        return readback.to_check(session, memory(), somebody, somebody.id)


@blueprint.get("/checks/<int:number>")
def to_read(number: int) -> Answer:
    """Answer one sheet as its checker may see it."""
    somebody, plan, sheet = checker(number)
    with database().read() as session:
        document = readback.to_read(session, plan, sheet, somebody.id)
    return _tagged(document)


@blueprint.post("/checks/<int:number>")
@blueprint.arguments(AtVersionSchema)
def check(given: dict[str, Any], number: int) -> Response:
    """Find a sheet to be right, or compare a second entry of it."""
    somebody, _, _ = checker(number)
    as_seen(number, given["version"], given["head"])
    new = checks.NewCheck(number, given["version"], somebody.id, given["device"])
    done: checks.Checked = write(checks.check, new)
    body = {"number": done.number, "done": not done.differences, "differ": done.differences}
    return make_response(body, HTTPStatus.CREATED)


@blueprint.post("/checks/<int:number>/objections")
@blueprint.arguments(ObjectionSchema)
def object_to(given: dict[str, Any], number: int) -> Response:
    """Object to a value that was read aloud."""
    somebody, _, _ = checker(number)
    as_seen(number, given["version"], given["head"])
    new = checks.NewObjection(
        *(number, given["version"], AspectId(given["aspect"]), given["reason"]),
        *(somebody.id, given["device"]),
    )
    return make_response({"number": write(checks.object_to, new)}, HTTPStatus.CREATED)


@blueprint.post("/checks/<int:number>/entries")
@blueprint.arguments(EntrySchema())
def enter(given: dict[str, Any], number: int) -> Response:
    """Keep one value of a second entry; the answer is sent when it is safe on disk."""
    status, body = letters.of_entry(number, given).deliver()
    return make_response(body, status)


@blueprint.post("/sheets/<int:number>/replies")
@blueprint.arguments(ReplySchema)
def reply(given: dict[str, Any], number: int) -> Response:
    """Keep a value against an objection or a second entry, for a reason."""
    somebody = judge()
    own(number, somebody)
    as_seen(number, given["version"], given["head"])
    new = checks.NewReply(
        *(number, given["objection"], given["entry"], given["reason"]),
        *(somebody.id, given["device"]),
    )
    return make_response({"number": write(checks.reply, new)}, HTTPStatus.CREATED)


@blueprint.post("/sheets/<int:number>/confirmation")
@blueprint.arguments(ConfirmationSchema)
def confirm(given: dict[str, Any], number: int) -> Response:
    """Record that the competitor agrees."""
    somebody = judge()
    own(number, somebody)
    as_seen(number, given["version"], given["head"])
    new = confirmations.NewConfirmation(
        *(number, given["version"], given["strokes"], somebody.id, given["device"])
    )
    return _said(write(confirmations.confirm, new))


@blueprint.post("/sheets/<int:number>/protests")
@blueprint.arguments(ProtestSchema)
def protest(given: dict[str, Any], number: int) -> Response:
    """Record that the competitor does not agree, or says nothing."""
    somebody = judge()
    own(number, somebody)
    as_seen(number, given["version"], given["head"])
    new = confirmations.NewProtest(
        *(number, given["version"], given["reason"], given["silent"]),
        *(somebody.id, given["device"]),
    )
    return _said(write(confirmations.protest, new))


@blueprint.post("/sheets/<int:number>/rounds")
@blueprint.arguments(RoundSchema)
def open_round(given: dict[str, Any], number: int) -> Response:
    """Have the panel vote again, as its leader wants."""
    somebody = judge()
    plan, _ = own(number, somebody)
    as_seen(number, given["version"], given["head"])
    new = rounds.NewRound(
        *(plan.trade, number, AspectId(given["aspect"]), somebody.id),
        leads=True,
        number=given["number"],
    )
    return make_response({"number": write(rounds.open_round, new)}, HTTPStatus.CREATED)


def _said(word: Word) -> Response:
    body = {"number": word.number, "way": word.document["way"], "version": word.version}
    return make_response(body, HTTPStatus.CREATED)


def _tagged(document: dict[str, object]) -> Answer:
    answer = make_response(document)
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)
