"""What keeps a trade from being complete, or is doubtful, in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from competition.errors import sentence
from competition.i18n import translated
from competition.scoring.problems import Problem

_SAID: Final[Mapping[str, str]] = {
    "unmarked": sentence("Not marked yet"),
    "votes-missing": sentence("Votes are missing"),
    "too-few-votes": sentence("Fewer votes are in than the rules want"),
    "conflict": sentence("The judges' scores are too far apart: the panel scores again"),
    "tie-unresolved": sentence("Still equal after every tie key: a lot has to be drawn"),
    "decision-missing": sentence("Still equal after every tie key: the chief judge has to decide"),
    "decision-unused": sentence("A decision on equals settles no tie (any more)"),
    "no-scale": sentence("Too many totals are the same: there is no scale"),
    "scale-missing": sentence("The scale score was not imported"),
    "field-too-small": sentence("Fewer ranked entries than the minimum field"),
    "prize-border-tie": sentence("Equals stand on both sides of the border of a prize"),
    "unknown-part": sentence("The rules name %(name)s, which the scheme lacks"),
    "unconfirmed-rule": sentence("The chief judge has to confirm how this aspect is calculated"),
    "aspect-over-limit": sentence("The aspect's maximum is above the limit"),
    "total-off-limit": sentence(
        "All aspects add up to %(points)s, which is not the declared total"
    ),
    "section-off": sentence(
        "Section %(section)s has %(points)s marks, too far from what it declares"
    ),
}
_FIGURES: Final = (
    re.compile(r"The rules name (?P<name>.+), which the scheme lacks\."),
    re.compile(r"All aspects add up to (?P<points>\S+)\."),
    re.compile(r"Section (?P<section>.+) is off: (?P<points>\S+)\."),
)
_NO_MEDALS: Final = sentence("Too few ranked entries for medals")
_FOR_MEDALS: Final = "The field is too small for medals."
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class SaidProblem:
    """One kind of problem in words: where it is, the first few of so many places."""

    code: str
    text: str
    places: tuple[str, ...]
    count: int
    is_blocking: bool

    @property
    def more(self) -> int:
        """Return how many places are not among those shown."""
        return max(0, self.count - len(self.places))


def said(problem: Problem) -> str:
    """Return the sentence of *problem*, without where it is."""
    if problem.detail == _FOR_MEDALS:
        return translated(_NO_MEDALS)
    found = (pattern.fullmatch(problem.detail) for pattern in _FIGURES)
    values = next((match.groupdict() for match in found if match), {})
    return translated(_SAID.get(problem.code, problem.detail), values)


def grouped(problems: Iterable[Problem]) -> list[SaidProblem]:
    """Return *problems* by what they say, blocking ones first."""
    places: dict[tuple[bool, str, str], list[str]] = {}
    for problem in problems:
        key = (not problem.is_blocking, problem.code, said(problem))
        where = " · ".join(each for each in (problem.entry, problem.aspect) if each)
        places.setdefault(key, []).append(where)
    return [
        SaidProblem(
            code,
            text,
            tuple(each for each in listed if each)[:_SHOWN],
            len(listed),
            is_blocking=not is_mere,
        )
        for (is_mere, code, text), listed in sorted(places.items(), key=lambda each: each[0][:2])
    ]
