"""How often pages look for news, and how a test brings them to their next look."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from playwright.sync_api import Page

DESK_MS: Final = 3000
"""So often the chief judge's page looks for news."""
LIST_MS: Final = 10_000
"""So often the organiser's list of tablets does."""
LOOKS: Final = 2
PAUSE_MS: Final = 1000
PATIENCE_MS: Final = 12_000


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
