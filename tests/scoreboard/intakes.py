"""Trades of any rules, taken in from files, signed and published; and their pages as text."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any, Final

import orjson

from competition.access import Role
from competition.db import Database
from competition.programme import trades
from judging import intake, sheets
from judging.intake import Intake
from scoreboard import results
from tests.builders import Somebody, settle, somebody

Document = dict[str, Any]
HOMES: Final = (("GZ", "广州", "Guangzhou"), ("SZ", "深圳", "Shenzhen"), ("ZH", "珠海", "Zhuhai"))


def a_file(
    rules: Mapping[str, object],
    points: Mapping[str, Sequence[str]],
    entries: Mapping[str, Mapping[str, object]] | None = None,
    **more: object,
) -> Document:
    """Return a trade file whose entries have *points* in modules A, B, …, each one aspect.

    *entries* says what is otherwise about one of them, by code; *more* is what
    else the file holds.
    """
    letters = "ABCDEFGH"[: len(next(iter(points.values())))]
    return {
        "format": "jiangsai.trade/1",
        "trade": {"code": "17", "names": {"zh": "网站", "en": "Web"}, "unit": "person"},
        "rules": rules,
        "scheme": {"criteria": [_criterion(letter) for letter in letters]},
        "delegations": [
            {"code": code, "names": {"zh": zh, "en": en}, "short": {"zh": zh, "en": code}}
            for code, zh, en in HOMES
        ],
        "entries": [
            {
                "code": code,
                "names": {"zh": f"选手{code}", "en": f"Competitor {code}"},
                "delegation": HOMES[at % 3][0],
                **(entries or {}).get(code, {}),
            }
            for at, code in enumerate(points)
        ],
        "marks": [
            {"entry": code, "aspect": f"{letter}1.1", "value": value}
            for code, values in points.items()
            for letter, value in zip(letters, values, strict=True)
            if value
        ],
        **more,
    }


def taken_in(database: Database, document: Document, shows: str = "names") -> int:
    """Take the trade of *document* in and return its number."""
    by = somebody(database, "importer", Role.ORGANISER).id
    made = database.write(
        intake.take_in, Intake(intake.read(_bytes(document)), "trade.json", None, by)
    )
    database.write(trades.show, trades.NewShows(made.trade, shows, by))
    settle(database)
    number: int = made.trade
    return number


def signed(database: Database, trade: int) -> Somebody:
    """Let the chief judge sign the marks of *trade*; return who that is."""
    chief = somebody(database, f"C{trade}", Role.CHIEF, trade)
    database.write(sheets.sign, sheets.Signing(trade, chief.id))
    settle(database)
    return chief


def published(database: Database, document: Document, shows: str = "names") -> int:
    """Take the trade of *document* in, sign it and publish it; return its number."""
    trade = taken_in(database, document, shows)
    chief = signed(database, trade)
    database.write(results.publish, results.Publishing(trade, "provisional", chief.id))
    settle(database)
    return trade


def tables(page: str) -> list[list[list[str]]]:
    """Return the text of every cell of the tables of *page*, without what is hidden aloud."""
    reader = _Tables()
    reader.feed(page)
    return [[[" ".join(cell.split()) for cell in row] for row in each] for each in reader.found]


def said(page: str) -> str:
    """Return the text of *page*, one blank between words."""
    reader = _Tables()
    reader.feed(page)
    return " ".join(reader.text.split())


def _criterion(letter: str) -> Document:
    names = {"zh": f"模块 {letter}", "en": f"Module {letter}"}
    aspect = {"id": f"{letter}1.1", "kind": "free", "max": "100", "names": names}
    return {
        "code": letter,
        "names": names,
        "sub_criteria": [{"code": f"{letter}1", "aspects": [aspect]}],
    }


def _bytes(document: Document) -> bytes:
    return orjson.dumps(document)


class _Tables(HTMLParser):
    """Collects text, and cells by table and row."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self.text = ""
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in {"td", "th"}:
            self.found[-1][-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"
        if self._is_cell:
            self.found[-1][-1][-1] += f" {data}"
