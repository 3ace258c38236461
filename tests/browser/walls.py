"""Browsers on the walls of the hall, and the operator's hands."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.hall import Hall

CONSOLE = "/organise/screens"


class Wall:
    """A page that shows what it is told."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def hang(self, hall: Hall, name: str = "East wall") -> None:
        """Open the screen's page and let the operator take it in."""
        hang([self], hall, name)

    def take_in(self, hall: Hall, name: str) -> None:
        """Let the operator take it in by the code that it shows."""
        typed = self.page.locator(".typed")
        expect(typed).to_be_visible()
        form = {"code": typed.inner_text(), "name": name, "place": "Hall A"}
        answer = hall.organiser.fill(CONSOLE, form)
        self.number = int(answer.headers["Location"].rsplit("/", 1)[1])

    def told(self, hall: Hall, do: str, **form: Any) -> None:
        """Let the operator press a button."""
        hall.organiser.fill(f"{CONSOLE}/{self.number}", {"do": do, **form})

    @property
    def board(self) -> FrameLocator:
        """Return the board that is seen."""
        return self.page.frame_locator("#stage iframe:not(.coming)").last


def hang(walls: Sequence[Wall], hall: Hall, name: str) -> None:
    """Open screens and let the operator take them in, who then looks at each of them.

    Nobody waits until they ask by themselves; that they do, test_screens.py tells.
    """
    for wall in walls:
        wall.page.goto("/screen")
    for wall in walls:
        wall.take_in(hall, name)
        wall.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for wall in walls:
        expect(wall.page.locator(".idle")).to_contain_text(name)
