"""How fast marks are written: over HTTP, by the ledger alone, and beside what bounds both."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.hall.load import Rate
from bench.hall.subjects import on_postgres, on_sqlite

_LABELS: Final = {
    "durable": "POST of a mark, durable",
    "memory": "the same without the database",
    "single": "the same, a transaction each",
    "alone": "ledger.record alone, SQLite",
    "raw": "sqlite3 alone, batches of 128",
    "disk": "fdatasync of 4 KiB",
    "alone-postgres": "ledger.record alone, PostgreSQL",
    "bare-postgres": "pgbench, bare prepared inserts",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """What *name* shall be at least; at most where *is_ceiling*."""

    name: str
    found: float
    wanted: float
    is_ceiling: bool = False

    @property
    def is_met(self) -> bool:
        """Answer whether what was found is enough."""
        return self.found <= self.wanted if self.is_ceiling else self.found >= self.wanted


def measure(folder: Path, seconds: float, rounds: int, *, postgres: bool) -> dict[str, Rate]:
    """Return the median of every subject; the rounds of all of them are interleaved."""
    found: defaultdict[str, list[Rate]] = defaultdict(list)
    with contextlib.ExitStack() as stack:
        subjects = stack.enter_context(on_sqlite(folder, seconds))
        if postgres:
            subjects |= stack.enter_context(on_postgres(folder, seconds))
        for subject in subjects.values():
            subject()
        for _ in range(rounds):
            for name, subject in subjects.items():
                found[name].append(subject())
    return {name: _median(rates) for name, rates in found.items()}


def goals(rates: Mapping[str, Rate]) -> list[Goal]:
    """Return the goals with what was found for each."""

    def ratio(subject: str, limit: str) -> float:
        return rates[subject].per_second / rates[limit].per_second

    found = [
        Goal("durable POST / without the database", ratio("durable", "memory"), 0.85),
        Goal("the same, by the server's CPU for one", _cpu_ratio(rates), 0.85),
        Goal("durable POST / a transaction each", ratio("durable", "single"), 15),
        Goal("ledger.record / sqlite3 in batches of 128", ratio("alone", "raw"), 0.5),
        Goal("ledger.record, p99 in ms", rates["alone"].p99_ms, 15, is_ceiling=True),
    ]
    if "alone-postgres" in rates:
        found += [
            Goal("PostgreSQL / bare inserts", ratio("alone-postgres", "bare-postgres"), 0.25),
            Goal("PostgreSQL, p99 in ms", rates["alone-postgres"].p99_ms, 10, is_ceiling=True),
        ]
    return found


def _cpu_ratio(rates: Mapping[str, Rate]) -> float:
    # What others do on the machine slows the clock, but is not counted here.
    durable = rates["durable"].cpu_us
    return rates["memory"].cpu_us / durable if durable else 0.0


def _median(rates: list[Rate]) -> Rate:
    return Rate(
        median(each.per_second for each in rates),
        median(each.p50_ms for each in rates),
        median(each.p99_ms for each in rates),
        median(each.cpu_us for each in rates),
    )


def main() -> int:
    """Measure and print; the exit status says only whether the measurement went through."""
    parser = argparse.ArgumentParser(prog="dev.py bench write", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each subject and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", action="store_true", help="measure PostgreSQL as well")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        # The servers have the first processor for themselves.
        os.sched_setaffinity(0, set(range(1, os.cpu_count() or 1)))
    with tempfile.TemporaryDirectory(prefix="jiangsai-write-") as folder:
        rates = measure(Path(folder), asked.seconds, asked.rounds, postgres=asked.postgres)
    _report(rates, as_json=asked.json)
    return 0


def _report(rates: Mapping[str, Rate], *, as_json: bool) -> None:
    found = goals(rates)
    if as_json:
        listed = {name: asdict(each) for name, each in rates.items()}
        met = [{**asdict(goal), "is_met": goal.is_met} for goal in found]
        print(json.dumps({"rates": listed, "goals": met}))
        return
    print(f"{'':<34}{'per second':>12}{'p50 ms':>10}{'p99 ms':>10}{'CPU us':>10}")
    for name, each in rates.items():
        cpu = f"{each.cpu_us:>10.0f}" if each.cpu_us else ""
        print(
            f"{_LABELS[name]:<34}{each.per_second:>12,.0f}{each.p50_ms:>10.2f}"
            f"{each.p99_ms:>10.2f}{cpu}"
        )
    print()
    for goal in found:
        sign = "<=" if goal.is_ceiling else ">="
        verdict = "met" if goal.is_met else "MISSED"
        print(f"{goal.name:<44}{goal.found:>8.2f}  {sign} {goal.wanted:<6g} {verdict}")


if __name__ == "__main__":
    sys.exit(main())
