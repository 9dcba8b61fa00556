"""Text from outside, made safe to keep and to show."""

from __future__ import annotations

import re

_LINES = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Controls (tab and line feed stay), marks that turn the reading direction around, the byte order mark,
# and code points that are no characters: they hide or reverse what an engineer reads.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")  # fmt: skip


def clean(text: str) -> str:
    """The text with ordinary line ends, without control and direction characters."""
    return _UNSEEN.sub("", _LINES.sub("\n", text))


def unseen(text: str) -> bool:
    """Whether a text that has to be one plain word or line holds anything that :func:`clean` would change."""
    if text.isprintable():  # none of those is, and nearly every text is
        return False
    return bool(_UNSEEN.search(text) or _LINES.search(text) or "\n" in text or "\t" in text)
