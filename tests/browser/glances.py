"""How often is looked: by a desk for news, and by a test for what it expects of a page."""

import math
from typing import Any, Final

import pytest
from playwright._impl.frame import Frame
from playwright.sync_api import Page

DESK_MS: Final = 3000
"""So often the chief judge's page looks for news."""
LONGEST_MS: Final = 2_400
"""Whoever waits for less than 2.5 seconds is told by Playwright within a tenth of a second."""
_expect: Final = Frame._expect  # noqa: SLF001 - Playwright has no setting for it


def looked(desk: Page) -> Page:
    """Return the chief judge's page, its clock set on to its next look for news."""
    desk.clock.fast_forward(DESK_MS)
    return desk


def look_often(patch: pytest.MonkeyPatch) -> None:
    """Let every expectation be a row of short ones, together as patient as it was.

    Playwright itself looks ten times a second where it is to wait for a moment
    only, and else twice.
    """
    patch.setattr(Frame, "_expect", _expect_often)


async def _expect_often(
    self: Frame, selector: Any, expression: str, options: Any, title: Any
) -> Any:
    looks = math.ceil(options["timeout"] / LONGEST_MS)
    shorter: Any = {**options, "timeout": options["timeout"] / max(1, looks)}
    for _ in range(looks - 1):
        found = await _expect(self, selector, expression, shorter, title)
        if not found.get("timedOut"):
            return found
    return await _expect(self, selector, expression, shorter, title)
