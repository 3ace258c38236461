"""Makes a trade smaller for as long as two accounts of it differ."""

import copy
from collections.abc import Callable, Iterator

from tests.rulebook.recount.figures import Json

Path = tuple[str | int, ...]


def shrunk(document: Json, differs: Callable[[Json], bool]) -> Json:
    """Return a document that still differs and from which nothing more can be taken."""
    while True:
        for path in _paths(document, ()):
            smaller = _without(document, path)
            if differs(smaller):
                document = smaller
                break
        else:
            return document


def _paths(node: object, here: Path) -> Iterator[Path]:
    """Yield everything that could be taken out, the largest things first."""
    children: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    for key, _ in children:
        yield (*here, key)
    for key, child in children:
        yield from _paths(child, (*here, key))


def _without(document: Json, path: Path) -> Json:
    smaller: Json = copy.deepcopy(document)
    node = smaller
    for key in path[:-1]:
        node = node[key]  # type: ignore[index]  # lists on the way take whole numbers
    del node[path[-1]]  # type: ignore[arg-type]  # as above
    return smaller
