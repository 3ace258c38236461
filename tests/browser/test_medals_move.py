"""Delegations climb when a result goes public: their rows move, and are marked for a while."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import See, opened
from tests.browser.gliding import expect_to_glide, moving, stand
from tests.browser.hall import Hall, Staged
from tests.browser.views import FAR_APART, View
from tests.browser.winners import signed

pytestmark = pytest.mark.browser

GROUNDS: Final = "rows => rows.map(row => getComputedStyle(row.cells[0]).backgroundColor)"
STAY: Final = "document.documentElement.style.setProperty('--m-mark', '600s')"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Give a hall that holds several competitions, where no other test looks."""
    yield from opened(tmp_path_factory, None, is_empty=True)


@pytest.fixture
def games(hall: Hall) -> Hall:
    """Give a competition of one's own, where Guangzhou leads before Shenzhen and Zhuhai."""
    hall.open_competition()
    ((number,),) = hall.rows("select max(id) from competition")
    games = replace(hall, competition=number, trades=[])
    games.publish(signed(games, "8 6 3 0"))
    return games


@pytest.fixture
def unpublished(games: Hall) -> Staged:
    """Give a trade of that competition, in which Shenzhen is first, and Guangzhou third."""
    return signed(games, "3 8 6 0")


def walls(games: Hall) -> Iterator[str]:
    """Yield the addresses of both tables."""
    for order in ("", "by=points&"):
        yield f"/boards/{games.competition}/medals?{order}frame=1"


def order(page: Page) -> list[str]:
    """Return the delegations' codes from the first row to the last."""
    found: list[str] = page.locator("tr.row").evaluate_all("all => all.map(r => r.dataset.row)")
    return found


def test_delegations_glide_to_their_new_places_on_every_screen(
    games: Hall, unpublished: Staged, view: View, see: See
) -> None:
    assert view.size
    pages = [see(path, reduced_motion="no-preference") for path in walls(games)]
    boards = [page.locator("medal-wall") for page in pages]
    for page in pages:
        expect(page.locator("tr.row .pt").first).to_have_text("4")
        assert order(page)[:3] == ["GZ", "SZ", "ZH"]
    stood = [stand(board) for board in boards]
    games.publish(unpublished)
    for page, board, spots in zip(pages, boards, stood, strict=True):
        expect(page.locator("tr.row .pt").first).to_have_text("7")
        assert order(page)[:3] == ["SZ", "GZ", "ZH"]
        expect_to_glide(board, ["SZ", "GZ"], spots)


@pytest.mark.parametrize("view", FAR_APART, ids=str)
def test_where_no_motion_is_wanted_a_ground_marks_who_has_won_something(
    games: Hall, unpublished: Staged, view: View, see: See
) -> None:
    assert view.size
    pages = [see(path) for path in walls(games)]
    for page in pages:
        expect(page.locator("tr.row .pt").first).to_have_text("4")
        page.evaluate(STAY)
    games.publish(unpublished)
    for page in pages:
        expect(page.locator("tr.row .pt").first).to_have_text("7")
        assert moving(page.locator("medal-wall")) == []
        *won, nothing = page.locator("tr.row").evaluate_all(GROUNDS)
        assert len(won) == 3
        assert set(won) == {won[0]}
        assert nothing != won[0]


@pytest.mark.parametrize("view", [View("1920x1080", "zh")], ids=str)
def test_the_medals_beside_all_trades_move_as_on_their_own_wall(
    games: Hall, unpublished: Staged, view: View, see: See
) -> None:
    assert view.size
    page = see(f"/boards/{games.competition}", reduced_motion="no-preference")
    board = page.locator("trade-overview")
    expect(page.locator("tr.row .pt").first).to_have_text("4")
    spots = stand(board)
    games.publish(unpublished)
    expect(page.locator("tr.row .pt").first).to_have_text("7")
    expect_to_glide(board, ["SZ", "GZ"], spots)
