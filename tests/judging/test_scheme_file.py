"""What a chief may rely on when sending in or taking out a marking scheme."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from judging.draft import AspectDraft, CriterionDraft, Level, SchemeDraft, SubCriterionDraft
from judging.scheme_file import PROBLEMS, Reading, read, summary, workbook, write
from tests.judging import workbooks
from tests.judging.workbooks import (
    HEADER,
    SHEET,
    Formula,
    Row,
    judged,
    levels,
    measured,
    part,
    scheme,
    sub,
)

DEMO = Path(__file__).parents[2] / "competition/demo/es2023-web-development.xlsx"
REAL_SECTIONS = {"1": "5.00", "2": "5.00", "3": "25.00", "4": "25.00", "5": "40.00"}


def draft(data: bytes) -> SchemeDraft:
    """Return the draft in a workbook, which must hold one."""
    found = read(data).draft
    assert found is not None
    return found


def codes(reading: Reading) -> list[str]:
    """Return what is wrong, sums of 100 aside: small test schemes never reach them."""
    return [one.code for one in reading.problems if one.code != "total-not-100"]


def only(data: bytes) -> AspectDraft:
    """Return the one aspect of a scheme."""
    (aspect,) = draft(data).aspects
    return aspect


def test_a_real_scheme_is_read_to_the_last_mark() -> None:
    assert summary(read(DEMO.read_bytes())) == {
        "criteria": 6,
        "sub_criteria": 36,
        "aspects": {"measurement": 123, "judgement": 26},
        "total": "100.00",
        "sections": [
            {"code": code, "declared": marks, "marked": marks}
            for code, marks in REAL_SECTIONS.items()
        ],
        "calculations": {"pass_fail": 123},
        "errors": [],
        "warnings": [],
    }


def test_a_real_scheme_keeps_its_names_days_and_levels() -> None:
    scheme_draft = draft(DEMO.read_bytes())
    assert scheme_draft.title == "17 Web Development"
    assert scheme_draft.criteria[0].name == "Static Website Design"
    assert scheme_draft.criteria[5].sub_criteria[0].day == 3
    first = scheme_draft.aspects[0]
    assert (first.code, first.kind, first.max, first.section) == (
        "A1.1",
        "judgement",
        Decimal("0.5"),
        "3",
    )
    assert [one.score for one in first.levels] == [0, 1, 2, 3]
    assert first.levels[0].text == "All common elements are not responsive at all"


def test_a_real_scheme_survives_export() -> None:
    scheme_draft = draft(DEMO.read_bytes())
    assert read(write(scheme_draft)) == Reading(scheme_draft)


def test_the_trainers_layout_is_read_without_day_and_sections() -> None:
    reading = read(workbooks.trainers())
    found = draft(workbooks.trainers())
    assert codes(reading) == ["max-above-limit", "max-above-limit", "row-ignored"]
    assert found.title == "Bricklaying / Garden wall"
    assert [(one.code, one.name, one.declared) for one in found.criteria] == [
        ("A", "Walls", Decimal(60)),
        ("B", "Finish", Decimal(40)),
    ]
    assert [(one.code, one.kind, one.max) for one in found.aspects] == [
        ("A1.1", "pass_fail", Decimal(60)),
        ("B1.1", "judgement", Decimal(40)),
    ]
    assert (found.aspects[0].extra, found.aspects[0].requirement) == ("Less 10 a fault", "Level")
    assert found.declared_total == 100


def test_columns_are_found_by_their_headers_wherever_they_stand() -> None:
    places = dict(zip("ABCDEFGHIJK", "KJIHGFEDCBA", strict=True))
    rows: list[Row] = [HEADER, sub(), measured("0.5", I=1), judged(), *levels()]
    mirrored = [{places[at]: value for at, value in row.items()} for row in rows]
    straight = draft(workbooks.workbook({SHEET: [{"A": "Bricklaying"}, *rows]}))
    assert draft(workbooks.workbook({SHEET: [{"A": "Bricklaying"}, *mirrored]})) == straight


def test_headers_with_windows_line_breaks_and_odd_spaces_are_known() -> None:
    windows = {at: str(said).replace("\n", " \r\n") for at, said in HEADER.items()}
    data = workbooks.workbook({SHEET: [{"A": "Bricklaying"}, windows, sub(), measured()]})
    assert b"_x000D_" in workbooks.part(data, "xl/sharedStrings.xml")
    assert only(data).code == "A1.1"


def test_windows_line_breaks_in_texts_become_plain_ones() -> None:
    assert only(scheme(sub(), measured(G="one\r\ntwo_x000D_\nthree "))).extra == "one\ntwo\nthree"


@pytest.mark.parametrize("written", [1.5, "1.5", "1,5", " 1,50 ", "１．５", Formula("=3/2", 1.5)])
def test_a_mark_counts_however_it_was_typed(written: workbooks.Value) -> None:
    assert only(scheme(sub(), measured(written))).max == Decimal("1.5")


def test_marks_are_exact_and_free_of_what_formulas_add() -> None:
    noisy = 24.749999999999993
    rows: list[Row] = [
        sub(),
        *[measured(0.1)] * 3,
        {"L": "Competition", "M": "Total\nMark", "N": noisy},
    ]
    found = draft(scheme(*rows))
    assert found.total == Decimal("0.3")
    assert found.declared_total == Decimal("24.75")


def test_cells_that_hold_only_spaces_are_blank() -> None:
    assert codes(read(scheme(sub(), measured(A=" ", B=" ", F="\xa0", H="\xa0"), {"E": " "}))) == []


@pytest.mark.parametrize("name", ["Marking Scheme Import", "cis  marking scheme IMPORT", "Иванов"])
def test_the_sheet_may_have_any_of_its_names(name: str) -> None:
    assert only(scheme(sub(), measured(), name=name)).code == "A1.1"


def test_more_than_nine_criteria_are_welcome() -> None:
    rows: list[Row] = [{"A": "Bricklaying"}]
    for letter in "ABCDEFGHIJ":
        rows += [{**HEADER, "L": f"Criterion {letter}"}, sub(f"{letter}1"), measured(10)]
    reading = read(workbooks.workbook({SHEET: rows}))
    assert summary(reading)["criteria"] == 10
    assert set(codes(reading)) == {"max-above-limit"}


def test_a_sub_criterion_and_its_first_aspect_may_share_a_row() -> None:
    aspect = only(scheme({**sub("a 7"), **measured()}))
    assert aspect.code == "A7.1"


def test_criteria_are_told_from_codes_where_no_header_names_them() -> None:
    rows = [{"A": "Bricklaying"}, HEADER, sub("A1"), measured(), sub("B1"), measured()]
    assert [one.code for one in draft(workbooks.workbook({SHEET: rows})).criteria] == ["A", "B"]


@pytest.mark.parametrize(
    ("written", "day"), [(2, 2), ("2", 2), ("Day 2", 2), ("C2", 2), ("Any", None), (None, None)]
)
def test_the_day_of_marking_is_a_number_or_open(written: workbooks.Value, day: int | None) -> None:
    reading = read(scheme(sub(day=written), measured()))
    assert reading.draft is not None
    assert (reading.draft.criteria[0].sub_criteria[0].day, codes(reading)) == (day, [])


CALCULATIONS: list[Row] = [
    {"A": "Five", "B": "NUMBER_COMPLETED", "C": True, "D": "NUM_POSSIBLE:::5.00000000#x~x#"},
    {
        "B": "CHOICE",
        "C": False,
        "D": "DEDUCTION_TYPE:::#x~x#PERCENT#-#CHOICE2_LABEL:::#x~x#One crack#-#"
        "CHOICE2_DEDUCTION:::33.30000000#x~x##-#CHOICE1_LABEL:::#x~x#Sound#-#"
        "CHOICE1_DEDUCTION:::0E-8#x~x#",
    },
    {
        "B": "RANGED_SCORE",
        "C": False,
        "D": "RANGE1_LOWER:::0E-8#x~x##-#DEDUCTION_TYPE:::#x~x#UNIT#-#RANGE1_DEDUCTION:::0E-8#x~x#"
        "#-#RANGE1_UPPER:::3.00000000#x~x##-#TARGET_VALUE:::10.00000000#x~x##-#"
        "RANGE2_LOWER:::#x~x##-#RANGE2_UPPER:::#x~x##-#RANGE2_DEDUCTION:::#x~x#",
    },
    {"A": "Measurement", "B": "PASS_FAIL", "C": True},
    {
        "A": "Deduct .25",
        "B": "REGULAR_DIFFERENCE_DEDUCTION",
        "C": True,
        "D": "DEDUCTION_TYPE:::#x~x#UNIT#-#TARGET_VALUE:::0E-8#x~x##-#DIFFERENCE:::1.00000000#x~x#"
        "#-#DIFFERENCE_TYPE:::#x~x#UNIT#-#DEDUCTION:::0.25000000#x~x#",
    },
    {"B": "MOON_PHASE"},
]


def calculated(row: int) -> bytes:
    """Return a scheme whose one aspect is marked by that row of the calculations."""
    return scheme(sub(), measured(J=row), calculations=CALCULATIONS)


def test_counted_things_know_how_many_are_possible() -> None:
    aspect = only(calculated(1))
    assert aspect.kind == "completed"
    noted = {"name": "Five", "reusable": True}
    assert aspect.parameters == {"possible": 5, "calculation": noted}


def test_choices_come_in_their_order_with_their_deductions() -> None:
    aspect = only(calculated(2))
    assert aspect.kind == "choice"
    assert aspect.parameters == {
        "choices": [
            {"label": "Sound", "deduction": "0", "unit": "percent"},
            {"label": "One crack", "deduction": "33.3", "unit": "percent"},
        ]
    }


def test_ranges_wait_for_the_chiefs_word_and_keep_what_the_file_said() -> None:
    aspect = only(calculated(3))
    assert aspect.kind == "ranged"
    assert aspect.parameters["target"] == "10"
    unit = {"unit": "points"}
    assert aspect.parameters["ranges"] == [{"lower": "0", "upper": "3", "deduction": "0", **unit}]
    raw = aspect.parameters["raw"]
    assert isinstance(raw, dict)
    assert (raw["RANGE1_UPPER"], raw["RANGE2_UPPER"]) == ("3.00000000", "")
    assert codes(read(calculated(3))) == ["calculation-to-confirm"]


def test_deductions_for_each_fault_are_understood_and_confirmed() -> None:
    aspect = only(calculated(5))
    assert (aspect.kind, aspect.parameters["points"]) == ("deduct", "0.25")
    assert codes(read(calculated(5))) == ["calculation-to-confirm"]


@pytest.mark.parametrize("row", [1, 2, 3, 4, 5])
def test_calculations_survive_export(row: int) -> None:
    found = draft(calculated(row))
    assert draft(write(found)) == found
    assert json.loads(json.dumps(dict(found.aspects[0].parameters))) == found.aspects[0].parameters


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        ("NUMBER_COMPLETED", "NUM_POSSIBLE:::0.50000000#x~x#"),
        ("NUMBER_COMPLETED", ""),
        ("CHOICE", "DEDUCTION_TYPE:::#x~x#PERCENT"),
        ("CHOICE", "DEDUCTION_TYPE:::#x~x#PERCENT#-#CHOICE1_DEDUCTION:::5#x~x#"),
        ("CHOICE", "CHOICE1_LABEL:::#x~x#Sound#-#CHOICE1_DEDUCTION:::0E-8#x~x#"),
        ("RANGED_SCORE", "DEDUCTION_TYPE:::#x~x#UNIT#-#TARGET_VALUE:::5#x~x#"),
        (
            "REGULAR_DIFFERENCE_DEDUCTION",
            "TARGET_VALUE:::5#x~x##-#DIFFERENCE:::1#x~x##-#DIFFERENCE_TYPE:::#x~x#UNIT",
        ),
        ("FREE", "PARAMETERS_TYPE:::#x~x#{"),
        ("FREE", "PARAMETERS_TYPE:::#x~x#[]"),
    ],
)
def test_a_calculation_that_says_too_little_is_an_error(kind: str, parameters: str) -> None:
    row: Row = {"B": kind, "D": parameters}
    errors = read(scheme(sub(), measured(J=1), calculations=[row])).errors
    assert [one.code for one in errors] == ["calculation-not-understood"]


def test_deductions_in_percent_are_points_of_the_aspects_own_maximum() -> None:
    tenth = str(CALCULATIONS[4]["D"]).replace("UNIT", "PERCENT", 1).replace("0.25", "10.00")
    data = scheme(sub(), measured(1.5, J=1), calculations=[{**CALCULATIONS[4], "D": tenth}])
    assert only(data).parameters["points"] == "0.15"
    assert draft(write(draft(data))) == draft(data)


def test_a_calculation_type_nobody_knows_is_an_error() -> None:
    assert [one.code for one in read(calculated(6)).errors] == ["calculation-type-unknown"]


def test_a_reusable_calculation_is_exported_once() -> None:
    found = draft(scheme(sub(), *[measured(J=1)] * 2, calculations=CALCULATIONS))
    assert draft(write(found)) == found
    assert part(write(found), "xl/worksheets/sheet2.xml").count(b"<row") == 1


@pytest.mark.parametrize(("row", "key"), [(3, "target"), (5, "points")])
def test_what_the_chief_corrected_is_exported_not_what_was_imported(row: int, key: str) -> None:
    corrected = {**only(calculated(row)).parameters, key: "7"}
    aspect = replace(only(calculated(row)), parameters=corrected)
    assert only(write(with_aspect(aspect))).parameters[key] == "7"


def test_imported_parameters_that_mean_nothing_are_not_exported() -> None:
    aspect = only(calculated(3))
    broken = replace(aspect, parameters={**aspect.parameters, "raw": {"TARGET_VALUE": "?"}})
    assert only(write(with_aspect(broken))).parameters["ranges"] == aspect.parameters["ranges"]


def test_choices_without_any_choice_are_not_exported() -> None:
    aspect = replace(only(calculated(2)), parameters={"choices": []})
    with pytest.raises(ValueError, match="no choices"):
        write(with_aspect(aspect))


def with_aspect(aspect: AspectDraft) -> SchemeDraft:
    """Return a scheme of one aspect."""
    subs = (SubCriterionDraft("A1", "First wall", 1, (aspect,)),)
    return SchemeDraft("99 Bricklaying", (), (CriterionDraft("A", "Walls", None, subs),))


def test_export_carries_kinds_only_this_system_knows() -> None:
    aspect = AspectDraft(
        code="A1.1",
        kind="tolerance",
        text="Length",
        extra="",
        requirement="80 ± 0.2",
        section=None,
        max=Decimal(1),
        parameters={"nominal": "80", "tolerance": "0.2"},
    )
    found = with_aspect(aspect)
    assert draft(write(found)) == found


def test_every_level_of_a_judgement_is_kept() -> None:
    assert only(scheme(sub(), judged(), *levels())).levels == tuple(
        Level(score, f"Joints as for score {score}") for score in range(4)
    )


def test_every_sentence_can_be_filled() -> None:
    assert set(PROBLEMS) == {code.strip() for code in PROBLEMS}
    assert all(sentence.endswith((".", '"%(text)s"')) for sentence in PROBLEMS.values())


def test_the_limits_on_files_are_generous_to_real_ones() -> None:
    assert len(DEMO.read_bytes()) * 20 < workbook.LARGEST_FILE * workbook.MEGABYTE
