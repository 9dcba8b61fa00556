"""What a pattern can begin with, read off it: a letter, a figure, a Chinese character or anything else; so that a place in
a text is only compared with what can stand there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nlu.scans import MANY, REPEATS

#: Small letters, those with which many words of time begin apart from the others.
GROUPS = ("t", "fmsw", "acdjno", "beghiklpqruvxyz")
FIGURE, NUMERAL, HAN, OTHER = "0", "一", "字", " "
_LETTERS = {letter: group for group in GROUPS for letter in group}
_EVERY = frozenset((*GROUPS, FIGURE, NUMERAL, HAN, OTHER))
_NUMERALS = frozenset("零一二两三四五六七八九十廿卅半")


def kind_of(char: str) -> str:
    if char.isascii():
        return _LETTERS.get(char, OTHER) if char.isalpha() else FIGURE if char.isdigit() else OTHER
    return NUMERAL if char in _NUMERALS else HAN if "一" <= char <= "鿿" else OTHER


def begins(text: str, flags: int) -> frozenset[str]:
    """What a pattern can begin with."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # the parser that `re` itself compiles from
    except ImportError:
        return _EVERY
    found, empty = _first(_parser.parse(text, flags))
    return _EVERY if empty else frozenset(found)


def _first(tree: Iterable[tuple[Any, Any]]) -> tuple[set[str], bool]:
    """What a sequence can begin with, and whether it can be empty."""
    found: set[str] = set()
    for op, about in tree:
        name = str(op)
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        begins, empty = _step(name, about)
        found |= begins
        if not empty:
            return found, False
    return found, True


def _step(name: str, about: Any) -> tuple[set[str], bool]:
    if name == "LITERAL":
        return {kind_of(chr(about))}, False
    if name == "IN":
        return set().union(*(_listed(str(kind), what) for kind, what in about)), False
    if name == "SUBPATTERN":
        return _first(about[3])
    if name == "BRANCH":
        each = [_first(branch) for branch in about[1]]
        return set().union(*(found for found, _ in each)), any(empty for _, empty in each)
    if name in REPEATS:
        found, empty = _first(about[2])
        return found, empty or about[0] == 0
    return set(_EVERY), False


def _listed(kind: str, what: Any) -> set[str]:
    if kind == "LITERAL":
        return {kind_of(chr(what))}
    if kind == "RANGE" and what[1] - what[0] < MANY:
        return {kind_of(chr(code)) for code in range(what[0], what[1] + 1)}
    return {FIGURE} if kind == "CATEGORY" and str(what) == "CATEGORY_DIGIT" else set(_EVERY)
