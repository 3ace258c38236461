"""How fast boards hear of marks: beside a bare server in C, with thousands of screens, in trouble.

``python3 dev.py bench live`` prints goals L1 to L4, L6, L7 and L9 with pass or fail.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import ranking, write
from bench.hall.fans import Burst, Fan, bare, middle, served
from bench.hall.gallery import Tools, build
from bench.hall.marking import furnish
from bench.hall.paths import Drop, Return, come_back, stalled, whole_path
from bench.hall.paths import Path as WholePath
from bench.hall.sleepers import sleepers

_SIZE: Final = 300
_PARTS: Final = ("fan", "path", "write", "ranking")
_CROWD: Final = 2_000
_JITTER_MS: Final = 1_000
"""Boards come back half a second to one and a half after they were dropped: within one second."""
_GOALS: Final = {
    "ratio": 0.65,
    "vs_stock": 3.3,
    "last": 1.5,
    "one_trade_p99_ms": 75,
    "many_p50_ms": 5,
    "many_p99_ms": 50,
    "cpu_share": 0.4,
    "seats_back_s": 30,
    "stalled": 2,
    "back_s": 5,
    "back_p99_ms": 200,
    "us": 60,
    "us_50000": 15_000,
}


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: screens, rounds, events and seconds of each part."""

    viewers: tuple[int, ...]
    rounds: int
    events: int
    trades: int
    many: int
    seconds: float
    paused: int
    pause_s: float
    dropped: int
    marking_s: float
    sleepers: int


WHOLE: Final = Extent((1_000, 5_000), 3, 30, 200, 5_000, 20.0, 400, 24.0, 3_000, 6.0, 200)
QUICK: Final = Extent((1_000,), 1, 20, 20, 1_000, 2.0, 200, 3.0, 1_000, 3.5, 50)


@dataclass(slots=True)
class Findings:
    """Goals by name, each with what was found, wanted and whether that passes; and raw figures."""

    goals: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)

    def judge(self, name: str, passes: bool | None, **figures: object) -> None:  # noqa: FBT001 - None: not measured
        """Note goal *name*."""
        self.goals[name] = {**figures, "pass": passes}


def fan(tools: Tools, folder: Path, extent: Extent, found: Findings) -> None:
    """Measure L1 and L2: processor time for a frame, and when the last screen has it."""
    for viewers in extent.viewers:
        burst = Burst(extent.events, _SIZE, 200.0 if viewers > _CROWD else 60.0)
        subjects: dict[str, Callable[[], Fan]] = {
            "stock": lambda: served(tools, folder / "stock", "stock", viewers, burst),  # noqa: B023
            "ours": lambda: served(tools, folder / "ours", "direct", viewers, burst),  # noqa: B023
        }
        if tools.limit:
            subjects = {"bare": lambda: bare(tools, viewers, burst), **subjects}  # noqa: B023
        rounds: dict[str, list[Fan]] = {name: [] for name in subjects}
        for _ in range(extent.rounds):
            for name, subject in subjects.items():
                rounds[name].append(subject())
        fans = {name: middle(each) for name, each in rounds.items()}
        found.raw[f"fan-{viewers}"] = {name: asdict(each) for name, each in fans.items()}
        # The last one stands: the most viewers.
        _judge_fan(fans, found, viewers)


def _judge_fan(fans: Mapping[str, Fan], found: Findings, viewers: int) -> None:
    ours, stock, limit = fans["ours"], fans["stock"], fans.get("bare")
    vs_stock = stock.cpu_us / ours.cpu_us
    ratio = limit.cpu_us / ours.cpu_us if limit else None
    last = ours.last_ms / limit.last_ms if limit else None
    faults = {"lost": ours.lost, "broken": ours.broken}
    passes = _at_least("ratio", ratio) and _at_least("vs_stock", vs_stock)
    passes = passes and not any(faults.values())
    told = {"ratio": ratio, "vs_stock": vs_stock, **_wanted("ratio", "vs_stock")}
    found.judge("L1", passes if limit else None, **told, **faults, viewers=viewers)
    passes = last is not None and _at_most("last", last) and not any(faults.values())
    found.judge("L2", passes if limit else None, ratio=last, goal=_GOALS["last"], viewers=viewers)


