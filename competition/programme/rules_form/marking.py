"""How marks become points and totals: the first half of the form."""

from typing import Final

from competition.errors import sentence
from competition.programme.rules_form.composed import Option, Record, Rows, Variants
from competition.programme.rules_form.entered import (
    Choice,
    Field,
    Figure,
    Flag,
    Named,
    Several,
    Word,
)
from competition.programme.rules_form.groups import MINIMUM, MISSING, MODES, Group, optional

_UNROUNDED: Final = sentence("not rounded")
_NO_LIMIT: Final = sentence("no limit")


def _decimals(label: str) -> Figure:
    return Figure(label, low=0, high=8, is_whole=True, blank=_UNROUNDED)


_ROUNDING: Final = Group(
    "rounding",
    sentence("Rounding"),
    sentence("How many decimals are kept, and where. Points stay exact until a stage rounds them."),
    sentence(
        "86 × 0.3 + 91.25 × 0.7 is exactly 89.675. With two decimals in the total, half up gives "
        "89.68 and cutting off gives 89.67."
    ),
    {
        "rounding": Record(
            {
                "aspect": _decimals(sentence("Decimals of an aspect")),
                "module": _decimals(sentence("Decimals of a module")),
                "weighted": _decimals(sentence("Decimals of a weighted module")),
                "total": _decimals(sentence("Decimals of the total")),
                "mode": Choice(sentence("How to round"), MODES),
            }
        )
    },
)
_JUDGEMENT: Final = Group(
    "judgement",
    sentence("Judgement 0 to 3"),
    sentence(
        "Each judge gives 0, 1, 2 or 3. Scores too far apart are in conflict: they do not count "
        "until the panel has scored again."
    ),
    sentence(
        "An aspect worth 1.50 with the scores 2, 3 and 2 earns 7 ÷ 9 × 1.50 = 1.17. The scores 1 "
        "and 3 are 2 apart: with a limit of 1 they are in conflict."
    ),
    {
        "judgement": Record(
            {
                "max_spread": Figure(
                    sentence("Widest allowed spread of a panel's scores"), low=0, blank=_NO_LIMIT
                ),
                "missing": MISSING,
                "minimum": MINIMUM,
            }
        )
    },
)
_PANEL: Final = Group(
    "panel",
    sentence("Points by a panel"),
    sentence(
        "Each judge gives points, for example 0 to 10. The highest and lowest may be left out; the "
        "mean of the others counts."
    ),
    sentence(
        "9.0, 8.5, 8.0, 7.5 and 5.0 without the highest and the lowest: the mean of 8.5, 8.0 and "
        "7.5 is 8.00."
    ),
    {
        "panel": Record(
            {
                "drop_high": Figure(
                    sentence("Highest votes left out"), low=0, high=7, is_whole=True
                ),
                "drop_low": Figure(sentence("Lowest votes left out"), low=0, high=7, is_whole=True),
                "missing": MISSING,
                "minimum": MINIMUM,
            }
        )
    },
)
_WEIGHTS: Final = Group(
    "modules",
    sentence("Weights and limits of modules"),
    sentence("How much each module counts in the total, and the least and most it can bring."),
    sentence(
        "As a factor: theory 86 × 0.3 and practice 91.25 × 0.7. As the most a module can bring: 45 "
        "of 60 points with a weight of 25 bring 18.75."
    ),
    {
        "weighting": Choice(
            sentence("What a weight is"),
            (
                ("factor", sentence("A factor: points × weight")),
                (
                    "share",
                    sentence("The most a module can bring: points ÷ maximum × weight"),
                ),
            ),
        ),
        "modules": Rows(
            sentence("Modules"),
            {
                "code": Named(sentence("Module"), "criteria"),
                "weight": Figure(sentence("Weight"), low=0, blank=sentence("a weight of 1")),
                "floor": Figure(sentence("At least"), blank=_NO_LIMIT),
                "cap": Figure(sentence("At most"), blank=_NO_LIMIT, word="max"),
                "told": Figure("", is_whole=True, blank="", is_hidden=True),
            },
            is_fixed=True,
            hint=sentence(
                "An empty weight is 1; an empty limit is none. At most: a number, or max for the "
                "sum of the module's aspects."
            ),
        ),
    },
)
_TOTAL: Final = Group(
    "total",
    sentence("Limits of the total"),
    sentence("The least and most a total can be, after penalties and adjustments."),
    sentence("3.00 points less a penalty of 5: 0.00 where 0 is the least, −2.00 without a limit."),
    {
        "total": Record(
            {
                "floor": Figure(sentence("At least"), blank=_NO_LIMIT),
                "cap": Figure(sentence("At most"), blank=_NO_LIMIT),
            }
        )
    },
)
_PARTS: Final = Group(
    "parts",
    sentence("Parts"),
    sentence(
        "A part is a named group of modules, such as practice. Pass marks, the qualifier, ties and "
        "merit prizes can name it. Each module is a part by itself."
    ),
    sentence("Practice = modules B, C and D: 20 + 17.5 + 19 points are 56.5, without weights."),
    {
        "parts": Rows(
            sentence("Parts"),
            {
                "name": Word(sentence("Name of the part")),
                "criteria": Several(sentence("Its modules"), "criteria"),
            },
            unique="name",
            spare=1,
            hint=sentence("A new part stands in the lists below after the preview."),
        )
    },
)
_PASS_MARKS: Final = Group(
    "pass_marks",
    sentence("Pass marks"),
    sentence("The points that a part needs, and what an entry loses that has fewer."),
    sentence("Pass mark 60: 59.99 fails, 60.00 passes."),
    {
        "pass_marks": Rows(
            sentence("Pass marks"),
            {
                "part": Named(sentence("Part"), "parts"),
                "points": Figure(sentence("Points needed")),
                "effect": Choice(
                    sentence("Who has fewer"),
                    (
                        ("honours", sentence("gets no honour")),
                        ("prizes", sentence("gets no medal, prize or honour")),
                        ("rank", sentence("gets no place")),
                    ),
                ),
            },
        )
    },
)
_QUALIFIER_FIELDS: Final[dict[str, Field]] = {
    "part": Named(sentence("Part that qualifies"), "parts"),
    "top": Figure(sentence("How many qualify"), low=1, is_whole=True),
    "counts": Flag(sentence("Its points count in the total as well")),
}
_QUALIFIER: Final = Group(
    "qualifier",
    sentence("Qualifier"),
    sentence("Only the best of one part, such as theory, are placed. The others did not qualify."),
    sentence("The best 60 of theory go to the final; two that are level on place 60 both go."),
    {
        "qualifier": optional(
            sentence("Qualifier"),
            sentence("No qualifier: everybody is placed"),
            sentence("The best of a part qualify"),
            _QUALIFIER_FIELDS,
            None,
        )
    },
)
_BEST: Final = Figure(
    sentence("Best members that count"), low=1, is_whole=True, blank=sentence("all of them")
)
_TEAM: Final = Group(
    "team",
    sentence("Teams"),
    sentence("Whether entries are marked by themselves, or as members who make up a team."),
    sentence(
        "Members with 88.5, 90.25 and 79: the sum is 257.75; the mean of the best two is 89.38."
    ),
    {
        "team": Variants(
            sentence("Teams"),
            (
                Option("none", sentence("Each entry has marks of its own"), "nothing"),
                Option(
                    "one",
                    sentence("An entry is a team with one mark (counted the same way)"),
                    "tagged",
                    {"best": Figure("", low=1, is_whole=True, blank="", is_hidden=True)},
                ),
                Option(
                    "sum", sentence("A team has the sum of its members"), "tagged", {"best": _BEST}
                ),
                Option(
                    "mean",
                    sentence("A team has the mean of its members"),
                    "tagged",
                    {"best": _BEST},
                ),
            ),
        )
    },
)
_TIES: Final = Group(
    "ties",
    sentence("Ties"),
    sentence(
        "Equal totals are separated by these keys, the first one first. What is still equal then "
        "follows the rule below the list."
    ),
    sentence(
        "Three entries with 81.73. Practice 57.83, 56.83, 56.83 puts the first ahead; the next "
        "key, module D with 21 and 20, separates the other two."
    ),
    {
        "ties": Rows(
            sentence("Keys, in order"),
            {
                "key": Named(sentence("Compare"), "ties"),
                "order": Choice(
                    sentence("Who is ahead"),
                    (
                        ("", sentence("as usual for the key")),
                        ("desc", sentence("who has more")),
                        ("asc", sentence("who has less")),
                    ),
                ),
            },
            start={"order": ""},
            is_ordered=True,
            hint=sentence("Usual: more is better, but less for time, age (the younger) and draw."),
        ),
        "unresolved": Choice(
            sentence("Still equal after the last key"),
            (
                ("shared", sentence("They share the place")),
                ("never", sentence("A lot is drawn; until then it is a problem")),
                ("chief", sentence("The chief judge decides, with a reason")),
            ),
        ),
    },
)
_RANKING: Final = Group(
    "ranking",
    sentence("Places after a shared one"),
    sentence("Whether a shared place leaves a gap behind it."),
    sentence("90, 88, 88 and 85: places 1, 2, 2, 4 with a gap, 1, 2, 2, 3 without."),
    {
        "ranking": Choice(
            sentence("Places"),
            (
                ("1224", sentence("1, 2, 2, 4: with a gap")),
                ("1223", sentence("1, 2, 2, 3: without a gap")),
            ),
        )
    },
)

MARKING: Final = (
    _ROUNDING,
    _JUDGEMENT,
    _PANEL,
    _WEIGHTS,
    _TOTAL,
    _PARTS,
    _PASS_MARKS,
    _QUALIFIER,
    _TEAM,
    _TIES,
    _RANKING,
)
