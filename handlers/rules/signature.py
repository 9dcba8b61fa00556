"""A signature drawn on a screen, as strokes of points in a field 1000 wide and 400 high."""

from __future__ import annotations

import json
from typing import Any

WIDE, HIGH = 1000, 400
MOST_STROKES, MOST_POINTS = 120, 3000
LEAST_EXTENT = 60  # a dot is no signature
MOST_BYTES = 60_000

Strokes = list[list[list[int]]]


def strokes(text: str) -> Strokes | None:
    """What a page sends; None when it is no signature."""
    if not text or len(text) > MOST_BYTES:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not 0 < len(found) <= MOST_STROKES or not all(map(_stroke, found)):
        return None
    points = [point for stroke in found for point in stroke]
    if len(points) > MOST_POINTS:
        return None
    extent = max(max(p[i] for p in points) - min(p[i] for p in points) for i in (0, 1))
    return found if extent >= LEAST_EXTENT else None


def _stroke(stroke: Any) -> bool:
    return isinstance(stroke, list) and len(stroke) > 0 and all(map(_point, stroke))


def _point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(isinstance(v, int) and not isinstance(v, bool) for v in point)
        and 0 <= point[0] <= WIDE
        and 0 <= point[1] <= HIGH
    )
