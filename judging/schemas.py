"""What tablets and organisers may send."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load
from marshmallow.validate import Length, Range, Regexp

from competition.accounts.devices import Report
from competition.accounts.schemas import TYPED
from competition.errors import sentence
from judging.marks import CorrectionGiven, MarkGiven, SignatureGiven

UUID = Regexp(
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z",
    error=sentence("This is no UUID in lower case."),
)

_DEVICE = re.compile(r"^[\x21-\x7e]{1,64}\Z")
DEVICE = Regexp(_DEVICE, error=sentence("This is no name of a device."))

HASH = Regexp(r"^[0-9a-f]{64}\Z", error=sentence("This is no hash of a line."))


def is_device(name: object) -> bool:
    """Answer whether *name* is one that a tablet can have."""
    return isinstance(name, str) and _DEVICE.match(name) is not None


def of_this_age(moment: datetime) -> None:
    """Raise ValidationError for a moment that no tablet's clock can mean."""
    # A flat battery sets a clock back to 1970; the line has the server's own time beside it.
    if not 1900 <= moment.year <= 9000:  # noqa: PLR2004 - what every database can write down
        raise ValidationError(sentence("This time cannot be right."))


class SeenSchema(Schema):
    """Something is done on a tablet by what a sheet said at its version, the line *head*."""

    version = fields.Integer(load_default=None, strict=True, validate=Range(0, 2**31 - 1))
    head = fields.String(load_default=None, validate=HASH)


class MarkSchema(Schema):
    """One mark as the tablet sends it; unknown fields are refused."""

    uuid = fields.String(required=True, validate=UUID)
    aspect = fields.Integer(required=True, strict=True, validate=Range(1, 2**31 - 1))
    value = fields.String(required=True, validate=Length(0, 20))
    base = fields.Integer(required=True, strict=True, validate=Range(0, 2**31 - 1))
    device = fields.String(required=True, validate=DEVICE)
    sequence = fields.Integer(required=True, strict=True, validate=Range(0, 2**53))
    taken_at = fields.AwareDateTime(required=True, format="iso", validate=of_this_age)
    judge = fields.Integer(load_default=None, strict=True, validate=Range(1, 2**31 - 1))
    head = fields.String(load_default=None, validate=HASH)

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> MarkGiven:
        """Return the checked fields as the value that judging takes."""
        return MarkGiven(**data)


@dataclass(frozen=True, slots=True)
class PairingGiven:
    """A pairing code as typed or scanned, and the tablet's names."""

    code: str
    device: str
    name: str


@dataclass(frozen=True, slots=True)
class RemarkGiven:
    """A remark, or the withdrawal of one, as the tablet sent it, its fields checked one by one."""

    uuid: str
    device: str
    taken_at: datetime
    judge: int | None
    sub: str
    aspect: int | None
    text: str
    withdraws: str | None


class RemarkSchema(Schema):
    """A remark as the tablet sends it; one that *withdraws* another needs no place."""

    uuid = fields.String(required=True, validate=UUID)
    device = fields.String(required=True, validate=DEVICE)
    taken_at = fields.AwareDateTime(required=True, format="iso", validate=of_this_age)
    judge = fields.Integer(load_default=None, strict=True, validate=Range(1, 2**31 - 1))
    sub = fields.String(load_default="", validate=[Length(0, 40), TYPED])
    aspect = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=Range(1, 2**31 - 1)
    )
    text = fields.String(load_default="", validate=[Length(0, 2000), TYPED])
    withdraws = fields.String(load_default=None, allow_none=True, validate=UUID)

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> RemarkGiven:
        """Return the checked fields as the value that judging takes."""
        return RemarkGiven(**data)


class PairingSchema(Schema):
    """A tablet shows the code that pairs it; *device* is the name it gave itself."""

    code = fields.String(required=True, validate=[Length(1, 40), TYPED])
    device = fields.String(required=True, validate=DEVICE)
    name = fields.String(load_default="", validate=[Length(0, 60), TYPED])

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> PairingGiven:
        """Return what was typed."""
        return PairingGiven(**data)


class HeartbeatSchema(Schema):
    """What a tablet says of itself now and then."""

    unsent = fields.Integer(required=True, strict=True, validate=Range(0, 2**31 - 1))
    # A program from before the last update does not count these.
    refused = fields.Integer(load_default=0, strict=True, validate=Range(0, 2**31 - 1))
    remarks = fields.Integer(load_default=0, strict=True, validate=Range(0, 2**31 - 1))
    battery = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=Range(0, 100)
    )
    charging = fields.Boolean(load_default=None, allow_none=True, truthy={True}, falsy={False})

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> Report:
        """Return what was said."""
        return Report(**data)


class SignatureSchema(SeenSchema):
    """A signature as the tablet sends it; *judge* and *pin* where it is not its own judge's."""

    version = fields.Integer(required=True, strict=True, validate=Range(0, 2**31 - 1))
    device = fields.String(required=True, validate=DEVICE)
    judge = fields.String(load_default=None, validate=[Length(1, 40), TYPED])
    pin = fields.String(load_default=None, validate=[Length(1, 40), TYPED])

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> SignatureGiven:
        """Return the checked fields as the value that judging takes."""
        return SignatureGiven(**data)


class CorrectionSchema(SeenSchema):
    """A correction as the tablet asks for it."""

    aspect = fields.Integer(required=True, strict=True, validate=Range(1, 2**31 - 1))
    value = fields.String(required=True, validate=Length(1, 20))
    reason = fields.String(required=True, validate=[Length(1, 4000), TYPED])
    device = fields.String(required=True, validate=DEVICE)

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> CorrectionGiven:
        """Return the checked fields as the value that judging takes."""
        return CorrectionGiven(**data)
