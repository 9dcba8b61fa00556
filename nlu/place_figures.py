"""House numbers, floors and doors of Chinese addresses in figures, and places made alike for comparing."""

from __future__ import annotations

import re

from nlu.numerals import value
from nlu.patterns import regex

N = r"\d零〇一幺二两兩俩三四五六七八九十百"
UNITS = "号楼|号院|号库|号门|号铺|号铺面|号店|号|栋|幢|座|楼|层|门|单元|室|户|弄|巷|组|队|社|排|铺|舖|间|区|房|厅|期|段|片区|鄰|邻"
_NUMERAL = regex(rf"[{N[2:]}]{{1,6}}(?=(?:{UNITS}|號|米|樓|棟|層|單元|門|鋪|間|區|廳)|$)")


def fold(text: str) -> str:
    """A place for comparing: no marks, numerals in figures."""
    return re.sub(r"[\W_]", "", in_figures(text)).casefold()


def in_figures(text: str) -> str:
    """House numbers, floors and doors in figures."""
    return _NUMERAL.sub(_figure, text)


def _figure(m: re.Match[str]) -> str:
    said = m[0].replace("兩", "两")
    said = said.replace("幺", "一") if "百" in m[0] or "十" in m[0] else said
    number = value(said)
    if number is None:
        return m[0]
    plain = all(c not in said for c in "十百")
    return str(int(number)).zfill(len(said)) if plain else str(int(number))


def plain(said: str) -> str:
    """As one writes it: 三百八十四号 in figures, 二单元 as it is said."""
    return _NUMERAL.sub(lambda m: _figure(m) if len(m[0]) > 1 else m[0], said)
