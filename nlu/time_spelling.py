"""Words of time as people mean them: ordinals in words, short forms, slips of the finger."""

from __future__ import annotations

import re

from nlu.patterns import regex

_ONES = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
#: Days of a month in words.
_ORDINALS = {
    **{word: i for i, word in enumerate((*_ONES, *_TEENS), 1)},
    **{f"twenty{mark}{word}": 20 + i for mark in " -" for i, word in enumerate(_ONES, 1)},
    "thirtieth": 30,
    "thirty first": 31,
    "thirty-first": 31,
}
#: The first five of them mean much else, and are a day where nothing follows.
_ORDINAL = regex(
    rf"\b(?:{'|'.join(sorted([*_ORDINALS][5:], key=len, reverse=True))})\b|(?<=\bon the )(?:{'|'.join(_ONES[:5])})(?=$|[,.;!?])"
)
_SHORT = {
    "nxt": "next", "wk": "week", "wkend": "weekend", "wknd": "weekend", "w/end": "weekend", "mrng": "morning", "mrn": "morning",
    "evng": "evening", "tommorow": "tomorrow", "tommorrow": "tomorrow", "tomoro": "tomorrow",
}  # fmt: skip
_WORDS = "monday tuesday wednesday thursday friday saturday sunday tomorrow tonight morning afternoon evening weekend january february september october november december".split()
#: Near one of these, and something else.
_OTHERS = frozenset(("mourning", "warning", "sundry"))
_WORD = regex(r"\bw/end\b|[a-z]{2,10}")
_ZH = regex(r"[里理]拜(?=[一二三四五六日天末])|(?<!姓)名天")
_LONGEST = 200  # characters; a longer text is no expression of time


def meant(normal: str) -> str:
    """A text in its normal form with the words that are meant in it."""
    if not normal.isascii():
        return _ZH.sub(lambda m: "礼拜" if m[0].endswith("拜") else "明天", normal)
    if len(normal) > _LONGEST:
        return normal
    ordinals = _ORDINAL.sub(lambda m: f"{_ORDINALS[m[0]]}th", normal)
    return _WORD.sub(_put_right, ordinals)


def _put_right(m: re.Match[str]) -> str:
    word = m[0]
    if (short := _SHORT.get(word)) is not None:
        return short
    if len(word) < 6 or word in _OTHERS:
        return word
    return next((known for known in _WORDS if _one_slip(word, known)), word)


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, too much or another, or two stand the other way round."""
    if word == known or word[0] != known[0] or abs(len(word) - len(known)) > 1 or word == known + "s":
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    one, other = word[start:], known[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or (len(one) > 1 and swapped)
