"""What is personal in a text: the entities that tell who somebody is, and whatever looks like them.

Nobody needs to have recognised it: accounts, identity cards and numbers that are spoken go by their looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.patterns import regex

ENTITIES = ("serial_number", "phone", "contact_name", "address")
SWEPT = ("email", "ticket", "digits")  # found by their looks: no entities of ours
CHINESE_DIGITS = "零〇一二三四五六七八九幺两洞拐勾"
Span = tuple[str, int, int]

_EMAIL = regex(r"[\w.+\-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TICKET = regex(r"(?<![A-Za-z])BX\d{8,14}", re.IGNORECASE)
_LONG = regex(
    rf"[0-9０-９](?:[ .-]?[0-9０-９]){{6,}}[xX]?|[{CHINESE_DIGITS}](?:[ ,，、-]?[{CHINESE_DIGITS}]){{6,}}"
)
_SAID_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_SAID = regex(rf"\b(?:{_SAID_WORD}[ ,-]{{1,2}}){{6,}}{_SAID_WORD}\b", re.IGNORECASE)
_NUMERAL = "[0-9０-９零一二三四五六七八九十百]"
_PLACE = regex(
    rf"(?:(?:我家|我们|地址|住址|住在|就在|这里|在|是|到|[:：]){{0,3}})"
    rf"(?P<at>[\u4e00-\u9fff]{{2,16}}(?:路|街|道|巷|弄|村|小区|苑|花园|大厦|广场){_NUMERAL}{{1,5}}(?:号|弄|栋|幢|座|单元|楼|层|室)"
    rf"(?:{_NUMERAL}{{1,5}}(?:号|弄|栋|幢|座|单元|楼|层|室)?){{0,4}})"
    r"|(?P<en>\b\d{1,5} (?:[A-Z][a-z]{1,15} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Way|Square|Boulevard)\b)"
)
SPOKEN_ENGLISH = _SAID


def swept(text: str) -> Iterator[Span]:
    """(kind, start, end) of what looks like personal data, whoever it belongs to.  Linear in the text."""
    for kind, pattern in (("email", _EMAIL), ("ticket", _TICKET), ("digits", _LONG), ("digits", _SAID)):
        for m in pattern.finditer(text):
            yield kind, m.start(), m.end()
    for m in _PLACE.finditer(text):
        yield "address", *m.span("at" if m["at"] else "en")
