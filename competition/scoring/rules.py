"""One trade's configuration, as data: nothing of it is hard-coded (docs/rulebook.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self, cast


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimals kept at each stage (None: not rounded there) and the mode."""

    aspect: int | None = 2
    module: int | None = None
    total: int | None = 2
    mode: str = "half_up"


@dataclass(frozen=True, slots=True)
class ScaleRule:
    """The standardised scale: centre, points per robust deviation, consistency constant."""

    centre: Decimal = Decimal(700)
    k: Decimal = Decimal(30)
    c: Decimal = Decimal("1.4826")


@dataclass(frozen=True, slots=True)
class TieKey:
    """One step of the tie chain: *key* is ``criterion:CODE``; *descending* when more is better."""

    criterion: str
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """How the marks of one trade become places."""

    rounding: Rounding = field(default_factory=Rounding)
    max_spread: Decimal = Decimal(1)
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    drop_high: int = 0
    drop_low: int = 0
    ties: tuple[TieKey, ...] = ()
    scale: ScaleRule | None = field(default_factory=ScaleRule)

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> Self:
        """Return the rules that *document* states, in the shape of docs/trade-file.md."""
        given = cast("Mapping[str, Mapping[str, object]]", document)
        panel = given.get("panel", {})
        return cls(
            rounding=_rounding(given.get("rounding", {})),
            max_spread=Decimal(str(given.get("judgement", {}).get("max_spread", 1))),
            weights={code: Decimal(str(w)) for code, w in given.get("weights", {}).items()},
            drop_high=int(str(panel.get("drop_high", 0))),
            drop_low=int(str(panel.get("drop_low", 0))),
            ties=_ties(document.get("ties", ())),
            scale=_scale(document.get("scale", {})),
        )


def _rounding(given: Mapping[str, object]) -> Rounding:
    stages = cast("Mapping[str, int | None]", given)
    return Rounding(
        aspect=stages.get("aspect", 2),
        module=stages.get("module"),
        total=stages.get("total", 2),
        mode=str(given.get("mode", "half_up")),
    )


def _ties(keys: object) -> tuple[TieKey, ...]:
    rows = cast("list[Mapping[str, str]]", keys)
    return tuple(
        TieKey(row["key"].removeprefix("criterion:"), row.get("order", "desc") == "desc")
        for row in rows
    )


def _scale(given: object) -> ScaleRule | None:
    if given is None:
        return None
    row = cast("Mapping[str, object]", given)
    return ScaleRule(
        Decimal(str(row.get("centre", 700))),
        Decimal(str(row.get("k", 30))),
        Decimal(str(row.get("c", "1.4826"))),
    )
