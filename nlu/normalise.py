"""One form for all ways of writing: half-width, simplified, lower case, nothing invisible.

Every character of the normal form knows where it comes from, so that evidence can be quoted literally.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from nlu.patterns import regex

_INVISIBLE = regex(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u0000-\u0008\u000b-\u001f\u007f]")
_PLAIN = regex(r"[\x20-\x7e\n\t]*")
HAN_RANGES = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
SIMPLIFIED = "data/simplified.txt"
#: Cantonese and Taiwanese words that say the same in as many characters.
_SAME_LENGTH = {"唔": "不", "冇": "没", "嘅": "的", "喺": "在", "咗": "了", "嚟": "来", "佢": "他", "係": "是", "哋": "们", "啲": "些",
                "乜": "什", "睇": "看", "瞓": "睡", "俾": "给", "畀": "给", "攞": "拿", "搵": "找", "嗰": "那", "咁": "这", "嘢": "事"}  # fmt: skip


#: Words of Taiwan and Hong Kong (already simplified) and what they are called elsewhere, in as many characters.
_WORDS = {
    "伺服器": "服务器", "印表机": "打印机", "影印机": "复印机", "冷气": "空调", "瓦斯": "煤气", "萤幕": "屏幕", "网路": "网络", "滑鼠": "鼠标",
    "硬碟": "硬盘", "磁碟": "磁盘", "软体": "软件", "韧体": "固件", "当机": "死机", "著火": "着火", "烧著": "烧着", "起著": "起着", "冒著": "冒着", "雪柜": "冰箱",
    "电掣": "开关", "水喉": "水管", "屋企": "家里", "琴日": "昨天", "寻日": "昨天", "而家": "现在", "即刻": "马上", "烂了": "坏了", "不该": "谢谢",
    "点样": "怎样", "边个": "哪个", "边度": "哪里",
}  # fmt: skip
_SPACED = regex(r"(?<![\u3400-\u9fff])(?:[\u3400-\u9fff] ){2,}[\u3400-\u9fff](?![\u3400-\u9fff])")
_WORD = regex("|".join(sorted(_WORDS, key=len, reverse=True)))


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
def _simplified() -> dict[str, str]:
    """Traditional characters and their simplified ones (:mod:`nlu.train_simplified`)."""
    pairs = "".join(files("nlu").joinpath(SIMPLIFIED).read_text("utf-8").splitlines()[1:])
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _char(char: str) -> str:
    """The normal form of one character; empty when it is dropped."""
    if _INVISIBLE.match(char):
        return ""
    folded = unicodedata.normalize("NFKC", char)
    out = []
    for c in folded:
        c = _SAME_LENGTH.get(c, c)
        c = _simplified().get(c, c)
        out.append(c)
    return "".join(out).lower()


class _Forms(dict[int, str]):
    """The normal form of each character that has been met.  ``uneven``: those whose form is not one character;
    ``regional``: Chinese ones that are another in it, which show that a text may have regional words."""

    def __init__(self) -> None:
        self.uneven: set[str] = set()
        self.regional = set("著")

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = _char(char)
        if len(form) != 1:
            self.uneven.add(char)
        if form != char and "\u3400" <= char <= "\u9fff":
            self.regional.add(char)
        if len(self) < KEPT:
            self[code] = form
        return form


_FORMS = _Forms()
KEPT = 50_000  # characters whose normal form is kept


def _localised(made: str, text: str) -> str:
    """With regional words replaced (mainland texts say 软体 of sofas)."""
    return _WORD.sub(lambda m: m[0] if m[0] == "不该" and text[m.start()] != "唔" else _WORDS[m[0]], made)


@lru_cache(maxsize=32)  # what reads a message and what answers it ask for the same text five times
def normalise(text: str) -> Normal:
    """The normal form.  Linear in the length of the text; never raises."""
    if _PLAIN.fullmatch(text):
        return Normal(text, text.lower())
    made = text.translate(_FORMS)
    if len(made) == len(text) and (not _FORMS.regional.isdisjoint(text) or "瓦斯" in text):
        made = _localised(made, text)
    back = None
    if not _FORMS.uneven.isdisjoint(text):
        back = tuple(i for i, c in enumerate(text) for _ in _FORMS[ord(c)])
    return _closed(Normal(text, made, back)) if _SPACED.search(made) else Normal(text, made, back)


def _closed(n: Normal) -> Normal:
    """Without the blanks between single characters of somebody who dictates: "空调 不 制 冷"."""
    gone = {i for m in _SPACED.finditer(n.text) for i in range(m.start() + 1, m.end(), 2)}
    kept = [i for i in range(len(n.text)) if i not in gone]
    back = tuple(kept if n.back is None else (n.back[i] for i in kept))
    return Normal(n.raw, "".join(n.text[i] for i in kept), back)
