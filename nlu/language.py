"""Chinese or English?  By the share of Chinese characters among the letters."""

from __future__ import annotations

import re

from nlu.patterns import regex

_HAN = regex(r"[\u3400-\u9fff]")
_LATIN = regex(r"[A-Za-z]{2,}")


def detect(text: str, previous: str | None = None) -> str:
    """``zh`` or ``en``; a text without letters (a number, a button) stays in the ``previous`` language."""
    sample = text[:2000]
    han = len(_HAN.findall(sample))
    words = [w for w in sample.split() if not any(c.isdigit() for c in w)]
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
