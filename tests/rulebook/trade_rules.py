"""Rules by chance: each key may be left out, and has each of its values now and then."""

import copy
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Document = dict[str, Any]
Maker = Callable[[Random, Sequence[str]], Any]
BORDERS: Sequence[Document] = ({}, {"border": "lower"}, {"border": "higher"})
MODES = ("half_up", "half_even", "down", "up")
SMALL: Sequence[Document] = ({}, {"small_field": {}}, {"small_field": {"gold": 2, "silver": 1}})


def rules(chance: Random, criteria: Sequence[Document], parts: Sequence[str]) -> Document:
    """Return rules for a scheme of *criteria*; *parts* are names to be used for parts."""
    found: Document = {}
    for key, make in _MAKERS.items():
        if chance.random() < 0.5:
            found[key] = make(chance, parts or ["A"])
    if chance.random() < 0.6:
        found["ties"] = _ties(chance, criteria)
    found["parts"] = {"both": ["A", "B"]}
    if (found.get("team") or {}).get("kind") in {"sum", "mean"}:
        found.pop("qualifier", None)
    # Whoever spoils the rules must not spoil what others are made of.
    return copy.deepcopy(found)


def _rounding(chance: Random, _parts: Sequence[str]) -> Document:
    stages = ("aspect", "module", "weighted", "total")
    found: Document = {
        stage: chance.choice((None, 0, 1, 2, 3)) for stage in stages if chance.random() < 0.6
    }
    return {**found, "mode": chance.choice(MODES[:3])}


def _votes(chance: Random) -> Document:
    return {
        "minimum": chance.choice((1, 2, 3)),
        "missing": chance.choice(("wait", "ignore", "zero")),
    }


def _judgement(chance: Random, _parts: Sequence[str]) -> Document:
    return {"max_spread": chance.choice((None, 0, 1, "1.5", 2)), **_votes(chance)}


def _panel(chance: Random, _parts: Sequence[str]) -> Document:
    return {"drop_high": chance.randint(0, 2), "drop_low": chance.randint(0, 2), **_votes(chance)}


def _modules(chance: Random, _parts: Sequence[str]) -> Document:
    limits = {
        "floor": chance.choice((None, "0", "0.5", "-1")),
        "cap": chance.choice((None, "max", "1.25")),
    }
    return {chance.choice("ABX"): limits}


def _total(chance: Random, _parts: Sequence[str]) -> Document:
    return {
        "floor": chance.choice((None, "0", "2", "-3")),
        "cap": chance.choice((None, "5", "100")),
    }


def _pass_marks(chance: Random, parts: Sequence[str]) -> list[Document]:
    return [
        {
            "part": chance.choice(parts),
            "points": chance.choice(("0", "1", "2.5")),
            "effect": chance.choice(("honours", "prizes", "rank")),
        }
        for _ in range(chance.randint(0, 2))
    ]


def _qualifier(chance: Random, parts: Sequence[str]) -> Document | None:
    if chance.random() < 0.5:
        return None
    row = {"part": chance.choice(parts), "top": chance.choice((1, 3, 5))}
    return {**row, "counts": chance.random() < 0.5}


def _team(chance: Random, _parts: Sequence[str]) -> Document | None:
    if chance.random() < 0.6:
        return None
    return {
        "kind": chance.choice(("one", "sum", "mean")),
        "best": chance.choice((None, 1, 2, 3)),
    }


def _ties(chance: Random, criteria: Sequence[Document]) -> list[Document]:
    keys = ["judged", "measured", "time", "age", "earlier", "draw", "criterion:X", "part:both"]
    for criterion in criteria:
        keys += [f"criterion:{criterion['code']}", f"part:{criterion['code']}"]
        for sub in criterion["sub_criteria"]:
            keys.append(f"sub_criterion:{sub['code']}")
            keys += [f"aspect:{aspect['id']}" for aspect in sub["aspects"]]
    orders: Sequence[Document] = ({}, {"order": "asc"}, {"order": "desc"})
    return [
        {"key": key, **chance.choice(orders)} for key in chance.sample(keys, chance.randint(0, 4))
    ]


def _scale(chance: Random, _parts: Sequence[str]) -> Document | None:
    kind = chance.choice((None, "median_mad", "median_mad", "median_mad", "imported"))
    if kind is None:
        return None
    decimals = chance.choice(({}, {"decimals": 0}, {"decimals": 2}))
    if kind == "imported":
        return {"kind": kind, **decimals}
    return {
        "kind": kind,
        "centre": chance.choice(("700", "500")),
        "k": chance.choice(("30", "100")),
        "c": chance.choice(("1.4826", 1)),
        "population": chance.choice((["ranked"], ["ranked", "guest"], ["guest"], [])),
        "zeros": chance.random() < 0.7,
        "fallback": chance.choice(("ask", "mean_deviation", "raw_ranks")),
        **decimals,
    }


