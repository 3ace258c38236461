"""Texts of a scheme, which come in one language or in two."""

import re
from typing import Final

_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def names_of(text: str) -> dict[str, str]:
    """Return *text* by language: “木工 / Joinery” holds both, else its script decides."""
    plain = text.strip()
    if not plain:
        return {}
    left, bar, right = plain.partition(" / ")
    if bar and _is_chinese(left) != _is_chinese(right):
        chinese, english = (left, right) if _is_chinese(left) else (right, left)
        return {"zh": chinese.strip(), "en": english.strip()}
    return {"zh": plain} if _is_chinese(plain) else {"en": plain}


def _is_chinese(text: str) -> bool:
    return _HAN.search(text) is not None
