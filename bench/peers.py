"""How soon the last screen knows: beside the ranking server of CMS, where its sources are at hand.

``python3 dev.py bench peers --cms FOLDER`` prints goal L8 with pass or fail.  FOLDER is a checkout
of the Contest Management System; its ranking server runs with the gevent and Werkzeug of ours.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from bench.hall.contest import running, to_the_last
from bench.hall.gallery import build
from bench.hall.marking import furnish
from bench.hall.paths import whole_path

_GOAL: Final = 0.4


def main() -> int:
    """Measure in turns and print; the exit status says whether the goal passed."""
    parser = argparse.ArgumentParser(prog="dev.py bench peers", description=__doc__)
    parser.add_argument("--cms", type=Path, required=True, help="folder with CMS's sources")
    parser.add_argument("--viewers", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scores", type=int, default=25, help="for each side and round")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    asked = parser.parse_args()
    if not (asked.cms / "cmsranking").is_dir():
        parser.error(f"{asked.cms} holds no cmsranking: give a checkout of cms-dev/cms")
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, set(range(1, os.cpu_count() or 1)))
    ours, theirs = measure(asked)
    ratio = median(ours) / median(theirs)
    found = {
        "L8": {"ratio": ratio, "goal": _GOAL, "pass": ratio <= _GOAL},
        "raw": {"ours_ms": ours, "cms_ms": theirs, "viewers": asked.viewers},
    }
    if asked.json:
        print(json.dumps(found))
    else:
        print(f"from a score to the last of {asked.viewers} screens, ms, median of each round")
        print(
            f"ours {[round(each, 1) for each in ours]}  CMS {[round(each, 1) for each in theirs]}"
        )
        print(f"L8  {'pass' if ratio <= _GOAL else 'FAIL'}  ratio {ratio:.2f}  goal {_GOAL}")
    return 0 if ratio <= _GOAL else 1


def measure(asked: argparse.Namespace) -> tuple[list[float], list[float]]:
    """Return the medians of each round, ours and theirs; the rounds take turns."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix="jiangsai-peers-") as named:
        folder = Path(named)
        tools = build(folder)
        server, trades = furnish(folder / "ours", 1, 60)
        for number in range(asked.rounds):
            with running(asked.cms, folder / f"cms-{number}") as contest:
                theirs.append(median(to_the_last(contest, tools, asked.viewers, asked.scores)))
            server.start()
            try:
                found = whole_path(server, tools, trades, asked.viewers, (5.0, asked.scores / 5))
            finally:
                server.kill()
            ours.append(found.p50_ms)
    return ours, theirs


if __name__ == "__main__":
    sys.exit(main())
