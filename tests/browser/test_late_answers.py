"""An answer that was meant for the judge before says nothing about the one who sits here now."""

import contextlib
import json

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import Sit
from tests.browser.hall import Hall, Staged
from tests.browser.tablet import Tablet

pytestmark = pytest.mark.browser

SIGNED_OUT = json.dumps({"code": "signed-out", "detail": "Please sign in."})


def hold(page: Page, path: str, method: str) -> list[Route]:
    """Keep the next request, and let the others pass."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        if route.request.method == method and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(path, keep)
    return held


def take_over(tablet: Tablet, trade: Staged, seat: int) -> None:
    """Let another judge sit down."""
    page, code = tablet.page, trade.judges[seat - 1]
    page.locator(".me").tap()
    page.get_by_role("dialog").locator("input[name=code]").fill(code)
    tablet.enter_pin(trade.pins[code])
    expect(page.locator(".me b")).to_have_text("Guoliang Wei")
    expect(page.get_by_role("dialog")).to_have_count(0)


def answer(held: list[Route]) -> None:
    """Say at last that nobody is signed in; the page may have given the question up."""
    with contextlib.suppress(Error):
        held[0].fulfill(status=401, body=SIGNED_OUT)


@pytest.mark.parametrize(
    ("path", "method"),
    [("**/judging/sheets/*", "GET"), ("**/judging/sheets/*/marks", "POST")],
    ids=["sheet", "mark"],
)
def test_the_next_judge_is_not_asked_for_the_pin_again(
    hall: Hall, trade: Staged, sit: Sit, path: str, method: str
) -> None:
    sheet = hall.panel(trade).sheet("K1", "A")
    tablet = sit(1)
    tablet.open(sheet)
    held = hold(tablet.page, path, method)
    tablet.choose("A1.2", "Yes, met")
    while not held:
        tablet.page.wait_for_timeout(50)
    take_over(tablet, trade, 2)
    answer(held)
    tablet.open(sheet)
    tablet.choose("A1.5", "None")
    expect(tablet.state("A1.5")).to_have_text("Received")
    expect(tablet.page.get_by_role("dialog")).to_have_count(0)
    expect(tablet.page.get_by_role("button", name="Enter PIN to send")).to_have_count(0)
