"""Every kind of aspect on a tablet: what may be entered, and what it is worth so far."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask

from competition.db import Database
from competition.scoring.readings import canonical
from competition.scoring.values import AspectId, AspectRule, Kind, UnusableReading
from tests.builders import ANY_DATABASE, a_locked_trade, a_scheme, an_aspect
from tests.judging.callers import Tablet, a_panel

# The same rows are put to the tablet's own scripts (tests/js/entry.test.js).
READINGS: Final = json.loads((Path(__file__).parents[1] / "js/readings.json").read_text())
BY_FIELD: Final = a_scheme(
    an_aspect("A1.1", "rank", "20", points="5", step="1"),
    an_aspect("A1.2", "time", "20", points="5", step="0.01"),
    an_aspect("A1.3", "time", "5", bands=[{"within": "130", "points": "3"}]),
    an_aspect("A1.4", "free", "5"),
)


@pytest.fixture
def tablet(app: Flask, house: Database) -> Tablet:
    return a_panel(app, a_locked_trade(house, judges=1, scheme=BY_FIELD))[0]


@pytest.mark.parametrize("row", READINGS, ids=lambda row: f"{row['kind']}-{row['text']}")
def test_the_server_takes_what_the_tablet_takes(row: dict[str, Any]) -> None:
    rule = AspectRule(AspectId(1), Kind(row["kind"]), Decimal(row["max"]), row["parameters"])
    if row["kept"] is None:
        with pytest.raises(UnusableReading):
            canonical(rule, row["text"])
    else:
        assert canonical(rule, row["text"]) == row["kept"]


@ANY_DATABASE
@pytest.mark.parametrize(
    ("aspect", "sent", "kept", "points"),
    [
        ("A1.1", "12", "12", None),
        ("A1.2", "125.30", "125.3", None),
        ("A1.3", "125.30", "125.3", "3.00"),
        ("A1.4", "1.23456", "1.23456", "1.23"),
    ],
)
def test_points_are_told_where_one_reading_is_enough_for_them(
    tablet: Tablet, aspect: str, sent: str, kept: str, points: str | None
) -> None:
    assert tablet.mark(aspect, sent).status_code == 201
    cell = tablet.cell(aspect)
    assert (cell["value"], cell["points"]) == (kept, points)


@ANY_DATABASE
@pytest.mark.parametrize(
    ("aspect", "sent"), [("A1.1", "12.5"), ("A1.2", "2:05.30"), ("A1.2", "-1"), ("A1.4", "5.1")]
)
def test_a_reading_that_the_kind_does_not_allow_is_refused(
    tablet: Tablet, aspect: str, sent: str
) -> None:
    assert tablet.mark(aspect, sent).status_code == 422
    assert tablet.cell(aspect)["value"] is None
