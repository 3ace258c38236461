"""How the rules of awards are written (docs/trade-file.md, rules)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from competition.scoring import awards
from competition.scoring.awards import CENTRE, MERIT, PRIZES
from competition.scoring.rounding import Mode
from competition.scoring.shapes import (
    Key,
    Shape,
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
    variants,
    whole,
    word,
)

_MOST: Final = len(PRIZES)
_MOST_LISTED: Final = 500
_MOST_HONOURS: Final = 20
NAMES: Final = keyed(text(), 20)
SHARE: Final = number(0, 1)
_BORDER = Key(word(awards.Border), awards.Border.LOWER)


def or_word(word_taken: str, shape: Shape[Decimal]) -> Shape[Any]:
    """Return *shape*, or the one word."""
    said = Shape(lambda _value, _path: word_taken, lambda _value: word_taken, {"const": word_taken})
    return either(shape, said, lambda value: value == word_taken)


_SMALL_FIELD = Key(
    optional(
        record(
            awards.SmallField,
            {"gold": Key(whole(), 4), "silver": Key(whole(), 5), "bronze": Key(whole(), 6)},
        )
    ),
    None,
)
_MEDALLION = optional(or_word(CENTRE, number()))
MEDALS: Final = variants(
    "kind",
    {
        "scale": (
            awards.ScaleMedals,
            record(
                awards.ScaleMedals,
                {
                    "tie_distance": Key(number(0), Decimal(2)),
                    "chain": Key(flag(), default=True),
                    "silver_rule": Key(flag(), default=True),
                    "medallion": Key(_MEDALLION, CENTRE),
                    "small_field": _SMALL_FIELD,
                },
            ),
        ),
        "places": (
            awards.PlaceMedals,
            record(
                awards.PlaceMedals,
                {
                    "gold": Key(whole(), 1),
                    "silver": Key(whole(), 1),
                    "bronze": Key(whole(), 1),
                    "medallion": Key(_MEDALLION, None),
                    "small_field": _SMALL_FIELD,
                },
            ),
        ),
    },
)
_MERIT = Key(
    optional(
        variants(
            "kind",
            {
                "number": (
                    awards.MeritNumber,
                    record(awards.MeritNumber, {"number": Key(whole())}),
                ),
                "share": (
                    awards.MeritShare,
                    record(
                        awards.MeritShare,
                        {"share": Key(SHARE), "rounding": Key(word(Mode), Mode.DOWN)},
                    ),
                ),
                "above_median": (
                    awards.MeritAboveMedian,
                    record(awards.MeritAboveMedian, {"part": Key(code())}),
                ),
            },
        )
    ),
    None,
)
_SHARES = record(
    awards.SharePrizes,
    {
        "shares": Key(listed(SHARE, 0, _MOST)),
        "rounding": Key(word(Mode), Mode.HALF_UP),
        "caps": Key(optional(listed(optional(whole()), 0, _MOST)), None),
        "border": _BORDER,
        "merit": _MERIT,
    },
)


def _as_many_caps(value: object, path: str) -> awards.SharePrizes:
    found = _SHARES.read(value, path)
    if found.caps is not None and len(found.caps) != len(found.shares):
        fault(f"{path}.caps", "must be as long as shares")
    return found


PRIZE_RULES: Final = variants(
    "kind",
    {
        "number": (
            awards.NumberPrizes,
            record(
                awards.NumberPrizes,
                {
                    "numbers": Key(listed(whole(), 0, _MOST)),
                    "border": _BORDER,
                    "merit": _MERIT,
                },
            ),
        ),
        "share": (awards.SharePrizes, Shape(_as_many_caps, _SHARES.write, _SHARES.schema)),
        "ratio": (
            awards.RatioPrizes,
            record(
                awards.RatioPrizes,
                {
                    "ratio": Key(listed(whole(1), 1, _MOST)),
                    "share": Key(SHARE),
                    "border": _BORDER,
                    "merit": _MERIT,
                },
            ),
        ),
    },
)
MINIMUM_FIELD: Final = record(
    awards.MinimumField,
    {
        "entries": Key(whole(1)),
        "effect": Key(word(awards.Withheld), awards.Withheld.HONOURS),
    },
)
_STEP = record(awards.FieldStep, {"entries": Key(whole()), "number": Key(whole())})
_STEPS: Final = {"steps": Key(listed(_STEP, 0, _MOST_HONOURS))}
_SELECT = variants(
    "kind",
    {
        "by_field": (
            awards.ByField,
            record(awards.ByField, _STEPS),
        ),
        "places": (
            awards.ByPlaces,
            record(
                awards.ByPlaces,
                {"from": Key(whole(1), 1, "first"), "to": Key(whole(1), attribute="last")},
            ),
        ),
        "prizes": (
            awards.ByPrizes,
            record(
                awards.ByPrizes,
                {
                    "prizes": Key(listed(said(*PRIZES, MERIT), 0, _MOST + 1)),
                },
            ),
        ),
        "passed": (awards.ByPassing, record(awards.ByPassing, {})),
    },
)
_LEVEL = whole(1, 5)
HONOURS: Final = listed(
    record(
        awards.Honour,
        {
            "code": Key(code()),
            "names": Key(NAMES, {}),
            "select": Key(_SELECT),
            "once": Key(flag(), default=True),
            "move_up": Key(flag(), default=False),
            "border": _BORDER,
            "level": Key(
                optional(
                    record(
                        awards.LevelRule,
                        {
                            "to": Key(optional(_LEVEL), None),
                            "up": Key(optional(_LEVEL), None),
                            "at_most": Key(_LEVEL, 1),
                        },
                    )
                ),
                None,
            ),
        },
    ),
    0,
    _MOST_HONOURS,
)
_MEDAL_POINTS: Final[Mapping[str, Key]] = {
    "gold": Key(number(), Decimal(4)),
    "silver": Key(number(), Decimal(3)),
    "bronze": Key(number(), Decimal(2)),
    "medallion": Key(number(), Decimal(1)),
}
DELEGATIONS: Final = record(
    awards.DelegationRule,
    {
        "place_points": Key(listed(number(), 0, _MOST_LISTED), ()),
        "shared": Key(word(awards.Shared), awards.Shared.FULL),
        "medal_points": Key(record(awards.MedalPoints, _MEDAL_POINTS), awards.MedalPoints()),
    },
)
_TIER = {"tier": Key(text(), ""), "border": _BORDER}
ADVANCEMENT: Final = variants(
    "kind",
    {
        "top": (
            awards.TopAdvance,
            record(awards.TopAdvance, {"number": Key(whole()), **_TIER}),
        ),
        "share": (
            awards.ShareAdvance,
            record(
                awards.ShareAdvance,
                {"share": Key(SHARE), "rounding": Key(word(Mode), Mode.DOWN), **_TIER},
            ),
        ),
        "quota": (
            awards.QuotaAdvance,
            record(
                awards.QuotaAdvance,
                {
                    "per_delegation": Key(whole(1)),
                    "number": Key(optional(whole()), None),
                    **_TIER,
                },
            ),
        ),
    },
)
