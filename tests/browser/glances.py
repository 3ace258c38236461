"""How often is looked: by a desk for news, and by a test for what it expects of a page."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest
from playwright._impl.frame import Frame
from playwright.sync_api import Page

DESK_MS: Final = 3000
"""So often the chief judge's page looks for news."""
LIST_MS: Final = 10_000
"""So often the organiser's list of tablets does."""
LOOKS: Final = 2
PAUSE_MS: Final = 1000
PATIENCE_MS: Final = 12_000
LONGEST_MS: Final = 2_400
"""Whoever waits for less than 2.5 seconds is told by Playwright within a tenth of a second."""
_expect: Final = Frame._expect  # noqa: SLF001 - Playwright has no setting for it


def looked(desk: Page) -> Page:
    """Return the chief judge's page, its clock set on to its next look for news."""
    desk.clock.fast_forward(DESK_MS)
    return desk


def come(page: Page, every_ms: int, expected: Callable[[float], None]) -> None:
    """Set the clock of *page* on to its next looks, one of which brings what is *expected* of it.

    For what is itself on its way to the server: what the second look does not bring
    is waited for.  *expected* is told for how many milliseconds.
    """
    for _ in range(LOOKS):
        page.clock.fast_forward(every_ms)
        with suppress(AssertionError):
            expected(PAUSE_MS)
            return
    expected(PATIENCE_MS)


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
