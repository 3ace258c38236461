"""What tablets may send of checks, second entries, competitors' words and rounds."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from competition.accounts.schemas import TYPED
from judging.confirmations import LONGEST_STROKES
from judging.schemas import DEVICE, UUID, SeenSchema, of_this_age

_NUMBER = Range(0, 2**31 - 1)


class AtVersionSchema(SeenSchema):
    """Something is said of what a sheet says at its version, on a tablet."""

    version = fields.Integer(required=True, strict=True, validate=_NUMBER)
    device = fields.String(required=True, validate=DEVICE)


class ObjectionSchema(AtVersionSchema):
    """A second person objects to the value of an aspect."""

    aspect = fields.Integer(required=True, strict=True, validate=_NUMBER)
    reason = fields.String(required=True, validate=[Length(1, 4000), TYPED])


class ReplySchema(SeenSchema):
    """A judge keeps a value against an objection, by number, or a second entry, by uuid."""

    objection = fields.Integer(load_default=None, strict=True, validate=_NUMBER)
    entry = fields.String(load_default=None, validate=UUID)
    reason = fields.String(required=True, validate=[Length(1, 4000), TYPED])
    device = fields.String(required=True, validate=DEVICE)


class EntrySchema(Schema):
    """A value as a second person enters it; *judge* is whoever entered it."""

    uuid = fields.String(required=True, validate=UUID)
    aspect = fields.Integer(required=True, strict=True, validate=_NUMBER)
    seat = fields.Integer(required=True, strict=True, validate=_NUMBER)
    value = fields.String(required=True, validate=Length(1, 20))
    device = fields.String(required=True, validate=DEVICE)
    sequence = fields.Integer(required=True, strict=True, validate=Range(0, 2**53))
    taken_at = fields.AwareDateTime(required=True, format="iso", validate=of_this_age)
    judge = fields.Integer(load_default=None, strict=True, validate=_NUMBER)


class ConfirmationSchema(AtVersionSchema):
    """The competitor agrees by a drawn signature."""

    strokes = fields.String(required=True, validate=[Length(1, LONGEST_STROKES), TYPED])


class ProtestSchema(AtVersionSchema):
    """The competitor does not agree, or says nothing (*silent*), with the reason."""

    reason = fields.String(required=True, validate=[Length(1, 4000), TYPED])
    silent = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class RoundSchema(SeenSchema):
    """The leader of a panel wants an aspect voted on again; *number* is that of the new round."""

    aspect = fields.Integer(required=True, strict=True, validate=_NUMBER)
    number = fields.Integer(required=True, strict=True, validate=Range(2, 2**31 - 1))
