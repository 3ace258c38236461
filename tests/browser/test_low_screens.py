"""On low screens texts give way: every key of the pad and every level stands whole."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sit
from tests.browser.hall import LEVELS, Hall, Staged
from tests.browser.kinds import MARGIN, begin
from tests.browser.reading import AXE, STANDARDS, barriers

pytestmark = pytest.mark.browser
SCREENS: Final = (
    (1180, 820),
    (1024, 768),
    (1280, 752),
    (1024, 748),
    (1133, 724),
    (1024, 690),
    (960, 600),
    (800, 600),
    (853, 533),
    (512, 384),
    (390, 664),
    (360, 640),
)
LONG: Final = (
    "The reading is taken with the steel rule at three places along the edge, and the one that"
    " lies farthest from the nominal counts, whichever side it lies on; the second judge reads it."
)
WORD: Final = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4
# Whole: not cut by what scrolls around it, and on the screen unless the page itself scrolls.
WHOLE: Final = """(names) => [...document.querySelectorAll(names)].filter((each) => {
    const box = each.getBoundingClientRect();
    const page = document.documentElement;
    const isOnPage = page.scrollHeight > innerHeight || (box.top >= 0 && box.bottom <= innerHeight);
    let isCut = box.left < 0 || box.right > innerWidth;
    const tablet = each.closest("judge-tablet");
    for (let frame = each.parentElement; frame !== tablet; frame = frame.parentElement) {
        const {top, bottom} = frame.getBoundingClientRect();
        const isFrame = getComputedStyle(frame).overflowY !== "visible";
        isCut ||= isFrame && (box.top < top - 1 || box.bottom > bottom + 1);
    }
    return isOnPage && !isCut && box.height >= 48;
}).length"""
# Every line of the words is in sight, and none of them lies over what stands beside it.
READ: Final = """(names) => [...document.querySelectorAll(names)].every((each) => {
    const words = document.createRange();
    words.selectNodeContents(each);
    const frame = each.parentElement.getBoundingClientRect();
    return [...words.getClientRects()].every(({right}) => right <= frame.right + 1);
})"""


def scheme() -> dict[str, Any]:
    """Return a scheme with long texts: a reading, a time, levels, and a name that is one word."""
    texts: dict[str, Any] = {"max": "2", "extra": LONG, "requirement": LONG}
    aspects: list[dict[str, Any]] = [
        {"kind": "tolerance", "text": "Margin of the page", "parameters": MARGIN},
        {"kind": "time", "text": "Time", "parameters": {"points": "2", "step": "0.01"}},
        {"kind": "judgement", "text": "Tidiness", "levels": LEVELS},
        {"kind": "tolerance", "text": WORD, "parameters": MARGIN},
    ]
    sub = {"code": "A1", "name": "Layout", "day": 1, "aspects": [each | texts for each in aspects]}
    criteria = [{"code": "A", "name": "Pages", "sub_criteria": [sub]}]
    return {"format": "jiangsai.scheme/1", "title": "Low", "criteria": criteria}


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade whose aspects have long texts."""
    return hall.stage(scheme=scheme())


def turn(page: Page, at: int) -> None:
    """Turn to an aspect of the sheet, counted from 1."""
    page.evaluate(
        "(at) => { const {desk} = document.querySelector('judge-tablet');"
        " desk.turnTo(desk.sheet.aspects[at - 1].id); }",
        at,
    )
    expect(page.locator("#aspect .num")).to_have_text(f"A1.{at}")


def missing(page: Page, view: str) -> list[str]:
    """Return which screens do not show all keys, all levels and the ways to store and to go on."""
    found = []
    pads = (
        (1, ".padbox .pad button", 12),
        (2, ".padbox .pad button", 13),
        (3, ".mark .lv", 0 if view == "dense" else 4),
    )
    for at, names, count in pads:
        turn(page, at)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            whole = page.evaluate(WHOLE, names)
            store = page.evaluate(WHOLE, ".padbox .btn.main, .tools .na, .bottom .next")
            if whole < count or store < (3 if at < 3 else 2):
                found.append(f"{view} A1.{at} {width}x{height}: {whole} of {count}, {store}")
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("view", ["one", "dense", "across"])
def test_every_key_and_level_stands_whole(
    trade: Staged, sit: Sit, view: str, language: str
) -> None:
    assert trade.judges
    page = begin(sit(1, language), view)
    assert missing(page, view) == []
    page.set_viewport_size({"width": 512, "height": 384})
    turn(page, 1)
    asp = page.locator(".asp").bounding_box()
    assert asp is not None
    assert asp["height"] >= 250
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("scrollTo(0, 9999)")
    turn(page, 2)
    assert view == "dense" or page.evaluate("scrollY") == 0


@pytest.mark.parametrize("view", ["one", "dense", "across"])
def test_a_long_word_is_read_to_its_end(trade: Staged, sit: Sit, view: str) -> None:
    assert trade.judges
    page = begin(sit(1), view)
    turn(page, 4)
    for width, height in ((1024, 768), (960, 600)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(READ, ".asp h1, .rows .nm")
        page.evaluate(AXE)
        assert barriers(page, STANDARDS) == []
