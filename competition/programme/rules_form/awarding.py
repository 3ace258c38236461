"""What places bring besides medals and prizes: the end of the form."""

from decimal import Decimal
from typing import Final

from competition.errors import sentence
from competition.programme.rules_form.composed import Option, Record, Rows, Variants
from competition.programme.rules_form.entered import (
    Choice,
    Field,
    Figure,
    Flag,
    Names,
    Several,
    Word,
)
from competition.programme.rules_form.groups import (
    BORDER,
    NUMBER_MODES,
    Group,
    count,
    optional,
    percent,
)
from competition.programme.rules_form.shaping import plainly
from competition.scoring import awards, rules

_MINIMUM: Final = Group(
    "minimum_field",
    sentence("Minimum field"),
    sentence("With fewer ranked entries than this, honours or prizes are not given."),
    sentence(
        "Minimum 30 without honours: 29 ranked entries get medals and prizes, but no honours."
    ),
    {
        "minimum_field": optional(
            sentence("Minimum field"),
            sentence("No minimum"),
            sentence("So many ranked entries are needed"),
            {
                "entries": Figure(sentence("Ranked entries needed"), low=1, is_whole=True),
                "effect": Choice(
                    sentence("With fewer there are"),
                    (
                        ("no_honours", sentence("no honours")),
                        ("no_prizes", sentence("no medals, prizes or honours")),
                    ),
                ),
            },
            None,
        )
    },
)
_PRIZE_NAMES: Final = (
    ("first", sentence("First prize")),
    ("second", sentence("Second prize")),
    ("third", sentence("Third prize")),
    ("fourth", sentence("Fourth prize")),
    ("fifth", sentence("Fifth prize")),
    ("sixth", sentence("Sixth prize")),
    ("seventh", sentence("Seventh prize")),
    ("eighth", sentence("Eighth prize")),
    ("ninth", sentence("Ninth prize")),
    ("merit", sentence("Merit prize")),
)
_SELECT: Final = Variants(
    sentence("Who gets it"),
    (
        Option(
            "places",
            sentence("Places from … to"),
            "tagged",
            {
                "from": Figure(sentence("From place"), low=1, is_whole=True),
                "to": Figure(sentence("To place"), low=1, is_whole=True),
            },
            {"from": 1},
        ),
        Option(
            "by_field",
            sentence("The first ones, as many as the size of the field allows"),
            "tagged",
            {
                "steps": Rows(
                    sentence("Steps"),
                    {
                        "entries": count(sentence("From so many entries on")),
                        "number": count(sentence("so many get it")),
                    },
                )
            },
        ),
        Option(
            "prizes",
            sentence("Holders of prizes"),
            "tagged",
            {"prizes": Several(sentence("Which prizes"), options=_PRIZE_NAMES)},
        ),
        Option("passed", sentence("Everybody who passed all pass marks"), "tagged"),
    ),
)


def _level(label: str, blank: str | None) -> Figure:
    return Figure(label, low=1, high=5, is_whole=True, blank=blank)


