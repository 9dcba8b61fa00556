"""Training the learned models: a tagger, and linear ones over ``nlu.features``; two minutes of a busy processor, shared by all.

    baoxiu train

writes ``nlu/model/heads.bin`` and the tagger beside it; scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import gc
import gzip
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from struct import pack
from typing import Any

from nlu import (
    corpus,
    grammar,
    heads,
    nonsense,
    phrasebook,
    tagging,
    tellings,
    train_counting,
    train_ordinary,
    train_simplified,
    train_tags,
)
from nlu.corpus import Example
from nlu.heads import ZERO
from nlu.train_numbers import Lists, together
from nlu.train_reading import Readers, Share, look_ahead, mark, numbers, see
from nlu.understanding import DANGERS, EXCLUSIONS, INTENTS, REMARK

MODEL = Path(__file__).parent / heads.MODEL
TAGS = Path(__file__).parent / tagging.MODEL
AT_LEAST = {"whole": 3, "clauses": 3}  # times a feature has to be seen
COMPOSED = 0.5  # what a composed example counts beside a hand-written one
BARE = 0.25  # the share of the phrases that are said without a frame as well
FOR_INTENT = 8  # one of so many composed reports teaches what a report is; they would drown the other intents
NEAR = 0.1  # how near to the best weights a head has to come; 0.01 is right as often on what is left out
KEPT = 0.68  # the share of the features that the models keep: those that weigh most
PART = 4  # one stretch of so many is left out at first, to see how sure the scores may be
STRETCH = 300  # hand-written examples that stand together and were written about the same things
AT_FIRST = 8  # stretches of composed examples that are read before those that were written by hand are there
SMALL = 7  # how hard the tagger is compressed; 9 takes a second more for five kilobytes less
KINDS = tuple(name.removeprefix("danger.") for name in DANGERS)
TEMPERATURES = tuple(0.05 * 1.04**i for i in range(86))  # 0.05 to 1.4


@dataclass(frozen=True, slots=True)
class Task:
    """What is told apart, by the features of which families, how strictly it follows the examples.  A label of ``None``:
    an example that teaches nothing of it."""

    name: str
    families: tuple[str, ...]
    classes: tuple[str, ...]
    label: Callable[[Example], str | None]
    strength: float
    temperature: float  # the divisor of the scores; the limits of nlu.judgement stand for what is left
    balanced: float  # 0: as frequent as in the data; 1: all classes count the same
    rare: float = 1.0  # 0: rare features count as much in learning as common ones; 1: the rarer, the more


def _intent(e: Example) -> str | None:
    """Composed dangers teach danger and not what a report is: they would drown the other intents."""
    if e.intent == "out_of_scope" and REMARK in e.tags:
        return REMARK
    return None if e.composed and _kind(e) else e.intent or None


def _severity(e: Example) -> str | None:
    return str(e.severity) if e.severity else None


def _danger(e: Example) -> str:
    return "yes" if "danger" in e.tags else "no"


def _kind(e: Example) -> str | None:
    return next((tag for tag in e.tags if tag in KINDS), None)


def _exclusion(e: Example) -> str | None:
    """Phrases of faults admit nothing, and there are so many of them that they teach nothing more."""
    if e.composed and e.severity and not _kind(e):
        return None
    return e.exclusions[0] if e.exclusions else "none"


JOINT = ("clauses", "whole")
TASKS = (
    Task("intent", ("whole",), (*INTENTS, REMARK), _intent, 5.0, 0.28, 0.5, 0.5),
    Task("severity", JOINT, ("1", "2", "3"), _severity, 2.0, 0.45, 0.0),
    Task("danger", ("clauses",), ("no", "yes"), _danger, 3.0, 0.33, 0.0),
    Task("kind", ("clauses",), KINDS, _kind, 1.0, 0.14, 0.5),
    Task("exclusion", JOINT, ("none", *EXCLUSIONS), _exclusion, 1.0, 0.28, 0.4),
)


def composed() -> list[Example]:
    """What is learned from beside what was written by hand."""
    phrases = (
        e if i % FOR_INTENT == 0 else replace(e, intent="") for i, e in enumerate(phrasebook.compose(BARE))
    )
    return [
        *phrasebook.dangers(),
        *phrasebook.exclusions(),
        *grammar.compose(3),
        *phrases,
        *nonsense.compose(),
    ]


@dataclass(frozen=True, slots=True)
class Packed:
    """A head of one family: ``weights`` [feature, class] are bytes: (weight / scale) + ZERO."""

    classes: tuple[str, ...]
    weights: Any
    scale: float
    bias: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Learned:
    """One family."""

    vocabulary: list[str]
    heads: dict[str, Packed]


def train(known: Sequence[Example], shares: Sequence[Share], judge: bool = False) -> dict[str, Learned]:
    """All families.  The work is shared among all processors."""
    jobs = [(share.reader, share.have(see)) for share in shares]
    import sklearn.svm  # noqa: F401  # once, before there are copies of this process, and while others read

    seen = [(reader, job.result()) for reader, job in jobs]
    made = {f: _table(f, known, together([(who, s[f]) for who, s in seen])) for f in AT_LEAST}
    del seen
    _tables.update({t.name: _of(t, known, [made[f][1] for f in t.families]) for t in TASKS})
    with ProcessPoolExecutor(initializer=_tables.update, initargs=(_tables,)) as pool:
        learned = {task: pool.submit(_weigh, task) for task in TASKS}
        if judge:
            for task, job in [(task, pool.submit(_judged, task)) for task in TASKS]:
                fits, right = job.result()
                print(
                    f"{task.name}: {right:.3f} of what was left out are right, temperature {fits:.2f} fits it"
                )
        packed = {task: _heads(task, *job.result()) for task, job in learned.items()}
    return {
        family: _lighter(
            Learned(
                vocabulary, {task.name: parts[family] for task, parts in packed.items() if family in parts}
            ),
            seen_in.getnnz(axis=0),
        )
        for family, (vocabulary, seen_in) in made.items()
    }


def _lighter(f: Learned, texts: Any) -> Learned:
    """Without the features that say least for any head: few of any text are among them.  ``texts``: how many
    texts each is in.  Scores are divided by the root of how many features a text has, which are fewer now."""
    import numpy as np

    said = [(h.weights.astype(float) - ZERO) * h.scale for h in f.heads.values()]
    most = np.max([np.abs(w - w.mean(axis=1, keepdims=True)).max(axis=1) for w in said], axis=0)
    kept = most >= np.quantile(most, 1 - KEPT)
    fewer = float((texts[kept].sum() / texts.sum()) ** 0.5)
    heads = {name: replace(h, weights=h.weights[kept], scale=h.scale * fewer) for name, h in f.heads.items()}
    return Learned([word for word, stays in zip(f.vocabulary, kept, strict=True) if stays], heads)


def _table(family: str, known: Sequence[Example], seen: Lists) -> tuple[list[str], Any]:
    """(the vocabulary of a family, all texts in it: a sparse row each, of length 1 however many features it has)."""
    import numpy as np
    from scipy.sparse import csr_matrix

    tasks = [t for t in TASKS if family in t.families]
    of_use = np.array([any(t.label(e) for t in tasks) for e in known])
    texts = np.repeat(np.arange(len(known)), seen.sizes)
    counts = np.bincount(seen.columns[of_use[texts]], minlength=len(seen.names))
    ordered = sorted(np.flatnonzero(counts >= AT_LEAST[family]).tolist(), key=seen.names.__getitem__)
    place = np.full(len(seen.names), -1)
    place[ordered] = np.arange(len(ordered))
    columns = place[seen.columns]
    texts, columns = texts[columns >= 0], columns[columns >= 0]
    sizes = np.bincount(texts, minlength=len(known))
    made = csr_matrix((sizes[texts] ** -0.5, (texts, columns)), shape=(len(known), len(ordered)))
    made.sort_indices()
    return [seen.names[i] for i in ordered], made


@dataclass(frozen=True, slots=True)
class _Table:
    """Examples of one task as numbers: ``rows`` is sparse, the families of ``widths`` features side by side;
    ``weights`` says how much each counts, ``out`` which are left out to see how sure the scores may be."""

    rows: Any
    widths: tuple[int, ...]
    labels: Any
    weights: Any
    out: Any


_tables: dict[str, _Table] = {}  # of each task; those who learn are copies of this process and have them, too


def _of(task: Task, known: Sequence[Example], blocks: Sequence[Any]) -> _Table:
    import numpy as np
    from scipy.sparse import hstack

    names = [task.label(e) for e in known]
    taken = np.array([name is not None for name in names])
    labels = np.array([task.classes.index(name) for name in names if name is not None])
    composed = np.array([e.composed for e in known])[taken]
    sizes = np.bincount(labels, minlength=len(task.classes))
    balance = (len(labels) / len(sizes) / sizes[labels]) ** task.balanced
    out = _left_out(known)[taken]
    rows = hstack([block[taken] for block in blocks], format="csr")
    widths = tuple(block.shape[1] for block in blocks)
    return _Table(rows, widths, labels, np.where(composed, COMPOSED, 1.0) * balance, out)


def _left_out(known: Sequence[Example]) -> Any:
    """Which examples are left out at first: stretches of what was written by hand, the same for all tasks."""
    import numpy as np

    hand = np.flatnonzero([not e.composed for e in known])
    if not len(hand):
        hand = np.arange(len(known))
    out = np.zeros(len(known), bool)
    out[hand[np.arange(len(hand)) // min(STRETCH, 1 + len(hand) // (2 * PART)) % PART == 0]] = True
    return out


def _judged(task: Task) -> tuple[float, float]:
    """(how modest or bold the scores have to be taken, the share that is right), on examples left out."""
    table = _tables[task.name]
    weights, bias = _weigh(task, ~table.out)
    return _temperature(_scores(weights, bias, table.rows[table.out]), table.labels[table.out])


def _heads(task: Task, weights: Any, bias: Any) -> dict[str, Packed]:
    """The head of each family; their scores add up, so that one of them alone has the bias."""
    import numpy as np

    table, temperature = _tables[task.name], task.temperature
    print(f"{task.name}: {len(table.labels)} examples")
    blocks = np.split(weights / temperature, np.cumsum(table.widths)[:-1], axis=1)
    biases = [bias / temperature, *(0 * bias for _ in blocks[1:])]
    return {family: _pack(task, *pair) for family, *pair in zip(task.families, blocks, biases, strict=True)}


def _weigh(task: Task, chosen: Any = slice(None)) -> tuple[Any, Any]:
    """(weights [class, feature], bias [class]) of a support vector machine per class."""
    import numpy as np
    from scipy.sparse import diags
    from sklearn.svm import LinearSVC

    table = _tables[task.name]
    rows = table.rows[chosen]
    rare = rarity(rows) ** task.rare
    model = LinearSVC(C=task.strength, tol=NEAR, random_state=0)
    model.fit(rows @ diags(rare), table.labels[chosen], sample_weight=table.weights[chosen])
    weights, bias = model.coef_ * rare, model.intercept_
    if len(weights) == 1:  # one row tells two classes apart
        weights, bias = np.vstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return weights, bias


def rarity(rows: Any) -> Any:
    """How much each feature counts in learning: the rarer, the more it says.  The weights carry it afterwards."""
    import numpy as np

    rare = np.log(rows.shape[0] / (1 + rows.getnnz(axis=0)))
    return rare / rare.mean()


def _scores(weights: Any, bias: Any, rows: Any) -> Any:
    return rows @ weights.T + bias


def _temperature(scores: Any, labels: Any) -> tuple[float, float]:
    """(the divisor of the scores under which their probabilities fit best, the share that is right)."""
    import numpy as np

    def loss(temperature: float) -> float:
        z = scores / temperature
        z = z - z.max(axis=1, keepdims=True)
        own = z[np.arange(len(labels)), labels] - np.log(np.exp(z).sum(axis=1))
        return float(-own.mean())

    return min(TEMPERATURES, key=loss), float((scores.argmax(axis=1) == labels).mean())


def _pack(task: Task, weights: Any, bias: Any) -> Packed:
    import numpy as np

    scale = float(np.abs(weights).max()) / (ZERO - 1)
    return Packed(
        task.classes,
        (np.rint(weights.T / scale) + ZERO).astype(np.uint8),
        scale,
        tuple(round(float(b), 4) for b in bias),
    )


def store(learned: dict[str, Learned], path: Path) -> None:
    """Write the families as :mod:`nlu.heads` maps them; the same families always make the same bytes.  The file takes
    the place of an older one at once, for that may be in use."""
    first, second = learned.values()
    both = set(first.vocabulary) & set(second.vocabulary)
    alone = len(first.vocabulary) - len(both)
    ordered = sorted(first.vocabulary, key=lambda name: (name in both, name))
    names = [*ordered, *(name for name in second.vocabulary if name not in both)]
    slots, ends = heads.table(names)
    places = ((0, len(ordered)), (alone, len(names)))
    about = {
        "slots": len(slots),
        "names": len(names),
        "families": {
            name: {"after": after, "last": last, "heads": {task: _told(h) for task, h in f.heads.items()}}
            for (name, f), (after, last) in zip(learned.items(), places, strict=True)
        },
    }
    told = json.dumps(about)
    told += " " * (-len(told) % heads.HEAD)
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(len(told).to_bytes(heads.HEAD, "little") + told.encode())
        file.write(pack(f"<{len(slots) + len(ends)}I", *slots, *ends) + "".join(names).encode())
        for f, (after, last) in zip(learned.values(), places, strict=True):
            file.write(_rows(f, names[after:last]))
    new.replace(path)


def _told(h: Packed) -> dict[str, object]:
    return {"classes": h.classes, "scale": h.scale, "bias": h.bias}


def _rows(f: Learned, names: Sequence[str]) -> bytes:
    """The rows of a family in the order of ``names``."""
    import numpy as np

    index = {name: i for i, name in enumerate(f.vocabulary)}
    rows = np.hstack([h.weights for h in f.heads.values()])
    return bytes(rows[[index[name] for name in names]].tobytes())


def learn(
    hand: Sequence[Example], keep_tags: Callable[[bytes], object], judge: bool = False
) -> dict[str, Learned]:
    """The tagger and what tells which numbers count, kept before anything else is learned, for the heads look at a text
    with the entities that these find; then the heads.  ``hand``: what was written by hand; ``judge``: tell how right they are, and how sure they may be, on what is left out."""
    with Readers() as readers:
        made = composed()
        others = readers.share(made)
        for share in others[:AT_FIRST]:
            share.have(look_ahead)
        shares = readers.share(hand)
        marked = [(share.reader, share.have(mark)) for share in shares]
        told = readers.share(list(tellings.compose([e for e in hand if e.marked])))
        marked += [(share.reader, share.have(mark)) for share in told]
        counted = [share.have(numbers) for share in shares]
        for share in (*shares, *others[AT_FIRST:]):
            share.have(look_ahead)
        keep_tags(train_tags.train(train_tags.joined([(who, job.result()) for who, job in marked])))
        train_counting.write(chain.from_iterable(job.result() for job in counted))
        return train([*hand, *made], [*shares, *others], judge)


def main(judge: bool = False) -> None:
    MODEL.parent.mkdir(exist_ok=True)
    train_simplified.write()
    hand = list(corpus.read())
    train_ordinary.write(hand)
    gc.disable()  # next to everything that is made is kept
    model = learn(hand, lambda tags: TAGS.write_bytes(gzip.compress(tags, SMALL, mtime=0)), judge)
    store(model, MODEL)
    sizes = ", ".join(f"{name} {len(f.vocabulary)}" for name, f in model.items())
    print(f"{MODEL.name}: {MODEL.stat().st_size / 1e6:.2f} MB; features: {sizes}")


if __name__ == "__main__":
    main()
