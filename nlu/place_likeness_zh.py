"""How Chinese places are compared: numerals in figures, regions without the word for what they are, names misheard."""

from __future__ import annotations

import re

from nlu.normalise import normalise
from nlu.place_figures import fold
from nlu.place_reading_zh import written_bare

_END = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|街道办?|省|市|州|盟|地区|区|區|县|縣|旗|镇|鎮|乡|鄉|行政村|村委会?|社区|村)$"
)


def folded(text: str) -> str:
    return fold(written_bare(normalise(text).text))


def stem(value: str) -> str:
    """A region without the word for what it is: 昆山 of 昆山市."""
    made = _END.sub("", value)
    return made if len(made) > 1 else value


def alike(one: str, other: str) -> float:
    """How many signs of two texts of about the same length are the same at the same place."""
    a, b = folded(one), folded(other)
    if not a or not b:
        return 0.0
    same = max(
        sum(x == y for x, y in zip(a, b, strict=False)),
        sum(x == y for x, y in zip(a[::-1], b[::-1], strict=False)),
    )
    return same / max(len(a), len(b))


def same_stem(one: str, other: str) -> bool:
    a, b = folded(stem(one)), folded(stem(other))
    return bool(a) and (
        a == b
        or folded(one) == b
        or (len(a) > 1 and (folded(other).startswith(a) and len(folded(other)) <= len(a) + 2))
    )


def initials(short: str, long: str) -> bool:
    """西安交大 and 西安交通大学, 山科 and 山东科技大学."""
    a, b = folded(short), folded(long)
    if 2 <= len(a) <= 3 and len(b) > len(a) + 1 and a[0] == b[0] and b.endswith(("大学", "学院", "医院")):
        rest = iter(b)
        return all(x in rest for x in a)
    if not 3 <= len(a) < len(b) or a[:2] != b[:2]:
        return False
    rest = iter(b)
    return all(x in rest for x in a)


def without(road: str, start: str) -> str:
    """药行街 of 海曙药行街 where 海曙区 is known."""
    return road[len(start) :] if road.startswith(start) and len(road) - len(start) > 2 else road


__all__ = ["alike", "folded", "initials", "same_stem", "stem", "without"]
