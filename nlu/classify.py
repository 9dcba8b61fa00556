"""The learned intent model, without the library that trained it: a sum of rows."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

from nlu.features import features
from nlu.understanding import INTENTS, Intent

Ranking = tuple[Intent, ...]
TEMPERATURE = 0.6  # regularised weights are too modest; fitted on messages that were not trained on


@lru_cache(maxsize=1)
def _model() -> tuple[dict[str, int], Any, Any]:
    data = np.load(BytesIO(files("nlu").joinpath("model/intents.npz").read_bytes()))
    names = str(data["vocabulary"]).split("\n")
    return (
        {n: i for i, n in enumerate(names)},
        data["weights"].astype(np.float32),
        data["bias"].astype(np.float32),
    )


def rank(normal: str) -> Ranking:
    """All intents of a normal text, the most likely first; confidences add up to 1."""
    index, weights, bias = _model()
    rows = [index[name] for name in features(normal) if name in index]
    scores = bias + (weights[rows].sum(axis=0) / max(1, len(rows)) ** 0.5 if rows else 0.0)
    scores = np.exp((scores - scores.max()) / TEMPERATURE)
    scores /= scores.sum()
    order = np.argsort(-scores)
    return tuple(Intent(INTENTS[i], round(float(scores[i]), 4)) for i in order)
