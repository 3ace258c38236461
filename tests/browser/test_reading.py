"""The reader of pages knows words of the other language from what is no language at all."""

import pytest

from tests.browser.reading import strange


@pytest.mark.parametrize(
    "line",
    [
        "7D FB CC FD 5C 51 4C 46",
        "AB CD EF FA CE DE AD BE",
        "AB:CD:EF:FA:CE:DE:AD:BE",
        "00 11 22 33 44 55 66 77",
    ],
)
def test_a_line_of_a_fingerprint_is_no_stranger_in_any_language(line: str) -> None:
    assert strange([("zh-CN", line), ("en", line)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Compare it with the tablet",
        "AB CD EF FA and compare it",
        "FA CE DE",
        "BE AT ED BE",
        "be ad ed ca",
    ],
)
def test_english_words_are_strangers_on_a_chinese_page(text: str) -> None:
    assert strange([("zh-CN", text)]) == [f"[zh] {text}"]


def test_chinese_words_are_strangers_on_an_english_page() -> None:
    assert strange([("en", "平板证书"), ("zh-CN", "平板证书")]) == ["[en] 平板证书"]
