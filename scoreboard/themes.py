"""How a public page looks: as its address says, else as the reader's system does."""

from typing import Final

from flask import request

THEMES: Final = ("light", "dark", "contrast")


def chosen() -> str | None:
    """Return the theme that the address names, or None."""
    theme = request.args.get("theme")
    return theme if theme in THEMES else None
