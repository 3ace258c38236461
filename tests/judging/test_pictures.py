"""What a photo is by its own bytes, whatever it is called."""

import pytest

from judging import pictures
from judging.pictures import PhotoUnusable
from tests.judging.photos import JPEG, a_png, a_webp


@pytest.mark.parametrize(
    ("content", "kind"),
    [(JPEG, "image/jpeg"), (a_png(), "image/png"), (a_webp(), "image/webp")],
)
def test_type_and_size_are_what_the_bytes_say(content: bytes, kind: str) -> None:
    found = pictures.read(content)
    assert (found.type, found.width, found.height) == (kind, 4, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<!doctype html><script>1</script>",
        b"GIF89a\x04\x00\x03\x00",
        b"%PDF-1.7",
        JPEG[:40],
        b"\xff\xd8\xff" + b"\xff" * 400,
        a_png()[:18],
        a_png(0, 3),
        a_webp()[:20],
        a_png(40_000, 40_000, rows_there=1)[:64],
        a_png() + b"\0" * pictures.LARGEST,
    ],
    ids=lambda content: content[:4].hex() + f"-{len(content)}",
)
def test_what_no_tablet_makes_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoUnusable):
        pictures.read(content)
