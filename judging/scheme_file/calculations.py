"""The Calculations sheet: how a measured value becomes a mark.

A row holds a name, a type, whether it is reusable, and its parameters as
KEY:::number#x~x#text, joined by #-#.  Aspects name the row by its number.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from competition.scoring.shapes import UnusableDocument
from judging.scheme_file import parameters as rulebook
from judging.scheme_file.cells import Cell, at, code, number, plain, text

TYPES: Final = {
    "PASS_FAIL": "pass_fail",
    "NUMBER_COMPLETED": "completed",
    "CHOICE": "choice",
    "RANGED_SCORE": "ranged",
    "REGULAR_DIFFERENCE_DEDUCTION": "deduct",
    # Not of CIS: kinds only we have, so that our own files lose nothing.
    **{kind.upper(): kind for kind in ("tolerance", "count", "free", "rank", "time", "panel")},
}
OWN: Final = "PARAMETERS_TYPE"  # the one key of our own types: all parameters as JSON
UNITS: Final = {"PERCENT": "percent", "UNIT": "points"}
UNIT_NAMES: Final = {unit: name for name, unit in UNITS.items()}
NAME, TYPE, REUSABLE, PARAMETERS = range(4)
BETWEEN: Final = "#-#"
BESIDE: Final = "#x~x#"
AFTER_KEY: Final = ":::"
WORDS: Final = ("_LABEL", "_TYPE")  # keys whose value is a text; the others hold numbers

Parameters = Mapping[str, object]


class NotUnderstood(Exception):
    """The parameters of a calculation say too little, or what no file has said yet."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """One row of the sheet, in the shape of an aspect's kind and parameters."""

    type: str
    name: str = ""
    reusable: bool = False
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str | None:
        """Return the aspect kind, None if the type is not known."""
        return TYPES.get(self.type)

    def parameters(self, most: Decimal) -> dict[str, object]:
        """Return the parameters of an aspect worth *most* marks; raises NotUnderstood."""
        found = structure(self.type, self.raw, most)
        if self.name or self.reusable:
            found["calculation"] = {"name": self.name, "reusable": self.reusable}
        try:
            rulebook.check(TYPES[self.type], found, "$")
        except UnusableDocument as refused:
            raise NotUnderstood from refused
        return found


def calculations(rows: Sequence[list[Cell]]) -> dict[int, Calculation]:
    """Return the calculations by row number, counted from 1."""
    return {
        position: Calculation(
            code(at(row, TYPE)),
            text(at(row, NAME)),
            text(at(row, REUSABLE)).casefold() in {"true", "1", "yes"},
            unpack(text(at(row, PARAMETERS))),
        )
        for position, row in enumerate(rows, 1)
        if text(at(row, TYPE))
    }


def unpack(written: str) -> dict[str, str]:
    """Return the parameters of a row as they were written, by key."""
    found = {}
    for part in written.split(BETWEEN):
        key, said, value = part.partition(AFTER_KEY)
        if said and key.strip():
            amount, _, words = value.partition(BESIDE)
            found[key.strip()] = words.strip() or amount.strip()
    return found


def pack(raw: Mapping[str, str]) -> str:
    """Return parameters in the notation of the sheet."""
    return BETWEEN.join(
        f"{key}{AFTER_KEY}{BESIDE}{value}"
        if key.endswith(WORDS)
        else f"{key}{AFTER_KEY}{value}{BESIDE}"
        for key, value in raw.items()
    )


def structure(kind: str, raw: Mapping[str, str], most: Decimal) -> dict[str, object]:
    """Return what the parameters mean for *most* marks; raises NotUnderstood."""
    if kind == "REGULAR_DIFFERENCE_DEDUCTION":
        return deduct(raw, most)
    readers = {"NUMBER_COMPLETED": completed, "CHOICE": choice, "RANGED_SCORE": ranged}
    if kind in readers:
        return readers[kind](raw)
    return own(raw) if OWN in raw else {}


def completed(raw: Mapping[str, str]) -> dict[str, object]:
    """Return how many things can be completed, a whole number from 1."""
    possible = amount(raw, "NUM_POSSIBLE")
    if possible < 1 or possible != possible.to_integral_value():
        raise NotUnderstood
    return {"possible": int(possible)}


def choice(raw: Mapping[str, str]) -> dict[str, object]:
    """Return the choices in their order, each with its deduction."""
    unit = unit_of(raw, "DEDUCTION_TYPE")
    choices = [
        {
            "label": raw.get(f"CHOICE{place}_LABEL", ""),
            "deduction": plain(amount(raw, f"CHOICE{place}_DEDUCTION")),
            "unit": unit,
        }
        for place in places(raw, "CHOICE")
    ]
    if not choices or not all(option["label"] for option in choices):
        raise NotUnderstood
    return {"choices": choices}


def ranged(raw: Mapping[str, str]) -> dict[str, object]:
    """Return target and ranges; the chief confirms them, files do not explain."""
    unit = unit_of(raw, "DEDUCTION_TYPE")
    ranges = [
        {
            "lower": plain(amount(raw, f"RANGE{place}_LOWER")),
            "upper": plain(amount(raw, f"RANGE{place}_UPPER")),
            "deduction": plain(amount(raw, f"RANGE{place}_DEDUCTION")),
            "unit": unit,
        }
        for place in places(raw, "RANGE")
    ]
    if not ranges:
        raise NotUnderstood
    target = plain(amount(raw, "TARGET_VALUE"))
    return {"target": target, "ranges": ranges, "confirm": True, "raw": dict(raw)}


def deduct(raw: Mapping[str, str], most: Decimal) -> dict[str, object]:
    """Return the points each fault costs; the chief confirms them.

    Files have shown faults counted from 0 in steps of 1; nothing else is guessed.
    """
    counted = amount(raw, "TARGET_VALUE") == 0 and amount(raw, "DIFFERENCE") == 1
    if not counted or unit_of(raw, "DIFFERENCE_TYPE") != "points":
        raise NotUnderstood
    points = amount(raw, "DEDUCTION")
    if unit_of(raw, "DEDUCTION_TYPE") == "percent":
        points = most * points / 100
    return {"points": plain(points), "confirm": True, "raw": dict(raw)}


def own(raw: Mapping[str, str]) -> dict[str, object]:
    """Return the parameters of a kind CIS does not know."""
    try:
        found: object = json.loads(raw[OWN])
    except (ValueError, RecursionError):
        raise NotUnderstood from None
    if not isinstance(found, dict):
        raise NotUnderstood
    return {key: value for key, value in found.items() if value is not None}


def places(raw: Mapping[str, str], prefix: str) -> list[int]:
    """Return the numbers of the choices or ranges that hold something."""
    pattern = rf"{prefix}(\d{{1,3}})_.+"
    named = (re.fullmatch(pattern, key) for key, value in raw.items() if value)
    return sorted({int(found[1]) for found in named if found})


def amount(raw: Mapping[str, str], key: str) -> Decimal:
    """Return the number of a key; raises NotUnderstood if there is none."""
    value = number(raw.get(key, ""))
    if value is None:
        raise NotUnderstood
    return value


def unit_of(raw: Mapping[str, str], key: str) -> str:
    """Return the unit of a deduction; raises NotUnderstood if it is not known."""
    try:
        return UNITS[raw.get(key, "").upper()]
    except KeyError:
        raise NotUnderstood from None
