"""Forms as a browser sends them: every field of a page with what it holds."""

from html.parser import HTMLParser
from random import Random
from typing import Any

from competition.scoring.rules import Rules
from competition.scoring.rules_document import rules_of
from tests.rulebook.trade_rules import rules as rules_by_chance

CRITERIA: list[dict[str, Any]] = [
    {"code": code, "sub_criteria": [{"code": f"{code}1", "aspects": [{"id": f"{code}1.1"}]}]}
    for code in "AB"
]


class _Fields(HTMLParser):
    """Collects the fields of the form with one id."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._form, self._inside = form, False
        self._select: str | None = None
        self._area: str | None = None
        self._is_chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._inside = held.get("id") == self._form
        if not (self._inside or held.get("form") == self._form) and tag != "option":
            return
        name = held.get("name", "")
        if tag == "input" and name:
            is_ticked = held.get("type") not in {"radio", "checkbox"} or "checked" in held
            if is_ticked:
                self._add(name, held.get("value", ""))
        elif tag == "select":
            self._select, self._is_chosen = name, False
        elif tag == "textarea":
            self._area = name
            self._add(name, "")
        elif tag == "option" and self._select:
            self._option(held)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.found[self._area][-1] += data

    def _option(self, held: dict[str, str]) -> None:
        assert self._select is not None
        # A browser sends the option that is selected, else the first.
        if "selected" in held and not self._is_chosen:
            self.found[self._select] = [held["value"]]
            self._is_chosen = True
        elif self._select not in self.found:
            self._add(self._select, held["value"])

    def _add(self, name: str, value: str) -> None:
        self.found.setdefault(name, []).append(value)


def fields(page: str, form: str) -> dict[str, list[str]]:
    """Return what a browser would send of the form with the id *form*, nothing changed."""
    parser = _Fields(form)
    parser.feed(page)
    return parser.found


def by_chance(seed: int) -> Rules:
    """Return rules of any kind."""
    return rules_of(rules_by_chance(Random(seed), CRITERIA, ["A", "both", "Z"]))  # noqa: S311 - rules by chance
