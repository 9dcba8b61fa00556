"""Personal data out, something of the same kind in: the text stays as natural as it was.

What stands in is made from a seed, so that the same text is masked in the same way every time, and never from the
value itself, which could be guessed back.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from handlers.wording import regex
from nlu import personal
from nlu.personal import Span
from nlu.understanding import Entity

_CJK = regex(r"[\u4e00-\u9fff]")
_TITLE = regex(
    r"(?:先生|女士|小姐|太太|老师|师傅|经理|主任|校长|医生|老板|阿姨|大爷|大妈|大姐|大哥|叔|工|总)$"
)
_EN_TITLE = regex(r"^(?:mr|mrs|ms|miss|dr|prof|sir|madam)\.?$", re.IGNORECASE)
_WORD = regex(r"[A-Za-z]+|.", re.DOTALL)
_BETWEEN = r"[\s.·_–—-]{0,2}"
_ZH_DIGITS = "零一二三四五六七八九"
_SPOKEN = {**{c: c for c in _ZH_DIGITS}, "〇": "零", "幺": "一", "两": "二", "洞": "零", "拐": "七"}
_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LETTER_WORDS = tuple("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa"
                      " quebec romeo sierra tango uniform victor whiskey yankee zulu".split())  # fmt: skip
_KEPT_WORDS = frozenset({"oh", "dash", "hyphen", "minus", "double", "triple", "slash", "dot", "plus", "and", "as", "in",
                         "capital", "space", "serial", "number"})  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"
_GIVEN = (
    "伟",
    "芳",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "娟",
    "涛",
    "建华",
    "秀英",
    "志强",
    "丽娜",
    "海燕",
    "晓明",
    "国庆",
    "雪梅",
)
_FIRST = (
    "James",
    "Mary",
    "Robert",
    "Linda",
    "David",
    "Susan",
    "Paul",
    "Karen",
    "Mark",
    "Laura",
    "Peter",
    "Helen",
)
_LAST = (
    "Smith",
    "Brown",
    "Taylor",
    "Wilson",
    "Clark",
    "Walker",
    "Hall",
    "Young",
    "King",
    "Wright",
    "Green",
    "Baker",
)
_PLACES = (
    "北京市朝阳区",
    "上海市浦东新区",
    "广州市天河区",
    "成都市武侯区",
    "武汉市洪山区",
    "南京市鼓楼区",
    "西安市雁塔区",
    "苏州市吴中区",
)
_ROADS = ("人民路", "中山路", "解放路", "建设路", "和平路", "长江路", "新华路", "幸福路", "光明街", "青年路")
_STREETS = (
    "Main Street",
    "Park Road",
    "Church Lane",
    "Station Road",
    "Mill Street",
    "Garden Avenue",
    "Lake Drive",
)
_CITIES = ("Springfield", "Riverton", "Oakdale", "Milford", "Ashton", "Brookfield")


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file about whoever wrote it: values of each kind of personal data."""

    serial_number: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    contact_name: tuple[str, ...] = ()
    address: tuple[str, ...] = ()


def mask(text: str, found: Iterable[Entity], known: Known, seed: str) -> tuple[str, tuple[Span, ...]]:
    """The text without personal data, and where its entities stand then."""
    placed = [e for e in found if e.start < e.end]
    named = [(e.entity, e.start, e.end) for e in placed if e.entity in personal.ENTITIES]
    spans = _united([*named, *_on_file(text, known), *personal.swept(text)])
    others = [(e.entity, e.start, e.end) for e in placed if e.entity not in personal.ENTITIES]
    others = [o for o in others if all(o[2] <= start or end <= o[1] for _, start, end in spans)]
    stand_ins, out, marks, at, length = _StandIns(seed), [], [], 0, 0
    for kind, start, end in sorted([*spans, *others], key=lambda s: s[1]):
        if start < at:
            continue  # an entity within another one
        before, said = text[at:start], text[start:end]
        new = stand_ins.of(kind, said)
        length += len(before)
        if kind not in personal.SWEPT:
            marks.append((kind, length, length + len(new)))
        length += len(new)
        out += [before, new]
        at = end
    return "".join([*out, text[at:]]), tuple(marks)


def _united(spans: list[Span]) -> list[Span]:
    """Spans without overlaps: what was found first keeps its words, of later ones the rest is taken."""
    whole: list[Span] = []
    for kind, start, end in spans:
        left = [(start, end)]
        for _, a, b in whole:
            left = [p for s, e in left for p in ((s, min(e, a)), (max(s, b), e)) if p[0] < p[1]]
        whole += [(kind, s, e) for s, e in left]
    return whole


def _on_file(text: str, known: Known) -> Iterator[Span]:
    """Where a value on file is said, however it is spaced; of an address and a name also pieces."""
    for kind in ("serial_number", "phone"):
        for value in getattr(known, kind):
            signs = [c for c in value if c.isalnum()]
            if len(signs) >= 5:
                loose = _BETWEEN.join(re.escape(c) for c in signs)
                yield from ((kind, m.start(), m.end()) for m in re.finditer(loose, text, re.IGNORECASE))
    for value in known.contact_name:
        for piece in _pieces_of_name(value):
            yield from (("contact_name", m.start(), m.end()) for m in re.finditer(piece, text, re.IGNORECASE))
    for value in known.address:
        matcher = SequenceMatcher(None, text, value, autojunk=False)
        for block in matcher.get_matching_blocks():
            piece = text[block.a : block.a + block.size]
            if block.size >= (4 if _CJK.search(piece) else 8):
                yield "address", block.a, block.a + block.size


