"""Compiles a template once for all tests of a process, not once for each test's own application."""

from typing import Final

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _Memory(BytecodeCache):
    """What templates were compiled to, by name and content."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket* if its template is known."""
        known = self._kept.get((bucket.key, bucket.checksum))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in *bucket*."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_MEMORY: Final = _Memory()


def remember_templates(patch: pytest.MonkeyPatch) -> None:
    """Let the templates of every application be known."""
    patch.setattr(Flask, "jinja_options", Flask.jinja_options | {"bytecode_cache": _MEMORY})
