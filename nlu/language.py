"""Chinese or English?  By the share of Chinese characters among the letters."""

from __future__ import annotations

import re

from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.people import names

_HAN = regex(r"[\u3400-\u9fff]")
_LATIN = regex(r"[A-Za-z]{2,}")


_INTERNATIONAL = regex(r"(?i:ok(?:ay)?|asap|thx|pls|vip|wifi|sn|app|pin|email|e-mail|tel|sos|diy|lol)[.!?]*")


def _says_nothing(text: str) -> bool:
    """A name alone, or a word that is used in every language."""
    said = text.strip(" .,。，!！")
    if _INTERNATIONAL.fullmatch(said):
        return True
    if len(said) < 2 or said.islower():
        return False
    found = names(normalise(said))
    return len(found) == 1 and found[0].text == said


def detect(text: str, previous: str | None = None) -> str:
    """``zh`` or ``en``; a text without letters (a number, a button), a name or ``ok`` stays in the ``previous`` language."""
    if previous is not None and len(text) <= 24 and _says_nothing(text):
        return previous
    sample = text[:2000]
    han = len(_HAN.findall(sample))
    words = [w for w in sample.split() if w.isalpha() or not any(c.isdigit() for c in w)]
    latin = len([w for w in _LATIN.findall(" ".join(words)) if not w.isupper() or len(w) > 6])
    if not han and not latin:
        return previous or "zh"
    if not han:
        return (
            "en"
            if latin > 1 or previous is None
            else ("en" if len(sample.strip()) > 4 and not re.search(r"\d", sample) else previous)
        )
    # a Chinese character is worth about half an English word
    return "zh" if han * 2 >= latin else "en"
