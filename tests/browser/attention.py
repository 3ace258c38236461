"""How often an expectation looks at a page: ten times a second until it is met."""

import time
from typing import Final

import pytest
from playwright._impl.frame import Frame
from playwright._impl.internal_structures import FrameExpectOptions, FrameExpectResult

SPELL_MS: Final = 2400
"""Playwright looks every 100 ms where it has less than 2.5 s, otherwise soon every 500."""


def look_often(patch: pytest.MonkeyPatch) -> None:
    """Let expectations wait in short spells, as long altogether as they say."""
    expect = Frame._expect  # noqa: SLF001 - there is no setting for it

    async def expect_in_spells(
        self: Frame,
        selector: str | None,
        expression: str,
        options: FrameExpectOptions,
        title: str | None,
    ) -> FrameExpectResult:
        until = time.monotonic() + (options.get("timeout") or 0) / 1000
        while (left := (until - time.monotonic()) * 1000) > SPELL_MS:
            spell: FrameExpectOptions = {**options, "timeout": SPELL_MS}
            found = await expect(self, selector, expression, spell, title)
            is_met = found["matches"] != bool(options.get("isNot"))
            if is_met or not found.get("timedOut"):
                return found
        # No time at all would be time without end.
        last: FrameExpectOptions = {**options, "timeout": max(1.0, left)}
        return await expect(self, selector, expression, last, title)

    patch.setattr(Frame, "_expect", expect_in_spells)
