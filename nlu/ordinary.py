"""Words that people use when they tell of something, and not only as names of people and places.

``data/ordinary.txt`` is written with every training (:mod:`nlu.train_ordinary`) from what was written by hand.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from nlu import lexicon

FILE = "data/ordinary.txt"


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """All of them."""
    return frozenset(files("nlu").joinpath(FILE).read_text("ascii").split())


def says_something(word: str) -> bool:
    """Whether it is an ordinary word, or names a device or a part."""
    return word in words() or lexicon.kind(word) is not None
