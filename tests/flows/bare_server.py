"""The application without the middleware that sends whole frames, to show what that is for."""

from flask import Flask

from scoreboard.whole_sends import WholeSends
from wsgi import create_app


def make() -> Flask:
    """Return the application as it would be without WholeSends."""
    app = create_app()
    assert isinstance(app.wsgi_app, WholeSends)
    app.wsgi_app = app.wsgi_app._application  # type: ignore[method-assign, assignment]  # noqa: SLF001
    return app
