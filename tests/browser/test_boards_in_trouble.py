"""A board never passes old places off as live, and is right again by itself."""

import pytest
from playwright.sync_api import Route, WebSocket, expect

from tests.browser.conftest import Look
from tests.browser.hall import Hall, Staged
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

SILENCE_MS = 16_000
LONGEST_POLL_MS = 9_500


def test_a_board_that_hears_nothing_says_so_and_is_right_again_when_the_network_is(
    hall: Hall, trade: Staged, look: Look, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    board = look(base=proxy.base, is_blank=True)
    board.clock.install()
    board.goto(f"/board/{trade.id}")
    expect(board.locator(".badge")).to_contain_text("Live")
    expect(board.locator("tr.row .tot").first).to_have_text("2.00")
    proxy.still()
    panel.mark("K2", "B1.1", "1")
    board.clock.fast_forward(SILENCE_MS)
    expect(board.locator(".badge")).to_contain_text("No connection")
    expect(board.locator(".badge")).to_contain_text("Stopped at")
    expect(board.locator("tr.row .tot").first).to_have_text("2.00")
    proxy.restore()
    expect(board.locator(".badge")).to_contain_text("Live")
    expect(board.locator("tr.row .code")).to_have_text(["K2", "K1", "K3", "K4"])


def test_a_board_whose_socket_was_cut_catches_up_with_the_marks_made_meanwhile(
    hall: Hall, trade: Staged, look: Look, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    panel.mark("K1", "A1.2", "1")
    board = look(base=proxy.base, is_blank=True)
    with board.expect_websocket() as opened:
        board.goto(f"/board/{trade.id}")
    expect(board.locator("tr.row .tot").first).to_have_text("2.00")
    with opened.value.expect_event("close"):
        proxy.cut()
    panel.mark("K3", "A1.2", "1")
    panel.mark("K3", "B1.1", "1")
    with board.expect_websocket():
        proxy.restore()
    expect(board.locator("tr.row .code")).to_have_text(["K3", "K1", "K2", "K4"])
    panel.mark("K4", "B1.1", "1")
    expect(board.locator("tr.row .tot")).to_have_text(["6.00", "4.00", "2.00", "0.00"])
    expect(board.locator(".badge")).to_contain_text("Live")


def test_a_board_that_gets_no_socket_asks_again_and_again_and_stays_right(
    hall: Hall, trade: Staged, look: Look, proxy: Proxy
) -> None:
    panel = hall.panel(trade)
    proxy.refuse(b"Upgrade: websocket")
    board = look(base=proxy.base, is_blank=True)
    board.clock.install()
    board.goto(f"/board/{trade.id}")
    expect(board.locator("tr.row .tot").first).to_have_text("0.00")
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
    expect(board.locator("tr.row .tot").first).to_have_text("0.00")
    panel.mark("K1", "B1.1", "1")
    expect(board.locator("tr.row .tot").first).to_have_text("4.00")
    assert any('"delta"' in frame for frame in heard)
