"""Files of customers on their way out: never carried out, never shown as a page, pictures made small.

Every answer names the type that we have found, forbids to guess another, and is saved as a file; only a picture that
could be decoded here may be shown in place.
"""

from __future__ import annotations

import io
from urllib.parse import quote

from starlette.responses import Response

from handlers import plates
from handlers.media import Content

WIDTHS = (320, 640)  # pixels of the longer side; what is asked for is rounded up to one of them
SMALL_ENOUGH = 60_000  # bytes; such a picture is given out as it is
CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


def given_out(file: Content, width: int | None = None) -> Response:
    """The file, or with ``width`` a small picture of it where that can be made.  Blocking."""
    content, kind = file.content, file.type
    if width and file.decoded and len(content) > SMALL_ENOUGH:
        content, kind = _small(content, width) or (content, kind)
    shown = file.decoded and kind in INLINE
    headers = {
        "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name)}",
        "x-content-type-options": "nosniff",
        "content-security-policy": CSP,
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, max-age=600",
    }
    answer = Response(content, headers=headers)
    answer.headers["content-type"] = kind  # without a charset: of a text nobody knows it
    return answer


def _small(content: bytes, width: int) -> tuple[bytes, str] | None:
    side = next((known for known in WIDTHS if known >= width), WIDTHS[-1])
    picture = plates.opened(content, side)
    if picture is None:
        return None
    whole = io.BytesIO()
    picture.convert("RGB").save(whole, "JPEG", quality=82)
    return whole.getvalue(), "image/jpeg"
