"""The trade file: what it takes, what it refuses and where, and that it is always the same."""

import copy
import json
from collections.abc import Callable
from importlib.resources import files
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some

from competition.scoring.report import printed
from competition.scoring.rules import Rules
from competition.scoring.rules_document import document_of, rules_of
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade import TradeFile
from competition.scoring.trade_file import as_bytes, dump, from_document, load
from competition.scoring.trade_schema import schema
from tests.rulebook.fields import scored
from tests.rulebook.trades import seeded, trades
from wsgi import cli

Document = dict[str, Any]
EXAMPLE: Document = {
    "format": "jiangsai.trade/1",
    "trade": {"code": "17", "names": {"en": "Web Development", "zh": "网站开发"}},
    "rules": {
        "rounding": {"aspect": 2, "module": None, "total": 2, "mode": "half_up"},
        "judgement": {"max_spread": 1},
        "weights": {"A": "1"},
        "ties": [{"key": "criterion:C", "order": "desc"}],
        "unresolved": "shared",
        "scale": {"kind": "median_mad", "centre": "700", "k": "30", "c": "1.4826"},
        "medals": {"kind": "scale", "tie_distance": "2", "chain": True},
        "prizes": {
            "kind": "share",
            "shares": ["0.10", "0.20", "0.30"],
            "rounding": "half_up",
            "caps": None,
        },
    },
    "scheme": {
        "criteria": [
            {
                "code": "A",
                "names": {},
                "sub_criteria": [
                    {
                        "code": "A1",
                        "day": 1,
                        "aspects": [
                            {"id": "A1.1", "kind": "free", "max": "100", "section": "3"},
                            {
                                "id": "A1.2",
                                "kind": "judgement",
                                "max": "1.5",
                                "levels": ["", "", "", ""],
                            },
                            {"id": "A1.3", "kind": "completed", "max": "2", "possible": 5},
                        ],
                    }
                ],
            }
        ]
    },
    "entries": [{"code": "C01", "delegation": "GZ", "status": "ranked"}, {"code": "C02"}],
    "marks": [
        {"entry": "C01", "aspect": "A1.1", "value": "61.42"},
        {"entry": "C01", "aspect": "A1.2", "votes": ["2", "3", "2"]},
        {"entry": "C01", "aspect": "A1.3", "value": "not_attempted"},
        {"entry": "C02", "aspect": "A1.2", "votes": ["1", "3", "2"]},
    ],
    "adjustments": [{"entry": "C01", "scope": "total", "points": "-5", "reason": "…"}],
}
ASPECTS = "$.scheme.criteria[0].sub_criteria[0].aspects"


def test_an_example_is_scored() -> None:
    found = scored(EXAMPLE)
    first, second = found["standings"]
    assert first == {
        "entry": "C01",
        "total": "57.59",
        "criteria": {"A": "62.59"},
        "place": 1,
        "scale": "720",
        "medal": "gold",
        "prize": "third",
        "status": "ranked",
        "ties_broken_by": None,
    }
    assert (second["total"], second["scale"], second["medal"]) == ("0.00", "680", "silver")
    assert [(each["entry"], each["aspect"], each["code"]) for each in found["problems"]] == [
        (None, None, "unknown-part"),
        ("C02", "A1.1", "unmarked"),
        ("C02", "A1.2", "conflict"),
        ("C02", "A1.3", "unmarked"),
    ]
    assert found["complete"] is False


def changed(path: str, value: object) -> Document:
    """Return the example with *value* at *path*, keys and positions parted by points."""
    document = copy.deepcopy(EXAMPLE)
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    node: Any = document
    for key in parents:
        node = node[key]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return document


