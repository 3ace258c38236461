"""What every judge of a panel does on a marking day, invented from a seed before it begins."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

_SKIPPED: Final = 0.01
_APART: Final = 0.03
_WORDS: Final = {"1": "Yes, met", "0": "No, not met", "not_attempted": "not_attempted"}

Sheet = Mapping[str, Any]
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Visit:
    """One judge at one sheet: the aspects to mark, by code, and the words to tap."""

    sheet: int
    marks: list[tuple[str, str]]


@dataclass(slots=True)
class Script:
    """The visits of each seat in order, and what stands at last by sheet, aspect and seat.

    *apart* are the aspects, by sheet, of which the panel has to vote again;
    *again* are the visits of each seat that do so.
    """

    visits: dict[int, list[Visit]]
    again: dict[int, list[Visit]]
    apart: list[Visit] = field(default_factory=list)
    values: dict[Place, str] = field(default_factory=dict)

    @property
    def acts(self) -> int:
        """Return how many marks are given in all."""
        both = (*self.visits.values(), *self.again.values())
        return sum(len(visit.marks) for visits in both for visit in visits)

    @property
    def taken_back(self) -> int:
        """Return how many votes are taken back so that the panel votes again."""
        return len(self.again) * sum(len(visit.marks) for visit in self.apart)


def written(sheets: Sequence[Sheet], seats: int, seed: int) -> Script:
    """Return the script of a panel for its *sheets*: one value where it is shared, votes of all.

    Some votes lie too far apart; when every sheet was visited once, the panel
    votes on them again, and everybody gives the middle vote.
    """
    everybody = range(1, seats + 1)
    script = Script({seat: [] for seat in everybody}, {seat: [] for seat in everybody})
    for sheet in sheets:
        for seat in everybody:
            marks = _marks(sheet, seat, seats, seed, script)
            script.visits[seat] += [Visit(sheet["id"], marks)] if marks else []
        again = _again(sheet, seats, seed, script)
        if again:
            script.apart.append(Visit(sheet["id"], again))
            for visits in script.again.values():
                visits.append(Visit(sheet["id"], again))
    return script


def _marks(sheet: Sheet, seat: int, seats: int, seed: int, script: Script) -> list[tuple[str, str]]:
    marks = []
    for at, aspect in enumerate(sheet["aspects"]):
        if aspect["kind"] == "judgement":
            vote = _votes(sheet, aspect, seats, seed)[seat - 1]
            script.values[sheet["id"], aspect["id"], seat] = vote
            marks.append((aspect["code"], vote))
        elif at % seats == seat - 1:
            value = _value(sheet, aspect, seed)
            script.values[sheet["id"], aspect["id"], 0] = value
            marks.append((aspect["code"], _WORDS[value]))
    return marks


def _again(sheet: Sheet, seats: int, seed: int, script: Script) -> list[tuple[str, str]]:
    marks = []
    for aspect in sheet["aspects"]:
        if aspect["kind"] != "judgement":
            continue
        votes = _votes(sheet, aspect, seats, seed)
        middle = sorted(votes)[seats // 2]
        if int(max(votes)) - int(min(votes)) > 1:
            for seat in range(1, seats + 1):
                script.values[sheet["id"], aspect["id"], seat] = middle
            marks.append((aspect["code"], middle))
    return marks


def _votes(sheet: Sheet, aspect: Sheet, seats: int, seed: int) -> list[str]:
    chance = _chance(sheet, aspect, seed)
    level = _level(sheet, chance, seed)
    base = min(2, int(level * 3))
    votes = [base + chance.choice((0, 0, 1)) for _ in range(seats)]
    if chance.random() < _APART:
        votes[chance.randrange(seats)] = 3 if base == 0 else base - 1
        votes[chance.randrange(seats)] = min(3, base + 1)
    return [str(vote) for vote in votes]


def _value(sheet: Sheet, aspect: Sheet, seed: int) -> str:
    chance = _chance(sheet, aspect, seed)
    if chance.random() < _SKIPPED:
        return "not_attempted"
    return "1" if chance.random() < _level(sheet, chance, seed) else "0"


def _level(sheet: Sheet, chance: random.Random, seed: int) -> float:
    skill = random.Random(f"{seed} {sheet['entry']['code']}").gauss(0.68, 0.13)  # noqa: S311
    return min(0.99, max(0.0, chance.gauss(skill, 0.18)))


def _chance(sheet: Sheet, aspect: Sheet, seed: int) -> random.Random:
    return random.Random(f"{seed} {sheet['entry']['code']} {aspect['code']}")  # noqa: S311
