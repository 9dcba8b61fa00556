"""Learned linear models without the library that trained them: a sum of rows of small numbers.

Heads that look at the same features share a vocabulary: a text is looked up once.  Each feature has one byte per
class of a head.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp
from threading import Lock

ZERO = 128  # the byte that stands for a weight of nothing


@dataclass(frozen=True, slots=True)
class Head:
    """One model over the features ``known`` of a text, given as their places in the vocabulary."""

    classes: tuple[str, ...]
    weights: bytes  # of each feature a byte per class: (byte - ZERO) * scale
    scale: float
    bias: tuple[float, ...]

    def shares(self, known: Sequence[int]) -> list[float]:
        """Probabilities that add up to 1; a feature counts for less the more there are."""
        unit = self.scale / max(1, len(known)) ** 0.5
        return softmax(
            [start + total * unit for start, total in zip(self.bias, self._sums(known), strict=True)]
        )

    def leaning(self, known: Sequence[int], index: int) -> float:
        """How much features speak for one class rather than the others, by themselves."""
        sums = self._sums(known)
        return self.scale * (sums[index] - sum(sums) / len(sums))

    def _sums(self, known: Sequence[int]) -> list[int]:
        width, zero = len(self.classes), ZERO * len(known)
        rows = [self.weights[i * width : (i + 1) * width] for i in known]
        return [sum(column) - zero for column in zip(*rows, strict=True)] or [0] * width


@dataclass(frozen=True, slots=True)
class Family:
    """Heads that look at the same features."""

    index: dict[str, int]
    heads: dict[str, Head]

    def known(self, names: Iterable[str]) -> list[int]:
        """Where the features of a text stand in the vocabulary; what was never seen in training is left out."""
        index = self.index
        return [at for name in names if (at := index.get(name)) is not None]

    def __getitem__(self, name: str) -> Head:
        return self.heads[name]


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares]


_LOADING = Lock()


def _families() -> dict[str, Family]:
    """Loaded once, however many ask for it at the same moment; each load takes tens of megabytes."""
    with _LOADING:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> dict[str, Family]:
    data = json.loads(gzip.decompress(files("nlu").joinpath("model/heads.json.gz").read_bytes()))
    return {
        name: Family(
            {word: i for i, word in enumerate(family["vocabulary"].split("\n"))},
            {
                n: Head(tuple(h["classes"]), b64decode(h["weights"]), h["scale"], tuple(h["bias"]))
                for n, h in family["heads"].items()
            },
        )
        for name, family in data.items()
    }


def whole() -> Family:
    """Heads that look at the message as a whole: ``intent``."""
    return _families()["whole"]


def clauses() -> Family:
    """Heads that look at its clauses and how they stand: ``severity``, ``danger``, ``kind``."""
    return _families()["clauses"]
