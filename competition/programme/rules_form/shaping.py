"""Rules as the form's fields hold them, and back to a document of docs/trade-file.md."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import orjson

from competition.scoring import awards, rules
from competition.scoring.figures import plain
from competition.scoring.rules import ModuleRule, Rules
from competition.scoring.rules_document import ASCENDING, document_of

_KINDS: Final[Mapping[type, str]] = {
    rules.ScaleRule: "median_mad",
    rules.ImportedScale: "imported",
    awards.ScaleMedals: "scale",
    awards.PlaceMedals: "places",
    awards.MeritNumber: "number",
    awards.MeritShare: "share",
    awards.MeritAboveMedian: "above_median",
    awards.NumberPrizes: "number",
    awards.SharePrizes: "share",
    awards.RatioPrizes: "ratio",
    awards.ByField: "by_field",
    awards.ByPlaces: "places",
    awards.ByPrizes: "prizes",
    awards.ByPassing: "passed",
    awards.TopAdvance: "top",
    awards.ShareAdvance: "share",
    awards.QuotaAdvance: "quota",
}
_SPELLINGS: Final = {awards.ByPlaces: {"first": "from", "last": "to"}}
_USUAL: Final = {"floor": "0", "cap": None}

Shaped = dict[str, Any]


def written(given: Rules) -> str:
    """Return the canonical JSON of *given*, as a trade file holds it."""
    return json.dumps(document_of(given), indent=1, ensure_ascii=False, sort_keys=True)


def digest(given: Rules) -> str:
    """Return what tells these rules from all others."""
    told = orjson.dumps(document_of(given), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()[:32]


def plainly(value: Any) -> Any:
    """Return a rule with every key, defaults included, as documents spell its values."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return plain(value)
    if is_dataclass(value):
        spelling = _SPELLINGS.get(type(value), {})  # type: ignore[arg-type]
        kind = _KINDS.get(type(value))
        held = {
            spelling.get(each.name, each.name): plainly(getattr(value, each.name))
            for each in fields(value)
        }
        return held if kind is None else {"kind": kind, **held}
    if isinstance(value, Mapping):
        return {key: plainly(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [plainly(each) for each in value]
    return value


def shaped(given: Rules, criteria: Sequence[str]) -> Shaped:
    """Return *given* as the form's fields hold it, with a row for each of *criteria*."""
    found: Shaped = plainly(given)
    found |= found.pop("awards")
    found["modules"] = _module_rows(given, criteria)
    found["parts"] = [{"name": name, "criteria": codes} for name, codes in found["parts"].items()]
    found["ties"] = [{"key": key.key, "order": _order(key)} for key in given.ties]
    del found["weights"]
    prizes = found["prizes"]
    if prizes is not None and prizes["kind"] == "share":
        caps = prizes.pop("caps") or [None] * len(prizes["shares"])
        prizes["shares"] = [
            {"share": share, "cap": cap} for share, cap in zip(prizes["shares"], caps, strict=True)
        ]
    return found


def document(held: Mapping[str, Any]) -> dict[str, object]:
    """Return what the form's fields hold as a document of rules."""
    modules = held["modules"]
    found: Shaped = {
        **held,
        "weights": {row["code"]: row["weight"] for row in modules if row["weight"] is not None},
        "modules": {row["code"]: _limits(row) for row in modules if _is_told(row)},
        "parts": {row["name"]: row["criteria"] for row in held["parts"]},
        "ties": [_tie(row) for row in held["ties"]],
    }
    prizes = held["prizes"]
    if prizes is not None and prizes["kind"] == "share":
        rows = prizes["shares"]
        caps = [row["cap"] for row in rows]
        found["prizes"] = {
            **prizes,
            "shares": [row["share"] for row in rows],
            "caps": caps if any(cap is not None for cap in caps) else None,
        }
    return found


def _module_rows(given: Rules, criteria: Sequence[str]) -> list[Shaped]:
    codes = dict.fromkeys([*criteria, *given.weights, *given.modules])
    rows = []
    for code in codes:
        weight = given.weights.get(code)
        rule = given.modules.get(code, ModuleRule())
        limits = plainly(rule)
        told = 1 if code in given.modules else None
        rows.append(
            {
                "code": code,
                "weight": None if weight is None else plain(weight),
                **limits,
                "told": told,
            }
        )
    return rows


def _is_told(row: Shaped) -> bool:
    return row["told"] is not None or _limits(row) != _USUAL


def _limits(row: Shaped) -> Shaped:
    return {"floor": row["floor"], "cap": row["cap"]}


def _order(key: rules.TieKey) -> str:
    usual = key.name not in ASCENDING
    if key.descending is usual:
        return ""
    return "desc" if key.descending else "asc"


def _tie(row: Shaped) -> Shaped:
    return {"key": row["key"], "order": row["order"]} if row["order"] else {"key": row["key"]}
