"""A small competition, set up through the organiser's pages, whose points anybody can recount."""

import json
from dataclasses import dataclass
from pathlib import Path

from bench.hall.server import PASSWORD, Server
from competition.rehearsal.caller import Caller

MODULES = ("A", "B")


@dataclass(frozen=True, slots=True)
class Size:
    """How large: entries, measured and judged aspects of each module, judges of the panel."""

    entries: int = 6
    measured: int = 3
    judged: int = 2
    judges: int = 3


@dataclass(frozen=True, slots=True)
class Staged:
    """The trade as it stands in the system, its judges' PINs by code."""

    trade: int
    pins: dict[str, str]


def stage(server: Server, size: Size) -> Staged:
    """Set up one trade with a locked scheme, a roster and one panel that marks everything."""
    organiser = Caller(server.base)
    organiser.fill("/sign-in", {"code": "organiser", "password": PASSWORD})
    organiser.fill(
        "/organise/competitions",
        {"name_en": "Fault campaign", "starts_on": "2026-11-20", "ends_on": "2026-11-22"},
    )
    added = organiser.fill(
        "/organise/competitions/1/trades",
        {"code": "17", "name_en": "Marking", "preset": "worldskills", "shows": "names"},
    )
    trade = int(added.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    here = f"/organise/trades/{trade}"
    organiser.fill(f"{here}/scheme", {}, _scheme(server.settings.data, size))
    organiser.fill(f"{here}/roster", {"confirmed": "1"}, _roster(server.settings.data, size))
    codes = [f"17{number:02d}" for number in range(1, size.judges + 1)]
    listed = "\n".join(f"{code},,Judge {code}" for code in codes)
    answer = organiser.fill(f"{here}/judges", {"judges": listed, "role": "judge"}).json()
    organiser.fill(
        f"{here}/panels", {"panel": "1", "judges": " ".join(codes), "modules": list(MODULES)}
    )
    organiser.fill(f"{here}/scheme/lock", {"accept_warnings": "1"})
    return Staged(trade, answer["pins"])


def _scheme(folder: Path, size: Size) -> Path:
    measured = [
        {"kind": "pass_fail", "text": f"Works {at}", "max": "1.25"}
        if at % 2
        else {"kind": "count", "text": f"Found {at}", "max": "2", "parameters": {"points": "0.3"}}
        for at in range(size.measured)
    ]
    judged = [
        {
            "kind": "judgement",
            "text": f"Look {at}",
            "max": "1",
            "levels": ["below", "at", "above", "far above"],
        }
        for at in range(size.judged)
    ]
    criteria = [
        {
            "code": code,
            "name": f"Module {code}",
            "sub_criteria": [
                {"code": f"{code}1", "name": "All", "day": 1, "aspects": [*measured, *judged]}
            ],
        }
        for code in MODULES
    ]
    path = folder / "scheme.json"
    path.write_text(
        json.dumps({"format": "jiangsai.scheme/1", "title": "Marking", "criteria": criteria})
    )
    return path


def _roster(folder: Path, size: Size) -> Path:
    rows = ["code,station,name en,delegation,delegation en"]
    rows += [f"C{at:03d},{at:03d},Entry {at},D1,First" for at in range(1, size.entries + 1)]
    path = folder / "roster.csv"
    path.write_text("\n".join(rows))
    return path
