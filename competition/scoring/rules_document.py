"""How a trade's rules are written (docs/trade-file.md, rules)."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

from competition.scoring import awards_document, rules
from competition.scoring.awards import Awards
from competition.scoring.awards_document import SHARE, or_word
from competition.scoring.rounding import Mode
from competition.scoring.rules import TO_MAX, Rules, TieKey
from competition.scoring.shapes import (
    Key,
    Shape,
    code,
    fault,
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
from competition.scoring.values import Status

ASCENDING: Final = ("time", "age", "draw")
_OF_SOMETHING: Final = ("criterion", "sub_criterion", "aspect", "part")
_ALONE: Final = ("judged", "measured", "time", "age", "earlier", "draw")
_ORDERS: Final = {"desc": True, "asc": False}
MOST_MODULES: Final = 200
MOST_ROWS: Final = 50
_AWARD_KEYS: Final = frozenset(each.name for each in fields(Awards))

_PLACES = optional(whole(0, 8))
_SIZE = whole(1, 15)
_DROP = whole(0, 7)
_MODES = (Mode.HALF_UP, Mode.HALF_EVEN, Mode.DOWN)
_ROUNDING = record(
    rules.Rounding,
    {
        "aspect": Key(_PLACES, 2),
        "module": Key(_PLACES, None),
        "weighted": Key(_PLACES, None),
        "total": Key(_PLACES, 2),
        "mode": Key(word(Mode, _MODES), Mode.HALF_UP),
    },
)
_VOTES = {
    "minimum": Key(_SIZE, 1),
    "missing": Key(word(rules.Missing), rules.Missing.WAIT),
}
_JUDGEMENT = record(
    rules.JudgementRule, {"max_spread": Key(optional(number(0)), Decimal(1)), **_VOTES}
)
_PANEL = record(rules.PanelRule, {"drop_high": Key(_DROP, 0), "drop_low": Key(_DROP, 0), **_VOTES})
_FLOOR = Key(optional(number()), Decimal(0))
_MODULE = record(
    rules.ModuleRule, {"floor": _FLOOR, "cap": Key(optional(or_word(TO_MAX, number())), None)}
)
_TOTAL = record(rules.TotalRule, {"floor": _FLOOR, "cap": Key(optional(number()), None)})
_PASS_MARK = record(
    rules.PassMark,
    {
        "part": Key(code()),
        "points": Key(number()),
        "effect": Key(word(rules.Effect), rules.Effect.HONOURS),
    },
)
_QUALIFIER = record(
    rules.Qualifier,
    {"part": Key(code()), "top": Key(whole(1)), "counts": Key(flag(), default=False)},
)
_TEAM = record(
    rules.TeamRule,
    {
        "kind": Key(word(rules.TeamKind), rules.TeamKind.ONE),
        "best": Key(optional(whole(1)), None),
    },
)


def _tie_key(value: object, path: str) -> TieKey:
    row = _TIE_ROW.read(value, path)
    key: str = row["key"]
    name, colon, of = key.partition(":")
    known = name in _OF_SOMETHING if colon and of else not colon and name in _ALONE
    if not known:
        fault(
            f"{path}.key",
            "must be criterion:, sub_criterion:, aspect: or part: and a code, "
            f"or one of {', '.join(_ALONE)}",
        )
    order: str | None = row["order"]
    return TieKey(key, name not in ASCENDING if order is None else _ORDERS[order])


def _tie_document(key: TieKey) -> Mapping[str, object]:
    by_default = key.name not in ASCENDING
    order = {} if key.descending is by_default else {"order": "desc" if key.descending else "asc"}
    return {"key": key.key, **order}


_TIE_ROW: Final[Shape[Any]] = record(
    dict,
    {
        "key": Key(text(1)),
        "order": Key(said(*_ORDERS), None),
    },
)
_TIES = listed(Shape(_tie_key, _tie_document, _TIE_ROW.schema), 0, MOST_ROWS)
_POSITIVE = number(above=0)
_SCALE = variants(
    "kind",
    {
        "median_mad": (
            rules.ScaleRule,
            record(
                rules.ScaleRule,
                {
                    "centre": Key(number(), Decimal(700)),
                    "k": Key(_POSITIVE, Decimal(30)),
                    "c": Key(_POSITIVE, Decimal("1.4826")),
                    "decimals": Key(whole(0, 4), 0),
                    "population": Key(
                        listed(word(Status, (Status.RANKED, Status.GUEST)), 0, 2), (Status.RANKED,)
                    ),
                    "zeros": Key(flag(), default=True),
                    "fallback": Key(word(rules.Fallback), rules.Fallback.ASK),
                },
            ),
        ),
        "imported": (
            rules.ImportedScale,
            record(
                rules.ImportedScale,
                {"centre": Key(number(), Decimal(700)), "decimals": Key(whole(0, 4), 2)},
            ),
        ),
    },
    default="median_mad",
)
RECHECK = record(
    rules.RecheckRule,
    {
        "top": Key(optional(whole()), None),
        "top_share": Key(SHARE, Decimal("0.30")),
        "sample": Key(SHARE, Decimal("0.15")),
        "error_limit": Key(SHARE, Decimal("0.05")),
    },
)
_LIMIT = Key(optional(number(0)), None)
_LIMITS = record(rules.Limits, {"aspect": _LIMIT, "total": _LIMIT, "section": _LIMIT})


def _made(**values: Any) -> Rules:
    given = Awards(**{key: values.pop(key) for key in _AWARD_KEYS})
    return Rules(awards=given, **values)


_KEYS: Final[Mapping[str, Key]] = {
    "rounding": Key(_ROUNDING, rules.Rounding()),
    "judgement": Key(_JUDGEMENT, rules.JudgementRule()),
    "panel": Key(_PANEL, rules.PanelRule()),
    "weights": Key(keyed(number(0), MOST_MODULES), {}),
    "weighting": Key(word(rules.Weighting), rules.Weighting.FACTOR),
    "modules": Key(keyed(_MODULE, MOST_MODULES), {}),
    "total": Key(_TOTAL, rules.TotalRule()),
    "parts": Key(keyed(listed(code(), 0, MOST_MODULES), MOST_ROWS), {}),
    "pass_marks": Key(listed(_PASS_MARK, 0, MOST_ROWS), ()),
    "qualifier": Key(optional(_QUALIFIER), None),
    "team": Key(optional(_TEAM), None),
    "ties": Key(_TIES, ()),
    "unresolved": Key(word(rules.Unresolved), rules.Unresolved.SHARED),
    "ranking": Key(word(rules.Counting), rules.Counting.STANDARD),
    "scale": Key(optional(_SCALE), rules.ScaleRule()),
    "recheck": Key(optional(RECHECK), None),
    "limits": Key(optional(_LIMITS), None),
}
_AWARDS: Final[Mapping[str, Key]] = {
    "medals": Key(optional(awards_document.MEDALS), None),
    "prizes": Key(optional(awards_document.PRIZE_RULES), None),
    "minimum_field": Key(optional(awards_document.MINIMUM_FIELD), None),
    "honours": Key(awards_document.HONOURS, ()),
    "delegations": Key(optional(awards_document.DELEGATIONS), None),
    "advancement": Key(optional(awards_document.ADVANCEMENT), None),
}
_WHOLE = record(_made, {**_KEYS, **_AWARDS})
_MARKING = record(Rules, _KEYS)
_AWARDING = record(Awards, _AWARDS)


def _read(value: object, path: str) -> Rules:
    found = _WHOLE.read(value, path)
    if found.sums_teams and found.qualifier is not None:
        fault(f"{path}.qualifier", "not together with a team rule that sums members")
    no_repeats(
        [(f"{path}.honours[{at}].code", each.code) for at, each in enumerate(found.awards.honours)]
    )
    return found


def document_of(given: Rules) -> dict[str, object]:
    """Return *given* as a document: every key that differs from its default."""
    found: dict[str, Any] = {}
    for part in (_MARKING.write(given), _AWARDING.write(given.awards)):
        found |= part if isinstance(part, dict) else {}
    return found


def rules_of(document: object, path: str = "$") -> Rules:
    """Return the rules that *document* states; raises UnusableDocument below *path*."""
    return _read(document, path)


RULES: Final[Shape[Rules]] = Shape(_read, document_of, _WHOLE.schema)
