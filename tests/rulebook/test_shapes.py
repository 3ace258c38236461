"""Shapes of JSON values: what each takes, the words it refuses with, what it writes, its schema."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from competition.scoring.awards_document import or_word
from competition.scoring.shapes import (
    Key,
    Shape,
    UnusableDocument,
    below,
    code,
    day,
    either,
    flag,
    keyed,
    listed,
    no_repeats,
    number,
    optional,
    record,
    said,
    text,
    variants,
    whole,
    word,
)


class Colour(Enum):
    """Colours of medals."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"


@dataclass(frozen=True)
class Judge:
    """A judge with a seat."""

    name: str
    place: int = 1


@dataclass(frozen=True)
class Machine:
    """A machine that measures."""

    serial: str


# Made in the test itself, so that what is wrong with the making is seen there.
Make = Callable[[], Shape[Any]]


def judges() -> Shape[Any]:
    """Return the shape of a judge."""
    return record(Judge, {"name": Key(text()), "seat": Key(whole(1), 1, "place")})


def witnesses(default: str | None = None) -> Shape[Any]:
    """Return the shape of a judge or a machine."""
    machines = record(Machine, {"serial": Key(code())})
    shapes = {"judge": (Judge, judges()), "machine": (Machine, machines)}
    return variants("kind", shapes, default)


def one_is(special: Shape[Any], *, else_: Shape[Any]) -> Shape[Any]:
    """Return the shape that takes 1 as *special* does, and all the rest as *else_* does."""
    return either(else_, special, lambda value: value == 1)


def refusal(shape: Shape[Any], value: object) -> str:
    """Return the words with which *shape* refuses *value* at $.x."""
    with pytest.raises(UnusableDocument) as refused:
        shape.read(value, "$.x")
    assert str(refused.value) == f"{refused.value.path}: {refused.value.reason}"
    return str(refused.value)


@pytest.mark.parametrize(
    ("make", "value", "words"),
    [
        (number, "1,5", "not a number"),
        (number, "1.123456789", "not a number"),
        (number, None, "not a number"),
        (number, -(10**9), "not a number"),
        (number, 1.5, 'write a number with decimals as a string, such as "61.42"'),
        (lambda: number(0), "-0.01", "must be at least 0"),
        (lambda: number(above=0), "0", "must be above 0"),
        (lambda: number(0, 1), "1.01", "must be at most 1"),
        (whole, "1", "not a whole number"),
        (whole, False, "not a whole number"),
        (whole, -1, "must be from 0 to 1000000000"),
        (whole, 10**9 + 1, "must be from 0 to 1000000000"),
        (lambda: whole(1, 5), 6, "must be from 1 to 5"),
        (text, 1, "not a text"),
        (lambda: text(2, 3), "a", "must have from 2 to 3 characters"),
        (lambda: text(2, 3), "abcd", "must have from 2 to 3 characters"),
        (text, "x" * 4001, "must have from 0 to 4000 characters"),
        (text, "a\udfff", "not a text: half of a character"),
        (text, "\ud800a", "not a text: half of a character"),
        (code, "", "must have from 1 to 40 characters"),
        (code, "x" * 41, "must have from 1 to 40 characters"),
        (code, "x ", "a code has no spaces at its ends"),
        (flag, 1, "not true or false"),
        (day, 20261121, "not a date such as 2026-11-21"),
        (day, "2026-11-2", "not a date such as 2026-11-21"),
        (day, "2026-02-30", "no such day"),
        (lambda: word(Colour), "red", "must be one of gold, silver, bronze"),
        (lambda: word(Colour), None, "must be one of gold, silver, bronze"),
        (
            lambda: word(Colour, [Colour.GOLD, Colour.BRONZE]),
            "silver",
            "must be one of gold, bronze",
        ),
        (lambda: said("asc", "desc"), "up", "must be one of asc, desc"),
        (lambda: said("asc", "desc"), 1, "must be one of asc, desc"),
        (lambda: listed(flag()), "[]", "not a list"),
        (lambda: listed(flag(), 1), [], "must have at least 1 items"),
        (lambda: listed(flag(), 1, 2), [True] * 3, "must have at least 1 and at most 2 items"),
        (lambda: keyed(flag()), [], "not an object"),
        (judges, [], "not an object"),
    ],
)
def test_a_value_is_refused_in_so_many_words(make: Make, value: object, words: str) -> None:
    assert refusal(make(), value) == f"$.x: {words}"


