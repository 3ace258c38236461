"""What people write in the cells of a roster is read exactly, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.registration import cells
from competition.registration.cells import UnusableCell, spelled, taken

SECONDS = st.decimals(0, 99_999, places=2)


@given(SECONDS)
def test_minutes_and_seconds_are_the_seconds_they_say(seconds: Decimal) -> None:
    minutes, rest = divmod(seconds, 60)
    assert cells.time(f"{int(minutes)}:{rest:05.2f}") == seconds
    assert cells.time(f"{seconds:f}") == seconds


@given(SECONDS)
def test_hours_are_taken_where_seconds_stand_behind_them(seconds: Decimal) -> None:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    assert cells.time(f"{int(hours)}:{int(minutes):02}:{rest:05.2f}") == seconds


@given(st.integers(0, 99), st.integers(0, 59))
def test_hours_and_minutes_alone_are_no_time(hours: int, minutes: int) -> None:
    with pytest.raises(UnusableCell):
        cells.time(f"{hours}:{minutes:02}:00")


@given(st.decimals(-999_999_999, 999_999_999, places=8))
def test_a_number_is_kept_digit_by_digit(number: Decimal) -> None:
    assert cells.number(f"{number:f}") == number


@given(st.text(max_size=12))
def test_any_cell_is_taken_or_refused_and_reads_back_the_same(text: str) -> None:
    for column in cells.READERS:
        try:
            value = taken(column, text.strip())
        except UnusableCell:
            continue
        assert taken(column, spelled(value)) == value


@pytest.mark.parametrize("text", ["red", "#c82", "#c8281c80", "#gggggg", "none;#c8281c", ";"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(UnusableCell):
        taken("colours", text)


def test_a_flag_has_three_colours_at_most() -> None:
    assert taken("colours", "#000000；#FFFFFF、#c8281c") == ("#000000", "#ffffff", "#c8281c")
    with pytest.raises(UnusableCell):
        taken("colours", ";".join(["#000000"] * 4))


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (("1", "高级技师", "一级"), 1),
        (("2", "技师", "二级", "２"), 2),
        (("3", "高级工", "3级"), 3),
        (("4", "中级工"), 4),
        (("5", "初级工", "五级"), 5),
    ],
)
def test_skill_levels_have_their_chinese_words(words: tuple[str, ...], level: int) -> None:
    assert {taken("level", word) for word in words} == {level}


@pytest.mark.parametrize("text", ["2001-02-03", "2001/2/3", "2001.2.3", "2001年2月3日"])
def test_a_date_of_birth_stands_year_first(text: str) -> None:
    assert spelled(cells.birth(text)) == "2001-02-03"


@pytest.mark.parametrize("text", ["2001年2-3", "1899-12-31", "20010203", "36925"])
def test_what_may_be_another_day_is_no_date_of_birth(text: str) -> None:
    with pytest.raises(UnusableCell):
        cells.birth(text)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("", "ranked"),
        ("参赛", "ranked"),
        ("Guest", "guest"),
        ("退赛", "withdrawn"),
        ("取消资格", "excluded"),
        ("成绩无效", "void"),
    ],
)
def test_statuses_have_words_in_both_languages(word: str, status: str) -> None:
    assert cells.status(word) == status
