"""Photos that tests make: small, and true to their kind."""

import struct
import zlib

JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "10" * 64
    + "ffc0000b080003000401011100ffc4001400010000000000000000000000000000000000ffc400141001"
    + "00" * 17
    + "ffda0008010100003f00ffd9"
)
"""Four pixels wide and three high."""


def a_png(
    width: int = 4, height: int = 3, *, shade: int = 0, rows_there: int | None = None
) -> bytes:
    """Return a grey picture, of which no more than *rows_there* rows are there."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * width) * (height if rows_there is None else rows_there)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def a_webp(width: int = 4, height: int = 3) -> bytes:
    """Return the head of a lossless WebP file."""
    bits = (width - 1) | (height - 1) << 14
    data = b"\x2f" + bits.to_bytes(4, "little") + b"\0" * 8
    inner = b"WEBPVP8L" + len(data).to_bytes(4, "little") + data
    return b"RIFF" + len(inner).to_bytes(4, "little") + inner


def _chunk(kind: bytes, data: bytes) -> bytes:
    whole = kind + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))
