"""The JSON Schema of trade files, as it is shipped in trade.schema.json."""

from collections.abc import Mapping
from typing import Final

from competition.scoring.awards_document import NAMES, SHARE
from competition.scoring.scheme_document import ASPECT
from competition.scoring.shapes import code, number, optional
from competition.scoring.trade_file import TRADE

_NAMED: Final[Mapping[str, Mapping[str, object]]] = {
    "aspect": ASPECT.schema,
    "names": NAMES.schema,
    "code": code().schema,
    "number": number().schema,
    "amount": number(0).schema,
    "positive": number(above=0).schema,
    "share": SHARE.schema,
    "codeOrNull": optional(code()).schema,
    "numberOrNull": optional(number()).schema,
    "amountOrNull": optional(number(0)).schema,
}


def schema() -> dict[str, object]:
    """Return the JSON Schema of trade files."""
    defined = {name: _inside(described) for name, described in _NAMED.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:jiangsai:trade:1",
        "title": "A trade file",
        **_inside(TRADE.schema),
        "$defs": defined,
    }


def _inside(described: Mapping[str, object]) -> dict[str, object]:
    return {key: _named(each) for key, each in described.items()}


def _named(node: object) -> object:
    """Return *node* with a reference in the place of everything that has a name."""
    for name, described in _NAMED.items():
        if node == described:
            return {"$ref": f"#/$defs/{name}"}
    if isinstance(node, Mapping):
        return _inside(node)
    if isinstance(node, list | tuple):
        return [_named(each) for each in node]
    return node
