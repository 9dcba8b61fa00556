"""The learned intent model, without the library that trained it: a sum of rows of small numbers."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

from nlu.features import features
from nlu.understanding import INTENTS, Intent

Ranking = tuple[Intent, ...]
TEMPERATURE = 0.6  # regularised weights are too modest; fitted on messages that were not trained on
ZERO = 128  # the byte that stands for a weight of nothing


class Model(NamedTuple):
    """``rows``: for each feature one byte per intent, ``(byte - ZERO) * scale`` is its weight."""

    rows: dict[str, bytes]
    scale: float
    bias: list[float]


@lru_cache(maxsize=1)
def _model() -> Model:
    data = json.loads(gzip.decompress(files("nlu").joinpath("model/intents.json.gz").read_bytes()))
    weights, width = b64decode(data["weights"]), len(data["bias"])
    rows = {name: weights[i * width : (i + 1) * width] for i, name in enumerate(data["vocabulary"])}
    return Model(rows, data["scale"], data["bias"])


def rank(normal: str) -> Ranking:
    """All intents of a normal text, the most likely first; confidences add up to 1."""
    known, scale, bias = _model()
    rows = [known[name] for name in features(normal) if name in known]
    zero, unit = ZERO * len(rows), scale / max(1, len(rows)) ** 0.5
    sums = [sum(column) - zero for column in zip(*rows, strict=True)] or [0] * len(bias)
    scores = [(start + total * unit) / TEMPERATURE for start, total in zip(bias, sums, strict=True)]
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    whole = sum(shares)
    order = sorted(range(len(shares)), key=lambda i: -shares[i])
    return tuple(Intent(INTENTS[i], round(shares[i] / whole, 4)) for i in order)
