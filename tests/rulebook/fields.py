"""Trades in a few words: entries with their points by module, and what they come to."""

from collections.abc import Mapping, Sequence
from typing import Any

from competition.scoring.report import document_of
from competition.scoring.standings import score
from competition.scoring.trade_file import from_document

Document = dict[str, Any]


def a_field(points: Mapping[str, Sequence[str]], rules: Document, **traits: Document) -> Document:
    """Return a trade whose entries have these *points* by module, A first.

    *traits* are further keys of entries, by the entry's code.
    """
    width = max((len(each) for each in points.values()), default=1)
    codes = "ABCDEFGHI"[:width]
    criteria = [
        {
            "code": code,
            "sub_criteria": [
                {
                    "code": f"{code}1",
                    "aspects": [{"id": f"{code}1.1", "kind": "free", "max": "1000"}],
                }
            ],
        }
        for code in codes
    ]
    return {
        "format": "jiangsai.trade/1",
        "trade": {"code": "1"},
        "rules": rules,
        "scheme": {"criteria": criteria},
        "entries": [{"code": code, **traits.get(code, {})} for code in points],
        "marks": [
            {"entry": entry, "aspect": f"{code}1.1", "value": value}
            for entry, values in points.items()
            for code, value in zip(codes, values, strict=False)
        ],
    }


def named(totals: str) -> dict[str, list[str]]:
    """Return entries E01, E02 … with these totals."""
    return {f"E{n:02d}": [each] for n, each in enumerate(totals.split(), 1)}


def scored(document: Document) -> Document:
    """Return what `jiangsai score` would print for *document*."""
    given = from_document(document)
    return document_of(score(given), given)


def column(document: Document, key: str) -> list[Any]:
    """Return one column of the standings of *document*, by code of the entry."""
    rows = sorted(scored(document)["standings"], key=lambda row: str(row["entry"]))
    return [row[key] for row in rows]


def places(document: Document) -> dict[str, int | None]:
    """Return the place of each entry."""
    return {row["entry"]: row["place"] for row in scored(document)["standings"]}


def problem_codes(document: Document) -> list[str]:
    """Return the codes of the problems, in order."""
    return [each["code"] for each in scored(document)["problems"]]
