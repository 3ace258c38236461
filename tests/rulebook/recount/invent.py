"""Invents a whole valid trade from a seed: small, full of ties, with every option."""

from random import Random

from tests.rulebook.recount.figures import Json
from tests.rulebook.recount.whims import Whims

KINDS = (
    *("pass_fail", "completed", "choice", "ranged", "tolerance", "deduct"),
    *("count", "free", "free", "rank", "time", "judgement", "judgement", "panel", "panel"),
)
STATUSES = ("ranked",) * 14 + ("guest", "guest", "withdrawn", "excluded", "void")
MAXIMA = ("0", "0.5", "1", "1.5", "2", "2", "3", "4", "1.005", "0.333")
DEDUCTIONS = ("0", "0.25", "0.5", "1", "10", "33.3")


def invent(seed: int) -> Json:
    """Return the trade document of a seed; the same seed gives the same trade."""
    dice = Random(seed)  # noqa: S311  nothing is secret here
    return Invention(dice).trade()


class Invention:
    """One trade while it is being invented."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.judges: dict[str, int | None] = {}
        self.aspects: list[Json] = []
        self.teamed = dice.random() < 0.3
        self.scheme = self._scheme()
        self.whims = Whims(dice, self.scheme)

    def trade(self) -> Json:
        """Return the trade."""
        rules = self.whims.rules(teamed=self.teamed)
        teams = [self._team(index) for index in range(self._size() if self.teamed else 0)]
        self.dice.shuffle(teams)
        entries = [self._entry(index, teams) for index in range(self._field(teams))]
        self.dice.shuffle(entries)
        codes = [one["code"] for one in teams or entries]
        document: Json = {
            "format": "jiangsai.trade/1",
            "trade": {"code": "T", "names": {"en": "Trade"}, "unit": "person"},
            "rules": rules,
            "scheme": self.scheme,
            "delegations": [{"code": "DA", "names": {}}] if self._maybe(0.3) else [],
            "teams": teams,
            "entries": entries,
            "marks": self._marks(entries),
            "penalties": self._penalties(entries, teams),
            "adjustments": self._adjustments(entries, teams),
            "decisions": self._decisions(codes),
        }
        return {key: value for key, value in document.items() if value or key == "scheme"}

    def _maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def _size(self) -> int:
        return self.dice.choice([0, 1, 2, 3, 3, 4, 4, 5])

    def _field(self, teams: list[Json]) -> int:
        if self.teamed:
            return self.dice.randint(len(teams), 2 * len(teams) + 1) if teams else 0
        return self.dice.choice([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 10])

    def _scheme(self) -> Json:
        criteria = []
        for code in "ABC"[: self.dice.choice([0, 1, 1, 2, 2, 2, 3])]:
            judges = self.dice.choice([None, None, 1, 2, 3, 5])
            subs = [
                self._sub(f"{code}{index}", judges)
                for index in range(self.dice.choice([0, 1, 1, 2]))
            ]
            criterion: Json = {"code": code, "names": {}, "sub_criteria": subs}
            if judges is not None or self._maybe(0.2):
                criterion["judges"] = judges
            criteria.append(criterion)
        sections: list[Json] = [
            {"code": code, "names": {}, "declared": self.dice.choice([None, "1", "3.5"])}
            for code in ("1", "2")[: self.dice.randint(0, 2)]
        ]
        return {"criteria": criteria, "sections": sections}

    def _sub(self, code: str, judges: int | None) -> Json:
        aspects = []
        for index in range(self.dice.choice([0, 1, 1, 2, 3])):
            aspect = self._aspect(f"{code}.{index}")
            self.judges[aspect["id"]] = judges
            self.aspects.append(aspect)
            aspects.append(aspect)
        return {"code": code, "names": {}, "aspects": aspects}

    def _aspect(self, name: str) -> Json:
        kind = self.dice.choice(KINDS)
        aspect: Json = {"id": name, "kind": kind, "max": self.dice.choice(MAXIMA)}
        if self._maybe(0.3):
            aspect["section"] = self.dice.choice(["1", "2", "9", None])
        if self._maybe(0.1):
            aspect["confirm"] = self._maybe(0.7)
        return aspect | self._details(kind)

    def _details(self, kind: str) -> Json:
        dice = self.dice
        details: dict[str, Json] = {
            "completed": {"possible": dice.randint(1, 7)},
            "choice": {"choices": [self._deduction() for _ in range(dice.randint(1, 4))]},
            "ranged": {"target": "5", "step": "0.5", "ranges": self._ranges()},
            "tolerance": {
                "nominal": dice.choice(["5", "4.5", "-1"]),
                "tolerance": dice.choice(["0", "0.5", "1"]),
                "bands": self._bands(dice.randint(0, 3)),
            },
            "deduct": {"points": dice.choice(["0", "0.1", "0.3", "1"])},
            "count": {"points": dice.choice(["0", "0.1", "0.35", "1"])},
            "free": {"step": dice.choice([None, "0.25", "0.001"])},
            "rank": {
                "points": dice.choice(["0", "0.25", "0.4", "1"]),
                "order": dice.choice(["asc", "desc"]),
                "floor": dice.choice(["0", "0.2", "5"]),
            },
            "time": self._time_details(),
            "panel": {"top": dice.choice([None, "10", "3", "100"])},
        }
        optional = {"possible", "floor", "order", "top", "step"}
        if kind in ("deduct", "count"):
            optional |= {"points"}
        if kind == "tolerance":
            optional |= {"bands"}
        chosen = details.get(kind, {})
        return {
            key: value for key, value in chosen.items() if key not in optional or self._maybe(0.8)
        }

    def _time_details(self) -> Json:
        if self._maybe(0.4):
            return {"bands": self._bands(self.dice.randint(1, 3))}
        points = self.dice.choice(["0", "0.25", "0.4", "1"])
        return {"points": points, "floor": self.dice.choice(["0", "0.2"])}

    def _deduction(self) -> Json:
        deduction: Json = {"deduction": self.dice.choice(DEDUCTIONS)}
        if self._maybe(0.5):
            deduction["unit"] = self.dice.choice(["points", "percent"])
        return deduction

    def _ranges(self) -> list[Json]:
        sizes = ("0", "0.5", "1", "2")
        return [
            {
                "lower": self.dice.choice(sizes),
                "upper": self.dice.choice(sizes),
                **self._deduction(),
            }
            for _ in range(self.dice.randint(1, 4))
        ]

    def _bands(self, count: int) -> list[Json]:
        return [
            {
                "within": self.dice.choice(["0", "0.5", "1", "2", "5"]),
                "points": self.dice.choice(["0", "0.5", "1", "1.2345"]),
            }
            for _ in range(count)
        ]

    def _person(self, code: str) -> Json:
        dice = self.dice
        person: Json = {
            "delegation": dice.choice([None, "DA", "DB", "DC"]),
            "status": dice.choice(STATUSES),
            "earlier": dice.choice([None, "80", "-3", "81.5"]),
            "lot": dice.choice([None, 1, 2, 3]),
            "time": dice.choice([None, "12", "12.5", "9"]),
            "scale": dice.choice([None, "700", "701.005", "698.5", "720", 699]),
            "honours": dice.choice([[], ["H1"], ["H2"], ["H1", "H2"], ["H9"]]),
            "level": dice.choice([None, 1, 2, 3, 4, 5]),
        }
        kept = {key: value for key, value in person.items() if self._maybe(0.7)}
        return {"code": code, "names": {}, **kept}

    def _team(self, index: int) -> Json:
        return self._person(self.dice.choice("tT团") + str(index))

    def _entry(self, index: int, teams: list[Json]) -> Json:
        entry = self._person(self.dice.choice("cC选") + str(index))
        if self._maybe(0.5):
            entry["birth"] = self.dice.choice(["2004-02-29", "2004-03-01", "2001-12-31", None])
        if teams:
            entry["team"] = self.dice.choice(teams)["code"]
        elif self._maybe(0.2):
            entry["station"] = "S1"
        return entry

    def _marks(self, entries: list[Json]) -> list[Json]:
        thorough = self.dice.choice([0.8, 0.97, 1.0])
        sheets: list[list[Json]] = []
        for _ in entries:
            if sheets and self._maybe(0.4):
                sheets.append(self.dice.choice(sheets))
            else:
                marks = [self._mark(aspect, thorough) for aspect in self.aspects]
                sheets.append([mark for mark in marks if mark])
        marks = [
            {"entry": entry["code"], **mark}
            for entry, sheet in zip(entries, sheets, strict=True)
            for mark in sheet
        ]
        self.dice.shuffle(marks)
        return marks

    def _mark(self, aspect: Json, thorough: float) -> Json:
        mark: Json = {"aspect": aspect["id"]}
        if not self._maybe(thorough):
            return self.dice.choice([{}, mark | {"value": None}])
        if self._maybe(0.06):
            return mark | {"value": "not_attempted"}
        if aspect["kind"] in ("judgement", "panel"):
            return mark | {"votes": self._votes(aspect, thorough)}
        value = self._value(aspect)
        longer = "." not in value and self._maybe(0.1)
        return mark | {"value": value + ".0" if longer else value}

    def _votes(self, aspect: Json, thorough: float) -> list[str | None]:
        judges = self.judges[aspect["id"]] or self.dice.choice([1, 3, 5])
        top = aspect.get("top") or aspect["max"]
        pool = {
            "judgement": self.dice.choice([["0", "1"], ["1", "2"], ["2", "3"], ["0", "3", "2"]]),
            "panel": ["0", top, *(["0.25", "0.33"] if float(top) >= 0.5 else [])],
        }[aspect["kind"]]
        votes: list[str | None] = []
        for _ in range(judges):
            vote = self.dice.choice([*pool, *pool, *pool, "not_attempted"])
            votes.append(vote if self._maybe(thorough) else None)
        if (
            aspect["kind"] == "panel"
            and aspect["max"] in ("1.005", "0.333")
            and not aspect.get("top")
        ):
            votes = ["0" if vote == top else vote for vote in votes]
        return votes if self._maybe(thorough) else votes[:-1]

    def _value(self, aspect: Json) -> str:
        dice = self.dice
        frees = [text for text in ("0", "0.25", "0.5", "1") if float(text) <= float(aspect["max"])]
        if aspect["kind"] == "free" and aspect.get("step") is None:
            frees.append(aspect["max"])
        pools: dict[str, list[str]] = {
            "pass_fail": ["0", "1"],
            "completed": [str(done) for done in range(aspect.get("possible", 1) + 1)],
            "choice": [str(index) for index in range(len(aspect.get("choices", "")))],
            "ranged": ["3", "4", "4.5", "5", "5.5", "6", "8"],
            "tolerance": ["3", "4", "4.5", "5.0001", "5.5", "6", "-2.25"],
            "deduct": ["0", "1", "2", "7"],
            "count": ["0", "1", "2", "7", "9999"],
            "free": frees,
            "rank": ["0", "0.5", "1", "2.25", "3"],
            "time": ["0", "0.5", "1", "2", "5.5"],
        }
        return dice.choice(pools[aspect["kind"]])

    def _penalties(self, entries: list[Json], teams: list[Json]) -> list[Json]:
        penalties = [
            self._penalty(self.dice.choice(entries)["code"], self.dice.choice(["aspect", "module"]))
            for _ in range(self.dice.choice([0, 0, 1, 2]) if entries else 0)
        ]
        everybody = entries + teams
        penalties += [
            self._penalty(self.dice.choice(everybody)["code"], "event")
            for _ in range(self.dice.choice([0, 0, 1]) if everybody else 0)
        ]
        return [penalty for penalty in penalties if penalty]

    def _penalty(self, code: str, scope: str) -> Json:
        penalty: Json = {"entry": code, "scope": scope, "reason": "late"}
        pool = self.whims.aspects if scope == "aspect" else self.whims.criteria
        if scope != "event":
            if not pool:
                return {}
            penalty[scope] = self.dice.choice(pool)
        if self._maybe(0.25):
            return penalty | {"void": True}
        return penalty | {"points": self.dice.choice(["0", "0.5", "0.125", "1", "3"])}

    def _adjustments(self, entries: list[Json], teams: list[Json]) -> list[Json]:
        adjustments = []
        for _ in range(self.dice.choice([0, 0, 1, 2])):
            one = self.dice.choice(teams or [None]) if self._maybe(0.5) else None
            scopes = ["total", "scale"] if one else ["total"] if teams else ["total", "scale"]
            if one is None and not entries:
                continue
            if one is None and self.whims.criteria:
                scopes = [*scopes, "module"]
            scope = self.dice.choice(scopes)
            code = (one or self.dice.choice(entries))["code"]
            points = self.dice.choice(["-1", "0.5", "1.125", "2", "-0.4"])
            adjustment: Json = {"entry": code, "scope": scope, "points": points, "reason": "jury"}
            if scope == "module":
                adjustment["module"] = self.dice.choice(self.whims.criteria)
            adjustments.append(adjustment)
        return adjustments

    def _decisions(self, codes: list[str]) -> list[Json]:
        decisions: list[Json] = []
        for _ in range(self.dice.choice([0, 0, 1, 2, 3]) if len(codes) > 1 else 0):
            kind = self.dice.choice(["order", "order", "share", "medal"])
            decision: Json = {"kind": kind, "reason": "chief"}
            if kind == "medal":
                medals = ["gold", "silver", "bronze", "medallion", None]
                decision |= {"entry": self.dice.choice(codes), "medal": self.dice.choice(medals)}
            else:
                count = len(codes) if self._maybe(0.6) else self.dice.randint(2, len(codes))
                decision["entries"] = self.dice.sample(codes, count)
            decisions.append(decision)
        return decisions
