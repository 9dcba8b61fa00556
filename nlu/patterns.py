"""Regular expressions that are compiled when they are first used: all together they are a seventh of a start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

_NEVER = r"(?!)"
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


class _Lazy:
    def __init__(self, text: str, flags: int) -> None:
        self._make = (text, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._make), name)
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
        self._whole = regex(text)
        self._english = regex("|".join(p for p in parts if not _HAN.search(p)) or _NEVER)
        self._chinese = regex("|".join(p for p in parts if _HAN.search(p)) or _NEVER)

    def _for(self, text: str) -> re.Pattern[str]:
        if text.isascii():
            return self._english
        return self._whole if _LATIN.search(text) else self._chinese

    def search(self, text: str) -> re.Match[str] | None:
        return self._for(text).search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._for(text).finditer(text)


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
