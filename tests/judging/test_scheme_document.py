"""What a scheme document may say of each kind of aspect, and how everything else is refused."""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, select

from competition.db import Database
from competition.scoring.readings import canonical
from competition.scoring.scheme_document import PARAMETERS
from competition.scoring.values import AspectId, AspectRule, Kind
from judging import scheme_source
from judging.draft import Problem
from judging.models import Scheme
from judging.scheme_file import message, parameters
from judging.scheme_file.summary import summary
from tests.builders import ANY_DATABASE, a_trade, an_organiser
from tests.flows.callers import Desk
from tests.judging.workbooks import measured, scheme, sub
from wsgi import cli

DEMO: Final = Path(__file__).parents[2] / "competition/demo"
ASPECT: Final = "$.criteria[0].sub_criteria[0].aspects[0]"
LEVELS: Final = ["none", "some", "most", "all"]
CHOICES: Final = [{"label": "全 / All", "deduction": "0"}, {"label": "无 / None", "deduction": "2"}]
BANDS: Final = [{"within": "60", "points": "2"}, {"within": "90.5", "points": "1"}]
RANGES: Final = [{"lower": "0.5", "upper": "1", "deduction": "0", "unit": "points"}]
SOUND: Final[list[tuple[str, dict[str, object]]]] = [
    ("pass_fail", {}),
    ("completed", {}),
    ("completed", {"possible": 5}),
    ("choice", {"choices": CHOICES}),
    ("ranged", {"target": "10", "ranges": RANGES, "step": "0.05"}),
    ("tolerance", {"nominal": "18.0", "tolerance": "0.5", "bands": BANDS, "unit": "mm"}),
    ("deduct", {"points": "0.25"}),
    ("deduct", {}),
    ("count", {"points": 2}),
    ("free", {}),
    ("free", {"step": "0.25"}),
    ("rank", {"points": "5", "order": "asc", "floor": "20", "step": "1"}),
    ("rank", {"points": "5", "unit": "件 / pieces"}),
    ("time", {"points": "5"}),
    ("time", {"bands": BANDS, "step": "0.01"}),
    ("judgement", {}),
    ("panel", {"top": "10", "step": "0.5"}),
    ("panel", {"confirm": True, "raw": {"X": "1"}, "calculation": {"name": "", "reusable": True}}),
]


def document(kind: str, given: object, /, **more: object) -> dict[str, Any]:
    """Return a scheme of one aspect."""
    aspect: dict[str, object] = {"kind": kind, "text": "长 / Long", "max": "2", "parameters": given}
    if kind == "judgement":
        aspect["levels"] = LEVELS
    subs = [{"code": "A1", "name": "", "aspects": [{**aspect, **more}]}]
    return {
        "format": "jiangsai.scheme/1",
        "title": "测试 / Test",
        "criteria": [{"code": "A", "name": "", "sub_criteria": subs}],
    }


def problems(sent: object) -> tuple[Problem, ...]:
    """Return what is wrong with a document; there is no scheme in it then."""
    data = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    reading = scheme_source.read(data)
    assert (reading.draft is None) == bool(reading.problems)
    return reading.problems


def refused(sent: object) -> tuple[str, str]:
    """Return the place and the code of the one problem of a document."""
    (problem,) = problems(sent)
    assert message(problem)
    return problem.sheet, problem.code


@pytest.mark.parametrize(("kind", "given"), SOUND)
def test_every_kind_is_read_with_its_parameters_as_they_were_written(
    kind: str, given: dict[str, object]
) -> None:
    reading = scheme_source.read(json.dumps(document(kind, given)).encode())
    assert reading.draft is not None
    (aspect,) = reading.draft.aspects
    assert (aspect.kind, aspect.parameters) == (kind, given)


def test_there_is_a_sound_example_of_every_kind() -> None:
    assert {kind for kind, _ in SOUND} == set(Kind)