def path(tools: Tools, folder: Path, extent: Extent, found: Findings) -> None:
    """Measure L3, L6 and L9 on the whole program, each round after the other."""
    server, trades = furnish(folder / "path", extent.trades, 60)
    ones, manies, stalls, backs = [], [], [], []
    for _ in range(extent.rounds):
        server.start()
        try:
            pace = (10.0, extent.seconds), (300.0, extent.seconds)
            ones.append(whole_path(server, tools, trades[:1], extent.many, pace[0]))
            manies.append(whole_path(server, tools, trades, extent.many, pace[1]))
            stalls.append(stalled(server, tools, trades, extent.paused, extent.pause_s))
            drop = Drop(_JITTER_MS, extent.marking_s)
            backs.append(come_back(server, tools, trades, extent.dropped, drop))
        finally:
            server.kill()
    found.raw |= {
        "path-one": [asdict(each) for each in ones],
        "path-many": [asdict(each) for each in manies],
        "stall": [asdict(each) for each in stalls],
        "return": [asdict(each) for each in backs],
    }
    _judge_path(ones, manies, found)
    _judge_return(backs, found)


def _judge_path(ones: Sequence[WholePath], manies: Sequence[WholePath], found: Findings) -> None:
    told = {
        "one_trade_p99_ms": median(each.p99_ms for each in ones),
        "many_p50_ms": median(each.p50_ms for each in manies),
        "many_p99_ms": median(each.p99_ms for each in manies),
        "cpu_share": median(each.cpu_share for each in manies),
    }
    missing = {
        "unheard": sum(each.unheard for each in [*ones, *manies]),
        "refused": sum(each.refused for each in [*ones, *manies]),
    }
    passes = all(_at_most(name, value) for name, value in told.items())
    passes = passes and not any(missing.values())
    found.judge("L3", passes, **told, **_wanted(*told), **missing, screens=ones[0].screens)


def _judge_stall(stalls: Sequence[dict[str, Any]], seats_back_s: float, found: Findings) -> None:
    ratio = median(each["p99_stalled_ms"] / each["p99_ms"] for each in stalls)
    told = {key: sum(each[key] for each in stalls) for key in ("broken", "refused", "cut")}
    passes = _at_most("seats_back_s", seats_back_s) and _at_most("stalled", ratio)
    passes = passes and not (told["broken"] or told["refused"])
    told |= {"seats_back_s": seats_back_s, **_wanted("seats_back_s")}
    found.judge("L6", passes, ratio=ratio, goal=_GOALS["stalled"], **told)


def _judge_return(backs: Sequence[Return], found: Findings) -> None:
    seconds = median(each.seconds for each in backs)
    p99_ms = median(each.p99_ms for each in backs)
    away = sum(each.screens - each.current for each in backs)
    refused = sum(each.refused for each in backs)
    passes = _at_most("back_s", seconds) and _at_most("back_p99_ms", p99_ms)
    told = {"p99_ms": p99_ms, "goal_p99_ms": _GOALS["back_p99_ms"], "away": away}
    found.judge(
        "L9",
        passes and not (away or refused),
        seconds=seconds,
        goal=_GOALS["back_s"],
        **told,
        refused=refused,
        screens=backs[0].screens,
    )


def writing(folder: Path, extent: Extent, found: Findings) -> None:
    """Measure L4: durable posts beside the same without the database."""
    seconds, rounds = (0.4, 1) if extent is QUICK else (3.0, 3)
    rates = write.measure(folder, seconds, rounds, postgres=False)
    goals = write.goals(rates)
    found.raw["write"] = {name: asdict(each) for name, each in rates.items()}
    found.judge(
        "L4",
        all(goal.is_met for goal in goals),
        ratio=goals[0].found,
        goal=goals[0].wanted,
        others={goal.name: [goal.found, goal.wanted] for goal in goals[1:]},
    )


