"""What rules say at present, in one line for each group."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final

from competition.errors import sentence
from competition.i18n import plain_name, translated
from competition.programme.rules_form.groups import Group
from competition.scoring import awards, rules
from competition.scoring.figures import plain
from competition.scoring.rounding import Mode
from competition.scoring.rules import Rules

NOTHING: Final = sentence("none")
_MODES: Final = {
    Mode.HALF_UP: sentence("half up"),
    Mode.HALF_EVEN: sentence("half to even"),
    Mode.DOWN: sentence("cut off"),
    Mode.UP: sentence("always up"),
}
_STAGES: Final = (
    ("aspect", sentence("aspect %(places)s")),
    ("module", sentence("module %(places)s")),
    ("weighted", sentence("weighted %(places)s")),
    ("total", sentence("total %(places)s")),
)
_MISSING: Final = {
    rules.Missing.WAIT: sentence("all votes must be in"),
    rules.Missing.IGNORE: sentence("missing votes are left out"),
    rules.Missing.ZERO: sentence("missing votes count as 0"),
}
_EFFECTS: Final = {
    rules.Effect.HONOURS: sentence("%(part)s %(points)s (else no honour)"),
    rules.Effect.PRIZES: sentence("%(part)s %(points)s (else no prize)"),
    rules.Effect.RANK: sentence("%(part)s %(points)s (else no place)"),
}
_UNRESOLVED: Final = {
    rules.Unresolved.SHARED: sentence("then places are shared"),
    rules.Unresolved.NEVER: sentence("then a lot is drawn"),
    rules.Unresolved.CHIEF: sentence("then the chief judge decides"),
}
_ALONE: Final = {
    "judged": sentence("judgements"),
    "measured": sentence("measured aspects"),
    "time": sentence("time"),
    "age": sentence("age"),
    "earlier": sentence("earlier result"),
    "draw": sentence("draw"),
}


def summary(group: Group, given: Rules) -> str:
    """Return what *given* rules say about *group*, in the reader's language."""
    return _SAID[group.key](given)


def summaries(groups: Iterable[Group], given: Rules) -> list[tuple[str, str]]:
    """Return heading and summary of each group whose rules are not what they are by default."""
    usual = Rules()
    found = []
    for group in groups:
        said = summary(group, given)
        if said != summary(group, usual):
            found.append((translated(group.heading), said))
    return found


def _listed(parts: Iterable[str], *, empty: str = NOTHING) -> str:
    return " · ".join(parts) or translated(empty)


def _percent(share: Decimal) -> str:
    return f"{plain(share * 100)} %"


def _rounding(given: Rules) -> str:
    rule = given.rounding
    said = [
        translated(text, {"places": places})
        for stage, text in _STAGES
        if (places := getattr(rule, stage)) is not None
    ]
    return _listed([*said, translated(_MODES[rule.mode])])


def _judgement(given: Rules) -> str:
    rule = given.judgement
    spread = (
        translated(sentence("any spread"))
        if rule.max_spread is None
        else translated(sentence("spread up to %(most)s"), {"most": plain(rule.max_spread)})
    )
    return _listed([spread, translated(_MISSING[rule.missing])])


def _panel(given: Rules) -> str:
    rule = given.panel
    dropped = {"high": rule.drop_high, "low": rule.drop_low}
    text = (
        translated(sentence("%(high)s highest and %(low)s lowest left out"), dropped)
        if rule.drop_high or rule.drop_low
        else translated(sentence("all votes count"))
    )
    return _listed([text, translated(_MISSING[rule.missing])])


def _modules(given: Rules) -> str:
    said = [f"{code} × {plain(weight)}" for code, weight in given.weights.items()]
    if given.weighting is rules.Weighting.SHARE:
        said = [f"{code} {plain(weight)}" for code, weight in given.weights.items()]
        said.append(translated(sentence("weights are the most a module can bring")))
    for code, rule in given.modules.items():
        low = "" if rule.floor is None else plain(rule.floor)
        high = (
            "" if rule.cap is None else rule.cap if isinstance(rule.cap, str) else plain(rule.cap)
        )
        said.append(f"{code} {low}…{high}")
    return _listed(said, empty=sentence("points are added as they are"))


def _total(given: Rules) -> str:
    rule = given.total
    said = []
    if rule.floor is not None:
        said.append(translated(sentence("at least %(points)s"), {"points": plain(rule.floor)}))
    if rule.cap is not None:
        said.append(translated(sentence("at most %(points)s"), {"points": plain(rule.cap)}))
    return _listed(said)


def _parts(given: Rules) -> str:
    return _listed(f"{name} = {' + '.join(codes)}" for name, codes in given.parts.items())


def _pass_marks(given: Rules) -> str:
    return _listed(
        translated(_EFFECTS[mark.effect], {"part": mark.part, "points": plain(mark.points)})
        for mark in given.pass_marks
    )


def _qualifier(given: Rules) -> str:
    rule = given.qualifier
    if rule is None:
        return translated(NOTHING)
    return translated(
        sentence("the best %(top)s of %(part)s"), {"top": rule.top, "part": rule.part}
    )


def _team(given: Rules) -> str:
    rule = given.team
    if rule is None or not rule.is_summed:
        return translated(sentence("each entry has its own marks"))
    is_sum = rule.kind is rules.TeamKind.SUM
    if rule.best is None:
        return translated(
            sentence("sum of all members") if is_sum else sentence("mean of all members")
        )
    text = sentence("sum of the best %(best)s") if is_sum else sentence("mean of the best %(best)s")
    return translated(text, {"best": rule.best})