A_DAY_TOO_FAR: Final = {
    "code": "A",
    "sub_criteria": [{"code": "A1", "day": 100, "aspects": []}],
}
WRONG: Final[list[tuple[str, dict[str, object], str, str]]] = [
    ("pass_fail", {"step": "1"}, ".step", "key-unknown"),
    ("completed", {"possible": 0}, ".possible", "too-low"),
    ("completed", {"possible": "5"}, ".possible", "not-whole"),
    ("choice", {}, ".choices", "key-missing"),
    ("choice", {"choices": []}, ".choices", "list-length"),
    ("choice", {"choices": [{"label": "All"}]}, ".choices[0].deduction", "key-missing"),
    ("choice", {"choices": [{"deduction": "0"}]}, ".choices[0].label", "key-missing"),
    ("choice", {"choices": [{"deduction": "0", "label": {}}]}, ".choices[0].label", "key-missing"),
    ("choice", {"choices": [{**CHOICES[0], "unit": "%"}]}, ".choices[0].unit", "not-among"),
    ("choice", {"choices": [{**CHOICES[0], "hint": ""}]}, ".choices[0].hint", "key-unknown"),
    ("ranged", {"ranges": RANGES}, ".target", "key-missing"),
    ("ranged", {"target": "1", "ranges": {}}, ".ranges", "not-list"),
    ("ranged", {"target": 1.5, "ranges": RANGES}, ".target", "not-exact"),
    ("ranged", {"target": "1", "ranges": [{}]}, ".ranges[0].lower", "key-missing"),
    ("tolerance", {"nominal": "1"}, ".tolerance", "key-missing"),
    ("tolerance", {"nominal": "1", "tolerance": "-1"}, ".tolerance", "too-low"),
    ("tolerance", {"nominal": "1e9", "tolerance": "1"}, ".nominal", "not-number"),
    ("deduct", {"points": "9999999999"}, ".points", "not-number"),
    ("deduct", {"points": True}, ".points", "not-number"),
    ("count", {"points": None}, ".points", "not-number"),
    ("free", {"step": "abc"}, ".step", "not-number"),
    ("free", {"step": "0"}, ".step", "not-above"),
    ("free", {"Step": "1"}, ".Step", "key-unknown"),
    ("free", {"unit": 5}, ".unit", "not-text"),
    ("free", {"unit": "m\0"}, ".unit", "text-unfit"),
    ("free", {"unit": "x" * 4001}, ".unit", "text-length"),
    ("free", {"raw": {" a": "1"}}, '.raw[" a"]', "code-spaces"),
    ("free", {"confirm": 1}, ".confirm", "not-flag"),
    ("free", {"max": "3"}, ".max", "key-unknown"),
    ("free", {"levels": []}, ".levels", "key-unknown"),
    ("rank", {}, ".points", "key-missing"),
    ("rank", {"points": "5", "order": "up"}, ".order", "not-among"),
    ("rank", {"points": "5", "bands": BANDS}, ".bands", "key-unknown"),
    ("time", {}, ".points", "key-missing"),
    ("time", {"bands": []}, ".bands", "list-length"),
    ("time", {"bands": None}, ".bands", "not-list"),
    ("time", {"bands": [[]]}, ".bands[0]", "not-object"),
    ("time", {"bands": BANDS, "points": "5"}, ".points", "key-unknown"),
    ("panel", {"top": "0"}, ".top", "not-above"),
    ("panel", {"\ud800": "0"}, r'["\ud800"]', "key-unknown"),
]


@pytest.mark.parametrize(("kind", "given", "place", "code"), WRONG)
def test_a_wrong_parameter_is_named_by_its_path(
    kind: str, given: dict[str, object], place: str, code: str
) -> None:
    assert refused(document(kind, given)) == (f"{ASPECT}.parameters{place}", code)


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        ({"parameters": []}, ".parameters", "not-object"),
        ({"kind": "guess"}, ".kind", "not-among"),
        ({"max": 60}, ".max", "not-exact"),
        ({"max": "NaN"}, ".max", "not-number"),
        ({"max": "-1"}, ".max", "too-low"),
        ({"text": ""}, ".text", "text-length"),
        ({"text": "\0"}, ".text", "text-unfit"),
        ({"section": 3}, ".section", "not-text"),
        ({"requirment": "1 mm"}, ".requirment", "key-unknown"),
        ({"kind": "judgement", "levels": LEVELS[1:]}, ".levels", "levels-not-four"),
    ],
)
def test_what_is_wrong_beside_the_parameters_is_named_too(
    more: dict[str, object], place: str, code: str
) -> None:
    assert refused(document("pass_fail", {}, **more)) == (f"{ASPECT}{place}", code)


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"criteria": None}, "$.criteria", "not-list"),
        ({"criteria": [3]}, "$.criteria[0]", "not-object"),
        ({"criteria": [{"code": "A"}]}, "$.criteria[0].sub_criteria", "key-missing"),
        ({"criteria": [{"code": "A" * 41, "sub_criteria": []}]}, "$.criteria[0].code", None),
        ({"criteria": [{"code": "A", "sub_criteria": []}] * 2}, "$.criteria[1].code", "code-twice"),
        ({"criteria": []}, "", "no-aspects"),
        ({"criteria": [A_DAY_TOO_FAR]}, "$.criteria[0].sub_criteria[0].day", "out-of-bounds"),
        ({"title": 5}, "$.title", "not-text"),
        ({"format": "jiangsai.trade/1", "rules": {}}, "$.format", "not-our-format"),
        ({"format": ["\ud800"]}, "$.format", "not-our-format"),
    ],
)
def test_what_is_wrong_above_the_aspects_is_named_too(
    change: dict[str, object], place: str, code: str | None
) -> None:
    found = refused({**document("free", {}), **change})
    assert found == (place, code or "text-length")


