"""What is published is what the ledger says, recounted here from its lines alone."""

import csv
import io
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from statistics import median

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, Sit
from tests.browser.hall import PASSWORD, Hall, Staged
from tests.proxy import Proxy

pytestmark = pytest.mark.browser

Line = tuple[str, str, int, str]
CENT = Decimal("0.01")
MARKS = {
    "K1": "322 1 8 20.5 0 1 221",
    "K2": "232 1 3 20.6 1 0 333",
    "K3": "101 0 not_attempted 19.5 2 1 122",
    "K4": "223 1 8 20 0 1 112",
}


def recounted(lines: Iterable[Line]) -> dict[str, Decimal]:
    """Return each entry's total from its newest values."""
    newest: dict[tuple[str, str], dict[int, str]] = {}
    for entry, aspect, seat, value in lines:
        newest.setdefault((entry, aspect), {})[seat] = value
    totals: dict[str, Decimal] = {}
    for (entry, aspect), values in newest.items():
        totals[entry] = totals.get(entry, Decimal(0)) + points(aspect, list(values.values()))
    return totals


def points(aspect: str, values: list[str]) -> Decimal:
    """Return the points of one aspect of the small scheme."""
    votes = [Decimal(0 if value == "not_attempted" else value) for value in values]
    match aspect:
        case "A1.1" | "B1.2":
            exact = sum(votes) * (3 if aspect == "A1.1" else 2) / 9
        case "A1.2":
            exact = 2 * votes[0]
        case "A1.3":
            exact = min(Decimal(3), votes[0] * Decimal("0.35"))
        case "A1.4":
            exact = Decimal(2 if abs(votes[0] - 20) <= Decimal("0.5") else 0)
        case "A1.5":
            exact = (Decimal(1), Decimal("0.6"), Decimal(0))[int(votes[0])]
        case _:
            exact = 4 * votes[0]
    return Decimal(exact).quantize(CENT, ROUND_HALF_UP)


def scaled(totals: dict[str, Decimal]) -> dict[str, int]:
    """Return each entry's score on the 700 scale."""
    middle = median(totals.values())
    deviation = median(abs(total - middle) for total in totals.values())
    unit = Fraction("1.4826") * Fraction(deviation)
    return {
        entry: floor(700 + 30 * Fraction(total - middle) / unit + Fraction(1, 2))
        for entry, total in totals.items()
    }


def mark(hall: Hall, trade: Staged) -> None:
    """Mark everything of every entry."""
    panel = hall.panel(trade)
    for entry, marks in MARKS.items():
        panel.complete(entry, marks)


def sign_in(page: Page, code: str, password: str, trade: Staged, step: str) -> None:
    page.goto(f"/organise/trades/{trade.id}/{step}")
    page.get_by_label("Your code").fill(code)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign(page: Page, trade: Staged) -> None:
    page.get_by_text("Sign the marks …").click()
    page.get_by_role("button", name="Sign as Xuewen Min").dblclick()
    expect(page.get_by_text("Signed by Xuewen Min")).to_be_visible()
    page.goto(f"/organise/trades/{trade.id}/chief")
    expect(page.get_by_text("Signed by Xuewen Min")).to_be_visible()


def publish(page: Page, state: str) -> None:
    page.get_by_text(f"Publish as {state} …").click()
    page.get_by_role("button", name=f"Publish as {state}", exact=True).dblclick()
    expect(page.locator(".facts .signed").last).to_contain_text(state.capitalize())


def ranked(totals: dict[str, Decimal]) -> list[tuple[str, str, str]]:
    """Return place, total and score of each entry, best first."""
    scores = scaled(totals)
    best_first = sorted(totals, key=lambda entry: -totals[entry])
    places = {
        each: 1 + sum(other > totals[each] for other in totals.values()) for each in best_first
    }
    return [(str(places[each]), str(totals[each]), str(scores[each])) for each in best_first]


def test_the_chief_judge_signs_only_what_is_complete(
    hall: Hall, trade: Staged, enter: Callable[..., BrowserContext]
) -> None:
    panel = hall.panel(trade)
    for entry in ("K1", "K2", "K3"):
        panel.complete(entry, MARKS[entry])
    chief = enter(viewport=DESK).new_page()
    sign_in(chief, trade.chief, trade.pins[trade.chief], trade, "chief")
    expect(chief.get_by_role("button", name="Sign the marks")).to_be_disabled()
    expect(chief.get_by_text("7 aspects left to mark")).to_be_visible()
    panel.complete("K4", MARKS["K4"])
    chief.reload()
    sign(chief, trade)


def test_what_is_published_twice_is_what_the_ledger_says(
    hall: Hall, trade: Staged, enter: Callable[..., BrowserContext]
) -> None:
    hall.panel(trade).mark("K2", "A1.3", "8")
    mark(hall, trade)
    hall.sign(trade)
    organiser, public = (enter(viewport=DESK).new_page() for _ in range(2))
    sign_in(organiser, "organiser", PASSWORD, trade, "publication")
    public.goto(f"/results/{trade.id}")
    expect(public.get_by_text("Nothing is published yet.")).to_be_visible()
    wanted = ranked(recounted(hall.lines(trade)))
    for state in ("provisional", "official"):
        publish(organiser, state)
        public.reload()
        expect(public.locator(".state h2")).to_have_text(f"{state.capitalize()} result")
        cells = public.locator("table.result tbody").locator("td.pl, td.tt, td.sc")
        expect(cells).to_have_text([text for row in wanted for text in row])
    exported = public.request.get(f"/results/{trade.id}.csv").body().decode("utf-8-sig")
    listed = csv.DictReader(io.StringIO(exported))
    assert [(row["place"], row["total"], row["scale"]) for row in listed] == wanted
    editions = "select state from publication where trade_id = :trade order by edition"
    assert [row[0] for row in hall.rows(editions, trade=trade.id)] == ["provisional", "official"]


def test_what_the_chief_judge_has_signed_no_tablet_changes(
    hall: Hall, trade: Staged, sit: Sit, proxy: Proxy
) -> None:
    mark(hall, trade)
    tablet = sit(1, base=proxy.base)
    tablet.open(hall.panel(trade).sheet("K1", "A"))
    proxy.refuse(b"POST /judging/sheets/")
    tablet.choose("A1.2", "No, not met")
    expect(tablet.state("A1.2")).to_have_text("On this tablet")
    lines = hall.lines(trade)
    hall.sign(trade)
    proxy.restore()
    expect(tablet.state("A1.2")).to_have_text("Needs attention")
    expect(tablet.state("A1.3")).to_contain_text("Signed")
    expect(tablet.page.get_by_role("radio", name="Yes, met")).to_be_disabled()
    tablet.page.get_by_role("link", name="Decide").tap()
    expect(tablet.page.locator(".refusals")).to_contain_text("The chief judge has signed")
    assert hall.lines(trade) == lines
