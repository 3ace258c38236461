"""Files that are no schemes: the reader names the trouble and never falls over."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judging.draft import (
    AspectDraft,
    CriterionDraft,
    Level,
    SchemeDraft,
    SectionDraft,
    SubCriterionDraft,
)
from judging.scheme_file import message, read, summary, workbook, write
from judging.scheme_file.cells import clean
from tests.judging import workbooks
from tests.judging.workbooks import HEADER, measured, part, repacked, scheme, sub

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
FIRST_SHEET = "xl/worksheets/sheet1.xml"
SOUND = scheme(sub(), measured())


def refused(data: bytes) -> str:
    """Return the code of the one problem that stopped the reading."""
    reading = read(data)
    (problem,) = reading.problems
    assert (reading.draft, problem.severity) == (None, "error")
    assert message(problem)
    return problem.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"code;name\nA1;Wall\n", "file-not-xlsx"),
        (b"PK\x05\x06" + bytes(18), "file-not-xlsx"),
        (b"PK\x03\x04 and then nothing", "file-damaged"),
        (OLE + bytes(504), "file-not-xlsx"),
        (repacked(SOUND, "content.xml", b"<office/>"), "file-not-xlsx"),
        (OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "file-password"),
        (SOUND[:-200], "file-damaged"),
        (repacked(SOUND, FIRST_SHEET, b"<worksheet><sheetData><row"), "file-damaged"),
        (bytes(20 * 1024 * 1024 + 1), "file-too-large"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_workbook_without_scheme_is_refused() -> None:
    assert refused(workbooks.workbook({"Roster": [{"A": "Name"}]})) == "sheet-missing"


def test_a_scheme_sheet_without_header_is_refused() -> None:
    assert refused(workbooks.workbook({workbooks.SHEET: [{"A": "Title"}]})) == "header-missing"


def test_two_unnamed_schemes_in_one_workbook_are_not_guessed_between() -> None:
    rows = [{"A": "Bricklaying"}, HEADER, sub(), measured()]
    assert refused(workbooks.workbook({"One": rows, "Two": rows})) == "sheet-unclear"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b'<row r="20001"><c r="A20001"><v>1</v></c></row>', "too-many-rows"),
        (b'<row r="1048576"><c><v>1</v></c></row>', "too-many-rows"),
        (b"<row><c s='/>' r='A1048576'><v>1</v></c></row>", "too-many-rows"),
        (b'<row r="900"><c r="XFD900"><v>1</v></c></row>', "too-many-columns"),
    ],
)
def test_a_cell_in_the_last_corner_does_not_fill_the_memory(cell: bytes, code: str) -> None:
    content = part(SOUND, FIRST_SHEET).replace(b"</sheetData>", cell + b"</sheetData>")
    assert refused(repacked(SOUND, FIRST_SHEET, content)) == code


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "LARGEST_CONTENT", 1)
    assert refused(repacked(SOUND, "xl/media/wall.png", bytes(1024 * 1024))) == "content-too-large"


def test_blank_formatted_rows_at_the_bottom_do_no_harm() -> None:
    blank = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    content = part(SOUND, FIRST_SHEET).replace(b"</sheetData>", blank)
    assert read(repacked(SOUND, FIRST_SHEET, content)) == read(SOUND)


def test_a_refused_file_still_has_a_summary() -> None:
    found = summary(read(b""))
    assert (found["total"], found["criteria"], found["warnings"]) == ("0.00", 0, [])
    assert found["errors"] == [
        {
            "code": "file-empty",
            "sheet": "",
            "row": None,
            "column": None,
            "message": "The file is empty.",
        }
    ]


@given(st.binary(max_size=400), st.integers(0, len(SOUND)))
@settings(max_examples=60, deadline=None)
def test_garbage_never_raises(noise: bytes, place: int) -> None:
    assert read(noise).problems
    read(SOUND[:place] + noise + SOUND[place + len(noise) :])


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp"))
TEXT = st.text(LETTERS, max_size=20).map(clean)
SAID = TEXT.filter(bool)
NAME = st.sampled_from(["", "Walls", "砌墙", "Header, footer & more", "1.5", "=SUM(A1)", "_x0041_"])
MARKS = st.decimals(0, 100, places=2)
MAYBE = st.none() | MARKS
CODES = st.sampled_from(["1", "2", "5.1"])
CHOICES = st.lists(
    st.fixed_dictionaries(
        {"label": NAME.filter(bool), "deduction": st.sampled_from(["0", "33.3"])}
    ),
    min_size=1,
    max_size=4,
).map(lambda found: {"choices": [{**one, "unit": "percent"} for one in found]})
Rule = tuple[str, dict[str, object]]
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.just(("pass_fail", {})),
    st.integers(1, 9).map(lambda most: ("completed", {"possible": most})),
    CHOICES.map(lambda found: ("choice", found)),
    st.just(("free", {"step": "0.5"})),
)


@st.composite
def schemes(draw: st.DrawFn) -> SchemeDraft:
    """Draw any scheme that could have been read from a file."""
    criteria = []
    for letter in "ABCDEFGHIJ"[: draw(st.integers(1, 4))]:
        subs = []
        for number in range(1, draw(st.integers(1, 3)) + 1):
            code = f"{letter}{number}"
            count = draw(st.integers(1, 3))
            aspects = tuple(draw(drawn(f"{code}.{place}")) for place in range(1, count + 1))
            day = draw(st.none() | st.integers(0, 5))
            subs.append(SubCriterionDraft(code, draw(NAME), day, aspects))
        criteria.append(CriterionDraft(letter, draw(NAME), draw(MAYBE), tuple(subs)))
    sections = tuple(SectionDraft(code, draw(NAME), draw(MAYBE)) for code in ("1", "2"))
    return SchemeDraft("99 Bricklaying", sections, tuple(criteria), draw(MAYBE))


@st.composite
def drawn(draw: st.DrawFn, code: str) -> AspectDraft:
    """Draw an aspect, measured or judged."""
    kind, parameters = draw(RULES | st.just(("judgement", {})))
    spoken = draw(st.lists(SAID, min_size=4, max_size=4)) if kind == "judgement" else []
    return AspectDraft(
        code=code,
        kind=kind,
        text=draw(TEXT),
        extra=draw(TEXT),
        requirement=draw(TEXT),
        section=draw(st.none() | CODES),
        max=draw(MARKS),
        levels=tuple(Level(score, said) for score, said in enumerate(spoken)),
        parameters=parameters,
    )


@given(schemes())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_round_trip_loses_nothing(scheme_draft: SchemeDraft) -> None:
    reading = read(write(scheme_draft))
    assert reading.errors == ()
    assert reading.draft == scheme_draft
    assert reading.draft.total == sum((one.max for one in scheme_draft.aspects), Decimal(0))
