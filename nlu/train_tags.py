"""Training the tagger of parts, serial numbers and names on messages in which every entity is marked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from nlu import shapes, tagging, tellings
from nlu.corpus import Example
from nlu.entities import by_rules
from nlu.normalise import normalise

ROUNDS = 60
DEAF = (
    2  # in one of so many composed messages the rules find nothing, so that the tagger hears what they do not
)
#: What weights cost: with ``c1`` most of them are nothing, which makes the model small; ``c2`` keeps the others small.
CARE = {"c1": 0.03, "c2": 0.03}
Row = tuple[list[list[str]], list[str]]


def train(known: Sequence[Example], pool: Executor) -> bytes:
    """The tagger as it is stored: the likeliest field.  A passive-aggressive learner is three times faster and no
    worse, but its model is twice as large."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    marked = [e for e in known if e.marked]
    told = list(tellings.compose(marked))
    for features, labels in pool.map(_row, [*marked, *told], chunksize=200):
        if labels:
            trainer.append(features, labels)
    trainer.set_params({"max_iterations": ROUNDS, "feature.possible_transitions": True, **CARE})
    print(f"tags: {len(marked)} messages, {len(told)} with a clause more")
    with TemporaryDirectory() as folder:
        made = Path(folder) / "tags.crfsuite"
        trainer.train(str(made))
        return made.read_bytes()


def _row(e: Example) -> Row:
    n = normalise(e.text)
    at = tagging.tokens(n.text)
    known = by_rules(n)
    if e.composed and crc32(e.text.encode()) % DEAF == 0:
        known = [h for h in known if h.entity not in tagging.LEARNED]
    hints = [*shapes.find(n), *tagging.in_normal(n, known)]
    gold = [(*tagging.place(n, start, end), name) for name, start, end in e.entities]
    return tagging.features(n.text, at, hints), tagging.labels(at, gold)
