"""Training the tagger of parts, serial numbers, codes and names on messages in which every entity is marked."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from nlu import shapes, tagging
from nlu.corpus import Example
from nlu.normalise import Normal
from nlu.train_numbers import Lists, Names, numbered, together
from nlu.train_stored import Model, opened
from nlu.understanding import Entity

#: A passive-aggressive learner, which goes over the messages a few times: seven times as fast as the likeliest field,
#: and as good.
LEARNER = {"algorithm": "pa", "verbose": False}
GLANCES, ROUNDS = 3, 5  # how often it goes over them to see what tells anything, and then to learn
TELLING = 0.35  # the share of the features that are kept: those that tell most, which makes the model small
BAGS = 4  # learned from all but a fourth each, and averaged: a few messages more change little
STRETCH = 50  # messages that are left out together
BOLD = 8  # its scores by so much are those under which it is as sure as it is right
FINE = 32  # parts of one that weights are rounded to, which makes the file small
DEAF = (
    2  # in one of so many composed messages the rules find nothing, so that the tagger hears what they do not
)
LABELS = ("O", *(begins + name for name in tagging.LEARNED for begins in "BI"))
Row = tuple[list[list[str]], list[str]]


@dataclass(frozen=True, slots=True)
class Marked:
    """Messages for the tagger: what is looked at of each token of all of them, the numbers of its labels, and how many
    tokens each message has."""

    looks: Lists
    labels: Any
    lengths: Any

    def messages(self) -> Iterator[Row]:
        """All of them that have any tokens."""
        import numpy as np

        names = np.array(self.looks.names, object)[self.looks.columns].tolist()
        ends = np.concatenate([[0], np.cumsum(self.looks.sizes, dtype=np.int64)]).tolist()
        tokens = np.concatenate([[0], np.cumsum(self.lengths, dtype=np.int64)]).tolist()
        marks = [LABELS[label] for label in self.labels.tolist()]
        for first, last in pairwise(tokens):
            if last > first:
                yield [names[ends[t] : ends[t + 1]] for t in range(first, last)], marks[first:last]

    def only(self, chosen: Any) -> Marked:
        """With those names only that are chosen, by their numbers."""
        import numpy as np

        stays = chosen[self.looks.columns]
        before = np.concatenate([[0], np.cumsum(stays, dtype=np.int64)])
        ends = np.cumsum(self.looks.sizes, dtype=np.int64)
        sizes = np.diff(before[ends], prepend=0)
        looks = Lists(self.looks.names, self.looks.columns[stays], sizes)
        return Marked(looks, self.labels, self.lengths)


def marked(rows: Iterable[Row], names: Names) -> Marked:
    """Messages with their features and labels as numbers."""
    import numpy as np

    labels, lengths = array("B"), array("I")

    def tokens() -> Iterator[list[str]]:
        for features, marks in rows:
            labels.extend(map(LABELS.index, marks))
            lengths.append(len(marks))
            yield from features

    looks = numbered(tokens(), names)
    return Marked(looks, np.array(labels, np.uint8), np.array(lengths, np.uint32))


def joined(parts: Sequence[tuple[int, Marked]]) -> Marked:
    """All messages in their order; each part with who numbered it."""
    import numpy as np

    looks = together([(who, part.looks) for who, part in parts])
    told = ([getattr(part, name) for _, part in parts] for name in ("labels", "lengths"))
    return Marked(looks, *map(np.concatenate, told))


def train(known: Marked) -> bytes:
    """The tagger as it is stored.  It is learned by two processors, and what is not worth a look is told by one."""
    print(f"tags: {int((known.lengths > 0).sum())} messages")
    with TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        _trainer(known, GLANCES, 1).train(str(first), -1)
        known = known.only(_telling(opened(first.read_bytes()), known.looks.names))
        bags = [Path(folder) / f"bag{i}" for i in range(BAGS)]
        trainer = _trainer(known, ROUNDS, BAGS)
        shares = [(str(path), i) for i, path in enumerate(bags)]
        with _beside(trainer, shares[1::2]):
            for share in shares[::2]:
                trainer.train(*share)
        return _averaged([opened(bag.read_bytes()) for bag in bags])


def _trainer(known: Marked, rounds: int, shares: int) -> Any:
    """Who learns from all messages, or from all but one of so many shares."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(**LEARNER)
    for i, (tokens, marks) in enumerate(known.messages()):
        trainer.append(tokens, marks, i // STRETCH % shares)
    trainer.set_params({"max_iterations": rounds, "feature.possible_transitions": True})
    return trainer


@contextmanager
def _beside(trainer: Any, shares: Sequence[tuple[str, int]]) -> Iterator[None]:
    """Learn some on another processor meanwhile: a copy of this process has all messages, and does nothing else."""
    child = os.fork() if hasattr(os, "fork") else None
    if child == 0:
        done = 1
        try:
            for share in shares:
                trainer.train(*share)
            done = 0
        finally:
            os._exit(done)
    yield
    if child is not None and os.waitpid(child, 0)[1] == 0:
        return
    for share in shares:
        trainer.train(*share)


def _telling(model: Model, names: Sequence[str]) -> Any:
    """Which features weigh most for any label, one by one of all that were looked at."""
    import numpy as np

    of_names = model.weights[model.weights["between"] == 0]
    most = np.zeros(len(model.names))
    np.maximum.at(most, of_names["of"], np.abs(of_names["weight"]))
    ordered = sorted(range(len(most)), key=lambda i: (-most[i], model.names[i]))
    telling = {model.names[i] for i in ordered[: int(len(most) * TELLING)]}
    return np.array([name in telling for name in names])


def _averaged(models: Sequence[Model]) -> bytes:
    """The models as one: the largest of them, in which every weight is the mean of all."""
    import numpy as np

    largest = max(models, key=lambda m: len(m.weights))
    number = Names()
    keys = [_keys(model, number) for model in (largest, *models)]
    order = np.argsort(keys[0])
    sums, first = np.zeros(len(order)), keys[0][order]
    for model, own in zip(models, keys[1:], strict=True):
        at = np.searchsorted(first, own).clip(max=len(first) - 1)
        same = first[at] == own
        sums[order[at[same]]] += model.weights["weight"][same]
    largest.weights["weight"] = np.rint(sums * (BOLD * FINE / len(models))) / FINE
    return bytes(largest.stored)


def _keys(model: Model, number: Names) -> Any:
    """A number for each weight, the same for the same thing in all models."""
    import numpy as np

    labels = np.array([LABELS.index(label) for label in model.labels])
    names = np.array([number[name] for name in model.names]) + len(LABELS)
    w = model.weights
    between = w["between"] > 0
    of = np.where(between, labels[np.where(between, w["of"], 0)], names[np.where(between, 0, w["of"])])
    return of * len(LABELS) + labels[w["label"]]


#: What clauses that were composed may also have, as far as rules know.
BY_THE_WAY = ("phone", "visit_time", "duration", "affected_count")


def row(e: Example, n: Normal, found: Iterable[Entity]) -> Row:
    """A marked message for the tagger: the features of its tokens, given what rules found, and what they are."""
    at = tagging.tokens(n.text)
    gold = [(*tagging.place(n, start, end), name) for name, start, end in e.entities]
    if e.composed:
        also = tagging.in_normal(n, (h for h in found if h.entity in BY_THE_WAY))
        gold += [s for s in also if all(s[1] <= a or b <= s[0] for a, b, _ in gold)]
        if crc32(e.text.encode()) % DEAF == 0:
            found = [h for h in found if h.entity in BY_THE_WAY]
    elif crc32(e.text.encode()) % DEAF == 0:
        found = [h for h in found if h.entity != "address"]
    hints = [*shapes.find(n), *tagging.in_normal(n, found)]
    return tagging.features(n.text, at, hints), tagging.labels(at, gold)
