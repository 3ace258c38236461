"""A marking scheme as JSON, for what CIS workbooks cannot say (docs/scheme-document.md)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from competition.scoring.shapes import (
    Key,
    Shape,
    UnusableDocument,
    below,
    code,
    fault,
    listed,
    no_repeats,
    number,
    optional,
    record,
    text,
    whole,
    word,
)
from competition.scoring.trade_file import parsed
from competition.scoring.values import Kind
from judging.draft import (
    AspectDraft,
    CriterionDraft,
    Level,
    Problem,
    SchemeDraft,
    SubCriterionDraft,
)
from judging.scheme_file import Reading, parameters

FORMAT: Final = "jiangsai.scheme/1"
LEVELS: Final = 4
MOST_PROBLEMS: Final = 50
LONGEST_PATH: Final = 200
_REASONS: Final = tuple(
    (re.compile(pattern, re.DOTALL), problem)
    for pattern, problem in (
        (r"not JSON: .*line (?P<line>\d+) column (?P<column>\d+) .*", "not-json"),
        (r"not UTF-8", "not-utf-8"),
        (r"nested too deeply", "nested-too-deeply"),
        (r'the key "(?P<key>.*)" stands twice in one object', "key-twice"),
        (r"missing", "key-missing"),
        (r"unknown key", "key-unknown"),
        (r"not a text", "not-text"),
        (r"not a text: .*", "text-unfit"),
        (r"must have from (?P<low>\d+) to (?P<high>\d+) characters", "text-length"),
        (r"a code has no spaces at its ends", "code-spaces"),
        (r"(?P<code>.*) is used twice", "code-twice"),
        (r"write a number with decimals as a string.*", "not-exact"),
        (r"not a number|\S+ is no number", "not-number"),
        (r"a number with too many digits", "digits-too-many"),
        (r"not a whole number", "not-whole"),
        (r"must be at least (?P<low>\d+)", "too-low"),
        (r"must be above (?P<low>\d+)", "not-above"),
        (r"must be at most (?P<high>\d+)", "too-high"),
        (r"must be from (?P<low>\d+) to 1000000000", "too-low"),
        (r"must be from (?P<low>\d+) to (?P<high>\d+)", "out-of-bounds"),
        (r"not true or false", "not-flag"),
        (r"must be one of (?P<words>.*)", "not-among"),
        (r"not a list", "not-list"),
        (r"must have at least (?P<low>\d+) items", "list-too-short"),
        (r"must have at least (?P<low>\d+) and at most (?P<high>\d+) items", "list-length"),
        (r"not an object", "not-object"),
        (r"must be four, or none", "levels-not-four"),
        (r"(?P<reason>.*)", "not-taken"),
    )
)


def read(data: bytes) -> Reading:
    """Return the scheme in *data*; each problem has as its place the path of what is wrong."""
    problems: list[Problem] = []
    try:
        draft = _scheme(parsed(data), problems)
    except UnusableDocument as refused:
        return Reading(None, (*problems, _problem(refused)))
    if not problems and not draft.aspects:
        problems.append(Problem("error", "no-aspects"))
    return Reading(None, tuple(problems)) if problems else Reading(draft)


def _problem(refused: UnusableDocument) -> Problem:
    """Return what is wrong as a code and its values; the sentence is made at the edge."""
    found = ((each.fullmatch(refused.reason), problem) for each, problem in _REASONS)
    match, problem = next((match, problem) for match, problem in found if match)
    values = {name: _sayable(said) for name, said in match.groupdict().items()}
    return Problem("error", problem, _sayable(refused.path), values=values)


def _sayable(said: str) -> str:
    """Return *said* so that it can be shown, whatever a file may hold."""
    whole_said = said if len(said) <= LONGEST_PATH else f"{said[:LONGEST_PATH]}…"
    return whole_said.encode("utf-8", "replace").decode().replace("\0", "?")


def _stored(shape: Shape[str]) -> Shape[str]:
    """Return *shape* without what no database keeps."""

    def read_stored(value: object, path: str) -> str:
        _check_stored(value, path)
        return shape.read(value, path)

    return Shape(read_stored, shape.write, shape.schema)


def _max(value: object, path: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        fault(path, "write a number with decimals as a string")
    return number(0).read(value, path)


_TEXT: Final = _stored(text())
_CODE: Final = _stored(code())
_ANYTHING: Final[Shape[Any]] = Shape(lambda value, _path: value, lambda value: value, {})
_ASPECT: Final[Shape[Any]] = record(
    dict,
    {
        "kind": Key(word(Kind)),
        "text": Key(_stored(text(1))),
        "extra": Key(_TEXT, ""),
        "requirement": Key(_TEXT, ""),
        "section": Key(optional(_TEXT), None),
        "max": Key(Shape(_max, str, {})),
        "levels": Key(listed(_TEXT, 0, LEVELS), ()),
        "parameters": Key(_ANYTHING, {}),
    },
)
_SUB_CRITERION: Final[Shape[Any]] = record(
    dict,
    {
        "code": Key(_CODE),
        "name": Key(_TEXT, ""),
        "day": Key(optional(whole(1, 99)), None),
        "aspects": Key(listed(_ANYTHING)),
    },
)
_CRITERION: Final[Shape[Any]] = record(
    dict,
    {
        "code": Key(_CODE),
        "name": Key(_TEXT, ""),
        "sub_criteria": Key(listed(_SUB_CRITERION)),
    },
)
_SCHEME: Final[Shape[Any]] = record(
    dict,
    {
        "format": Key(_ANYTHING),
        "title": Key(_TEXT, ""),
        "criteria": Key(listed(_CRITERION)),
    },
)


def _scheme(document: object, problems: list[Problem]) -> SchemeDraft:
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        problems.append(Problem("error", "not-our-format", "$.format"))
        return SchemeDraft("")
    found = _SCHEME.read(document, "$")
    no_repeats([(f"{path}.code", row["code"]) for path, row in _rows(found, "criteria", "$")])
    subs = [
        (f"{below_path}.code", row["code"])
        for path, criterion in _rows(found, "criteria", "$")
        for below_path, row in _rows(criterion, "sub_criteria", path)
    ]
    no_repeats(subs)
    criteria = tuple(
        CriterionDraft(row["code"], row["name"], None, _sub_criteria(row, path, problems))
        for path, row in _rows(found, "criteria", "$")
    )
    return SchemeDraft(title=found["title"], criteria=criteria)


def _rows(row: Mapping[str, Any], key: str, path: str) -> Iterator[tuple[str, Any]]:
    for at, each in enumerate(row[key]):
        yield f"{path}.{key}[{at}]", each


def _sub_criteria(
    criterion: Mapping[str, Any], at: str, problems: list[Problem]
) -> tuple[SubCriterionDraft, ...]:
    return tuple(
        SubCriterionDraft(row["code"], row["name"], row["day"], _aspects(row, path, problems))
        for path, row in _rows(criterion, "sub_criteria", at)
    )


def _aspects(sub: Mapping[str, Any], at: str, problems: list[Problem]) -> tuple[AspectDraft, ...]:
    """Return the aspects that are sound, and note what is wrong with each of the others."""
    found = []
    for place, (path, row) in enumerate(_rows(sub, "aspects", at), 1):
        if len(problems) > MOST_PROBLEMS:
            break
        try:
            found.append(_aspect(row, f"{sub['code']}.{place}", path))
        except UnusableDocument as refused:
            problems.append(_problem(refused))
            if len(problems) == MOST_PROBLEMS:
                values = {"count": str(MOST_PROBLEMS)}
                problems.append(Problem("error", "more-problems", values=values))
    return tuple(found)


def _aspect(given: object, name: str, path: str) -> AspectDraft:
    row = _ASPECT.read(given, path)
    kind = row["kind"]
    if kind is Kind.JUDGEMENT and len(row["levels"]) != LEVELS:
        fault(f"{path}.levels", "must be four, or none")
    return AspectDraft(
        code=name,
        kind=kind.value,
        text=row["text"],
        extra=row["extra"],
        requirement=row["requirement"],
        section=row["section"],
        max=row["max"],
        levels=tuple(Level(score, each) for score, each in enumerate(row["levels"])),
        parameters=_parameters(kind, row["parameters"], f"{path}.parameters"),
    )


def _parameters(kind: Kind, given: Any, path: str) -> dict[str, object]:
    """Return parameters that the rulebook takes, as they were written; null is left out."""
    parameters.check(kind, given, path)
    _check_stored(given, path)
    kept = {key: value for key, value in given.items() if value is not None}
    if kind is Kind.CHOICE:
        kept["choices"] = _choices(given["choices"], f"{path}.choices")
    return kept


def _choices(rows: Sequence[Mapping[str, Any]], path: str) -> list[dict[str, object]]:
    """Return choices whose labels are texts, in both languages where they have both."""
    found = []
    for at, row in enumerate(rows):
        label = row.get("label", "")
        if isinstance(label, Mapping):
            said = dict.fromkeys(label.get(tag, "").strip() for tag in ("zh", "en"))
            label = " / ".join(each for each in said if each)
        if not label.strip():
            # The rulebook does without; a judge could not tell the choices apart.
            fault(f"{path}[{at}].label", "missing")
        found.append({**row, "label": label})
    return found


def _check_stored(value: object, path: str) -> None:
    """Refuse the one character that no database keeps, wherever in *value* it stands."""
    if isinstance(value, str) and "\0" in value:
        fault(path, "not a text: it holds the character 0")
    if isinstance(value, Mapping):
        for key, each in value.items():
            _check_stored(key, path)
            _check_stored(each, below(path, key))
    if isinstance(value, list):
        for at, each in enumerate(value):
            _check_stored(each, f"{path}[{at}]")
