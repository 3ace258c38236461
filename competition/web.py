"""What every page and every answer share: refusals, headers, assets, the person signed in."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
import structlog
from flask import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.json.provider import DefaultJSONProvider
from marshmallow import ValidationError, missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from competition.access import Act, Person, require
from competition.db import Database
from competition.errors import ForeignRequest, HiddenAddress, NotFound, Refusal, sentence
from competition.i18n import language, translated
from competition.scoring.values import TradeId

DIST: Final = Path(__file__).parent / "static" / "dist"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
_HEADERS: Final = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
"""What every answer says that says nothing else there."""
_UPLOAD_LIMIT: Final = 25 * 1024 * 1024
_TITLES: Final = {
    HTTPStatus.BAD_REQUEST: sentence("This was refused"),
    HTTPStatus.NOT_FOUND: sentence("Nothing is here"),
    HTTPStatus.FORBIDDEN: sentence("Not for you"),
    HTTPStatus.INTERNAL_SERVER_ERROR: sentence("A fault in the program"),
}
_UNREADABLE: Final = sentence("The request could not be read.")
_DETAILS: Final = {
    HTTPStatus.METHOD_NOT_ALLOWED: sentence("This address does not take that kind of request."),
}
# What marshmallow says by itself; named here so that it is translated.
_SCHEMA_SENTENCES: Final = (
    sentence("Missing data for required field."),
    sentence("Unknown field."),
    sentence("Field may not be null."),
    sentence("Not a valid string."),
    sentence("Not a valid integer."),
    sentence("Not a valid aware datetime."),
    sentence("Not a valid date."),
    sentence("Invalid input type."),
)
_log = structlog.get_logger()
Item = TypeVar("Item")


class TooLarge(Refusal):
    """The request is larger than anything this program takes."""

    code, status = "too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    text = sentence("The file is too large. The limit is %(limit)s MB.")


class _Json(DefaultJSONProvider):
    def dumps(self, obj: Any, **kwargs: Any) -> str:
        del kwargs
        return orjson.dumps(obj, default=str).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        del kwargs
        return orjson.loads(s)


class BodyParser(FlaskParser):
    """Reads JSON bodies with orjson, which no depth and no length of a number can exhaust."""

    def load_json(self, req: Request, schema: Any) -> Any:
        """Return the body as JSON, or missing where it does not say that it is."""
        del schema
        if not req.is_json:
            return missing
        try:
            return orjson.loads(req.get_data(cache=True))
        except orjson.JSONDecodeError as failure:
            return self._handle_invalid_json_error(failure, req)


def set_up(app: Flask, database: Database, whose: Callable[[], Person | None]) -> None:
    """Give *app* what its pages share; *whose* answers who sends the present request."""
    app.json = _Json(app)
    app.config["MAX_CONTENT_LENGTH"] = _UPLOAD_LIMIT
    app.extensions["database"] = database
    app.extensions["whose"] = whose
    app.before_request(_refuse_foreign_writes)
    app.before_request(_refuse_untypable)
    app.after_request(_add_headers)
    app.jinja_env.globals.update(asset=asset, person=person)
    app.context_processor(lambda: {"messages_url": messages_url()})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def answer_errors(app: Flask) -> None:
    """Let *app* answer every refusal and fault as docs/protocol.md spells them."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(ValidationError, _failed)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)


def database() -> Database:
    """Return the database of the application that answers this request."""
    found: Database = current_app.extensions["database"]
    return found


def write(act: Callable[..., Any], item: object) -> Any:
    """Return what *act* answers for *item*, once it is safe on disk."""
    return database().write(act, item)


def person() -> Any:
    """Return whoever is signed in, or None; asked once a request."""
    somebody = g.get("person", missing)
    if somebody is missing:
        somebody = g.person = current_app.extensions["whose"]()
    return somebody


def permit(act: Act, trade: TradeId | None = None) -> Any:
    """Return whoever is signed in; refuses the request unless they may do *act*."""
    somebody = person()
    require(somebody, act, trade)
    return somebody


def policy(origins: Iterable[str]) -> str:
    """Return the policy of a page that pages of *origins* may hold in a frame."""
    return " ".join([_POLICY, *origins])


def asset(name: str) -> str:
    """Return the address of a built script or style sheet by its plain name, ``board.js``."""
    return url_for("static", filename=f"dist/{built_name(name)}")


def built_name(name: str) -> str:
    """Return the file name that a script, style sheet or picture was built under."""
    found: str = _listed("manifest")[name]
    return found


def worker_script(name: str, program: object) -> Response:
    """Return the service worker that is built as *name* and finds *program* as ``self.program``.

    A browser asks for it again each time, and takes other content for a newer worker.
    """
    script = (DIST / built_name(name)).read_text(encoding="utf-8")
    answer = make_response(f"self.program = {json.dumps(program)};\n{script}")
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def edition() -> str:
    """Return a word for everything that was built together: another build, another word."""
    return hashlib.sha256(json.dumps(_listed("manifest"), sort_keys=True).encode()).hexdigest()[:12]


