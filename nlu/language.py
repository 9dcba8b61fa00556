"""Chinese or English?  By the share of Chinese characters among the letters."""

from __future__ import annotations

import re

from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.people import names
from nlu.places import addresses

_HAN = regex(r"[\u3400-\u9fff]")
_LATIN = regex(r"[A-Za-z]{2,}")
#: What stands before an address or a name in a form.
_LABEL = regex(
    r"(?:[地住]址|位置|姓名|[联聯][系絡络]人|收[件貨货]人|[电電][话話]|手[机機])[是为為]?\s*[:：]|(?i:\b(?:address|name|phone|contact)(?: is)?:)"
)

SHOUTED = 4  # words in capitals that are a sentence, and no codes or names of companies
ADDRESS = 300  # characters of a message that may be an address and little else
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
    """``zh`` or ``en``; a text without letters (a number, a button), a name, an address or ``ok`` stays in the ``previous``
    language."""
    found = _by_letters(text[:2000], previous)
    if previous is None or found == previous or len(text) > ADDRESS:
        return found
    if len(text) <= 24 and _says_nothing(text):
        return previous
    return _by_letters(_without_names(text), previous)


def _without_names(text: str) -> str:
    """What is left to tell the language by: who lives where is written in the language of the place."""
    n = normalise(text)
    left = list(text)
    for e in [*addresses(n), *(e for e in names(n) if not _LATIN.search(e.text))]:
        left[e.start : e.end] = " " * (e.end - e.start)
    return _LABEL.sub(" ", "".join(left))


def _by_letters(sample: str, previous: str | None) -> str:
    han = 0 if sample.isascii() else len(_HAN.findall(sample))
    if han * 6 > len(sample):
        return "zh"  # however many words the rest is
    words = [w for w in sample.split() if w.isalpha() or not any(c.isdigit() for c in w)]
    found = _LATIN.findall(" ".join(words))
    shouted = not han and len(found) >= SHOUTED and all(w.isupper() for w in found)
    latin = len(found) if shouted else len([w for w in found if not w.isupper() or len(w) > 6])
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
