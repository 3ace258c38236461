"""What tablets and organisers may send."""

from typing import Any

from marshmallow import Schema, fields, post_load
from marshmallow.validate import Length, Range, Regexp

from competition.errors import sentence
from judging.marks import MarkGiven

_UUID = Regexp(
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z",
    error=sentence("This is no UUID in lower case."),
)


class MarkSchema(Schema):
    """One mark as the tablet sends it; unknown fields are refused."""

    uuid = fields.String(required=True, validate=_UUID)
    aspect = fields.Integer(required=True, strict=True, validate=Range(1, 2**31 - 1))
    value = fields.String(required=True, validate=Length(1, 20))
    base = fields.Integer(required=True, strict=True, validate=Range(0, 2**31 - 1))
    device = fields.String(required=True, validate=Length(1, 64))
    sequence = fields.Integer(required=True, strict=True, validate=Range(0, 2**53))
    taken_at = fields.AwareDateTime(required=True, format="iso")

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> MarkGiven:
        """Return the checked fields as the value that judging takes."""
        return MarkGiven(**data)
