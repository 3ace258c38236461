"""A board on a page that allows nothing but what docs/embedding.md asks for is whole."""

import functools
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hall import Hall, Staged, furnish
from tests.browser.test_embedding import Quiet
from tests.browser.views import SILENCE_MS
from tests.proxy import Proxy
from tests.server import serving

pytestmark = pytest.mark.browser
POLICY: Final = (
    "default-src 'none'; script-src {base}; connect-src {base} {socket}; style-src 'self'"
)
PAGE: Final = """<!doctype html><meta charset="utf-8"><title>News</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<script type="module" src="{base}/embed/score-board.js?lang=en"></script>
<score-board trade="{trade}" rows="4"></score-board>
"""
NOTE: Final = """const broken = [];
addEventListener("securitypolicyviolation", (event) => {
    broken.push(`${event.violatedDirective} ${event.blockedURI}`);
});
window.broken = broken;"""
IS_CUT_OUT: Final = """glyph => {
    const { clipPath, maskImage } = getComputedStyle(glyph);
    return (clipPath !== "none" || maskImage !== "none") && !maskImage.includes("url(");
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Give another site, whose folder is the test's."""
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hall(tmp_path: Path, site: str) -> Iterator[Hall]:
    """Give a hall that has named the other site."""
    url = furnish(tmp_path)
    with serving(tmp_path, url, settings={"JIANGSAI_ORIGINS": site}) as server:
        made = Hall(server, url, tmp_path)
        made.open_competition()
        yield made


def test_a_board_on_a_page_that_forbids_images_has_its_glyphs(
    hall: Hall, trade: Staged, proxy: Proxy, browser: Browser, site: str
) -> None:
    panel = hall.panel(trade)
    panel.spread_out()
    policy = POLICY.format(base=proxy.base, socket=proxy.base.replace("http", "ws"))
    hall.file("index.html", PAGE.format(policy=policy, base=proxy.base, trade=trade.id))
    page = browser.new_page()
    page.clock.install()
    page.add_init_script(NOTE)
    page.goto(f"{site}/index.html")
    board = page.locator("score-board")
    expect(board.locator(".badge")).to_contain_text("Live")
    page.clock.run_for(2000)
    panel.mark("K3", "B1.1", "1")
    for glyph in (".g-live", ".g-up", ".g-down"):
        assert board.locator(glyph).first.evaluate(IS_CUT_OUT)
    proxy.cut()
    page.clock.fast_forward(SILENCE_MS)
    assert board.locator(".g-stale").evaluate(IS_CUT_OUT)
    assert page.evaluate("window.broken") == []
    page.close()
