"""What a tablet keeps of the program itself: its service worker, and what it is called at home."""

import hashlib
import json
from typing import Final

from flask import Blueprint, Response, current_app, make_response, url_for

from competition.i18n import TAGS, language, translated
from competition.web import DIST, asset, built_name, parts, worker_script

blueprint = Blueprint("kit", __name__, url_prefix="/judging")

_TEMPLATES: Final = ("competition/base.html", "judging/tablet.html")
_BUNDLES: Final = ("tablet.js", "tablet.css", "base.css")
_SINGLE: Final = ("messages-zh.json", "messages-en.json", "icon.svg", "icon-touch.png")
_PAPER: Final = "#f7f8f6"


@blueprint.get("/worker.js")
def worker() -> Response:
    """Answer the tablet's service worker, with what it shall keep; other content is a newer one."""
    names = sorted({name for bundle in _BUNDLES for name in parts(bundle)})
    addresses = [url_for("static", filename=f"dist/{name}") for name in names]
    addresses += [asset(name) for name in _SINGLE]
    script = (DIST / built_name("tablet.worker.js")).read_text(encoding="utf-8")
    kept = {"page": url_for("judging.tablet"), "parts": addresses, "version": ""}
    kept["version"] = _digest(json.dumps(kept), script, *map(_source, _TEMPLATES))
    return worker_script("tablet.worker.js", kept)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Answer how a tablet shows the page among its programs, in the reader's language."""
    answer = make_response(
        {
            "id": url_for("judging.tablet"),
            "name": translated("Jiangsai: judge's tablet"),
            "short_name": translated("Jiangsai"),
            "lang": TAGS[language()],
            "start_url": url_for("judging.tablet"),
            "scope": url_for("judging.tablet"),
            "display": "standalone",
            "background_color": _PAPER,
            "theme_color": _PAPER,
            "icons": [
                _icon("icon.svg", "any"),
                _icon("icon-192.png", "192x192"),
                _icon("icon-512.png", "512x512"),
                _icon("icon-full.png", "512x512", "maskable"),
            ],
        }
    )
    answer.mimetype = "application/manifest+json"
    return answer


def _icon(name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
    return {"src": asset(name), "sizes": sizes, "type": kind, "purpose": purpose}


def _source(template: str) -> str:
    environment = current_app.jinja_env
    if environment.loader is None:
        return ""
    return environment.loader.get_source(environment, template)[0]


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
