"""The words for devices and for their parts, and where a text has them.

One pass finds both, the longest name first, so that a heat pump is no pump and 洗衣机门 is a door of a washing machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from nlu.patterns import regex

_WORD = regex(r"[a-z0-9][a-z0-9\-]*")


_MARKS = {"?": "either", "!": "subject"}  # how a line of components.txt begins


@dataclass(frozen=True, slots=True)
class Name:
    """``kind``: "part", "device", "either" (a part beside its device), or "subject" (also where a clause begins)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    chinese: dict[str, tuple[str, ...]]  # by the first character, longest first
    kinds: dict[str, str]
    longest: int  # words in an English name


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    kinds: dict[str, str] = {}
    for name, kind in (("devices", "device"), ("components", "part")):
        for line in (files("nlu") / "data" / f"{name}.txt").read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            words = line.lstrip("?!").split(",")
            kinds |= {w.strip(): _MARKS.get(line[:1], kind) for w in words if w.strip()}
    chinese: dict[str, list[str]] = {}
    for word in sorted((w for w in kinds if not w.isascii()), key=len, reverse=True):
        chinese.setdefault(word[0], []).append(word)
    longest = max(w.count(" ") for w in kinds) + 1
    return _Lexicon({c: tuple(words) for c, words in chinese.items()}, kinds, longest)


def kind(phrase: str) -> str | None:
    """What an English phrase names, in the singular or the plural."""
    kinds = _lexicon().kinds
    found = kinds.get(phrase)
    if found is None and phrase.endswith("s"):
        found = kinds.get(phrase[:-1])
        if found is None and phrase.endswith("ies"):
            found = kinds.get(phrase[:-3] + "y")
        elif found is None and phrase.endswith("es"):
            found = kinds.get(phrase[:-2])
    return found


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    more = "dispenser point cabin ward seat booth hob pole pile bay locker bench rack wing lane hall counter classroom room office tube terminal store station flat apartment branch shop car workstation extension card machine unit nozzle power supply"
    return frozenset([w.rsplit(" ", 1)[-1] for w in _lexicon().kinds if w.isascii()] + more.split())


def counted(plural: str) -> bool:
    """Whether a plural names devices, parts or places that have one."""
    singular = plural[:-1] if plural.endswith("s") else plural
    heads = _heads()
    return (
        singular in heads
        or plural in heads
        or (plural.endswith("ies") and plural[:-3] + "y" in heads)
        or (plural.endswith("es") and plural[:-2] in heads)
    )


@lru_cache(maxsize=16)  # rules and tagger ask for the same text
def find(text: str) -> tuple[Name, ...]:
    """Every name in a normal text, in its order; no two overlap."""
    lexicon = _lexicon()
    found = _english(text, lexicon)
    if not text.isascii():
        found += _chinese(text, lexicon)
        found.sort(key=lambda n: n.start)
    return tuple(found)


def _chinese(text: str, lexicon: _Lexicon) -> list[Name]:
    found: list[Name] = []
    at, by_first, kinds = 0, lexicon.chinese, lexicon.kinds
    while at < len(text):
        for word in by_first.get(text[at], ()):
            if text.startswith(word, at):
                found.append(Name(kinds[word], at, at + len(word)))
                at += len(word)
                break
        else:
            at += 1
    return found


def _english(text: str, lexicon: _Lexicon) -> list[Name]:
    words = [m.span() for m in _WORD.finditer(text)]
    found: list[Name] = []
    at = 0
    heads = _heads()
    while at < len(words):
        for length in range(min(lexicon.longest, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + length - 1][1]
            last = text[words[at + length - 1][0] : end]
            if length > 1 and last not in heads and last.rstrip("s") not in heads:
                continue
            named = kind(text[start:end]) if end - start <= 40 else None
            if named is not None:
                found.append(Name(named, start, end))
                at += length
                break
        else:
            at += 1
    return found
