"""The words for devices and for their parts, and where a text has them.

One pass finds both, the longest name first, so that a heat pump is no pump and 洗衣机门 is a door of a washing machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from nlu.patterns import regex

_WORD = regex(r"[a-z0-9][a-z0-9\-]*")


_MARKS = {"?": "either", "!": "subject"}  # how a line of components.txt begins


class Name(NamedTuple):
    """``kind``: "part", "device", "either" (a part beside its device), or "subject" (also where a clause begins)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    chinese: dict[str, tuple[int, ...]]  # how long the names are that begin with a character, longest first
    kinds: dict[str, str]
    english: dict[str, int]  # the most words that a name has which begins with a word


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    kinds: dict[str, str] = {}
    for name, kind in (("devices", "device"), ("components", "part")):
        for line in (files("nlu") / "data" / f"{name}.txt").read_text("utf-8").splitlines():
            if line.startswith("#"):
                continue
            words = line.lstrip("?!").split(",")
            kinds |= {w.strip(): _MARKS.get(line[:1], kind) for w in words if w.strip()}
    chinese: dict[str, set[int]] = {}
    english: dict[str, int] = {}
    for name in kinds:
        if not name.isascii():
            chinese.setdefault(name[0], set()).add(len(name))
        elif words := _WORD.findall(name):
            english[words[0]] = max(len(words), english.get(words[0], 1))
    lengths = {c: tuple(sorted(found, reverse=True)) for c, found in chinese.items()}
    return _Lexicon(lengths, kinds, english)


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
    lengths, kinds, end = lexicon.chinese, lexicon.kinds, 0
    for at, first in enumerate(text):
        if at < end or first not in lengths:
            continue
        for length in lengths[first]:
            name = text[at : at + length]
            if name in kinds and not name.isascii():
                end = at + len(name)
                found.append(Name(kinds[name], at, end))
                break
    return found


def _english(text: str, lexicon: _Lexicon) -> list[Name]:
    words = list(_WORD.finditer(text))
    found: list[Name] = []
    at, most, heads = 0, lexicon.english, _heads()
    while at < len(words):
        start = words[at].start()
        for length in range(min(most.get(words[at][0], 1), len(words) - at), 0, -1):
            word, end = words[at + length - 1][0], words[at + length - 1].end()
            if length > 1 and word not in heads and word.rstrip("s") not in heads:
                continue
            named = kind(text[start:end]) if end - start <= 40 else None
            if named is not None:
                found.append(Name(named, start, end))
                at += length
                break
        else:
            at += 1
    return found