@pytest.mark.parametrize(
    ("make", "value", "words"),
    [
        (lambda: optional(flag()), 1, "$.x: not true or false"),
        (lambda: listed(flag()), [True, 1], "$.x[1]: not true or false"),
        (lambda: keyed(flag()), {"a": 1}, "$.x.a: not true or false"),
        (lambda: keyed(flag()), {"a b ": True}, '$.x["a b "]: a code has no spaces at its ends'),
        (
            lambda: keyed(flag()),
            {"a\x1b": True},
            '$.x["a\\u001b"]: a code has no control characters',
        ),
        (lambda: keyed(flag(), 1), {"a": True, "b": True}, "$.x: must have at most 1 keys"),
        (text, "a\0", "$.x: not a text: it holds the character 0"),
        (judges, {"name": "Li", "hat": 1}, "$.x.hat: unknown key"),
        (judges, {"seat": 1}, "$.x.name: missing"),
        (judges, {"name": "Li", "seat": 0}, "$.x.seat: must be from 1 to 1000000000"),
        (witnesses, [], "$.x: not an object"),
        (witnesses, {"name": "Li"}, "$.x.kind: missing"),
        (witnesses, {"kind": "x"}, "$.x.kind: must be one of judge, machine"),
        (witnesses, {"kind": ["x"]}, "$.x.kind: must be one of judge, machine"),
        (witnesses, {"kind": "judge"}, "$.x.name: missing"),
        (lambda: witnesses("machine"), {}, "$.x.serial: missing"),
        (lambda: one_is(text(), else_=flag()), 2, "$.x: not true or false"),
        (lambda: one_is(text(), else_=flag()), 1, "$.x: not a text"),
        (lambda: or_word("max", number()), "min", "$.x: not a number"),
    ],
)
def test_the_fault_inside_a_value_has_its_path(make: Make, value: object, words: str) -> None:
    assert refusal(make(), value) == words


@pytest.mark.parametrize(
    ("make", "value", "found"),
    [
        (number, "-61.42", Decimal("-61.42")),
        (number, 10**9 - 1, Decimal(999999999)),
        (number, 1 - 10**9, Decimal(-999999999)),
        (lambda: number(0, 1), 0, Decimal(0)),
        (lambda: number(0, 1), 1, Decimal(1)),
        (lambda: number(above=0), "0.01", Decimal("0.01")),
        (whole, 0, 0),
        (whole, 10**9, 10**9),
        (lambda: whole(1, 5), 5, 5),
        (lambda: text(2, 3), "ab", "ab"),
        (text, "x" * 4000, "x" * 4000),
        (text, "퟿\ue000𝄞", "퟿\ue000𝄞"),
        (code, "x" * 40, "x" * 40),
        (code, "x", "x"),
        (flag, True, True),
        (flag, False, False),
        (day, "2026-11-21", date(2026, 11, 21)),
        (lambda: word(Colour), "bronze", Colour.BRONZE),
        (lambda: word(Colour, [Colour.GOLD]), "gold", Colour.GOLD),
        (lambda: said("asc", "desc"), "desc", "desc"),
        (lambda: optional(day()), None, None),
        (lambda: optional(day()), "2026-11-21", date(2026, 11, 21)),
        (lambda: listed(flag()), [], ()),
        (lambda: listed(flag(), 1, 2), [True], (True,)),
        (lambda: listed(flag(), 1, 2), [True, False], (True, False)),
        (lambda: listed(flag()), [True] * 99, (True,) * 99),
        (lambda: keyed(day()), {"a": "2026-11-21"}, {"a": date(2026, 11, 21)}),
        (judges, {"name": "Li", "seat": 3}, Judge("Li", 3)),
        (witnesses, {"kind": "judge", "name": "Li", "seat": 2}, Judge("Li", 2)),
        (lambda: witnesses("judge"), {"kind": "machine", "serial": "7"}, Machine("7")),
        (lambda: one_is(whole(), else_=flag()), 1, 1),
        (lambda: or_word("max", number()), "max", "max"),
        (lambda: or_word("max", number()), "2.5", Decimal("2.5")),
    ],
)
def test_what_is_read_is_written_again(make: Make, value: object, found: object) -> None:
    shape = make()
    assert shape.read(value, "$.x") == found
    written = shape.write(found)
    assert written == (str(value) if isinstance(found, Decimal) else value)
    assert type(shape.read(written, "$.x")) is type(found)


def test_a_default_is_filled_in_and_not_written() -> None:
    assert judges().read({"name": "Li"}, "$") == Judge("Li", 1)
    assert judges().write(Judge("Li", 1)) == {"name": "Li"}
    either_way = witnesses("judge")
    assert either_way.read({"name": "Li"}, "$") == Judge("Li", 1)
    assert either_way.write(Judge("Li", 1)) == {"name": "Li"}


