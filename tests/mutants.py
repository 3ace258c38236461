"""Mutation testing of the rulebook: ``python -m tests.mutants`` (docs/mutation.md).

The same module is the plug-in that makes its tests quick and the same every time.
"""

import gc
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings

ENOUGH: Final = 90
"""The share of mutants, in hundredths, that the tests have to notice."""

_NOTICED: Final = ("killed", "timeout")
_COLUMNS: Final = (*_NOTICED, "survived", "no tests")
_BY_CHANCE: Final = ("test_properties.py", "test_recount.py")

# The same examples every time, and no search for a smaller one: any will do.
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    max_examples=10,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
os.environ.setdefault("RECOUNT_TRADES", "400")


def main(arguments: Sequence[str]) -> int:
    """Try every mutant afresh and print a table; return 1 where too many are not noticed."""
    shutil.rmtree("mutants", ignore_errors=True)
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    subprocess.run([mutmut, "run", *arguments], check=True)
    told = [mutmut, "results", "--all", "true"]
    lines = subprocess.run(told, check=True, capture_output=True, text=True).stdout.splitlines()
    by_module = counted(line for line in lines if line.startswith("    "))
    sys.stdout.write("\n".join(["", *table(by_module), ""]))
    return 0 if share(sum(by_module.values(), Counter())) >= ENOUGH else 1


def counted(lines: Iterable[str]) -> dict[str, Counter[str]]:
    """Return how many mutants of each module came to which end, from lines of mutmut."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        name, end = line.strip().rsplit(": ", 1)
        found[name.split(".")[-2]][end] += 1
    return dict(sorted(found.items()))


def table(by_module: Mapping[str, Counter[str]]) -> list[str]:
    """Return the lines of a table of *by_module*, the sum last."""
    whole = sum(by_module.values(), Counter[str]())
    heads = ["module", "mutants", *_COLUMNS, "noticed"]
    rows = [(f"`{module}`", ends) for module, ends in by_module.items()]
    return [
        f"| {' | '.join(heads)} |",
        f"|---{'|--:' * (len(heads) - 1)}|",
        *(f"| {' | '.join([name, *figures(ends)])} |" for name, ends in [*rows, ("all", whole)]),
    ]


def figures(ends: Counter[str]) -> list[str]:
    """Return one line's figures."""
    counts = [ends.total(), *(ends[column] for column in _COLUMNS)]
    return [*map(str, counts), f"{share(ends):.1f} %"]


def share(ends: Counter[str]) -> float:
    """Return how many of a hundred mutants were noticed."""
    return 100 * sum(ends[end] for end in _NOTICED) / ends.total()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that try much by chance last: most mutants never meet them."""
    items.sort(key=lambda item: item.path.name in _BY_CHANCE)
    # Every mutant is a fork, which need not look for garbage in what it was born with.
    gc.freeze()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
