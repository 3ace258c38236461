"""Judges' tablets over HTTP: sign-in, sheets, marks."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_smorest import Blueprint
from marshmallow import ValidationError
from werkzeug.wrappers import Response as Answer

from competition.access import Role
from competition.accounts.schemas import PinGiven, PinSchema
from competition.accounts.sessions import SignedIn
from competition.accounts.sign_in import LASTS
from competition.accounts.views import begin, end, keep, vouched
from competition.errors import NotFound, NotSignedIn
from competition.i18n import translated
from competition.scoring.values import Seat, UnusableReading
from competition.web import BodyParser, database, person, write
from judging import corrections, ledger, sheets, signatures, warnings
from judging.ledger import NotYourSheet, Recorded, StaleMark
from judging.marks import (
    READINGS,
    CorrectionGiven,
    MarkGiven,
    SignatureGiven,
    addressed,
    asked,
)
from judging.plan import MarkingPlan, PlannedSheet, Plans
from judging.schemas import CorrectionSchema, MarkSchema, SignatureSchema
from judging.signatures import NewSignature, Signed
from judging.tablet import account_names, my_sheets, whole_sheet

blueprint = Blueprint("judging", __name__, url_prefix="/judging", template_folder="templates")
blueprint.ARGUMENTS_PARSER = BodyParser()


def plans() -> Plans:
    """Return the marking plans of this application."""
    found: Plans = current_app.extensions["plans"]
    return found


@blueprint.get("/")
def tablet() -> str:
    """Show the judges' tablet page."""
    return render_template("judging/tablet.html")


@blueprint.post("/session")
@blueprint.arguments(PinSchema)
def enter(given: PinGiven) -> Response:
    """Sign a judge in by code and PIN."""
    token = begin(given.code, given.pin, "pin")
    somebody = current_app.extensions["sessions"].whose({"jiangsai": token})
    answer = make_response(_me(somebody), HTTPStatus.CREATED)
    # A tablet whose browser was closed without network has marks to send when it is opened again.
    keep(answer, token, LASTS["pin"])
    return answer


@blueprint.delete("/session")
def leave() -> Response:
    """End the judge's session on this tablet: the one the tablet names, if it names one."""
    end(request.args.get("session", type=int))
    return make_response("", HTTPStatus.NO_CONTENT)


@blueprint.get("/me")
def me() -> dict[str, object]:
    """Answer who is signed in on this tablet."""
    somebody = person()
    if somebody is None:
        raise NotSignedIn
    return _me(somebody)


@blueprint.get("/sheets")
def sheet_list() -> dict[str, object]:
    """Answer the sheets of the judge's own panels."""
    judge = _judge()
    with database().read() as session:
        return {"sheets": my_sheets(session, plans(), judge)}


@blueprint.get("/sheets/<int:number>")
def sheet(number: int) -> Answer:
    """Answer one sheet, as this judge may see it."""
    judge = _judge()
    plan, planned = _mine(number, judge)
    with database().read() as session:
        document = whole_sheet(session, plan, planned, judge.id)
    answer = make_response(document)
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@blueprint.post("/sheets/<int:number>/marks")
@blueprint.arguments(MarkSchema())  # a class would be made anew for every mark
def enter_mark(given: MarkGiven, number: int) -> Response:
    """Record one mark; the answer is sent when it is safe on disk."""
    judge = _judge()
    if given.judge is not None and given.judge != judge.id:
        # Somebody else signed in on this tablet meanwhile: the mark waits for its own judge.
        raise NotSignedIn
    found = plans().of_sheet(number)
    with _readings_named():
        mark = addressed(found, given, judge.id)
    try:
        recorded: Recorded = write(ledger.record, mark)
    except StaleMark as refusal:
        with database().read() as session:
            refusal.extra["by"] = account_names(session, refusal.extra.pop("author"))
        raise
    cell = _cell(recorded, mark, *found) if found else {}
    if cell.get("by"):
        cell["by"] = _names(judge, cell["by"])
    body = {
        "uuid": mark.uuid,
        "line": recorded.line,
        "version": recorded.version,
        "cell": cell,
    }
    return make_response(body, HTTPStatus.CREATED if recorded.is_new else HTTPStatus.OK)


@blueprint.get("/sheets/<int:number>/warnings")
def sheet_warnings(number: int) -> dict[str, object]:
    """Answer what this judge should look at twice before signing the sheet."""
    judge = _judge()
    plan, planned = _mine(number, judge)
    with database().read() as session:
        return {"warnings": warnings.of_sheet(session, plan, planned, judge.id)}


@blueprint.post("/sheets/<int:number>/corrections")
@blueprint.arguments(CorrectionSchema())
def ask_correction(given: CorrectionGiven, number: int) -> Response:
    """Ask the chief judge to approve another value on a signed sheet."""
    judge = _judge()
    with _readings_named():
        new = asked(plans().of_sheet(number), given, judge.id)
    return make_response({"number": write(corrections.ask, new)}, HTTPStatus.CREATED)


@contextmanager
def _readings_named() -> Iterator[None]:
    """Answer a value that the aspect's kind does not allow as a fault of the field *value*."""
    try:
        yield
    except UnusableReading as unusable:
        why = translated(READINGS[unusable.reason], unusable.values)
        raise ValidationError({"value": [why]}) from None


@blueprint.post("/sheets/<int:number>/signature")
@blueprint.arguments(SignatureSchema())
def sign_sheet(given: SignatureGiven, number: int) -> Response:
    """Put a judge's name to a sheet: whoever is signed in, or by PIN another of its panel."""
    judge = _judge()
    _mine(number, judge)
    by = judge.id if given.judge is None else vouched(given.judge, given.pin or "")
    signed: Signed = write(signatures.sign, NewSignature(number, given.version, by, given.device))
    body = {"state": signed.state, "seats": sorted(signed.signatures), "version": given.version}
    return make_response(body, HTTPStatus.CREATED)


def _cell(
    recorded: Recorded, mark: ledger.NewMark, plan: MarkingPlan, planned: PlannedSheet
) -> dict[str, object]:
    aspect = next(each for each in planned.aspects if each.rule.id == mark.aspect)
    seat = planned.seat(mark.author) or Seat(0)
    cell = sheets.shown_cell(aspect, planned.module, seat, recorded.cells, plan)
    # What was taken back is no cell any more; by the version the tablet knows it is newer.
    return cell if cell["version"] else {**cell, "version": recorded.version}


def _names(judge: SignedIn, author: object) -> dict[str, str]:
    if author == judge.id:
        return judge.names
    with database().read() as session:
        return account_names(session, author)


def _judge() -> SignedIn:
    somebody: SignedIn | None = person()
    if somebody is None:
        raise NotSignedIn
    return somebody


def _mine(number: int, judge: SignedIn) -> tuple[MarkingPlan, PlannedSheet]:
    found = plans().of_sheet(number)
    if found is None:
        raise NotFound
    if found[1].seat(judge.id) is None:
        raise NotYourSheet
    return found


def _me(somebody: SignedIn) -> dict[str, Any]:
    judge = {"id": somebody.id, "code": somebody.code, "name": somebody.names}
    chief_of = [trade for role, trade in somebody.roles if role is Role.CHIEF]
    return {"judge": judge, "chief_of": chief_of, "session": somebody.sign_in}
