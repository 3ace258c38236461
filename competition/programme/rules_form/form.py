"""The whole form: rules as its texts, and its texts as rules."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from competition.errors import sentence
from competition.programme.rules_form.awarding import AWARDING
from competition.programme.rules_form.composed import Record, Rows, Variants, pad
from competition.programme.rules_form.entered import Entered, Field, Named, Several
from competition.programme.rules_form.groups import Group
from competition.programme.rules_form.marking import MARKING
from competition.programme.rules_form.offers import offers
from competition.programme.rules_form.shaping import document, shaped, written
from competition.programme.rules_form.winning import WINNING
from competition.scoring.rules import Rules
from competition.scoring.rules_document import rules_of
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade import Scheme
from competition.scoring.trade_file import parsed

GROUPS: Final = (*MARKING, *WINNING, *AWARDING)
JSON_FIELD: Final = "json"
WRITTEN_FIELD: Final = "written"

_FIELDS: Final[Mapping[str, Field]] = {
    key: each for group in GROUPS for key, each in group.fields.items()
}
_FIRST_KEY: Final = re.compile(r"\$\.(\w+)")


def filled(given: Rules, scheme: Scheme) -> Entered:
    """Return the form as *given* rules fill it."""
    codes = [criterion.code for criterion in scheme.criteria]
    held = shaped(given, codes)
    texts: dict[str, list[str]] = {}
    for key, each in _FIELDS.items():
        for name, text in each.texts(held[key], key):
            texts.setdefault(name, []).append(text)
    texts[JSON_FIELD] = [written(given)]
    texts[WRITTEN_FIELD] = [_mark(written(given))]
    return Entered(texts, offers(scheme, list(given.parts)))


def read(texts: Mapping[str, Sequence[str]], scheme: Scheme) -> tuple[Entered, Rules | None]:
    """Return the form that came in and its rules, or None where something in it is wrong.

    Rules come from the fields, or from the JSON below them if that was edited;
    where both were, that is wrong.
    """
    named = [text for name, each in texts.items() if _PART.fullmatch(name) for text in each]
    entered = Entered(texts, offers(scheme, [each.strip() for each in named if each.strip()]))
    if _mark(entered.raw(JSON_FIELD)) != entered.raw(WRITTEN_FIELD):
        given = _of_json(entered)
        if given is not None and _were_fields_edited(entered):
            entered.refuse(JSON_FIELD, BOTH_EDITED)
            given = None
    else:
        given = _of_fields(entered)
    for key, each in _FIELDS.items():
        pad(each, entered, key)
    return entered, given


def unknown(entered: Entered, group: Group) -> list[str]:
    """Return the codes in the fields of *group* that the scheme lacks, each once."""
    found = [
        value.partition(":")[2] or value if offer == "ties" else value
        for key, each in group.fields.items()
        for offer, value in _named(each, entered, key)
        if entered.unknown(offer, value)
    ]
    return list(dict.fromkeys(found))


BOTH_EDITED: Final = sentence(
    "The fields above and this text were both changed. Undo one of the two."
)
_NOT_JSON: Final = sentence("This is no JSON: line %(line)s, column %(column)s.")
_UNUSABLE: Final = sentence("This cannot be taken: %(path)s. See docs/trade-file.md, rules.")
_TOGETHER: Final = sentence("A qualifier does not go with teams that are summed from members.")
_PART: Final = re.compile(r"parts\.[0-9]+\.name")


def _of_fields(entered: Entered) -> Rules | None:
    held: dict[str, Any] = {key: each.read(entered, key) for key, each in _FIELDS.items()}
    if entered.faults:
        return None
    try:
        return rules_of(document(held))
    except UnusableDocument as fault:
        _refuse(entered, fault)
        return None


def _refuse(entered: Entered, fault: UnusableDocument) -> None:
    key = _FIRST_KEY.match(fault.path)
    if key is not None and key[1] == "qualifier":
        entered.refuse("qualifier.kind", _TOGETHER)
    else:
        entered.refuse(key[1] if key else JSON_FIELD, _UNUSABLE, path=fault.path)


def _of_json(entered: Entered) -> Rules | None:
    try:
        json.loads(entered.raw(JSON_FIELD))
        return rules_of(parsed(entered.raw(JSON_FIELD)))
    except json.JSONDecodeError as fault:
        entered.refuse(JSON_FIELD, _NOT_JSON, line=fault.lineno, column=fault.colno)
    except UnusableDocument as fault:
        entered.refuse(JSON_FIELD, _UNUSABLE, path=fault.path)
    except (ValueError, RecursionError):
        entered.refuse(JSON_FIELD, _UNUSABLE, path="$")
    return None


def _were_fields_edited(entered: Entered) -> bool:
    """Answer whether the fields say anything else than the JSON that was shown with them."""
    probe = Entered(entered.texts, entered.offers)
    given = _of_fields(probe)
    return given is None or _mark(written(given)) != entered.raw(WRITTEN_FIELD)


def _mark(text: str) -> str:
    """Return what tells a text from others; browsers send line ends of their own."""
    plain = text.replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:32]


def _named(each: Field, entered: Entered, name: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in the fields that name things of the scheme, and what they name."""
    if isinstance(each, Named):
        yield each.offers, entered.text(name)
    elif isinstance(each, Several) and each.offers:
        yield from ((each.offers, value) for value in entered.every(name))
    for inner, below in _inside(each, entered, name):
        yield from _named(inner, entered, below)


def _inside(each: Field, entered: Entered, name: str) -> Iterator[tuple[Field, str]]:
    """Yield the fields that another is made of and that count now."""
    if isinstance(each, Record):
        yield from ((inner, f"{name}.{key}") for key, inner in each.fields.items())
    elif isinstance(each, Rows):
        yield from ((Record(each.columns), f"{name}.{at}") for at in entered.rows(name))
    elif isinstance(each, Variants):
        word = entered.text(f"{name}.kind")
        chosen = (option for option in each.options if option.word == word)
        yield from ((Record(option.fields), f"{name}.{word}") for option in chosen)
