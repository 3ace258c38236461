"""When something is wrong, the tablet says so to everybody, in their language, day and night."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Sit
from tests.browser.hall import SUSPENDED, Hall, Staged
from tests.browser.plights import PLIGHTS, Scene
from tests.browser.reading import AXE, COLOURS, STANDARDS, barriers, strangers
from tests.proxy import Proxy

pytestmark = pytest.mark.browser


@pytest.fixture(params=PLIGHTS)
def plight(request: pytest.FixtureRequest) -> str:
    """Give the name of each state in turn."""
    return str(request.param)


def found(page: Page) -> dict[str, list[str]]:
    """Return what is wrong with a page by day, by night and in words."""
    page.evaluate(AXE)
    words = [each for each in strangers(page) if not each.endswith(SUSPENDED)]
    wrong = {"day": barriers(page, STANDARDS), "words": words}
    page.emulate_media(color_scheme="dark")
    wrong["night"] = barriers(page, COLOURS)
    page.emulate_media(contrast="more")
    wrong["contrast by night"] = barriers(page, COLOURS)
    page.emulate_media(color_scheme="light")
    wrong["contrast by day"] = barriers(page, COLOURS)
    return {where: each for where, each in wrong.items() if each}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_tablet_in_need_has_no_barrier_and_no_stranger(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy, plight: str, language: str
) -> None:
    tablet = sit(2, language, proxy.base)
    PLIGHTS[plight](Scene(hall, trade, tablet, proxy))
    assert found(tablet.page) == {}
