"""Published results as files that other programs read."""

import csv
import io
from collections.abc import Mapping
from typing import Any

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "place",
    "status",
    "code",
    "name_zh",
    "name_en",
    "delegation",
    "total",
    "scale",
    "medal",
    "prize",
)


def results_csv(document: Mapping[str, Any]) -> str:
    """Return a published result as CSV with a byte order mark, which spreadsheets need for Chinese.

    One row per entry, places first; the columns are named in English.  Cells,
    headings too, that a spreadsheet would run as a formula are quoted.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    codes = [criterion["code"] for criterion in document["criteria"]]
    writer.writerow([_harmless(each) for each in (*_COLUMNS, *codes)])
    for row in document["rows"]:
        names, delegation = row["name"] or {}, row["delegation"] or {}
        cells = [
            row["place"],
            row["status"],
            row["code"],
            names.get("zh", ""),
            names.get("en", ""),
            delegation.get("code", ""),
            row["total"],
            row["scale"],
            # Publications of earlier releases know neither.
            row.get("medal"),
            row.get("prize"),
            *(mark or "" for mark in row["marks"]),
        ]
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: object) -> object:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
