"""Photographs of name plates as phones take them: skewed, turned, out of focus, dim, full of noise."""

from __future__ import annotations

import io
from typing import Any

import pytest


def label(*codes: tuple[str, str], width: int = 1000) -> Any:
    """A plate with one barcode below the other; each is (format as zxing-cpp calls it, text)."""
    np = pytest.importorskip("numpy")
    zxingcpp = pytest.importorskip("zxingcpp")
    from PIL import Image

    drawn = []
    for form, text in codes:
        code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form))
        picture = Image.fromarray(np.array(code.to_image(scale=4)))
        drawn.append(
            picture
            if picture.width > picture.height
            else picture.resize((400, 400), Image.Resampling.NEAREST)
        )
    plate = Image.new("L", (width, 100 + sum(d.height + 60 for d in drawn)), 235)
    top = 80
    for picture in drawn:
        plate.paste(picture, (50, top))
        top += picture.height + 60
    return plate


def photo(
    plate: Any = None, *, angle: float = 8, skew: float = 0.12, blur: float = 1.0, dim: float = 0.6, noise: float = 8,
    width: int = 1800,
) -> bytes:  # fmt: skip
    """A JPEG of the plate on a wall, or of the wall alone."""
    np = pytest.importorskip("numpy")
    from PIL import Image, ImageFilter

    height = width * 7 // 9
    wall = Image.new("L", (width, height), 110)
    if plate is not None:
        wall.paste(plate, ((width - plate.width) // 2, (height - plate.height) // 2))
    near = [(0, 0), (width, 0), (width, height), (0, height)]
    far = [
        (width * skew, height * skew * 0.6),
        (width, 0),
        (width * (1 - skew / 2), height),
        (0, height * (1 - skew)),
    ]
    rows = []
    for (x, y), (u, v) in zip(far, near, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    how = np.linalg.solve(np.array(rows, float), np.array(near, float).ravel())
    seen = wall.transform(
        wall.size, Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC, fillcolor=110
    )
    seen = seen.rotate(angle, Image.Resampling.BICUBIC, fillcolor=110).filter(ImageFilter.GaussianBlur(blur))
    light = np.asarray(seen, float) * dim
    light += np.random.default_rng(1).normal(0, noise, light.shape)
    whole = io.BytesIO()
    Image.fromarray(light.clip(0, 255).astype("uint8")).convert("RGB").save(whole, "JPEG", quality=60)
    return whole.getvalue()
