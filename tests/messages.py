"""Finds every text that people read, and keeps the Chinese catalogue in step.

``python -m tests.messages`` brings messages.po up to date; new texts stand in
it without a translation until somebody writes one.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
CATALOGUE: Final = ROOT / "competition/translations/zh/LC_MESSAGES/messages.po"
PACKAGES: Final = ("competition", "judging", "scoreboard")
METHODS: Final = [
    ("**/dist/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/static/src/**.js", "tests.messages:script_texts"),
]
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "translated": None,
    "sentence": None,
    "N_": None,
    "n_": (1, 2),
    "ngettext": (1, 2),
}
OPTIONS: Final = {"**/templates/**.html": {"silent": "false", "trimmed": "true"}}


# Babel's own reader of scripts loses what stands inside nested template literals.
_CALL: Final = re.compile(
    r"""(?<![\w$.])(?P<function>_|n_)\(\s*(?P<first>"(?:[^"\\\n]|\\.)*")"""
    r"""(?:\s*,\s*(?P<second>"(?:[^"\\\n]|\\.)*"))?"""
)


def script_texts(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, str, str | tuple[str, str], list[str]]]:
    """Yield the texts of one script as Babel's extractors do."""
    del keywords, comment_tags, options
    for call in _CALL.finditer(file.read().decode()):
        first = json.loads(call["first"])
        if call["function"] == "n_":
            yield 0, "n_", (first, json.loads(call["second"])), []
        else:
            yield 0, "_", first, []


def extracted() -> Catalog:
    """Return every text of the product with the files it stands in."""
    found = Catalog(project="Jiangsai", fuzzy=False)
    for package in PACKAGES:
        for path, _line, text, _comments, context in extract_from_dir(
            ROOT / package, METHODS, OPTIONS, KEYWORDS
        ):
            found.add(text, locations=[(f"{package}/{path}", 0)], context=context)
    return found


def kept() -> Catalog:
    """Return the Chinese catalogue as it is committed."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def untranslated(catalogue: Catalog) -> Iterator[str]:
    """Yield the texts that have no Chinese yet."""
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (not all(texts) or message.fuzzy):
            yield str(message.id)


def refresh() -> Catalog:
    """Bring the catalogue in step with the texts and return it."""
    catalogue = kept() if CATALOGUE.exists() else Catalog(locale="zh", fuzzy=False)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, omit_header=False)
    return catalogue


if __name__ == "__main__":
    sys.stdout.write("\n".join(untranslated(refresh())) + "\n")