def test_a_record_of_a_mapping_is_written_like_one_of_attributes() -> None:
    row: Shape[Any] = record(
        dict, {"a": Key(day()), "b": Key(whole(), 2, "c"), "d": Key(flag(), default=True)}
    )
    found = row.read({"a": "2026-11-21"}, "$")
    assert found == {"a": date(2026, 11, 21), "c": 2, "d": True}
    assert row.write(found) == {"a": "2026-11-21"}
    assert row.write({**found, "c": 3, "d": False}) == {"a": "2026-11-21", "b": 3, "d": False}
    lone: Shape[Any] = record(dict, {"a": Key(day()), "b": Key(whole(), ...)})
    assert lone.write({"a": date(2026, 11, 21)}) == {"a": "2026-11-21"}


SMALL = {"type": "integer", "minimum": 1, "maximum": 1000000000}
CODE = {"type": "string", "minLength": 1, "maxLength": 40}
TEXT = {"type": "string", "minLength": 0, "maxLength": 4000}
DIGITS = r"[0-9]{1,9}(\.[0-9]{1,8})?$"
OF_JUDGE: Mapping[str, object] = {
    "type": "object",
    "properties": {"name": TEXT, "seat": SMALL},
    "required": ["name"],
    "additionalProperties": False,
}


def amount(least: int, sign: str = "") -> dict[str, object]:
    """Return the schema of a number that is *least* or more."""
    return {
        "anyOf": [
            {"type": "string", "pattern": f"^{sign}{DIGITS}"},
            {"type": "integer", "minimum": least},
        ]
    }


@pytest.mark.parametrize(
    ("make", "schema"),
    [
        (number, amount(-999999999, "-?")),
        (lambda: number(0), amount(0)),
        (lambda: number(above=3), amount(3)),
        (whole, {"type": "integer", "minimum": 0, "maximum": 1000000000}),
        (lambda: whole(1, 5), {"type": "integer", "minimum": 1, "maximum": 5}),
        (text, TEXT),
        (code, CODE),
        (flag, {"type": "boolean"}),
        (day, {"type": "string", "format": "date"}),
        (lambda: word(Colour), {"enum": ["gold", "silver", "bronze"]}),
        (lambda: said("asc", "desc"), {"enum": ["asc", "desc"]}),
        (lambda: optional(flag()), {"anyOf": [{"type": "null"}, {"type": "boolean"}]}),
        (lambda: listed(flag()), {"type": "array", "items": {"type": "boolean"}, "minItems": 0}),
        (
            lambda: listed(flag(), 1, 2),
            {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2},
        ),
        (lambda: keyed(flag()), {"type": "object", "additionalProperties": {"type": "boolean"}}),
        (
            lambda: keyed(flag(), 9),
            {"type": "object", "additionalProperties": {"type": "boolean"}, "maxProperties": 9},
        ),
        (judges, OF_JUDGE),
        (lambda: one_is(code(), else_=flag()), {"anyOf": [{"type": "boolean"}, CODE]}),
        (lambda: or_word("max", number(0)), {"anyOf": [amount(0), {"const": "max"}]}),
    ],
)
def test_a_shape_describes_itself(make: Make, schema: Mapping[str, object]) -> None:
    assert make().schema == schema


def test_variants_describe_each_with_its_tag() -> None:
    machine = {
        "type": "object",
        "properties": {"kind": {"const": "machine"}, "serial": CODE},
        "required": ["kind", "serial"],
        "additionalProperties": False,
    }
    properties = {"kind": {"const": "judge"}, "name": TEXT, "seat": SMALL}
    judge = {**OF_JUDGE, "properties": properties}
    tagged = {**judge, "required": ["kind", "name"]}
    assert witnesses().schema == {"oneOf": [tagged, machine]}
    assert witnesses("judge").schema == {"oneOf": [judge, machine]}


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("A1", "$.A1"),
        ("_a", "$._a"),
        ("zZ_9", "$.zZ_9"),
        ("9", '$["9"]'),
        ("A1.1", '$["A1.1"]'),
        ("甲", '$["甲"]'),
    ],
)
def test_a_path_quotes_what_is_no_plain_word(key: str, path: str) -> None:
    assert below("$", key) == path


def test_the_second_of_two_equal_codes_is_refused() -> None:
    no_repeats([("$.a", "1"), ("$.b", "2")])
    with pytest.raises(UnusableDocument) as refused:
        no_repeats([("$.a", "1"), ("$.b", "2"), ("$.c", "2"), ("$.d", "1")])
    assert (refused.value.path, refused.value.reason) == ("$.c", "2 is used twice")
