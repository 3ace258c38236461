"""What a JSON value must look like: read with the path of any fault, written, described."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Generic, NoReturn, TypeVar
from unicodedata import category

from competition.scoring.figures import plain

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

LONGEST: Final = 4000
_CODE_LONGEST: Final = 40
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,8})?")
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BOUND: Final = 10**9


class UnusableDocument(ValueError):
    """A document that cannot be read; *path* is the JSON path of the first fault."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How a value is read from JSON (given its path), written to it, and described."""

    read: Callable[[object, str], T]
    write: Callable[[T], object]
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an object: its shape, its default unless it is required, its attribute."""

    shape: Shape[Any]
    default: object = ...
    attribute: str = ""


def fault(path: str, reason: str) -> NoReturn:
    """Refuse the value at *path*."""
    raise UnusableDocument(path, reason)


def below(path: str, key: str) -> str:
    """Return the path of *key* in the object at *path*."""
    if _PLAIN.fullmatch(key):
        return f"{path}.{key}"
    quoted = json.dumps(key, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return f"{path}[{quoted}]"


def number(
    low: int | None = None, high: int | None = None, *, above: int | None = None
) -> Shape[Decimal]:
    """Return the shape of an exact number within bounds; *above* itself is not taken."""

    def read(value: object, path: str) -> Decimal:
        if isinstance(value, float):
            fault(path, 'write a number with decimals as a string, such as "61.42"')
        found = _decimal(value, path)
        if (low is not None and found < low) or (above is not None and found <= above):
            fault(path, f"must be {f'at least {low}' if above is None else f'above {above}'}")
        if high is not None and found > high:
            fault(path, f"must be at most {high}")
        return found

    least = above if low is None else low
    pattern = _NUMBER.pattern if least is None else _NUMBER.pattern.removeprefix("-?")
    described: list[dict[str, object]] = [
        {"type": "string", "pattern": f"^{pattern}$"},
        {"type": "integer", "minimum": 1 - _BOUND if least is None else least},
    ]
    return Shape(read, plain, {"anyOf": described})


def whole(low: int = 0, high: int = _BOUND) -> Shape[int]:
    """Return the shape of a JSON integer from *low* to *high*."""

    def read(value: object, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            fault(path, "not a whole number")
        if not low <= value <= high:
            fault(path, f"must be from {low} to {high}")
        return value

    return Shape(read, lambda value: value, {"type": "integer", "minimum": low, "maximum": high})


def text(shortest: int = 0, longest: int = LONGEST) -> Shape[str]:
    """Return the shape of a string of *shortest* to *longest* characters."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str):
            fault(path, "not a text")
        if not shortest <= len(value) <= longest:
            fault(path, f"must have from {shortest} to {longest} characters")
        if any("\ud800" <= character <= "\udfff" for character in value):
            fault(path, "not a text: half of a character")
        if "\0" in value:
            fault(path, "not a text: it holds the character 0")
        return value

    described = {"type": "string", "minLength": shortest, "maxLength": longest}
    return Shape(read, lambda value: value, described)


def code() -> Shape[str]:
    """Return the shape of a code: 1 to 40 characters, none of control, no spaces at its ends."""
    inner = text(1, _CODE_LONGEST)

    def read(value: object, path: str) -> str:
        found = inner.read(value, path)
        if found != found.strip():
            fault(path, "a code has no spaces at its ends")
        if any(category(each) == "Cc" for each in found):
            fault(path, "a code has no control characters")
        return found

    return Shape(read, inner.write, inner.schema)


def flag() -> Shape[bool]:
    """Return the shape of true or false."""

    def read(value: object, path: str) -> bool:
        if not isinstance(value, bool):
            fault(path, "not true or false")
        return value

    return Shape(read, lambda value: value, {"type": "boolean"})


def day() -> Shape[date]:
    """Return the shape of a date written as 2026-11-21."""

    def read(value: object, path: str) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            fault(path, "not a date such as 2026-11-21")
        try:
            return date.fromisoformat(value)
        except ValueError:
            fault(path, "no such day")

    return Shape(read, date.isoformat, {"type": "string", "format": "date"})


def word(kind: type[E], among: Iterable[E] | None = None) -> Shape[E]:
    """Return the shape of a word of the enumeration *kind*, or of those *among* it."""
    words = {str(each.value): each for each in (kind if among is None else among)}

    def read(value: object, path: str) -> E:
        if not isinstance(value, str) or value not in words:
            fault(path, f"must be one of {', '.join(words)}")
        return words[value]

    return Shape(read, lambda value: str(value.value), {"enum": list(words)})


