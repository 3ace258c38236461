"""Pictures of every board: `python -m tests.browser.gallery FOLDER [--only WORD …]`."""

import argparse
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import chromium
from tests.browser import grand_hall
from tests.browser.grand_hall import Grand
from tests.browser.hall import Hall, furnish
from tests.browser.walls import Wall
from tests.server import serving

SIZES: Final = {"hall": (1920, 1080), "small": (1024, 768), "phone": (390, 844)}
THEMES: Final = ("light", "dark", "contrast")
LANGUAGES: Final = ("zh", "en")
_DRAWN_MS: Final = 400


@dataclass(frozen=True)
class View:
    """One board: its address, what must be there, and which page of it is turned to."""

    path: str
    shows: str
    page: int = 1
    step: int | None = None


def _board(key: str, page: int = 1) -> View:
    return View(f"/board/{{{key}}}", "score-board .board", page)


def _scene(key: str, step: int, more: str = "") -> View:
    return View(f"/ceremony/{{{key}}}?{more}", ".scene", step=step)


VIEWS: Final = {
    "board-4": _board("four"),
    "board-16": _board("sixteen"),
    "board-31": _board("usual"),
    "board-31-page-2": _board("usual", 2),
    "board-60": _board("sixty"),
    "board-60-page-2": _board("sixty", 2),
    "board-100-page-3": _board("hundred", 3),
    "board-official": _board("plastics"),
    "board-frozen": _board("frozen"),
    "board-suspended": _board("suspended"),
    "board-draft": _board("draft"),
    "course": View("/board/{usual}/course", ".plot .names .n"),
    "course-frozen": View("/board/{frozen}/course", ".plot .names .n"),
    "overview": View("/boards/1", ".survey li"),
    "overview-page-2": View("/boards/1", ".survey li", 2),
    "medals": View("/boards/1/medals", ".age .st"),
    "points": View("/boards/1/medals?by=points", ".age .st"),
    "medals-wall": View("/boards/1/medals?frame=1", "medal-wall [data-drawn]"),
    "points-wall": View("/boards/1/medals?by=points&frame=1", "medal-wall [data-drawn]"),
    "delegation-wall": View("/boards/1/delegations/GZ?frame=1", ".badge.live"),
    "delegation": View("/boards/1/delegations/GZ", ".age .st"),
    "person": View("/people/{entry}", ".age .st"),
    "embed": View("/embed/{sixteen}?rows=10", "tr.row"),
    "overlay-third": View("/overlay/{sixteen}", "tr.row"),
    "overlay-side": View("/overlay/{sixteen}?shape=side", "tr.row"),
    "ceremony-title": _scene("ceremony", 0),
    "ceremony-group": _scene("ceremony", 2),
    "ceremony-award": _scene("ceremony", 4),
    "ceremony-place": _scene("ceremony", 5),
    "ceremony-place-both": _scene("ceremony", 5, "both=1"),
    "ceremony-shared": _scene("ceremony", 7),
    "ceremony-first": _scene("ceremony", 9),
    "ceremony-podium": _scene("ceremony", 10),
    "ceremony-podium-both": _scene("ceremony", 10, "both=1"),
    "ceremony-podium-three": _scene("podium", 99),
    "ceremony-crowd": _scene("crowd", 2),
    "ceremony-six": _scene("crowd", 4),
    "ceremony-podium-crowd": _scene("crowd", 7),
}
ON_WALLS: Final = ("waiting", "idle", "message", "message-both", "identify")
PROGRESS: Final = {
    f"progress-{language}-{theme}": {"language": language, "theme": theme}
    for language, theme in product(LANGUAGES, THEMES)
}