def test_two_sub_criteria_with_one_code_are_refused() -> None:
    twice = document("free", {})
    twice["criteria"].append({**deepcopy(twice["criteria"][0]), "code": "B"})
    assert refused(twice) == ("$.criteria[1].sub_criteria[0].code", "code-twice")


def test_every_wrong_aspect_is_named_at_once() -> None:
    several = document("free", {"step": "abc"})
    aspects = several["criteria"][0]["sub_criteria"][0]["aspects"]
    aspects += [{"kind": "free", "text": "x", "max": "1"}, {"kind": "rank"}, 7]
    found = [(each.sheet.partition("aspects")[2], each.code) for each in problems(several)]
    assert found == [
        ("[0].parameters.step", "not-number"),
        ("[2].text", "key-missing"),
        ("[3]", "not-object"),
    ]


def test_a_thousand_wrong_aspects_do_not_fill_a_page() -> None:
    many = document("free", {})
    many["criteria"][0]["sub_criteria"][0]["aspects"] = [{}] * 1000
    found = problems(many)
    assert (len(found), found[-1].code) == (51, "more-problems")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not-json"),
        (b"[" * 100_000, "nested-too-deeply"),
        (b'{"a":' * 100_000, "nested-too-deeply"),
        (b'{"format": "jiangsai.scheme/1", "criteria": [' + b"[" * 900 + b"]" * 900 + b"]}", None),
        (b'{"a": ' + b"9" * 5000 + b"}", "digits-too-many"),
        (b'{"a": 1e999999}', "not-our-format"),
        (b'{"a": NaN}', "not-number"),
        (b'{"a": 1, "a": 2}', "key-twice"),
        (b'{"a": "\xff"}', "not-utf-8"),
        (b"[]", "not-our-format"),
        (b" \n{}", "not-our-format"),
    ],
)
def test_a_document_that_cannot_be_read_is_told_why(data: bytes, code: str | None) -> None:
    assert refused(data)[1] == (code or "not-object")


def test_a_document_saved_with_a_byte_order_mark_is_read() -> None:
    assert problems(b"\xef\xbb\xbf" + json.dumps(document("free", {})).encode()) == ()


def test_labels_in_two_languages_become_one_text() -> None:
    label = {"zh": "全部", "en": "All"}
    sent = document("choice", {"choices": [{"label": label, "deduction": "0"}]})
    reading = scheme_source.read(json.dumps(sent).encode())
    assert reading.draft is not None
    (aspect,) = reading.draft.aspects
    assert aspect.parameters == {"choices": [{"label": "全部 / All", "deduction": "0"}]}


def test_a_parameter_that_is_null_is_as_good_as_none() -> None:
    reading = scheme_source.read(json.dumps(document("panel", {"top": None})).encode())
    assert reading.draft is not None
    (aspect,) = reading.draft.aspects
    rule = AspectRule(AspectId(1), Kind.PANEL, aspect.max, aspect.parameters)
    assert canonical(rule, "1.50") == "1.5"


