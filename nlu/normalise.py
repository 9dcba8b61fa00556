"""One form for all ways of writing: half-width, simplified, lower case, nothing invisible.

Every character of the normal form knows where it comes from, so that evidence can be quoted literally.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u0000-\u0008\u000b-\u001f\u007f]"
)
_PLAIN = re.compile(r"[\x20-\x7e\n\t]*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
#: Cantonese and Taiwanese words that say the same in as many characters.
_SAME_LENGTH = {"唔": "不", "冇": "没", "嘅": "的", "喺": "在", "咗": "了", "嚟": "来", "佢": "他", "係": "是", "哋": "们", "啲": "些",
                "乜": "什", "睇": "看", "瞓": "睡", "俾": "给", "畀": "给", "攞": "拿", "搵": "找", "嗰": "那", "咁": "这", "嘢": "事"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Normal:
    """``text`` is the normal form of ``raw``; ``back`` maps its offsets to those of ``raw`` (None: the same)."""

    raw: str
    text: str
    back: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the original."""
        if self.back is None:
            return start, end
        if start >= end:
            at = self.back[min(start, len(self.back) - 1)] if self.back else 0
            return at, at
        return self.back[start], self.back[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        a, b = self.original(start, end)
        return self.raw[a:b]


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _char(char: str) -> str:
    """The normal form of one character; empty when it is dropped."""
    if _INVISIBLE.match(char):
        return ""
    folded = unicodedata.normalize("NFKC", char)
    out = []
    for c in folded:
        if _HAN.match(c):
            c = _SAME_LENGTH.get(c, c)
            c = str(_converter().convert(c)) or c
        out.append(c)
    return "".join(out).lower()


def normalise(text: str) -> Normal:
    """The normal form.  Linear in the length of the text; never raises."""
    if _PLAIN.fullmatch(text):
        return Normal(text, text.lower())
    pieces = [_char(c) for c in text]
    if all(len(p) == 1 for p in pieces):
        return Normal(text, "".join(pieces))
    back = tuple(i for i, piece in enumerate(pieces) for _ in piece)
    return Normal(text, "".join(pieces), back)
