"""Scale, medals and prizes: the middle of the form."""

from typing import Final

from competition.errors import sentence
from competition.programme.rules_form.composed import Option, Rows, Variants
from competition.programme.rules_form.entered import (
    Choice,
    Field,
    Figure,
    Flag,
    Named,
    Several,
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

_MOST_PRIZES: Final = 9


def _decimals() -> Figure:
    return Figure(sentence("Decimals"), low=0, high=4, is_whole=True)


_SCALE: Final = Group(
    "scale",
    sentence("Scale"),
    sentence(
        "A scale makes results of different trades comparable: the median gets the centre, and one "
        "robust deviation from it is worth so many points."
    ),
    sentence(
        "82.5, 78.0, 71.4, 70.2, 66.0, 65.1 and 60.0 become 749, 731, 705, 700, 683, 680 and 660."
    ),
    {
        "scale": Variants(
            sentence("Scale"),
            (
                Option("none", sentence("No scale"), "nothing"),
                Option(
                    "median_mad",
                    sentence("Around the median (WorldSkills: 700)"),
                    "tagged",
                    {
                        "centre": Figure(sentence("Centre")),
                        "k": Figure(sentence("Points for one deviation (k)"), above=0),
                        "c": Figure(sentence("Consistency constant (c)"), above=0),
                        "decimals": _decimals(),
                        "population": Several(
                            sentence("Whose totals make the median"),
                            options=(
                                ("ranked", sentence("ranked entries")),
                                ("guest", sentence("guests")),
                            ),
                        ),
                        "zeros": Flag(sentence("Totals of 0 count for it as well")),
                        "fallback": Choice(
                            sentence("Where too many totals are the same"),
                            (
                                ("ask", sentence("No scale; it is reported as a problem")),
                                ("mean_deviation", sentence("Use the mean deviation instead")),
                                ("raw_ranks", sentence("No scale; medals go by place")),
                            ),
                        ),
                    },
                    plainly(rules.ScaleRule()),
                ),
                Option(
                    "imported",
                    sentence("Scores that come with the roster"),
                    "tagged",
                    {"centre": Figure(sentence("Centre")), "decimals": _decimals()},
                    plainly(rules.ImportedScale()),
                ),
            ),
        )
    },
)


def _medallion() -> Variants:
    return Variants(
        sentence("Medallion for excellence"),
        (
            Option("none", sentence("None"), "nothing"),
            Option("centre", sentence("From the scale's centre on, without a medal"), "constant"),
            Option(
                "from",
                sentence("From another score on, without a medal"),
                "bare",
                {"value": Figure(sentence("Scale score"))},
            ),
        ),
    )


def _small_field() -> Variants:
    return optional(
        sentence("Small fields"),
        sentence("Medals in a field of any size"),
        sentence("Fewer medals where few are ranked"),
        {
            "gold": count(sentence("Gold from so many entries on")),
            "silver": count(sentence("Silver from so many entries on")),
            "bronze": count(sentence("Bronze from so many entries on")),
        },
        plainly(awards.SmallField()),
    )


_MEDALS: Final = Group(
    "medals",
    sentence("Medals"),
    sentence(
        "By the scale, scores that differ by no more than the distance are level and get the same "
        "medal. By places, so many of each."
    ),
    sentence(
        "Scores 762, 760 and 758 with a distance of 2 are three golds; then there is no silver."
    ),
    {
        "medals": Variants(
            sentence("Medals"),
            (
                Option("none", sentence("No medals"), "nothing"),
                Option(
                    "scale",
                    sentence("By scale scores"),
                    "tagged",
                    {
                        "tie_distance": Figure(
                            sentence("Scores are level up to a distance of"), low=0
                        ),
                        "chain": Flag(
                            sentence("Measure to the neighbour, not to the group's first")
                        ),
                        "silver_rule": Flag(
                            sentence("After several silvers, bronze only within the distance")
                        ),
                        "medallion": _medallion(),
                        "small_field": _small_field(),
                    },
                    plainly(awards.ScaleMedals()),
                ),
                Option(
                    "places",
                    sentence("By places"),
                    "tagged",
                    {
                        "gold": count(sentence("Gold medals")),
                        "silver": count(sentence("Silver medals")),
                        "bronze": count(sentence("Bronze medals")),
                        "medallion": _medallion(),
                        "small_field": _small_field(),
                    },
                    plainly(awards.PlaceMedals()),
                ),
            ),
        )
    },
)


def _merit() -> Variants:
    return Variants(
        sentence("Merit prizes after those"),
        (
            Option("none", sentence("None"), "nothing"),
            Option(
                "number",
                sentence("So many more"),
                "tagged",
                {"number": count(sentence("Merit prizes"))},
            ),
            Option(
                "share",
                sentence("Up to a share of the field, the other prizes included"),
                "tagged",
                {
                    "share": percent(sentence("Share of the field, %%")),
                    "rounding": Choice(sentence("How to round"), NUMBER_MODES),
                },
                {"share": "0.5", "rounding": "down"},
            ),
            Option(
                "above_median",
                sentence("Everybody else above the median of a part"),
                "tagged",
                {"part": Named(sentence("Part"), "parts")},
            ),
        ),
    )


def _prize_rows(column: str, each: Field, **more: Figure) -> Rows:
    return Rows(
        sentence("First prize, second prize, …"),
        {column: each, **more},
        most=_MOST_PRIZES,
        is_bare=not more,
        is_ordered=True,
    )


_PRIZES: Final = Group(
    "prizes",
    sentence("Prizes"),
    sentence(
        "First, second, third prize and merit: so many of each, by shares of the field, or in a "
        "ratio within a share."
    ),
    sentence(
        "37 entries with 10, 20 and 30 %% half up: 4, 7 and 11 prizes. 44 entries with 1:2:3 "
        "within 20 %% and merit up to 50 %%: 1, 2, 3 and 16."
    ),
    {
        "prizes": Variants(
            sentence("Prizes"),
            (
                Option("none", sentence("No prizes"), "nothing"),
                Option(
                    "number",
                    sentence("So many of each"),
                    "tagged",
                    {
                        "numbers": _prize_rows("number", count(sentence("How many"))),
                        "border": BORDER,
                        "merit": _merit(),
                    },
                ),
                Option(
                    "share",
                    sentence("By shares of the field"),
                    "tagged",
                    {
                        "shares": _prize_rows(
                            "share",
                            percent(sentence("Share of the field, %%")),
                            cap=count(sentence("At most"), sentence("no limit")),
                        ),
                        "rounding": Choice(sentence("How to round"), NUMBER_MODES),
                        "border": BORDER,
                        "merit": _merit(),
                    },
                ),
                Option(
                    "ratio",
                    sentence("In a ratio, within a share of the field"),
                    "tagged",
                    {
                        "share": percent(sentence("All prizes together, %% of the field")),
                        "ratio": _prize_rows(
                            "part", Figure(sentence("Part of the ratio"), low=1, is_whole=True)
                        ),
                        "border": BORDER,
                        "merit": _merit(),
                    },
                ),
            ),
        )
    },
)

WINNING: Final = (_SCALE, _MEDALS, _PRIZES)
