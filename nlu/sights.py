"""What the tagger looks at of a token beside itself and its neighbours: how what is written without a space is made
(letters and digits, how many), how English words are used elsewhere, how long the item of a list is in which it stands,
and what is said around a number.

Numbers of machines, codes, phones and names are told by these where no word announces them: "E.SPd", "Tash, 0113 496 0888".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from nlu.patterns import regex
from nlu.people import FAMILIES, known_names
from nlu.word_kinds import kinds

_CHUNK = regex(r"(?<![a-z0-9])(?=[a-z0-9])(?=[!-~]{0,40}?\d)[a-z0-9]{1,40}(?:[-_./:#+<][a-z0-9]{1,40}){0,8}")
_RUN = regex(r"[a-z]+|\d+|[^a-z\d]")
_STOPS = frozenset(".;。；!！?？")
_BORDERS = _STOPS | frozenset(",，、()（）")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百幺俩仨几") | frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    " twenty thirty forty fifty sixty seventy eighty ninety oh double triple both couple dozen half".split()
)
_PLACES = frozenset("路街道巷弄村镇县市区省院苑园城邨厦号室楼栋幢座层单元期口店") | frozenset(
    "road rd street st lane ln avenue ave close drive dr way court house flat unit block blk floor room tower estate park square place"
    " terrace crescent hill gardens building centre suite level row farm apartment apt".split()
)
FEW = 7  # tokens of an item of a list, which is looked at as a whole
BEFORE, AFTER = 7, 5  # tokens around a number whose words are looked at


def add(
    text: str,
    at: Sequence[tuple[int, int]],
    words: Sequence[str],
    hinted: Sequence[str],
    found: list[list[str]],
) -> None:
    """Add to what was ``found`` of each token: ``words`` are the tokens (numbers by their length), ``hinted`` what the
    hints say of them."""
    others = sorted({h[1:] for h in hinted if h[:1] == "B" and len(h) > 2})
    names = known_names()
    for i, (word, own) in enumerate(zip(words, found, strict=True)):
        if word in names:
            own.append("nm")
        elif word in FAMILIES:
            own.append("fam")
        elif word in _PLACES:
            own.append("pl")
        if word in _NUMERALS:
            own.append("num")
            _around(own, words, i, others, hinted[i])
        elif word[0] == "#":
            _around(own, words, i, others, hinted[i])
    _kinds(words, found)
    _neighbours(hinted, found)
    _chunks(text, at, words, hinted, others, found)
    _items(at, words, hinted, found)


def _kinds(words: Sequence[str], found: list[list[str]]) -> None:
    """How an English word, and those beside it, are used."""
    known = kinds()
    last = len(words) - 1
    for i, word in enumerate(words):
        kind = known[word]
        if kind is None:
            continue
        coarse, fine = kind
        found[i] += ("K" + coarse, "J" + fine)
        if i:
            found[i - 1] += ("K+" + coarse, "J+" + fine)
        if i < last:
            found[i + 1] += ("K-" + coarse, "J-" + fine)


def _neighbours(hinted: Sequence[str], found: list[list[str]]) -> None:
    before = ""
    for i, hint in enumerate(hinted):
        after = hinted[i + 1] if i + 1 < len(hinted) else ""
        if before or after:
            found[i].append(f"h{before}|{hint}|{after}")
        before = hint


def _around(own: list[str], words: Sequence[str], i: int, others: Sequence[str], hint: str) -> None:
    """Words before and after a number, wherever they stand in its sentence, and what else there is in the text."""
    for j in range(i - 2, max(-1, i - 2 - BEFORE), -1):
        word = words[j]
        own.append("b:" + word if word < "\u3400" else "b:" + word + words[j + 1])
        if word in _STOPS:
            break
    for j in range(i + 2, min(len(words), i + 1 + AFTER)):
        word = words[j]
        own.append("a:" + word if word < "\u3400" else "a:" + words[j - 1] + word)
        if word in _STOPS:
            break
    own += ["o=" + name for name in others if name != hint[1:]]


def _chunks(
    text: str,
    at: Sequence[tuple[int, int]],
    words: Sequence[str],
    hinted: Sequence[str],
    others: Sequence[str],
    found: list[list[str]],
) -> None:
    """How letters and digits are put together without a space."""
    starts = [start for start, _ in at]
    for m in _CHUNK.finditer(text):
        if m[0].isalpha():
            continue
        fine, coarse = _made(m[0])
        i, place = bisect_left(starts, m.start()), "B"
        while i < len(at) and at[i][1] <= m.end():
            found[i] += [f"{place}S{fine}", f"{place}Q{coarse}"]
            if place == "B" and words[i][0] != "#":
                _around(found[i], words, i, others, hinted[i])
            i, place = i + 1, "I"


@lru_cache(maxsize=2048)
def _made(chunk: str) -> tuple[str, str]:
    """What it is made of, with and without how long its pieces are: "TX/6/2019": a2/91/94 and a/9/97 (seven digits)."""
    fine, coarse, digits = [], [], 0
    for run in _RUN.findall(chunk):
        if run[0].isdigit():
            digits += len(run)
            fine.append(f"9{min(len(run), 11)}")
            coarse.append("9")
        elif run.isalpha():
            fine.append(f"a{min(len(run), 4)}")
            coarse.append("a")
        else:
            fine.append(run)
            coarse.append(run)
    return "".join(fine), "".join(coarse) + str(min(digits, 12))


def _items(
    at: Sequence[tuple[int, int]], words: Sequence[str], hinted: Sequence[str], found: list[list[str]]
) -> None:
    """The item of a list, or short sentence, in which each token stands."""
    items, first = [], 0
    for i, word in enumerate(words):
        if word in _BORDERS and (word != "." or i + 1 == len(at) or at[i + 1][0] > at[i][1]):
            if i > first:
                items.append((first, i))
            first = i + 1
    if first < len(words):
        items.append((first, len(words)))
    for k, (a, b) in enumerate(items):
        size = b - a
        if size > FEW:
            found[a].append("z^")
            found[b - 1].append("z$")
            continue
        looks = "".join(_look(words[i], hinted[i]) for i in range(a, b))
        where = "^" if k == 0 else "$" if k + 1 == len(items) else ""
        after = hinted[items[k + 1][0]] if k + 1 < len(items) else "$"
        before = hinted[items[k - 1][0]] if k else "^"
        for i in range(a, b):
            found[i] += [
                f"z{i - a}/{size}",
                f"z{i - a}{looks}",
                f"y{i - a}{where}{_look(words[i], hinted[i])}{size}",
                f"y+{i - a}{after}",
                f"y-{i - a}{before}",
            ]


def _look(word: str, hint: str) -> str:
    if hint:
        return hint[1:] if len(hint) == 2 else f"<{hint[1:]}>"
    return "9" if word[0] == "#" else "c" if word >= "\u3400" else "w" if word.isalpha() else word
