"""The reader's language: chosen once a request, used for every word and number."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, Request, Response, g, has_request_context, request
from flask_babel import Babel, gettext
from markupsafe import Markup

from competition.clock import read

TAGS: Final = {"zh": "zh-CN", "en": "en"}
DEFAULT: Final = "zh"
COOKIE: Final = "language"
TIME_ZONE: Final = "Asia/Shanghai"


def set_up(app: Flask) -> None:
    """Give *app* its catalogues and its templates the words they use for language."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "competition/translations")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", TIME_ZONE)
    Babel(app, default_locale=DEFAULT, locale_selector=language)
    app.jinja_env.globals.update(name=name, local_time=local_time, local_date=local_date)
    app.context_processor(
        lambda: {
            "locale": TAGS[language()],
            "language": language(),
            "other_language_url": _other_language_url(),
        }
    )
    app.after_request(_remember)


def language() -> str:
    """Return ``zh`` or ``en``: the address says, else the cookie, else the browser, else zh."""
    if not has_request_context():
        return DEFAULT
    if "language" not in g:
        g.language = _chosen(request)
    return str(g.language)


def name(names: Mapping[str, str] | None) -> Markup | str:
    """Return the name in the reader's language, or the other one marked with its language."""
    if not names:
        return ""
    here = language()
    if names.get(here):
        return names[here]
    other = next((tag for tag in TAGS if names.get(tag)), None)
    if other is None:
        return ""
    return Markup('<span lang="{}">{}</span>').format(TAGS[other], names[other])


def plain_name(names: Mapping[str, str] | None) -> str:
    """Return the name as plain text: the reader's language, else any."""
    return (names or {}).get(language()) or next(iter((names or {}).values()), "")


def local_time(moment: datetime | str) -> str:
    """Return *moment* in the competition's time zone, to the minute, as the reader writes it.

    It may be spelled in ISO 8601.
    """
    here = (read(moment) if isinstance(moment, str) else moment).astimezone(ZoneInfo(TIME_ZONE))
    if language() == "zh":
        return f"{here.month} 月 {here.day} 日 {here:%H:%M}"
    return f"{here.day} {here:%b %H:%M}"


def local_date(moment: datetime) -> str:
    """Return the day of *moment* in the competition's time zone as the reader writes it."""
    here = moment.astimezone(ZoneInfo(TIME_ZONE))
    if language() == "zh":
        return f"{here.year} 年 {here.month} 月 {here.day} 日"
    return f"{here.day} {here:%B %Y}"


def date_span(first: date, last: date) -> str:
    """Return the days from *first* to *last* as the reader writes them."""
    if language() == "zh":
        end = f"{last.day} 日" if first.month == last.month else f"{last.month} 月 {last.day} 日"
        start = f"{first.year} 年 {first.month} 月 {first.day}"
        return f"{start} 日" if first == last else f"{start}–{end}"
    if first == last:
        return f"{first.day} {first:%B %Y}"
    start = str(first.day) if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start}–{last.day} {last:%B %Y}"


def translated(text: str, values: Mapping[str, object] | None = None) -> str:
    """Return the sentence *text* in the reader's language, filled with *values*."""
    if not has_request_context():
        return text % values if values else text
    return str(gettext(text, **values) if values else gettext(text))


def _chosen(asked: Request) -> str:
    for wanted in (asked.args.get("lang"), asked.cookies.get(COOKIE)):
        short = (wanted or "").split("-")[0].lower()
        if short in TAGS:
            return short
    return asked.accept_languages.best_match(list(TAGS), DEFAULT) or DEFAULT


def _other_language_url() -> str:
    other = "en" if language() == "zh" else "zh"
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.path}?{urlencode([*pairs, ('lang', other)])}"


def _remember(response: Response) -> Response:
    if not request.query_string:
        return response
    # A board in a frame speaks as its screen was told; the reader has chosen nothing by it.
    is_frame = "frame" in request.args or g.get("is_frame")
    if request.args.get("lang") and request.endpoint != "static" and not is_frame:
        response.set_cookie(COOKIE, language(), max_age=31_536_000, samesite="Lax", httponly=True)
    return response
