"""What organisers enter about competitions and trades."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from marshmallow import Schema, ValidationError, fields, post_load, validates, validates_schema
from marshmallow.validate import Length, OneOf, Regexp

from competition.errors import sentence
from competition.programme.presets import PRESETS
from competition.scoring.rules_document import rules_of

_CODE = Regexp(
    r"^[\w.-]{1,20}\Z", error=sentence("Use letters, digits, dots and hyphens, at most 20.")
)
_NAME = Length(max=120, error=sentence("Use at most 120 characters."))


@dataclass(frozen=True, slots=True)
class CompetitionGiven:
    """A competition as the organiser entered it."""

    names: dict[str, str]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class TradeGiven:
    """A trade as the organiser entered it."""

    code: str
    names: dict[str, str]
    group_names: dict[str, str]
    unit: str
    shows: str
    rules: dict[str, object]


class _Named(Schema):
    name_zh = fields.String(load_default="", validate=_NAME)
    name_en = fields.String(load_default="", validate=_NAME)

    @validates_schema
    def has_a_name(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a thing without any name."""
        if not data.get("name_zh", "").strip() and not data.get("name_en", "").strip():
            raise ValidationError(sentence("Enter a name in Chinese or English."), "name_zh")


class CompetitionSchema(_Named):
    """The form of a new competition."""

    starts_on = fields.Date(
        required=True, error_messages={"invalid": sentence("Enter a date as 2026-11-21.")}
    )
    ends_on = fields.Date(
        required=True, error_messages={"invalid": sentence("Enter a date as 2026-11-21.")}
    )

    @validates_schema
    def ends_after_start(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a competition that ends before it starts."""
        if data["ends_on"] < data["starts_on"]:
            raise ValidationError(sentence("The last day is before the first."), "ends_on")

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> CompetitionGiven:
        """Return the checked form as a value."""
        return CompetitionGiven(names(data, "name"), data["starts_on"], data["ends_on"])


class TradeSchema(_Named):
    """The form of a new trade."""

    code = fields.String(required=True, validate=_CODE)
    group_zh = fields.String(load_default="", validate=_NAME)
    group_en = fields.String(load_default="", validate=_NAME)
    unit = fields.String(load_default="person", validate=OneOf(["person", "team"]))
    shows = fields.String(load_default="names", validate=OneOf(["names", "codes", "nothing"]))
    preset = fields.String(load_default="worldskills", validate=OneOf(list(PRESETS)))
    rules = fields.String(load_default="")

    @validates("rules")
    def rules_make_sense(self, text: str, **_: Any) -> None:
        """Refuse rules that the rulebook cannot read."""
        if not text.strip():
            return
        try:
            document = orjson.loads(text)
            rules_of(document)
        except ValueError:
            raise ValidationError(
                sentence("These rules cannot be read: see docs/rulebook.md.")
            ) from None

    @post_load
    def given(self, data: dict[str, Any], **_: Any) -> TradeGiven:
        """Return the checked form as a value; rules in full stand before the preset."""
        text = data["rules"].strip()
        rules = orjson.loads(text) if text else dict(PRESETS[data["preset"]].rules)
        return TradeGiven(
            data["code"],
            names(data, "name"),
            names(data, "group"),
            data["unit"],
            data["shows"],
            rules,
        )


def names(data: dict[str, Any], key: str) -> dict[str, str]:
    """Return what was entered under ``key_zh`` and ``key_en`` by language, blanks left out."""
    pairs = {tag: data.get(f"{key}_{tag}", "").strip() for tag in ("zh", "en")}
    return {tag: text for tag, text in pairs.items() if text}
