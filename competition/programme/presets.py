"""Ready rules: what each preset says, and the papers it comes from (docs/rulebook.md, 20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from competition.errors import sentence

THEORY: Final = "T"
PRACTICE: Final = "P"


@dataclass(frozen=True, slots=True)
class Preset:
    """Rules to begin with: sentences for people, the rules as a document."""

    key: str
    name: str
    about: str
    source: str
    rules: Mapping[str, object]


_THIRTY_SEVENTY: Final = {THEORY: "0.3", PRACTICE: "0.7"}
_BOTH_PASSED: Final = [{"part": part, "points": "60"} for part in (THEORY, PRACTICE)]
_PRACTICE_THEN_THEORY: Final = [{"key": f"criterion:{PRACTICE}"}, {"key": f"criterion:{THEORY}"}]

_ALL: Final = (
    Preset(
        "worldskills",
        sentence("WorldSkills"),
        sentence(
            "Module points are added. Judgement 0–3 with a spread of one at most. Scores on the "
            "700 scale; medals by scale, level within 2 points."
        ),
        sentence(
            "Source: Medals and Recognition of Champions (worldskills2015.com); WorldSkills Scale "
            "(skillshub.io)."
        ),
        {"medals": {"kind": "scale"}},
    ),
    Preset(
        "guangdong",
        sentence("Guangdong, provincial"),
        sentence(
            "Theory (T) counts 30 %% and practice (P) 70 %%; equals by time, practice, theory. "
            "First, second and third prize 1:2:3 within 20 %% of the field, merit up to 50 %%. "
            "Merit and up brings level 2 (technician) to those with 60 in both parts."
        ),
        sentence(
            "Source: Guangdong provincial rules 2022 (gd-lighting.org.cn); Guangdong CNC 2008 "
            "(both parts qualified); Zhongshan lighting rules (equals). How prizes round is our "
            "reading of the figures of 2021."
        ),
        {
            "weights": _THIRTY_SEVENTY,
            "pass_marks": _BOTH_PASSED,
            "ties": [{"key": "time"}, *_PRACTICE_THEN_THEORY],
            "scale": None,
            "prizes": {
                "kind": "ratio",
                "ratio": [1, 2, 3],
                "share": "0.2",
                "merit": {"kind": "share", "share": "0.5"},
            },
            "honours": [
                {
                    "code": "technician",
                    "names": {"zh": "技师", "en": "Technician"},
                    "select": {
                        "kind": "prizes",
                        "prizes": ["first", "second", "third", "merit"],
                    },
                    "level": {"to": 2},
                }
            ],
        },
    ),
    Preset(
        "shenzhen",
        sentence("Shenzhen"),
        sentence(
            "Theory (T) counts 30 %% and practice (P) 70 %%. Prizes for 5, 10 and 15 %% of the "
            "field, at most 3, 6 and 9. Skills expert of Shenzhen: the first 8 from 50 entries "
            "on, 4 from 25, 2 from 10, with 60 in both parts."
        ),
        sentence(
            "Source: Shenzhen notices of 2022 (prizes, skills expert). The weights are those of "
            "the 30/70 papers. Where the best of theory go to the final (Shenzhen 2025: 60), add "
            "the qualifier."
        ),
        {
            "weights": _THIRTY_SEVENTY,
            "pass_marks": _BOTH_PASSED,
            "ties": _PRACTICE_THEN_THEORY,
            "scale": None,
            "prizes": {
                "kind": "share",
                "shares": ["0.05", "0.1", "0.15"],
                "caps": [3, 6, 9],
            },
            "honours": [
                {
                    "code": "shenzhen-expert",
                    "names": {"zh": "深圳市技术能手", "en": "Skills Expert of Shenzhen"},
                    "select": {
                        "kind": "by_field",
                        "steps": [
                            {"entries": 50, "number": 8},
                            {"entries": 25, "number": 4},
                            {"entries": 10, "number": 2},
                        ],
                    },
                }
            ],
        },
    ),
    Preset(
        "china-30-70",
        sentence("China, theory 30 and practice 70"),
        sentence(
            "Module T counts 30 %% and module P 70 %%. Panel marks are the mean without the "
            "highest and the lowest. Of equal totals, the better practice stands first."
        ),
        sentence(
            "Source: 8th national workers' competition and the Jiangxi scoring paper (30/70, "
            "equals); college event 2014 (extremes left out)."
        ),
        {
            "weights": _THIRTY_SEVENTY,
            "panel": {"drop_high": 1, "drop_low": 1},
            "ties": [{"key": f"criterion:{PRACTICE}"}],
            "scale": None,
        },
    ),
)
PRESETS: Final[Mapping[str, Preset]] = {preset.key: preset for preset in _ALL}
