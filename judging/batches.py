"""Many letters of a tablet in one request: each is taken or refused by itself."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, Range

from competition.db import NotTried
from competition.errors import sentence
from competition.web import BodyParser, database, told
from judging import doorkeeper, letters
from judging.check_schemas import EntrySchema
from judging.letters import Answer, Letter
from judging.schemas import MarkSchema

blueprint = Blueprint("batches", __name__, url_prefix="/judging/sheets/marks")
blueprint.ARGUMENTS_PARSER = BodyParser()
MOST: Final = 200
_MOST_BYTES: Final = 1024 * 1024
_MARK: Final = MarkSchema()
_ENTRY: Final = EntrySchema()
_COUNT: Final = sentence("A batch has from 1 to 200 letters.")


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters of a tablet as it sent them, none of them read yet."""

    letters: tuple[Mapping[str, Any], ...]


class BatchSchema(Schema):
    """A batch as a tablet sends it."""

    letters = fields.List(fields.Dict(), required=True, validate=Length(1, MOST, error=_COUNT))

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> Batch:
        """Return the letters as they came."""
        return Batch(tuple(data["letters"]))


class LetterSchema(Schema):
    """One letter: its sheet, and either a mark or a value of a second entry, read apart."""

    sheet = fields.Integer(required=True, strict=True, validate=Range(1, 2**31 - 1))
    mark = fields.Raw()
    entry = fields.Raw()

    @validates_schema
    def one_thing(self, data: dict[str, Any], **_: Any) -> None:
        """Raise ValidationError unless it brings one thing."""
        if len({"mark", "entry"} & set(data)) != 1:
            raise ValidationError(sentence("A letter has a mark or an entry."))


@dataclass(slots=True)
class _Sent:
    """A letter on its way: *place* names its cell, *answer* is what came of it."""

    place: Hashable
    uuid: str | None
    letter: Letter | None = None
    answer: Answer | None = None


_LETTER: Final = LetterSchema()


@blueprint.before_request
def no_more() -> None:
    """Take no more bytes than that many letters have."""
    request.max_content_length = _MOST_BYTES


@blueprint.post("")
@blueprint.arguments(BatchSchema())
def take(batch: Batch) -> dict[str, object]:
    """Record many letters in order; the answer is sent when all of them are safe on disk."""
    doorkeeper.judge()
    sent = [_opened(each) for each in batch.letters]
    _record(list(_due(sent)))
    return {"answers": [_told(each.uuid, *each.answer) for each in sent if each.answer]}


def _opened(document: Mapping[str, Any]) -> _Sent:
    kind = "mark" if "mark" in document else "entry"
    said = document.get(kind)
    inner: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    place = [document.get("sheet"), inner.get("aspect"), inner.get("seat")]
    # Whatever else stands there is refused; it may be too deep to be written down.
    where = (kind, *(each if isinstance(each, int) else None for each in place))
    uuid = inner.get("uuid")
    sent = _Sent(where, uuid if isinstance(uuid, str) else None)
    try:
        sent.letter = _read(document, inner.get("device"))
    except Exception as error:  # noqa: BLE001 - each letter is answered by itself
        sent.answer = told(error)
    return sent


def _read(document: Mapping[str, Any], device: object) -> Letter:
    with letters.refusals_noted(document.get("sheet"), device):
        given = _LETTER.load(document)
        is_mark = "mark" in given
        inner = _MARK.load(given["mark"]) if is_mark else _ENTRY.load(given["entry"])
    return (letters.of_mark if is_mark else letters.of_entry)(given["sheet"], inner)


def _due(sent: Iterable[_Sent]) -> Iterator[tuple[_Sent, Letter]]:
    """Yield what may be recorded: what comes after a fault in its cell builds on it, and waits."""
    stumbled: set[Hashable] = set()
    for each in sent:
        if _is_fault(each.answer):
            stumbled.add(each.place)
        elif each.letter is not None and each.place not in stumbled:
            yield each, each.letter


def _record(due: Sequence[tuple[_Sent, Letter]]) -> None:
    items = [(letter.act, letter.item) for _, letter in due]
    # One commit: of a batch that comes twice at once, one is through before the other.
    outcomes = database().write_each(items, [each.place for each, _ in due])
    for (each, letter), outcome in zip(due, outcomes, strict=True):
        if isinstance(outcome, NotTried):
            continue
        try:
            each.answer = letter.answer(outcome)
        except Exception as error:  # noqa: BLE001 - each letter is answered by itself
            each.answer = told(error)


def _is_fault(answer: Answer | None) -> bool:
    return answer is not None and answer[0] == HTTPStatus.INTERNAL_SERVER_ERROR


def _told(uuid: str | None, status: HTTPStatus, body: Mapping[str, object]) -> dict[str, object]:
    return {"uuid": uuid, "status": status, "body": body}
