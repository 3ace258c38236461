"""Describes the API once for all tests of a process, not once for each test's own application."""

from typing import Any, Final

import flask_smorest
import pytest

_known: Final[dict[str, Any]] = {}
_described: Final[set[str]] = set()
_begin: Final = flask_smorest.Api._init_spec  # noqa: SLF001 - flask-smorest has no other way in
_register: Final = flask_smorest.Api.register_blueprint


def remember_documents(patch: pytest.MonkeyPatch) -> None:
    """Let every application show the first one's document: it is made of the same blueprints."""
    patch.setattr(flask_smorest.Api, "_init_spec", _begun_once)
    patch.setattr(flask_smorest.Api, "register_blueprint", _described_once)


def _begun_once(self: Any, **options: Any) -> None:
    if not _known:
        _begin(self, **options)
        _known.update(spec=self.spec, flask_plugin=self.flask_plugin, ma_plugin=self.ma_plugin)
    vars(self).update(_known)


def _described_once(self: Any, blueprint: Any, **options: Any) -> None:
    if blueprint.name in _described:
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self._app.register_blueprint(blueprint, **options)
        return
    _register(self, blueprint, **options)
    _described.add(blueprint.name)
