"""Training what tells which numbers count: a sum of weights, learned on messages in which every entity is marked."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from nlu import counting, tagging
from nlu.corpus import Example
from nlu.normalise import Normal
from nlu.understanding import Entity

PATH = Path(__file__).parent / counting.MODEL
AT_LEAST = 2  # times a feature has to be seen
STRENGTH = 1.0
FINEST = 127  # steps from nothing to the largest weight
Row = tuple[list[str], bool]


def rows(e: Example, n: Normal, found: Sequence[Entity]) -> list[Row]:
    """What is looked at of each number of a marked message, and whether it counts."""
    numbers = counting.candidates(n, found)
    if not numbers:
        return []
    counted = {tagging.place(n, a, b) for name, a, b in e.entities if name == counting.NAME}
    looked = counting.features(n.text, numbers, found)
    return [(said, number[:2] in counted) for said, number in zip(looked, numbers, strict=True)]


def train(known: Iterable[Row]) -> bytes:
    """The weights as they are stored."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    told = list(known)
    seen = Counter(name for said, _ in told for name in set(said))
    names = sorted(name for name, times in seen.items() if times >= AT_LEAST)
    place = {name: i for i, name in enumerate(names)}
    share = [counting.AROUND if name.startswith(counting.FAR) else 1.0 for name in names]
    lines = [sorted({place[name] for name in said if name in place}) for said, _ in told]
    columns = np.array([i for line in lines for i in line])
    ends = np.cumsum([0, *map(len, lines)])
    table = csr_matrix((np.array(share)[columns], columns, ends), shape=(len(lines), len(names)))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=0.01, random_state=0)
    model.fit(table, np.array([counts for _, counts in told]))
    weights = model.coef_[0] * share
    unit = float(np.abs(weights).max()) / FINEST
    steps = {name: int(step) for name, step in zip(names, np.rint(weights / unit), strict=True) if step}
    print(f"counts: {len(told)} numbers, {sum(c for _, c in told)} count; features: {len(steps)}")
    about = {"bias": round(float(model.intercept_[0]), 4), "unit": unit, "weights": steps}
    return gzip.compress(json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def write(known: Iterable[Row]) -> None:
    PATH.write_bytes(train(known))
