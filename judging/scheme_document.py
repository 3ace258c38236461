"""A marking scheme as JSON, for what CIS workbooks cannot say (docs/scheme-document.md)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import orjson

from competition.errors import sentence
from judging.draft import (
    KINDS,
    AspectDraft,
    CriterionDraft,
    Level,
    Problem,
    SchemeDraft,
    SubCriterionDraft,
)
from judging.scheme_file import Reading

FORMAT: Final = "jiangsai.scheme/1"
PROBLEMS: Final = {
    "not-json": sentence("The file starts like JSON but cannot be read as JSON: %(reason)s."),
    "not-our-format": sentence("“format” is not jiangsai.scheme/1."),
    "bad-value": sentence("%(path)s: %(value)s cannot be taken here."),
    "missing-value": sentence("%(path)s is missing."),
    "no-aspects": sentence("The scheme has no aspects."),
}


class _Bad(Exception):
    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.problem = Problem("error", code, values=values)


def read(data: bytes) -> Reading:
    """Return the scheme in *data*; a problem names the path of the first value that is wrong."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as failure:
        return Reading(None, (Problem("error", "not-json", values={"reason": str(failure)}),))
    try:
        draft = _scheme(document)
    except _Bad as bad:
        return Reading(None, (bad.problem,))
    if not draft.aspects:
        return Reading(None, (Problem("error", "no-aspects"),))
    return Reading(draft, ())


def _scheme(document: Mapping[str, Any]) -> SchemeDraft:
    if document.get("format") != FORMAT:
        raise _Bad("not-our-format")
    criteria = tuple(
        _criterion(row, f"$.criteria[{at}]")
        for at, row in enumerate(_list(document, "criteria", "$"))
    )
    return SchemeDraft(title=str(document.get("title", "")), criteria=criteria)


def _criterion(row: Mapping[str, Any], path: str) -> CriterionDraft:
    subs = tuple(
        _sub_criterion(each, f"{path}.sub_criteria[{at}]")
        for at, each in enumerate(_list(row, "sub_criteria", path))
    )
    return CriterionDraft(_text(row, "code", path), str(row.get("name", "")), None, subs)


def _sub_criterion(row: Mapping[str, Any], path: str) -> SubCriterionDraft:
    code = _text(row, "code", path)
    aspects = tuple(
        _aspect(each, f"{code}.{at}", f"{path}.aspects[{at - 1}]")
        for at, each in enumerate(_list(row, "aspects", path), 1)
    )
    day = row.get("day")
    if day is not None and not isinstance(day, int):
        raise _Bad("bad-value", path=f"{path}.day", value=str(day))
    return SubCriterionDraft(code, str(row.get("name", "")), day, aspects)


def _aspect(row: Mapping[str, Any], code: str, path: str) -> AspectDraft:
    kind = _text(row, "kind", path)
    if kind not in KINDS:
        raise _Bad("bad-value", path=f"{path}.kind", value=kind)
    try:
        maximum = Decimal(_text(row, "max", path))
    except InvalidOperation:
        raise _Bad("bad-value", path=f"{path}.max", value=str(row["max"])) from None
    if not maximum.is_finite() or maximum < 0:
        raise _Bad("bad-value", path=f"{path}.max", value=str(row["max"]))
    levels = row.get("levels", [])
    if kind == "judgement" and (not isinstance(levels, list) or len(levels) != 4):  # noqa: PLR2004
        raise _Bad("bad-value", path=f"{path}.levels", value=str(levels))
    return AspectDraft(
        code=code,
        kind=kind,
        text=_text(row, "text", path),
        extra=str(row.get("extra", "")),
        requirement=str(row.get("requirement", "")),
        section=row.get("section"),
        max=maximum,
        levels=tuple(Level(score, str(text)) for score, text in enumerate(levels)),
        parameters=row.get("parameters", {}),
    )


def _list(row: Mapping[str, Any], key: str, path: str) -> Sequence[Mapping[str, Any]]:
    found = row.get(key)
    if found is None:
        raise _Bad("missing-value", path=f"{path}.{key}")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise _Bad("bad-value", path=f"{path}.{key}", value=str(found)[:40])
    return found


def _text(row: Mapping[str, Any], key: str, path: str) -> str:
    found = row.get(key)
    if found is None:
        raise _Bad("missing-value", path=f"{path}.{key}")
    if not isinstance(found, str):
        raise _Bad("bad-value", path=f"{path}.{key}", value=str(found)[:40])
    return found
