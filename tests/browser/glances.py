"""Looks ten times a second for what a test expects of a page; Playwright looks twice."""

import math
from typing import Any, Final

import pytest
from playwright._impl.frame import Frame

LONGEST_MS: Final = 2_400
"""Whoever waits for less than 2.5 seconds is told by Playwright within a tenth of a second."""
_expect: Final = Frame._expect  # noqa: SLF001 - Playwright has no setting for it


def look_often(patch: pytest.MonkeyPatch) -> None:
    """Let every expectation be a row of short ones, together as patient as it was."""
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
