"""The recount itself gives the results that were published or worked out by hand."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tests.rulebook.recount import score

Json = dict[str, Any]

# One skill's closing marks and its published scores, 32 competitors.
PUBLISHED = """
61.42 854  54.33 834  39.58 791  37.75 786  35.50 779  28.75 760  28.42 759  28.40 759
19.00 732  16.92 726  13.50 716  13.05 715  12.80 714  12.25 712   9.50 704   8.75 702
 7.25 698   6.00 694   6.00 694   4.25 689   3.25 686   2.75 685   2.00 683   1.50 681
 1.40 681   1.25 680   0.75 679   0.50 678   0.50 678   0.50 678   0.25 678   0.00 677
"""


def free(name: str) -> Json:
    return {"id": name, "kind": "free", "max": "100"}


def module(code: str, *aspects: Json, **more: object) -> Json:
    return {"code": code, "sub_criteria": [{"code": f"{code}1", "aspects": list(aspects)}], **more}


def field(marks: Sequence[Sequence[str]], rules: Json, codes: str = "ABCD") -> Json:
    """Return the account of a field whose entries have these points in their modules."""
    modules = [module(code, free(code)) for code in codes[: len(marks[0])]]
    names = [f"{index:02}" for index in range(len(marks))]
    return score(
        {
            "format": "jiangsai.trade/1",
            "trade": {"code": "1"},
            "rules": rules,
            "scheme": {"criteria": modules},
            "entries": [{"code": name} for name in names],
            "marks": [
                {"entry": name, "aspect": code, "value": value}
                for name, row in zip(names, marks, strict=True)
                for code, value in zip(codes, row, strict=False)
            ],
        }
    )


def single(totals: Sequence[object], rules: Json) -> Json:
    return field([[str(total)] for total in totals], rules)


def column(account: Json, key: str) -> list[object]:
    """Return one column of the standings, in the order of the entries' codes."""
    return [row[key] for row in sorted(account["standings"], key=lambda row: str(row["entry"]))]


def test_e5a_the_scores_of_a_published_skill_come_out() -> None:
    figures = PUBLISHED.split()
    account = single(figures[::2], {})
    assert column(account, "scale") == figures[1::2]


def test_e5b_a_small_field_is_scaled() -> None:
    account = single(["82.5", "78.0", "71.4", "70.2", "66.0", "65.1", "60.0"], {})
    assert column(account, "scale") == ["749", "731", "705", "700", "683", "680", "660"]


def test_e5c_no_spread_means_no_scale() -> None:
    account = single([90, 80, 70, 70, 70, 70, 70], {})
    assert column(account, "scale") == [None] * 7
    assert account["problems"] == [{"entry": None, "aspect": None, "code": "no-scale"}]


@pytest.mark.parametrize(
    ("scores", "medals", "chain"),
    [
        ("760 741 733 712 699", "G S B M -", True),
        ("760 758 741 733 690", "G G B M -", True),
        ("760 758 741 740 699", "G G B B -", True),
        ("760 759 758 753 701", "G G G M M", True),
        ("780 750 749 743 700", "G S S M M", True),
        ("780 760 741 739 705", "G S B B M", True),
        ("760 757 740", "G S B", True),
        ("760 758 740", "G G B", True),
        ("762 760 758 740", "G G G M", True),
        ("762 760 758 740", "G G B M", False),
    ],
)
def test_e6_medals_follow_the_scale(scores: str, medals: str, *, chain: bool) -> None:
    names = {"gold": "G", "silver": "S", "bronze": "B", "medallion": "M", None: "-"}
    entries = [{"code": f"{i:02}", "scale": text} for i, text in enumerate(scores.split())]
    account = score(
        {
            "format": "jiangsai.trade/1",
            "trade": {"code": "1"},
            "rules": {"scale": {"kind": "imported"}, "medals": {"kind": "scale", "chain": chain}},
            "scheme": {"criteria": []},
            "entries": entries,
        }
    )
    assert [names[row["medal"]] for row in account["standings"]] == medals.split()


@pytest.mark.parametrize(
    ("votes", "points"),
    [
        ("92 88.5 90 95 89", "90.33"),
        ("9.1 8.7 9.0 9.4 8.9 9.2 8.8", "9.00"),
        ("95 95 90 88 86", "91.00"),
        ("80 85 91", "85.00"),
    ],
)
def test_e8_a_panel_drops_one_of_each_extreme(votes: str, points: str) -> None:
    account = score(
        {
            "format": "jiangsai.trade/1",
            "trade": {"code": "1"},
            "rules": {"panel": {"drop_high": 1, "drop_low": 1}},
            "scheme": {"criteria": [module("A", {"id": "A", "kind": "panel", "max": "100"})]},
            "entries": [{"code": "1"}],
            "marks": [{"entry": "1", "aspect": "A", "votes": votes.split()}],
        }
    )
    assert account["standings"][0]["total"] == points


