"""Simulated judges: each panel works through its sheets and marks through the tablets' own API."""

import random
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from competition.rehearsal.caller import Caller, Refused

Aspect = dict[str, Any]
_SKIPPED: Final = 0.01
_SETTLED: Final = 0.9
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_CONFLICT: Final = 409


@dataclass(frozen=True, slots=True)
class Task:
    """One cell that a judge has to fill."""

    judge: "Judge"
    sheet: int
    aspect: Aspect
    skill: float


class Judge:
    """One judge on one tablet."""

    def __init__(self, base: str, code: str, pin: str) -> None:
        self.code = code
        self._pin = pin
        self._caller = Caller(base)
        self._device = f"rehearsal-{code}"
        self._sequence = int(time.time() * 1000)

    def sign_in(self) -> None:
        """Sign in by PIN."""
        self._caller.post("/judging/session", {"code": self.code, "pin": self._pin})

    def sheets(self) -> list[dict[str, Any]]:
        """Return the judge's own sheets."""
        listed: list[dict[str, Any]] = self._caller.get("/judging/sheets")["sheets"]
        return listed

    def sheet(self, number: int) -> dict[str, Any]:
        """Return one sheet whole."""
        return self._caller.get(f"/judging/sheets/{number}")

    def mark(self, sheet: int, aspect: int, value: str, base: int) -> dict[str, Any] | None:
        """Enter one mark; return the answer, or None when somebody else was first or signed."""
        self._sequence += 1
        document = {
            "uuid": str(uuid.uuid4()),
            "aspect": aspect,
            "value": value,
            "base": base,
            "device": self._device,
            "sequence": self._sequence,
            "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        try:
            return self._caller.post(f"/judging/sheets/{sheet}/marks", document)
        except Refused as refused:
            if refused.status == _UNAUTHORIZED:
                self.sign_in()
                return self._caller.post(f"/judging/sheets/{sheet}/marks", document)
            if refused.status == _CONFLICT:
                return None
            raise

    def open_round(self, sheet: int, aspect: int, number: int = 2) -> bool:
        """Have the panel vote again, as its leader; answer False when that is not to be by now."""
        document = {"aspect": aspect, "number": number}
        try:
            self._caller.post(f"/judging/sheets/{sheet}/rounds", document)
        except Refused as refused:
            if refused.status not in {_FORBIDDEN, _CONFLICT}:
                raise
            return False
        return True

    def sign_sheet(self, sheet: int, version: int) -> dict[str, Any]:
        """Sign what a sheet says at *version* and return the answer."""
        document = {"version": version, "device": self._device}
        return self._caller.post(f"/judging/sheets/{sheet}/signature", document)


class PanelAtWork:
    """The judges of one panel, who mark together: aspect by aspect, entry by entry.

    *rush* is the share of the work done at once, as if it were the second day;
    after that they take *pause* seconds an aspect.
    """

    def __init__(self, judges: list[Judge], pause: float, rush: float, seed: int) -> None:
        self._judges = judges
        self._pause = pause
        self._rush = rush
        self._random = random.Random(seed)  # noqa: S311 - invented marks
        self._skills: dict[str, float] = {}

    def work(self, stopping: threading.Event) -> None:
        """Mark until everything is marked or *stopping* is set."""
        for judge in self._judges:
            judge.sign_in()
        rounds = list(self._rounds())
        done = sum(not tasks for tasks in rounds)
        for tasks in rounds:
            if stopping.is_set():
                return
            if not tasks:
                continue
            self._mark(tasks)
            done += 1
            if done > self._rush * len(rounds):
                stopping.wait(self._pause * self._random.uniform(0.5, 1.5))

    def _mark(self, tasks: list[Task]) -> None:
        level = self._level(tasks[0])
        is_skipped = self._random.random() < _SKIPPED
        answer = None
        for task in tasks:
            value = "not_attempted" if is_skipped else self._value(task, level)
            answer = task.judge.mark(task.sheet, task.aspect["id"], value, self._base(task))
        is_settled = self._random.random() < _SETTLED
        if answer and answer["cell"].get("conflict") and is_settled:
            self._settle(tasks, answer)

    def _settle(self, tasks: list[Task], answer: dict[str, Any]) -> None:
        """Let the panel talk and vote again: everybody takes the middle vote."""
        votes = sorted(
            0 if vote == "not_attempted" else int(vote) for vote in answer["cell"]["votes"]
        )
        middle = str(votes[len(votes) // 2])
        sheet, aspect = tasks[0].sheet, tasks[0].aspect["id"]
        view = tasks[0].judge.sheet(sheet)
        number = next(len(each["rounds"]) for each in view["aspects"] if each["id"] == aspect) + 2
        if not self._judges[view["panel"]["leader"] - 1].open_round(sheet, aspect, number):
            return
        base = tasks[0].judge.sheet(sheet)["version"]
        for judge in self._judges:
            judge.mark(sheet, aspect, middle, base)

    def _rounds(self) -> Iterator[list[Task]]:
        """Yield, per aspect and entry, the cells that are still empty."""
        boards: defaultdict[int, list[tuple[Judge, dict[str, Any]]]] = defaultdict(list)
        for judge in self._judges:
            for row in judge.sheets():
                boards[row["id"]].append((judge, judge.sheet(row["id"])))
        stacks: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
        for number, views in boards.items():
            sheet = views[0][1]
            stacks[sheet["criterion"]["code"], sheet["day"]].append(number)
        for numbers in stacks.values():
            width = len(boards[numbers[0]][0][1]["aspects"])
            for at in range(width):
                for number in numbers:
                    yield self._tasks(number, boards[number], at)

    def _tasks(self, number: int, views: list[tuple[Judge, dict[str, Any]]], at: int) -> list[Task]:
        entry = views[0][1]["entry"]["code"]
        skill = self._skills.setdefault(entry, self._random.gauss(0.68, 0.13))
        is_voted = "votes_of" in views[0][1]["aspects"][at]["cell"]
        seats = views if is_voted else views[:1]
        return [
            Task(judge, number, sheet["aspects"][at], skill)
            for judge, sheet in seats
            if sheet["aspects"][at]["cell"]["value"] is None
        ]

    def _base(self, task: Task) -> int:
        return int(task.aspect["cell"]["version"])

    def _level(self, task: Task) -> float:
        return min(1.0, max(0.0, self._random.gauss(task.skill, 0.18)))

    def _value(self, task: Task, level: float) -> str:
        return _READINGS[task.aspect["kind"]](task.aspect, level, self._random)


def _passed(_aspect: Aspect, level: float, chance: random.Random) -> str:
    return "1" if chance.random() < level else "0"


def _judged(_aspect: Aspect, level: float, chance: random.Random) -> str:
    wobble = chance.choices((0, -1, 1), (80, 12, 8))[0]
    return str(min(3, max(0, round(level * 3) + wobble)))


def _scored(aspect: Aspect, level: float, chance: random.Random) -> str:
    own = min(1.0, max(0.0, level + chance.gauss(0.08, 0.03)))
    return _stepped(Decimal(aspect["max"]) * Decimal(str(round(own, 3))), aspect)


def _completed(aspect: Aspect, level: float, _chance: random.Random) -> str:
    return str(round(level * aspect["parameters"]["possible"]))


def _chosen(aspect: Aspect, level: float, _chance: random.Random) -> str:
    choices = len(aspect["parameters"]["choices"])
    return str(min(choices - 1, int((1 - level) * choices)))


def _within(aspect: Aspect, level: float, chance: random.Random) -> str:
    off = Decimal(str(round(chance.gauss(0, 0.6 / (level + 0.2)), 3)))
    parameters = aspect["parameters"]
    return _stepped(Decimal(parameters["nominal"]) + off * Decimal(parameters["tolerance"]), aspect)


def _off(aspect: Aspect, level: float, chance: random.Random) -> str:
    off = round(abs(chance.gauss(0, 10 * (1.2 - level))))
    return _stepped(Decimal(aspect["parameters"]["target"]) + off, aspect)


def _counted(_aspect: Aspect, level: float, _chance: random.Random) -> str:
    return str(round(level * 6))


def _faulted(_aspect: Aspect, level: float, _chance: random.Random) -> str:
    return str(round(4 * (1 - level)))


def _stepped(value: Decimal, aspect: Aspect) -> str:
    step = Decimal(aspect["parameters"].get("step", "0.01"))
    return format((value / step).to_integral_value() * step, "f")


_READINGS: Final[dict[str, Callable[[Aspect, float, random.Random], str]]] = {
    "pass_fail": _passed,
    "judgement": _judged,
    "panel": _scored,
    "free": _scored,
    "completed": _completed,
    "choice": _chosen,
    "tolerance": _within,
    "ranged": _off,
    "count": _counted,
    "deduct": _faulted,
}
