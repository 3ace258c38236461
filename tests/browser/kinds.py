"""Sheets on which every kind of aspect stands, and how a judge begins one."""

from typing import Any, Final

from playwright.sync_api import Page, expect

from tests.browser.hall import CHOICES, LEVELS, Hall, Staged
from tests.browser.tablet import Tablet

Marks = list[tuple[str, str]]
MARGIN: Final = {"nominal": "20", "tolerance": "0.5", "step": "0.1", "unit": "mm"}
KINDS: Final[dict[str, dict[str, Any]]] = {
    "judgement": {"max": "3", "levels": LEVELS},
    "pass_fail": {"max": "2"},
    "choice": {"max": "1", "parameters": {"choices": CHOICES}},
    "count": {"max": "9", "parameters": {"points": "1"}},
    "tolerance": {"max": "2", "parameters": MARGIN},
}
TURN: Final = ["judgement", "pass_fail", "choice", "count", "tolerance"]
VALUES: Final = {
    "judgement": "2",
    "pass_fail": "1",
    "choice": "1",
    "count": "7",
    "tolerance": "20.1",
}
"""What each kind is given: the second level, yes, the second label, seven, and 20.1 mm."""

PLACE: Final = {"judgement": 1, "pass_fail": 0, "choice": 1}
"""Where that stands among the things to tap."""


def scheme(kinds: list[str]) -> dict[str, Any]:
    """Return a scheme of one module with an aspect of each of *kinds*."""
    aspects = [
        {"kind": kind, "text": f"第 {at} 项 / Point {at}", **KINDS[kind]}
        for at, kind in enumerate(kinds, 1)
    ]
    sub = {"code": "A1", "name": "版面 / Layout", "day": 1, "aspects": aspects}
    criteria = [{"code": "A", "name": "页面 / Pages", "sub_criteria": [sub]}]
    return {"format": "jiangsai.scheme/1", "title": "快 / Fast", "criteria": criteria}


def begin(tablet: Tablet, view: str) -> Page:
    """Open the first sheet in this order, going on after each mark as every judge does at first."""
    tablet.prefer(view=view, goesOn=True)
    tablet.page.locator(".stations a").first.tap()
    expect(tablet.page.locator(".lv, .pad").first).to_be_visible()
    return tablet.page


def lines(hall: Hall, trade: Staged) -> Marks:
    """Return entry and value of each line of the ledger."""
    return [(entry, value) for entry, _, _, value in hall.lines(trade)]
