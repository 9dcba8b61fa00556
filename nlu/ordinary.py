"""Words that people use when they tell of something, and not only as names of people and places.

``data/ordinary.txt`` is written with every training from what was written by hand: what stands there in small letters,
and outside of names, addresses and numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from nlu.corpus import Example
from nlu.patterns import regex

FILE = "data/ordinary.txt"
AT_LEAST = 3  # times a word was written so
_NAMING = ("contact_name", "address", "model", "serial_number", "error_code")
_WORD = regex(r"(?<![A-Za-z0-9'’])[a-z]+(?:['’][a-z]+)?(?![A-Za-z0-9])")


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """All of them."""
    return frozenset(files("nlu").joinpath(FILE).read_text("ascii").split())


def collected(known: Iterable[Example]) -> list[str]:
    """Those of some messages, in the order of the alphabet."""
    seen = Counter[str]()
    for e in known:
        text = e.text
        for name, start, end in e.entities:
            if name in _NAMING:
                text = text[:start] + " " * (end - start) + text[end:]
        seen.update(word.replace("’", "'") for word in set(_WORD.findall(text)))
    return sorted(word for word, times in seen.items() if times >= AT_LEAST and word.isascii())


def write(known: Iterable[Example]) -> None:
    lines = "\n".join(collected(known))
    (Path(__file__).parent / FILE).write_text(lines + "\n", "ascii")