def parts(name: str) -> list[str]:
    """Return the names of all files that the built *name* may ask for, itself among them."""
    found: list[str] = _listed("parts")[name]
    return found


def messages_url() -> str:
    """Return the address of the page's catalogue for scripts."""
    return asset(f"messages-{language()}.json")


def wants_json() -> bool:
    """Answer whether the request is a program's: it sends JSON, or does not ask for a page."""
    return request.is_json or "text/html" not in request.headers.get("Accept", "")


def polled(tag: str, body: bytes, kept: str = "public, max-age=1") -> Answer:
    """Return JSON that is asked for again and again; whoever has *tag* already gets no body.

    *kept* says who may keep it, and for how long.
    """
    answer = make_response(body)
    answer.mimetype = "application/json"
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = kept
    return answer.make_conditional(request)


def _listed(name: str) -> dict[str, Any]:
    lists: dict[str, Any] = current_app.extensions.setdefault("built", {})
    if name not in lists or current_app.debug:
        path = DIST / f"{name}.json"
        lists[name] = json.loads(path.read_text()) if path.exists() else {}
    found: dict[str, Any] = lists[name]
    return found


def _refuse_foreign_writes() -> None:
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ForeignRequest
        return
    # Plain HTTP on a LAN: browsers send no Sec-Fetch-Site there, but they send Origin.
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise HiddenAddress(page=origin, host=request.host)


def _refuse_untypable() -> None:
    """Refuse a form with U+0000: nobody types it, and not every database can keep it."""
    if request.mimetype not in _FORMS:
        return
    for name, values in request.form.lists():
        if any("\0" in text for text in (name, *values)):
            raise ValidationError({name.replace("\0", ""): [sentence("This cannot be typed.")]})


def _add_headers(response: Response) -> Response:
    headers = response.headers
    if request.path.startswith("/static/dist/"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # All at once: each question to the headers, and each one set, reads them from the beginning.
    given = {name.lower() for name in headers.keys()}  # noqa: SIM118 - they are pairs
    for name, value in _HEADERS:
        if name.lower() not in given:
            headers.add(name, value)
    return response


def problem(code: str, status: HTTPStatus, detail: str, **extra: object) -> Response:
    """Return the answer that says no: JSON to programs, a page to people."""
    if wants_json():
        answer = make_response({"code": code, "detail": detail, **extra})
    else:
        answer = make_response(
            render_template(
                "competition/error.html",
                status=status,
                title=translated(_TITLES.get(status, _TITLES[HTTPStatus.BAD_REQUEST])),
                detail=detail,
                fault_id=extra.get("id"),
            )
        )
    answer.status_code = status
    return answer


def told(error: Exception) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return the status and the document that say why *error* is the answer: docs/protocol.md.

    A fault is written to the log.
    """
    if isinstance(error, Refusal):
        detail = translated(error.text, error.values)
        return error.status, {"code": error.code, "detail": detail, **error.extra}
    if isinstance(error, ValidationError):
        detail = translated("Some of what was entered cannot be taken.")
        document = {"code": "invalid", "detail": detail, "fields": _fields(error)}
        return HTTPStatus.UNPROCESSABLE_ENTITY, document
    number = secrets.token_hex(4)
    _log.error("fault", id=number, path=request.path, exc_info=error)
    detail = translated("Something went wrong in the program. Fault %(id)s.", {"id": number})
    return HTTPStatus.INTERNAL_SERVER_ERROR, {"code": "fault", "detail": detail, "id": number}


def _failed(error: Exception) -> Response:
    status, document = told(error)
    return problem(document.pop("code"), status, document.pop("detail"), **document)


def _refused(refusal: Refusal) -> Response:
    if refusal.code == "signed-out" and not wants_json() and request.method == "GET":
        return make_response("", HTTPStatus.SEE_OTHER, {"Location": _sign_in_url()})
    return _failed(refusal)


def _sign_in_url() -> str:
    return url_for("accounts.sign_in", next=request.full_path.rstrip("?"))


def _fields(error: ValidationError) -> dict[str, list[str]]:
    # webargs says where in the request the fields stood; ours are always in its body.
    found = error.messages_dict
    found = found["json"] if set(found) == {"json"} else found
    return {
        str(field): [translated(str(message)) for message in _flat(messages)]
        for field, messages in found.items()
    }


def _flat(messages: object) -> list[object]:
    if isinstance(messages, Mapping):
        return [each for inner in messages.values() for each in _flat(inner)]
    return list(messages) if isinstance(messages, list) else [messages]


def _http_error(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        limit = request.max_content_length or _UPLOAD_LIMIT
        return _refused(TooLarge(limit=limit // 1024 // 1024))
    unusable = getattr(error, "exc", None)
    if isinstance(unusable, ValidationError):
        return _failed(unusable)
    status = HTTPStatus(error.code or 500)
    if status is HTTPStatus.NOT_FOUND:
        return _refused(NotFound())
    if status < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    return problem(
        status.phrase.lower().replace(" ", "-"),
        status,
        translated(_DETAILS.get(status, _UNREADABLE)),
    )
