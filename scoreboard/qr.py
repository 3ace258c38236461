"""QR codes as pictures."""

import io

import segno
from flask import Response, make_response


def picture(address: str) -> Response:
    """Answer the QR code of *address*."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=2, dark="#000", light="#fff")
    answer = make_response(out.getvalue())
    answer.mimetype = "image/svg+xml"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
