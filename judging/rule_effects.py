"""What other rules would change, on the marks as they are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from competition.scoring.problems import Problem
from competition.scoring.report import document_of
from competition.scoring.rules import Rules
from competition.scoring.standings import Standings, score
from competition.scoring.trade import Names, TradeFile
from competition.scoring.values import Status

COLUMNS: Final = ("place", "total", "scale", "medal", "prize", "honours", "status")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one entry or team comes to under some rules; None where it is not in the standings."""

    place: int | None = None
    total: str | None = None
    scale: str | None = None
    medal: str | None = None
    prize: str | None = None
    status: str | None = None
    honours: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One entry before and after."""

    code: str
    names: Names
    before: Outcome
    after: Outcome

    def changes(self, column: str) -> bool:
        """Answer whether it is different in *column*."""
        return bool(getattr(self.before, column) != getattr(self.after, column))

    @property
    def is_changed(self) -> bool:
        """Answer whether it is different in any column."""
        return self.before != self.after

    @property
    def gain(self) -> int:
        """Return how many places up it goes; 0 where it is placed once only, or not at all."""
        if self.before.place is None or self.after.place is None:
            return 0
        return self.before.place - self.after.place


@dataclass(frozen=True, slots=True)
class Effects:
    """All that other rules would change; *awards* are medals and prizes more or fewer."""

    rows: Sequence[Compared]
    awards: Mapping[str, int]
    appearing: Sequence[Problem]
    going: Sequence[Problem]
    standings: Standings
    is_same: bool

    def changed(self, column: str) -> int:
        """Return how many entries are different in *column*."""
        return sum(row.changes(column) for row in self.rows)

    def shows(self, column: str) -> bool:
        """Answer whether any entry has something worth telling in *column*, before or after."""
        told = (getattr(each, column) for row in self.rows for each in (row.before, row.after))
        return any(value and value != Status.RANKED for value in told)


def effects_of(given: TradeFile, rules: Rules) -> Effects:
    """Return what *rules* would change in the standings of *given*."""
    present, other = score(given), replace(given, rules=rules)
    changed = score(other)
    before, after = document_of(present, given), document_of(changed, other)
    old, new = _outcomes(before), _outcomes(after)
    names = {each.code: each.names for each in (*given.teams, *given.entries)}
    rows = [
        Compared(code, names.get(code, {}), old.get(code, Outcome()), new.get(code, Outcome()))
        for code in dict.fromkeys([*new, *old])
    ]
    return Effects(
        rows,
        _difference(old.values(), new.values()),
        _without(changed.problems, present.problems),
        _without(present.problems, changed.problems),
        changed,
        before == after,
    )


def _outcomes(document: Mapping[str, Any]) -> dict[str, Outcome]:
    honours: dict[str, list[tuple[str, int | None]]] = {}
    for each in document.get("honours", ()):
        honours.setdefault(each["entry"], []).append((each["honour"], each["level"]))
    return {
        row["entry"]: Outcome(
            row["place"],
            row["total"],
            row["scale"],
            row["medal"],
            row["prize"],
            row["status"],
            tuple(honours.get(row["entry"], ())),
        )
        for row in document["standings"]
    }


def _difference(old: Iterable[Outcome], new: Iterable[Outcome]) -> dict[str, int]:
    """Return how many more or fewer there are of each medal and prize, where that changes."""
    found = Counter(_given(new))
    found.subtract(_given(old))
    return {award: number for award, number in found.items() if number}


def _given(outcomes: Iterable[Outcome]) -> list[str]:
    return [award for each in outcomes for award in (each.medal, each.prize) if award]


def _without(problems: Sequence[Problem], others: Sequence[Problem]) -> list[Problem]:
    known = set(others)
    return [problem for problem in problems if problem not in known]