_HONOURS: Final = Group(
    "honours",
    sentence("Honours and skill levels"),
    sentence(
        "Titles such as skills expert, and new skill levels (5 lowest, 1 highest). Only who passed "
        "all pass marks can get one."
    ),
    sentence(
        "From 50 entries on the first 8 get the title, from 25 the first 4, from 10 the first 2."
    ),
    {
        "honours": Rows(
            sentence("Honours"),
            {
                "code": Word(sentence("Code of the honour")),
                "names": Names(sentence("Name")),
                "select": _SELECT,
                "once": Flag(sentence("Not again for who holds it already")),
                "move_up": Flag(sentence("The next one moves up in a holder's place")),
                "border": BORDER,
                "level": optional(
                    sentence("Skill level"),
                    sentence("Brings no skill level"),
                    sentence("Brings a skill level"),
                    {
                        "to": _level(sentence("New level"), sentence("none")),
                        "up": _level(sentence("Levels up from the one held"), sentence("none")),
                        "at_most": _level(sentence("Not higher than level"), None),
                    },
                    plainly(awards.LevelRule()),
                ),
            },
            start={"once": True},
            unique="code",
            spare=1,
            looks="blocks",
        )
    },
)
_MEDAL_POINTS: Final = Record(
    {
        "gold": Figure(sentence("Points for gold")),
        "silver": Figure(sentence("Points for silver")),
        "bronze": Figure(sentence("Points for bronze")),
        "medallion": Figure(sentence("Points for a medallion")),
    }
)
_DELEGATIONS: Final = Group(
    "delegations",
    sentence("Delegations"),
    sentence("Points that places and medals bring to a delegation, for a ranking of delegations."),
    sentence(
        "10, 8 and 6 points: two that share place 2 bring 8 each in full, or 7 each as a mean."
    ),
    {
        "delegations": optional(
            sentence("Delegations"),
            sentence("No ranking of delegations"),
            sentence("Rank delegations by points"),
            {
                "place_points": Rows(
                    sentence("Points for place 1, 2, …"),
                    {"points": Figure(sentence("Points"))},
                    most=500,
                    is_bare=True,
                    is_ordered=True,
                ),
                "shared": Choice(
                    sentence("Who shares a place brings"),
                    (
                        ("full", sentence("the full points of the place")),
                        ("mean", sentence("the mean of the places they cover")),
                    ),
                ),
                "medal_points": _MEDAL_POINTS,
            },
            plainly(awards.DelegationRule()),
        )
    },
)
_TIER: Final[dict[str, Field]] = {
    "tier": Word(sentence("Where they go on to"), is_code=False),
    "border": BORDER,
}
_ADVANCEMENT: Final = Group(
    "advancement",
    sentence("Who goes on"),
    sentence(
        "Who goes on to the next round or tier: the first ones, a share, or so many of each "
        "delegation."
    ),
    sentence("30 %% of 33 entries, cut off: 9 go on."),
    {
        "advancement": Variants(
            sentence("Who goes on"),
            (
                Option("none", sentence("Nobody: this is the last round"), "nothing"),
                Option(
                    "top",
                    sentence("The first so many"),
                    "tagged",
                    {"number": count(sentence("How many")), **_TIER},
                ),
                Option(
                    "share",
                    sentence("A share of the field"),
                    "tagged",
                    {
                        "share": percent(sentence("Share of the field, %%")),
                        "rounding": Choice(sentence("How to round"), NUMBER_MODES),
                        **_TIER,
                    },
                    {"rounding": "down"},
                ),
                Option(
                    "quota",
                    sentence("So many of each delegation"),
                    "tagged",
                    {
                        "per_delegation": Figure(
                            sentence("Of each delegation"), low=1, is_whole=True
                        ),
                        "number": count(sentence("At most in all"), sentence("no limit")),
                        **_TIER,
                    },
                ),
            ),
        )
    },
)
_RECHECK: Final = Group(
    "recheck",
    sentence("Re-check"),
    sentence(
        "How many entries are checked again: the top ones all, a sample of the others. Too many "
        "errors, and everything is checked. It changes no place."
    ),
    sentence(
        "45 entries, top 30 %%, sample 15 %%: 14 and 5. One error in 19 is 5.26 %%: check all."
    ),
    {
        "recheck": optional(
            sentence("Re-check"),
            sentence("No rule for it"),
            sentence("Re-check by this rule"),
            {
                "top": count(sentence("Top entries"), sentence("by share")),
                "top_share": percent(sentence("Top share, %%")),
                "sample": percent(sentence("Sample of the others, %%")),
                "error_limit": percent(sentence("Check all above so many errors, %%")),
            },
            plainly(rules.RecheckRule()),
        )
    },
)
_LIMITS: Final = Group(
    "limits",
    sentence("Doubts about the scheme"),
    sentence("Figures by which a scheme is doubted, never refused."),
    sentence("Aspects up to 2 and a total of 100: a scheme that adds up to 99.50 is reported."),
    {
        "limits": optional(
            sentence("Limits"),
            sentence("Nothing is doubted"),
            sentence("Report what is off"),
            {
                "aspect": Figure(
                    sentence("Most for one aspect"), low=0, blank=sentence("no limit")
                ),
                "total": Figure(sentence("All aspects together"), low=0, blank=sentence("any")),
                "section": Figure(
                    sentence("A section may be off by"), low=0, blank=sentence("any")
                ),
            },
            plainly(rules.Limits(Decimal(2), Decimal(100), Decimal(5))),
        )
    },
)

AWARDING: Final = (
    _MINIMUM,
    _HONOURS,
    _DELEGATIONS,
    _ADVANCEMENT,
    _RECHECK,
    _LIMITS,
)
