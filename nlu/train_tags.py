"""Training the tagger of parts, serial numbers, codes and names on messages in which every entity is marked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from struct import unpack_from
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from nlu import shapes, tagging
from nlu.corpus import Example
from nlu.normalise import Normal
from nlu.understanding import Entity

#: A passive-aggressive learner, which goes over the messages a few times: seven times as fast as the likeliest field,
#: and as good.
LEARNER = {"algorithm": "pa", "verbose": False}
GLANCES, ROUNDS = 3, 5  # how often it goes over them to see what tells anything, and then to learn
TELLING = 0.5  # the share of the features that are kept: those that tell most, which makes the model small
BAGS = 4  # learned from all but a fourth each, and averaged: a few messages more change little
STRETCH = 50  # messages that are left out together
BOLD = 8  # its scores by so much are those under which it is as sure as it is right
FINE = 32  # parts of one that weights are rounded to, which makes the file small
DEAF = (
    2  # in one of so many composed messages the rules find nothing, so that the tagger hears what they do not
)
Row = tuple[list[list[str]], list[str]]


def train(rows: Iterable[Row], meanwhile: Callable[[], object]) -> bytes:
    """The tagger as it is stored.  It is learned by one processor; ``meanwhile`` gives the others something to do."""
    known = [row for row in rows if row[1]]
    meanwhile()
    print(f"tags: {len(known)} messages")
    with TemporaryDirectory() as folder:
        telling = _telling(_learned(known, GLANCES, [Path(folder) / "first"])[0])
        known = [([[x for x in own if x in telling] for own in token], marks) for token, marks in known]
        paths = [Path(folder) / str(bag) for bag in range(BAGS)]
        return _averaged(_learned(known, ROUNDS, paths), paths)


def _learned(known: Sequence[Row], rounds: int, paths: Sequence[Path]) -> list[Any]:
    """What is learned from all, or where several models are made, from all but one share each."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(**LEARNER)
    for i, (token, marks) in enumerate(known):
        trainer.append(token, marks, i // STRETCH % len(paths))
    trainer.set_params({"max_iterations": rounds, "feature.possible_transitions": True})
    shares = [(i if len(paths) > 1 else -1, str(path)) for i, path in enumerate(paths)]
    with _beside(trainer, shares[1::2]):
        for share, path in shares[::2]:
            trainer.train(path, share)
    told = []
    for _, path in shares:
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        told.append(tagger.info())
    return told


@contextmanager
def _beside(trainer: Any, shares: Sequence[tuple[int, str]]) -> Iterator[None]:
    """Learn some on another processor meanwhile: a copy of this process has all messages, and does nothing else."""
    child = os.fork() if shares and hasattr(os, "fork") else None
    if child == 0:
        done = 1
        try:
            for share, path in shares:
                trainer.train(path, share)
            done = 0
        finally:
            os._exit(done)
    yield
    if child is not None and os.waitpid(child, 0)[1] == 0:
        return
    for share, path in shares:
        trainer.train(path, share)


def _telling(told: Any) -> set[str]:
    """The features that weigh most for any label."""
    most: dict[str, float] = {}
    for (name, _), weight in told.state_features.items():
        most[name] = max(abs(weight), most.get(name, 0.0))
    return set(sorted(most, key=lambda name: (-most[name], name))[: int(len(most) * TELLING)])


#: What the library stores begins with these; where the weights begin is told there.
MAGIC, WEIGHTS = b"lCRF", b"FEAT"
PLACE_OF_WEIGHTS, HEAD_OF_WEIGHTS = 28, 12


def _averaged(told: Sequence[Any], paths: Sequence[Path]) -> bytes:
    """The models as one: the largest of them, in which every weight is the mean of all."""
    import numpy as np

    largest = max(range(len(told)), key=lambda i: len(told[i].state_features))
    stored, base = bytearray(paths[largest].read_bytes()), told[largest]
    (at,) = unpack_from("<I", stored, PLACE_OF_WEIGHTS)
    if stored[:4] != MAGIC or stored[at : at + 4] != WEIGHTS:
        raise ValueError("the library stores its models in another way than it did")
    (many,) = unpack_from("<I", stored, at + 8)
    one = np.dtype([("between", "<u4"), ("of", "<u4"), ("label", "<u4"), ("weight", "<f8")])
    weights = np.frombuffer(stored, one, many, at + HEAD_OF_WEIGHTS)
    names = {int(i): name for name, i in base.attributes.items()}
    marks = {int(i): name for name, i in base.labels.items()}
    means = []
    for between, of, label in zip(*(weights[k].tolist() for k in ("between", "of", "label")), strict=True):
        key = (marks[of] if between else names[of], marks[label])
        means.append(sum((t.transitions if between else t.state_features).get(key, 0.0) for t in told))
    weights["weight"] = np.rint(np.array(means) * (BOLD * FINE / len(told))) / FINE
    return bytes(stored)


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
