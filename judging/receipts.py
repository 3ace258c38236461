"""Which marks, second entries, remarks and signatures are kept: a tablet asks after a new start."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load
from marshmallow.validate import Length, Range
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.errors import NotSignedIn
from competition.web import BodyParser, database, person
from judging.acts import Kind
from judging.models import LedgerLine, SecondEntry, SheetAct
from judging.remark_models import Remark

blueprint = Blueprint("receipts", __name__, url_prefix="/judging/received")
blueprint.ARGUMENTS_PARSER = BodyParser()
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Receipts:
    """What a tablet holds the receipts of, and the signatures that it has seen.

    The uuids of marks, second entries and remarks; of a signature the sheet and
    when it was given, which no other act on the sheet has.
    """

    uuids: tuple[str, ...]
    signatures: tuple[tuple[int, str], ...]


class SignatureSeenSchema(Schema):
    """A signature as a sheet told of it."""

    sheet = fields.Integer(required=True, strict=True, validate=Range(1, 2**31 - 1))
    at = fields.String(required=True, validate=Length(1, 40))


class ReceiptsSchema(Schema):
    """What a tablet asks about."""

    uuids = fields.List(fields.UUID(), required=True, validate=Length(0, _MOST))
    signatures = fields.List(
        fields.Nested(SignatureSeenSchema), load_default=(), validate=Length(0, _MOST)
    )

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> Receipts:
        """Return the uuids as the ledger spells them."""
        uuids: list[UUID] = data["uuids"]
        seen = tuple((each["sheet"], each["at"]) for each in data["signatures"])
        return Receipts(tuple(str(each) for each in uuids), seen)


@blueprint.post("")
@blueprint.arguments(ReceiptsSchema)
def missing(given: Receipts) -> dict[str, object]:
    """Answer what is not kept, whatever this tablet was once told.

    *unsigned* counts the signatures that it named, if it did, from 0.
    """
    somebody = person()
    if somebody is None:
        raise NotSignedIn
    with database().read() as session:
        known = {
            uuid
            for table in (LedgerLine, SecondEntry, Remark)
            for uuid in session.scalars(
                select(table.uuid).where(
                    table.uuid.in_(given.uuids), table.author_id == somebody.id
                )
            )
        }
        signed = _signed(session, {sheet for sheet, _ in given.signatures})
    unsigned = [at for at, each in enumerate(given.signatures) if each not in signed]
    asked = {"unsigned": unsigned} if given.signatures else {}
    return {"missing": [each for each in given.uuids if each not in known], **asked}


def _signed(session: Session, sheets: Collection[int]) -> Collection[tuple[int, str]]:
    """Return the signatures ever given on some *sheets*, also those that are void by now."""
    query = select(SheetAct.sheet_id, SheetAct.recorded_at).where(
        SheetAct.kind == Kind.SIGNATURE, SheetAct.sheet_id.in_(sheets)
    )
    return {(sheet or 0, at) for sheet, at in session.execute(query)} if sheets else set()
