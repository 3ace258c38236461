"""Judges' tablets over HTTP: sign-in, sheets, marks."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response, current_app, make_response, render_template, request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as Answer

from competition.access import Role
from competition.accounts.lock_out import Place
from competition.accounts.schemas import PinGiven, PinSchema
from competition.accounts.sessions import SignedIn
from competition.accounts.sign_in import LASTS, refuse_unpaired
from competition.accounts.views import begin, end, keep, vouched
from competition.errors import NotSignedIn
from competition.web import BodyParser, database, person, write
from judging import company, corrections, doorkeeper, letters, signatures, warnings
from judging.company import Company, Opening
from judging.letters import readings_named
from judging.marks import CorrectionGiven, MarkGiven, SignatureGiven, asked
from judging.schemas import CorrectionSchema, MarkSchema, SignatureSchema
from judging.signatures import NewSignature, Signed
from judging.tablet import my_sheets, whole_sheet

blueprint = Blueprint("judging", __name__, url_prefix="/judging", template_folder="templates")
blueprint.ARGUMENTS_PARSER = BodyParser()
_LONGEST_NAME: Final = 64
JUDGE: Final = "Jiangsai-Judge"
"""The header by which a tablet says whom it takes for the judge who is signed in on it."""
_MARKING: Final = ("/judging/sheets", "/judging/checks")


@blueprint.before_app_request
def same_judge() -> None:
    """Refuse what a page says for its judge when somebody else is signed in by now."""
    meant = request.headers.get(JUDGE)
    somebody = person() if meant else None
    if somebody is not None and meant != str(somebody.id):
        raise NotSignedIn


@blueprint.before_app_request
def on_paired_tablet() -> None:
    """Refuse a session of the desk where judging is for paired tablets only."""
    somebody = person() if request.path.startswith(_MARKING) else None
    if somebody is not None and somebody.way != "pin":
        with database().read() as session:
            refuse_unpaired(session, somebody.id, Place(somebody.device))


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
    judge = doorkeeper.judge()
    _hear(judge, None)
    with database().read() as session:
        return {"epoch": _epoch(), "sheets": my_sheets(session, doorkeeper.memory(), judge)}


@blueprint.delete("/sheets/open")
def put_away() -> Response:
    """Hear that no sheet is open on this tablet any more: its page is being closed."""
    _hear(doorkeeper.judge(), None)
    return make_response("", HTTPStatus.NO_CONTENT)


@blueprint.get("/sheets/<int:number>")
def sheet(number: int) -> Answer:
    """Answer one sheet, as this judge may see it."""
    judge = doorkeeper.judge()
    plan, planned = doorkeeper.own(number, judge)
    device = _hear(judge, number)
    with database().read() as session:
        document = whole_sheet(session, plan, planned, judge.id)
        others = company.beside(session, planned, judge.id, device) if device else []
    answer = make_response({**document, "company": others, "epoch": _epoch()})
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@blueprint.post("/sheets/<int:number>/marks")
@blueprint.arguments(MarkSchema())  # a class would be made anew for every mark
def enter_mark(given: MarkGiven, number: int) -> Response:
    """Record one mark; the answer is sent when it is safe on disk."""
    status, body = letters.of_mark(number, given).deliver()
    return make_response(body, status)


@blueprint.get("/sheets/<int:number>/warnings")
def sheet_warnings(number: int) -> dict[str, object]:
    """Answer what this judge should look at twice before signing the sheet."""
    judge = doorkeeper.judge()
    plan, planned = doorkeeper.own(number, judge)
    with database().read() as session:
        return {"warnings": warnings.of_sheet(session, plan, planned, judge.id)}


@blueprint.post("/sheets/<int:number>/corrections")
@blueprint.arguments(CorrectionSchema())
def ask_correction(given: CorrectionGiven, number: int) -> Response:
    """Ask the chief judge to approve another value on a signed sheet."""
    judge = doorkeeper.judge()
    doorkeeper.as_seen(number, given.version, given.head)
    with readings_named():
        new = asked(doorkeeper.plans().of_sheet(number), given, judge.id)
    return make_response({"number": write(corrections.ask, new)}, HTTPStatus.CREATED)


@blueprint.post("/sheets/<int:number>/signature")
@blueprint.arguments(SignatureSchema())
def sign_sheet(given: SignatureGiven, number: int) -> Response:
    """Put a judge's name to a sheet: whoever is signed in, or by PIN another of its panel."""
    judge = doorkeeper.judge()
    doorkeeper.own(number, judge)
    doorkeeper.as_seen(number, given.version, given.head)
    by = judge.id if given.judge is None else vouched(given.judge, given.pin or "")
    signed: Signed = write(signatures.sign, NewSignature(number, given.version, by, given.device))
    body = {"state": signed.state, "seats": sorted(signed.signatures), "version": given.version}
    return make_response(body, HTTPStatus.CREATED)


def _hear(judge: SignedIn, number: int | None) -> str:
    """Take in what the tablet says it has open; return its name, or "" where it says nothing."""
    device = request.args.get("device", "")
    if not device.isascii() or not device.isprintable() or len(device) > _LONGEST_NAME:
        return ""
    if device:
        heard: Company = current_app.extensions["company"]
        heard.hear(Opening(device, judge.id, number))
    return device


def _epoch() -> str:
    """Return what changes when the server starts anew, maybe with an older database."""
    found: str = current_app.extensions["epoch"]
    return found


def _me(somebody: SignedIn) -> dict[str, Any]:
    judge = {"id": somebody.id, "code": somebody.code, "name": somebody.names}
    chief_of = [trade for role, trade in somebody.roles if role is Role.CHIEF]
    return {"judge": judge, "chief_of": chief_of, "session": somebody.sign_in}
