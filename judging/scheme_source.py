"""Reading a scheme in any form it comes in, and telling people what is wrong with it."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from competition.i18n import translated
from judging import scheme_document, scheme_file
from judging.draft import Problem
from judging.scheme_file import Reading
from judging.scheme_file.wording import PROBLEMS


def read(data: bytes) -> Reading:
    """Return what *data* holds: our JSON scheme document, else a CIS workbook."""
    if data.removeprefix(BOM_UTF8).lstrip()[:1] in {b"{", b"["}:
        return scheme_document.read(data)
    return scheme_file.read(data)


def stored(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return the warnings among *problems* as they are kept with the scheme."""
    return [
        {
            "code": each.code,
            "sheet": each.sheet,
            "row": each.row,
            "column": each.column,
            "values": dict(each.values),
        }
        for each in problems
        if each.severity == "warning"
    ]


def retold(warnings: Sequence[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Return kept warnings with their place and their sentence in the reader's language."""
    return [
        {"place": _place(each), "text": _said(each["code"], each["values"])} for each in warnings
    ]


def described(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return *problems* with their place and their sentence in the reader's language."""
    return [
        {
            "place": _place({"sheet": each.sheet, "row": each.row, "column": each.column}),
            "text": _said(each.code, each.values),
        }
        for each in problems
    ]


def _said(code: str, values: Mapping[str, object]) -> str:
    return translated(PROBLEMS[code], values)


def _place(where: Mapping[str, Any]) -> str:
    cell = f"{where['column'] or ''}{where['row'] or ''}"
    return " ".join(part for part in (where["sheet"], cell) if part)
