"""Trade files by chance: every kind, rule and option comes up, and so do ties and small fields."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as some

from tests.rulebook.trade_rules import rules

Document = dict[str, Any]
KINDS = (
    "pass_fail",
    "completed",
    "choice",
    "ranged",
    "tolerance",
    "deduct",
    "count",
    "free",
    "rank",
    "time",
    "judgement",
    "panel",
)
STATUSES = ("guest", "withdrawn", "excluded", "void")
DELEGATIONS = ("GZ", "SZ", "ZH")


def a_trade(chance: Random) -> Document:
    """Return a trade file made by *chance*: 0 to 12 entries, 0 to 3 modules, any rules."""
    criteria = [_criterion(chance, code) for code in "ABC"[: chance.choice((0, 1, 2, 2, 3, 3))]]
    parts = [code for code in ("A", "B", "both", "nowhere") if chance.random() < 0.9]
    given = rules(chance, criteria, parts)
    sums = given.get("team", {}) is not None and given.get("team", {}).get("kind") in {
        "sum",
        "mean",
    }
    teams = [_entrant(chance, f"T{n}") for n in range(chance.randint(1, 5))] if sums else []
    size = chance.choice((0, 1, 2, 3, 4, 5, 6, 7, 9, 12))
    entries = [_entry(chance, f"C{n:02d}", teams) for n in range(size)]
    aspects = [
        (criterion, aspect)
        for criterion in criteria
        for sub in criterion["sub_criteria"]
        for aspect in sub["aspects"]
    ]
    document: Document = {
        "format": "jiangsai.trade/1",
        "trade": {"code": "17", "names": {"en": "Web Development", "zh": "网站开发"}},
        "rules": given,
        "scheme": {"criteria": criteria, "sections": _sections(chance)},
        "entries": entries,
        "marks": _marks(chance, entries, aspects),
        "penalties": _penalties(chance, entries, teams, aspects),
        "adjustments": _adjustments(chance, entries, teams, criteria),
        "decisions": _decisions(chance, teams or entries),
    }
    chance.shuffle(document["marks"])
    return {**document, "teams": teams} if teams else document


def seeded(number: int) -> Document:
    """Return the trade file of a seed: the same for the same *number*, always."""
    return a_trade(Random(number))  # noqa: S311 - no secret


def trades() -> some.SearchStrategy[Document]:
    """Return the strategy of trade files."""
    return some.integers(0, 10**9).map(seeded)


def _sections(chance: Random) -> list[Document]:
    declared = chance.choice((None, "5", "10"))
    return [{"code": "1", "declared": declared}] if chance.random() < 0.5 else []


def _criterion(chance: Random, code: str) -> Document:
    subs = [_sub_criterion(chance, f"{code}{n}") for n in range(1, chance.choice((1, 2, 2, 3)))]
    return {"code": code, "judges": chance.choice((None, None, 1, 3, 5)), "sub_criteria": subs}


def _sub_criterion(chance: Random, code: str) -> Document:
    aspects = [_aspect(chance, f"{code}.{n}") for n in range(1, chance.choice((1, 2, 3, 4)))]
    return {"code": code, "day": chance.choice((None, 1, 2)), "aspects": aspects}


def _aspect(chance: Random, code: str) -> Document:
    kind = chance.choice(KINDS)
    row: Document = {
        "id": code,
        "kind": kind,
        "max": chance.choice(("0", "1", "2", "1.5", 3, "10")),
    }
    if kind in _PARAMETERS:
        row |= _PARAMETERS[kind](chance)
    if chance.random() < 0.2:
        row["section"] = "1"
    if chance.random() < 0.05:
        row["confirm"] = True
    return row


def _deduction(chance: Random) -> Document:
    unit = chance.choice(({}, {"unit": "points"}, {"unit": "percent"}))
    return {"deduction": chance.choice(("0", "0.5", "1", "33.3")), **unit}


def _choice(chance: Random) -> Document:
    return {"choices": [{"label": "x", **_deduction(chance)} for _ in range(chance.randint(1, 3))]}


def _ranged(chance: Random) -> Document:
    ranges = [
        {
            "lower": str(chance.randint(0, 3)),
            "upper": str(chance.randint(0, 3)),
            **_deduction(chance),
        }
        for _ in range(chance.randint(1, 3))
    ]
    return {"target": "5", "ranges": ranges, "step": "0.5"}


def _bands(chance: Random) -> list[Document]:
    return [
        {"within": str(chance.randint(0, 9)), "points": chance.choice(("0", "0.5", "1", "7"))}
        for _ in range(chance.randint(1, 3))
    ]


def _tolerance(chance: Random) -> Document:
    more = {"bands": _bands(chance)} if chance.random() < 0.5 else {}
    return {"nominal": "5", "tolerance": chance.choice(("0", "0.5", "1")), "step": "0.5", **more}


def _counted(chance: Random) -> Document:
    return chance.choice(({}, {"points": "0.5"}, {"points": "0.333"}, {"points": "2"}))


def _raced(chance: Random) -> Document:
    floor = chance.choice(({}, {"floor": "0.5"}))
    return {"points": chance.choice(("0", "0.25", "1")), "step": "0.5", **floor}


def _timed(chance: Random) -> Document:
    return {"bands": _bands(chance), "step": "0.5"} if chance.random() < 0.5 else _raced(chance)


def _ranked(chance: Random) -> Document:
    return {**_raced(chance), "order": chance.choice(("asc", "desc"))}


_PARAMETERS: dict[str, Callable[[Random], Document]] = {
    "completed": lambda chance: {"possible": chance.choice((1, 3, 7))},
    "choice": _choice,
    "ranged": _ranged,
    "tolerance": _tolerance,
    "deduct": _counted,
    "count": _counted,
    "free": lambda chance: chance.choice(({}, {"step": "0.25"}, {"step": None})),
    "rank": _ranked,
    "time": _timed,
    "panel": lambda chance: chance.choice(({}, {"top": "10"}, {"top": "3", "step": "0.5"})),
}


def _entrant(chance: Random, code: str) -> Document:
    row: Document = {"code": code}
    if chance.random() < 0.8:
        row["delegation"] = chance.choice(DELEGATIONS)
    if chance.random() < 0.15:
        row["status"] = chance.choice(STATUSES)
    optional: dict[str, Sequence[Any]] = {
        "time": ("60", "60.5", 71),
        "earlier": ("80", "81.5"),
        "lot": (1, 2, 3),
        "scale": ("700", "702", "699.995", "710"),
        "honours": (["expert"], ["expert", "other"]),
        "level": (1, 2, 3, 5),
    }
    for key, values in optional.items():
        if chance.random() < 0.5:
            row[key] = chance.choice(values)
    return row


def _entry(chance: Random, code: str, teams: Sequence[Document]) -> Document:
    row = _entrant(chance, code)
    if chance.random() < 0.5:
        row["birth"] = chance.choice(("2000-01-31", "2000-02-01", "1999-12-31"))
    return {**row, "team": chance.choice(teams)["code"]} if teams else row


def _marks(
    chance: Random,
    entries: Sequence[Document],
    aspects: Sequence[tuple[Document, Document]],
) -> list[Document]:
    thorough = chance.choice((1.0, 1.0, 0.95, 0.5))
    return [
        {"entry": entry["code"], "aspect": aspect["id"], **_given(chance, criterion, aspect)}
        for entry in entries
        for criterion, aspect in aspects
        if chance.random() < thorough
    ]


def _given(chance: Random, criterion: Document, aspect: Document) -> Document:
    if chance.random() < 0.05:
        return {"value": "not_attempted"}
    if aspect["kind"] not in {"judgement", "panel"}:
        return {"value": _reading(chance, aspect)}
    seats = criterion["judges"] or chance.randint(1, 5)
    near = chance.randint(0, 2)
    votes = [_vote(chance, aspect, near) for _ in range(seats)]
    if chance.random() < 0.1:
        votes[chance.randrange(seats)] = chance.choice((None, "not_attempted"))
    return {"votes": votes[: chance.choice((seats, seats, seats, seats - 1))]}


def _vote(chance: Random, aspect: Document, near: int) -> str | None:
    if aspect["kind"] == "judgement":
        return str(near + chance.randint(0, 1) if chance.random() < 0.95 else chance.randint(0, 3))
    top = Decimal(aspect.get("top") or str(aspect["max"]))
    step = Decimal(aspect.get("step", "0.01"))
    return str(step * chance.randint(0, int(top / step)))


def _reading(chance: Random, aspect: Document) -> str:
    kind = aspect["kind"]
    if kind == "free":
        step = Decimal(aspect.get("step") or chance.choice(("0.5", "0.005", "0.001")))
        return str(step * chance.randint(0, int(Decimal(str(aspect["max"])) / step)))
    if kind in {"ranged", "tolerance", "rank", "time"}:
        return str(Decimal("0.5") * chance.randint(0, 20))
    whole = {"pass_fail": 1, "completed": aspect.get("possible"), "choice": None}
    most = len(aspect["choices"]) - 1 if kind == "choice" else whole.get(kind, 4)
    return str(chance.randint(0, most or 0))


def _penalties(
    chance: Random,
    entries: Sequence[Document],
    teams: Sequence[Document],
    aspects: Sequence[tuple[Document, Document]],
) -> list[Document]:
    found = []
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        scope: Document = {"scope": "event"}
        entrants = [*entries, *teams]
        if aspects and chance.random() < 0.7:
            criterion, aspect = chance.choice(aspects)
            named = chance.choice(({"aspect": aspect["id"]}, {"module": criterion["code"]}))
            scope, entrants = {"scope": next(iter(named)), **named}, list(entries)
        effect = (
            {"void": True} if chance.random() < 0.3 else {"points": chance.choice(("1", "0.5"))}
        )
        if entrants:
            who = chance.choice(entrants)["code"]
            found.append({"entry": who, "reason": "rule 7", **scope, **effect})
    return found


def _adjustments(
    chance: Random,
    entries: Sequence[Document],
    teams: Sequence[Document],
    criteria: Sequence[Document],
) -> list[Document]:
    found = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        who: Sequence[Document] = [*entries, *teams]
        scope: Document = {"scope": chance.choice(("total", "scale"))}
        if scope["scope"] == "scale":
            who = teams or entries
        elif criteria and chance.random() < 0.5:
            scope = {"scope": "module", "module": chance.choice(criteria)["code"]}
            who = entries
        if who:
            points = chance.choice(("-5", "0.005", 1, "-0.5", "1000"))
            row = {"entry": chance.choice(who)["code"], "points": points, "reason": "decided"}
            found.append({**row, **scope})
    return found


def _decisions(chance: Random, ranked: Sequence[Document]) -> list[Document]:
    found: list[Document] = []
    codes = [each["code"] for each in ranked]
    for _ in range(chance.choice((0, 0, 1, 2))):
        kind = chance.choice(("order", "share", "medal"))
        if kind == "medal" and codes:
            medal = chance.choice(("gold", "silver", "bronze", "medallion", None))
            found.append({"kind": kind, "entry": chance.choice(codes), "medal": medal})
        elif kind != "medal" and len(codes) > 1:
            many = chance.choice((2, len(codes)))
            found.append({"kind": kind, "entries": chance.sample(codes, many)})
    return [{**row, "reason": "the chief"} for row in found]
