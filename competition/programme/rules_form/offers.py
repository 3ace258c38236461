"""What a scheme has that rules can name, as people read it."""

from collections.abc import Iterator, Sequence
from typing import Final

from competition.errors import sentence
from competition.i18n import plain_name, translated
from competition.programme.rules_form.entered import Offer
from competition.scoring.trade import Names, Scheme

_LONGEST: Final = 48
_ALONE: Final = (
    ("judged", sentence("all judgements and panel points")),
    ("measured", sentence("all measured aspects")),
    ("time", sentence("time")),
    ("age", sentence("age")),
    ("earlier", sentence("earlier result")),
    ("draw", sentence("draw")),
)
_MODULES: Final = sentence("Modules")
_PARTS: Final = sentence("Parts")
_OTHERS: Final = sentence("Other keys")
_SUB_CRITERIA: Final = sentence("Sub-criteria")
_ASPECTS: Final = sentence("Aspects")


def offers(scheme: Scheme, parts: Sequence[str]) -> dict[str, list[Offer]]:
    """Return what fields may name: criteria, parts with those in *parts*, keys of ties."""
    criteria = [Offer(each.code, _labelled(each.code, each.names)) for each in scheme.criteria]
    named = [Offer(name, name) for name in dict.fromkeys(parts)]
    known = {offer.value for offer in named}
    return {
        "criteria": criteria,
        "parts": [*named, *(each for each in criteria if each.value not in known)],
        "ties": list(_tie_keys(scheme, criteria, named)),
    }


def _tie_keys(scheme: Scheme, criteria: Sequence[Offer], parts: Sequence[Offer]) -> Iterator[Offer]:
    modules, others = translated(_MODULES), translated(_OTHERS)
    for each in criteria:
        yield Offer(f"criterion:{each.value}", each.label, modules)
    for each in parts:
        yield Offer(f"part:{each.value}", each.label, translated(_PARTS))
    for key, said in _ALONE:
        yield Offer(key, translated(said), others)
    for criterion in scheme.criteria:
        for sub in criterion.sub_criteria:
            label = _labelled(sub.code, sub.names)
            yield Offer(f"sub_criterion:{sub.code}", label, translated(_SUB_CRITERIA))
    for _, _, aspect in scheme.aspects():
        label = _labelled(aspect.id, aspect.names)
        yield Offer(f"aspect:{aspect.id}", label, translated(_ASPECTS))


def _labelled(code: str, names: Names) -> str:
    said = " ".join(plain_name(names).split())
    short = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return f"{code} {short}".strip()
