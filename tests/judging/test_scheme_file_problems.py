"""What the reader finds wrong or doubtful, and where it points."""

from collections.abc import Sequence
from datetime import date

import pytest

from judging.draft import SchemeDraft
from judging.scheme_file import Reading, message, read
from tests.judging import workbooks
from tests.judging.workbooks import (
    HEADER,
    SECTIONS,
    SHEET,
    Row,
    judged,
    level,
    levels,
    measured,
    scheme,
    sub,
)


def codes(reading: Reading) -> list[str]:
    """Return what is wrong, sums of 100 aside: small test schemes never reach them."""
    return [one.code for one in reading.problems if one.code != "total-not-100"]


def draft(data: bytes) -> SchemeDraft:
    """Return the draft in a workbook, which must hold one."""
    found = read(data).draft
    assert found is not None
    return found


ERRORS: list[tuple[str, Sequence[Row], str, int, str]] = [
    ("max-missing", [sub(), measured(None)], "Aspect A1.1 has no max mark.", 7, "K"),
    ("max-unreadable", [sub(), measured("half")], 'Aspect A1.1 has the max mark "half"', 7, "K"),
    ("max-unreadable", [sub(), measured(-1)], 'Aspect A1.1 has the max mark "-1"', 7, "K"),
    ("max-unreadable", [sub(), measured(date(2023, 5, 1))], "Aspect A1.1 has", 7, "K"),
    ("max-unreadable", [sub(), measured(1e300)], "Aspect A1.1 has", 7, "K"),
    ("max-unreadable", [sub(), {**measured(), "K": True}], "Aspect A1.1 has", 7, "K"),
    ("levels-missing", [sub(), judged(), *levels()[:2]], "scores: 2, 3.", 7, "F"),
    ("levels-missing", [sub(), judged(), *levels()[1:], level(0, " ")], "scores: 0.", 7, "F"),
    ("level-twice", [sub(), judged(), *levels(), level(2)], "describes score 2 twice", 12, "F"),
    ("level-unknown", [sub(), judged(), *levels(), level(4)], '"4" is not a judgement', 12, "F"),
    ("level-unknown", [sub(), judged(), *levels(), level("x")], '"x" is not a', 12, "F"),
    ("aspect-outside", [measured()], "before any sub-criterion", 6, "D"),
    ("aspect-type-unknown", [sub(), measured(D="S")], 'type "S" is not known', 7, "D"),
    ("aspect-type-unknown", [sub(), measured(D=None)], 'type "" is not known', 7, "D"),
    ("sub-criterion-twice", [sub(), measured(), sub(), measured()], "A1 appears twice", 8, "A"),
    ("sub-criterion-unreadable", [sub("1.1")], '"1.1" is not a sub-criterion ID', 6, "A"),
    ("sub-criterion-misplaced", [sub("B1"), measured()], "B1 stands under criterion A", 6, "A"),
    ("calculation-row-unknown", [sub(), measured(J=9)], 'calculation row "9"', 7, "J"),
]


@pytest.mark.parametrize(("code", "rows", "said", "row", "column"), ERRORS)
def test_an_error_names_its_place(
    code: str, rows: Sequence[Row], said: str, row: int, column: str
) -> None:
    # A sound aspect follows, so that nothing else is wrong.
    errors = read(scheme(*rows, sub("A9"), measured())).errors
    assert [(one.code, one.sheet, one.row, one.column) for one in errors] == [
        (code, SHEET, row, column)
    ]
    assert said in message(errors[0])


def test_aspects_that_cannot_be_marked_are_left_out_but_keep_their_number() -> None:
    found = draft(scheme(sub(), measured(None), judged("?"), *levels(), measured()))
    assert [one.code for one in found.aspects] == ["A1.3"]


def test_a_judgement_without_sub_criterion_is_one_error_not_five() -> None:
    assert codes(read(scheme(judged(), *levels(), sub(), measured()))) == ["aspect-outside"]


def sections(*declared: tuple[str, float]) -> list[Row]:
    """Return the top of a scheme that declares sections, and 4 marks for criterion A."""
    listed: list[Row] = [
        {"A": code, "B": f"Section {code}", "I": marks} for code, marks in declared
    ]
    return [
        {"A": "99 Bricklaying"},
        {"A": "WorldSkills Occupational Standards"},
        SECTIONS,
        *listed,
        {"I": "Total Variation", "K": 0},
        {"A": "Criteria"},
        {"A": "ID", "B": "Name", "K": "Mark"},
        {"A": "A", "B": "Walls", "K": 4},
        {"A": "B"},
        {**HEADER, "L": "Criterion A", "M": "Total\nMark", "N": 4},
    ]