A1 = "scheme.criteria.0.sub_criteria.0.aspects"


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("format", "jiangsai.trade/2", "$.format: must be one of jiangsai.trade/1"),
        ("trade", ..., "$.trade: missing"),
        ("trade", [], "$.trade: not an object"),
        ("trade.code", " 17", "$.trade.code: a code has no spaces at its ends"),
        ("trade.code", "", "$.trade.code: must have from 1 to 40 characters"),
        ("trade.code", 17, "$.trade.code: not a text"),
        ("trade.colour", "red", "$.trade.colour: unknown key"),
        ("trade.two words", 1, '$.trade["two words"]: unknown key'),
        ("trade.unit", "pair", "$.trade.unit: must be one of person, team"),
        ("trade.names", {"en": "\ud800"}, "$.trade.names.en: not a text: half of a character"),
        ("entries", {}, "$.entries: not a list"),
        ("entries.0.code", "C02", "$.entries[1].code: C02 is used twice"),
        ("entries.0.status", "ready", "$.entries[0].status: must be one of ranked"),
        ("entries.0.status", "failed", "$.entries[0].status: must be one of ranked"),
        ("entries.0.birth", "2001-02-30", "$.entries[0].birth: no such day"),
        ("entries.0.birth", "01.02.2001", "$.entries[0].birth: not a date such as 2026-11-21"),
        ("entries.0.level", 6, "$.entries[0].level: must be from 1 to 5"),
        ("entries.0.level", True, "$.entries[0].level: not a whole number"),
        ("entries.0.time", -1, "$.entries[0].time: must be at least 0"),
        ("entries.0.team", "T1", "$.entries[0].team: there is no team T1"),
        (f"{A1}.0.max", 1.5, f"{ASPECTS}[0].max: write a number with decimals as a string"),
        (f"{A1}.2.max", "two", f"{ASPECTS}[2].max: not a number"),
        (f"{A1}.2.max", "1234567890", f"{ASPECTS}[2].max: not a number"),
        (f"{A1}.2.max", 10**9, f"{ASPECTS}[2].max: not a number"),
        (f"{A1}.2.max", True, f"{ASPECTS}[2].max: not a number"),
        (f"{A1}.2.max", "-1", f"{ASPECTS}[2].max: must be at least 0"),
        (f"{A1}.0.kind", "magic", f"{ASPECTS}[0].kind: must be one of pass_fail"),
        (f"{A1}.0.kind", ..., f"{ASPECTS}[0].kind: missing"),
        (f"{A1}.0", "free", f"{ASPECTS}[0]: not an object"),
        (f"{A1}.0.step", "0", f"{ASPECTS}[0].step: must be above 0"),
        (f"{A1}.0.possible", 3, f"{ASPECTS}[0].possible: unknown key"),
        (f"{A1}.1.levels", ["", ""], f"{ASPECTS}[1].levels: must be four, or none"),
        (f"{A1}.1.levels", [""] * 5, f"{ASPECTS}[1].levels: must have at least 0 and at most 4"),
        (f"{A1}.0.id", "A1.2", f"{ASPECTS}[1].id: A1.2 is used twice"),
        ("rules.rounding.mode", "up", "$.rules.rounding.mode: must be one of half_up"),
        ("rules.rounding.total", 9, "$.rules.rounding.total: must be from 0 to 8"),
        ("rules.medals.chain", 1, "$.rules.medals.chain: not true or false"),
        ("rules.medals.kind", "luck", "$.rules.medals.kind: must be one of scale, places"),
        ("rules.medals.kind", ..., "$.rules.medals.kind: missing"),
        ("rules.prizes.caps", [1], "$.rules.prizes.caps: must be as long as shares"),
        ("rules.prizes.shares", ["1.1"], "$.rules.prizes.shares[0]: must be at most 1"),
        ("rules.ties.0.key", "criterion:", "$.rules.ties[0].key: must be criterion:"),
        ("rules.ties.0.key", "luck", "$.rules.ties[0].key: must be criterion:"),
        ("rules.ties.0.key", "time:3", "$.rules.ties[0].key: must be criterion:"),
        ("rules.ties.0.order", "up", "$.rules.ties[0].order: must be one of desc, asc"),
        ("rules.weights", {" A": 1}, '$.rules.weights[" A"]: a code has no spaces at its ends'),
        ("rules.honours", [{"code": "x", "select": {"kind": "prizes", "prizes": ["zeroth"]}}],
         "$.rules.honours[0].select.prizes[0]: must be one of first"),
        ("rules.honours", [{"code": "x", "select": {"kind": "passed"}}] * 2,
         "$.rules.honours[1].code: x is used twice"),
        ("rules.team", {"kind": "sum"}, "$.entries[0].team: missing: the team rule sums members"),
        ("marks.0.entry", "C09", "$.marks[0].entry: there is no entry C09"),
        ("marks.0.aspect", "A9", "$.marks[0].aspect: there is no aspect A9"),
        ("marks.1.aspect", "A1.1", "$.marks[1]: a second mark of C01 for A1.1"),
        ("marks.0.value", "100.01", "$.marks[0].value: out-of-range (low 0, high 100)"),
        ("marks.0.value", "one", "$.marks[0].value: not-a-number"),
        ("marks.0.votes", ["1"], "$.marks[0].votes: free takes a value, not votes"),
        ("marks.1.value", "not_attempted", "$.marks[1].votes: not together with a value"),
        ("marks.1", {"entry": "C01", "aspect": "A1.2", "value": "2"},
         "$.marks[1].value: judgement takes votes"),
        ("marks.1.votes", ["2", "1.5"], "$.marks[1].votes[1]: surplus-decimals (step 1)"),
        ("marks.1.earlier_votes", [["4"]], "$.marks[1].earlier_votes[0][0]: out-of-range"),
        ("scheme.criteria.0.judges", 2, "$.marks[1].votes: more votes than the 2 judges"),
        ("adjustments.0.entry", "C9", "$.adjustments[0].entry: there is no such entry C9"),
        ("adjustments.0.scope", "module", "$.adjustments[0].module: missing"),
        ("adjustments.0.module", "A", "$.adjustments[0].module: not with the scope total"),
        ("adjustments.0.reason", "", "$.adjustments[0].reason: must have from 1"),
        ("penalties", [{"entry": "C01", "scope": "event", "reason": "x"}],
         "$.penalties[0].points: either points or void"),
        ("penalties", [{"entry": "C01", "scope": "module", "module": "Z", "void": True,
                        "reason": "x"}],
         "$.penalties[0].module: there is no module Z"),
        ("decisions", [{"kind": "order", "entries": ["C01", "C09"], "reason": "x"}],
         "$.decisions[0].entries[1]: there is no entry C09"),
        ("decisions", [{"kind": "order", "entries": ["C01", "C01"], "reason": "x"}],
         "$.decisions[0].entries[1]: C01 is used twice"),
        ("decisions", [{"kind": "share", "entries": ["C01"], "reason": "x"}],
         "$.decisions[0].entries: must have at least 2 items"),
        ("decisions", [{"kind": "medal", "entry": "C9", "medal": None, "reason": "x"}],
         "$.decisions[0].entry: there is no such entry C9"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_path(path: str, value: object, fault: str) -> None:
    with pytest.raises(UnusableDocument) as refused:
        from_document(changed(path, value))
    assert str(refused.value).startswith(fault)


def test_a_qualifier_and_teams_that_are_summed_are_not_one_rule() -> None:
    rules = {"team": {"kind": "mean"}, "qualifier": {"part": "A", "top": 3}}
    with pytest.raises(UnusableDocument, match="qualifier: not together"):
        rules_of(rules, "$.rules")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "$: not JSON: "),
        (b"\xff", "$: not UTF-8"),
        (b"[" * 100_000, "$: nested too deeply"),
        (b'{"format": NaN}', "$: NaN is no number"),
        (b'{"format": ' + b"1" * 5000 + b"}", "$: a number with too many digits"),
        (b'{"a": {"b": 1, "c": 1, "b": 2}}', '$: the key "b" stands twice in one object'),
        (b"[]", "$: not an object"),
        (b"{}", "$.format: missing"),
    ],
)
def test_what_is_no_trade_file_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(UnusableDocument) as refused:
        load(data)
    assert str(refused.value).startswith(fault)


