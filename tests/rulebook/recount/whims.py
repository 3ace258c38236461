"""Random rules for invented trades."""

from collections.abc import Sequence
from random import Random

from tests.rulebook.recount.figures import Json

MISSING = ("wait", "ignore", "zero")
MODES = ("half_up", "half_even", "down")
BORDERS = ("lower", "higher")
SIMPLE_KEYS = ("judged", "measured", "time", "age", "earlier", "draw")
SHARES = ("0", "0.05", "0.1", "0.125", "0.2", "0.25", "0.3", "0.33333333", "0.5", "0.75", "1")


class Whims:
    """Draws one rule after the other from one pair of dice."""

    def __init__(self, dice: Random, scheme: Json) -> None:
        self.dice = dice
        self.criteria: list[str] = [criterion["code"] for criterion in scheme["criteria"]]
        subs = [sub for criterion in scheme["criteria"] for sub in criterion["sub_criteria"]]
        self.subs: list[str] = [sub["code"] for sub in subs]
        self.aspects: list[str] = [aspect["id"] for sub in subs for aspect in sub["aspects"]]
        self.parts: list[str] = []

    def one(self, *choices: object) -> object:
        """Return one of the choices."""
        return self.dice.choice(choices)

    def maybe(self, chance: float = 0.5) -> bool:
        """Return whether a thing of that chance happens."""
        return self.dice.random() < chance

    def some(self, full: Json, chance: float = 0.6) -> Json:
        """Return some of the keys of *full*."""
        return {key: value for key, value in full.items() if self.maybe(chance)}

    def number(self, *choices: str) -> str | int:
        """Return one of the numbers, a whole one now and then as an integer."""
        text = self.dice.choice(choices)
        return int(text) if self.maybe(0.2) and "." not in text else text

    def rules(self, *, teamed: bool) -> Json:
        """Return random rules; *teamed* ones add up the members of teams."""
        result: Json = {"parts": self._parts()} if self.maybe(0.4) else {}
        result |= self.some(self._sums(), 0.4) | self.some(self._awards(), 0.55)
        if teamed:
            result["team"] = {"kind": self.one("sum", "mean")}
            result["team"] |= self.some({"best": self.one(None, 1, 2, 3)})
            return result
        if self.maybe(0.1):
            result["team"] = self.dice.choice([None, {}, {"kind": "one"}])
        if self.maybe(0.3):
            result["qualifier"] = {"part": self._part(), "top": self.dice.randint(1, 4)}
            result["qualifier"] |= self.some({"counts": self.maybe()}, 0.4)
        return result

    def _parts(self) -> Json:
        pool = [*self.criteria, "NOPE"] if self.maybe(0.2) else self.criteria
        parts = {}
        for name in self.dice.sample(["theory", "practice", "A", "all"], self.dice.randint(1, 3)):
            parts[name] = self.dice.sample(pool, self.dice.randint(0, len(pool)))
            if self.maybe(0.1):
                parts[name] += parts[name][:1]
        self.parts = list(parts)
        return parts

    def _part(self) -> str:
        if self.maybe(0.07):
            return "NOWHERE"
        return self.dice.choice([*self.criteria, *self.parts] or ["NOWHERE"])

    def _named(self, chance: float) -> list[str]:
        named = [code for code in self.criteria if self.maybe(0.6)]
        return [*named, "NOPE"] if self.maybe(chance) else named

    def _sums(self) -> Json:
        return {
            "rounding": self.some(
                {
                    "aspect": self.one(None, 0, 1, 2, 3),
                    "module": self.one(None, 0, 1, 2),
                    "weighted": self.one(None, 0, 1, 2),
                    "total": self.one(None, 0, 1, 2, 4),
                    "mode": self.one(*MODES),
                }
            ),
            "judgement": self.some(
                {
                    "max_spread": self.dice.choice([None, 0, "1", "2", "0.5"]),
                    "minimum": self.dice.randint(1, 4),
                    "missing": self.one(*MISSING),
                }
            ),
            "panel": self.some(
                {
                    "drop_high": self.dice.randint(0, 2),
                    "drop_low": self.dice.randint(0, 2),
                    "minimum": self.dice.randint(1, 4),
                    "missing": self.one(*MISSING),
                }
            ),
            "weights": {
                code: self.number("0", "0.3", "0.7", "1", "2", "20", "33.333333")
                for code in self._named(0.1)
            },
            "weighting": self.one("factor", "share"),
            "modules": {code: self._module() for code in self._named(0.1)},
            "total": self.some(
                {
                    "floor": self.dice.choice([None, "0", "-5", "3.005"]),
                    "cap": self.dice.choice([None, "10", "8.125"]),
                }
            ),
        }

    def _module(self) -> Json:
        floor = self.dice.choice([None, "0", "-2.5", "1"])
        cap = self.dice.choice([None, "max", "5", "2.345"])
        return self.some({"floor": floor, "cap": cap})

    def _awards(self) -> Json:
        return {
            "pass_marks": [self._pass_mark() for _ in range(self.dice.randint(0, 2))],
            "ties": [self._tie() for _ in range(self.dice.randint(0, 4))],
            "unresolved": self.one("shared", "never", "chief", "chief"),
            "ranking": self.one("1224", "1223"),
            "scale": self._scale(),
            "medals": self._medals(),
            "prizes": self._prizes(),
            "minimum_field": self._minimum_field(),
            "honours": [self._honour(code) for code in ("H1", "H2") if self.maybe(0.7)],
            "delegations": self._delegations(),
            "advancement": self._advancement(),
            "limits": self.some(
                {
                    "aspect": self.one(None, "2", "5"),
                    "total": self.one(None, "10", "20"),
                    "section": self.one(None, "0", "2"),
                }
            ),
        }

    def _pass_mark(self) -> Json:
        points = self.number("0", "1", "2", "2.5", "4", "-1")
        effect = self.one("honours", "prizes", "rank")
        return {"part": self._part(), "points": points, "effect": effect}

    def _tie(self) -> Json:
        pools: list[Sequence[str]] = [
            [f"criterion:{code}" for code in self.criteria],
            [f"sub_criterion:{code}" for code in self.subs],
            [f"aspect:{code}" for code in self.aspects],
            [f"part:{code}" for code in [*self.parts, *self.criteria]],
            SIMPLE_KEYS,
        ]
        if self.maybe(0.1):
            pools = [["criterion:NOPE", "sub_criterion:NOPE", "aspect:NOPE", "part:NOWHERE"]]
        tie: Json = {"key": self.dice.choice(self.dice.choice([pool for pool in pools if pool]))}
        if self.maybe():
            tie["order"] = self.one("asc", "desc")
        return tie

    def _scale(self) -> Json | None:
        kind = self.dice.choice(["median_mad"] * 4 + ["imported", "none"])
        if kind == "none":
            return None
        centre = self.number("700", "500", "500.5")
        if kind == "imported":
            return {"kind": kind, **self.some({"centre": centre, "decimals": self.one(0, 1, 2, 4)})}
        rest = {
            "centre": centre,
            "k": self.number("30", "50", "1", "3.5"),
            "c": self.number("1.4826", "1"),
            "decimals": self.dice.randint(0, 4),
            "population": self.dice.choice([["ranked"], ["ranked", "guest"], ["guest"], []]),
            "zeros": self.maybe(),
            "fallback": self.one("ask", "mean_deviation", "raw_ranks"),
        }
        return self.some({"kind": kind}, 0.8) | self.some(rest, 0.4)

    def _small_field(self) -> Json | None:
        if self.maybe(0.3):
            return None
        return self.some({name: self.dice.randint(0, 6) for name in ("gold", "silver", "bronze")})

    def _medals(self) -> Json | None:
        if self.maybe(0.1):
            return None
        small = self._small_field()
        if self.maybe(0.3):
            sizes = {name: self.dice.randint(0, 3) for name in ("gold", "silver", "bronze")}
            rest: Json = {**sizes, "medallion": self.one(None, "centre", 500), "small_field": small}
            return {"kind": "places", **self.some(rest)}
        rest = {
            "tie_distance": self.number("0", "1", "2", "5", "15", "30"),
            "chain": self.maybe(),
            "silver_rule": self.maybe(),
            "medallion": self.dice.choice([None, "centre", "690", "710.5"]),
            "small_field": small,
        }
        return {"kind": "scale", **self.some(rest)}

    def _prizes(self) -> Json | None:
        if self.maybe(0.1):
            return None
        count = self.dice.choice([1, 2, 3, 3, 4, 9])
        kind = self.dice.choice(["number", "share", "ratio"])
        prizes: Json = {"kind": kind}
        if kind == "number":
            prizes["numbers"] = [self.dice.randint(0, 3) for _ in range(count)]
        elif kind == "share":
            prizes["shares"] = [self.number(*SHARES) for _ in range(count)]
            prizes["rounding"] = self.one(*MODES, "up")
            if self.maybe():
                caps = [self.dice.choice([None, 0, 1, 2, 3]) for _ in range(count)]
                prizes["caps"] = self.one(None, caps)
        else:
            prizes["ratio"] = [self.dice.randint(1, 2) for _ in range(count)]
            prizes["share"] = self.number(*SHARES)
        return prizes | self.some({"border": self.one(*BORDERS), "merit": self._merit()}, 0.7)

    def _merit(self) -> Json | None:
        kind = self.dice.choice(["none", "number", "share", "above_median"])
        if kind == "none":
            return None
        if kind == "number":
            return {"kind": kind, "number": self.dice.randint(0, 4)}
        if kind == "above_median":
            return {"kind": kind, "part": self._part()}
        rounding = {"rounding": self.one(*MODES, "up")}
        return {"kind": kind, "share": self.number(*SHARES), **self.some(rounding)}

    def _minimum_field(self) -> Json | None:
        if self.maybe(0.5):
            return None
        return {"entries": self.dice.randint(1, 6), "effect": self.one("no_honours", "no_prizes")}

    def _honour(self, code: str) -> Json:
        rest: Json = {
            "once": self.maybe(0.7),
            "move_up": self.maybe(),
            "border": self.one(*BORDERS),
            "level": None,
        }
        if self.maybe():
            levels = ("to", "up", "at_most")
            rest["level"] = self.some({name: self.dice.randint(1, 5) for name in levels})
        return {"code": code, "names": {}, "select": self._select(), **self.some(rest)}

    def _select(self) -> Json:
        kind = self.dice.choice(["by_field", "places", "prizes", "passed"])
        if kind == "by_field":
            reached = self.dice.choices(range(1, 9), k=self.dice.randint(1, 3))
            steps = [{"entries": entries, "number": self.dice.randint(0, 4)} for entries in reached]
            return {"kind": kind, "steps": steps}
        if kind == "places":
            first = self.dice.randint(1, 3)
            start = {"from": first} if first > 1 or self.maybe() else {}
            return {"kind": kind, "to": first + self.dice.randint(0, 3), **start}
        if kind == "prizes":
            names = ["first", "second", "third", "fourth", "merit"]
            return {"kind": kind, "prizes": self.dice.sample(names, self.dice.randint(1, 3))}
        return {"kind": kind}

    def _delegations(self) -> Json | None:
        if self.maybe(0.2):
            return None
        points = [self.number("10", "8", "6.5", "5", "0", "-1") for _ in range(4)]
        medals = {name: self.number("4", "3", "0.5") for name in ("gold", "silver", "medallion")}
        rest = {
            "place_points": points[: self.dice.randint(0, 4)],
            "shared": self.one("full", "mean"),
            "medal_points": self.some(medals),
        }
        return self.some(rest, 0.7)

    def _advancement(self) -> Json | None:
        kind = self.dice.choice(["none", "top", "share", "quota"])
        if kind == "none":
            return None
        rest: Json = {"tier": "next", "border": self.one(*BORDERS)}
        if kind == "top":
            rule: Json = {"number": self.dice.randint(0, 5)}
        elif kind == "share":
            rule = {"share": self.number(*SHARES)}
            rest["rounding"] = self.one(*MODES, "up")
        else:
            rule = {"per_delegation": self.dice.randint(1, 2)}
            rest["number"] = self.one(None, 1, 2, 3, 5)
        return {"kind": kind, **rule, **self.some(rest)}
