"""What people send to sign in."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields, post_load
from marshmallow.validate import Length, Regexp

from competition.errors import sentence

TYPED = Regexp(r"^[^\0\ud800-\udfff]*\Z", error=sentence("This cannot be typed."))


@dataclass(frozen=True, slots=True)
class PinGiven:
    """A judge's code and PIN as typed."""

    code: str
    pin: str


class PinSchema(Schema):
    """A judge signs in on a tablet."""

    code = fields.String(required=True, validate=[Length(1, 40), TYPED])
    pin = fields.String(required=True, validate=[Length(1, 40), TYPED])

    @post_load
    def value(self, data: dict[str, Any], **_: Any) -> PinGiven:
        """Return what was typed."""
        return PinGiven(**data)