def _medals(chance: Random, _parts: Sequence[str]) -> Document | None:
    kind = chance.choice((None, "scale", "scale", "places"))
    if kind is None:
        return None
    more = {**chance.choice(SMALL), "medallion": chance.choice(("centre", None, "690"))}
    if kind == "places":
        numbers = {medal: chance.randint(0, 2) for medal in ("gold", "silver", "bronze")}
        return {"kind": kind, **numbers, **more}
    return {
        "kind": kind,
        "tie_distance": chance.choice((0, "2", "10", "40")),
        "chain": chance.random() < 0.5,
        "silver_rule": chance.random() < 0.7,
        **more,
    }


def _merit(chance: Random, parts: Sequence[str]) -> Document | None:
    return chance.choice(
        (
            None,
            {"kind": "number", "number": chance.randint(0, 3)},
            {"kind": "share", "share": "0.5", "rounding": chance.choice(MODES)},
            {"kind": "above_median", "part": chance.choice(parts)},
        )
    )


def _prizes(chance: Random, parts: Sequence[str]) -> Document | None:
    more = {**chance.choice(BORDERS), "merit": _merit(chance, parts)}
    shares = {
        "kind": "share",
        "shares": ["0.05", "0.15", "0.3"],
        "rounding": chance.choice(MODES),
        "caps": chance.choice((None, [1, None, 2])),
    }
    numbers = {"kind": "number", "numbers": [chance.randint(0, 2) for _ in range(4)]}
    ratio = {"kind": "ratio", "ratio": chance.choice(([1, 2, 3], [1])), "share": "0.8"}
    kind: Document | None = chance.choice((None, shares, numbers, ratio))
    return None if kind is None else {**kind, **more}


def _honours(chance: Random, _parts: Sequence[str]) -> list[Document]:
    steps = [{"entries": 6, "number": 3}, {"entries": 2, "number": 1}]
    selects: Sequence[Document] = (
        {"kind": "by_field", "steps": steps},
        {"kind": "places", "to": 3},
        {"kind": "places", "from": 2, "to": 4},
        {"kind": "prizes", "prizes": ["first", "merit"]},
        {"kind": "passed"},
    )
    levels: Sequence[Document | None] = (
        None,
        {"to": 2},
        {"up": 1, "at_most": 2},
        {"to": 3, "up": 1},
        {},
    )
    return [
        {
            "code": code,
            "select": chance.choice(selects),
            "once": chance.random() < 0.7,
            "move_up": chance.random() < 0.5,
            "level": chance.choice(levels),
            **chance.choice(BORDERS),
        }
        for code in ("expert", "other")[: chance.randint(0, 2)]
    ]


def _delegations(chance: Random, _parts: Sequence[str]) -> Document:
    return {
        "place_points": chance.choice(([], ["10", "8", "6.5", 5])),
        "shared": chance.choice(("full", "mean")),
        "medal_points": chance.choice(({}, {"gold": "7"})),
    }


def _advancement(chance: Random, _parts: Sequence[str]) -> Document:
    kinds: Sequence[Document] = (
        {"kind": "top", "number": 3},
        {"kind": "share", "share": "0.3", "rounding": chance.choice(MODES)},
        {"kind": "quota", "per_delegation": 1, "number": chance.choice((None, 2))},
    )
    return {**chance.choice(kinds), **chance.choice(BORDERS), "tier": "province"}


_MAKERS: dict[str, Maker] = {
    "rounding": _rounding,
    "judgement": _judgement,
    "panel": _panel,
    "weights": lambda chance, _: {code: chance.choice((1, "0.3", "25", 0)) for code in "AX"},
    "weighting": lambda chance, _: chance.choice(("factor", "share")),
    "modules": _modules,
    "total": _total,
    "pass_marks": _pass_marks,
    "qualifier": _qualifier,
    "team": _team,
    "unresolved": lambda chance, _: chance.choice(("shared", "never", "chief")),
    "ranking": lambda chance, _: chance.choice(("1224", "1223")),
    "scale": _scale,
    "medals": _medals,
    "prizes": _prizes,
    "minimum_field": lambda chance, _: {
        "entries": chance.choice((1, 3, 8)),
        "effect": chance.choice(("no_honours", "no_prizes")),
    },
    "honours": _honours,
    "delegations": _delegations,
    "advancement": _advancement,
    "recheck": lambda chance, _: chance.choice((None, {"top": 3}, {"top_share": "0.2"})),
    "limits": lambda chance, _: chance.choice(
        (None, {"aspect": "2"}, {"total": "10", "section": "1"})
    ),
}
