"""Learned linear models without the library that trained them: a sum of rows of small numbers.

Heads that look at the same features are one family: a text is looked up once, and one sum serves them all.  Each
feature has one byte per class of each head; in memory each has room for the sum of LANES features, and the lanes of
a feature are one long number, so that adding a feature is one step.

All families share one vocabulary.  It stays in the file: what a text needs of it is looked up by a hash, in a table that is
mapped and not read.  Names and rows are read from the file one by one, and rows are kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import accumulate
from math import exp
from mmap import ACCESS_READ, mmap
from os import O_RDONLY, close, pread
from os import open as open_file
from pathlib import Path
from struct import Struct
from sys import byteorder
from threading import Lock
from typing import Any, NamedTuple
from weakref import finalize
from zlib import crc32

MODEL = "model/heads.bin"
ZERO = 128  # the byte that stands for a weight of nothing
LANE = 2  # bytes of a sum
AT_ONCE = 257  # features whose bytes a lane holds the sum of
KEPT = 30_000  # features whose rows are kept as numbers, some seven megabytes: those of 1,200 messages
HEAD = 8  # bytes that say how long the description is that the file begins with
NUMBER = 4  # bytes of a number of the vocabulary
_SPAN = Struct("=2I")  # where a name begins and ends


class Vocabulary(NamedTuple):
    """The names of all features, counted from 1, in an open ``file``.

    ``slots``: a table of 2^n entries, each the number of a name below the upper bits of its hash; a name stands in the
    first free one from that of the lower bits of its hash.  ``ends``: where in the file stands where each name ends, from
    the byte ``first`` on."""

    file: int
    slots: Sequence[int]
    ends: int
    first: int


def table(names: Sequence[str]) -> tuple[list[int], list[int]]:
    """(slots, ends) of a vocabulary."""
    bits = (len(names) * 3).bit_length()
    mask = (1 << bits) - 1
    slots, ends = [0] * (mask + 1), [0]
    for number, name in enumerate(names, 1):
        said = name.encode()
        code = crc32(said)
        at = code & mask
        while slots[at]:
            at = (at + 1) & mask
        slots[at] = code & ~mask | number
        ends.append(ends[-1] + len(said))
    return slots, ends


@dataclass(frozen=True, slots=True)
class Head:
    """One model of a family: its classes stand from ``first`` to ``end`` in a row; a weight is (byte - ZERO) * scale."""

    classes: tuple[str, ...]
    first: int
    end: int
    scale: float
    bias: tuple[float, ...]


class Weighed(NamedTuple):
    """What some features of a text, ``size`` of them, amount to: for all heads of their family in a row, the sum of
    the bytes, and behind it how many they are."""

    heads: Mapping[str, Head]
    sums: Sequence[int]
    size: int

    def scores(self, name: str) -> list[float]:
        """How much speaks for each class; a feature counts for less the more there are."""
        head, nothing = self.heads[name], ZERO * self.size
        unit = head.scale / max(1, self.size) ** 0.5
        return [
            start + (total - nothing) * unit for start, total in zip(head.bias, self._of(head), strict=True)
        ]

    def leaning(self, name: str, index: int) -> float:
        """How much the features speak for one class rather than the others, by themselves."""
        head = self.heads[name]
        sums = self._of(head)
        return head.scale * (sums[index] - sum(sums) / len(sums))

    def _of(self, head: Head) -> Sequence[int]:
        return self.sums[head.first : head.end]


class Part(NamedTuple):
    """Where the rows of a family stand: those of the features ``after`` some number up to the ``last``, ``lanes`` bytes
    each, as if that of the feature 0 stood at ``start``."""

    after: int
    last: int
    lanes: int
    start: int


class Rows(dict[str, int]):
    """The rows of each feature as one long number: of each family a lane per class and one that counts the feature; 0
    for a name that is none.  Those that were looked for are kept."""

    def __init__(self, names: Vocabulary, parts: Sequence[Part]) -> None:
        self.file, self.slots, self.ends, self.first = names
        finalize(self, close, self.file)
        self.mask = len(names.slots) - 1
        self.parts = parts

    def __missing__(self, name: str) -> int:
        said = name.encode("utf-8", "surrogatepass")
        slots, mask, code = self.slots, self.mask, crc32(said)
        at = code & mask
        while entry := slots[at]:
            if entry ^ code <= mask:  # the upper bits are the same
                number = entry & mask
                if self._named(number) == said:
                    return self._row(name, number)
            at = (at + 1) & mask
        return 0

    def _named(self, number: int) -> bytes:
        """The name of this number, which is read for a name that may be it."""
        start, end = _SPAN.unpack(pread(self.file, _SPAN.size, self.ends + NUMBER * (number - 1)))
        return pread(self.file, end - start, self.first + start)

    def _row(self, name: str, number: int) -> int:
        row = b""
        for after, last, lanes, start in self.parts:
            at = start + number * lanes
            row += pread(self.file, lanes, at) + b"\1" if after < number <= last else bytes(lanes + 1)
        if len(self) >= KEPT:
            self.clear()
        self[name] = wide = int.from_bytes(row.decode("latin-1").encode("utf-16-le"), "little")
        return wide


@dataclass(frozen=True, slots=True)
class Family:
    """Heads that look at the same features."""

    heads: dict[str, Head]
    rows: Rows
    lanes: Struct  # those of the family in a sum of rows

    def weigh(self, names: Collection[str]) -> Weighed:
        """The sum of the rows of some features; what was never seen in training is left out."""
        if len(names) <= AT_ONCE:
            return self.weighed(self.total(names))
        listed = list(names)
        parts = (self._sums(self.total(listed[at : at + AT_ONCE])) for at in range(0, len(listed), AT_ONCE))
        sums = tuple(map(sum, zip(*parts, strict=True)))
        return Weighed(self.heads, sums, sums[-1])

    def total(self, names: Iterable[str]) -> int:
        """The sum of the rows of some features as one long number, of at most AT_ONCE."""
        return sum(map(self.rows.__getitem__, names))

    def weighed(self, total: int) -> Weighed:
        """What such a sum amounts to."""
        sums = self._sums(total)
        return Weighed(self.heads, sums, sums[-1])

    def _sums(self, total: int) -> tuple[int, ...]:
        return self.lanes.unpack(total.to_bytes(self.lanes.size, "little"))


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares]


_LOADING = Lock()


_open: dict[str, Family] = {}


def _families() -> dict[str, Family]:
    """Opened once, however many ask for it at the same moment."""
    if not _open:
        with _LOADING, as_file(files("nlu").joinpath(MODEL)) as path:
            if not _open:
                _open.update(opened(path))
    return _open


def opened(path: Path) -> dict[str, Family]:
    """The families as :func:`nlu.train.store` writes them."""
    file = open_file(path, O_RDONLY)
    at = HEAD + int.from_bytes(pread(file, HEAD, 0), "little")
    about = json.loads(pread(file, at - HEAD, HEAD))
    ends = at + NUMBER * about["slots"]
    slots = memoryview(mmap(file, ends, access=ACCESS_READ))[at:].cast("I")
    at = ends + NUMBER * (about["names"] + 1)
    names = Vocabulary(file, slots, ends, at)
    at += int.from_bytes(pread(file, NUMBER, at - NUMBER), byteorder)
    told = about["families"]
    heads = {name: _heads(family["heads"]) for name, family in told.items()}
    parts = []
    for name, family in told.items():
        lanes = sum(len(h.classes) for h in heads[name].values())
        after, last = family["after"], family["last"]
        parts.append(Part(after, last, lanes, at - (after + 1) * lanes))
        at += lanes * (last - after)
    rows = Rows(names, parts)
    wide = [LANE * (part.lanes + 1) for part in parts]
    return {
        name: Family(
            heads[name],
            rows,
            Struct(f"<{sum(wide[:i])}x{parts[i].lanes + 1}H{sum(wide[i + 1 :])}x"),
        )
        for i, name in enumerate(told)
    }


def _heads(about: Mapping[str, Any]) -> dict[str, Head]:
    firsts = accumulate((len(h["classes"]) for h in about.values()), initial=0)
    return {
        task: Head(tuple(h["classes"]), first, first + len(h["classes"]), h["scale"], tuple(h["bias"]))
        for first, (task, h) in zip(firsts, about.items(), strict=False)
    }


def whole() -> Family:
    """Heads that look at the message as a whole: ``intent``, and the others together with their clauses."""
    return _families()["whole"]


def clauses() -> Family:
    """Heads that look at clauses and how they stand: ``severity``, ``danger``, ``kind``, ``exclusion``."""
    return _families()["clauses"]


@lru_cache(maxsize=4096)
def is_known(pair: str) -> bool:
    """Whether two words that stand side by side ("turn_off") are a feature of any family."""
    return whole().rows[pair] > 0
