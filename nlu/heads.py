"""Learned linear models without the library that trained them: a sum of rows of small numbers.

Heads that look at the same features are one family: a text is looked up once, and one sum serves them all.  Each
feature has one byte per class of each head; in memory each has room for the sum of LANES features, and the lanes of
a feature are one long number, so that adding a feature is one step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from math import exp
from operator import add
from struct import unpack
from threading import Lock
from typing import Any
from zipfile import ZipFile

MODEL = "model/heads.zip"
ZERO = 128  # the byte that stands for a weight of nothing
LANE = 2  # bytes of a sum
AT_ONCE = 257  # features whose bytes a lane holds the sum of
KEPT = 20_000  # rows of a family that are kept as numbers, some four megabytes


@dataclass(frozen=True, slots=True)
class Head:
    """One model of a family: its classes stand from ``first`` on in a row; a weight is (byte - ZERO) * scale."""

    classes: tuple[str, ...]
    first: int
    scale: float
    bias: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What some features of a text, ``size`` of them, amount to: the sums of all heads of their family in a row."""

    heads: Mapping[str, Head]
    sums: Sequence[int]
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

    def _of(self, head: Head) -> Sequence[int]:
        return self.sums[head.first : head.first + len(head.classes)]


class Rows(dict[int, int]):
    """The row of each feature as one long number: ``width`` bytes, a lane per class.  Those of the commonest features
    are kept."""

    def __init__(self, stored: bytes, width: int) -> None:
        self.stored, self.width = stored, width

    def __missing__(self, at: int) -> int:
        row = int.from_bytes(self.stored[(at - 1) * self.width : at * self.width], "little")
        if len(self) < KEPT:
            self[at] = row
        return row


@dataclass(frozen=True, slots=True)
class Family:
    """Heads that look at the same features, which ``index`` counts from 1."""

    index: dict[str, int]
    heads: dict[str, Head]
    rows: Rows

    def known(self, names: Iterable[str]) -> list[int]:
        """Where the features of a text stand in the vocabulary; what was never seen in training is left out."""
        return list(filter(None, map(self.index.get, names)))

    def weigh(self, known: Sequence[int]) -> Weighed:
        """The sums of the rows of some features."""
        row, width = self.rows.__getitem__, self.rows.width
        sums = [-ZERO * len(known)] * (width // LANE)
        for first in range(0, len(known), AT_ONCE):
            total = sum(map(row, known[first : first + AT_ONCE]))
            lanes = unpack(f"<{width // LANE}H", total.to_bytes(width, "little"))
            sums = list(map(add, sums, lanes))
        return Weighed(self.heads, sums, len(known))


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
    with files("nlu").joinpath(MODEL).open("rb") as file, ZipFile(file) as stored:
        about = json.loads(stored.read("heads.json"))
        return {name: _family(stored, name, heads) for name, heads in about.items()}


def _family(stored: ZipFile, name: str, about: Mapping[str, Any]) -> Family:
    """A family as :func:`store` writes it."""
    vocabulary = stored.read(f"{name}.txt").decode().split("\n")
    firsts = accumulate((len(h["classes"]) for h in about.values()), initial=0)
    made = {
        task: Head(tuple(h["classes"]), first, h["scale"], tuple(h["bias"]))
        for first, (task, h) in zip(firsts, about.items(), strict=False)
    }
    weights = stored.read(f"{name}.rows")
    rows = bytearray(LANE * len(weights))
    rows[::LANE] = weights
    index = dict(zip(vocabulary, range(1, len(vocabulary) + 1), strict=True))
    return Family(index, made, Rows(bytes(rows), len(rows) // len(vocabulary)))


def whole() -> Family:
    """Heads that look at the message as a whole: ``intent``, and the others together with their clauses."""
    return _families()["whole"]


def clauses() -> Family:
    """Heads that look at clauses and how they stand: ``severity``, ``danger``, ``kind``, ``exclusion``."""
    return _families()["clauses"]
