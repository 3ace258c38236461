"""The porch: a page without HTTPS where tablets get the hall's certificate, and nothing else."""

import io
import plistlib
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Flask, Response, current_app, make_response, render_template, request

from competition.certificate import Certificates
from competition.config import Settings
from competition.errors import NotFound
from competition.i18n import translated

blueprint = Blueprint("porch", __name__)

_HERE: Final = "/install"
_OPEN: Final = (f"{_HERE}/", "/static/dist/")
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Porch:
    """Lets the application answer for the certificate, and shows every other caller the way."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        reads = environ.get("REQUEST_METHOD") in {"GET", "HEAD"}
        if reads and (path == _HERE or path.startswith(_OPEN)):
            return self._application(environ, start_response)
        start_response("303 See Other", [("Location", _HERE), ("Content-Length", "0")])
        return []


def open_porch(app: Flask, settings: Settings) -> None:
    """Let *app* hand out the certificate of *settings*, on a port of its own if there is one."""
    app.extensions["settings"] = settings
    if settings.certificate is None or not settings.porch:
        return
    from gevent.pywsgi import WSGIServer  # noqa: PLC0415 - only a serving process has a porch

    porch = WSGIServer((settings.host, settings.porch), Porch(app.wsgi_app), log=None)
    porch.start()


@blueprint.get(_HERE)
def install() -> str:
    """Show how a tablet comes to trust this server."""
    found = _certificates()
    return render_template(
        "competition/install.html",
        fingerprint=_in_lines(found.fingerprint()),
        here=_here(),
        goal=f"https://{_host()}{_port(_settings().port, 443)}/judging/",
    )


@blueprint.get(f"{_HERE}/authority.crt")
def authority() -> Response:
    """Answer the certificate as most systems take it."""
    return _file(_certificates().der(), "application/x-x509-ca-cert", "jiangsai.crt")


@blueprint.get(f"{_HERE}/authority.mobileconfig")
def profile() -> Response:
    """Answer the certificate as a profile for iPads."""
    found = _certificates()
    marked = uuid.uuid5(uuid.NAMESPACE_OID, found.fingerprint())
    inner = _payload("com.apple.security.root", uuid.uuid5(marked, "root"))
    inner |= {"PayloadContent": found.der(), "PayloadCertificateFileName": "jiangsai.crt"}
    whole = _payload("Configuration", marked) | {"PayloadContent": [inner]}
    return _file(plistlib.dumps(whole), "application/x-apple-aspen-config", "jiangsai.mobileconfig")


@blueprint.get(f"{_HERE}/code.svg")
def code() -> Response:
    """Answer the address of the page as a QR code."""
    out = io.BytesIO()
    segno.make(_here(), error="m").save(out, kind="svg", border=2, dark="#000", light="#fff")
    answer = make_response(out.getvalue())
    answer.mimetype = "image/svg+xml"
    return answer


def _payload(kind: str, marked: uuid.UUID) -> dict[str, object]:
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": f"jiangsai.{marked}",
        "PayloadUUID": str(marked).upper(),
        "PayloadDisplayName": translated("Jiangsai: the hall's server"),
    }


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = make_response(content)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.status_code = HTTPStatus.OK
    return answer


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _certificates() -> Certificates:
    folder = _settings().certificate
    if folder is None:
        raise NotFound
    return Certificates(folder)


def _here() -> str:
    porch = _settings().porch
    if porch:
        return f"http://{_host()}{_port(porch, 80)}{_HERE}"
    return f"https://{_host()}{_port(_settings().port, 443)}{_HERE}"


def _host() -> str:
    name = urlsplit(f"//{request.host}").hostname or ""
    return f"[{name}]" if ":" in name else name


def _port(number: int, usual: int) -> str:
    return "" if number == usual else f":{number}"


def _in_lines(fingerprint: str) -> list[str]:
    pairs = fingerprint.split(":")
    return [" ".join(pairs[at : at + 8]) for at in range(0, len(pairs), 8)]
