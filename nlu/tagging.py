"""Where parts of devices and unannounced serial numbers stand: a conditional random field over words and characters.

It learned from messages in which every entity is marked (``nlu/data/marked``).  What the rules for numbers, names and
places find, and what the lexicon knows, are hints among others: whether "the pump" is a part or what somebody bought is
told by its neighbours.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any, NamedTuple

from nlu import components, lexicon, sights
from nlu.normalise import Normal
from nlu.patterns import regex
from nlu.understanding import ENTITIES, Entity

Span = tuple[int, int, str]  # of a normal text, and which entity it is

MODEL = "model/tags.crfsuite.gz"
#: What it learned to tell apart; where other things stand the hints say.
LEARNED = tuple(name for name in ENTITIES if name != "affected_count")
_TOKEN = regex(r"[a-z]+(?:'[a-z]+)?|\d+|[^\s\w]|\w")
_EDGE = ["^", "^"]
_ONE_AT_A_TIME = Lock()  # a tagger has a state


def tokens(text: str) -> list[tuple[int, int]]:
    """Words of Latin letters, numbers, and everything else one character at a time."""
    return [m.span() for m in _TOKEN.finditer(text)]


def features(text: str, at: Sequence[tuple[int, int]], hints: Iterable[Span]) -> list[list[str]]:
    """What is looked at of each token: itself, its neighbours, what the lexicon and the rules say of them (also which
    parts the rules would take)."""
    words = [f"#{min(b - a, 4)}" if text[a].isdigit() else text[a:b] for a, b in at]
    hinted = _laid(at, hints)
    known = _laid(at, ((n.start, n.end, n.kind[0]) for n in lexicon.find(text)))
    parts = _laid(at, ((start, end, "c") for start, end in components.find(text)))
    w, k = [*_EDGE, *words, *_EDGE], ["", *known, ""]
    found = []
    for first, before, x, after, last, k_before, k_own, k_after, hint, part in zip(
        w, w[1:], words, w[3:], w[4:], k, known, k[2:], hinted, parts, strict=False
    ):
        own = [
            x, "-" + before, "+" + after, "<" + first, ">" + last, f"-w{before}|{x}", f"w+{x}|{after}",
            "l" + k_own + k_after, "k" + k_before + k_own,
        ]  # fmt: skip
        if len(x) > 1 and x[0] != "#":
            own += ["s" + x[-3:], "p" + x[:3]]
        elif x >= "\u3400":
            own += [f"t{before}{x}{after}", f"-2{first}{before}{x}", f"+2{x}{after}{last}"]
        if hint:
            own.append("g=" + hint)
        if part:
            own.append("c=" + part)
        found.append(own)
    sights.add(text, at, words, hinted, found)
    return found


def _laid(at: Sequence[tuple[int, int]], spans: Iterable[Span]) -> list[str]:
    """What begins (B) or goes on (I) at each token."""
    laid = [""] * len(at)
    spans = list(spans)
    if not spans:
        return laid
    starts = [a for a, _ in at]
    for start, end, name in spans:
        mark = "B"
        for i in range(bisect_left(starts, start), len(at)):
            if at[i][1] > end:
                break
            laid[i], mark = mark + name, "I"
    return laid


def labels(at: Sequence[tuple[int, int]], spans: Iterable[Span]) -> list[str]:
    """What is to be learned of each token."""
    return [name or "O" for name in _laid(at, (s for s in spans if s[2] in LEARNED))]


@lru_cache(maxsize=1)
def _tagger() -> tuple[Any, frozenset[str], bytes]:
    """The tagger, its labels, and the bytes that it reads from as long as it lives."""
    import pycrfsuite

    packed = files("nlu").joinpath(MODEL).read_bytes()
    size = int.from_bytes(packed[-4:], "little")  # so that it is not put together of pieces, beside them
    model = zlib.decompress(packed, wbits=31, bufsize=size)
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    return tagger, frozenset(tagger.labels()), model


class Tag(NamedTuple):
    """A stretch of a normal text, which entity it is, and how sure that is."""

    start: int
    end: int
    name: str
    sure: float


class Heard(NamedTuple):
    """What the tagger takes for entities, and how sure it is that those that were hinted
    at, or that rules take for parts where it hears none, begin where they do."""

    spans: list[Tag]
    hinted: dict[tuple[int, str], float]


def hear(text: str, hints: Sequence[Span]) -> Heard:
    """The entities of a normal text, in its order.  Linear in its length."""
    text = text.encode("utf-8", "replace").decode()  # half characters are no text
    at = tokens(text)
    if not at:
        return Heard([], {})
    rows = features(text, at, hints)
    with _ONE_AT_A_TIME:
        tagger, known, _ = _tagger()
        marks = tagger.tag(rows)
        spans: list[Tag] = []
        for i, ((start, end), mark) in enumerate(zip(at, marks, strict=True)):
            if mark == "O":
                continue
            sure = tagger.marginal(mark, i)
            if mark[0] == "B":
                spans.append(Tag(start, end, mark[1:], sure))
            elif spans:
                before = spans[-1]
                spans[-1] = Tag(before.start, end, before.name, min(before.sure, sure))
        starts = [start for start, _ in at]
        hinted = {}
        guessed = () if any(t.name == "component" for t in spans) else components.find(text)
        for start, _, name in (*hints, *((*span, "component") for span in guessed)):
            if "B" + name in known and (i := bisect_left(starts, start)) < len(at):
                hinted[start, name] = tagger.marginal("B" + name, i)
    return Heard(spans, hinted)


def place(n: Normal, start: int, end: int) -> tuple[int, int]:
    """A stretch of the original text in its normal form."""
    return (start, end) if n.back is None else (bisect_left(n.back, start), bisect_left(n.back, end))


def in_normal(n: Normal, found: Iterable[Entity]) -> list[Span]:
    """Entities as stretches of the normal form."""
    return [(*place(n, e.start, e.end), e.entity) for e in found]
