"""Lengths of time as they are written and said: "an hour and twenty minutes", 1h30, 两个半小时, 大半天."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.numerals import NUMBER, value
from nlu.patterns import regex

_ZH_UNITS = {"秒": 1 / 60, "秒钟": 1 / 60, "分钟": 1, "分": 1, "分多钟": 1, "刻钟": 15, "小时": 60, "个小时": 60, "个钟头": 60, "钟头": 60, "个钟": 60, "粒钟": 60,
             "天": 1440, "周": 10080, "个星期": 10080, "星期": 10080, "个礼拜": 10080, "礼拜": 10080, "个月": 43200, "月": 43200, "日": 1440, "钟": 60, "宿": 480}  # fmt: skip
_U = "|".join(sorted(_ZH_UNITS.keys() - {"月", "日", "钟"}, key=len, reverse=True))
_VAGUE = {"几": 3.0, "好几": 3.0, "十几": 10.0, "几十": 20.0, "成": 1.0, "个把": 1.0, "半": 0.5, "半个": 0.5}
_PARTS = {
    "上午": 240,
    "下午": 360,
    "晚": 240,
    "晚上": 240,
    "夜": 480,
    "宿": 480,
    "白天": 720,
    "整天": 1440,
    "天一夜": 2160,
}
_ZH = regex(
    r"(?:快|将近|差不多|大概|大约|整整|超过|不到|不足|约|近)?\s{0,3}(?:大(?=半))?"
    rf"(?P<a>[一二两三四五六七八九十\d]{{1,5}}(?=个半)|十几|几十|好?几|成(?=[粒个])|个把(?=[钟小月星礼])|半个(?=钟|小|月|星|礼)|{NUMBER})(?P<b>[两三四五六七八九])?(?:个?(?:多|来|几))?\s?"
    rf"(?:(?P<g>个半)(?P<gu>小时|钟头|钟|月|星期|礼拜)|(?P<u>{_U}|(?<=个[多几来])钟|(?<=半个)钟)(?P<h>半(?!天|个|小))?|(?P<day>(?<=[半两三四五六七])日)(?![上下晚早之前后]))"
    rf"(?:零|又|加)?(?:(?P<n2>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})(?P<u2>分钟?|秒钟?|小时|个小时|刻钟))?(?:(?<=天)[一两三四五六七]夜)?(?:以上|多|不到)?"
    r"|(?P<part>(?:一(?:整|个)?|成|整)(?:天(?=[开没不都打收发用连上])|上午|下午|晚上?|夜|宿|整?天一夜|整天|白天))"
)
_EN_UNITS = {"second": 1 / 60, "sec": 1 / 60, "minute": 1, "min": 1, "hour": 60, "hr": 60, "h": 60, "day": 1440, "week": 10080, "month": 43200}  # fmt: skip
_EN_VAGUE = {
    "half an": 0.5,
    "half a": 0.5,
    "half": 0.5,
    "past": 1.0,
    "last": 1.0,
    "a couple of": 2.0,
    "couple of": 2.0,
    "a few": 3.0,
    "several": 3.0,
}
_EN_PARTS = {"quarter of an hour": 15, "three quarters of an hour": 45, "half the morning": 120, "half the day": 720, "half the afternoon": 180,
             "half the night": 240, "all morning": 240, "all afternoon": 360, "all night": 480, "all day": 720, "the whole day": 720, "the whole morning": 240}  # fmt: skip
_N = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|ninety"
_UN = r"second|sec|minute|min|hour|hr|h|day|week|month"
_EN = regex(
    rf"(?<![a-z0-9.\-])(?:(?:roughly|under|more than|less than|going on|coming up to) )?(?:(?P<part>{'|'.join(sorted(_EN_PARTS, key=len, reverse=True))})"
    rf"|(?P<hours>\d{{1,2}}) ?h ?(?P<minutes>\d{{1,2}})(?: ?m(?:ins?)?)?(?![a-z0-9])"
    rf"|(?P<a>\d+(?:\.\d+)?|(?:{_N}) or (?:{_N})|(?:twenty|thirty|forty|fifty)[ -](?:{_N})|half an?|half(?= hour)|(?<=for the )(?:past|last)(?= hour)|an?(?: full| whole| solid| good| entire)?|{_N}|a couple of|couple of|a few|several)(?P<and> and a half)?"
    rf"(?:[ -]|(?<=\d))(?:(?P<u>{_UN})s?|(?<=\d)(?P<s>s))(?![a-z])"
    rf"(?P<and2> and a half| and a quarter| (?:ten|twenty|thirty|forty|fifteen)(?![a-z])(?! ))?"
    rf"(?:,? (?:and )?(?P<n2>\d{{1,2}}|(?:twenty|thirty|forty|fifty)[ -](?:{_N})|{_N}) (?P<u2>{_UN})s?(?![a-z]))?)"
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in a normal text, in minutes."""

    start: int
    end: int
    minutes: int
    said: str  # the number as it is said


def chinese(text: str) -> list[Length]:
    found = []
    for m in _ZH.finditer(text):
        minutes = _chinese_minutes(m)
        if minutes is not None:
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            found.append(Length(start, m.end(), minutes, m["a"] or ""))
    return found


def _chinese_minutes(m: re.Match[str]) -> int | None:
    if m["part"]:
        return next((n for word, n in _PARTS.items() if m["part"].endswith(word)), 240)
    said, unit = m["a"], m["u"] or m["day"] or m["gu"]
    if said in _VAGUE:
        amount: float | None = _VAGUE[said]
    elif m["b"]:
        amount = value(m["b"])
    elif len(said) == 2 and all(c in "一二两三四五六七八九" for c in said):
        amount = value(said[1])  # 两三分钟: up to three
    else:
        amount = value(said)
    if amount is None or (unit == "分" and not said.isdigit()):
        return None
    minutes = (amount + (0.5 if m["h"] or m["g"] else 0)) * _ZH_UNITS.get(unit, 60)
    if m["u2"]:
        minutes += (value(m["n2"]) or 0) * _ZH_UNITS[m["u2"]]
    return round(minutes)


def english(text: str) -> list[Length]:
    found = []
    for m in _EN.finditer(text):
        minutes = _english_minutes(m)
        if minutes is not None:
            found.append(Length(m.start(), m.end(), minutes, m["part"] or m["a"] or ""))
    return found


def _english_minutes(m: re.Match[str]) -> int | None:
    if m["part"]:
        return _EN_PARTS[m["part"]]
    if m["hours"]:
        return int(m["hours"]) * 60 + int(m["minutes"])
    said = m["a"].split(" ")[0] if m["a"].startswith(("a ", "an ")) else m["a"]
    amount = _EN_VAGUE.get(m["a"], value(said.rsplit(" or ", 1)[-1]))
    if amount is None:
        return None
    more = (m["and"] or m["and2"] or "").strip()
    amount += 0.5 if more.endswith("half") else 0.25 if more.endswith("quarter") else 0
    minutes = amount * _EN_UNITS[m["u"] or "sec"]
    if m["u2"]:
        minutes += (value(m["n2"]) or 0) * _EN_UNITS[m["u2"]]
    extra = value(more) if more and "and" not in more else None
    return round(minutes + (extra or 0))
