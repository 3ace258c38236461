"""What a photo is by its own bytes: its type and size, or why it is not taken."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from competition.errors import Refusal, sentence

LARGEST: Final = 3 * 1024 * 1024
_MOST_PIXELS: Final = 16_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class PhotoUnusable(Refusal):
    """The bytes are no photo that a tablet's page makes."""

    code = "photo-unusable"
    text = sentence("This is no photo that can be kept: JPEG, PNG or WebP, at most 3 MB.")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that can be kept; *type* is what its bytes say, whatever it was called."""

    content: bytes
    type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Return the hash by which the photo is kept."""
        return digest(self.content)


def read(content: bytes) -> Photo:
    """Return *content* as a photo; raises PhotoUnusable where it is none, or too large."""
    for kind, measure in _MEASURES.items():
        size = measure(content) if len(content) <= LARGEST else None
        if size is not None and min(size) > 0 and size[0] * size[1] <= _MOST_PIXELS:
            return Photo(content, kind, *size)
    raise PhotoUnusable


def digest(content: bytes) -> str:
    """Return the SHA-256 of *content*."""
    return hashlib.sha256(content).hexdigest()


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Return the size that the first frame of a JPEG file states."""
    at = 2 if content.startswith(b"\xff\xd8\xff") else len(content)
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - begins every marker
        marker = content[at + 1]
        if marker in _FRAMES:
            height, width = _pair(content, at + 5, "big")
            return width, height
        length = 0 if marker in _WITHOUT_LENGTH else _number(content, at + 2, "big")
        at += 2 + length
    return None


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR":
        return None
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    kind, data = content[12:16], content[20:30]
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = _pair(data, 6, "little")
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and data[:1] == b"\x2f":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    return None


def _pair(content: bytes, at: int, order: str) -> tuple[int, int]:
    return _number(content, at, order), _number(content, at + 2, order)


def _number(content: bytes, at: int, order: str) -> int:
    return int.from_bytes(content[at : at + 2], "big" if order == "big" else "little")


_MEASURES: Final[Mapping[str, Callable[[bytes], tuple[int, int] | None]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
