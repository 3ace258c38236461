"""Pictures of every page and plight: `python -m tests.browser.album FOLDER [WORD …]`."""

import argparse
from itertools import product
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from tests.browser.fair import Fair, open_fair
from tests.browser.gallery import lent_browser, opened_hall
from tests.browser.hall import Hall, sign_organiser_in
from tests.browser.pages import KINDS, Kind
from tests.browser.plights import PLIGHTS, Scene
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

_LOOKS: Final = ("zh", "light"), ("en", "dark")
_TABLET: Final[ViewportSize] = {"width": 1024, "height": 768}
_DRAWN_MS: Final = 300


def main() -> None:
    """Open every page and write what is seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*", help="parts of the pictures' names")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with opened_hall() as hall, lent_browser() as lent:
        album = Album(hall, lent, asked.folder, asked.words)
        album.pages()
        album.plights()
    print(f"{album.count} pictures in {asked.folder}")  # noqa: T201 - a command's answer


class Album:
    """Takes the pictures of one hall, by day in Chinese and by night in English."""

    def __init__(self, hall: Hall, lent: Browser, folder: Path, words: list[str]) -> None:
        self.count = 0
        self._hall = hall
        self._browser = lent
        self._folder = folder
        self._words = words

    def pages(self) -> None:
        """Take every page as whoever sees it first sees it."""
        fair = open_fair(self._hall)
        for (language, scheme), (name, kind) in product(_LOOKS, KINDS.items()):
            if self._is_wanted(f"{name} {language}"):
                self._page(fair, name, kind, language, scheme)

    def plights(self) -> None:
        """Take a tablet in each state in which something is wrong."""
        for (language, scheme), name in product(_LOOKS, PLIGHTS):
            if self._is_wanted(f"in need, {name} {language}"):
                self._plight(name, language, scheme)

    def _page(self, fair: Fair, name: str, kind: Kind, language: str, scheme: str) -> None:
        width, height = kind.screen
        size: ViewportSize = {"width": width, "height": height}
        context = self._context(self._hall.base, language, scheme, size)
        if kind.who == "organiser":
            sign_organiser_in(context)
        elif kind.who == "chief":
            form = {"code": fair.ready.chief, "password": fair.ready.pins[fair.ready.chief]}
            context.request.post("/sign-in", form={**form})
        elif kind.who == "judge":
            code = fair.live.judges[0]
            data = {"code": code, "pin": fair.live.pins[code]}
            context.request.post("/judging/session", data=data)
        page = context.new_page()
        page.goto(fair.path(kind.path))
        expect(page.locator(kind.shows).first).to_be_visible()
        kind.act(page, fair)
        self._take(context, f"{name} {language}")

    def _plight(self, name: str, language: str, scheme: str) -> None:
        trade = self._hall.stage()
        proxy = Proxy(self._hall.server.port)
        context = self._context(proxy.base, language, scheme, _TABLET, touches=True)
        tablet = Tablet(context.new_page())
        code = trade.judges[1]
        tablet.sign_in(code, trade.pins[code])
        PLIGHTS[name](Scene(self._hall, trade, tablet, proxy))
        self._take(context, f"in need, {name} {language}")
        proxy.close()

    def _context(
        self, base: str, language: str, scheme: str, size: ViewportSize, *, touches: bool = False
    ) -> BrowserContext:
        context = self._browser.new_context(
            base_url=base,
            viewport=size,
            reduced_motion="reduce",
            color_scheme="dark" if scheme == "dark" else "light",
            has_touch=touches,
        )
        context.add_cookies([{"name": "language", "value": language, "url": base}])
        return context

    def _take(self, context: BrowserContext, name: str) -> None:
        page = context.pages[0]
        page.wait_for_timeout(_DRAWN_MS)
        page.screenshot(path=self._folder / f"{name.replace(' ', '-')}.png", full_page=True)
        context.close()
        self.count += 1

    def _is_wanted(self, name: str) -> bool:
        return all(word in name for word in self._words)


if __name__ == "__main__":
    main()
