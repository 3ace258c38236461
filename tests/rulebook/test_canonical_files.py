"""The one form of a trade file: what says nothing is not in it, what means no order has one."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from competition.scoring.trade_file import dump, from_document
from tests.rulebook.trades import trades

Document = dict[str, Any]
ASPECTS = [
    {"id": "A1.1", "kind": "free", "max": "100"},
    {"id": "A1.2", "kind": "judgement", "max": "1.5"},
]
EXAMPLE: Document = {
    "format": "jiangsai.trade/1",
    "trade": {"code": "17"},
    "scheme": {"criteria": [{"code": "A", "sub_criteria": [{"code": "A1", "aspects": ASPECTS}]}]},
    "delegations": [{"code": code, "names": {"en": code}} for code in ("GZ", "SZ")],
    "entries": [
        {"code": "C01", "delegation": "GZ"},
        {"code": "C02"},
        {"code": "C03", "delegation": "SZ"},
        {"code": "C04", "delegation": "QZ"},
    ],
    "marks": [
        {"entry": "C01", "aspect": "A1.1", "value": "61.42"},
        {"entry": "C01", "aspect": "A1.2", "votes": ["2", "3", "2"]},
        {"entry": "C02", "aspect": "A1.2", "votes": ["1", "3", "2"]},
    ],
}
SAYS_NOTHING: list[Callable[[Document], object]] = [
    lambda document: document["marks"].reverse(),
    lambda document: document["marks"].append({"entry": "C02", "aspect": "A1.1", "value": None}),
    lambda document: document["marks"].append({"entry": "C03", "aspect": "A1.1", "votes": []}),
    lambda document: document["marks"].append({"entry": "C03", "aspect": "A1.2", "votes": [None]}),
    lambda document: document["marks"][1].update(earlier_votes=[[], [None]]),
    lambda document: document["entries"][1].update(station=""),
    lambda document: document["delegations"].reverse(),
    lambda document: document["delegations"].append({"code": "AA", "names": {"en": "Nobody"}}),
    lambda document: document["delegations"].append({"code": "QZ"}),
]


@pytest.mark.parametrize("change", SAYS_NOTHING)
def test_what_says_nothing_is_not_in_the_canonical_file(
    change: Callable[[Document], object],
) -> None:
    document = copy.deepcopy(EXAMPLE)
    written = dump(from_document(document))
    change(document)
    assert dump(from_document(document)) == written


@pytest.mark.parametrize(
    ("judges", "votes", "kept"),
    [
        (3, ["2", None, None], ["2"]),
        (3, [None, "2", None], [None, "2"]),
        (3, [None, None], None),
        (None, ["2", None, None], ["2", None, None]),
        (None, [None, None], None),
    ],
)
def test_votes_are_as_long_as_they_say_something(
    judges: int | None, votes: list[str | None], kept: list[str | None] | None
) -> None:
    mark = {"entry": "C01", "aspect": "A1.2"}
    document = {**copy.deepcopy(EXAMPLE), "marks": [{**mark, "votes": votes}]}
    document["scheme"]["criteria"][0]["judges"] = judges
    found = json.loads(dump(from_document(document)))
    assert found.get("marks", []) == ([] if kept is None else [{**mark, "votes": kept}])


def test_earlier_rounds_end_with_their_last_vote() -> None:
    rounds = [["0", None, "3"], [None, "1", None], [None]]
    mark = {"entry": "C01", "aspect": "A1.2", "earlier_votes": rounds}
    document = {**EXAMPLE, "marks": [mark]}
    found = json.loads(dump(from_document(document)))
    assert found["marks"] == [{**mark, "earlier_votes": [["0", None, "3"], [None, "1"]]}]


@given(trades(), some.randoms(use_true_random=False))
def test_what_says_nothing_makes_no_other_file(document: Document, chance: Random) -> None:
    given = from_document(document)
    chance.shuffle(document["marks"])
    marked = {(mark["entry"], mark["aspect"]) for mark in document["marks"]}
    for entry in document["entries"]:
        for _, _, aspect in given.scheme.aspects():
            if (entry["code"], aspect.id) not in marked:
                nothing = {"votes": [None]} if aspect.kind.is_voted else {"value": None}
                document["marks"].append({"entry": entry["code"], "aspect": aspect.id, **nothing})
    written = dump(given)
    assert dump(from_document(document)) == written
    assert dump(from_document(json.loads(written))) == written
