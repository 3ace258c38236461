"""What a camera would see: photos of stations, and a film of one for Chromium's own camera."""

import base64
import io
from pathlib import Path

import segno
from playwright.sync_api import Page

# Many small stones: what is in a photo weighs something.
DRAWN = """async ([width, height]) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    let shade = 1;
    for (let at = 0; at < width * height; at += 64) {
        shade = (shade * 48271) % 2147483647;
        pen.fillStyle = `hsl(${shade % 360} 60% ${shade % 97}%)`;
        pen.fillRect((at / 8) % width, 8 * Math.floor(at / 8 / width), 8, 8);
    }
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    const reader = new FileReader();
    reader.readAsDataURL(made);
    await new Promise((done) => { reader.onload = done; });
    return reader.result.split(",")[1];
}"""
# A camera held upright writes its picture lying down, and beside it where up is, and where it was.
EXIF = (
    bytes.fromhex("ffe1002e45786966000049492a0008000000010012010300010000000600000000000000")
    + b"GPS 23.12N\0\0"
)


def photo(page: Page, width: int = 2400, height: int = 1800) -> bytes:
    """Return a photo as a camera writes it."""
    # A list of a million numbers would take seconds on its way here.
    drawn = base64.b64decode(page.evaluate(DRAWN, [width, height]))
    return drawn[:2] + EXIF + drawn[2:]


def code(address: str) -> bytes:
    """Return a photo of a code."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="png", scale=8, border=6)
    return out.getvalue()


def film(path: Path, address: str) -> Path:
    """Write a film in which a code is held before the camera."""
    width, height, scale = 640, 480, 8
    rows = [list(row) for row in segno.make(address, error="q", micro=False).matrix]
    left, top = (width - len(rows) * scale) // 2, (height - len(rows) * scale) // 2
    luma = bytearray(b"\xe0" * width * height)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                for line in range(top + y * scale, top + (y + 1) * scale):
                    at = line * width + left + x * scale
                    luma[at : at + scale] = b"\x10" * scale
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 3)
    return path
