"""How boards are looked at: three screens, two languages, and a board's two faces."""

import csv
from dataclasses import dataclass
from itertools import product
from typing import Final

from playwright.sync_api import Page, ViewportSize

from tests.browser.hall import ROSTER
from tests.browser.places import Speech

PHONE: Final = ViewportSize(width=390, height=844)
SCREENS: Final = {
    "1920x1080": ViewportSize(width=1920, height=1080),
    "1024x768": ViewportSize(width=1024, height=768),
    "390x844": PHONE,
}
SILENCE_MS: Final = 16_000
"""After so long without news a board says so."""
_ROSTER: Final = list(csv.DictReader(ROSTER.splitlines()))


@dataclass(frozen=True)
class View:
    """A screen and the language of who reads it."""

    size: str
    language: str

    def __str__(self) -> str:
        """Return the name of tests that look so."""
        return f"{self.size}-{self.language}"

    @property
    def screen(self) -> ViewportSize:
        """Return how large the screen is."""
        return SCREENS[self.size]

    @property
    def is_phone(self) -> bool:
        """Answer whether it lies in a hand."""
        return self.screen == PHONE

    @property
    def says(self) -> Speech:
        """Return the texts as they read here."""
        return Speech(self.language)

    @property
    def names(self) -> dict[str, str]:
        """Return the competitors' names by their codes."""
        return {row["code"]: row[f"name {self.language}"] for row in _ROSTER}

    @property
    def trade(self) -> str:
        """Return the name of the hall's trades."""
        return {"zh": "网站技术", "en": "Web Technologies"}[self.language]

    def called(self, codes: str) -> list[str]:
        """Return names for codes such as ``K3 K1``."""
        return [self.names[code] for code in codes.split()]


VIEWS: Final = [View(size, language) for size, language in product(SCREENS, ("zh", "en"))]
FAR_APART: Final = [View("1920x1080", "en"), View("390x844", "zh")]
"""The largest screen and the smallest, each in a language of its own: for what no size changes."""
WALLS: Final = [view for view in VIEWS if not view.is_phone]


class Board:
    """The parts of a trade's board, on a wall or in a hand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows = page.locator(".row")
        self.names = page.locator("tr.row .name > span, li.row .n > b")
        self.totals = page.locator("tr.row .tot, li.row .t > b")
        self.places = page.locator("tr.row .place, li.row .p")
        self.changes = page.locator("tr.row .chg, li.row .c")
        self.state = page.locator(".badge, .bar-row .st")