@pytest.mark.parametrize("name", sorted(each.name for each in DEMO.glob("*.[jx]s*")))
def test_the_schemes_of_the_demo_keep_to_the_rulebook(name: str) -> None:
    reading = scheme_source.read((DEMO / name).read_bytes())
    assert reading.errors == ()
    assert reading.draft is not None
    for aspect in reading.draft.aspects:
        parameters.check(aspect.kind, aspect.parameters, "$")


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (
            "CHOICE",
            "DEDUCTION_TYPE:::#x~x#UNIT#-#CHOICE1_LABEL:::#x~x#A#-#CHOICE1_DEDUCTION:::-1#x~x#",
        ),
        ("FREE", 'PARAMETERS_TYPE:::#x~x#{"step": "abc"}'),
        ("FREE", 'PARAMETERS_TYPE:::#x~x#{"step": 0.1}'),
        ("FREE", 'PARAMETERS_TYPE:::#x~x#{"steps": "1"}'),
        ("FREE", "PARAMETERS_TYPE:::#x~x#" + '{"a":' * 3000),
        ("RANK", ""),
        ("TIME", 'PARAMETERS_TYPE:::#x~x#{"bands": []}'),
    ],
)
def test_a_workbook_is_held_to_the_same_rulebook(kind: str, written: str) -> None:
    data = scheme(sub(), measured(J=1), calculations=[{"B": kind, "D": written}])
    errors = scheme_source.read(data).errors
    assert [each.code for each in errors] == ["calculation-not-understood"]


KEYS: Final = sorted(
    {"", "kind", "text", "levels", "parameters", "day", "label", "deduction", "unit", "raw", "id"}
    | {"confirm", "calculation", "within", "lower", "upper", "max", "section", "code"}
    | {key for own in PARAMETERS.values() for key in own}
)
ANYTHING = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(max_size=6)
    | some.sampled_from(["0", "1", "-1", "0.5", "1e5", "NaN", "time", "rank", "choice", "percent"]),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within *value*."""
    rows = value.items() if isinstance(value, Mapping) else enumerate(value)
    found = [here] if here else []
    for key, each in rows:
        inner = isinstance(each, dict | list)
        found += places(each, (*here, key)) if inner else [(*here, key)]
    return found


@given(some.data())
def test_whatever_stands_anywhere_in_a_document_is_taken_or_named(data: some.DataObject) -> None:
    kind, sound = data.draw(some.sampled_from(SOUND))
    sent = deepcopy(document(kind, sound, extra="", section="1"))
    for _ in range(data.draw(some.integers(1, 3))):
        *way, last = data.draw(some.sampled_from(places(sent)))
        held: Any = sent
        for key in way:
            held = held[key]
        held[last] = data.draw(ANYTHING)
        if isinstance(held, dict) and data.draw(some.booleans()):
            held[data.draw(some.sampled_from(KEYS))] = data.draw(ANYTHING)
    reading = scheme_source.read(json.dumps(sent).encode())
    assert (reading.draft is None) == bool(reading.problems)
    assert all(each.code != "not-taken" for each in reading.problems)
    told = summary(reading)
    json.dumps(told, ensure_ascii=False).encode()
    if reading.draft is not None:
        for aspect in reading.draft.aspects:
            rule = AspectRule(AspectId(1), Kind(aspect.kind), aspect.max, aspect.parameters)
            assert canonical(rule, "0") == "0"


@ANY_DATABASE
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_of_a_wrong_scheme_is_stored_and_the_page_names_the_path(
    app: Flask, house: Database, language: str
) -> None:
    trade = a_trade(house)
    desk = Desk(app, an_organiser(house).code)
    sent = json.dumps(document("free", {"step": "abc"})).encode()
    answer = desk.fill(f"/organise/trades/{trade}/scheme?lang={language}", file=sent)
    assert answer.status_code == 422
    assert f"{ASPECT}.parameters.step" in answer.text
    assert ("This is not a number" in answer.text) == (language == "en")
    with house.read() as session:
        assert session.scalar(select(func.count(Scheme.id))) == 0


def test_the_command_line_prints_every_path(tmp_path: Path) -> None:
    path = tmp_path / "scheme.json"
    path.write_text(json.dumps(document("completed", {"possible": 0})))
    ran = CliRunner().invoke(cli, ["scheme", "check", str(path)])
    assert ran.exit_code == 1
    assert f"{ASPECT}.parameters.possible: This must be at least 1." in ran.output
