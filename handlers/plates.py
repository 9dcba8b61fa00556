"""Reading barcodes and QR codes of name plates from photographs (extra ``barcode``: zxing-cpp and Pillow).

Bounded in pixels before anything is decoded, and in time.  Without the extra photographs are just kept.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from PIL.Image import Image

log = structlog.get_logger(__name__)

MOST_PIXELS = 40_000_000
SECONDS = 2.0  # after which no further attempt at a picture is begun
MOST_CODES = 12  # of one picture
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SIDES = (1280, 2200)  # pixels of the longer side, of the first attempts


@dataclass(frozen=True, slots=True)
class Seen:
    """``codes``: (format, text) of each; ``size`` of the picture in pixels as it is shown, None if it cannot be decoded."""

    codes: tuple[tuple[str, str], ...] = ()
    size: tuple[int, int] | None = None


@cache
def can_read() -> bool:
    """Whether the extra is installed."""
    return find_spec("zxingcpp") is not None and find_spec("PIL") is not None


def opened(content: bytes, side: int) -> Image | None:
    """The picture, upright, its longer side at most ``side`` pixels; None if it is none, or has too many pixels."""
    if find_spec("PIL") is None:
        return None
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (side, side))  # a JPEG is decoded smaller at once
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((side, side))
            return upright
    except Exception as error:  # noqa: BLE001 - a decoder may fail at a hostile file in any way
        log.info("a picture cannot be decoded", why=type(error).__name__)
        return None


def read(content: bytes) -> Seen:
    """Barcodes on a picture.  Blocking: a tenth of a second where they are clear, a few seconds at most."""
    began = time.monotonic()
    whole = opened(content, SIDES[-1])
    if whole is None:
        return Seen()
    found: dict[tuple[str, str], None] = {}
    for attempt in _attempts(whole):
        found.update(dict.fromkeys(_codes(attempt)))
        if found or time.monotonic() - began > SECONDS:
            break
    return Seen(tuple(found)[:MOST_CODES], _size(content))


def _size(content: bytes) -> tuple[int, int] | None:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        return (picture.height, picture.width) if turned else (picture.width, picture.height)


def _attempts(whole: Image) -> Iterator[Image]:
    """The picture as it is, then with more contrast, sharpened, smoothed, and turned a little: cheap ones first."""
    from PIL import ImageFilter, ImageOps

    grey = whole.convert("L")
    small = grey.copy()
    small.thumbnail((SIDES[0], SIDES[0]))
    yield small
    yield grey
    clear = ImageOps.autocontrast(small, cutoff=2)
    yield clear.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0))
    yield clear.filter(ImageFilter.GaussianBlur(1.2))
    large = ImageOps.autocontrast(grey, cutoff=2)
    yield large.filter(ImageFilter.UnsharpMask(radius=4, percent=300, threshold=0))
    yield large.resize((large.width * 2, large.height * 2)) if max(large.size) < 900 else large
    for angle in (20, -20, 45):
        yield clear.rotate(angle, expand=True, fillcolor=255)


def _codes(picture: Image) -> Iterator[tuple[str, str]]:
    import zxingcpp

    for code in zxingcpp.read_barcodes(picture):
        if code.valid and code.text.strip():
            yield code.format.name, code.text.strip()[:2_000]
