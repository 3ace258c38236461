"""What holds for any marks whatever, not only for the examples."""

import random
import string
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from competition.scoring.readings import canonical
from competition.scoring.rules import PanelRule, Rules, ScaleRule, TieKey
from competition.scoring.scale import scale_of
from competition.scoring.values import AspectRule, UnusableReading
from tests.rulebook.rules import PLAIN, a_total, an_aspect, places, points, rank

hundredths = some.integers(0, 10_000).map(lambda whole: Fraction(whole, 100))
fields = some.lists(hundredths, min_size=1, max_size=40)
scores = some.lists(some.sampled_from("0123"), min_size=1, max_size=7)
NO_NUMBERS = [
    *("", " ", "+", "-", ".", "1,5", "1e3", "1E-2", "NaN", "sNaN", "-nan", "Infinity", "inf"),
    *("１", "٣", "1_0", "0x1", "1.2.3", "½", "1" * 21, "not attempted", "\ufeff1"),
]
EVERY_KIND = [
    an_aspect("pass_fail", "1"),
    an_aspect("completed", "1.5", possible=5),
    an_aspect("choice", "4", choices=[{"deduction": "0"}, {"deduction": "1"}]),
    an_aspect("ranged", "3", target="100", ranges=[]),
    an_aspect("tolerance", "1", nominal="80.00", tolerance="0.20", step="0.01"),
    an_aspect("deduct", "10", points="2"),
    an_aspect("count", "25", points="2"),
    an_aspect("free", "5", step="0.25"),
    an_aspect("judgement", "2"),
    an_aspect("panel", "20", step="0.5"),
]


@given(scores, some.randoms())
def test_the_order_of_judges_never_matters(given_scores: list[str], chance: random.Random) -> None:
    shuffled = list(given_scores)
    chance.shuffle(shuffled)
    judged = an_aspect("judgement", "1.5")
    assert points(judged, *shuffled) == points(judged, *given_scores)
    panel, rules = an_aspect("panel", "3"), Rules(panel=PanelRule(1, 1))
    assert points(panel, *shuffled, rules=rules) == points(panel, *given_scores, rules=rules)


@given(scores)
def test_no_panel_earns_less_than_nothing_or_more_than_the_maximum(given_scores: list[str]) -> None:
    worth = points(an_aspect("judgement", "1.5"), *given_scores)
    wide = int(max(given_scores)) - int(min(given_scores)) > 1
    assert worth is None if wide else worth is not None and 0 <= worth <= Decimal("1.5")


@given(fields, some.randoms())
def test_the_order_of_entries_never_matters(field: list[Fraction], chance: random.Random) -> None:
    rules = Rules(ties=(TieKey("criterion:P", descending=True),))
    totals = [a_total(n, str(mark), str(mark % 3)) for n, mark in enumerate(field)]
    shuffled = list(totals)
    chance.shuffle(shuffled)
    assert rank(shuffled, ["P"], rules) == rank(totals, ["P"], rules)


@given(some.lists(some.integers(0, 9), max_size=40))
def test_a_place_is_one_more_than_the_number_of_better_entries(field: list[int]) -> None:
    ranked = places(rank([a_total(n, str(mark)) for n, mark in enumerate(field)], [], PLAIN))
    for place, entries in ranked:
        for entry in entries:
            assert place == 1 + sum(other > field[entry] for other in field)
    assert sorted(entry for _, entries in ranked for entry in entries) == list(range(len(field)))


@given(fields, hundredths, hundredths)
def test_more_points_never_score_less(
    field: list[Fraction], one: Fraction, other: Fraction
) -> None:
    scale = scale_of(field, ScaleRule())
    assume(scale is not None)
    assert scale is not None
    assert scale.score(min(one, other)) <= scale.score(max(one, other))


@given(fields, hundredths)
def test_points_for_everybody_change_no_score(field: list[Fraction], extra: Fraction) -> None:
    before = scale_of(field, ScaleRule())
    after = scale_of([mark + extra for mark in field], ScaleRule())
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert [after.score(mark + extra) for mark in field] == [before.score(m) for m in field]


@given(fields)
def test_the_median_scores_the_centre(field: list[Fraction]) -> None:
    scale = scale_of(field, ScaleRule())
    assert scale is None or scale.score(scale.median) == 700


@pytest.mark.parametrize("typed", NO_NUMBERS)
@pytest.mark.parametrize("aspect", EVERY_KIND, ids=lambda aspect: aspect.kind.value)
def test_what_is_no_plain_number_is_refused(aspect: AspectRule, typed: str) -> None:
    with pytest.raises(UnusableReading) as refused:
        canonical(aspect, typed)
    assert refused.value.reason == "not-a-number"


@pytest.mark.parametrize(
    ("aspect", "typed", "reason"),
    [
        (an_aspect("judgement", "2"), "1.5", "surplus-decimals"),
        (an_aspect("judgement", "2"), "4", "out-of-range"),
        (an_aspect("judgement", "2"), "-1", "out-of-range"),
        (an_aspect("pass_fail", "1"), "2", "out-of-range"),
        (an_aspect("pass_fail", "1"), "0.5", "surplus-decimals"),
        (an_aspect("completed", "1", possible=5), "6", "out-of-range"),
        (an_aspect("choice", "4", choices=[{}, {}]), "2", "out-of-range"),
        (an_aspect("free", "5", step="0.25"), "1.3", "surplus-decimals"),
        (an_aspect("free", "5"), "5.01", "out-of-range"),
        (an_aspect("panel", "20", step="0.5"), "9.75", "surplus-decimals"),
        (an_aspect("panel", "20", top="10"), "10.5", "out-of-range"),
        (an_aspect("tolerance", "1", step="0.01"), "79.999", "surplus-decimals"),
        (an_aspect("tolerance", "1"), "1000001", "out-of-range"),
        (an_aspect("count", "5"), "10000", "out-of-range"),
    ],
)
def test_a_reading_is_refused_and_never_mended(aspect: AspectRule, typed: str, reason: str) -> None:
    with pytest.raises(UnusableReading) as refused:
        canonical(aspect, typed)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2.50", "2.5"), ("02.5", "2.5"), ("0", "0"), ("-0", "0"), ("0.00", "0")],
)
def test_one_value_has_one_spelling(typed: str, kept: str) -> None:
    assert canonical(an_aspect("free", "5", step="0.25"), typed) == kept


@pytest.mark.parametrize("aspect", EVERY_KIND, ids=lambda aspect: aspect.kind.value)
def test_not_attempted_may_be_said_of_anything(aspect: AspectRule) -> None:
    assert canonical(aspect, "not_attempted") == "not_attempted"


@given(some.sampled_from(EVERY_KIND), some.text(string.digits + "-+.eE_ ", max_size=22))
def test_a_reading_is_refused_or_kept_in_its_one_spelling(aspect: AspectRule, typed: str) -> None:
    try:
        kept = canonical(aspect, typed)
    except UnusableReading:
        return
    assert canonical(aspect, kept) == kept
    assert Decimal(kept) == Decimal(typed)
    assert not set(kept) & set("eE_+ ")
