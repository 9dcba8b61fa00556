"""Learning the tagger: what it makes is small and tells what it was told."""

from __future__ import annotations

import pycrfsuite

from nlu import train_tags

WORDS = ("pump", "belt", "door", "lamp", "fan", "tap")
ROWS = [
    ([["the"], [word, "-the"], ["drips", "-" + word], [f"only{i}-{word}"]], ["O", "Bcomponent", "O", "O"])
    for i in range(30)
    for word in WORDS
]


KEPT: list[bytes] = []  # a tagger reads from these as long as it lives


def tagger(model: bytes) -> pycrfsuite.Tagger:
    KEPT.append(model)
    opened = pycrfsuite.Tagger()
    opened.open_inmemory(model)
    return opened


def test_it_tells_what_it_was_told_and_the_library_reads_what_was_averaged() -> None:
    done = list[str]()
    model = train_tags.train(ROWS, lambda: done.append("others"))
    learned = tagger(model)
    assert learned.tag([["the"], ["hinge", "-the"], ["drips"]]) == ["O", "Bcomponent", "O"]
    assert learned.marginal("Bcomponent", 1) > 0.6
    assert done == ["others"]


def test_what_tells_least_is_not_in_it() -> None:
    names = tagger(train_tags.train(ROWS, lambda: None)).info().attributes
    assert "-the" in names
    assert (
        len(names) <= (len({x for tokens, _ in ROWS for own in tokens for x in own}) + 1) * train_tags.TELLING
    )


def test_every_weight_is_the_mean_of_all_models() -> None:
    """Rounded, and as bold as it was found to be right."""
    weights = tagger(train_tags.train(ROWS, lambda: None)).info().state_features
    assert all((w * train_tags.FINE).is_integer() for w in weights.values())
    assert weights["-the", "Bcomponent"] > 0 > weights.get(("drips", "Bcomponent"), -1)
