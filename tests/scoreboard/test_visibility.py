"""The projection by itself: what the public is told of a trade."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoreboard.visibility import (
    Competitor,
    Frozen,
    Veil,
    is_out,
    news,
    result,
    shown,
    sight_of,
    told,
)

HOME = {"code": "HZ", "short": {"zh": "杭州"}, "names": {"zh": "杭州代表队"}}
ROW = {
    "code": "30",
    "station": "07",
    "name": {"zh": "陈俊豪"},
    "delegation": HOME,
    "total": "61.32",
}
LIVE: dict[str, Any] = {
    "trade": 1,
    "version": 9,
    "at": "2026-11-21T07:30:00.000000Z",
    "state": "live",
    "scale": {"centre": "700", "k": "30", "median": "52.10", "mad": "5.10"},
    "criteria": [{"code": "A", "max": "17.00", "aspects": 25, "done": 12}],
    "rows": [ROW],
    "order": [0],
}
EARLIER = {**LIVE, "rows": [{**ROW, "total": "12.00"}], "version": 5}
FROZEN = Frozen("2026-11-21T07:00:00.000000Z", 6, EARLIER, edition=1)
SECRETS = ("陈俊豪", "杭州", "HZ", "07")


def test_a_live_trade_is_told_as_it_is() -> None:
    assert told(LIVE, Veil("names")) == LIVE


def test_codes_are_all_that_is_said_where_names_are_hidden() -> None:
    found = told(LIVE, Veil("codes"))
    assert [row["code"] for row in found["rows"]] == ["30"]
    assert found["rows"][0]["total"] == "61.32"
    assert not [secret for secret in SECRETS if secret in repr(found["rows"])]


def test_rows_stand_by_code_where_names_are_hidden_whatever_their_stations() -> None:
    """A picture from an earlier release has its rows by station."""
    kept = {**LIVE, "rows": [{**ROW, "code": code} for code in ("30", "9", "12", "07")]}
    frozen = Frozen(FROZEN.at, 6, {**kept, "order": [1, [0, 2], 3]})
    found = told(LIVE, Veil("codes", frozen))
    assert [row["code"] for row in found["rows"]] == ["9", "07", "12", "30"]
    assert found["order"] == [0, [2, 3], 1]
    assert told(LIVE, Veil("names", frozen))["order"] == [1, [0, 2], 3]


def test_a_hidden_trade_says_what_is_marked_and_nothing_of_how() -> None:
    found = told(LIVE, Veil("nothing"))
    assert (found["rows"], found["order"]) == ([], [])
    assert found["criteria"] == [{"code": "A", "max": "17.00", "aspects": 25, "done": 0}]
    assert (found["scale"]["median"], found["scale"]["mad"]) == (None, None)


@pytest.mark.parametrize("live", [LIVE, EARLIER, {**LIVE, "rows": [], "criteria": []}])
def test_a_frozen_trade_is_told_as_it_was_whatever_it_is_now(live: dict[str, Any]) -> None:
    found = told(live, Veil("names", FROZEN))
    assert found == {**EARLIER, "state": "frozen", "at": FROZEN.at}


def test_names_that_are_hidden_after_a_freeze_are_hidden() -> None:
    found = told(LIVE, Veil("codes", FROZEN))
    assert found["rows"][0]["total"] == "12.00"
    assert not [secret for secret in SECRETS if secret in repr(found["rows"])]


@pytest.mark.parametrize("veil", [Veil("nothing"), Veil("names", FROZEN), Veil("codes", FROZEN)])
def test_no_news_of_what_is_not_live(veil: Veil) -> None:
    assert not veil.is_live()
    assert news({"trade": 1, "base": 8, "version": 9}, veil) is None


def test_news_hold_what_the_protocol_names_and_nothing_else() -> None:
    given = {"trade": 1, "base": 8, "version": 9, "rows": [], "public": {"sees": "live"}}
    expected = {"trade": 1, "base": 8, "version": 9, "rows": []}
    assert news(given, Veil("codes")) == expected


def test_what_was_published_after_a_freeze_is_not_out() -> None:
    veil = Veil("names", FROZEN)
    moment = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    assert [is_out(edition, moment, veil) for edition in (1, 2)] == [True, False]
    assert is_out(2, moment, Veil("names"))


def test_what_was_published_from_the_moment_of_a_freeze_on_is_not_out() -> None:
    moment = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    veil = Veil(freezes_at=moment)
    times = [moment + timedelta(seconds=s) for s in (-1, 0, 1)]
    assert [is_out(1, each, veil) for each in times] == [True, False, False]


def test_a_result_loses_its_names_with_its_board() -> None:
    document = {
        "rows": [ROW],
        "members": [{"entry": "30", "team": "T1", "name": {"zh": "陈俊豪"}}],
        "delegations": [{"delegation": "HZ", "place": 1}],
    }
    found = result(document, Veil("codes"))
    assert found["members"] == [{"entry": "30", "team": "T1"}]
    assert not [secret for secret in SECRETS if secret in repr(found)]
    assert result(document, Veil("names")) == document


def test_a_freeze_is_due_from_its_moment_on() -> None:
    moment = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
    veil = Veil(freezes_at=moment)
    assert veil.is_live()
    assert [veil.is_due(moment + timedelta(seconds=s)) for s in (-1, 0, 1)] == [False, True, True]
    assert not Veil(frozen=FROZEN, freezes_at=moment).is_due(moment)
    assert not Veil().is_due(moment)


def test_a_competitor_without_a_home_is_shown_without_one() -> None:
    alone = Competitor("30", "07", {"zh": "陈俊豪"}, None, {}, {})
    assert shown(alone, "names")["delegation"] is None
    assert shown(alone, "nothing") == shown(alone, "codes")


@pytest.mark.parametrize(
    ("veil", "sees"),
    [(Veil(), "live"), (Veil("nothing"), "hidden"), (Veil("nothing", FROZEN), "frozen")],
)
def test_officials_are_told_what_the_public_sees(veil: Veil, sees: str) -> None:
    assert sight_of(veil)["sees"] == sees
    assert sight_of(veil)["shows"] == veil.shows
