"""The browser of the browser tests, the hall they look at, and the people who sit there."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from tests import chromium
from tests.browser.attention import look_often
from tests.browser.hall import Hall, Staged, furnish
from tests.browser.places import Speech
from tests.browser.tablet import Tablet
from tests.browser.views import VIEWS, View
from tests.conftest import missing
from tests.postgres import Postgres
from tests.proxy import Proxy
from tests.server import serving

expect.set_options(timeout=12_000)
TABLET = {"width": 1024, "height": 768}
HALL_SCREEN = {"width": 1920, "height": 1080}
DESK = {"width": 1440, "height": 900}
# Pages of a full hall ask one after the other, by chance; here nobody waits for a late turn.
EARLY_TURNS = "{ const chance = Math.random; Math.random = () => chance() / 20; }"


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Return how Playwright starts the Chromium of this machine."""
    found = chromium.find(tmp_path_factory.mktemp("chromium"))
    if found is None:
        missing("NO CHROMIUM, THESE TESTS DID NOT RUN: set CHROMIUM or run dev.py test")
    return {**browser_type_launch_args, **found.launch}


@pytest.fixture(scope="session", autouse=True)
def _attention() -> Iterator[None]:
    """Let nobody wait half a second for what a page has shown long since."""
    with pytest.MonkeyPatch.context() as patch:
        look_often(patch)
        yield


@pytest.fixture(scope="session")
def sqlite_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Give a running server with a competition, whose data lies in one SQLite file."""
    yield from opened(tmp_path_factory, None)


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Give which hall a module is played in, and the language that is spoken there."""
    found: tuple[str, str] = getattr(request, "param", ("sqlite_hall", "en"))
    return found


@pytest.fixture(scope="module")
def hall(request: pytest.FixtureRequest, place: tuple[str, str]) -> Hall:
    """Give the hall that most tests look at."""
    found: Hall = request.getfixturevalue(place[0])
    return found


@pytest.fixture(scope="module")
def say(place: tuple[str, str]) -> Speech:
    """Give the program's texts as they read where the module is played."""
    return Speech(place[1])


@pytest.fixture(scope="session")
def postgres_hall(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Hall]:
    """Give the same on PostgreSQL."""
    with postgres.database() as url:
        yield from opened(tmp_path_factory, url)


@pytest.fixture
def empty_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Give a running server on which nobody has set anything up."""
    yield from opened(tmp_path_factory, None, is_empty=True)


def opened(
    folders: pytest.TempPathFactory, database: str | None, *, is_empty: bool = False
) -> Iterator[Hall]:
    """Lend a running server."""
    folder = folders.mktemp("hall")
    url = furnish(folder, database)
    with serving(folder, url) as server:
        made = Hall(server, url, folder)
        if not is_empty:
            made.open_competition()
        yield made


@pytest.fixture
def trade(hall: Hall) -> Staged:
    """Give a trade of one's own, open for marks."""
    return hall.stage()


@pytest.fixture
def proxy(hall: Hall) -> Iterator[Proxy]:
    """Give a network of one's own to the server, which can fail."""
    made = Proxy(hall.server.port)
    yield made
    made.close()


Sit = Callable[..., Tablet]
Enter = Callable[..., BrowserContext]
Remembering = Callable[..., BrowserContext]
Look = Callable[..., Page]
See = Callable[..., Page]


@pytest.fixture
def enter(hall: Hall, browser: Browser, say: Speech) -> Iterator[Callable[..., BrowserContext]]:
    """Give a way to open a browser of one's own, which speaks as the place does."""
    contexts: list[BrowserContext] = []

    def opened_context(language: str = "", base: str = "", **more: Any) -> BrowserContext:
        address, spoken = base or hall.base, language or say.language
        wanted = {"reduced_motion": "reduce"} | more
        context = browser.new_context(base_url=address, **wanted)
        context.set_default_timeout(12_000)
        context.add_init_script(EARLY_TURNS)
        context.add_cookies([{"name": "language", "value": spoken, "url": address}])
        contexts.append(context)
        return context

    yield opened_context
    for context in contexts:
        context.close()


@pytest.fixture
def remembering(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Remembering:
    """Give a way to start a browser that remembers what the one before it was told."""

    def started(base: str, *flags: str, **more: Any) -> BrowserContext:
        options: dict[str, Any] = {**browser_type_launch_args, **more, "base_url": base}
        options["args"] = [*options["args"], *flags]
        context = browser_type.launch_persistent_context(tmp_path / "home", **options)
        context.add_init_script(EARLY_TURNS)
        return context

    return started


@pytest.fixture
def sit(enter: Callable[..., BrowserContext], trade: Staged) -> Sit:
    """Give a way to seat a judge of the trade at a tablet of their own, if need be with a clock."""

    def seated(
        seat: int | str, language: str = "", base: str = "", *, has_clock: bool = False
    ) -> Tablet:
        context = enter(language, base, viewport=TABLET, has_touch=True)
        code = seat if isinstance(seat, str) else trade.judges[seat - 1]
        tablet = Tablet(context.new_page())
        if has_clock:
            tablet.page.clock.install()
        tablet.sign_in(code, trade.pins[code])
        return tablet

    return seated


@pytest.fixture
def look(enter: Callable[..., BrowserContext], trade: Staged) -> Look:
    """Give a way to put the trade's board on a hall screen."""

    def shown(language: str = "", base: str = "", *, is_blank: bool = False) -> Page:
        page = enter(language, base, viewport=HALL_SCREEN).new_page()
        if not is_blank:
            page.goto(f"/board/{trade.id}")
        return page

    return shown


@pytest.fixture(params=VIEWS, ids=str)
def view(request: pytest.FixtureRequest) -> View:
    """Give each screen in each language in turn."""
    found: View = request.param
    return found


@pytest.fixture
def see(enter: Callable[..., BrowserContext], view: View) -> See:
    """Give a way to open a page of the hall as the view has it, if need be with a clock to set."""

    def seen(path: str, base: str = "", *, has_clock: bool = False, **more: Any) -> Page:
        page = enter(view.language, base, viewport=view.screen, **more).new_page()
        if has_clock:
            page.clock.install()
        page.goto(path)
        return page

    return seen
