"""Holidays and what the Chinese calendar calls its days: on which date they fall, and how long people are off."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from nlu.numerals import value
from nlu.patterns import regex

#: What a name begins with, the date, and how many days people have off then.
_FIXED = (
    ("元旦|new year'?s day|the new year|new year$", (1, 1), 1), ("圣诞|christmas$|xmas$|christmas day|xmas day", (12, 25), 1),
    ("平安夜|christmas eve|xmas eve", (12, 24), 1), ("拆礼物日|节礼日|boxing day", (12, 26), 1), ("国庆|national day", (10, 1), 7),
    ("五一|劳动节", (5, 1), 5), ("情人节|valentine", (2, 14), 1), ("双十节", (10, 10), 1), ("十一", (10, 1), 7),
    ("双十一|双11", (11, 11), 1), ("双十二|双12", (12, 12), 1), ("六一|儿童节", (6, 1), 1), ("教师节", (9, 10), 1), ("万圣节", (10, 31), 1),
    ("hogmanay", (12, 31), 1), ("st\\.? stephen'?s day", (12, 26), 1), ("veterans day", (11, 11), 1), ("new year'?s eve", (12, 31), 1),
    ("epiphany", (1, 6), 1), ("hallowe'?en", (10, 31), 1), ("(?:st\\.? )?(?:patrick|paddy)", (3, 17), 1),
    ("bonfire night|guy fawkes", (11, 5), 1), ("remembrance day", (11, 11), 1), ("all saints", (11, 1), 1), ("australia day", (1, 26), 1),
    ("anzac day", (4, 25), 1), ("canada day", (7, 1), 1), ("juneteenth", (6, 19), 1), ("independence day|(?:the )?(?:fourth|4th) of july", (7, 4), 1),
)  # fmt: skip
#: The month, which weekday of it (0 is Monday) and the how manieth; -1: the last.
_NTH = (
    ("thanksgiving|感恩节", 11, 3, 4, 0), ("black friday", 11, 3, 4, 1), ("labor day", 9, 0, 1, 0), ("memorial day", 5, 0, -1, 0),
    ("canadian thanksgiving|columbus day", 10, 0, 2, 0), ("mlk|martin", 1, 0, 3, 0), ("presidents", 2, 0, 3, 0),
    ("(?:the )?(?:early may|may day) bank holiday", 5, 0, 1, 0), ("(?:the )?(?:late may|spring) bank holiday", 5, 0, -1, 0),
    ("(?:the )?(?:late )?(?:august|summer) bank holiday", 8, 0, -1, 0),
)  # fmt: skip
_LUNAR_YEAR = regex(r"春节|过?完?了?年$|cny|chinese new year|lunar new year|spring festival")
_LUNAR_DAY = regex(
    r"(?:农历|阴历)?(?:(?P<first>大年|正月|年)|(?P<last>腊月|(?<=历)十二月))初?(?P<n>[一二三四五六七八九十廿]{1,3})(?:日|号|那天)?$"
)
#: Years before which the last month of the Chinese calendar has 30 days and not 29.
_LONG_LAST_MONTH = frozenset((2030, *range(2033, 2039), *range(2042, 2049)))
_CHINESE = {"端午": "Dragon Boat", "dragon boat": "Dragon Boat", "中秋": "Mid-Autumn", "mid-autumn": "Mid-Autumn", "清明": "Tomb-Sweeping"}  # fmt: skip
_EASTER = {
    "shrove": -47,
    "pancake": -47,
    "ash": -46,
    "palm": -7,
    "holy": -3,
    "maundy": -3,
    "whit": 50,
    "good friday": -2,
    "easter monday": 1,
    "easter": 0,
    "复活节": 0,
}
_LENT = 120  # days after which a feast is that of the next year; sooner it is just over


@lru_cache(64)
def _public(country: str, year: int, name: str) -> date | None:
    """The first day of a public holiday by its English name."""
    import holidays  # 30 ms, and seldom needed

    named = holidays.country_holidays(
        country, subdiv="ENG" if country == "GB" else None, years=year, language="en_US"
    )
    return min((day for day, said in named.items() if said.startswith(name)), default=None)


def _lunar(text: str, year: int) -> tuple[date, int] | None:
    """A day of the first or the last month of the Chinese calendar."""
    first = _public("CN", year, "Chinese New Year (Spring")
    if first is None:
        return None
    if text.startswith(("除夕", "大年三十")) or text.endswith(" eve"):
        return first - timedelta(days=1), 1
    if _LUNAR_YEAR.match(text):
        return first, 7
    if text.startswith("元宵"):
        return first + timedelta(days=14), 1
    text = {"腊八": "腊月初八", "小年": "腊月二十三"}.get(text[:2], text)
    day = _LUNAR_DAY.match(text)
    if day is None:
        return None
    number = int(value(day["n"]) or 0)
    if day["first"]:
        return first + timedelta(days=number - 1), 1
    length = 30 if year in _LONG_LAST_MONTH else 29
    return (first - timedelta(days=length + 1 - number), 1) if number <= length else None


def _in_year(text: str, year: int) -> tuple[date, int] | None:
    for names, (month, day), off in _FIXED:
        if re.match(names, text):
            return date(year, month, day), off
    for names, month, weekday, nth, later in _NTH:
        if re.match(names, text):
            return _weekday_of(year, month, weekday, nth) + timedelta(days=later), 1
    if (easter := next((d for n, d in _EASTER.items() if text.startswith(n)), None)) is not None:
        monday = _public("GB", year, "Easter Monday")
        return (
            (monday + timedelta(days=easter - 1), 2 - easter if text == "easter" else 1) if monday else None
        )
    if (name := next((n for said, n in _CHINESE.items() if text.startswith(said)), None)) is not None:
        found = _public("CN", year, name)
        return (found, 1) if found else None
    return _lunar(text, year)


def _weekday_of(year: int, month: int, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def find(text: str, today: date) -> tuple[date, int] | None:
    """The next day of that name, or the one whose holiday is running, and how many days people are off then; none: it is
    just over, or there is none of this name."""
    for year in (today.year, today.year + 1):
        found = _in_year(text.strip(), year)
        if found is None:
            continue
        last = found[0] + timedelta(days=found[1])
        if last > today:
            return found
        if (today - last).days < _LENT:
            return None
    return None