def placing(extent: Extent, found: Findings) -> None:
    """Measure L7: one changed mark ranked and encoded."""
    few, many = ranking.pace(100, 400), ranking.pace(50_000, 20) if extent is WHOLE else None
    told = {"us": few.step_us, **({"us_50000": many.step_us} if many else {})}
    passes = all(_at_most(name, value) for name, value in told.items())
    found.judge("L7", passes, ratio=few.ratio, **told, **_wanted(*told))


def _at_most(name: str, value: float) -> bool:
    return value <= _GOALS[name]


def _at_least(name: str, value: float | None) -> bool:
    return value is not None and value >= _GOALS[name]


def _wanted(*names: str) -> dict[str, float]:
    """Return the goals of *names*; that of the ratio itself is just the goal."""
    return {"goal" if name == "ratio" else f"goal_{name}": _GOALS[name] for name in names}


def main() -> int:
    """Measure and print; the exit status says whether every goal passed."""
    parser = argparse.ArgumentParser(prog="dev.py bench live", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    parser.add_argument("--quick", action="store_true", help="a thousand screens, within a minute")
    parser.add_argument("--only", choices=_PARTS, action="append", help="measure only this part")
    asked = parser.parse_args()
    parts = asked.only or _PARTS
    extent, found = QUICK if asked.quick else WHOLE, Findings()
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        # The servers have the first processor for themselves.
        os.sched_setaffinity(0, set(range(1, os.cpu_count() or 1)))
    with tempfile.TemporaryDirectory(prefix="jiangsai-live-") as named:
        measure(Path(named), parts, extent, found)
    goals = dict(sorted(found.goals.items()))
    print(json.dumps({**goals, "raw": found.raw}) if asked.json else "\n".join(_told(found)))
    return 0 if all(goal["pass"] is not False for goal in goals.values()) else 1


def measure(folder: Path, parts: Collection[str], extent: Extent, found: Findings) -> None:
    """Measure the *parts* that are asked for."""
    tools = build(folder)
    found.raw |= {"generator": tools.compiler or "Python", "load": os.getloadavg()[0]}
    with contextlib.ExitStack() as stack:
        watch = None
        if "path" in parts:
            # They sleep for as long as anything else is measured: an idle server is no burden.
            asleep = sleepers(tools, folder / "sleepers", extent.sleepers)
            watch = stack.enter_context(asleep)
        if "fan" in parts:
            fan(tools, folder, extent, found)
        if "path" in parts:
            path(tools, folder, extent, found)
        if "write" in parts:
            writing(folder / "write", extent, found)
        if "ranking" in parts:
            placing(extent, found)
        if watch is not None:
            _judge_stall(found.raw["stall"], watch.seconds(), found)


def _told(found: Findings) -> Iterator[str]:
    yield f"load generator: {found.raw['generator']}; load average {found.raw['load']:.1f}"
    for name, each in found.raw.items():
        if name.startswith("fan-"):
            for server, figures in each.items():
                yield (
                    f"{name:<10}{server:<7}{figures['cpu_us']:>8.1f} us a frame"
                    f"{figures['last_ms']:>9.1f} ms to the last{figures['worst_ms']:>9.1f} at worst"
                    f"{figures['lost']:>7} lost"
                )
    for name, goal in sorted(found.goals.items()):
        verdict = {True: "pass", False: "FAIL", None: "not measured"}[goal["pass"]]
        figures = "  ".join(
            f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in goal.items()
            if key not in {"pass", "others"}
        )
        yield f"{name}  {verdict:<5} {figures}"
        for key, (value, wanted) in goal.get("others", {}).items():
            yield f"      {key:<44}{value:>8.2f}  goal {wanted:g}"


if __name__ == "__main__":
    sys.exit(main())
