"""Training the intent model: multinomial logistic regression over ``nlu.features``, a few seconds.

    python -m nlu.train

writes ``nlu/model/intents.npz``; scikit-learn is needed here only, never at run time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nlu.features import features
from nlu.grammar import compose
from nlu.normalise import normalise
from nlu.understanding import INTENTS

MODEL = Path(__file__).with_name("model") / "intents.npz"
AT_LEAST = 2  # times a feature has to be seen


def train(strength: float = 4.0) -> dict[str, Any]:
    """The arrays of the model: sorted feature names, weights (features x intents), bias."""
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
    weights = np.zeros((len(vocabulary), len(INTENTS)), dtype=np.float16)
    bias = np.full(len(INTENTS), -20.0, dtype=np.float32)
    for row, label in enumerate(model.classes_):
        weights[:, label] = model.coef_[row].astype(np.float16)
        bias[label] = model.intercept_[row]
    return {"vocabulary": np.array("\n".join(vocabulary)), "weights": weights, "bias": bias}


def main() -> None:
    arrays = train()
    MODEL.parent.mkdir(exist_ok=True)
    np.savez_compressed(MODEL, **arrays)
    print(f"{MODEL.name}: {arrays['weights'].shape[0]} features, {MODEL.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
