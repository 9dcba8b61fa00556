"""Regular expressions that are compiled when they are first used: all together they are a seventh of a start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

_NEVER = r"(?!)"
_EDGE = r"\b"
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


class _Lazy:
    def __init__(self, text: str, flags: int) -> None:
        self._make = (text, flags)

    def __getattr__(self, name: str) -> Any:
        text, flags = self._make
        found = getattr(re.compile(text if flags & re.VERBOSE else grouped(text), flags), name)
        setattr(self, name, found)
        return found


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile``, later."""
    return cast("re.Pattern[str]", _Lazy(text, flags))


class Bilingual:
    """A pattern whose top alternatives are Chinese or English.  A text in ASCII is not searched for the Chinese ones,
    nor one without Latin letters for the English ones: that halves the time, and finds the same."""

    def __init__(self, text: str) -> None:
        parts = list(alternatives(text))
        english = regex("|".join(p for p in parts if not _HAN.search(p)) or _NEVER)
        chinese = regex("|".join(p for p in parts if _HAN.search(p)) or _NEVER)
        self._by_script = (english, chinese, regex(text))

    def search(self, text: str) -> re.Match[str] | None:
        return self._by_script[_script(text)].search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._by_script[_script(text)].finditer(text)


@lru_cache(maxsize=64)  # one clause is searched for dozens of patterns
def _script(text: str) -> int:
    """0: all ASCII, 1: no Latin letters, 2: both."""
    return 0 if text.isascii() else 2 if _LATIN.search(text) else 1


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


def grouped(text: str) -> str:
    """The same pattern, faster: neighbouring alternatives that begin at the edge of a word share one look for it, so
    that none of them is tried inside a word."""
    made: list[str] = []
    run: list[str] = []
    for part in [*alternatives(text), None]:
        if part is not None and part.startswith(_EDGE):
            run.append(part[len(_EDGE) :])
            continue
        if run:
            made.append(_EDGE + ("(?:" + "|".join(run) + ")" if len(run) > 1 else run[0]))
            run = []
        if part is not None:
            made.append(part)
    return "|".join(made)