TOTAL: Row = {"L": "Competition", "M": "Total\nMark", "N": 100}
WARNINGS: list[tuple[str, Sequence[Row], str]] = [
    (
        "criterion-sum",
        [*sections(("1", 3.75)), sub(), measured(2, I=1), measured(1.75, I=1)],
        "Criterion A declares 4.00, its aspects add up to 3.75.",
    ),
    (
        "section-sum",
        [*sections(("1", 4.25)), sub(), measured(2, I=1), measured(2, I="WSOS 1")],
        "Section 1 declares 4.25, its aspects add up to 4.00.",
    ),
    (
        "total-sum",
        [*sections(("1", 4)), sub(), measured(2, I=1), measured(2, I=1), TOTAL],
        "The scheme declares a total of 100.00, its aspects add up to 4.00.",
    ),
    (
        "max-above-limit",
        [*sections(("1", 4)), sub(), measured(1.5, I=1), measured(2.5, I=1)],
        "Aspect A1.2 is worth 2.50, more than 2.00.",
    ),
    (
        "aspect-without-section",
        [*sections(("1", 2)), sub(), measured(2, I=1), measured(2)],
        "Aspect A1.2 belongs to no section of the standards.",
    ),
    (
        "section-not-declared",
        [*sections(("1", 2)), sub(), measured(2, I=1), measured(1, I=2), measured(1, I=2)],
        "Section 2 is not in the table of sections; aspects using it: 2.",
    ),
    (
        "criterion-without-aspects",
        [
            *sections(("1", 4)),
            sub(),
            *[measured(2, I=1)] * 2,
            {**HEADER, "L": "Criterion C", "N": 1},
        ],
        "Criterion C has no aspects.",
    ),
    (
        "aspect-without-text",
        [*sections(("1", 4)), sub(), measured(2, I=1), measured(2, I=1, E="")],
        "Aspect A1.2 has no description.",
    ),
    (
        "row-ignored",
        [*sections(("1", 4)), sub(), {"E": "Header and hero"}, *[measured(2, I=1)] * 2],
        'is ignored: "Header and hero"',
    ),
    (
        "row-ignored",
        [*sections(("1", 4)), sub(), *[measured(2, I=1)] * 2, level(1, "Fair")],
        "neither a sub-criterion nor an aspect",
    ),
    (
        "row-ignored",
        [*sections(("1", 4)), sub(), *[measured(2, I=1)] * 2, {"A": "End of the form"}],
        'is ignored: "End of the form"',
    ),
    (
        "day-unreadable",
        [*sections(("1", 4)), sub(day="later"), *[measured(2, I=1)] * 2],
        '"later" is not a day of marking',
    ),
]


@pytest.mark.parametrize(("code", "rows", "said"), WARNINGS)
def test_a_warning_names_the_figures(code: str, rows: Sequence[Row], said: str) -> None:
    reading = read(workbooks.workbook({SHEET: rows}))
    assert (codes(reading), reading.errors) == ([code], ())
    assert said in message(reading.warnings[0])


def test_a_total_other_than_a_hundred_is_pointed_out() -> None:
    (warning,) = read(scheme(sub(), measured())).warnings
    assert message(warning) == "The aspects add up to 1.00, not to 100."


def test_unused_letters_of_the_form_are_no_criteria() -> None:
    data = workbooks.workbook({SHEET: [*sections(("1", 2)), sub(), measured(2, I=1)]})
    assert [one.code for one in draft(data).criteria] == ["A"]


def test_a_sheet_without_title_is_an_error() -> None:
    data = workbooks.workbook({SHEET: [{"A": "Criteria"}, HEADER, sub(), measured()]})
    assert codes(read(data)) == ["title-missing"]


def test_a_sheet_without_aspects_is_an_error() -> None:
    assert codes(read(scheme())) == ["aspects-missing", "criterion-without-aspects"]


def test_a_header_row_that_lacks_a_column_says_which() -> None:
    header = {at: said for at, said in HEADER.items() if at != "K"}
    errors = read(workbooks.workbook({SHEET: [{"A": "Bricklaying"}, header, sub()]})).errors
    assert message(errors[0]) == "The header row lacks these columns: Max Mark."
