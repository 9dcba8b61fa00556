"""Training the intent model: multinomial logistic regression over ``nlu.features``, a few seconds.

    python -m nlu.train

writes ``nlu/model/intents.json.gz``; scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

from nlu.classify import ZERO
from nlu.features import features
from nlu.grammar import compose
from nlu.normalise import normalise
from nlu.understanding import INTENTS

MODEL = Path(__file__).with_name("model") / "intents.json.gz"
AT_LEAST = 2  # times a feature has to be seen


def train(strength: float = 4.0) -> dict[str, Any]:
    """The model as it is stored: sorted feature names, a byte per feature and intent, their scale, bias."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [(intent, features(normalise(text).text)) for intent, _, text in compose()]
    counts: dict[str, int] = {}
    for _, names in rows:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    vocabulary = sorted(name for name, count in counts.items() if count >= AT_LEAST)
    index = {name: i for i, name in enumerate(vocabulary)}
    pointers, columns, values = [0], [], []
    for _, names in rows:
        known = [index[n] for n in names if n in index]
        columns += known
        values += [1.0 / max(1, len(known)) ** 0.5] * len(known)
        pointers.append(len(columns))
    matrix = csr_matrix((values, columns, pointers), shape=(len(rows), len(vocabulary)))
    target = np.array([INTENTS.index(intent) for intent, _ in rows])
    model = LogisticRegression(C=strength, max_iter=400, class_weight="balanced").fit(matrix, target)
    weights = np.zeros((len(vocabulary), len(INTENTS)))
    bias = [-20.0] * len(INTENTS)
    for row, label in enumerate(model.classes_):
        weights[:, label] = model.coef_[row]
        bias[label] = round(float(model.intercept_[row]), 4)
    scale = float(np.abs(weights).max()) / (ZERO - 1)
    packed = (np.rint(weights / scale) + ZERO).astype(np.uint8).tobytes()
    return {"vocabulary": vocabulary, "weights": b64encode(packed).decode(), "scale": scale, "bias": bias}


def main() -> None:
    model = train()
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_bytes(gzip.compress(json.dumps(model, ensure_ascii=False).encode(), mtime=0))
    print(f"{MODEL.name}: {len(model['vocabulary'])} features, {MODEL.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