@pytest.mark.parametrize(
    ("marks", "weights", "total"),
    [
        ("86 91.25", "0.3 0.7", "89.68"),
        ("77 84.5", "0.2 0.8", "83.00"),
        ("68.5 91", "0.5 0.5", "79.75"),
        ("83 19.33 16.50 21.00", "0.30 1 1 1", "81.73"),
    ],
)
def test_e9_weighted_modules_add_up_exactly(marks: str, weights: str, total: str) -> None:
    weighing = dict(zip("ABCD", weights.split(), strict=False))
    assert column(field([marks.split()], {"weights": weighing}), "total") == [total]


EQUALS = [
    ["24.90", "19.33", "16.50", "21.00"],
    ["23.90", "20.33", "15.50", "22.00"],
    ["24.90", "19.33", "17.50", "20.00"],
]


def test_e11a_practice_breaks_the_tie_then_the_last_module() -> None:
    ties = [{"key": "part:practice"}, {"key": "criterion:D"}]
    account = field(EQUALS, {"parts": {"practice": ["B", "C", "D"]}, "ties": ties})
    assert column(account, "total") == ["81.73"] * 3
    assert column(account, "place") == [2, 1, 3]
    assert column(account, "ties_broken_by") == ["criterion:D", "part:practice", "criterion:D"]


def test_e11b_the_shorter_time_goes_first() -> None:
    account = score(
        {
            "format": "jiangsai.trade/1",
            "trade": {"code": "1"},
            "rules": {"ties": [{"key": "time"}]},
            "scheme": {"criteria": []},
            "entries": [
                {"code": code, "time": time}
                for code, time in zip("ABC", (171, 175, 160), strict=True)
            ],
        }
    )
    assert [row["entry"] for row in account["standings"]] == ["C", "A", "B"]


def test_e11c_equals_share_a_place_and_the_next_is_left_out() -> None:
    assert column(single([90, 88, 88, 85], {}), "place") == [1, 2, 2, 4]


GUANGDONG: Json = {
    "kind": "ratio",
    "ratio": [1, 2, 3],
    "share": "0.20",
    "merit": {"kind": "share", "share": "0.50"},
}


@pytest.mark.parametrize(
    ("count", "prizes", "expected"),
    [
        (37, {"kind": "share", "shares": ["0.1", "0.2", "0.3"]}, [4, 7, 11, 0]),
        (48, {"kind": "share", "shares": ["0.05", "0.1", "0.15"], "caps": [3, 6, 9]}, [2, 5, 7, 0]),
        (80, {"kind": "share", "shares": ["0.05", "0.1", "0.15"], "caps": [3, 6, 9]}, [3, 6, 9, 0]),
        (30, {"kind": "share", "shares": ["0.05", "0.1", "0.15"], "caps": [3, 6, 9]}, [2, 3, 5, 0]),
        (44, GUANGDONG, [1, 2, 3, 16]),
        (47, GUANGDONG, [1, 2, 3, 17]),
        (66, GUANGDONG, [2, 4, 6, 21]),
    ],
)
def test_e12_prizes_by_share_and_ratio(count: int, prizes: Json, expected: list[int]) -> None:
    given = Counter(column(single(range(count), {"prizes": prizes}), "prize"))
    assert [given[name] for name in ("first", "second", "third", "merit")] == expected


@pytest.mark.parametrize(
    ("count", "experts"), [(60, 8), (49, 4), (25, 4), (24, 2), (10, 2), (9, 0)]
)
def test_e12i_city_experts_by_the_size_of_the_field(count: int, experts: int) -> None:
    steps = [
        {"entries": 50, "number": 8},
        {"entries": 25, "number": 4},
        {"entries": 10, "number": 2},
    ]
    honour = {"code": "expert", "select": {"kind": "by_field", "steps": steps}}
    assert len(single(range(count), {"honours": [honour]})["honours"]) == experts


@pytest.mark.parametrize(
    ("count", "medals"),
    [(3, []), (4, ["gold"]), (5, ["gold", "silver"]), (6, ["gold", "silver", "bronze"])],
)
def test_e12j_small_fields_have_fewer_medals(count: int, medals: list[str]) -> None:
    rule: Json = {"kind": "scale", "medallion": None, "small_field": {}}
    totals = [index * 10 for index in range(count, 0, -1)]
    given = column(single(totals, {"medals": rule}), "medal")
    assert [medal for medal in given if medal] == medals


def test_e14_equal_teams_are_separated_by_their_summed_time() -> None:
    people = [
        ("X", "88.5", 170),
        ("X", "90.25", 170),
        ("X", "79", 166),
        ("Y", "86", 168),
        ("Y", "85.75", 168),
        ("Y", "86", 167),
    ]
    account = score(
        {
            "format": "jiangsai.trade/1",
            "trade": {"code": "1"},
            "rules": {"team": {"kind": "sum"}, "ties": [{"key": "time"}]},
            "scheme": {"criteria": [module("A", free("A"))]},
            "teams": [{"code": "X"}, {"code": "Y"}],
            "entries": [
                {"code": f"{index}", "team": team, "time": time}
                for index, (team, _, time) in enumerate(people)
            ],
            "marks": [
                {"entry": f"{index}", "aspect": "A", "value": value}
                for index, (_, value, _) in enumerate(people)
            ],
        }
    )
    places = [(row["entry"], row["total"], row["place"]) for row in account["standings"]]
    assert places == [("Y", "257.75", 1), ("X", "257.75", 2)]
