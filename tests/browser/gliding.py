"""How the rows of a board move: where they stood, and where each of them begins."""

from typing import Final

import pytest
from playwright.sync_api import Locator

Spots = dict[str, list[float]]
# Of each row where it stands; of those that move, in order, where they begin.
_STAND: Final = """board => Object.fromEntries(
    [...(board.shadowRoot ?? board).querySelectorAll(".row")]
        .map(row => [row.dataset.row, row.getBoundingClientRect()])
        .map(([row, { left, top }]) => [row, [left, top]]))"""
_BEGIN: Final = """async board => {
    const rows = (board.shadowRoot ?? board).querySelectorAll(".row");
    const ways = [...rows].flatMap(row => row.getAnimations().map(way => [row, way]));
    for (const [, way] of ways) {
        await way.ready;
        way.pause();
        way.currentTime = 0;
    }
    return ways.map(([row]) => [row.dataset.row, row.getBoundingClientRect()])
        .map(([row, { left, top }]) => [row, [left, top]]);
}"""


def stand(board: Locator) -> Spots:
    """Return where each row stands; from now on they move so slowly that one sees the beginning."""
    board.evaluate("board => board.style.setProperty('--m-move', '600s')")
    spots: Spots = board.evaluate(_STAND)
    return spots


def moving(board: Locator) -> list[str]:
    """Return which rows move, in their new order."""
    return [row for row, _ in board.evaluate(_BEGIN)]


def expect_to_glide(board: Locator, rows: list[str], stood: Spots) -> None:
    """Let just these *rows*, in their new order, move from where they *stood*."""
    began = board.evaluate(_BEGIN)
    assert [row for row, _ in began] == rows
    for row, spot in began:
        assert spot == pytest.approx(stood[row], abs=1)
