"""What an operator tells screens of every size in both languages, and a server that was away."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hall import Hall, Staged, furnish
from tests.browser.views import VIEWS, View
from tests.browser.walls import Wall, hang
from tests.proxy import Proxy
from tests.server import serving

pytestmark = pytest.mark.browser

WELCOME = {"zh": "请就位", "en": "To your stations"}


@pytest.fixture(scope="module")
def shown(hall: Hall) -> Staged:
    """Give the trade whose board the screens show."""
    return hall.stage()


@pytest.fixture(scope="module")
def walls(hall: Hall, browser: Browser) -> Iterator[dict[View, Wall]]:
    """Give a screen of each kind, taken in."""
    with hung(hall, browser, hall.base) as found:
        yield found


@contextmanager
def hung(hall: Hall, browser: Browser, base: str) -> Iterator[dict[View, Wall]]:
    """Hang screens of every kind for a while, which ask at *base*."""
    contexts = {
        view: browser.new_context(base_url=base, viewport=view.screen, reduced_motion="reduce")
        for view in VIEWS
    }
    walls = {view: Wall(context.new_page()) for view, context in contexts.items()}
    hang([*walls.values()], hall, "W1")
    yield walls
    for context in contexts.values():
        context.close()


@pytest.fixture
def wall(hall: Hall, shown: Staged, walls: dict[View, Wall], view: View) -> Iterator[Wall]:
    """Give the screen with the trade's board on it, and nothing else."""
    board = f"trade:{shown.id}"
    found = walls[view]
    found.told(hall, "show", board=board, seconds="20", language=view.language)
    expect(found.board.locator("h1 span").first).to_have_text(view.trade)
    yield found
    for do in ("light", "clear"):
        found.told(hall, do)


def test_a_message_stands_over_the_board_and_goes_again(hall: Hall, wall: Wall, view: View) -> None:
    wall.told(hall, "message", message_zh=WELCOME["zh"], message_en=WELCOME["en"])
    message = wall.page.locator(".message")
    expect(message).to_have_text(WELCOME[view.language])
    box = message.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (view.screen["width"], view.screen["height"])
    wall.told(hall, "clear")
    expect(message).to_have_count(0)
    expect(wall.board.locator(".board")).to_be_visible()


def test_a_blank_screen_is_dark_until_it_is_told_otherwise(hall: Hall, wall: Wall) -> None:
    wall.told(hall, "blank")
    expect(wall.page.locator(".dark")).to_be_visible()
    expect(wall.page.locator("#stage")).to_be_hidden()
    wall.told(hall, "light")
    expect(wall.board.locator(".board")).to_be_visible()


def test_a_screen_tells_which_one_it_is(hall: Hall, wall: Wall) -> None:
    wall.told(hall, "identify")
    expect(wall.page.locator("#front .name .number")).to_have_text(str(wall.number))
    expect(wall.page.locator("#front .name h1")).to_have_text("W1")


def test_a_screen_that_is_reloaded_shows_what_it_showed(hall: Hall, wall: Wall, view: View) -> None:
    with wall.page.expect_event("load"):
        wall.told(hall, "reload")
    expect(wall.board.locator("h1 span").first).to_have_text(view.trade)


def test_screens_come_back_when_the_server_was_away(tmp_path: Path, browser: Browser) -> None:
    url = furnish(tmp_path)
    with ExitStack() as open_ones:
        with serving(tmp_path, url, end=signal.SIGTERM) as server:
            hall = Hall(server, url, tmp_path)
            proxy = Proxy(server.port)
            open_ones.callback(proxy.close)
            walls = open_ones.enter_context(hung(hall, browser, proxy.base))
            tell(hall, walls, {"zh": "欢迎", "en": "Welcome"})
            proxy.cut()
        with serving(tmp_path, url) as server:
            proxy.port = server.port
            proxy.restore()
            hall = Hall(server, url, tmp_path)
            tell(hall, walls, WELCOME)
            for view, wall in walls.items():
                wall.page.reload()
                expect(wall.page.locator(".message")).to_have_text(WELCOME[view.language])


def tell(hall: Hall, walls: dict[View, Wall], words: dict[str, str]) -> None:
    """Let every screen show a message, and wait until they do, each in its language."""
    for view, wall in walls.items():
        wall.told(hall, "show", board="", language=view.language)
        wall.told(hall, "message", message_zh=words["zh"], message_en=words["en"])
    for view, wall in walls.items():
        message = wall.page.locator(".message")
        expect(message).to_have_text(words[view.language], timeout=30_000)
