"""Writes which words are ordinary (:mod:`nlu.ordinary`): what stands in messages in small letters, and outside of names,
addresses and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from nlu.corpus import Example
from nlu.ordinary import FILE
from nlu.patterns import regex
from nlu.people import known_names

AT_LEAST = 3  # times a word was written so
OF_NAMES = (
    10  # the same of what is somebody's name: a few slips of the pen ("kar" for car) make it no ordinary word
)
_NAMING = ("contact_name", "address", "model", "serial_number", "error_code")
_WORD = regex(r"(?<![A-Za-z0-9'’])[a-z]+(?:['’][a-z]+)?(?![A-Za-z0-9])")


def collected(known: Iterable[Example]) -> list[str]:
    """Those of some messages, in the order of the alphabet."""
    seen, named = Counter[str](), Counter[str]()
    for e in known:
        text = e.text
        for name, start, end in e.entities:
            if name == "contact_name":
                named.update(text[start:end].casefold().split())
            if name in _NAMING:
                text = text[:start] + " " * (end - start) + text[end:]
        seen.update(word.replace("’", "'") for word in set(_WORD.findall(text)))
    names = known_names()
    return sorted(
        word
        for word, times in seen.items()
        if word.isascii() and times >= (OF_NAMES if word in names else AT_LEAST) and times > named[word]
    )


def write(known: Iterable[Example]) -> None:
    lines = "\n".join(collected(known))
    (Path(__file__).parent / FILE).write_text(lines + "\n", "ascii")
