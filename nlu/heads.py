"""Learned linear models without the library that trained them: a sum of rows of small numbers.

Heads that look at the same features are one family: a text is looked up once, and one sum serves them all.  Each
feature has one byte per class of each head; in memory each has room for the sum of LANES features, and the lanes of
a feature are one long number, so that adding a feature is one step.

All families share one vocabulary.  It stays in the file, which is mapped and not read: what a text needs of it is
looked up by a hash, and what is common is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import accumulate
from math import exp
from mmap import ACCESS_READ, mmap
from operator import add
from pathlib import Path
from struct import unpack
from threading import Lock
from typing import Any, NamedTuple
from zlib import crc32

MODEL = "model/heads.bin"
ZERO = 128  # the byte that stands for a weight of nothing
LANE = 2  # bytes of a sum
AT_ONCE = 257  # features whose bytes a lane holds the sum of
KEPT = 30_000  # names of features, some five megabytes
KEPT_ROWS = 15_000  # rows of a family as numbers, some three megabytes
HEAD = 8  # bytes that say how long the description is that the file begins with
NUMBER = 4  # bytes of a number of the vocabulary


class Vocabulary(dict[str, int]):
    """The names of all features, counted from 1; 0 is a name that is none.  Those that were looked for are kept.

    ``slots``: a table of 2^``bits`` entries, each the number of a name below the upper bits of its hash; a name stands
    in the first free one from that of the lower bits of its hash.  ``ends``: where in ``data`` each name ends."""

    def __init__(self, data: mmap, slots: Sequence[int], ends: Sequence[int], first: int) -> None:
        self.data, self.slots, self.ends, self.first = data, slots, ends, first
        self.bits = len(slots).bit_length() - 1

    def __missing__(self, name: str) -> int:
        said = name.encode("utf-8", "surrogatepass")
        slots, bits, code = self.slots, self.bits, crc32(said)
        mask = len(slots) - 1
        at = code & mask
        while entry := slots[at]:
            if (entry ^ code) >> bits == 0 and self._name(entry & mask) == said:
                if len(self) >= KEPT:
                    self.clear()
                self[name] = entry & mask
                return entry & mask
            at = (at + 1) & mask
        return 0

    def _name(self, number: int) -> bytes:
        return self.data[self.first + self.ends[number - 1] : self.first + self.ends[number]]


def table(names: Sequence[str]) -> tuple[list[int], list[int]]:
    """(slots, ends) of a vocabulary."""
    bits = (len(names) * 3 // 2).bit_length()
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
    the bytes."""

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


class Rows(dict[int, int]):
    """The row of each feature as one long number, a lane per class.  ``data`` has those of the features ``after`` some
    number from the byte ``first`` on, ``lanes`` bytes each.  Those that were looked for are kept."""

    def __init__(self, data: mmap, first: int, lanes: int, after: int) -> None:
        self.data, self.lanes = data, lanes
        self.start = first - (after + 1) * lanes

    def __missing__(self, number: int) -> int:
        start = self.start + number * self.lanes
        row = self.data[start : start + self.lanes]
        if len(self) >= KEPT_ROWS:
            self.clear()
        self[number] = wide = int.from_bytes(row.decode("latin-1").encode("utf-16-le"), "little")
        return wide


@dataclass(frozen=True, slots=True)
class Family:
    """Heads that look at the same features: those ``after`` some number up to another."""

    names: Vocabulary
    after: int
    last: int
    heads: dict[str, Head]
    rows: Rows

    def known(self, names: Iterable[str]) -> list[int]:
        """The numbers of the features of a text; what was never seen in training is left out."""
        after, last = self.after, self.last
        return [number for number in map(self.names.__getitem__, names) if after < number <= last]

    def weigh(self, known: Sequence[int]) -> Weighed:
        """The sums of the rows of some features."""
        sums = self._sums(known[:AT_ONCE])
        for first in range(AT_ONCE, len(known), AT_ONCE):
            sums = tuple(map(add, sums, self._sums(known[first : first + AT_ONCE])))
        return Weighed(self.heads, sums, len(known))

    def _sums(self, known: Sequence[int]) -> tuple[int, ...]:
        lanes = self.rows.lanes
        total = sum(map(self.rows.__getitem__, known))
        return unpack(f"<{lanes}H", total.to_bytes(LANE * lanes, "little"))


def softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    shares = [exp(score - top) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares]


_LOADING = Lock()


def _families() -> dict[str, Family]:
    """Opened once, however many ask for it at the same moment."""
    with _LOADING:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> dict[str, Family]:
    with as_file(files("nlu").joinpath(MODEL)) as path:
        return opened(path)


def opened(path: Path) -> dict[str, Family]:
    """The families as :func:`nlu.train.store` writes them."""
    with path.open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
    at = HEAD + int.from_bytes(data[:HEAD], "little")
    about = json.loads(data[HEAD:at])
    numbers = memoryview(data)[at : at + NUMBER * (about["slots"] + about["names"] + 1)].cast("I")
    at += numbers.nbytes
    slots, ends = numbers[: about["slots"]], numbers[about["slots"] :]
    names = Vocabulary(data, slots, ends, at)
    at += ends[-1]
    found = {}
    for name, family in about["families"].items():
        heads = _heads(family["heads"])
        lanes = sum(len(h.classes) for h in heads.values())
        after, last = family["after"], family["last"]
        found[name] = Family(names, after, last, heads, Rows(data, at, lanes, after))
        at += lanes * (last - after)
    return found


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


def is_known(word: str) -> bool:
    """Whether a word is a feature of any family."""
    return whole().names[word] > 0
