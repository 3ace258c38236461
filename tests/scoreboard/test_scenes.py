"""The order in which a ceremony tells a result."""

from typing import Any

from scoreboard.scenes import scenes, told_before

TRADE: dict[str, Any] = {"code": "17", "names": {}, "group": None, "unit": "person"}


def told(*rows: tuple[int | None, str | None], alone: int) -> list[dict[str, Any]]:
    """Return the scenes of rows of place and prize, coded 1, 2 and so on."""
    document = {
        "competition": {"names": {}},
        "trade": TRADE,
        "rows": [
            {"place": place, "code": str(at), "name": {}, "medal": None, "prize": prize}
            for at, (place, prize) in enumerate(rows, 1)
        ],
    }
    return scenes(document, {}, alone)


def shape(found: list[dict[str, Any]]) -> list[str]:
    """Return each scene as its kind and codes."""
    return [
        " ".join([scene["kind"], *(row["code"] for row in scene.get("rows", []))])
        for scene in found
    ]


def test_one_prize_is_told_together_below_and_alone_above() -> None:
    found = told((1, "first"), (2, "second"), (3, "second"), (4, "second"), (5, None), alone=2)
    assert shape(found) == [
        "title",
        "award",
        "group 3 4",
        "place 2",
        "award",
        "place 1",
        "podium 1 2 3",
    ]


def test_a_prize_that_is_told_together_ends_before_places_without_any() -> None:
    found = told((1, None), (2, None), (3, "merit"), (4, "merit"), alone=2)
    assert shape(found) == ["title", "award", "group 3 4", "place 2", "place 1", "podium 1 2 3"]


def test_equals_are_never_parted_by_a_page() -> None:
    rows = [(at, "merit") for at in range(1, 12)] + [(12, "merit")] * 3
    found = told(*rows, alone=1)
    assert shape(found)[2:4] == [
        "group 12 13 14",
        "group 1 2 3 4 5 6 7 8 9 10 11",
    ]


def test_where_nobody_has_a_place_there_is_a_title() -> None:
    assert shape(told((None, None), alone=3)) == ["title"]
    assert shape(told((4, None), alone=3)) == ["title"]


def test_what_was_told_before_is_told_best_first_and_not_without_end() -> None:
    found = told(*((at, None) for at in range(1, 21)), alone=20)
    assert [row["code"] for row in told_before(found, 4)] == ["18", "19", "20"]
    assert len(told_before(found, 20)) == 8
    assert told_before(found, 1) == []
