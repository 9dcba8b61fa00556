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
SECONDS = 1.2  # of the processor, after which no further attempt at a picture is begun
MOST_CODES = 12  # of one picture
KINDS = "Code128,Code39,Code93,Codabar,ITF,EAN13,EAN8,UPCA,UPCE,QRCode,MicroQRCode,DataMatrix,PDF417,Aztec"
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
    began = time.thread_time()
    whole = opened(content, SIDES[-1])
    if whole is None:
        return Seen()
    found: dict[tuple[str, str], None] = {}
    for attempt, one_threshold in _attempts(whole):
        found.update(dict.fromkeys(_codes(attempt, one_threshold)))
        if found or time.thread_time() - began > SECONDS:
            break
    return Seen(tuple(found)[:MOST_CODES], _size(content))


def _size(content: bytes) -> tuple[int, int] | None:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        return (picture.height, picture.width) if turned else (picture.width, picture.height)


def _attempts(whole: Image) -> Iterator[tuple[Image, bool]]:
    """The picture as it is, then with more contrast, turned (stripes that lie across are not found), larger, and
    sharpened: cheap ones first.  True: one threshold for all of it, which is fast and bears noise."""
    from PIL import Image as Pictures
    from PIL import ImageFilter, ImageOps

    grey = whole.convert("L")
    small = grey.copy()
    small.thumbnail((SIDES[0], SIDES[0]))
    clear = ImageOps.autocontrast(small, cutoff=2)
    yield small, False
    yield clear, True
    for angle in (45, 25, -25):
        yield clear.rotate(angle, Pictures.Resampling.BILINEAR, expand=True, fillcolor=128), True
    yield clear.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0)), True
    if max(grey.size) > SIDES[0]:
        yield grey, False
        large = ImageOps.autocontrast(grey, cutoff=2)
    else:
        large = clear.resize((clear.width * 2, clear.height * 2))
    for angle in (0, 45, 25, -25, 65):
        turned = (
            large.rotate(angle, Pictures.Resampling.BILINEAR, expand=True, fillcolor=128) if angle else large
        )
        yield turned.filter(ImageFilter.UnsharpMask(radius=4, percent=200, threshold=0)), True


def _codes(picture: Image, one_threshold: bool) -> Iterator[tuple[str, str]]:
    import zxingcpp

    cut = zxingcpp.Binarizer.GlobalHistogram if one_threshold else zxingcpp.Binarizer.LocalAverage
    for code in zxingcpp.read_barcodes(picture, zxingcpp.barcode_formats_from_str(KINDS), binarizer=cut):
        if code.valid and code.text.strip():
            yield code.format.name, code.text.strip()[:2_000]