def main() -> None:
    """Open every board and write what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="parts of the pictures' names")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with opened_hall() as hall, lent_browser() as browser:
        gallery = Gallery(grand_hall.stage(hall), browser, asked.folder, asked.only)
        gallery.boards()
        gallery.walls()
    print(f"{gallery.count} pictures in {asked.folder}")  # noqa: T201 - a command's answer


class Gallery:
    """Takes the pictures of one hall."""

    def __init__(self, grand: Grand, browser: Browser, folder: Path, only: list[str]) -> None:
        self.count = 0
        self._grand = grand
        self._browser = browser
        self._folder = folder
        self._only = only

    def boards(self) -> None:
        """Take every view in every size, language and theme."""
        for (size, language), view in product(product(SIZES, LANGUAGES), VIEWS):
            names = {theme: f"{view}-{size}-{language}-{theme}" for theme in THEMES}
            wanted = {theme: name for theme, name in names.items() if self._is_wanted(name)}
            if not wanted:
                continue
            self._show(VIEWS[view])
            with self._context(size, language) as context:
                page = context.new_page()
                for theme, name in wanted.items():
                    self._open(page, VIEWS[view], theme)
                    self._take(page, name)

    def walls(self) -> None:
        """Take what a screen shows before it shows boards, and over them."""
        for size, what in product(SIZES, (*ON_WALLS, *PROGRESS)):
            name = f"screen-{what}-{size}"
            if not self._is_wanted(name):
                continue
            with self._context(size, "zh") as context:
                wall = Wall(context.new_page())
                self._tell(wall, what)
                self._take(wall.page, name)

    def _tell(self, wall: Wall, what: str) -> None:
        hall = self._grand.hall
        if what == "waiting":
            wall.page.goto("/screen")
            expect(wall.page.locator(".typed")).to_be_visible()
            return
        wall.hang(hall, "东墙 East")
        board = f"trade:{self._grand.numbers['sixteen']}"
        wall.told(hall, "show", board=board, seconds="60", language="both", theme="dark")
        expect(wall.board.locator(".board")).to_be_visible()
        words = {
            "message_zh": "请各代表队领队于 15:30 到 A 馆开会",
            "message_en": "To your stations",
        }
        if what == "identify":
            wall.told(hall, "identify")
            expect(wall.page.locator("#front .name")).to_be_visible()
        elif what == "idle":
            wall.told(hall, "show", board="")
            expect(wall.page.locator(".idle")).to_be_visible()
        elif what in PROGRESS:
            wall.told(hall, "show", board="progress:1", seconds="60", **PROGRESS[what])
            expect(wall.board.locator(".progress-wall")).to_be_visible()
            # Its name stands before it for a while.
            expect(wall.page.locator("#front .name")).to_have_count(0, timeout=20_000)
        else:
            both = words if what == "message-both" else {"message_zh": "请就位"}
            wall.told(hall, "message", **both)
            expect(wall.page.locator(".message")).to_be_visible()

    def _show(self, view: View) -> None:
        """Let the presenter turn a ceremony to the view's scene."""
        if view.step is None:
            return
        organiser = self._grand.hall.organiser
        number = view.path.format(**self._grand.numbers).split("?")[0].rsplit("/", 1)[1]
        here = f"/organise/ceremonies/{number}"
        script = organiser.get(f"{here}/scenes")
        if script["step"] != view.step:
            step = min(view.step, len(script["scenes"]) - 1)
            organiser.post(f"{here}/step", {"step": step, "version": script["version"]})

    def _open(self, page: Page, view: View, theme: str) -> None:
        path = view.path.format(**self._grand.numbers)
        page.goto(f"{path}{'&' if '?' in path else '?'}theme={theme}")
        expect(page.locator(view.shows).first).to_be_visible()
        counting = page.locator(".survey .no", has_text=re.compile("Being counted|正在统计"))
        expect(counting).to_have_count(0, timeout=60_000)
        turns = page.locator(".turn button:not(.hold)")
        if view.page > 1 and turns.count() >= view.page:
            turns.nth(view.page - 1).click()
            expect(turns.nth(view.page - 1)).to_have_attribute("aria-current", "page")
            page.mouse.move(0, 0)
            # As it stands when it turns by itself.
            page.evaluate("document.querySelector('.hold').remove()")

    def _take(self, page: Page, name: str) -> None:
        page.wait_for_timeout(_DRAWN_MS)
        page.screenshot(path=self._folder / f"{name}.png")
        self.count += 1

    @contextmanager
    def _context(self, size: str, language: str) -> Iterator[BrowserContext]:
        width, height = SIZES[size]
        base = self._grand.hall.base
        context = self._browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "language", "value": language, "url": base}])
        yield context
        context.close()

    def _is_wanted(self, name: str) -> bool:
        return all(word in name for word in self._only)


@contextmanager
def opened_hall() -> Iterator[Hall]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url = furnish(folder)
        with serving(folder, url) as server:
            hall = Hall(server, url, folder)
            hall.open_competition()
            yield hall


@contextmanager
def lent_browser() -> Iterator[Browser]:
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        found = chromium.find(Path(scratch))
        if found is None:
            raise SystemExit("There is no Chromium: set CHROMIUM, or run dev.py test once.")
        browser = playwright.chromium.launch(**found.launch)
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
