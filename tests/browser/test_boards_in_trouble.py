"""A board never passes old places off as live, and is right again by itself."""

import pytest
from playwright.sync_api import Route, WebSocket, expect

from tests.browser.conftest import Look
from tests.browser.hall import Hall, Staged
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

LONGEST_POLL_MS = 9_500


def test_a_board_that_gets_no_socket_asks_again_and_again_and_stays_right(
    hall: Hall, trade: Staged, look: Look, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    proxy.refuse(b"Upgrade: websocket")
    board = look(base=proxy.base, is_blank=True)
    board.clock.install()
    board.goto(f"/board/{trade.id}")
    expect(board.locator("tr.row .tot").first).to_have_text("–")
    for mark, total in (("A1.2", "2.00"), ("B1.1", "6.00")):
        panel.mark("K2", mark, "1")
        board.clock.fast_forward(LONGEST_POLL_MS)
        expect(board.locator("tr.row .tot").first).to_have_text(total)
    expect(board.locator(".badge")).to_contain_text("Live")
    assert proxy.refused > 0


def test_a_board_whose_socket_opens_before_its_first_snapshot_follows_all_the_same(
    hall: Hall, trade: Staged, look: Look
) -> None:
    panel = hall.panel(trade)
    board = look(is_blank=True)
    heard: list[str] = []
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def joined(frame: str | bytes) -> None:
        if "join" in str(frame):
            held[0].continue_()

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", joined)
        socket.on("framereceived", lambda frame: heard.append(str(frame)))

    board.on("websocket", watch)
    board.route("**/live/trades/*", hold, times=1)
    board.goto(f"/board/{trade.id}")
    expect(board.locator("tr.row .tot").first).to_have_text("–")
    panel.mark("K1", "B1.1", "1")
    expect(board.locator("tr.row .tot").first).to_have_text("4.00")
    assert any('"delta"' in frame for frame in heard)
