"""What the parameters of an aspect may say, which the rulebook describes kind by kind."""

from collections.abc import Mapping
from typing import Final

from competition.scoring.scheme_document import ASPECT
from competition.scoring.shapes import below, fault

# What a trade file writes into the same object, and a scheme beside the parameters.
BESIDE: Final = ("id", "kind", "max", "names", "extra", "requirement", "section", "levels")


def check(kind: str, parameters: object, path: str) -> None:
    """Refuse *parameters* that no aspect of *kind* can have; raises UnusableDocument."""
    if not isinstance(parameters, Mapping):
        fault(path, "not an object")
    for key in BESIDE:
        if key in parameters:
            fault(below(path, key), "unknown key")
    ASPECT.read({**parameters, "id": "1", "kind": kind, "max": "1"}, path)
