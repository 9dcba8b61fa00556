"""Learned linear models without the library that trained them: a sum of rows of small numbers.

Heads that look at the same features are one family: a text is looked up once, and one sum serves them all.  Each
feature has one byte per class of each head; in memory every byte has room for the sum of as many as a text can have.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from math import exp
from threading import Lock
from typing import Any

ZERO = 128  # the byte that stands for a weight of nothing
LANE = 3  # bytes that one class has room for in a sum: 65,000 features


@dataclass(frozen=True, slots=True)
class Head:
    """One model of a family: its classes stand from ``first`` on in a row; a weight is (byte - ZERO) * scale."""

    classes: tuple[str, ...]
    first: int
    scale: float
    bias: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What some features of a text amount to, for every head of their family."""

    heads: Mapping[str, Head]
    lanes: bytes  # the sums of all heads, LANE bytes per class
    size: int

    def scores(self, name: str) -> list[float]:
        """How much speaks for each class; a feature counts for less the more there are."""
        head = self.heads[name]
        unit = head.scale / max(1, self.size) ** 0.5
        return [start + total * unit for start, total in zip(head.bias, self._of(head), strict=True)]

    def leaning(self, name: str, index: int) -> float:
        """How much the features speak for one class rather than the others, by themselves."""
        head = self.heads[name]
        sums = self._of(head)
        return head.scale * (sums[index] - sum(sums) / len(sums))

    def _of(self, head: Head) -> list[int]:
        lanes, zero, start = self.lanes, ZERO * self.size, LANE * head.first
        return [
            int.from_bytes(lanes[i : i + LANE], "little") - zero
            for i in range(start, start + LANE * len(head.classes), LANE)
        ]


@dataclass(frozen=True, slots=True)
class Family:
    """Heads that look at the same features."""

    index: dict[str, int]
    heads: dict[str, Head]
    rows: bytes  # of each feature ``width`` bytes: LANE per class
    width: int

    def known(self, names: Iterable[str]) -> list[int]:
        """Where the features of a text stand in the vocabulary; what was never seen in training is left out."""
        index = self.index
        return [at for name in names if (at := index.get(name)) is not None]

    def weigh(self, known: Sequence[int]) -> Weighed:
        """The sums of the rows of some features: the lanes of one long number each, so that adding is one step."""
        rows, number, width = self.rows, int.from_bytes, self.width
        total = sum([number(rows[i * width : (i + 1) * width], "little") for i in known])
        return Weighed(self.heads, total.to_bytes(width, "little"), len(known))


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares]


def family(stored: Mapping[str, Any]) -> Family:
    """A family as :mod:`nlu.train` stores it."""
    index = {word: i for i, word in enumerate(stored["vocabulary"].split("\n"))}
    counts = [len(h["classes"]) for h in stored["heads"].values()]
    width = LANE * sum(counts)
    rows = bytearray(width * len(index))
    heads = {}
    for first, (name, h) in zip(accumulate(counts, initial=0), stored["heads"].items(), strict=False):
        heads[name] = Head(tuple(h["classes"]), first, h["scale"], tuple(h["bias"]))
        weights, own = b64decode(h["weights"]), len(h["classes"])
        for i in range(own):
            rows[LANE * (first + i) :: width] = weights[i::own]
    return Family(index, heads, bytes(rows), width)


_LOADING = Lock()


def _families() -> dict[str, Family]:
    """Loaded once, however many ask for it at the same moment; each load takes tens of megabytes."""
    with _LOADING:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> dict[str, Family]:
    data = json.loads(gzip.decompress(files("nlu").joinpath("model/heads.json.gz").read_bytes()))
    return {name: family(stored) for name, stored in data.items()}


def whole() -> Family:
    """Heads that look at the message as a whole: ``intent``, and the others together with their clauses."""
    return _families()["whole"]


def clauses() -> Family:
    """Heads that look at clauses and how they stand: ``severity``, ``danger``, ``kind``, ``exclusion``."""
    return _families()["clauses"]
