"""Patterns that are looked for in whole texts, and how it is told beforehand that a text has none of them.

Whatever a pattern matches has one of a few pieces of two or three characters in it, which are read off the pattern:
one for each of its alternatives.  What pieces a text is made of is found once for all patterns, so that most of them
need not be run.  A pattern that may match without such a piece is always run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count
from math import prod
from operator import add
from threading import Lock
from typing import Any, cast

from nlu.patterns import regex

LONG = 400  # characters
LATIN, HAN = 3, 2  # characters of a piece
SELDOM = 0.1  # how often the pieces of a pattern may stand at one place of a text, so that asking for them is worth it
#: How often a character stands at one place of English text; one of Chinese is as seldom as a rare letter.
_OFTEN = dict(zip(" etaoinsrhldcumfgpwybvkxjqz", (
    .18, .1, .07, .065, .06, .06, .055, .05, .05, .04, .035, .03, .025, .022, .02, .018, .016, .016, .015, .014, .012, .008, .006, .001, .001, .001, .0005), strict=True))  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


_index: dict[str, int] = {}  # each piece, and the patterns that it is a key of, one bit for each
_new: list[Scan] = []  # patterns whose keys are not in the index yet
_masks: dict[str, int] = {}  # what the last few texts may have
_ENROLLING = Lock()
_ANY = 1  # the bit of what may be in any text
_KEPT = 16  # texts


def live(text: str) -> int:
    """The bits of the patterns that a text may have; a long one may have any."""
    if _new:
        _enrol()
    if len(text) > LONG:
        return -1
    masks = _masks
    found = masks.get(text)
    if found is None:
        found = _found(text)
        if len(masks) >= _KEPT:
            masks.clear()
        masks[text] = found
    return found


def _found(text: str) -> int:
    pairs = list(map(add, text, text[1:]))
    threes = map(add, pairs, text[2:])
    found = _ANY
    for of_one_length in (threes,) if text.isascii() else (threes, pairs, text):
        for patterns in filter(None, map(_index.get, of_one_length)):
            found |= patterns
    return found


def _enrol() -> None:
    """Give each new pattern its bit.  What has been found for texts before that is forgotten."""
    global _masks
    with _ENROLLING:
        for pattern in _new:
            found = keys(*pattern.made)
            if found is not None:
                pattern.bit = 1 << next(_bits)
            for key in found or ():
                _index[key] = _index.get(key, 0) | pattern.bit
        _masks = {}
        _new.clear()


_bits = count(1)


class Scan:
    """A pattern for whole texts, compiled when it is first needed."""

    def __init__(self, text: str, flags: int = 0) -> None:
        self.made = (text, flags)
        self.bit = _ANY
        _new.append(self)

    compiled: re.Pattern[str]

    def __getattr__(self, name: str) -> Any:
        if name == "compiled":
            self.compiled = re.compile(*self.made)
            return self.compiled
        return getattr(self.compiled, name)

    def search(self, text: str, *where: int) -> re.Match[str] | None:
        return self.compiled.search(text, *where) if where or live(text) & self.bit else None

    def finditer(self, text: str, *where: int) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, *where) if where or live(text) & self.bit else iter(())


def scan(text: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile``, for a pattern that few texts have."""
    return cast("re.Pattern[str]", Scan(text, flags))


class Bilingual:
    """A pattern whose top alternatives are Chinese or English.  A text in ASCII is not searched for the Chinese ones,
    nor one without Latin letters for the English ones, nor any for those that it cannot have."""

    def __init__(self, text: str) -> None:
        parts = list(alternatives(text))
        self._whole = regex(text)
        self._english = Scan("|".join(p for p in parts if not _HAN.search(p)) or r"(?!)")
        self._chinese = Scan("|".join(p for p in parts if _HAN.search(p)) or r"(?!)")

    def may(self, alive: int) -> bool:
        """Whether a text that has these pieces may have it anywhere."""
        return bool(alive & (self._chinese.bit | self._english.bit))

    def _for(self, text: str, alive: int) -> re.Pattern[str] | None:
        chinese, english = alive & self._chinese.bit, alive & self._english.bit
        if not (chinese or english):
            return None
        if chinese and not text.isascii():
            both = english and _LATIN.search(text)
            return self._whole if both else self._chinese.compiled
        if english and (text.isascii() or _LATIN.search(text)):
            return self._english.compiled
        return None

    def search(self, text: str, alive: int | None = None) -> re.Match[str] | None:
        """``alive``: what a longer text has of which this is a part."""
        found = self._for(text, live(text) if alive is None else alive)
        return None if found is None else found.search(text)

    def finditer(self, text: str, alive: int | None = None) -> Iterator[re.Match[str]]:
        found = self._for(text, live(text) if alive is None else alive)
        return iter(()) if found is None else found.finditer(text)


def alternatives(text: str) -> Iterator[str]:
    """The parts of a pattern between the ``|`` that stand in no bracket."""
    depth, at, i, listed = 0, 0, 0, False
    while i < len(text):
        c = text[i]
        if c == "\\":
            i += 1
        elif listed:
            listed = c != "]"
        elif c == "[":
            listed = True
        elif c in "()":
            depth += 1 if c == "(" else -1
        elif c == "|" and not depth:
            yield text[at:i]
            at = i + 1
        i += 1
    yield text[at:]


def keys(text: str, flags: int) -> frozenset[str] | None:
    """Pieces one of which is in everything that a pattern matches; None: there are no such, or none that are rare."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # the parser that `re` itself compiles from
    except ImportError:
        return None
    tree = _parser.parse(text, flags)
    if tree.state.flags & re.IGNORECASE:
        return None
    found = _of(tree)
    return found if found is not None and _often(found) <= SELDOM else None


def _of(tree: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The rarest of the pieces that a sequence must have."""
    choices: list[frozenset[str]] = []
    said = ""
    for op, about in [*tree, (None, None)]:
        if str(op) == "LITERAL":
            said += chr(about)
            continue
        rarest = min(_pieces(said), key=_share, default=None)
        if rarest is not None:
            choices.append(frozenset([rarest]))
        said = ""
        inner = _inside(str(op), about)
        if inner is not None:
            choices.append(inner)
    return min(choices, key=_often, default=None)


def _inside(op: str, about: Any) -> frozenset[str] | None:
    """The pieces that one step of a sequence must have."""
    if op == "IN":
        listed = [chr(c) for kind, c in about if str(kind) == "LITERAL"]
        return frozenset(listed) if len(listed) == len(about) and not any(map(str.isascii, listed)) else None
    if op == "FAILURE":
        return frozenset()
    if op == "SUBPATTERN":
        return None if about[1] & re.IGNORECASE else _of(about[3])
    if op == "BRANCH":
        each = [_of(branch) for branch in about[1]]
        return None if None in each else frozenset().union(*(e for e in each if e is not None))
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of(about[2]) if about[0] > 0 else None
    return _of(about[1]) if op == "ASSERT" else _of(about) if op == "ATOMIC_GROUP" else None


def _pieces(said: str) -> Iterator[str]:
    """Three characters of Latin, one or two of others."""
    lengths = (LATIN,) if said.isascii() else (1, HAN)
    for length in lengths:
        for i in range(len(said) - length + 1):
            piece = said[i : i + length]
            if length == LATIN or not piece.isascii():
                yield piece


@lru_cache(maxsize=4096)
def _share(piece: str) -> float:
    return prod(_OFTEN.get(c, 0.003) for c in piece)


def _often(found: frozenset[str]) -> float:
    return sum(map(_share, found))
