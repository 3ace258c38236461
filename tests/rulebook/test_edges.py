"""Borders of the rules that few trades touch: one more, one less, twice the same."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec, module_from_spec
from typing import Any

import pytest

from competition.scoring import scheme_document
from competition.scoring.awards import Medal, SharePrizes
from competition.scoring.ballot import ballot_of
from competition.scoring.delegations import Outcome, indicators
from competition.scoring.figures import ZERO, spelled
from competition.scoring.penalties import NONE, Corrections
from competition.scoring.prizes import numbers_of
from competition.scoring.races import Race
from competition.scoring.readings import canonical
from competition.scoring.recheck import needs_all
from competition.scoring.rounding import Mode, rounded
from competition.scoring.rules import (
    Fallback,
    PanelRule,
    RecheckRule,
    Rules,
    ScaleRule,
    TieKey,
)
from competition.scoring.rules_document import rules_of
from competition.scoring.scale import scale_of, scale_of_ordered
from competition.scoring.shapes import UnusableDocument
from competition.scoring.teams import Member, team_total
from competition.scoring.ties import NO_TRAITS, Traits, sortable
from competition.scoring.totals import (
    MISSING,
    AspectPoints,
    ModuleTotal,
    Tally,
    Total,
    aspect_points,
    total,
)
from competition.scoring.trade_file import as_bytes, dump, from_document, parsed
from competition.scoring.values import SHARED, AspectId, EntryId, Kind, Seat, UnusableReading
from tests.rulebook.fields import Document, a_field, column, named
from tests.rulebook.rules import ONE, a_module, an_aspect, votes


def punished(**more: Any) -> Document:
    """Return a trade of one entry with 9 in A and 4 in B, and these corrections."""
    trade = a_field({"C01": ["9", "4"]}, {"scale": {"kind": "imported"}}, C01={"scale": "700"})
    return {**trade, **more}


def a_penalty(scope: str, **more: object) -> Document:
    """Return a penalty of C01."""
    return {"entry": "C01", "scope": scope, "reason": "r", **more}


def test_points_taken_twice_from_an_aspect_are_taken_twice() -> None:
    taken = [a_penalty("aspect", aspect="A1.1", points=each) for each in ("1", "2")]
    assert column(punished(penalties=taken), "total") == ["10.00"]


def test_what_is_void_stays_void_whatever_else_is_taken() -> None:
    void = a_penalty("aspect", aspect="A1.1", void=True)
    taken = a_penalty("aspect", aspect="A1.1", points="1")
    assert column(punished(penalties=[void, taken]), "total") == ["4.00"]
    other = a_penalty("aspect", aspect="B1.1", void=True)
    assert column(punished(penalties=[void, other]), "total") == ["0.00"]
    whole = [a_penalty("event", void=True), a_penalty("event", points="1")]
    assert column(punished(penalties=whole), "status") == ["void"]


def test_scale_scores_are_adjusted_as_often_as_was_decided() -> None:
    given = [
        {"entry": "C01", "scope": "scale", "points": each, "reason": "r"} for each in ("5", "-2")
    ]
    assert column(punished(adjustments=given), "scale") == ["703.00"]


def test_a_ballot_has_a_seat_for_each_vote_and_a_number_for_each_aspect() -> None:
    trade = punished()
    trade["scheme"]["criteria"][1]["sub_criteria"][0]["aspects"][0].update(kind="panel", max="9")
    trade["marks"][1] = {"entry": "C01", "aspect": "B1.1", "votes": ["2", None, "4"]}
    ballot = ballot_of(from_document(trade))
    first, second = ballot.ids["A1.1"], ballot.ids["B1.1"]
    assert ballot.names == {first: "A1.1", second: "B1.1"}
    assert ballot.cells == {
        "C01": {
            first: {SHARED: "9"},
            second: {Seat(1): "2", Seat(2): MISSING, Seat(3): "4"},
        }
    }


def a_race(entries: int, **more: Any) -> Document:
    """Return a trade in which each entry needed as many seconds as its number says."""
    trade = a_field({f"C{n:02d}": [str(n)] for n in range(1, entries + 1)}, {"scale": None}, **more)
    trade["scheme"]["criteria"][0]["sub_criteria"][0]["aspects"][0].update(
        kind="time", max="9", points="2"
    )
    return trade


def test_who_lost_a_module_is_in_none_of_its_races() -> None:
    trade = a_race(3)
    assert column(trade, "total") == ["9.00", "7.00", "5.00"]
    lost = {"entry": "C01", "scope": "module", "module": "A", "void": True, "reason": "r"}
    assert column({**trade, "penalties": [lost]}, "total") == ["0.00", "9.00", "7.00"]


def test_members_need_the_time_of_their_timed_aspects() -> None:
    teams = {f"C0{n}": {"team": "X" if n % 2 else "Y"} for n in range(1, 4)}
    trade = a_race(3, **teams)
    trade["rules"]["team"] = {"kind": "sum", "best": 1}
    trade["rules"]["ties"] = [{"key": "time"}]
    trade["teams"] = [{"code": "X"}, {"code": "Y"}]
    trade["rules"]["total"] = {"cap": "1"}
    assert column(trade, "total") == ["1.00", "1.00"]
    assert column(trade, "place") == [1, 2]
    assert column(trade, "ties_broken_by") == ["time", "time"]


def test_a_delegations_medals_are_counted_by_kind() -> None:
    medals = [Medal.GOLD, None, Medal.GOLD, Medal.BRONZE]
    (found,) = indicators([Outcome(f"E{n}", "GZ", None, each) for n, each in enumerate(medals)])
    assert found.medals == {Medal.GOLD: 2, Medal.BRONZE: 1}
    assert found.entries == 4


@pytest.mark.parametrize(
    ("scores", "won"),
    [
        ("730 730 729 727", ["gold", "gold", "gold", "bronze"]),
        ("730 730 729 726.99", ["gold", "gold", "gold", None]),
        ("730 725 724 722", ["gold", "silver", "silver", "bronze"]),
        ("730 725 724 721.99", ["gold", "silver", "silver", None]),
    ],
)
def test_the_distance_itself_is_still_near(scores: str, won: Sequence[str | None]) -> None:
    rules: Document = {
        "scale": {"kind": "imported"},
        "medals": {"kind": "scale", "chain": False, "tie_distance": 2, "medallion": None},
    }
    field = named("9 8 7 6")
    traits: dict[str, Document] = {
        code: {"scale": score} for code, score in zip(field, scores.split(), strict=True)
    }
    assert column(a_field(field, rules, **traits), "medal") == list(won)


@pytest.mark.parametrize(("errors", "checked", "all_again"), [(1, 1, True), (0, 1, False)])
def test_one_sheet_in_error_of_one_is_too_many(
    errors: int, checked: int, *, all_again: bool
) -> None:
    assert needs_all(RecheckRule(), errors, checked) is all_again
    assert not needs_all(RecheckRule(), errors, 0)


def test_what_mends_a_scale_mends_it_in_order_too() -> None:
    field = [Fraction(each) for each in (3, 5, 5, 5, 9)]
    rule = ScaleRule(fallback=Fallback.MEAN_DEVIATION)
    scale = scale_of_ordered([sortable(each) for each in field], rule)
    assert scale is not None
    assert (scale.mad, scale.deviation) == (ZERO, Fraction("1.2533") * Fraction(6, 5))
    assert scale == scale_of(field, rule)


def test_a_team_counts_the_aspects_of_its_members() -> None:
    tally = Tally([a_module("A", an_aspect("free", "9"))], Rules())
    parts = (ModuleTotal(Fraction(3), 1, 2, 4), ModuleTotal(Fraction(5), 3, 1, 4))
    members = [
        Member(str(at), Total(EntryId(at), (part,), part.points), None)
        for at, part in enumerate(parts)
    ]
    found = team_total(EntryId(7), members, tally, NONE, NO_TRAITS)
    assert found.modules == (ModuleTotal(Fraction(8), 4, 3, 8),)
    assert (found.entry, found.points) == (EntryId(7), Fraction(8))


def test_one_entry_is_totalled_with_all_that_belongs_to_it() -> None:
    timed = AspectId(2)
    race = replace(an_aspect("time", "9", points="1"), id=timed)
    module = a_module("A", an_aspect("free", "9"), race)
    rules = Rules(ties=(TieKey("time", descending=False), TieKey("draw", descending=False)))
    cells = {ONE: {SHARED: "4"}, timed: {SHARED: "61"}}
    races = {timed: Race((Fraction(60), Fraction(61)), descending=False)}
    taken = Corrections(total=Fraction(-1))
    found = Tally([module], rules).total(EntryId(7), cells, taken, Traits(lot=3), races)
    assert (found.entry, found.points) == (EntryId(7), Fraction(11))
    assert found.ties == (Fraction(61), Fraction(3))
    assert total(EntryId(8), [module], {}, Rules()).entry == 8


@pytest.mark.parametrize("kind", ["judgement", "panel"])
@pytest.mark.parametrize(
    ("given", "attempted"),
    [
        (["not_attempted", "not_attempted"], False),
        (["not_attempted", "1"], True),
        (["1", "1"], True),
    ],
)
def test_it_was_attempted_if_one_judge_saw_it(
    kind: str, given: Sequence[str], *, attempted: bool
) -> None:
    found = aspect_points(an_aspect(kind, "3"), votes(*given), 2, Rules(panel=PanelRule()))
    assert found.attempted is attempted
    assert found.points is not None


@pytest.mark.parametrize("kind", ["judgement", "panel", "free"])
def test_what_was_not_attempted_counts_nought_and_says_so(kind: str) -> None:
    aspect, cells = an_aspect(kind, "3"), {SHARED: "not_attempted"}
    assert aspect_points(aspect, cells, 2, Rules()) == AspectPoints(ZERO, attempted=False)
    tally = Tally([a_module("A", aspect)], Rules())
    taken = Corrections(aspects={ONE: Fraction(1)})
    assert tally.aspect(0, {ONE: cells}, taken) == AspectPoints(ZERO, attempted=False)


def test_conflicts_are_counted_unless_the_module_is_void() -> None:
    aspects = [replace(an_aspect("judgement", "3"), id=AspectId(n)) for n in range(3)]
    tally = Tally([a_module("A", *aspects, seats=2)], Rules())
    cells = {AspectId(0): votes("0", "3"), AspectId(1): votes("1", "1")}
    found = tally.total(EntryId(1), cells)
    assert found.modules == (ModuleTotal(Fraction(1), 1, 1, 3),)
    void = Corrections(void_modules=frozenset("A"))
    found = tally.total(EntryId(1), cells, void)
    assert found.modules == (ModuleTotal(ZERO, 3, 0, 3),)


@pytest.mark.parametrize(
    ("mode", "points", "rounded_to"),
    [
        ("half_up", "-1.005", "-1.01"),
        ("half_up", "-1.0049", "-1"),
        ("half_even", "-1.005", "-1"),
        ("half_even", "-1.015", "-1.02"),
        ("down", "-1.009", "-1"),
        ("up", "-1.001", "-1.01"),
        ("up", "0.001", "0.01"),
        ("half_up", "1.005", "1.01"),
        ("half_up", "-1.01", "-1.01"),
    ],
)
def test_what_is_below_nought_is_rounded_like_what_is_above(
    mode: str, points: str, rounded_to: str
) -> None:
    assert rounded(Fraction(points), 2, Mode(mode)) == Fraction(rounded_to)


def test_whole_points_are_whole_numbers_to_be_compared() -> None:
    assert type(sortable(Fraction("61.42"))) is int
    assert sortable(Fraction("61.42")) == 6_142_000_000
    assert sortable(Fraction(1, 3)) == Fraction(10**8, 3)


def test_a_list_that_is_too_short_is_a_fault_and_never_filled_up() -> None:
    shares = SharePrizes((Decimal("0.1"), Decimal("0.2")), caps=(1,))
    with pytest.raises(ValueError, match="shorter"):
        numbers_of(shares, 10)
    tally = Tally([a_module("A"), a_module("B")], Rules())
    with pytest.raises(ValueError, match="shorter"):
        tally.part([Fraction(1)], "A")


def test_a_figure_with_many_decimals_keeps_them_all() -> None:
    assert spelled(Fraction(1, 10**30), None) == f"0.{'0' * 29}1"
    assert spelled(Fraction(1, 5**30), None) == f"0.{2**30:030d}"


def test_a_file_is_written_for_people_to_read() -> None:
    assert as_bytes({"b": 1, "a": "匠赛"}) == '{\n "a": "匠赛",\n "b": 1\n}\n'.encode()
    trade = a_field({"C01": ["1"]}, {})
    trade["trade"]["names"] = {"zh": "网站开发"}
    assert "网站开发".encode() in dump(from_document(trade))


def test_a_number_has_at_most_forty_digits() -> None:
    assert parsed(b"1" * 40) == int("1" * 40)
    with pytest.raises(UnusableDocument, match="a number with too many digits"):
        parsed(b"1" * 41)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "gb18030"])
def test_only_utf_8_is_read(encoding: str) -> None:
    with pytest.raises(UnusableDocument, match="not UTF-8"):
        parsed('{"name": "网站开发"}'.encode(encoding))


def test_the_key_that_stands_twice_is_named() -> None:
    with pytest.raises(UnusableDocument) as refused:
        parsed(b'{"c": 1, "b": 1, "b": 2}')
    assert str(refused.value) == '$: the key "b" stands twice in one object'


def test_rules_alone_are_refused_with_their_own_path() -> None:
    with pytest.raises(UnusableDocument) as refused:
        rules_of({"colour": 1})
    assert str(refused.value) == "$.colour: unknown key"
    with pytest.raises(UnusableDocument) as refused:
        rules_of({"ties": [{"key": "luck"}]}, "$.rules")
    assert str(refused.value) == (
        "$.rules.ties[0].key: must be criterion:, sub_criterion:, aspect: or part: and a code, "
        "or one of judged, measured, time, age, earlier, draw"
    )


def test_a_reading_has_at_most_twenty_characters() -> None:
    free = an_aspect("free", "5")
    assert canonical(free, f"{'0' * 19}5") == "5"
    with pytest.raises(UnusableReading):
        canonical(free, f"{'0' * 20}5")


def test_of_no_choices_there_is_nothing_to_choose() -> None:
    with pytest.raises(UnusableReading) as refused:
        canonical(an_aspect("choice", "5"), "1")
    assert refused.value.values == {"low": "0", "high": "0"}


def test_a_reading_that_is_refused_says_why() -> None:
    assert str(UnusableReading("out-of-range", low="0", high="3")) == "out-of-range"


@pytest.mark.parametrize(
    ("kind", "given", "kept", "whole"),
    [
        ("free", {"step": "0.50", "colour": "red"}, {"step": "0.5"}, {"step": "0.5"}),
        ("free", {}, {}, {}),
        ("completed", {"possible": 1}, {}, {"possible": 1}),
        ("count", {"points": 2}, {"points": "2"}, {"points": "2"}),
        (
            "rank",
            {"points": "2"},
            {"points": "2"},
            {"points": "2", "floor": "0", "step": "0.0001", "order": "desc"},
        ),
        (
            "time",
            {"bands": [{"within": "60.0", "points": 1}]},
            {"bands": [{"within": "60", "points": "1"}]},
            {"bands": [{"within": "60", "points": "1"}], "step": "0.0001"},
        ),
        (
            "tolerance",
            {"nominal": "8", "tolerance": "0.20", "bands": []},
            {"nominal": "8", "tolerance": "0.2"},
            {"nominal": "8", "tolerance": "0.2", "step": "0.0001"},
        ),
    ],
)
def test_parameters_are_kept_in_one_spelling_and_spelled_out(
    kind: str, given: Document, kept: Document, whole: Document
) -> None:
    found = scheme_document.parameters_of(Kind(kind), given)
    assert found == kept
    assert scheme_document.spelled_out(Kind(kind), found) == whole


def test_parameters_that_are_missing_are_named() -> None:
    with pytest.raises(UnusableDocument) as refused:
        scheme_document.parameters_of(Kind.RANK, {"floor": "1"})
    assert str(refused.value) == "$.points: missing"


def test_a_scheme_is_described_the_same_whenever_the_program_starts() -> None:
    spec = find_spec("competition.scoring.scheme_document")
    assert spec is not None
    assert spec.loader is not None
    anew = module_from_spec(spec)
    spec.loader.exec_module(anew)
    assert anew.SCHEME.schema == scheme_document.SCHEME.schema
    document = {"id": "A1", "kind": "choice", "max": "4", "choices": [{"deduction": "1"}]}
    assert anew.ASPECT.read(document, "$") == scheme_document.ASPECT.read(document, "$")
    with pytest.raises(UnusableDocument, match="at least 1 and at most 99 items"):
        anew.ASPECT.read({**document, "choices": []}, "$")