def said(*words: str) -> Shape[str]:
    """Return the shape of one of *words*."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or value not in words:
            fault(path, f"must be one of {', '.join(words)}")
        return value

    return Shape(read, lambda value: value, {"enum": list(words)})


def optional(shape: Shape[T]) -> Shape[T | None]:
    """Return *shape*, or null."""
    return Shape(
        lambda value, path: None if value is None else shape.read(value, path),
        lambda value: None if value is None else shape.write(value),
        {"anyOf": [{"type": "null"}, shape.schema]},
    )


def listed(shape: Shape[T], shortest: int = 0, longest: int | None = None) -> Shape[tuple[T, ...]]:
    """Return the shape of a list of *shape*."""

    def read(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list):
            fault(path, "not a list")
        if len(value) < shortest or (longest is not None and len(value) > longest):
            most = "" if longest is None else f" and at most {longest}"
            fault(path, f"must have at least {shortest}{most} items")
        return tuple(shape.read(each, f"{path}[{at}]") for at, each in enumerate(value))

    described: dict[str, object] = {"type": "array", "items": shape.schema, "minItems": shortest}
    if longest is not None:
        described["maxItems"] = longest
    return Shape(read, lambda value: [shape.write(each) for each in value], described)


def keyed(shape: Shape[T], most: int | None = None) -> Shape[Mapping[str, T]]:
    """Return the shape of an object from codes, *most* of them at most, to *shape*."""
    codes = code()

    def read(value: object, path: str) -> Mapping[str, T]:
        rows = _object(value, path)
        if most is not None and len(rows) > most:
            fault(path, f"must have at most {most} keys")
        return {
            codes.read(key, below(path, key)): shape.read(each, below(path, key))
            for key, each in rows.items()
        }

    described: dict[str, object] = {"type": "object", "additionalProperties": shape.schema}
    if most is not None:
        described["maxProperties"] = most
    return Shape(
        read, lambda value: {key: shape.write(each) for key, each in value.items()}, described
    )


def record(made: Callable[..., T], keys: Mapping[str, Key]) -> Shape[T]:
    """Return the shape of an object with *keys*, of which *made* makes a value."""

    def read(value: object, path: str) -> T:
        rows = _object(value, path)
        for key in rows:
            if key not in keys:
                fault(below(path, key), "unknown key")
        found = {}
        for key, each in keys.items():
            if key in rows:
                taken = each.shape.read(rows[key], below(path, key))
            elif each.default is ...:
                fault(below(path, key), "missing")
            else:
                taken = each.default
            found[each.attribute or key] = taken
        return made(**found)

    def write(value: T) -> object:
        held = {key: _attribute(value, each.attribute or key) for key, each in keys.items()}
        return {
            key: keys[key].shape.write(each)
            for key, each in held.items()
            if each != keys[key].default
        }

    described = {
        "type": "object",
        "properties": {key: each.shape.schema for key, each in keys.items()},
        "required": [key for key, each in keys.items() if each.default is ...],
        "additionalProperties": False,
    }
    return Shape(read, write, described)


def variants(
    tag: str, shapes: Mapping[str, tuple[type, Shape[Any]]], default: str | None = None
) -> Shape[Any]:
    """Return the shape of an object whose key *tag* says which of *shapes* the rest has."""

    def read(value: object, path: str) -> object:
        rows = dict(_object(value, path))
        kind = rows.pop(tag, default)
        if kind is None:
            fault(below(path, tag), "missing")
        if not isinstance(kind, str) or kind not in shapes:
            fault(below(path, tag), f"must be one of {', '.join(shapes)}")
        return shapes[kind][1].read(rows, path)

    def write(value: object) -> object:
        kind = next(kind for kind, (made, _) in shapes.items() if isinstance(value, made))
        tagged = {} if kind == default else {tag: kind}
        return {**tagged, **_object(shapes[kind][1].write(value), "$")}

    described = {
        "oneOf": [_tagged(tag, kind, each.schema, default) for kind, (_, each) in shapes.items()]
    }
    return Shape(read, write, described)


def either(first: Shape[T], second: Shape[T], belongs_second: Callable[[object], bool]) -> Shape[T]:
    """Return the shape that takes *second* where *belongs_second* says so, else *first*."""
    return Shape(
        lambda value, path: (second if belongs_second(value) else first).read(value, path),
        lambda value: (second if belongs_second(value) else first).write(value),
        {"anyOf": [first.schema, second.schema]},
    )


def no_repeats(found: Sequence[tuple[str, str]]) -> None:
    """Refuse the second of two equal codes in *found*, pairs of path and code."""
    seen: set[str] = set()
    for path, each in found:
        if each in seen:
            fault(path, f"{each} is used twice")
        seen.add(each)


def _decimal(value: object, path: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _BOUND:
        return Decimal(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    fault(path, "not a number")


def _object(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        fault(path, "not an object")
    return value


def _attribute(value: object, name: str) -> object:
    return value.get(name, ...) if isinstance(value, Mapping) else getattr(value, name)


def _tagged(
    tag: str, kind: str, described: Mapping[str, Any], default: str | None
) -> dict[str, object]:
    needed = [] if kind == default else [tag]
    return {
        **described,
        "properties": {tag: {"const": kind}, **described["properties"]},
        "required": [*needed, *described["required"]],
    }
