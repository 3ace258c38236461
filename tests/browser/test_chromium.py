"""The tests' own Chromium starts and can write Chinese."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Glyphs of a missing font are all the same box.
DIFFER = """() => {
    const canvas = document.createElement("canvas");
    const draw = (word) => {
        const pen = canvas.getContext("2d");
        pen.clearRect(0, 0, 300, 150);
        pen.font = "40px sans-serif";
        pen.fillText(word, 10, 60);
        return canvas.toDataURL();
    };
    return new Set(["匠", "赛", "\\u{10ffff}"].map(draw)).size === 3;
}"""


def test_chinese_characters_are_drawn_each_in_its_own_shape(page: Page) -> None:
    page.set_content("<p>匠赛</p>")
    assert page.evaluate(DIFFER)