def test_a_canonical_file_is_dumped_as_it_was() -> None:
    written = dump(from_document(EXAMPLE))
    assert dump(load(written)) == written
    assert load(b"\xef\xbb\xbf" + written) == load(written.decode())
    assert json.loads(written)["rules"] == {
        "medals": {"kind": "scale"},
        "prizes": {"kind": "share", "shares": ["0.1", "0.2", "0.3"]},
        "ties": [{"key": "criterion:C"}],
        "weights": {"A": "1"},
    }


FULL: Document = {
    "names": {"zh": "甲"},
    "kind": "time",
    "bands": [{"within": "60", "points": "1"}],
    "confirm": True,
    "raw": {"TYPE": "x"},
    "calculation": {"name": "timed", "reusable": True},
    "levels": [{"zh": "好"}, "good"],
    "unit": "s",
}


def test_what_is_not_used_is_kept() -> None:
    document = changed(f"{A1}.0", {"id": "A1.1", "max": "2", **FULL})
    document["delegations"] = [{"code": "GZ", "names": {"zh": "广州"}, "short": {"en": "CAN"}}]
    document["marks"][1]["earlier_votes"] = [["0", None, "3"]]
    document["entries"][0]["people"] = [{"zh": "甲"}, {"en": "B"}]
    document["scheme"] |= {"title": "网站 / Web", "declared": "100"}
    document["scheme"]["criteria"][0]["declared"] = "99.5"
    written = json.loads(dump(from_document(document)))
    assert written["entries"][0]["people"] == [{"zh": "甲"}, {"en": "B"}]
    assert (written["scheme"]["title"], written["scheme"]["declared"]) == ("网站 / Web", "100")
    assert written["scheme"]["criteria"][0]["declared"] == "99.5"
    assert written["scheme"]["criteria"][0]["sub_criteria"][0]["aspects"][0] == {
        "id": "A1.1",
        "max": "2",
        **FULL,
    }
    assert written["delegations"] == document["delegations"]
    assert written["marks"][1]["earlier_votes"] == [["0", None, "3"]]


