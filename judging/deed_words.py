"""What was done with a sheet, as people say it."""

from collections.abc import Mapping
from typing import Final

from competition.errors import sentence
from competition.i18n import translated
from judging.acts import Kind
from judging.models import SheetAct

_WORDS: Final[Mapping[Kind, str]] = {
    Kind.SIGNATURE: sentence("Signed"),
    Kind.REOPENING: sentence("Reopened"),
    Kind.ROUND: sentence("Voted again"),
    Kind.ABSENCE: sentence("Judge absent"),
    Kind.PRESENCE: sentence("Judge waited for again"),
    Kind.REQUEST: sentence("Correction asked for"),
    Kind.APPROVAL: sentence("Correction approved"),
    Kind.DECLINE: sentence("Correction declined"),
    Kind.CHECK: sentence("Checked by a second person"),
    Kind.OBJECTION: sentence("Objection at the check"),
    Kind.CONFIRMATION: sentence("Competitor agreed"),
    Kind.RELIEF: sentence("Seat passed to another judge"),
    Kind.PROTEST: sentence("Competitor's protest"),
}
_ANSWERED: Final = sentence("Objection answered, value kept")
_APART: Final = sentence("Both entries differ")
_ANEW: Final = sentence("To be entered a second time anew")
_RULED: Final = sentence("Protest answered")
_SILENT: Final = sentence("Competitor says nothing")


def deed(act: SheetAct) -> str:
    """Return in the reader's language what was done with a sheet."""
    return translated(_sentence(Kind(act.kind), act.document), {})


def _sentence(kind: Kind, document: Mapping[str, object]) -> str:
    if kind is Kind.OBJECTION and "reply" in document:
        return _ANSWERED
    if kind is Kind.OBJECTION and "differs" in document:
        return _APART
    if kind is Kind.OBJECTION and "anew" in document:
        return _ANEW
    if kind is Kind.PROTEST and "answers" in document:
        return _RULED
    if kind is Kind.PROTEST and document.get("way") == "silent":
        return _SILENT
    return _WORDS.get(kind, str(kind))
