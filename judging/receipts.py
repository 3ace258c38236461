"""Which marks and second entries are kept: a tablet asks when the server was started anew."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask_smorest import Blueprint
from marshmallow import Schema, fields, post_load
from marshmallow.validate import Length
from sqlalchemy import select

from competition.errors import NotSignedIn
from competition.web import BodyParser, database, person
from judging.models import LedgerLine, SecondEntry

blueprint = Blueprint("receipts", __name__, url_prefix="/judging/received")
blueprint.ARGUMENTS_PARSER = BodyParser()
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Receipts:
    """The uuids of marks and second entries that a tablet holds the receipts of."""

    uuids: tuple[str, ...]


class ReceiptsSchema(Schema):
    """What a tablet asks about."""

    uuids = fields.List(fields.UUID(), required=True, validate=Length(0, _MOST))

    @post_load
    def given(self, data: dict[str, list[UUID]], **_: Any) -> Receipts:
        """Return the uuids as the ledger spells them."""
        return Receipts(tuple(str(each) for each in data["uuids"]))


@blueprint.post("")
@blueprint.arguments(ReceiptsSchema)
def missing(given: Receipts) -> dict[str, object]:
    """Answer which marks and second entries are not kept, whatever this tablet was once told."""
    somebody = person()
    if somebody is None:
        raise NotSignedIn
    with database().read() as session:
        known = {
            uuid
            for table in (LedgerLine, SecondEntry)
            for uuid in session.scalars(
                select(table.uuid).where(
                    table.uuid.in_(given.uuids), table.author_id == somebody.id
                )
            )
        }
    return {"missing": [each for each in given.uuids if each not in known]}
