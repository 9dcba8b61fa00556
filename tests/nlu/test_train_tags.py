"""Learning the tagger: what it makes is small and tells what it was told."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pycrfsuite
import pytest

from nlu import train_stored, train_tags
from nlu.train_numbers import Names

WORDS = ("pump", "belt", "door", "lamp", "fan", "tap")
ROWS = [
    ([["the"], [word, "-the"], ["drips", "-" + word], [f"only{i}-{word}"]], ["O", "Bcomponent", "O", "O"])
    for i in range(30)
    for word in WORDS
]

MARKED = train_tags.marked(ROWS, Names())

KEPT: list[bytes] = []  # a tagger reads from these as long as it lives


def tagger(model: bytes) -> pycrfsuite.Tagger:
    KEPT.append(model)
    opened = pycrfsuite.Tagger()
    opened.open_inmemory(model)
    return opened


def alone(known: train_tags.Marked) -> bytes:
    """Learned in a process of its own: the library throws dice that go on where they were."""
    with ProcessPoolExecutor(1) as process:
        return process.submit(train_tags.train, known).result()


def test_it_tells_what_it_was_told_and_the_library_reads_what_was_averaged() -> None:
    model = train_tags.train(MARKED)
    learned = tagger(model)
    assert learned.tag([["the"], ["hinge", "-the"], ["drips"]]) == ["O", "Bcomponent", "O"]
    assert learned.marginal("Bcomponent", 1) > 0.6


def test_what_tells_least_is_not_in_it() -> None:
    names = tagger(train_tags.train(MARKED)).info().attributes
    assert "-the" in names
    assert (
        len(names) <= (len({x for tokens, _ in ROWS for own in tokens for x in own}) + 1) * train_tags.TELLING
    )


def test_every_weight_is_the_mean_of_all_models() -> None:
    """Rounded, and as bold as it was found to be right."""
    weights = tagger(train_tags.train(MARKED)).info().state_features
    assert all((w * train_tags.FINE).is_integer() for w in weights.values())
    assert weights["-the", "Bcomponent"] > 0 > weights.get(("drips", "Bcomponent"), -1)


def test_it_is_the_same_whoever_reads_the_messages() -> None:
    """On a computer with more processors each of them reads fewer, and has other numbers for what it looks at."""
    readers = [Names(), Names(), Names()]
    parts = [
        (i % 3, train_tags.marked(ROWS[at : at + 25], readers[i % 3]))
        for i, at in enumerate(range(0, 180, 25))
    ]
    shared = train_tags.joined(parts)
    assert list(shared.messages()) == list(MARKED.messages())
    assert alone(shared) == alone(MARKED)


def test_what_is_read_of_a_stored_model_is_what_the_library_tells_of_it(tmp_path: Path) -> None:
    trainer = pycrfsuite.Trainer(**train_tags.LEARNER)
    for tokens, marks in ROWS:
        trainer.append(tokens, marks)
    trainer.train(str(tmp_path / "model"))
    stored = (tmp_path / "model").read_bytes()
    model, told = train_stored.opened(stored), tagger(stored).info()
    assert {name: str(i) for i, name in enumerate(model.names)} == told.attributes
    assert {label: str(i) for i, label in enumerate(model.labels)} == told.labels
    read = {
        (model.labels[of] if between else model.names[of], model.labels[label]): weight
        for between, of, label, weight in model.weights.tolist()
    }
    assert read == pytest.approx({**told.state_features, **told.transitions}, abs=1e-5)


def test_what_is_stored_in_another_way_is_not_guessed_at(tmp_path: Path) -> None:
    model = train_tags.train(MARKED)
    for broken in (b"", b"PK" + model[2:], model.replace(b"FEAT", b"FEET")):
        with pytest.raises(ValueError):
            train_stored.opened(broken)