def _pieces_of_name(value: str) -> Iterator[str]:
    value = value.strip()
    if _CJK.search(value):
        bare = _TITLE.sub("", value).removeprefix("老").removeprefix("小")
        yield from (re.escape(v) for v in (value, bare) if len(v) >= 2)
        if len(bare) >= 3:
            yield re.escape(bare[1:])
        if bare:
            yield f"(?<=姓){re.escape(bare[0])}"
            yield f"{re.escape(bare[0])}(?:{_TITLE.pattern.removesuffix('$')})"
    else:
        yield from (rf"\b{re.escape(w)}\b" for w in value.split() if len(w) >= 3 and not _EN_TITLE.match(w))


class _StandIns:
    """What stands in for what, the same for the same within a text."""

    def __init__(self, seed: str) -> None:
        self._dice = random.Random(seed)
        self._known: dict[tuple[str, str], str] = {}
        self._surname, self._last = self._dice.choice(_SURNAMES), self._dice.choice(_LAST)

    def of(self, kind: str, said: str) -> str:
        makers: dict[str, Callable[[str], str]] = {
            "phone": self._phone, "digits": self._phone, "serial_number": self._serial, "contact_name": self._name,
            "address": self._address, "email": self._email, "ticket": lambda t: t[:2] + self._digits(t[2:]),
        }  # fmt: skip
        make = makers.get(kind)
        if make is None:
            return said
        key = (kind, said.casefold())
        if key not in self._known:
            tries = (make(said) for _ in range(20))
            self._known[key] = next((new for new in tries if new != said), said)
        return self._known[key]

    def _digit(self, sign: str, among: str = "0123456789") -> str:
        new = self._dice.choice(among)
        if sign in _SPOKEN:
            return _ZH_DIGITS[int(new)]
        return chr(ord("０") + int(new)) if "０" <= sign <= "９" else new

    def _digits(self, said: str) -> str:
        return "".join(self._digit(c) if c.isdigit() or c in _SPOKEN else c for c in said)

    def _phone(self, said: str) -> str:
        """Digits as they are written or spoken; what tells a mobile or a country stays."""
        at = [i for i, c in enumerate(said) if c.isdigit() or c in _SPOKEN]
        values = {i: _ZH_DIGITS.index(_SPOKEN[said[i]]) if said[i] in _SPOKEN else int(said[i]) for i in at}
        if personal.SPOKEN_ENGLISH.search(said) or not at:
            return self._serial(said)
        new = list(said)
        country = at[:2] if said.lstrip().startswith("+") else []
        for place, i in enumerate(own := at[len(country) :]):
            if place == 0 and values[i] in (0, 1):
                continue
            mobile = place == 1 and values[own[0]] == 1 and len(own) == 11
            new[i] = self._digit(said[i], "35789" if mobile else "0123456789")
        return "".join(new)

    def _serial(self, said: str) -> str:
        """Digits for digits, letters for letters, spoken ones for spoken ones."""
        return "".join(self._spelt(word) for word in _WORD.findall(said))

    def _spelt(self, word: str) -> str:
        low = word.lower()
        if word.isdigit() or word in _SPOKEN:
            return self._digit(word)
        for words in (_NUMBER_WORDS, _LETTER_WORDS):
            if low in words:
                return self._as(self._dice.choice(words), word)
        if low in _KEPT_WORDS or not (word.isascii() and word.isalpha()):
            return word
        return "".join(self._as(self._dice.choice("abcdefghjkmnpqrstuvwxyz"), c) for c in word)

    @staticmethod
    def _as(new: str, like: str) -> str:
        return new.upper() if like.isupper() else new.capitalize() if like[:1].isupper() else new

    def _name(self, said: str) -> str:
        if not _CJK.search(said):
            words = [w for w in said.split() if not _EN_TITLE.match(w)]
            names = [self._dice.choice(_FIRST), *[self._last] * (len(words) - 1)]
            if len(words) < len(said.split()):
                names = names[1:] or [self._last]
            titles = [w for w in said.split() if _EN_TITLE.match(w)]
            new = " ".join([*titles, *names])
            return new.lower() if said.islower() else new
        title = _TITLE.search(said)
        bare = said[: title.start()] if title else said
        prefix = bare[0] if bare[:1] in ("老", "小") and len(bare) == 2 else ""
        surname = self._surname if self._surname not in said else self._dice.choice(_SURNAMES)
        long = len(bare) - len(prefix) > 1
        given = self._dice.choice([g for g in _GIVEN if len(g) == min(len(bare) - 1, 2)]) if long else ""
        return f"{prefix}{surname}{given}{title[0] if title else ''}"

    def _address(self, said: str) -> str:
        number = self._dice.randint(1, 199)
        if not _CJK.search(said):
            where = f"{number} {self._dice.choice(_STREETS)}"
            return f"{where}, {self._dice.choice(_CITIES)}" if "," in said else where
        place = self._dice.choice(_PLACES) if re.search(r"[省市区县]", said) else ""
        room = f"{self._dice.randint(1, 12)}楼" if re.search(r"[楼室层栋幢座]|单元", said) else ""
        street = re.search(r"[路街道巷弄号村]|\d", said)
        return f"{place}{self._dice.choice(_ROADS)}{number}号{room}" if street or not place else place

    def _email(self, said: str) -> str:
        return f"{self._dice.choice(_FIRST).lower()}@example.com"
