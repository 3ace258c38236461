"""Compiles an address once for all tests of a process, not once for each test's own application."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]
_known: Final[dict[tuple[Any, ...], _Builder]] = {}
_compile: Final = Rule._compile_builder  # noqa: SLF001 - werkzeug has no other way in


def remember_addresses(patch: pytest.MonkeyPatch) -> None:
    """Let the rules of every application's addresses be known; they are half of what it costs."""
    patch.setattr(Rule, "_compile_builder", _builder_that_is_known)


def _builder_that_is_known(self: Rule, append_unknown: bool = True) -> _Builder:  # noqa: FBT001, FBT002 - werkzeug's own
    # It is bound to a rule only afterwards, and made of nothing but these.
    made_of = self.rule, tuple(self._trace), repr(self.defaults), append_unknown
    if made_of not in _known:
        _known[made_of] = _compile(self, append_unknown)
    return _known[made_of]
