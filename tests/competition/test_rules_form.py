"""The form of rules: it reads what it was filled with, and tells faults at their field."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.programme.presets import PRESETS
from competition.programme.rules_form.form import GROUPS, filled, read
from competition.programme.rules_form.shaping import written
from competition.programme.rules_form.summaries import summaries
from competition.scoring.rules import Rules
from competition.scoring.rules_document import document_of, rules_of
from competition.scoring.trade import (
    Aspect,
    Criterion,
    Scheme,
    SubCriterion,
)
from competition.scoring.values import Kind
from tests.judging.forms import by_chance

SCHEME = Scheme(
    tuple(
        Criterion(
            code,
            sub_criteria=(SubCriterion(f"{code}1", aspects=(Aspect(f"{code}1.1", Kind.FREE, 5),)),),  # type: ignore[arg-type]
        )
        for code in "AB"
    )
)
SEEDS = st.integers(0, 2**32)


@given(SEEDS)
@settings(max_examples=150)
def test_what_the_form_is_filled_with_is_what_it_reads(seed: int) -> None:
    rules = by_chance(seed)
    form, found = read(filled(rules, SCHEME).texts, SCHEME)
    assert form.faults == {}
    assert found is not None
    assert document_of(found) == document_of(rules)


@given(SEEDS)
@settings(max_examples=30)
def test_rules_edited_as_json_are_those_rules(seed: int) -> None:
    rules = by_chance(seed)
    texts = {**filled(Rules(), SCHEME).texts, "json": [written(rules).replace("\n", "\r\n")]}
    _, found = read(texts, SCHEME)
    assert found is not None
    assert document_of(found) == document_of(rules)


@given(SEEDS)
@settings(max_examples=60)
def test_every_rule_has_a_line_that_says_it(seed: int) -> None:
    assert all(heading and said for heading, said in summaries(GROUPS, by_chance(seed)))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_sound_set_of_rules(preset: str) -> None:
    rules = rules_of(dict(PRESETS[preset].rules))
    _, found = read(filled(rules, SCHEME).texts, SCHEME)
    assert found == rules


def test_weights_and_names_that_the_scheme_lacks_stay_and_are_marked() -> None:
    rules = rules_of(dict(PRESETS["guangdong"].rules))
    form = filled(rules, SCHEME)
    assert form.texts["modules.2.code"] == ["T"]
    assert form.unknown("criteria", "T")
    assert not form.unknown("criteria", "A")


@pytest.mark.parametrize(
    ("changed", "where", "says"),
    [
        ({"rounding.total": "two"}, "rounding.total", "whole number"),
        ({"rounding.total": "9"}, "rounding.total", "from %(low)s to %(high)s"),
        ({"judgement.max_spread": "-1"}, "judgement.max_spread", "at least"),
        ({"judgement.max_spread": "1.123456789"}, "judgement.max_spread", "8 decimals"),
        ({"panel.missing": "perhaps"}, "panel.missing", "Choose one"),
        ({"ties.0.order": "desc"}, None, ""),
        ({"pass_marks.0.points": "60"}, "pass_marks.0.part", "Choose one"),
        ({"parts.0.name": "x" * 41}, "parts.0.name", "at most"),
        ({"scale.kind": "square"}, "scale.kind", "Choose one"),
        ({"prizes.kind": "ratio"}, "prizes.ratio.share", "Enter something"),
        ({"scale.median_mad.k": "0"}, "scale.median_mad.k", "above"),
        (
            {"honours.0.code": "e", "honours.0.select.places.to": ""},
            "honours.0.select.places.to",
            "Enter",
        ),
    ],
)
def test_a_fault_is_told_at_its_field(
    changed: Mapping[str, str], where: str | None, says: str
) -> None:
    texts = {**filled(Rules(), SCHEME).texts, **{key: [text] for key, text in changed.items()}}
    form, found = read(texts, SCHEME)
    assert (found is None) is (where is not None)
    if where is not None:
        assert says in form.faults[where].text
    assert {name: form.texts[name] for name in changed} == {k: [v] for k, v in changed.items()}


def test_a_qualifier_does_not_go_with_summed_teams() -> None:
    texts = filled(Rules(), SCHEME).texts | {
        "team.kind": ["sum"],
        "qualifier.kind": ["some"],
        "qualifier.some.part": ["A"],
        "qualifier.some.top": ["3"],
    }
    form, found = read(texts, SCHEME)
    assert found is None
    assert "summed" in form.faults["qualifier.kind"].text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no JSON"),
        ('{"rounding": {"total": 2.5}}', "cannot be taken"),
        ('{"roundin": {}}', "cannot be taken"),
        ('{"ties": [], "ties": []}', "cannot be taken"),
        ("9" * 5000, "cannot be taken"),
        ("[" * 100_000, "cannot be taken"),
    ],
)
def test_bad_json_is_told_at_the_text(text: str, says: str) -> None:
    form, found = read({**filled(Rules(), SCHEME).texts, "json": [text]}, SCHEME)
    assert found is None
    assert says in form.faults["json"].text


def test_fields_and_json_are_not_both_edited() -> None:
    texts = filled(Rules(), SCHEME).texts | {
        "json": ['{"ranking": "1223"}'],
        "rounding.total": ["3"],
    }
    form, found = read(texts, SCHEME)
    assert found is None
    assert "both changed" in form.faults["json"].text


def test_full_width_figures_and_percent_signs_are_figures() -> None:
    texts = filled(Rules(), SCHEME).texts | {
        "prizes.kind": ["share"],
        "prizes.share.shares.0.share": ["１０ %"],
        "prizes.share.shares.0.cap": ["３"],
        "total.floor": ["−5"],
    }
    _, found = read(texts, SCHEME)
    assert found is not None
    assert document_of(found)["prizes"] == {"kind": "share", "shares": ["0.1"], "caps": [3]}
    assert document_of(found)["total"] == {"floor": "-5"}


def test_a_row_that_is_removed_is_gone() -> None:
    rules = rules_of(dict(PRESETS["guangdong"].rules))
    texts = filled(rules, SCHEME).texts | {"modules.2.gone": ["1"], "ties.1.gone": ["1"]}
    _, found = read(texts, SCHEME)
    assert found is not None
    assert list(found.weights) == ["P"]
    assert [key.key for key in found.ties] == ["time", "criterion:T"]
