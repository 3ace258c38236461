"""Trades of one aspect, which is all that says who wins."""

from typing import Any, Final

from tests.browser import hall
from tests.browser.hall import Hall, Staged

_MODULE: Final[dict[str, Any]] = hall.SCHEME["criteria"][0]
_ASPECT: Final[dict[str, Any]] = {
    "kind": "count",
    "text": "有效链接 / Links that work",
    "max": "9",
    "parameters": {"points": "1"},
}
SCHEME: Final[dict[str, Any]] = {
    **hall.SCHEME,
    "criteria": [
        {**_MODULE, "sub_criteria": [{**_MODULE["sub_criteria"][0], "aspects": [_ASPECT]}]}
    ],
}


def signed(hall: Hall, marks: str) -> Staged:
    """Return a new trade in which K1 to K4 have *marks*, such as ``8 7 3 0``, signed."""
    staged = hall.stage(scheme=SCHEME)
    sign(hall, staged, marks)
    return staged


def sign(hall: Hall, trade: Staged, marks: str) -> None:
    """Give K1 to K4 of *trade* their marks, and let them be signed."""
    panel = hall.panel(trade)
    for entry, value in zip(("K1", "K2", "K3", "K4"), marks.split(), strict=True):
        panel.mark(entry, "A1.1", value)
    hall.sign(trade)