def test_rules_alone_are_a_document_too() -> None:
    assert rules_of({}) == Rules()
    assert document_of(Rules()) == {}
    for number in range(50):
        rules = rules_of(seeded(number)["rules"])
        assert rules_of(document_of(rules)) == rules


def test_a_scale_is_the_median_one_unless_it_says_otherwise() -> None:
    assert rules_of({"scale": {"k": "20"}}) == rules_of({"scale": {"kind": "median_mad", "k": 20}})
    assert document_of(rules_of({"scale": {"k": "20"}})) == {"scale": {"k": "20"}}


def test_the_shipped_schema_is_the_one_that_is_read_by() -> None:
    shipped = files("competition.scoring").joinpath("trade.schema.json").read_bytes()
    assert shipped == as_bytes(schema())


def test_the_command_prints_standings(tmp_path: Any) -> None:
    path = tmp_path / "trade.json"
    path.write_bytes(as_bytes(EXAMPLE))
    ran = CliRunner().invoke(cli, ["score", str(path)])
    assert (ran.exit_code, ran.stdout_bytes) == (0, printed(from_document(EXAMPLE)))
    assert ran.stdout.startswith('{\n "complete": false')


def test_the_command_names_the_path_of_a_fault(tmp_path: Any) -> None:
    path = tmp_path / "trade.json"
    path.write_bytes(as_bytes(changed(f"{A1}.2.max", "two")))
    ran = CliRunner().invoke(cli, ["score", str(path)])
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr == f"{ASPECTS}[2].max: not a number\n"


MAKERS: list[Callable[[Document], Document]] = [
    lambda document: {**document, "rules": {**document["rules"], "surprise": 1}},
    lambda document: {**document, "marks": None},
]


@pytest.mark.parametrize("spoil", MAKERS)
def test_a_spoiled_file_is_never_scored(spoil: Callable[[Document], Document]) -> None:
    with pytest.raises(UnusableDocument):
        from_document(spoil(EXAMPLE))


JUNK: list[Any] = [None, True, -1, 10**12, "", "x", "1.5", 1.5, [], {}, [None], {"kind": "scale"}]


def spots(node: Any) -> list[tuple[Any, Any]]:
    """Return every place below *node* that holds a value, as container and key."""
    keys: list[Any] = []
    if isinstance(node, dict):
        keys = list(node)
    elif isinstance(node, list):
        keys = list(range(len(node)))
    return [(node, key) for key in keys] + [spot for key in keys for spot in spots(node[key])]


@given(trades(), some.randoms(use_true_random=False))
def test_a_file_spoiled_anywhere_is_refused_with_a_path_or_scored(
    document: Document, chance: Random
) -> None:
    container, key = chance.choice(spots(document))
    container[key] = chance.choice(JUNK)
    found = taken(document)
    assert found.startswith("$") if isinstance(found, str) else printed(found)


def taken(document: Document) -> TradeFile | str:
    """Return the trade that *document* states, or the path of what is wrong with it."""
    try:
        return from_document(document)
    except UnusableDocument as refused:
        return refused.path
