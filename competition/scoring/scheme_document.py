"""How a marking scheme is written in a trade file (docs/trade-file.md, scheme)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from competition.scoring import trade
from competition.scoring.awards_document import NAMES
from competition.scoring.shapes import (
    Key,
    Shape,
    below,
    code,
    either,
    fault,
    flag,
    keyed,
    listed,
    number,
    optional,
    record,
    said,
    text,
    whole,
    word,
)
from competition.scoring.values import Kind

LEVELS: Final = 4
_LABEL: Final[Shape[Any]] = either(text(), NAMES, lambda value: isinstance(value, Mapping))
_AMOUNT = number(0)
_POSITIVE = number(above=0)
_MANY = 99


def _rows(**keys: Key) -> Shape[Any]:
    return listed(record(dict, keys), 1, _MANY)


_STEP = Key(_POSITIVE, Decimal("0.0001"))
_UNIT = Key(said("points", "percent"), "points")
_DECLARED = Key(optional(number()), None)
_BAND = {"within": Key(_AMOUNT), "points": Key(_AMOUNT)}
_BY_PLACE = {"points": Key(_AMOUNT), "floor": Key(_AMOUNT, Decimal(0)), "step": _STEP}
PARAMETERS: Final[Mapping[Kind, Mapping[str, Key]]] = {
    Kind.PASS_FAIL: {},
    Kind.COMPLETED: {"possible": Key(whole(1), 1)},
    Kind.CHOICE: {"choices": Key(_rows(label=Key(_LABEL, ""), deduction=Key(_AMOUNT), unit=_UNIT))},
    Kind.RANGED: {
        "target": Key(number()),
        "ranges": Key(
            _rows(lower=Key(_AMOUNT), upper=Key(_AMOUNT), deduction=Key(_AMOUNT), unit=_UNIT)
        ),
        "step": _STEP,
    },
    Kind.TOLERANCE: {
        "nominal": Key(number()),
        "tolerance": Key(_AMOUNT),
        "bands": Key(listed(record(dict, _BAND), 0, _MANY), ()),
        "step": _STEP,
    },
    Kind.DEDUCT: {"points": Key(_AMOUNT, Decimal(1))},
    Kind.COUNT: {"points": Key(_AMOUNT, Decimal(1))},
    Kind.FREE: {"step": Key(optional(_POSITIVE), None)},
    Kind.RANK: {**_BY_PLACE, "order": Key(said("desc", "asc"), "desc")},
    Kind.TIME: _BY_PLACE,
    Kind.JUDGEMENT: {},
    Kind.PANEL: {"top": Key(optional(_POSITIVE), None), "step": Key(_POSITIVE, Decimal("0.01"))},
}
_BANDED: Final[Mapping[str, Key]] = {"bands": Key(_rows(**_BAND)), "step": _STEP}
_CALCULATION = record(
    trade.Calculation, {"name": Key(text(), ""), "reusable": Key(flag(), default=False)}
)
_COMMON: Final[Mapping[str, Key]] = {
    "id": Key(code()),
    "kind": Key(word(Kind)),
    "max": Key(_AMOUNT),
    "names": Key(NAMES, {}),
    "extra": Key(NAMES, {}),
    "requirement": Key(NAMES, {}),
    "section": Key(optional(text()), None),
    "levels": Key(listed(_LABEL, 0, LEVELS), ()),
    "confirm": Key(flag(), default=False),
    "raw": Key(keyed(text(), 50), {}),
    "calculation": Key(optional(_CALCULATION), None),
    "unit": Key(text(), ""),
}
_WRITTEN: Final = record(trade.Aspect, _COMMON)
_SHAPES: Final[Mapping[int, tuple[Shape[Any], Shape[Any]]]] = {
    id(own): (record(dict, {**_COMMON, **own}), record(dict, own))
    for own in (*PARAMETERS.values(), _BANDED)
}


def parameters_of(kind: Kind, given: Mapping[str, Any]) -> Mapping[str, object]:
    """Return what an aspect of *kind* knows of *given*, in the one spelling of a trade file.

    Raises UnusableDocument with the path below ``$``.
    """
    own = _own(kind, given)
    _, shape = _SHAPES[id(own)]
    known = {key: value for key, value in given.items() if key in own}
    return _mapping(shape.write(shape.read(known, "$")))


def spelled_out(kind: Kind, given: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters *given* with every default that is not nothing."""
    own = _own(kind, given)
    defaults = {
        key: each.shape.write(each.default)
        for key, each in own.items()
        if each.default is not ... and each.default not in {None, ()}
    }
    return {**defaults, **given}


def _own(kind: Kind, given: Mapping[str, object]) -> Mapping[str, Key]:
    return _BANDED if kind is Kind.TIME and "bands" in given else PARAMETERS[kind]


def _aspect(value: object, path: str) -> trade.Aspect:
    if not isinstance(value, Mapping):
        fault(path, "not an object")
    if "kind" not in value:
        fault(below(path, "kind"), "missing")
    kind = word(Kind).read(value["kind"], below(path, "kind"))
    own = _own(kind, value)
    whole_shape, own_shape = _SHAPES[id(own)]
    found = whole_shape.read(value, path)
    parameters = own_shape.write({key: found.pop(key) for key in own})
    if kind is Kind.JUDGEMENT and len(found["levels"]) not in {0, LEVELS}:
        fault(below(path, "levels"), "must be four, or none")
    return trade.Aspect(parameters=_mapping(parameters), **found)


def _aspect_document(aspect: trade.Aspect) -> dict[str, object]:
    return {**_mapping(_WRITTEN.write(aspect)), **aspect.parameters}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _aspect_schema() -> dict[str, object]:
    kinds: list[tuple[Kind, Mapping[str, Key]]] = [*PARAMETERS.items(), (Kind.TIME, _BANDED)]
    described = []
    for kind, own in kinds:
        shape: dict[str, Any] = dict(record(dict, {**_COMMON, **own}).schema)
        shape["properties"] = {**shape["properties"], "kind": {"const": kind.value}}
        described.append(shape)
    return {"oneOf": described}


ASPECT: Final = Shape(_aspect, _aspect_document, _aspect_schema())
_SUB_CRITERION = record(
    trade.SubCriterion,
    {
        "code": Key(code()),
        "names": Key(NAMES, {}),
        "day": Key(optional(whole(1, 99)), None),
        "aspects": Key(listed(ASPECT), ()),
    },
)
_CRITERION = record(
    trade.Criterion,
    {
        "code": Key(code()),
        "names": Key(NAMES, {}),
        "judges": Key(optional(whole(1, 15)), None),
        "sub_criteria": Key(listed(_SUB_CRITERION), ()),
        "declared": _DECLARED,
    },
)
_SECTION = record(
    trade.Section, {"code": Key(code()), "names": Key(NAMES, {}), "declared": _DECLARED}
)
SCHEME: Final = record(
    trade.Scheme,
    {
        "criteria": Key(listed(_CRITERION)),
        "sections": Key(listed(_SECTION), ()),
        "title": Key(text(), ""),
        "declared": _DECLARED,
    },
)
