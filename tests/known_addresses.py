"""Compiles an address once for all tests of a process, not once for each test's own application."""

from typing import Any, Final

import pytest
from werkzeug.routing import Rule

_PARTS: Final = ("_parts", "_trace", "_converters")
_BUILDERS: Final = ("_build", "_build_unknown")
_known: Final[dict[tuple[Any, ...], dict[str, Any]]] = {}
_compile: Final = Rule.compile


def remember_addresses(patch: pytest.MonkeyPatch) -> None:
    """Let the rules of every application's addresses be known; they are half of what it costs."""
    patch.setattr(Rule, "compile", _compiled_if_unknown)


def _compiled_if_unknown(self: Rule) -> None:
    made_of = _all_it_is_made_of(self)
    if made_of not in _known:
        _compile(self)
        parts = {name: getattr(self, name) for name in _PARTS}
        # They are bound to the rule.
        builders = {name: getattr(self, name).__func__ for name in _BUILDERS}
        _known[made_of] = {**parts, **builders, "arguments": frozenset(self.arguments)}
        return
    known = _known[made_of]
    for name in _PARTS:
        setattr(self, name, known[name])
    for name in _BUILDERS:
        setattr(self, name, known[name].__get__(self, None))
    self.arguments |= known["arguments"]


def _all_it_is_made_of(rule: Rule) -> tuple[Any, ...]:
    assert rule.map is not None
    place = rule.rule, rule.subdomain, rule.host, rule.merge_slashes, rule.map.host_matching
    return *place, repr(rule.defaults), frozenset(rule.map.converters.items())
