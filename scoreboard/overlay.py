"""Boards for other people's pages and for streams: overlay, frame, and the element's script."""

from typing import Final

from flask import Blueprint, Response, g, make_response, render_template, request, url_for

from competition.errors import NotFound
from competition.i18n import TAGS, language
from competition.programme.models import Trade
from competition.web import asset, database, messages_url

blueprint = Blueprint("overlay", __name__, template_folder="templates")
THEMES: Final = ("light", "dark", "contrast")
SHAPES: Final = ("third", "side")
_MOST_ROWS: Final = 30


@blueprint.get("/overlay/<int:trade>")
def overlay(trade: int) -> str:
    """Show a trade's ranking on a transparent ground, for a stream: lower third or side table."""
    shape = _one_of("shape", SHAPES) or "third"
    return _page("scoreboard/overlay.html", trade, shape, 5 if shape == "third" else 10)


@blueprint.get("/embed/<int:trade>")
def frame(trade: int) -> str:
    """Show a trade's ranking for a frame on another page."""
    return _page("scoreboard/embed.html", trade, "table", _MOST_ROWS)


@blueprint.get("/embed/score-board.js")
def script() -> Response:
    """Answer the script that defines the element on any page, at an address that stays."""
    g.is_frame = True
    server = url_for("scoreboard.home", _external=True).rstrip("/")
    told = {
        "server": server,
        "language": TAGS[language()],
        "messages": messages_url(),
        "styles": asset("embed.css"),
    }
    lines = [f'import {{ begin }} from "{asset("embed.js")}";']
    lines += ["begin({", *(f'\t{key}: "{value}",' for key, value in told.items()), "});", ""]
    answer = make_response("\n".join(lines))
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.vary.add("Accept-Language")
    answer.vary.add("Cookie")
    return answer


def _page(template: str, trade: int, shape: str, usual: int) -> str:
    g.is_frame = True
    with database().read() as session:
        found = session.get(Trade, trade)
    if found is None:
        raise NotFound
    return render_template(
        template,
        trade=found,
        shape=shape,
        theme=_one_of("theme", THEMES),
        ground=_one_of("ground", ("panel", "clear")) or "panel",
        edge=_one_of("edge", ("left", "right")) or "left",
        rows=_rows(usual),
    )


def _one_of(key: str, known: tuple[str, ...]) -> str | None:
    value = request.args.get(key)
    return value if value in known else None


def _rows(usual: int) -> int:
    text = request.args.get("rows", "")
    return min(_MOST_ROWS, max(1, int(text[:3]))) if text.isdecimal() and text.isascii() else usual
