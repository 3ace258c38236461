"""What a trade file means where it says nothing."""

from tests.rulebook.recount.figures import Json

ROUNDING: Json = {"aspect": 2, "module": None, "weighted": None, "total": 2, "mode": "half_up"}
JUDGEMENT: Json = {"max_spread": "1", "minimum": 1, "missing": "wait"}
PANEL: Json = {"drop_high": 0, "drop_low": 0, "minimum": 1, "missing": "wait"}
SCALES: dict[str, Json] = {
    "median_mad": {
        "centre": "700",
        "k": "30",
        "c": "1.4826",
        "decimals": 0,
        "population": ["ranked"],
        "zeros": True,
        "fallback": "ask",
    },
    "imported": {"centre": "700", "decimals": 2},
}
MEDALS: dict[str, Json] = {
    "scale": {
        "tie_distance": "2",
        "chain": True,
        "silver_rule": True,
        "medallion": "centre",
        "small_field": None,
    },
    "places": {"gold": 1, "silver": 1, "bronze": 1, "medallion": None, "small_field": None},
}
PRIZES: dict[str, Json] = {
    "number": {"border": "lower", "merit": None},
    "share": {"border": "lower", "merit": None, "rounding": "half_up", "caps": None},
    "ratio": {"border": "lower", "merit": None},
}
ADVANCEMENT: dict[str, Json] = {
    "top": {"tier": "", "border": "lower"},
    "share": {"tier": "", "border": "lower", "rounding": "down"},
    "quota": {"tier": "", "border": "lower", "number": None},
}
HONOUR: Json = {"once": True, "move_up": False, "border": "lower", "level": None}
MEDAL_POINTS: Json = {"gold": "4", "silver": "3", "bronze": "2", "medallion": "1"}
ENTRY: Json = {
    "delegation": None,
    "status": "ranked",
    "team": None,
    "birth": None,
    "earlier": None,
    "lot": None,
    "time": None,
    "scale": None,
    "honours": [],
    "level": None,
}
ASPECT_KINDS: dict[str, Json] = {
    "completed": {"possible": 1},
    "tolerance": {"bands": []},
    "deduct": {"points": "1"},
    "count": {"points": "1"},
    "rank": {"order": "desc", "floor": "0"},
    "time": {"floor": "0"},
    "panel": {"top": None},
}
ASCENDING = ("time", "age", "draw")


def completed(document: Json) -> Json:
    """Return the trade with everything said that it leaves unsaid."""
    trade = {
        "teams": [],
        "entries": [],
        "marks": [],
        "penalties": [],
        "adjustments": [],
        "decisions": [],
        **document,
    }
    trade["rules"] = _rules(document.get("rules", {}))
    trade["scheme"] = _scheme(document["scheme"])
    trade["entries"] = [{**ENTRY, **entry} for entry in trade["entries"]]
    trade["teams"] = [{**ENTRY, **team} for team in trade["teams"]]
    return trade


def _rules(given: Json) -> Json:
    rules: Json = {
        "weights": {},
        "weighting": "factor",
        "parts": {},
        "pass_marks": [],
        "qualifier": None,
        "team": None,
        "unresolved": "shared",
        "ranking": "1224",
        "minimum_field": None,
        **given,
        "rounding": {**ROUNDING, **given.get("rounding", {})},
        "judgement": {**JUDGEMENT, **given.get("judgement", {})},
        "panel": {**PANEL, **given.get("panel", {})},
        "total": {"floor": "0", "cap": None, **given.get("total", {})},
        "scale": _by_kind(SCALES, _scale(given.get("scale", {}))),
        "medals": _by_kind(MEDALS, given.get("medals")),
        "prizes": _by_kind(PRIZES, given.get("prizes")),
        "advancement": _by_kind(ADVANCEMENT, given.get("advancement")),
        "honours": [_honour(honour) for honour in given.get("honours", [])],
        "delegations": _delegations(given.get("delegations")),
        "limits": {"aspect": None, "total": None, "section": None, **given.get("limits", {})},
    }
    if rules["qualifier"] is not None:
        rules["qualifier"] = {"counts": False, **rules["qualifier"]}
    if rules["team"] is not None:
        rules["team"] = {"kind": "one", "best": None, **rules["team"]}
    rules["modules"] = {
        code: {"floor": "0", "cap": None, **limits}
        for code, limits in given.get("modules", {}).items()
    }
    rules["ties"] = [{"order": _order(tie["key"]), **tie} for tie in given.get("ties", [])]
    return rules


def _by_kind(defaults: dict[str, Json], given: Json | None) -> Json | None:
    if given is None:
        return None
    rule = {**defaults[given["kind"]], **given}
    if rule.get("small_field") is not None:
        rule["small_field"] = {"gold": 4, "silver": 5, "bronze": 6, **rule["small_field"]}
    if rule.get("merit") is not None:
        rule["merit"] = {"rounding": "down", **rule["merit"]}
    return rule


def _scale(given: Json | None) -> Json | None:
    return None if given is None else {"kind": "median_mad", **given}


def _honour(given: Json) -> Json:
    honour = {**HONOUR, **given}
    if honour["level"] is not None:
        honour["level"] = {"to": None, "up": None, "at_most": 1, **honour["level"]}
    if honour["select"]["kind"] == "places":
        honour["select"] = {"from": 1, **honour["select"]}
    return honour


def _delegations(given: Json | None) -> Json | None:
    if given is None:
        return None
    medal_points = {**MEDAL_POINTS, **given.get("medal_points", {})}
    return {"place_points": [], "shared": "full", **given, "medal_points": medal_points}


def _order(key: str) -> str:
    return "asc" if key in ASCENDING else "desc"


def _scheme(given: Json) -> Json:
    criteria = []
    for criterion in given["criteria"]:
        sub_criteria = [
            {**sub, "aspects": [_aspect(aspect) for aspect in sub.get("aspects", [])]}
            for sub in criterion.get("sub_criteria", [])
        ]
        criteria.append({"judges": None, **criterion, "sub_criteria": sub_criteria})
    return {"criteria": criteria, "sections": given.get("sections", [])}


def _aspect(given: Json) -> Json:
    return {"section": None, "confirm": False, **ASPECT_KINDS.get(given["kind"], {}), **given}