def tie_key(key: str) -> str:
    """Return a key of the tie chain in words, or what it names."""
    name, _, of = key.partition(":")
    return translated(_ALONE[name]) if name in _ALONE else of


def _ties(given: Rules) -> str:
    chain = " → ".join(tie_key(key.key) for key in given.ties)
    said = [chain] if chain else [translated(sentence("no keys"))]
    return _listed([*said, translated(_UNRESOLVED[given.unresolved])])


def _ranking(given: Rules) -> str:
    return ", ".join(given.ranking.value)


def _scale(given: Rules) -> str:
    rule = given.scale
    if rule is None:
        return translated(NOTHING)
    centre = {"centre": plain(rule.centre)}
    if isinstance(rule, rules.ImportedScale):
        return translated(sentence("imported, around %(centre)s"), centre)
    return translated(
        sentence("%(centre)s ± %(k)s for one deviation"), {**centre, "k": plain(rule.k)}
    )


def _medals(given: Rules) -> str:
    rule = given.awards.medals
    if rule is None:
        return translated(NOTHING)
    if isinstance(rule, awards.PlaceMedals):
        numbers = {"gold": rule.gold, "silver": rule.silver, "bronze": rule.bronze}
        return translated(
            sentence("%(gold)s gold, %(silver)s silver, %(bronze)s bronze by place"), numbers
        )
    return translated(
        sentence("by scale, level up to %(distance)s"), {"distance": plain(rule.tie_distance)}
    )


def _prizes(given: Rules) -> str:
    rule = given.awards.prizes
    if rule is None:
        return translated(NOTHING)
    if isinstance(rule, awards.NumberPrizes):
        said = [" + ".join(str(each) for each in rule.numbers)]
    elif isinstance(rule, awards.SharePrizes):
        said = [" + ".join(_percent(share) for share in rule.shares)]
    else:
        ratio = ":".join(str(each) for each in rule.ratio)
        within = {"ratio": ratio, "share": _percent(rule.share)}
        said = [translated(sentence("%(ratio)s within %(share)s"), within)]
    return _listed([*said, *_merit(rule.merit)])


def _merit(rule: awards.Merit | None) -> list[str]:
    if rule is None:
        return []
    if isinstance(rule, awards.MeritNumber):
        return [translated(sentence("%(number)s merit"), {"number": rule.number})]
    if isinstance(rule, awards.MeritShare):
        return [translated(sentence("merit up to %(share)s"), {"share": _percent(rule.share)})]
    return [translated(sentence("merit above the median of %(part)s"), {"part": rule.part})]


def _minimum(given: Rules) -> str:
    rule = given.awards.minimum_field
    if rule is None:
        return translated(NOTHING)
    text = (
        sentence("below %(entries)s no honours")
        if rule.effect is awards.Withheld.HONOURS
        else sentence("below %(entries)s no prizes")
    )
    return translated(text, {"entries": rule.entries})


def _honours(given: Rules) -> str:
    return _listed(plain_name(each.names) or each.code for each in given.awards.honours)


def _delegations(given: Rules) -> str:
    rule = given.awards.delegations
    if rule is None:
        return translated(NOTHING)
    points = ", ".join(plain(each) for each in rule.place_points)
    return points or translated(sentence("by medal points"))


def _advancement(given: Rules) -> str:
    rule = given.awards.advancement
    if rule is None:
        return translated(NOTHING)
    if isinstance(rule, awards.TopAdvance):
        said = translated(sentence("the first %(number)s"), {"number": rule.number})
    elif isinstance(rule, awards.ShareAdvance):
        said = translated(sentence("%(share)s of the field"), {"share": _percent(rule.share)})
    else:
        number = {"number": rule.per_delegation}
        said = translated(sentence("%(number)s of each delegation"), number)
    return f"{said} → {rule.tier}" if rule.tier else said


def _recheck(given: Rules) -> str:
    rule = given.recheck
    if rule is None:
        return translated(NOTHING)
    top = _percent(rule.top_share) if rule.top is None else str(rule.top)
    return translated(
        sentence("top %(top)s, sample %(sample)s"), {"top": top, "sample": _percent(rule.sample)}
    )


def _limits(given: Rules) -> str:
    rule = given.limits
    if rule is None:
        return translated(NOTHING)
    named = (
        (sentence("aspect up to %(points)s"), rule.aspect),
        (sentence("total %(points)s"), rule.total),
        (sentence("sections within %(points)s"), rule.section),
    )
    return _listed(
        translated(text, {"points": plain(points)}) for text, points in named if points is not None
    )


_SAID: Final[Mapping[str, Callable[[Rules], str]]] = {
    "rounding": _rounding,
    "judgement": _judgement,
    "panel": _panel,
    "modules": _modules,
    "total": _total,
    "parts": _parts,
    "pass_marks": _pass_marks,
    "qualifier": _qualifier,
    "team": _team,
    "ties": _ties,
    "ranking": _ranking,
    "scale": _scale,
    "medals": _medals,
    "prizes": _prizes,
    "minimum_field": _minimum,
    "honours": _honours,
    "delegations": _delegations,
    "advancement": _advancement,
    "recheck": _recheck,
    "limits": _limits,
}
