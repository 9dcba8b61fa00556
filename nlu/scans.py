"""Patterns that are looked for in whole texts, and how it is told beforehand that a text has none of them.

Whatever a pattern matches has one of a few pieces of two or three characters in it, which are read off the pattern:
one for each of its alternatives.  What pieces a text is made of is found once for all patterns, so that most of them
need not be run.  A pattern that may match without such a piece is always run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import count, product
from math import prod
from operator import add
from threading import Lock
from typing import Any, cast

from nlu.patterns import alternatives, compiled, joined, regex

LONG = 400  # characters
LATIN, HAN = 3, 2  # characters of a piece
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
MANY = 40  # ways to read one piece that a pattern leaves open
SELDOM = 0.1  # how often the pieces of a pattern may stand at one place of a text, so that asking for them is worth it
OFTEN = 0.3  # the same, where it is no more than a look at what is known of the text
#: How often a character stands at one place of English text; one of Chinese is as seldom as a rare letter.
_OFTEN = dict(zip(" etaoinsrhldcumfgpwybvkxjqz", (
    .18, .1, .07, .065, .06, .06, .055, .05, .05, .04, .035, .03, .025, .022, .02, .018, .016, .016, .015, .014, .012, .008, .006, .001, .001, .001, .0005), strict=True))  # fmt: skip
DIGIT = "0"  # stands for any digit
#: Pieces that are oftener than their characters tell.
_COMMON = {DIGIT: 0.002} | {
    piece: share
    for share, pieces in (
        (0.015, " th|the|he |了|不|一|的|机"),
        (0.009, "我|没|个|是|来|上|电|有"),
        (0.005, "er |ing| on|nd | it| an|and|ng | a |ed |水|下|到|在|人|就|那|天|都"),
        (0.003, " in| to| no|on |it |or |n t|is | co| of| st|es |in |e t| ha|'s |ter|e s|at |s a| is|our|t t|ne | do|one|ll | fo|d t| ca|to | wa|for|e c|en |of |s t|ver|re |ut "),
        (0.002, " re|e o|e a|as |her|e, | be|s o|you| we| li|e b|r t|all|an | i |ur |hin|ine|e i| ho|ts | fi|out|e w|t a|ou | yo| wi|n't| wh|, t|st |ve |s, |thi|'t "),
    )
    for piece in pieces.split("|")
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


Search = Callable[[str], "re.Match[str] | None"]
_index: dict[str, int] = {}  # each piece, and the patterns that it is a key of, one bit for each
_new: list[Scan | Wording] = []  # patterns whose keys are not in the index yet
_masks: dict[str, int] = {}  # what the last few texts may have
_ENROLLING = Lock()
_UNEVEN = frozenset("\u0131\u0307\u017f")  # what is not one small letter, though it may stand for one
EVERY = -1  # the bits of all patterns
_ANY = 1  # the bit of what may be in any text
_KEPT = 256  # texts


def live(text: str) -> int:
    """The bits of the patterns that a text may have; a long one may have any."""
    if _new:
        _enrol()
    if len(text) > LONG:
        return EVERY
    masks, small = _masks, text.lower()
    found = masks.get(small) or _found(small)
    if len(masks) >= _KEPT:
        masks.clear()
    masks[text] = masks[small] = found
    return found


def _found(text: str) -> int:
    """The same for a text in small letters, as all pieces are."""
    if not _UNEVEN.isdisjoint(text):
        return EVERY
    pairs = list(map(add, text, text[1:]))
    pieces = set(map(add, pairs, text[2:]))
    if not text.isascii():
        pieces.update(pairs, text)
    found = _ANY
    for piece in _index.keys() & pieces:
        found |= _index[piece]
    return found | _index.get(DIGIT, 0) if _DIGIT.search(text) else found


def _enrol() -> None:
    """Give each new pattern its bit.  What has been found for texts before that is forgotten."""
    with _ENROLLING:
        for pattern in _new:
            found = keys(*pattern.made, pattern.most)
            if found is not None:
                pattern.bit = 1 << next(_bits)
            for key in found or ():
                _index[key] = _index.get(key, 0) | pattern.bit
        _windows.cache_clear()  # asked for patterns only
        _share.cache_clear()
        _masks.clear()
        _new.clear()


_bits = count(1)


class Scan:
    """A pattern for whole texts, compiled when it is first needed."""

    def __init__(self, text: str, flags: int = 0, most: float = SELDOM) -> None:
        self.made = (text, flags)
        self.most = most  # how often its pieces may stand at one place of a text
        self.bit = _ANY
        _new.append(self)

    compiled: re.Pattern[str]

    def __getattr__(self, name: str) -> Any:
        if name == "compiled":
            self.compiled = compiled(*self.made)
            return self.compiled
        return getattr(self.compiled, name)

    def search(self, text: str, *where: int) -> re.Match[str] | None:
        may = where or (_masks.get(text) or live(text)) & self.bit
        return self.compiled.search(text, *where) if may else None

    def finditer(self, text: str, *where: int) -> Iterable[re.Match[str]]:
        may = where or (_masks.get(text) or live(text)) & self.bit
        return self.compiled.finditer(text, *where) if may else ()

    def may_be_in(self, text: str) -> int:
        """Whether a text has one of its pieces."""
        return (_masks.get(text) or live(text)) & self.bit


def scan(text: str, flags: int = 0) -> re.Pattern[str]:
    """The same as ``re.compile``, for a pattern that few texts have."""
    return cast("re.Pattern[str]", Scan(text, flags))


class Wording:
    """A pattern for what was said as a whole, compiled when it is first used.  Where the pieces of a text are known
    (:func:`live`), it is told that the text has none of them; any other text is searched: it may be a word, for which to
    ask would take longer."""

    def __init__(self, text: str, flags: int = 0, most: float = OFTEN) -> None:
        self.made = (text, flags)
        self.most = most
        self.bit = _ANY

    compiled: re.Pattern[str]

    def __getattr__(self, name: str) -> Any:
        if name == "compiled":
            self.compiled = compiled(*self.made)
            _new.append(self)
            return self.compiled
        found = getattr(self.compiled, name)
        setattr(self, name, found)
        return found

    def search(self, text: str, *where: int) -> re.Match[str] | None:
        return self.compiled.search(text, *where) if _masks.get(text, EVERY) & self.bit else None

    def fullmatch(self, text: str, *where: int) -> re.Match[str] | None:
        return self.compiled.fullmatch(text, *where) if _masks.get(text, EVERY) & self.bit else None

    def sub(self, to: Any, text: str, *count: int) -> str:
        return self.compiled.sub(to, text, *count) if _masks.get(text, EVERY) & self.bit else text


def hint(text: str, flags: int = 0) -> Scan:
    """A pattern that is never run: whether a text may have it tells whether to look for more."""
    return Scan(text, flags, most=1.0)


class Bilingual:
    """A pattern whose top alternatives are Chinese or English.  A text in ASCII is not searched for the Chinese ones,
    nor one without Latin letters for the English ones, nor any for those that it cannot have."""

    def __init__(self, text: str) -> None:
        parts = list(alternatives(text))
        self._whole = regex(text)
        self._english = Scan(joined(p for p in parts if not _HAN.search(p)) or r"(?!)")
        self._chinese = Scan(joined(p for p in parts if _HAN.search(p)) or r"(?!)")

    def may(self, alive: int) -> bool:
        """Whether a text that has these pieces may have it anywhere."""
        return bool(alive & (self._chinese.bit | self._english.bit))

    def within(self, text: str, alive: int) -> Search | None:
        """How parts of a text that has these pieces are searched; None: none of them has it."""
        chinese, english = alive & self._chinese.bit, alive & self._english.bit
        if text.isascii():
            return self._english.compiled.search if english else None
        if not chinese and not english:
            return None
        if not _LATIN.search(text):
            return self._chinese.compiled.search if chinese else None
        return partial(self.search, alive=alive)

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

    def finditer(self, text: str, alive: int | None = None) -> Iterable[re.Match[str]]:
        found = self._for(text, live(text) if alive is None else alive)
        return () if found is None else found.finditer(text)


def keys(text: str, flags: int, most: float = SELDOM) -> frozenset[str] | None:
    """Pieces one of which is in everything that a pattern matches; None: there are no such, or none that are rare."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # the parser that `re` itself compiles from
    except ImportError:
        return None
    tree = _parser.parse(text, flags)
    found = _of(tree)
    return found if found is not None and _often(found) <= most else None


