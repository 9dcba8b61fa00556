"""The vocabulary of the learned models, looked up in its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import heads, train

NAMES = [f"{a}_{b}" for a in "水没漏 abc" for b in ("停", "is", "''", "#")] + [f"w{i}" for i in range(3000)]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, heads.Family]:
    """Two families that have half of their features in common, written and opened again."""
    learned = {"whole": _learned(NAMES[:2000]), "clauses": _learned(NAMES[1000:])}
    train.store(learned, tmp_path / "heads.bin")
    return heads.opened(tmp_path / "heads.bin")


def _learned(names: list[str]) -> train.Learned:
    """Each weight tells which feature it is of."""
    weights = np.array([[len(name), sum(name.encode()) % 256] for name in names], np.uint8)
    return train.Learned(names, {"kind": train.Packed(("a", "b"), weights, 0.5, (0.0, 1.0))})


def test_every_feature_is_found_again_with_its_weights(opened: dict[str, heads.Family]) -> None:
    for family, names in (("whole", NAMES[:2000]), ("clauses", NAMES[1000:])):
        for name in names:
            known = opened[family].known([name])
            assert opened[family].weigh(known).sums == (len(name), sum(name.encode()) % 256)
        assert len(set(opened[family].known(NAMES))) == len(names)


def test_a_feature_of_the_other_family_only_is_none(opened: dict[str, heads.Family]) -> None:
    assert opened["whole"].known(NAMES[2000:]) == []
    assert opened["clauses"].known(NAMES[:1000]) == []


def test_more_names_than_are_kept(opened: dict[str, heads.Family], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "KEPT", 10)
    monkeypatch.setattr(heads, "KEPT_ROWS", 10)
    family = opened["whole"]
    before = family.weigh(family.known(NAMES))
    assert family.weigh(family.known(NAMES[::-1])).sums == before.sums
    assert len(family.names) <= 10


@settings(max_examples=30)
@given(st.text(st.characters()))
def test_no_word_is_too_strange_to_be_looked_up(word: str) -> None:
    assert heads.is_known(word) in (True, False)


def test_what_no_feature_is_called_is_not_known() -> None:
    assert heads.is_known("water") and not heads.is_known("waterqzx") and not heads.is_known("\ud800")
