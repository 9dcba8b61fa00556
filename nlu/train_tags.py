"""Training the tagger of parts, serial numbers and names on messages in which every entity is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from nlu import shapes, tagging
from nlu.corpus import Example
from nlu.normalise import Normal
from nlu.understanding import Entity

ROUNDS = 60
DEAF = (
    2  # in one of so many composed messages the rules find nothing, so that the tagger hears what they do not
)
#: What weights cost: with ``c1`` most of them are nothing, which makes the model small; ``c2`` keeps the others small.
CARE = {"c1": 0.03, "c2": 0.03}
Row = tuple[list[list[str]], list[str]]


def train(rows: Iterable[Row], meanwhile: Callable[[], object]) -> bytes:
    """The tagger as it is stored: the likeliest field.  It is learned by one processor; ``meanwhile`` gives the others
    something to do.  A passive-aggressive learner is three times faster and no worse, but its model is twice as large."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    read = 0
    for features, labels in rows:
        read += 1
        if labels:
            trainer.append(features, labels)
    meanwhile()
    trainer.set_params({"max_iterations": ROUNDS, "feature.possible_transitions": True, **CARE})
    print(f"tags: {read} messages")
    with TemporaryDirectory() as folder:
        made = Path(folder) / "tags.crfsuite"
        trainer.train(str(made))
        return made.read_bytes()


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
