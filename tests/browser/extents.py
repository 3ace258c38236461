"""How what is drawn lies on a screen: all of it there, none of it cut, nothing over the edge."""

from typing import Final

from playwright.sync_api import Locator, Page, expect

_SLACK_PX: Final = 1
# What hangs below a line may reach into the next one.
_HANGING_PX: Final = 4
_CUT: Final = """(all, slack) => all
    .filter((each) => getComputedStyle(each).overflow !== "visible")
    .filter((each) => each.scrollWidth > each.clientWidth + slack ||
        each.scrollHeight > each.clientHeight + slack)
    .map((each) => `${each.textContent}: ${each.scrollWidth} × ${each.scrollHeight}`)"""
_BEYOND: Final = """(all, slack) => all.filter((each) => {
    const {left, top, right, bottom} = each.getBoundingClientRect();
    const isBelow = bottom > innerHeight + slack;
    return left < -slack || top < -slack || right > innerWidth + slack || isBelow;
}).map((each) => each.textContent)"""


def expect_whole(found: Locator) -> None:
    """Let every one of *found* be seen with nothing of it cut off."""
    expect(found.first).to_be_visible()
    assert found.evaluate_all(_CUT, _SLACK_PX) == []


def expect_on_screen(found: Locator) -> None:
    """Let every one of *found* be seen inside the picture, without scrolling."""
    expect(found.first).to_be_visible()
    assert found.evaluate_all(_BEYOND, _SLACK_PX) == []


def expect_within(inner: Locator, outer: Locator) -> None:
    """Let *inner* be seen inside *outer*."""
    expect(inner).to_be_visible()
    small, large = inner.bounding_box(), outer.bounding_box()
    assert small is not None
    assert large is not None
    assert small["x"] >= large["x"] - _SLACK_PX
    assert small["y"] >= large["y"] - _SLACK_PX
    assert small["x"] + small["width"] <= large["x"] + large["width"] + _SLACK_PX
    assert small["y"] + small["height"] <= large["y"] + large["height"] + _SLACK_PX


def expect_apart(found: Locator) -> None:
    """Let no two of *found* lie over each other."""
    boxes = [box for each in found.all() if (box := each.bounding_box()) is not None]
    assert boxes
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert (
                one["x"] + one["width"] <= other["x"] + _HANGING_PX
                or other["x"] + other["width"] <= one["x"] + _HANGING_PX
                or one["y"] + one["height"] <= other["y"] + _HANGING_PX
                or other["y"] + other["height"] <= one["y"] + _HANGING_PX
            ), (one, other)


def expect_no_way_sideways(page: Page) -> None:
    """Let nothing of a page lie beside the picture."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