def _of(tree: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The rarest of the pieces that a sequence must have."""
    choices: list[frozenset[str]] = []
    said: list[str] = []  # what may stand at places that follow each other
    for op, about in [*tree, (None, None)]:
        name = str(op)
        chars = _chars(name, about)
        if chars:
            said.append(chars)
            continue
        again = _repeated(name, about)
        if again:
            said.append(again)
        if said:
            choices += _rarest(said)
            said = [again] if again else []
        inner = _inside(name, about)
        if inner is not None:
            choices.append(inner)
    return min(choices, key=_often) if choices else None


def _chars(op: str, about: Any) -> str:
    """The few characters one of which a step of a sequence is; none: there are more, or it is something else."""
    if op == "LITERAL":
        return _small(chr(about))
    found = set()
    for kind, what in about if op == "IN" else ():
        if str(kind) == "LITERAL":
            found.add(_small(chr(what)))
        elif str(kind) == "RANGE" and what[1] - what[0] < MANY:
            found.update(_small(chr(code)) for code in range(what[0], what[1] + 1))
        elif str(kind) == "CATEGORY" and str(what) == "CATEGORY_DIGIT":
            found.add(DIGIT)
        else:
            return ""
    return "".join(sorted(found)) if "" not in found else ""


def _small(char: str) -> str:
    """A character of a piece; none: it is not one in small letters."""
    said = DIGIT if char.isdecimal() else char.lower()
    return said if len(said) == 1 and said not in _UNEVEN else ""


def _repeated(op: str, about: Any) -> str:
    """The few characters that a step begins and ends with which is one of them, once or several times."""
    if op not in REPEATS or about[0] < 1 or len(about[2]) != 1:
        return ""
    return _chars(str(about[2][0][0]), about[2][0][1])


def _inside(op: str, about: Any) -> frozenset[str] | None:
    """The pieces that one step of a sequence must have."""
    if op == "FAILURE":
        return frozenset()
    if op == "SUBPATTERN":
        return _of(about[3])
    if op == "BRANCH":
        each = [_of(branch) for branch in about[1]]
        return None if None in each else frozenset().union(*(e for e in each if e is not None))
    if op in REPEATS:
        return _of(about[2]) if about[0] > 0 else None
    return _of(about[1]) if op == "ASSERT" else _of(about) if op == "ATOMIC_GROUP" else None


def _rarest(said: Sequence[str]) -> Iterator[frozenset[str]]:
    """Digits; three characters of Latin; one, two or three of others: the rarest of them."""
    if DIGIT in said:
        yield frozenset(DIGIT)
    if all(len(chars) == 1 for chars in said):
        pieces = _windows("".join(said))
        if pieces:
            yield frozenset([min(pieces, key=_share)])
        return
    for length in (1, HAN, LATIN):
        for at in range(len(said) - length + 1):
            window = said[at : at + length]
            if prod(map(len, window)) <= MANY:
                each = ["".join(chars) for chars in product(*window)]
                if all(_windows(piece)[-1:] == [piece] for piece in each):
                    yield frozenset(each)


@lru_cache(maxsize=4096)
def _windows(said: str) -> list[str]:
    """The pieces of some characters that may be keys, the longest last."""
    lengths = (LATIN,) if said.isascii() else (1, HAN, LATIN)
    return [
        piece
        for length in lengths
        for at in range(len(said) - length + 1)
        if DIGIT not in (piece := said[at : at + length]) and (length == LATIN or not piece.isascii())
    ]


@lru_cache(maxsize=4096)
def _share(piece: str) -> float:
    return _COMMON.get(piece) or prod(_OFTEN.get(c, 0.003) for c in piece)


def _often(found: frozenset[str]) -> float:
    return sum(map(_share, found))
